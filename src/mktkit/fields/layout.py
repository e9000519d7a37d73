"""What a form needs to know of a model: one :class:`Spec` a field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel

from mktkit.errors import MktkitError
from mktkit.fields.choice import CLAUSE, PERSON, clauses
from mktkit.fields.declare import Declaration, declaration
from mktkit.fields.kind import Choice, Given, Kind
from mktkit.fields.shape import GROUP, ROWS, Shape, kind_of, members
from mktkit.fields.text import TEXT

__all__ = ["Known", "Layout", "Spec", "layout_of"]


@dataclass(frozen=True)
class Known:
    """What the form is told besides the model.

    Attributes
    ----------
    today
        For dates written without a year.
    people
        工号 → name, or (name, note).
    rules
        Where choices come from that the company sets; a function, so that they are loaded only when asked for.
    """

    today: dt.date
    people: Mapping[str, str] = field(default_factory=dict)
    rules: Callable[[], Any] = lambda: None


@dataclass(frozen=True)
class Spec:
    """A field as its form shows it."""

    name: str
    title: str
    kind: Kind
    given: Given
    required: bool = True
    nullable: bool = False
    default: Any = None
    help: str = ""
    example: str = ""
    unit: str = ""
    clause: str = ""
    shown_if: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    formerly: tuple[str, ...] = ()
    item: Layout | None = None

    def write(self, value: object) -> str:
        """Return the text of a value, empty for None."""
        return "" if value is None else self.kind.write(value, self.given)


@dataclass(frozen=True)
class Layout:
    """A model as a form shows it: its fields, and what is computed from them."""

    model: type[BaseModel]
    fields: tuple[Spec, ...]
    computed: tuple[Spec, ...] = ()

    @property
    def by_name(self) -> dict[str, Spec]:
        """Fields by name."""
        return {one.name: one for one in self.fields}


# -- from a model to its layout ----------------------------------------------------------------------


def _choices(found: Declaration, known: Known) -> tuple[Choice, ...]:
    shape = found.shape.item if found.shape.several else found.shape
    if PERSON in shape.marks:
        return tuple(Choice(f"{one} {name}", one, (one, name)) for one, name in known.people.items())
    if CLAUSE in shape.marks:
        return tuple(Choice(f"{one.id} {one.title}", one.id) for one in clauses().values())
    labels = found.extra.get("labels", {})
    if given := found.extra.get("choices"):
        listed = given(known.rules()) if callable(given) else given
        return tuple(Choice(labels.get(str(one), str(one)), one) for one in listed)
    return members(shape.base, labels)


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else (value,)


def _spec(found: Declaration, known: Known, where: str, in_grid: bool) -> Spec:
    choices = _choices(found, known)
    kind = kind_of(found.shape, choices)
    if kind is None:
        raise MktkitError(
            f"表单里没有 {found.shape.base} 这种类型",
            "见 mktkit.fields 里列出的类型",
            "换一种类型",
            where=where,
        )
    if in_grid and not kind.in_row:
        raise MktkitError("表格的一格里放不下另一张表", "表格的列应为单个的值", where=where)
    shown_if = {key: _as_tuple(value) for key, value in found.extra.get("shown_if", {}).items()}
    if shown_if and found.required:
        raise MktkitError(
            "只在某些情况下才填的项不能是必填",
            "给它一个默认值（如 None），在模型里检查该填时有没有填",
            where=where,
        )
    return Spec(
        name=found.name,
        title=found.title,
        kind=kind,
        given=Given(known.today, choices, bool(found.extra.get("happened"))),
        required=found.required,
        nullable=found.shape.nullable,
        default=found.default,
        help=found.said("help"),
        example=found.example,
        unit=found.said("unit") or kind.unit,
        clause=found.said("clause"),
        shown_if=shown_if,
        formerly=tuple(found.extra.get("formerly", ())),
        item=_inside(found.shape, kind, known),
    )


def _inside(shape: Shape, kind: Kind, known: Known) -> Layout | None:
    if kind is ROWS:
        return layout_of(shape.item.base, known, in_grid=True)
    return layout_of(shape.base, known) if kind is GROUP else None


def _computed(found: Declaration, known: Known) -> Spec:
    choices = members(found.shape.base, {})
    kind = kind_of(found.shape, choices)
    if kind is None or not kind.in_row:
        kind = TEXT
    return Spec(
        name=found.name,
        title=found.title,
        kind=kind,
        given=Given(known.today, choices),
        required=False,
        nullable=found.shape.nullable,
        help=found.said("help"),
        unit=found.said("unit") or kind.unit,
        clause=found.said("clause"),
    )


def layout_of(model: type[BaseModel], known: Known, *, in_grid: bool = False) -> Layout:
    """Look at a model as a form shows it.

    Raises
    ------
    MktkitError
        A field has a type that is of no kind; names the field.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.fields import Money, entry
    >>> Claim = create_model("Claim", amount=(Money, entry("金额")), days=(int | None, entry("天数", default=None)))
    >>> [(one.title, one.kind.name, one.nullable) for one in layout_of(Claim, Known(dt.date(2026, 3, 5))).fields]
    [('金额', 'money', False), ('天数', 'integer', True)]
    """
    model.model_rebuild()
    fields = tuple(
        _spec(declaration(name, info), known, f"{model.__name__}.{name}", in_grid)
        for name, info in model.model_fields.items()
    )
    computed = tuple(
        _computed(declaration(name, info), known) for name, info in model.model_computed_fields.items()
    )
    return Layout(model, fields, computed)
