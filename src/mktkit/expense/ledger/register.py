"""An imported ledger as the register 费用台账, which the appraisal reads for 5.1.2.d."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.model import Ledger
from mktkit.expense.model import UNCATEGORISED
from mktkit.registers import REGISTERS, write_template
from mktkit.rules import Rules

__all__ = ["standard_rows", "write_standard"]

#: Register column → ledger column, where they differ.
_FROM = {"period": "month"}


def standard_rows(ledger: Ledger) -> list[dict[str, object]]:
    """Return the rows by the register's column titles.

    What no rule matched has no category, so that the register says it is missing; a row without a number gets that of
    its file and row, several lines of one document get line numbers.
    """
    titles = {one.name: one.title for one in REGISTERS["expenses"].columns}
    columns = [_FROM.get(name, name) for name in titles]
    known = [name for name in columns if name in ledger.frame]
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    for one in ledger.frame[[*known, "file", "row"]].to_dict("records"):
        cells = {
            name: None if is_missing(one.get(at)) else one[at]
            for name, at in zip(titles, columns, strict=True)
        }
        number = str(cells["document_id"] or f"{one['file']}-{one['row']}")[:64]
        category = None if cells["category"] == UNCATEGORISED else cells["category"]
        key = (number, str(category or ""))
        seen[key] += 1
        cells |= {"document_id": number, "category": category, "spent_on": one["spent_on"].date()}
        if cells["line_id"] is None and seen[key] > 1:
            cells["line_id"] = str(seen[key])
        for name in ("amount", "net_amount", "tax"):
            fen = cells[name]
            cells[name] = None if fen is None else Fraction(int(fen), 100)
        rows.append({titles[name]: value for name, value in cells.items()})
    return rows


def write_standard(ledger: Ledger, rules: Rules) -> bytes:
    """Return the ledger as a filled 费用台账 (.xlsx)."""
    return write_template(REGISTERS["expenses"], rules, standard_rows(ledger))
