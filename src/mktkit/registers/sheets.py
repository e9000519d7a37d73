"""Raw sheets: cells as they stand in a file, before anybody asks what they mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from mktkit.errors import Finding, SheetPlace, fault
from mktkit.registers.number_formats import NumberFormats

__all__ = ["Range", "RawCell", "RawSheet", "Unreadable", "unreadable"]

#: A cell as calamine gives it, numbers as floats; a .csv gives texts alone.
RawCell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
#: First row and column, last row and column, from 0.
Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class RawSheet:
    """Cells of one sheet as they stand in the file.

    Attributes
    ----------
    file, name
        File and sheet name; the name is empty for .csv.
    rows
        Raw cells; row 0 is the first row of the sheet.
    broken
        (row, column) → what is wrong with a cell that reads as blank but is not.
    merged
        Ranges ((first row, first column), (last row, last column)) of merged cells.
    uncalculated
        Those of `broken` that hold a formula nobody has calculated.
    is_1904
        Whether bare serial numbers of days count from 1904.
    formats
        What the number formats of cells tell; nothing where the file does not say.
    """

    file: str
    name: str
    rows: list[list[RawCell]]
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[Range, ...] = ()
    uncalculated: frozenset[tuple[int, int]] = frozenset()
    is_1904: bool = False
    formats: NumberFormats = field(default_factory=NumberFormats)

    @property
    def place(self) -> SheetPlace:
        """File and sheet, as findings take them."""
        return {"file": self.file, "sheet": self.name}


class Unreadable(Exception):
    """A file that gives no sheets; its findings do not name the file yet."""

    def __init__(self, *findings: Finding) -> None:
        self.findings = findings
        super().__init__("；".join(map(str, findings)))


def unreadable(what: str, want: str, mend: str, row: int | None = None) -> Unreadable:
    """Return the one fault of a file as what is raised."""
    return Unreadable(fault(what, want, mend, row=row))
