"""Checks of meals (制度 6.2.2): a day's allowance once a person, less the meals that were had with guests."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import narwhals as nw

from mktkit.expense.claim.checks.model import Said, fen, place_words
from mktkit.expense.claim.lines import PEOPLE_MARK, Frame
from mktkit.expense.claim.standing import PersonDay, Standing
from mktkit.rules import Rules

__all__ = ["hosted", "hosted_shares"]


def _dinners(lines: Frame, standing: Standing) -> Iterator[tuple[PersonDay, str]]:
    """Yield (person, day) and which meal, of all entertaining that is known; '' where it was not said."""
    own = lines.filter((nw.col("kind") == "业务招待") & (nw.col("amount") > 0))
    for people, day, meal in own.select("people", "day", "meal").rows():
        for person in people.split(PEOPLE_MARK):
            yield (person, day.date()), meal
    for one in standing.of_kind("业务招待"):
        for key in one.person_days:
            yield key, one.line.meal or ""


def hosted_shares(lines: Frame, rules: Rules, standing: Standing) -> nw.Series[Any]:
    """Return, a line, what meals with guests take off its days of allowance, in ten-thousandths of a day's."""
    meals: dict[PersonDay, set[str]] = defaultdict(set)
    for key, meal in _dinners(lines, standing):
        if meal:
            meals[key].add(meal)
    shares = {
        key: sum(fen(share) for meal, share in rules.expense.hosted_meals.items() if meal in had)
        for key, had in meals.items()
    }
    return nw.new_series("hosted", _off(lines, shares), nw.Int64, backend=lines.implementation)


def _off(lines: Frame, shares: Mapping[PersonDay, int]) -> list[int]:
    if not shares:
        return [0] * len(lines)
    return [
        sum(shares.get((person, day), 0) for day in _days(first, until)) if kind == "餐补" else 0
        for kind, person, first, until in lines.select("kind", "person_id", "day", "until").rows()
    ]


def _days(first: dt.datetime, until: dt.datetime) -> Iterator[dt.date]:
    for number in range((until - first).days + 1):
        yield (first + dt.timedelta(number)).date()


def hosted(lines: Frame, standing: Standing) -> Iterator[Said]:
    """Yield entertaining on a day of allowance: which meal was not said, or the allowance was claimed before."""
    paid: dict[PersonDay, str] = {}
    for claim, person, first, until in (
        lines.filter(nw.col("kind") == "餐补").select("claim", "person_id", "day", "until").rows()
    ):
        paid |= {(person, day): claim for day in _days(first, until)}
    earlier = standing.person_days["餐补"]
    own = lines.filter((nw.col("kind") == "业务招待") & (nw.col("amount") > 0))
    for claim, line, people, day, meal in own.select("claim", "line", "people", "day", "meal").rows():
        keys = [(person, day.date()) for person in people.split(PEOPLE_MARK)]
        before = next((earlier[key] for key in keys if key in earlier), "")
        if before and meal:
            where = place_words(claim, before, 0)
            yield Said(claim, line, f"{day:%Y-%m-%d} 的餐补已在{where}报过", f"招待的{meal}要从餐补里扣回")
        elif not meal and (before or any(key in paid for key in keys)):
            yield Said(
                claim, line, f"{day:%Y-%m-%d} 有餐补，没有写招待的是哪一餐", "应写明餐次，那一餐从餐补里扣"
            )
