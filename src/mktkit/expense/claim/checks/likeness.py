"""Invoices that are likely the same though their numbers are written differently (制度 6.2.1).

A digital invoice on paper bears 20 digits and a code with 8 besides; a spreadsheet takes leading zeros away; a code is
left out.  What looks alike is said, never decided.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import narwhals as nw

from mktkit.expense.claim.checks.invoices import same_name
from mktkit.expense.claim.checks.model import Said, place_words
from mktkit.expense.claim.lines import Frame
from mktkit.expense.claim.receipts import plain_number
from mktkit.expense.claim.standing import EarlierLine, Standing

__all__ = ["likely_repeats"]

_TAIL = 8


class _Bill(NamedTuple):
    """An invoice as it was filled in, and where."""

    claim: str
    line: int
    amount: int
    code: str
    number: str
    seller: str
    day: dt.datetime
    issued: dt.datetime

    @property
    def days(self) -> set[dt.date]:
        return {self.day.date(), self.issued.date()}

    @property
    def tail(self) -> str:
        """The last eight digits, with the zeros that may have been lost."""
        return self.number[-_TAIL:].rjust(_TAIL, "0")

    @property
    def shape(self) -> str:
        """How far the number is whole: 数电 of 20 digits, 纸质 of a code and 8, '' neither."""
        if len(self.number) == 20 and not self.code:
            return "数电"
        return "纸质" if len(self.number) == _TAIL and len(self.code) in (10, 12) else ""


def _earlier(one: EarlierLine) -> _Bill:
    line = one.line
    return _Bill(
        one.claim,
        0,
        line.amount,
        plain_number(line.invoice_code),
        line.number,
        line.seller,
        dt.datetime.combine(line.day, dt.time()),
        dt.datetime.combine(line.invoice_day or line.day, dt.time()),
    )


def _alike(one: _Bill, other: _Bill) -> bool:
    """Tell whether two invoices of one amount are likely the same, though their numbers differ."""
    if one.code + one.number == other.code + other.number:
        return False
    sellers = same_name(one.seller), same_name(other.seller)
    same_seller = bool(sellers[0]) and sellers[0] == sellers[1]
    if bool(sellers[0]) and bool(sellers[1]) and not same_seller:
        return False
    same_tail = one.tail == other.tail
    if one.shape and other.shape:
        different = one.shape != other.shape
        return different and bool(one.days & other.days) and (same_seller or same_tail)
    if one.code and other.code and one.code.lstrip("0") != other.code.lstrip("0"):
        return False
    return same_tail


def likely_repeats(lines: Frame, standing: Standing) -> Iterator[Said]:
    """Yield lines whose invoice is likely one that was claimed before, here or in an earlier claim of anybody."""
    known: dict[int, list[_Bill]] = defaultdict(list)
    for one in standing.lines:
        if one.line.number and one.line.amount > 0:
            known[one.line.amount].append(_earlier(one))
    own = lines.filter((nw.col("number") != "") & (nw.col("amount") > 0))
    # Two numbers of 20 digits that differ are two invoices: only amounts with another shape among them matter.
    not_digital = (nw.col("number").str.len_chars() != 20) | (nw.col("code") != "")
    amounts = set(own.filter(not_digital)["amount"].unique().to_list())
    amounts |= {amount for amount, bills in known.items() if any(bill.shape != "数电" for bill in bills)}
    own = own.filter(nw.col("amount").is_in(list(amounts)))
    seen: dict[tuple[int, str] | tuple[int, str, dt.date], list[_Bill]] = defaultdict(list)

    def keys(bill: _Bill) -> Iterator[tuple[int, str] | tuple[int, str, dt.date]]:
        yield bill.amount, bill.tail
        if bill.seller:
            for day in bill.days:
                yield bill.amount, same_name(bill.seller), day

    for bill in (one for bills in known.values() for one in bills):
        for key in keys(bill):
            seen[key].append(bill)
    for bill in map(_Bill._make, own.select(_Bill._fields).rows()):
        told = False
        for key in keys(bill):
            other = next((one for one in seen[key] if _alike(bill, one)), None)
            if other and not told:
                where = place_words(bill.claim, other.claim, other.line)
                told = True
                yield Said(
                    bill.claim,
                    bill.line,
                    f"发票 {bill.code}{bill.number} 和{where}的发票金额相同，号码写法不同，疑似同一张",
                    "一张发票只报一次，不论由谁报",
                )
        for key in keys(bill):
            seen[key].append(bill)
