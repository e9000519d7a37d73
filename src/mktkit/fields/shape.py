"""The type of a field, taken apart; and the one ordered list that says which kind a type is."""

from __future__ import annotations

import datetime as dt
import enum
import typing
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mktkit.fields.choice import CHOICE, CLAUSE, ONE_OF, PERSON, SEVERAL, YES_NO
from mktkit.fields.days import DAY, MOMENT
from mktkit.fields.kind import Choice, Kind
from mktkit.fields.number import DECIMAL, FLOAT, INTEGER
from mktkit.fields.text import ITEMS, LONG_TEXT, TEXT

__all__ = ["GROUP", "ROWS", "Shape", "kind_of", "members", "shape_of"]

#: A document within the document, and a list of them: what stands in them are fields of their own.
GROUP = Kind("group", "一组", "object", TEXT.from_cell, in_row=False)
ROWS = Kind("rows", "表格", "object", TEXT.from_cell, in_row=False)


@dataclass(frozen=True)
class Shape:
    """The type of a field.

    Attributes
    ----------
    base
        Type without ``Annotated`` and ``| None``.
    marks
        What stood in ``Annotated``, the outermost first.
    nullable
        Whether None is allowed.
    """

    base: Any
    marks: tuple[Any, ...] = ()
    nullable: bool = False

    @property
    def several(self) -> bool:
        """Whether it holds many of one type."""
        return typing.get_origin(self.base) in (list, tuple, set, frozenset, Sequence, AbstractSet)

    @property
    def item(self) -> Shape:
        """What it holds many of."""
        return shape_of(next(iter(typing.get_args(self.base)), None))

    @property
    def kind(self) -> Kind | None:
        """The kind it is marked as."""
        return next((one for one in self.marks if isinstance(one, Kind)), None)

    def is_a(self, *types: type) -> bool:
        """Whether the base is one of the types."""
        return isinstance(self.base, type) and issubclass(self.base, types)


def shape_of(annotation: Any, marks: Sequence[Any] = ()) -> Shape:
    """Take ``Annotated`` and ``| None`` off a type.

    Examples
    --------
    >>> shape_of(Annotated[int, "mark"] | None)
    Shape(base=<class 'int'>, marks=('mark',), nullable=True)
    """
    found, nullable = list(marks), False
    while True:
        if typing.get_origin(annotation) is Annotated:
            found += annotation.__metadata__
            annotation = annotation.__origin__
        elif typing.get_origin(annotation) in (typing.Union, UnionType):
            rest = [one for one in typing.get_args(annotation) if one is not NoneType]
            if len(rest) != 1:
                break
            nullable = nullable or len(rest) < len(typing.get_args(annotation))
            annotation = rest[0]
        elif hasattr(annotation, "__value__"):
            annotation = annotation.__value__
        else:
            break
    flat = [one for mark in found for one in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]
    return Shape(annotation, tuple(flat), nullable)


def members(base: Any, labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return the choices a type stands for: of a ``Literal`` or an ``Enum``."""
    if typing.get_origin(base) is Literal:
        return tuple(Choice(labels.get(str(one), str(one)), one) for one in typing.get_args(base))
    if isinstance(base, type) and issubclass(base, enum.Enum):
        return tuple(Choice(labels.get(str(one.value), str(one.value)), one, (one.name,)) for one in base)
    return ()


#: What stays what it is marked as though it has choices; every other field with choices is a choice.
_CHOOSING = (CLAUSE, PERSON, LONG_TEXT, ONE_OF)
#: The first type that takes an unmarked field decides.
_BY_TYPE: tuple[tuple[type, Kind], ...] = (
    (int, INTEGER),
    (Decimal, DECIMAL),
    (float, FLOAT),
    (dt.datetime, MOMENT),
    (dt.date, DAY),
    (str, TEXT),
    (BaseModel, GROUP),
)


def kind_of(shape: Shape, choices: Sequence[Choice] = ()) -> Kind | None:
    """Return the kind of a field, None where no kind takes its type.

    Parameters
    ----------
    shape
        The type.
    choices
        Choices that the field's declaration gives.

    Examples
    --------
    >>> kind_of(shape_of(list[str])).name, kind_of(shape_of(int)).name
    ('items', 'integer')
    """
    if shape.several:
        if shape.item.is_a(BaseModel):
            return ROWS
        return SEVERAL if choices else ITEMS if shape.item.base is str else None
    if shape.kind in _CHOOSING:
        return shape.kind
    if shape.is_a(bool):
        return YES_NO
    if choices:
        return CHOICE
    return shape.kind or next((kind for base, kind in _BY_TYPE if shape.is_a(base)), None)
