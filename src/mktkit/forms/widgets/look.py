"""The one table of the forms: how a field of each kind is edited, and how it looks in a cell of a grid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mktkit.fields.kind import Kind

__all__ = ["Cell", "Look", "Widget", "look_of"]

#: How a field is shown in a form, and how in a cell of a grid (empty: not in a grid).
Widget = Literal["line", "lines", "day", "month", "choice", "radio", "suggest", "checks", "grid", "group"]
Cell = Literal["text", "number", "day", "month", "choice", ""]


@dataclass(frozen=True)
class Look:
    """Which widget, which cell, how many pixels a cell wants."""

    widget: Widget
    cell: Cell
    width: int = 120


#: Name of the kind → its look.
_LOOKS: dict[str, Look] = {
    "rows": Look("grid", ""),
    "several": Look("checks", "text"),
    "items": Look("lines", ""),
    "clause": Look("suggest", "choice", 150),
    "person": Look("suggest", "choice", 130),
    "long_text": Look("lines", "text", 240),
    "yes_no": Look("radio", "choice", 72),
    "one_of": Look("radio", "choice", 240),
    "choice": Look("choice", "choice", 110),
    "money": Look("line", "number", 120),
    "percent": Look("line", "number", 90),
    "basis_points": Look("line", "number", 90),
    "month": Look("month", "month", 100),
    "code": Look("line", "text", 120),
    "integer": Look("line", "number", 90),
    "decimal": Look("line", "number", 100),
    "moment": Look("line", "text", 150),
    "day": Look("day", "day", 120),
    "text": Look("line", "text", 140),
    "group": Look("group", ""),
}


def look_of(kind: Kind) -> Look:
    """Return how a field of a kind is shown.

    Examples
    --------
    >>> from mktkit.fields.money import MONEY
    >>> look_of(MONEY).cell
    'number'
    """
    return _LOOKS[kind.name]
