"""Who approved an expense beforehand, and whether their rank is what the rules ask (制度 6.2.2)."""

from __future__ import annotations

import narwhals as nw

from mktkit.errors import show
from mktkit.expense.claim.checks.model import LineCells, Test, trimmed
from mktkit.expense.claim.lines import level_of
from mktkit.expense.claim.model import TOP
from mktkit.rules import Rules

__all__ = ["TOP_LEVEL", "approver", "level_at_least", "posts_from"]

#: Level of those above a manager.
TOP_LEVEL = "高层"
_LEVELS = ("员工", "经理", TOP_LEVEL)


def level_at_least(rules: Rules, post: str) -> str:
    """Return the level of a post that may approve."""
    return TOP_LEVEL if post == TOP else level_of(rules, post)


def posts_from(rules: Rules, level: str) -> list[str]:
    """Return the posts of a level, or above it."""
    rank = _LEVELS.index(level)
    posts = (*rules.onboarding.posts, TOP)
    return [post for post in posts if _LEVELS.index(level_at_least(rules, post)) >= rank]


def approver(asked: nw.Expr, level: str, rules: Rules, kinds: tuple[str, ...]) -> Test:
    """Return the test that what was approved names who did, and that they are of a level, or above it."""
    posts = posts_from(rules, level)
    named = (trimmed("approved_by") != "") & nw.col("approver_post").is_in(posts)

    def words(row: LineCells) -> tuple[str, str]:
        who, post = row["approved_by"].strip(), row["approver_post"]
        given = f"批准人是{show(who)}，岗位{f'是{post}' if post else '没有填'}"
        return given, f"应由{'或'.join(posts)}批准"

    return Test("approver", asked & (trimmed("approval") != "") & ~named, words, kinds)
