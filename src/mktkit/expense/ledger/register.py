"""An imported ledger as the register 费用台账, which the appraisal reads for 5.1.2.d."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.ledger import Ledger
from mktkit.expense.model import UNCATEGORISED
from mktkit.registers import REGISTERS, write_template
from mktkit.rules import Rules

__all__ = ["standard_rows", "write_standard"]


def standard_rows(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the rows by the register's column titles.

    What no rule matched has no category, so that the register says it is missing; a row without a number gets that of
    its file and row, several lines of one document get line numbers.
    """
    columns = {one.name: one.title for one in REGISTERS["expenses"].columns}
    seen: Counter[tuple[str, str]] = Counter()
    rows = []
    listed: Any = ledger.frame.itertuples()
    for one in listed:
        cells: dict[str, Any] = {}
        for name, title in columns.items():
            value = getattr(one, {"period": "month"}.get(name, name), None)
            cells[title] = None if is_missing(value) else value
        number = str(cells["单号"] or f"{one.file}-{one.row}")[:64]
        category = None if cells["预算科目"] == UNCATEGORISED else cells["预算科目"]
        key = (number, str(category or ""))
        seen[key] += 1
        cells |= {"单号": number, "预算科目": category, "日期": one.spent_on.date()}
        if cells["行号"] is None and seen[key] > 1:
            cells["行号"] = str(seen[key])
        for title in ("金额", "不含税金额", "税额"):
            cells[title] = None if cells[title] is None else Fraction(int(cells[title]), 100)
        rows.append(cells)
    return rows


def write_standard(ledger: Ledger, rules: Rules) -> bytes:
    """Return the ledger as a filled 费用台账 (.xlsx)."""
    return write_template(REGISTERS["expenses"], rules, standard_rows(ledger))
