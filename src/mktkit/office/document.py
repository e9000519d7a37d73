"""A document as data: what it says and in which order; how it looks is the writer's business.

Frozen blocks go into :func:`mktkit.office.word.write_word`; another writer can make another format of the same blocks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, TypedDict, Unpack, cast

from mktkit.office.charts.chart import Chart

__all__ = [
    "Block",
    "Bullets",
    "Document",
    "Entry",
    "Fields",
    "Figure",
    "Heading",
    "PageBreak",
    "Paragraph",
    "Reference",
    "Run",
    "Signatures",
    "Table",
    "TableColumn",
    "Text",
    "plain",
    "table_of",
]

Align = Literal["auto", "left", "center", "right"]


@dataclass(frozen=True)
class Run:
    """A piece of text that looks different."""

    text: str
    bold: bool = False
    italic: bool = False
    #: Six hexadecimal digits, e.g. ``9A3412``; empty for the style's own.
    colour: str = ""


@dataclass(frozen=True)
class Reference:
    """「图 1」 or 「表 2」: the number of the figure or table that has this key."""

    key: str


Text = str | tuple[str | Run | Reference, ...]

#: What a cell may hold; numbers are written with thousands separators, dates as 2026-10-31.
Cell = Text | int | Decimal | dt.date | None


@dataclass(frozen=True)
class Heading:
    """A heading of level 1 to 3; numbered as the template numbers its headings."""

    text: str
    level: Literal[1, 2, 3] = 1
    numbered: bool = True


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; each line of a text with line breaks becomes one."""

    text: Text
    kind: Literal["body", "plain", "note", "warning"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list, with bullets or with numbers from 1."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True)
class TableColumn:
    """A table's column; ``auto`` sets numbers right.  Width in cm, by default from what the column holds."""

    title: str
    align: Align = "auto"
    width: float | None = None


@dataclass(frozen=True)
class Table:
    """A table with a header that repeats on every page.

    Attributes
    ----------
    caption
        Without one the table has no number.
    note
        Small print below.
    key
        For a :class:`Reference`.
    total
        True sets the last row off as the sum.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    note: str = ""
    key: str = ""
    total: bool = False


@dataclass(frozen=True)
class Figure:
    """A picture with its caption."""

    chart: Chart
    caption: str = ""
    note: str = ""
    key: str = ""


@dataclass(frozen=True)
class Entry:
    """A labelled field of a form: filled in, or room of so many cm to write into by hand."""

    label: str
    value: Text = ""
    height: float = 0.0


@dataclass(frozen=True)
class Fields:
    """Labelled fields in a ruled grid, so many beside each other."""

    entries: tuple[Entry, ...]
    across: int = 2


@dataclass(frozen=True)
class Signatures:
    """Lines to sign and date."""

    names: tuple[str, ...]
    across: int = 2


@dataclass(frozen=True)
class PageBreak:
    """A new page."""


Block = Heading | Paragraph | Bullets | Table | Figure | Fields | Signatures | PageBreak


@dataclass(frozen=True)
class Document:
    """A whole document.

    Attributes
    ----------
    title, subtitle, company, version
        As the cover and the header print them.
    date
        On the cover and in the file's properties; None prints none.
    notice
        What must not be overlooked, on the cover: 示例值，待公司确认.
    cover, contents
        False leaves it out; without a cover the title stands on top of the first page.
    landscape
        A4 lying.
    """

    title: str
    blocks: tuple[Block, ...] = field(repr=False)
    subtitle: str = ""
    company: str = ""
    date: dt.date | None = None
    version: str = ""
    notice: str = ""
    cover: bool = True
    contents: bool = True
    landscape: bool = False


def plain(text: Cell) -> str:
    """Return a cell's words.

    Examples
    --------
    >>> plain(("见", Run("附件", bold=True))), plain(1234567), plain(Decimal("1234.50")), plain(None)
    ('见附件', '1,234,567', '1,234.50', '')
    """
    if isinstance(text, tuple):
        return "".join(
            part if isinstance(part, str) else part.text if isinstance(part, Run) else "图 1" for part in text
        )
    if text is None:
        return ""
    if isinstance(text, bool):
        return "是" if text else "否"
    if isinstance(text, Decimal):
        return f"{text:,f}"
    return f"{text:,}" if isinstance(text, int) else str(text)


class About(TypedDict, total=False):
    """What a :class:`Table` has besides its columns and rows."""

    caption: str
    note: str
    key: str
    total: bool


def table_of(
    rows: Iterable[Mapping[str, object]], columns: Sequence[str | TableColumn] = (), **about: Unpack[About]
) -> Table:
    """Return a table of rows by title, as the reports of this package give them.

    Parameters
    ----------
    rows
        Values by title.
    columns
        Which, in which order; by default those of the first row.
    about
        As of :class:`Table`.

    Examples
    --------
    >>> table_of([{"渠道": "线上", "线索": 12}]).rows
    (('线上', 12),)
    """
    listed = list(rows)
    chosen = tuple(
        one if isinstance(one, TableColumn) else TableColumn(one)
        for one in (columns or (listed[0] if listed else ()))
    )
    cells = tuple(tuple(cast(Cell, row.get(column.title)) for column in chosen) for row in listed)
    return Table(chosen, cells, **about)
