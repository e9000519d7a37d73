"""Checks of advertising (制度 6.2.2): contract, plan item, acceptance, three quotes, who approved."""

from __future__ import annotations

from functools import reduce
from operator import or_

import narwhals as nw

from mktkit.expense.claim.checks.approvers import TOP_LEVEL, approver
from mktkit.expense.claim.checks.model import LineCells, Test, fen, trimmed
from mktkit.money import yuan
from mktkit.rules import Rules

__all__ = ["under"]

_KIND = ("广告宣传",)
#: Document of the rules → column that bears its number.
_COLUMNS = {"合同": "contract", "计划项": "plan_item", "验收": "acceptance"}


def under(rules: Rules) -> tuple[Test, ...]:
    """Return the tests of advertising under `rules`."""
    rule = rules.expense.advertising
    wanted = {title: _COLUMNS[title] for title in rule.documents}

    def documents(row: LineCells) -> tuple[str, str]:
        missing = [title for title, column in wanted.items() if not row[column].strip()]
        return f"缺少{'、'.join(missing)}", f"必备{'、'.join(wanted)}"

    quotes_from, staff, manager = fen(rule.three_quotes_from), fen(rule.staff_up_to), fen(rule.manager_up_to)
    unapproved = (nw.col("amount") > staff) & (trimmed("approval") == "")
    own = (nw.col("level") == "经理") & (nw.col("amount") <= manager)
    lacking = [trimmed(column) == "" for column in wanted.values()]
    found = [Test("advertising_documents", reduce(or_, lacking), documents, _KIND)] if lacking else []
    return (
        *found,
        Test(
            "three_quotes",
            (nw.col("amount") >= quotes_from) & (nw.col("quotes") < 3),
            lambda row: (
                f"{yuan(row['amount'])} 元，有 {row['quotes']} 份报价",
                f"{yuan(quotes_from)} 元起须三家比价",
            ),
            _KIND,
        ),
        Test(
            "advertising_approval",
            unapproved & ~own,
            lambda row: (
                f"{yuan(row['amount'])} 元，没有批准单号",
                f"超过 {yuan(staff)} 元由经理批准，超过 {yuan(manager)} 元由公司高层批准",
            ),
            _KIND,
        ),
        approver((nw.col("amount") > staff) & (nw.col("amount") <= manager) & ~own, "经理", rules, _KIND),
        approver(nw.col("amount") > manager, TOP_LEVEL, rules, _KIND),
    )
