"""Checks of sums (制度 6.1.2, 6.2): the total as written, amounts split to stay under a limit, the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import narwhals as nw

from mktkit.expense.claim.checks.model import day
from mktkit.expense.claim.checks.standards import fen
from mktkit.money import yuan
from mktkit.rules import Rules

__all__ = ["Said", "over_budget", "splits", "totals"]

#: Claim, line (0 for the claim), what stands there, what is wanted.
Said = tuple[str, int, str, str]


def totals(lines: Any) -> Iterable[Said]:
    """Yield claims whose total, as written, is not that of their lines."""
    sums = lines.group_by("claim").agg(nw.col("amount").sum(), nw.col("stated_total").max())
    wrong = sums.filter((nw.col("stated_total") >= 0) & (nw.col("stated_total") != nw.col("amount")))
    for row in wrong.rows(named=True):
        stated, total = row["stated_total"], row["amount"]
        said = f"合计写的是 {yuan(stated)} 元，明细相加是 {yuan(total)} 元"
        yield row["claim"], 0, f"{said}，相差 {yuan(abs(stated - total))} 元", "合计应等于明细之和"


def _thresholds(rules: Rules) -> dict[str, list[tuple[int, str]]]:
    """Return kind → amounts in 分 from which more is asked for, and what that is."""
    advertising = rules.expense.advertising
    return {
        "业务招待": [(fen(rules.expense.entertainment.prior_approval_from), "须事前批准")],
        "广告宣传": [
            (fen(advertising.staff_up_to) + 1, "须经理批准"),
            (fen(advertising.manager_up_to) + 1, "须公司高层批准"),
            (fen(advertising.three_quotes_from), "须三家比价"),
        ],
    }


def splits(pieces: Mapping[str, Any], rules: Rules) -> Iterable[Said]:
    """Yield the last line of small amounts of one person and seller, few days apart, that together reach a limit."""
    for kind, thresholds in _thresholds(rules).items():
        if kind not in pieces:
            continue
        columns = ["person_id", "seller", "day", "claim", "line", "amount"]
        piece = pieces[kind].filter(nw.col("seller") != "")
        several = (
            piece.filter(nw.col("line").count().over("person_id", "seller") > 1) if len(piece) else piece
        )
        rows = several.select(columns).sort(*columns).rows()
        for _, group in groupby(rows, key=lambda row: row[:2]):
            for chain in _chains(list(group), rules.expense.split.days):
                yield from _split(chain, thresholds)


def _chains(rows: list[Any], days: int) -> Iterable[list[Any]]:
    """Yield runs of rows, each at most so many days after the one before."""
    run = rows[:1]
    for row in rows[1:]:
        if (row[2] - run[-1][2]).days > days:
            yield run
            run = []
        run.append(row)
    yield run


def _split(chain: list[Any], thresholds: list[tuple[int, str]]) -> Iterable[Said]:
    reached = []
    for threshold, asked in thresholds:
        small = [row for row in chain if row[5] < threshold]
        if len(small) > 1 and sum(row[5] for row in small) >= threshold:
            reached.append((threshold, asked, small))
    if reached:
        threshold, asked, small = max(reached, key=lambda one: one[0])
        _, seller, last, claim, line, _ = small[-1]
        total = yuan(sum(row[5] for row in small))
        what = (
            f"{day(small[0][2])} 至 {day(last)} 在{seller}有 {len(small)} 笔，合计 {total} 元，每笔都低于限额"
        )
        yield claim, line, what, f"{yuan(threshold)} 元起{asked}"


def over_budget(lines: Any, available: Mapping[tuple[str, str, str], int]) -> Iterable[Said]:
    """Yield claims that exceed what the budget has left; exactly the rest passes.

    Several claims use the budget up in order of the day they were made, then of their number.
    """
    keys = ["department", "category", "month"]
    sums = lines.group_by("claimed_on", "claim", *keys).agg(nw.col("allowed").sum())
    left = dict(available)
    for row in sums.sort("claimed_on", "claim").rows(named=True):
        key = (row["department"], row["category"], row["month"])
        rest = left.get(key, 0)
        left[key] = rest - row["allowed"]
        if row["allowed"] > rest:
            where = f"{row['department']} {row['month']} {row['category']}"
            what = f"{where}的预算还剩 {yuan(rest)} 元，这次 {yuan(row['allowed'])} 元"
            yield row["claim"], 0, what, f"超出 {yuan(row['allowed'] - max(rest, 0))} 元"
