"""What was given back (制度 6.2.1): a negative line belongs to the expense it takes from, and lowers what is allowed of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import narwhals as nw

from mktkit.expense.claim.checks.model import Said, place_words
from mktkit.expense.claim.lines import Frame
from mktkit.expense.claim.receipts import plain_number
from mktkit.expense.claim.standing import Standing
from mktkit.money import yuan

__all__ = ["Refunds", "refunds_of"]


class _Spent(NamedTuple):
    """A line, and what is allowed of it; line 0 of an earlier claim."""

    claim: str
    line: int
    kind: str
    amount: int
    allowed: int
    number: str
    refund_of: str


@dataclass(frozen=True)
class Refunds:
    """What was given back.

    Attributes
    ----------
    allowed
        (Claim, line) → its allowed part in 分, not above 0.
    loose, tied
        What has no original, and what has one, in words.
    """

    allowed: dict[tuple[str, int], int]
    loose: Sequence[Said]
    tied: Sequence[Said]

    def settle(self, lines: Frame) -> Frame:
        """Return lines with the allowed part of what was given back."""
        if not self.allowed:
            return lines
        claims, numbers = zip(*self.allowed, strict=True)
        known = {"claim": claims, "line": numbers, "back": list(self.allowed.values())}
        frame = nw.from_dict(
            {name: list(values) for name, values in known.items()}, backend=lines.implementation
        )
        joined = lines.join(frame, on=["claim", "line"], how="left")
        settled = nw.when(nw.col("back").is_null()).then(nw.col("allowed")).otherwise(nw.col("back"))
        return joined.with_columns(allowed=settled.cast(nw.Int64)).drop("back")


def refunds_of(lines: Frame, standing: Standing) -> Refunds:
    """Tie negative lines to what they take from: by the number they name, else to the one expense it can be."""
    back = lines.filter(nw.col("amount") < 0).sort("claim", "line")
    if not len(back):
        return Refunds({}, (), ())
    spent = list(map(_Spent._make, lines.filter(nw.col("amount") > 0).select(_Spent._fields).rows()))
    spent += [
        _Spent(one.claim, 0, one.line.kind, one.line.amount, one.allowed, one.line.number, "")
        for one in standing.lines
        if one.line.amount > 0
    ]
    taken: dict[_Spent, int] = defaultdict(int)
    for given in standing.lines:
        named = plain_number(given.line.refund_of) or given.line.number
        origins = [one for one in spent if one.number and one.number == named]
        if given.line.amount < 0 and len(origins) == 1:
            taken[origins[0]] -= given.line.amount
    allowed: dict[tuple[str, int], int] = {}
    loose: list[Said] = []
    tied: list[Said] = []
    for row in map(_Spent._make, back.select(_Spent._fields).rows()):
        found = list(_originals(row, spent))
        if len(found) != 1:
            loose.append(_unknown(row, len(found)))
            continue
        (original,) = found
        before = original.amount - taken[original]
        if -row.amount > before:
            # What stands in another claim is not told.
            left = f"的 {yuan(before)} 元" if original.line else "的金额"
            what = f"冲减 {yuan(-row.amount)} 元，多于原来的费用还剩{left}"
            loose.append(Said(row.claim, row.line, what, "冲减的合计不超过原来的金额"))
            continue
        taken[original] -= row.amount
        rest = before + row.amount
        # What is left is allowed as far as the original was; the own part is given back first.
        allowed[row.claim, row.line] = min(rest, original.allowed) - min(before, original.allowed)
        where = place_words(row.claim, original.claim, original.line)
        number = f"（发票 {original.number}）" if original.number and original.line else ""
        tied.append(Said(row.claim, row.line, f"冲减{where}的费用{number or ' '}{yuan(-row.amount)} 元", ""))
    return Refunds(allowed, loose, tied)


def _originals(row: _Spent, spent: Sequence[_Spent]) -> Iterator[_Spent]:
    """Yield what a line may take from."""
    named = row.refund_of
    if not named:
        same = [one for one in spent if one.claim == row.claim and one.number and one.number == row.number]
        alike = (
            one
            for one in spent
            if one.claim == row.claim and one.kind == row.kind and one.amount >= -row.amount
        )
        yield from same or alike
        return
    found = [one for one in spent if one.number == named]
    yield from [one for one in found if one.claim == row.claim] or found


def _unknown(row: _Spent, count: int) -> Said:
    named = f"写的发票号码 {row.refund_of} {'有几张' if count else '找不到'}"
    what = named if row.refund_of else "没有写明冲减哪一笔"
    return Said(
        row.claim, row.line, f"冲减 {yuan(-row.amount)} 元，{what}", "应写明冲减的原票：原来那张票的发票号码"
    )
