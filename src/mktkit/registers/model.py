"""The row model of a register, and what is derived from it.

A register is one pydantic model: a field is a column.  The reader, the checker, the blank template and the page
that documents it all look at the same :class:`Register`.
"""

from __future__ import annotations

import datetime as dt
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import NoneType
from typing import Annotated, Any, ClassVar, Literal

import annotated_types as at
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from pydantic.fields import FieldInfo

from mktkit.errors import Finding, MktkitError, closest
from mktkit.fields import kinds
from mktkit.fields.kinds import Kind
from mktkit.rules import Rules

__all__ = [
    "Code",
    "Column",
    "Columns",
    "Count",
    "Day",
    "Fen",
    "Moment",
    "Month",
    "Percent",
    "Register",
    "Row",
    "RowFinding",
    "Score",
    "Text",
    "YesNo",
    "column",
]

Text = Annotated[str, kinds.TEXT, Field(max_length=32000)]
Code = Annotated[str, kinds.CODE, Field(max_length=64)]
Count = Annotated[int, kinds.COUNT, Field(ge=0)]
#: A type of its own: of two bounds of one kind, the type's and the column's, pydantic heeds only one.
Score = Annotated[int, kinds.COUNT, Field(ge=1, le=5)]
Fen = Annotated[int, kinds.MONEY]
Percent = Annotated[int, kinds.PERCENT, Field(gt=0, le=10000)]
Day = Annotated[dt.date, kinds.DAY]
Moment = Annotated[dt.datetime, kinds.MOMENT]
Month = Annotated[str, kinds.MONTH]
YesNo = Annotated[bool, kinds.YES_NO]

#: Values of every column by field name, one entry a row.
Columns = Mapping[str, list[Any]]
#: Choices that the company sets in the rules.
RuleChoices = Callable[[Rules], Sequence[str]]


@dataclass(frozen=True)
class RowFinding:
    """What a check across columns or rows found, by position in the register.

    ``field`` is the column to point at; ``level`` as in :class:`mktkit.errors.Finding`.
    """

    position: int
    field: str
    what: str
    want: str = ""
    mend: str = ""
    level: Literal["fault", "notice"] = "fault"


def column(
    title: str,
    *,
    example: str = "",
    aliases: tuple[str, ...] = (),
    help: str = "",
    unit: str = "",
    clause: str = "",
    key: bool = False,
    choices: RuleChoices | None = None,
    default: Any = ...,
    **bounds: Any,
) -> Any:
    """Declare a column: its Chinese title, other headers it goes by, its example, help, unit and clause.

    A column without a default is required. `choices` takes the allowed values from the rules; fixed ones are
    written as a ``Literal``. `bounds` go to pydantic (``ge``, ``le`` …).
    """
    extra = {
        "example": example,
        "aliases": aliases,
        "help": help,
        "unit": unit,
        "clause": clause,
        "key": key,
        "choices": choices,
    }
    return Field(default, title=title, json_schema_extra=typing.cast(Any, extra), **bounds)


class Row(BaseModel):
    """Base of every row model."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Chinese name of the register; the words a file name may carry for it; clauses it serves.
    title: ClassVar[str]
    file_names: ClassVar[tuple[str, ...]] = ()
    clauses: ClassVar[tuple[str, ...]] = ()
    about: ClassVar[str] = ""

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """Yield what is wrong across columns or rows; the default finds nothing."""
        yield from ()


@dataclass(frozen=True)
class Column:
    """A column of a register, as readers, templates and documentation need it."""

    name: str
    title: str
    kind_of: Kind
    required: bool
    key: bool
    unit: str
    aliases: tuple[str, ...]
    example: str
    help: str
    clause: str
    low: int | None
    high: int | None
    fixed_choices: tuple[str, ...] = ()
    rule_choices: RuleChoices | None = field(default=None, compare=False)

    @property
    def kind(self) -> str:
        """Chinese name of the kind."""
        return self.kind_of.title

    @property
    def choices(self) -> tuple[str, ...]:
        """Fixed choices; those of the rules are given by :meth:`choices_in`."""
        return self.fixed_choices

    def choices_in(self, rules: Rules) -> tuple[str, ...]:
        """Return the allowed values under `rules`, empty where any is allowed."""
        return tuple(self.rule_choices(rules)) if self.rule_choices else self.fixed_choices


def _column(name: str, info: FieldInfo) -> Column:
    annotation: Any = info.annotation
    metadata = list(info.metadata)
    if type(None) in typing.get_args(annotation):
        annotation = next(one for one in typing.get_args(annotation) if one is not NoneType)
    while typing.get_origin(annotation) is Annotated:
        metadata += annotation.__metadata__
        annotation = typing.get_args(annotation)[0]
    flat = [one for item in metadata for one in (item.metadata if isinstance(item, FieldInfo) else [item])]
    choices = (
        tuple(str(one) for one in typing.get_args(annotation))
        if typing.get_origin(annotation) is Literal
        else ()
    )
    kind = kinds.CHOICE if choices else next(one for one in flat if isinstance(one, Kind))
    extra = typing.cast(dict[str, Any], info.json_schema_extra)
    low = [int(typing.cast(Any, one.ge)) for one in flat if isinstance(one, at.Ge)]
    high = [int(typing.cast(Any, one.le)) for one in flat if isinstance(one, at.Le)]
    return Column(
        name=name,
        title=info.title or name,
        kind_of=kinds.CHOICE if extra["choices"] else kind,
        required=info.is_required(),
        key=extra["key"],
        unit=extra["unit"],
        aliases=tuple(extra["aliases"]),
        example=extra["example"],
        help=extra["help"],
        clause=extra["clause"],
        low=max(low, default=None),
        high=min(high, default=None),
        fixed_choices=choices,
        rule_choices=extra["choices"],
    )


def _list_of(info: FieldInfo) -> Any:
    """Return the type of a whole column of a field."""
    kind: Any = info.annotation
    for constraint in info.metadata:
        kind = Annotated[kind, constraint]
    return list[kind]


@dataclass(frozen=True)
class Register:
    """A register: the row model under its name.

    Attributes
    ----------
    name
        English name, also the key in frames: ``sales_ledger``.
    row
        The row model.
    """

    name: str
    row: type[Row]

    @property
    def title(self) -> str:
        """Chinese name."""
        return self.row.title

    @property
    def clauses(self) -> tuple[str, ...]:
        """Clauses it serves."""
        return self.row.clauses

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in order."""
        return tuple(_column(name, info) for name, info in self.row.model_fields.items())

    @cached_property
    def validators(self) -> dict[str, TypeAdapter[list[Any]]]:
        """A pydantic validator of a whole column by field, made from the row model.

        A row model has no rule across fields (those are in :meth:`Row.check`), so its columns may be looked at one
        by one, at a tenth of the time of a hundred thousand row objects.
        """
        return {name: TypeAdapter(_list_of(info)) for name, info in self.row.model_fields.items()}

    @property
    def key(self) -> tuple[Column, ...]:
        """The columns that together name a row."""
        return tuple(one for one in self.columns if one.key)

    def column(self, name: str) -> Column:
        """Return a column by field name."""
        return next(one for one in self.columns if one.name == name)


def find_register(registers: Mapping[str, Register], name: str) -> Register:
    """Return a register by English or Chinese name.

    Raises
    ------
    MktkitError
        No such register; names the nearest.
    """
    for register in registers.values():
        if name in (register.name, register.title):
            return register
    known = [one for register in registers.values() for one in (register.title, register.name)]
    raise MktkitError(
        f"没有登记表「{name}」",
        "可写：" + "、".join(register.title for register in registers.values()),
        closest(name, known),
    )


def at_cell(found: RowFinding, register: Register, file: str, sheet: str, row: int) -> Finding:
    """Give a row finding its place in the file."""
    title = register.column(found.field).title if found.field else ""
    return Finding(
        found.level, found.what, found.want, found.mend, file=file, sheet=sheet, row=row, column=title
    )
