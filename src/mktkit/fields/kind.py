"""What a kind of field is: how its value is read from a cell and from what a person types, and how it is written back.

A register asks a kind to read a whole column of raw cells at once: what needs more than trimming is converted and
counted for a notice, what cannot be read is a fault, nothing is guessed.  A form asks it to read one text, and adds
what only a person at a keyboard writes: ``3/5``, ``1.2万``.  The kinds themselves stand one family a module.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mktkit.errors import joined

__all__ = ["Choice", "Converted", "Formatted", "Given", "Kind", "Refused", "as_shown", "narrow", "visible", "whole", "with_unit"]  # fmt: skip

_Found = TypeVar("_Found")

#: What Excel, WPS and LibreOffice show where a formula failed, and write into a .csv.
_ERROR_VALUE = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|Err:\d{3}")


#: Characters without width, marks of direction and the soft hyphen, which come along from web pages and chat windows.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)


class Refused(Exception):
    """What cannot be read: what is wanted, how to mend it."""

    def __init__(self, want: str, mend: str = "") -> None:
        self.want, self.mend = want, mend
        super().__init__(joined(want, mend))


@dataclass(frozen=True)
class Formatted:
    """A number of a cell whose format says what it means: ``0%``, ``000``.

    Attributes
    ----------
    number
        What is stored.
    format
        The number format, as spreadsheets write it.
    """

    number: float
    format: str


@dataclass(frozen=True)
class Choice:
    """Something to choose: what users read, the value it stands for, and what else it is known by."""

    label: str
    value: Any
    also: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Given:
    """What reading may need besides the text: today, for dates without a year, and the choices.

    What has `happened` lies on or before today: 12/28 written in January is of the year before.
    """

    today: dt.date = dt.date(2026, 1, 1)
    choices: tuple[Choice, ...] = field(default=(), compare=False)
    happened: bool = False


@dataclass
class Converted:
    """A column read: values (None for blank), faults and conversions by position.

    Attributes
    ----------
    values
        One entry a row.
    faults
        position → (what is wanted, how to mend it).
    converted
        position → what the cell was read as, in words.
    """

    values: list[Any] = field(default_factory=list)
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    converted: dict[int, str] = field(default_factory=dict)


#: Reads one cell that is not blank: returns the value and, where it was more than trimmed, what it was read as.
FromCell = Callable[[object], tuple[Any, str | None]]
#: Reads one text that is not blank, as a person typed it.
FromText = Callable[[str, Given], Any]
ToText = Callable[[Any, Given], str]


def _plain(value: object, given: Given) -> str:
    return str(value)


def _silent(value: object, given: Given) -> str:
    return ""


@dataclass(frozen=True)
class Kind:
    """A kind of field.

    Attributes
    ----------
    name
        What code calls it.
    title
        What users call it.
    dtype
        pandas dtype of a frame's column.
    from_cell
        Reads one cell.
    from_text
        Reads one text as it is typed; by default as a cell is read.
    to_text
        Writes a value; ``read(write(value)) == value`` holds.
    echo
        What is said beside a field about the value that was read.
    how
        How it is written in a table, for the documentation and the template's notes.
    hint
        How it is typed, shown in an empty field.
    unit
        Unit that users read beside it, where the field names none of its own.
    longest
        How many characters a cell may hold, where the column sets no bound of its own.
    empty
        Makes what stands for a blank where the field is not None then.
    in_row
        Whether it fits a cell of a row.

    Notes
    -----
    The mark of a kind in ``Annotated`` is the kind itself.
    """

    name: str
    title: str
    dtype: str
    from_cell: FromCell
    from_text: FromText | None = None
    to_text: ToText = _plain
    echo: ToText = _silent
    how: str = ""
    hint: str = ""
    unit: str = ""
    longest: int | None = None
    empty: type[str] | type[list[object]] | None = None
    in_row: bool = True

    def convert(self, cells: Sequence[object]) -> Converted:
        """Read a column of raw cells.

        Examples
        --------
        >>> from mktkit.fields.days import DAY
        >>> DAY.convert([dt.date(2026, 3, 5), "2026年3月5日", "", "2026-02-31"]).faults
        {3: ('应为真实存在的日期，如 2026-10-01', '')}
        """
        # Every distinct cell is read once.  1, 1.0 and True are equal, and are not the same cell.
        several = len(set(map(type, cells))) > 1
        keys: Sequence[object] = list(zip(map(type, cells), cells, strict=True)) if several else cells
        cell_of = dict(zip(keys, cells, strict=True))
        values: dict[object, Any] = {}
        faults: dict[object, tuple[str, str]] = {}
        converted: dict[object, str] = {}
        for key, cell in cell_of.items():
            try:
                values[key], said = self.read_cell(cell)
            except Refused as refused:
                values[key] = None
                faults[key] = refused.want, refused.mend
            else:
                if said is not None:
                    converted[key] = said
        return Converted([values[key] for key in keys], _placed(faults, keys), _placed(converted, keys))

    def read_cell(self, cell: object) -> tuple[Any, str | None]:
        """Read one cell: its value, None for a blank, and what it was read as where that is worth telling.

        Raises
        ------
        Refused
            It cannot be read.
        """
        if cell is None or cell == "" or (isinstance(cell, str) and not cell.strip()):
            return None, None
        if isinstance(cell, str) and _ERROR_VALUE.fullmatch(cell.strip()):
            raise Refused("这是算不出的错误值，应为确定的值", "改好公式，或直接填值")
        return self.from_cell(cell)

    def read(self, text: str, given: Given) -> Any:
        """Read a text that is not blank, as a person typed it.

        Raises
        ------
        Refused
            It cannot be read.
        """
        return self.read_cell(text)[0] if self.from_text is None else self.from_text(text, given)

    def write(self, value: object, given: Given) -> str:
        """Return the text of a value."""
        return self.to_text(value, given)


def _placed(found: Mapping[object, _Found], keys: Sequence[object]) -> dict[int, _Found]:
    """Return what was found of distinct cells by position."""
    return {position: found[key] for position, key in enumerate(keys) if key in found} if found else {}


def narrow(text: str) -> str:
    """Fold full-width letters and digits, leave out what nobody sees, and trim.

    Examples
    --------
    >>> narrow(" Ｘ００１")
    'X001'
    """
    return text.strip() if text.isascii() else unicodedata.normalize("NFKC", visible(text)).strip()


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees.

    Examples
    --------
    >>> visible("X001\\u200b")
    'X001'
    """
    return text if text.isascii() else _INVISIBLE.sub("", text)


def as_shown(number: float) -> float:
    """Return a number to the 15 significant digits that a spreadsheet shows of it.

    Examples
    --------
    >>> as_shown(1.1 + 2.2)
    3.3
    """
    return float(f"{number:.15g}")


def whole(number: float) -> int | None:
    """Return a number that has no fraction as an integer."""
    return int(number) if math.isfinite(number) and number == int(number) else None


def with_unit(text: str, unit: str) -> str:
    """Return a number with its unit as it is printed.

    Examples
    --------
    >>> with_unit("60", "%"), with_unit("1.20", "元")
    ('60%', '1.20 元')
    """
    return f"{text}{unit}" if unit == "%" else f"{text} {unit}"
