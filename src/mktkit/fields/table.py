"""The one ordered table of the forms: which fields are read, shown and edited how."""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from pydantic import BaseModel

from mktkit.fields import kinds
from mktkit.fields import texts as text
from mktkit.fields.declare import Mark
from mktkit.fields.texts import Choice, Words

__all__ = ["TABLE", "Cell", "Entry", "Shape", "Widget", "several"]


@dataclass(frozen=True)
class Shape:
    """The type of a field, taken apart.

    Attributes
    ----------
    base
        Type without ``Annotated`` and ``| None``.
    marks
        What stood in ``Annotated``.
    choices
        Choices that the field's declaration gives.
    """

    base: Any
    marks: tuple[Any, ...]
    choices: tuple[Choice, ...] = ()

    @property
    def origin(self) -> Any:
        """``list`` of ``list[int]``."""
        return typing.get_origin(self.base)

    @property
    def item(self) -> Any:
        """``int`` of ``list[int]``."""
        return next(iter(typing.get_args(self.base)), None)


#: How a field is shown in a form, and how in a cell of a grid (empty: not in a grid).
Widget = Literal["line", "lines", "day", "month", "choice", "radio", "suggest", "checks", "grid", "group"]
Cell = Literal["text", "number", "day", "month", "choice", ""]


@dataclass(frozen=True)
class Entry:
    """One line of the table: which fields, how their text is read, which widget, which cell."""

    name: str
    takes: Callable[[Shape], bool]
    words: Words
    widget: Widget
    cell: Cell
    width: int = 120


def _marked(*marks: Any) -> Callable[[Shape], bool]:
    return lambda shape: any(mark in shape.marks for mark in marks)


def _typed(*types: type) -> Callable[[Shape], bool]:
    return lambda shape: isinstance(shape.base, type) and issubclass(shape.base, types)


def several(shape: Shape) -> bool:
    return shape.origin in (list, tuple, set, frozenset, Sequence, AbstractSet)


def _has_choices(shape: Shape) -> bool:
    return bool(shape.choices)


def _of_models(shape: Shape) -> bool:
    return several(shape) and isinstance(shape.item, type) and issubclass(shape.item, BaseModel)


#: The one table: the first line that takes a field decides how it is read, shown and edited.
TABLE: tuple[Entry, ...] = (
    Entry("grid", _of_models, text.TEXT, "grid", ""),
    Entry("several", lambda shape: several(shape) and _has_choices(shape), text.SEVERAL, "checks", "text"),
    Entry("items", lambda shape: several(shape) and shape.item is str, text.ITEMS, "lines", ""),
    Entry("clause", _marked(Mark("clause")), text.CLAUSE, "suggest", "choice", 150),
    Entry("person", _marked(Mark("person")), text.PERSON, "suggest", "choice", 130),
    Entry("long_text", _marked(Mark("long_text")), text.LONG_TEXT, "lines", "text", 240),
    Entry("yes_no", _typed(bool), text.YES_NO, "radio", "choice", 72),
    Entry("one_of", _marked(Mark("one_of")), text.CHOICE, "radio", "choice", 240),
    Entry("choice", _has_choices, text.CHOICE, "choice", "choice", 110),
    Entry("money", _marked(kinds.MONEY), text.MONEY, "line", "number", 120),
    Entry("percent", _marked(Mark("percent")), text.PERCENT, "line", "number", 90),
    Entry("percent", _marked(kinds.PERCENT), text.HUNDREDTHS, "line", "number", 90),
    Entry("month", _marked(kinds.MONTH), text.MONTH, "month", "month", 100),
    Entry("code", _marked(kinds.CODE), text.CODE, "line", "text", 120),
    Entry("integer", _typed(int), text.INTEGER, "line", "number", 90),
    Entry("decimal", _typed(Decimal), text.DECIMAL, "line", "number", 100),
    Entry("decimal", _typed(float), text.FLOAT, "line", "number", 100),
    Entry("moment", _typed(dt.datetime), text.MOMENT, "line", "text", 150),
    Entry("day", _typed(dt.date), text.DAY, "day", "day", 120),
    Entry("text", _typed(str), text.TEXT, "line", "text", 140),
    Entry("group", _typed(BaseModel), text.TEXT, "group", ""),
)
