"""Checks of sums (制度 6.1.2, 6.2): the total as written, amounts split to stay under a limit, the budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

import narwhals as nw

from mktkit.expense.claim.checks.model import Said, day, fen, place_words
from mktkit.expense.claim.lines import NONE, Frame
from mktkit.expense.claim.standing import Available, Standing
from mktkit.money import yuan
from mktkit.rules import Rules

__all__ = ["booking_months", "over_budget", "splits", "totals"]


def totals(lines: Frame) -> Iterator[Said]:
    """Yield claims whose total, as written, is not that of their lines."""
    sums = lines.group_by("claim").agg(nw.col("amount").sum(), nw.col("stated_total").max())
    wrong = sums.filter((nw.col("stated_total") != NONE) & (nw.col("stated_total") != nw.col("amount")))
    for row in wrong.rows(named=True):
        stated, total = row["stated_total"], row["amount"]
        said = f"合计写的是 {yuan(stated)} 元，明细相加是 {yuan(total)} 元"
        off = f"{said}，相差 {yuan(abs(stated - total))} 元"
        yield Said(row["claim"], 0, off, "合计应等于明细之和")


def booking_months(lines: Frame, *, later: bool) -> Iterator[Said]:
    """Yield claims charged to a month before their first expense; or, `later`, after that in which they were made."""
    month = nw.col("month")
    booked = month.str.slice(0, 4).cast(nw.Int64) * 12 + month.str.slice(5, 2).cast(nw.Int64)
    firsts = lines.group_by("claim").agg(
        nw.col("day").min(), nw.col("claimed_on").max(), nw.col("month").max()
    )
    wrong = booked > _month_number("claimed_on") if later else booked < _month_number("day")
    for row in firsts.filter(wrong).sort("claim").rows(named=True):
        first, last = f"{row['day']:%Y-%m}", f"{row['claimed_on']:%Y-%m}"
        what = f"归属月份是 {row['month']}，费用最早在 {first}，报销在 {last}"
        yield Said(row["claim"], 0, what, f"应在 {first} 到 {last} 之间")


def _month_number(column: str) -> nw.Expr:
    return nw.col(column).dt.year() * 12 + nw.col(column).dt.month()


class _Paid(NamedTuple):
    """A line that a person paid to a seller; amounts in 分."""

    person_id: str
    seller: str
    day: dt.datetime
    claim: str
    line: int
    amount: int


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


def splits(pieces: Mapping[str, Frame], rules: Rules, standing: Standing) -> Iterator[Said]:
    """Yield the last line of small amounts of one person and seller, few days apart, that together reach a limit."""
    for kind, thresholds in _thresholds(rules).items():
        if kind not in pieces:
            continue
        before = [
            _Paid(one.person_id, one.line.seller, _midnight(one.line.day), one.claim, 0, one.line.amount)
            for one in standing.of_kind(kind)
            if one.line.seller
        ]
        piece = pieces[kind].filter((nw.col("seller") != "") & (nw.col("amount") > 0))
        if len(piece) and not before:
            piece = piece.filter(nw.col("line").count().over("person_id", "seller") > 1)
        rows = sorted([*before, *map(_Paid._make, piece.select(_Paid._fields).rows())])
        for _, paid in groupby(rows, key=lambda row: (row.person_id, row.seller)):
            for chain in _chains(paid, rules.expense.split.days):
                yield from _split(chain, thresholds)


def _midnight(on: dt.date) -> dt.datetime:
    return dt.datetime.combine(on, dt.time())


def _chains(rows: Iterable[_Paid], days: int) -> Iterator[list[_Paid]]:
    """Yield runs of rows, each at most so many days after the one before."""
    run: list[_Paid] = []
    for row in rows:
        if run and (row.day - run[-1].day).days > days:
            yield run
            run = []
        run.append(row)
    yield run


def _split(chain: list[_Paid], thresholds: list[tuple[int, str]]) -> Iterator[Said]:
    reached = []
    for threshold, asked in thresholds:
        small = [row for row in chain if row.amount < threshold]
        if len(small) > 1 and sum(row.amount for row in small) >= threshold:
            reached.append((threshold, asked, small))
    if not reached:
        return
    threshold, asked, small = max(reached, key=lambda one: one[0])
    own = [row for row in small if row.line]
    if not own:
        return
    last = own[-1]
    others = dict.fromkeys(row.claim for row in small if not row.line)
    if others:
        # The person's own claims: their sum is theirs to know.
        where = "、".join(place_words(last.claim, claim, 0) for claim in others)
        total = yuan(sum(row.amount for row in small))
        what = f"在{last.seller}的几笔和{where}里的合计 {total} 元，每笔都低于限额"
    else:
        span, total = f"{day(small[0].day)} 至 {day(small[-1].day)}", yuan(sum(row.amount for row in small))
        what = f"{span} 在{last.seller}有 {len(small)} 笔，合计 {total} 元，每笔都低于限额"
    yield Said(last.claim, last.line, what, f"{yuan(threshold)} 元起{asked}")


def over_budget(lines: Frame, available: Available) -> Iterator[Said]:
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
            yield Said(row["claim"], 0, what, f"超出 {yuan(row['allowed'] - max(rest, 0))} 元")
