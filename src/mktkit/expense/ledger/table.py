"""A table of an export as it lies on disk: its columns as raw cells, and what the file itself keeps from being read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mktkit.errors import Finding
from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.sources import ExportSource

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["QUOTE", "TOO_MANY", "ExportTable", "Tables"]

#: What is said of a row with more cells than the header.
TOO_MANY = "这一行比表头多出格子"
QUOTE = "若是金额里的逗号，把金额用英文双引号括起来，或导出时不要千分位"


@dataclass(frozen=True)
class ExportTable:
    """One table of a file.

    Attributes
    ----------
    file, sheet
        As messages call it.
    first_row
        Row of its first data row as the spreadsheet shows it.
    columns
        Ledger column → raw cells, one a row: categories or text of a .csv, objects of a workbook.
    others
        The columns that are not used, for telling totals and blank rows.
    bad
        Position → why the row cannot be used whatever stands in it, and how to mend it.
    source
        Who remembered how it is read, None for the usual headers.
    headers
        The header row as it stands.
    above
        The rows above the header and itself: title, unit, account holder; what of them stands again below is none
        of the table's own rows.
    """

    file: str
    sheet: str
    first_row: int
    columns: dict[str, pd.Series[Any]]
    others: tuple[pd.Series[Any], ...]
    bad: dict[int, tuple[str, str]]
    source: ExportSource | None
    headers: tuple[str, ...]
    above: tuple[tuple[str, ...], ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def cells(self, position: int) -> list[str]:
        """Return what is filled in a row, as texts."""
        every = (*self.columns.values(), *self.others)
        return [text for column in every if (text := str(column.iloc[position]).strip()) and text != "None"]


@dataclass(frozen=True)
class Tables:
    """What a file holds: its tables, those whose headers need mapping, and what is wrong with the file itself."""

    tables: tuple[ExportTable, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    findings: tuple[Finding, ...] = ()
