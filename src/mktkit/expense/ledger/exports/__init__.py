"""Kinds of export, a module each: which rows are none of the ledger's own, and how the amount comes of its columns."""

from __future__ import annotations

from mktkit.expense.ledger.exports import banks, bills, plain, subledger, vouchers
from mktkit.expense.ledger.exports.kind import Cells, ExportKind, RowsFound

__all__ = ["KINDS", "Cells", "ExportKind", "RowsFound", "kind_of"]

#: In the order in which they are tried by shape; a plain list fits always.
KINDS = (bills.WECHAT, bills.ALIPAY, banks.BANK, vouchers.VOUCHERS, subledger.SUBLEDGER, plain.PLAIN)


def kind_of(cells: Cells) -> ExportKind:
    """Return what a table is: as its source says, else by its shape."""
    chosen = cells.source.kind
    return next(one for one in KINDS if (one.name == chosen if chosen != "看文件" else one.fits(cells)))
