"""The row model of a register, and what is derived from it.

A register is one pydantic model: a field is a column.  The reader, the checker, the blank template and the page
that documents it all look at the same :class:`Register`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any, ClassVar

import annotated_types as at
from pydantic import BaseModel, ConfigDict, TypeAdapter

from mktkit.errors import Level, MktkitError, closest
from mktkit.fields.choice import CHOICE
from mktkit.fields.declare import Choices, Declaration, declaration
from mktkit.fields.kind import Kind
from mktkit.fields.shape import kind_of, members
from mktkit.rules import Rules

__all__ = ["Column", "Columns", "Register", "Row", "RowFinding", "find_register"]

#: Values of every column by field name, one entry a row.
Columns = Mapping[str, list[Any]]


@dataclass(frozen=True)
class RowFinding:
    """What a check across columns or rows found, by position in the register.

    Attributes
    ----------
    position
        The row.
    field
        The column to point at, empty for the row as a whole.
    what, want, mend, level
        As in :class:`mktkit.errors.Finding`.
    same_as
        Position of an earlier row that says the same, told after `what`.
    and_so
        What follows from that, told after it.
    cause
        What kind of thing it is; by default one that every check shares.
    """

    position: int
    field: str
    what: str
    want: str = ""
    mend: str = ""
    level: Level = "fault"
    same_as: int | None = None
    and_so: str = ""
    cause: str = "check"


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
    """A column of a register, as readers, templates and documentation need it.

    Attributes
    ----------
    declared
        Its declaration in the row model.
    kind
        How its cells are read.
    fixed_choices
        Allowed values that no rule changes.
    """

    declared: Declaration
    kind: Kind
    fixed_choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Name of the field."""
        return self.declared.name

    @property
    def title(self) -> str:
        """Chinese name."""
        return self.declared.title

    @property
    def required(self) -> bool:
        """Whether it may not be left blank."""
        return self.declared.required

    @property
    def key(self) -> bool:
        """Whether it is one of the columns that together name a row."""
        return bool(self.declared.extra.get("key"))

    @property
    def unit(self) -> str:
        """Unit as users read it, empty where the column names none."""
        return self.declared.said("unit")

    @property
    def aliases(self) -> tuple[str, ...]:
        """Other headers it goes by."""
        return tuple(self.declared.extra.get("aliases", ()))

    @property
    def example(self) -> str:
        """One example, as it is written."""
        return self.declared.example

    @property
    def help(self) -> str:
        """What is to be known when it is filled in."""
        return self.declared.said("help")

    @property
    def person(self) -> bool:
        """Whether it holds the 工号 of somebody in 人员."""
        return bool(self.declared.extra.get("person"))

    @property
    def clause(self) -> str:
        """The clause it serves."""
        return self.declared.said("clause")

    @property
    def low(self) -> int | None:
        """Least value allowed."""
        return self.declared.low

    @property
    def high(self) -> int | None:
        """Greatest value allowed."""
        return self.declared.high

    @property
    def rule_choices(self) -> Choices | None:
        """Where the allowed values come from that the company sets."""
        return self.declared.extra.get("choices")

    def choices_in(self, rules: Rules) -> tuple[str, ...]:
        """Return the allowed values under `rules`, empty where any is allowed."""
        listed = self.rule_choices
        if listed is None:
            return self.fixed_choices
        return tuple(listed(rules) if callable(listed) else listed)


def _column(found: Declaration) -> Column:
    fixed = members(found.shape.base, {})
    kind = CHOICE if found.extra.get("choices") else kind_of(found.shape, fixed)
    assert kind is not None, found.name
    return Column(found, kind, tuple(one.label for one in fixed))


def _list_of(column: Column, annotation: Any, marks: Sequence[Any]) -> Any:
    """Return the type of a whole column of a field."""
    if column.kind.longest and not any(isinstance(one, at.MaxLen) for one in column.declared.shape.marks):
        marks = [*marks, at.MaxLen(column.kind.longest)]
    for one in marks:
        annotation = Annotated[annotation, one]
    return list[annotation]


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
        return tuple(_column(declaration(name, info)) for name, info in self.row.model_fields.items())

    @cached_property
    def validators(self) -> dict[str, TypeAdapter[list[Any]]]:
        """A pydantic validator of a whole column by field, made from the row model.

        A row model has no rule across fields (those are in :meth:`Row.check`), so its columns may be looked at one
        by one, at a tenth of the time of a hundred thousand row objects.
        """
        fields = self.row.model_fields
        return {
            one.name: TypeAdapter(_list_of(one, fields[one.name].annotation, fields[one.name].metadata))
            for one in self.columns
        }

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
