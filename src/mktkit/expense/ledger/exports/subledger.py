"""A sub-ledger: all rows of one account, in debit and credit or with a direction; its closings are left out."""

from __future__ import annotations

from mktkit.expense.ledger.exports.kind import (
    Cells,
    ExportKind,
    RowsFound,
    WrongRows,
    both_sides,
    closing,
    directed,
)
from mktkit.expense.ledger.reasons import Reason

__all__ = ["SUBLEDGER"]


def _fits(cells: Cells) -> bool:
    return cells.has("credit") or cells.has("debit") or (cells.has("direction", "amount"))


def _read(cells: Cells) -> RowsFound:
    # Beside debit and credit a direction is that of the balance.
    if cells.has("credit") or cells.has("debit"):
        amount, wrong = both_sides(cells), list[WrongRows]()
    else:
        amount, wrong = directed(cells)
    return RowsFound(amount, {Reason.CLOSING: closing(cells)}, wrong=wrong)


SUBLEDGER = ExportKind("明细账", _fits, _read)
