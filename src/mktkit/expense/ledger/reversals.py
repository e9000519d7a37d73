"""Red-letter rows held against what they take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.errors import Finding, notice, show
from mktkit.money import yuan
from mktkit.registers.expenses import unfit_reversals

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["reversal_findings"]


def reversal_findings(frame: pd.DataFrame) -> list[Finding]:
    """Say which red-letter rows have no original here, or take back more than it was.

    Parameters
    ----------
    frame
        Of the whole ledger: document_id, invoice_id, reverses (text), amount (分), file, sheet, row.
    """
    tied = frame["reverses"].notna()
    if not tied.any():
        return []
    names = set(frame.loc[tied, "reverses"].astype(str))
    of_document = frame["document_id"].astype(object).isin(names)
    meant = frame[tied | of_document | frame["invoice_id"].astype(object).isin(names)]
    texts = meant[["document_id", "invoice_id", "amount", "reverses"]].astype(object)
    columns = texts.where(texts.notna(), None).to_dict("list")
    places = meant[["file", "sheet", "row"]].to_numpy(dtype=object).tolist()
    found = []
    for position, why, left in unfit_reversals(*columns.values()):
        what, mend = _words(why, columns["reverses"][position], columns["amount"][position], left)
        file, sheet, row = places[position]
        found.append(notice(what, "", mend, file=file, sheet=sheet, row=int(row), column="冲红原单号"))
    return found


def _words(why: str, original: str, amount: int, left: int) -> tuple[str, str]:
    """Return what stands there, and how to mend it."""
    if why == "positive":
        return f"冲红原单号是{show(original)}，金额却是正数", "冲红的行金额应为负数，请核对"
    if why == "unknown":
        return f"冲红的原单{show(original)}不在导入的台账里", "原单可能在更早的月份"
    return f"冲红 {yuan(-amount)}，超过原单{show(original)}余下的 {yuan(left)}", "核对原单号和金额"
