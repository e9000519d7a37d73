"""The header of an export: which of its first rows it is, and which columns of the ledger it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

from mktkit.expense.ledger.finance import AMOUNTS, FINANCE
from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.sources import ExportSource, source_for
from mktkit.expense.ledger.words import tells_money
from mktkit.registers.headers import Header, find_header, fold
from mktkit.registers.model import Column

__all__ = ["SEARCHED_ROWS", "DayParts", "TitledColumns", "find_columns"]

#: How far down the header row may stand.
SEARCHED_ROWS = 30
_UNIT = re.compile(r"[(（][万千]元[)）]")
_YEAR = re.compile(r"(20\d\d)\s*[年.\-/]")


@dataclass(frozen=True)
class DayParts:
    """Where month and day of a date stand in two columns below one year."""

    year: int
    month: int
    day: int

    def joined(self, month: object, day: object) -> str:
        """Return the date of a row; without a day the row has none."""
        parts = (_number(month), _number(day))
        return f"{self.year}-{parts[0]}-{parts[1]}" if all(parts) else ""


@dataclass(frozen=True)
class TitledColumns:
    """A header that names day and amount.

    Attributes
    ----------
    header
        Its row and positions.
    source
        Who remembered how it is read.
    texts
        The header row as it stands.
    above
        The rows above it and itself, as texts.
    parts
        Where the date stands in two columns.
    """

    header: Header
    source: ExportSource | None
    texts: tuple[str, ...]
    above: tuple[tuple[str, ...], ...] = ()
    parts: DayParts | None = None


def find_columns(
    rows: Sequence[Sequence[object]], sources: Mapping[str, ExportSource]
) -> TitledColumns | Unmapped:
    """Return the header among the first rows of a sheet; what it lacks where it leaves something open.

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
    ignored = source.ignored if source else ()
    plain = [[_plain(cell, ignored) for cell in row] for row in top]
    header = find_header(plain, FINANCE, mapping)
    if header is not None and _complete(header):
        return _settled(TitledColumns(header, source, _texts(rows[header.row])), rows, plain[header.row])
    for index, both in enumerate(map(_joined, plain, plain[1:])):
        parts = _day_parts(both, plain[: index + 1])
        named = both if parts is None else _with_date(both, parts)
        joined = find_header([named], FINANCE, mapping)
        if joined is not None and _complete(joined):
            found = TitledColumns(replace(joined, row=index + 1), source, _texts(named), parts=parts)
            return _settled(found, rows, named)
    at = header.row if header is not None else _likely_header(top)
    named_columns = header.positions.keys() if header is not None else set()
    missing = [] if "spent_on" in named_columns else ["日期"]
    missing += [] if {*AMOUNTS} & named_columns else ["金额"]
    return _open(rows, at, _texts(rows[at]) if rows else (), tuple(missing))


def _settled(
    found: TitledColumns, rows: Sequence[Sequence[object]], cells: Sequence[object]
) -> TitledColumns | Unmapped:
    """Return the header with one column a meaning; what is open where two columns of money claim one."""
    header = found.header
    positions, unknown, unsettled = dict(header.positions), dict(header.unknown), list[str]()
    for column, first, second in header.doubled:
        if column.name in AMOUNTS:
            unsettled += [first, second]
            continue
        at = min(_places(cells, column), key=lambda one: _rank(column, cells[one]))
        unknown |= {one: str(cells[one]) for one in _places(cells, column) if one != at}
        positions[column.name] = at
    if "amount" in positions and "debit" in positions:
        unsettled += [found.texts[positions[name]] for name in ("amount", "debit")]
    unsettled += [own for own in header.unknown.values() if tells_money(own)]
    if unsettled:
        return _open(rows, header.row, found.texts, (), tuple(dict.fromkeys(unsettled)))
    return replace(
        found,
        header=replace(header, positions=positions, unknown=unknown, doubled=()),
        above=tuple(map(_texts, rows[: header.row + 1])),
    )


def _open(
    rows: Sequence[Sequence[object]],
    at: int,
    texts: tuple[str, ...],
    missing: tuple[str, ...],
    unsettled: tuple[str, ...] = (),
) -> Unmapped:
    return Unmapped("", "", texts, tuple(map(_texts, rows[at + 1 : at + 4])), missing, unsettled)


def _places(cells: Sequence[object], column: Column) -> list[int]:
    names = {fold(one) for one in (column.title, *column.aliases)}
    return [at for at, cell in enumerate(cells) if fold(cell) in names]


def _rank(column: Column, cell: object) -> int:
    """Return how well a header names a column: its title first, then the aliases in their order."""
    return [fold(one) for one in (column.title, *column.aliases)].index(fold(cell))


def _plain(cell: object, ignored: Sequence[str]) -> object:
    """Return a header cell without its unit; nothing of one that is ignored."""
    if not isinstance(cell, str):
        return cell
    return "" if cell.strip() in ignored else _UNIT.sub("", cell)


def _complete(header: Header) -> bool:
    return not header.missing and bool({*AMOUNTS} & header.positions.keys())


def _joined(upper: Sequence[object], lower: Sequence[object]) -> list[object]:
    """Return a header of two rows as one: what is split below stands once above."""
    both = zip_longest(upper, lower, fillvalue="")
    return [below if str(below).strip() else above for above, below in both]


def _day_parts(both: Sequence[object], above: Sequence[Sequence[object]]) -> DayParts | None:
    """Return where month and day stand, and the year above them."""
    texts = [str(cell).strip() for cell in both]
    if "月" not in texts or "日" not in texts:
        return None
    for cell in (cell for row in reversed(above) for cell in row):
        if isinstance(cell, str) and (found := _YEAR.search(cell)):
            return DayParts(int(found[1]), texts.index("月"), texts.index("日"))
    return None


def _with_date(both: Sequence[object], parts: DayParts) -> list[object]:
    """Return a header whose date stands where its month stood."""
    named = list(both)
    named[parts.month], named[parts.day] = "日期", ""
    return named


def _number(cell: object) -> int:
    """Return a month or day as a number, 0 where it is none."""
    text = str(int(cell)) if isinstance(cell, float) and cell == int(cell) else str(cell).strip()
    return int(text) if text.isdecimal() else 0


def _likely_header(rows: Sequence[Sequence[object]]) -> int:
    """Return the first row that fills most columns with text."""
    filled = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in rows]
    return filled.index(max(filled)) if filled else 0


def _texts(row: Sequence[object]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell).strip() for cell in row)
