"""The header of an export: which of its first rows it is, and which columns of the ledger it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.sources import FINANCE, ExportSource, source_for
from mktkit.registers.headers import Header, find_header

__all__ = ["SEARCHED_ROWS", "TitledColumns", "find_columns"]

#: How far down the header row may stand.
SEARCHED_ROWS = 30


@dataclass(frozen=True)
class TitledColumns:
    """A header that names day and amount, who remembered how it is read, and its texts as they stand."""

    header: Header
    source: ExportSource | None
    texts: tuple[str, ...]


def find_columns(
    rows: Sequence[Sequence[object]], sources: Mapping[str, ExportSource]
) -> TitledColumns | Unmapped:
    """Return the header among the first rows of a sheet; what it lacks where it names no day or no amount.

    Parameters
    ----------
    rows
        Raw cells of the sheet.
    sources
        Remembered sources by signature.
    """
    top = [list(row) for row in rows[:SEARCHED_ROWS]]
    source = source_for(sources, top)
    mapping = source.columns if source else {}
    if source and source.ignored:
        top = [["" if str(cell).strip() in source.ignored else cell for cell in row] for row in top]
    header = find_header(top, FINANCE, mapping)
    if header is not None and _complete(header):
        return TitledColumns(header, source, _texts(rows[header.row]))
    for index, both in enumerate(map(_joined, top, top[1:])):
        joined = find_header([both], FINANCE, mapping)
        if joined is not None and _complete(joined):
            return TitledColumns(replace(joined, row=index + 1), source, _texts(both))
    at = header.row if header is not None else _likely_header(top)
    named = header.positions.keys() if header is not None else set()
    missing = [] if "spent_on" in named else ["日期"]
    missing += [] if {"amount", "credit"} & named else ["金额"]
    samples = tuple(_texts(row) for row in rows[at + 1 : at + 4])
    return Unmapped("", "", _texts(rows[at]) if rows else (), samples, tuple(missing))


def _complete(header: Header) -> bool:
    return not header.missing and bool({"amount", "credit"} & header.positions.keys())


def _joined(upper: Sequence[object], lower: Sequence[object]) -> list[object]:
    """Return a header of two rows as one: what is split below stands once above."""
    both = zip_longest(upper, lower, fillvalue="")
    return [below if str(below).strip() else above for above, below in both]


def _likely_header(rows: Sequence[Sequence[object]]) -> int:
    """Return the first row that fills most columns with text."""
    filled = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in rows]
    return filled.index(max(filled)) if filled else 0


def _texts(row: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell).strip() for cell in row)
