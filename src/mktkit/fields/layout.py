"""What a form needs to know of a model: one :class:`Spec` a field, found through one ordered table."""

from __future__ import annotations

import datetime as dt
import enum
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import NoneType, UnionType
from typing import Annotated, Any, Literal

from pydantic import BaseModel
from pydantic.fields import ComputedFieldInfo, FieldInfo
from pydantic_core import PydanticUndefined

from mktkit.errors import MktkitError
from mktkit.fields import texts as text
from mktkit.fields.declare import Mark, clauses
from mktkit.fields.table import TABLE, Entry, Shape, several
from mktkit.fields.texts import Choice, Given

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
    entry: Entry
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

    def write(self, value: Any) -> str:
        """Return the text of a value, empty for None."""
        return "" if value is None else self.entry.words.write(value, self.given)


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


def _apart(annotation: Any, marks: Sequence[Any] = ()) -> tuple[Any, tuple[Any, ...], bool]:
    """Take ``Annotated`` and ``| None`` off a type."""
    found, nullable = list(marks), False
    while True:
        if typing.get_origin(annotation) is Annotated:
            found += annotation.__metadata__
            annotation = annotation.__origin__
        elif typing.get_origin(annotation) in (typing.Union, UnionType):
            rest = [one for one in typing.get_args(annotation) if one is not NoneType]
            if len(rest) != 1:
                return annotation, tuple(found), nullable
            nullable = nullable or len(rest) < len(typing.get_args(annotation))
            annotation = rest[0]
        elif hasattr(annotation, "__value__"):
            annotation = annotation.__value__
        else:
            break
    flat = [one for mark in found for one in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]
    return annotation, tuple(flat), nullable


def _members(base: Any, labels: Mapping[str, str]) -> list[Choice]:
    """Return the choices a type stands for: of a ``Literal`` or an ``Enum``."""
    if typing.get_origin(base) is Literal:
        return [Choice(labels.get(str(one), str(one)), one) for one in typing.get_args(base)]
    if isinstance(base, type) and issubclass(base, enum.Enum):
        return [Choice(labels.get(str(one.value), str(one.value)), one, (one.name,)) for one in base]
    return []


def _choices(base: Any, marks: Sequence[Any], extra: Mapping[str, Any], known: Known) -> tuple[Choice, ...]:
    if Mark("person") in marks:
        return tuple(Choice(f"{one} {name}", one, (one, name)) for one, name in known.people.items())
    if Mark("clause") in marks:
        return tuple(Choice(f"{one.id} {one.title}", one.id) for one in clauses().values())
    declared = extra.get("choices")
    if declared:
        listed = declared(known.rules()) if callable(declared) else declared
        labels = extra.get("labels", {})
        return tuple(Choice(labels.get(str(one), str(one)), one) for one in listed)
    return tuple(_members(base, extra.get("labels", {})))


def _entry_for(shape: Shape, where: str) -> Entry:
    for entry in TABLE:
        if entry.takes(shape):
            return entry
    raise MktkitError(
        f"表单里没有 {shape.base} 这种类型",
        "见 mktkit.fields.declare 里列出的类型",
        "换一种类型",
        where=where,
    )


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, list | tuple | set | frozenset) else (value,)


def _default(info: FieldInfo) -> Any:
    if info.default_factory is not None:
        return (
            None if info.default_factory_takes_validated_data else info.get_default(call_default_factory=True)
        )
    return None if info.default is PydanticUndefined else info.default


def _spec(name: str, info: FieldInfo, known: Known, where: str, in_grid: bool) -> Spec:
    base, marks, nullable = _apart(info.annotation, info.metadata)
    extra: Mapping[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    inner_base, inner_marks = base, marks
    if several(Shape(base, marks)):
        inner_base, inner_marks, _ = _apart(Shape(base, marks).item)
        base = typing.get_origin(base)[inner_base]
    choices = _choices(inner_base, inner_marks, extra, known)
    entry = _entry_for(Shape(base, marks, choices), f"{where}.{name}")
    if in_grid and not entry.cell:
        raise MktkitError("表格的一格里放不下另一张表", "表格的列应为单个的值", where=f"{where}.{name}")
    examples = info.examples or [extra.get("example", "")]
    spec = Spec(
        name=name,
        title=info.title or name,
        entry=entry,
        given=Given(known.today, choices),
        required=info.is_required(),
        nullable=nullable,
        default=_default(info),
        help=str(extra.get("help") or info.description or ""),
        example=str(examples[0] if examples else ""),
        unit=str(
            extra.get("unit") or ("%" if entry.name == "percent" else "元" if entry.name == "money" else "")
        ),
        clause=str(extra.get("clause") or ""),
        shown_if={key: _as_tuple(value) for key, value in dict(extra.get("shown_if", {})).items()},
        formerly=tuple(extra.get("formerly", ())),
    )
    if spec.shown_if and spec.required:
        raise MktkitError(
            "只在某些情况下才填的项不能是必填",
            "给它一个默认值（如 None），在模型里检查该填时有没有填",
            where=f"{where}.{name}",
        )
    if entry.widget == "grid":
        return replace(spec, item=layout_of(inner_base, known, in_grid=True))
    return replace(spec, item=layout_of(base, known)) if entry.widget == "group" else spec


def _computed(name: str, info: ComputedFieldInfo, known: Known) -> Spec:
    base, marks, nullable = _apart(info.return_type)
    shape = Shape(base, marks, tuple(_members(base, {})))
    plain = Entry("text", lambda shape: True, text.TEXT, "line", "text", 120)
    entry = next((one for one in TABLE if one.takes(shape) and one.cell), plain)
    extra: Mapping[str, Any] = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    return Spec(
        name=name,
        title=info.title or name,
        entry=entry,
        given=Given(known.today, shape.choices),
        required=False,
        nullable=nullable,
        # The description is the docstring of the property, written for programmers.
        help=str(extra.get("help") or ""),
        unit=str(
            extra.get("unit") or ("元" if entry.name == "money" else "%" if entry.name == "percent" else "")
        ),
        clause=str(extra.get("clause") or ""),
    )


def layout_of(model: type[BaseModel], known: Known, *, in_grid: bool = False) -> Layout:
    """Look at a model as a form shows it.

    Raises
    ------
    MktkitError
        A field has a type that no line of the table takes; names the field.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.fields.declare import Money, entry
    >>> Claim = create_model("Claim", amount=(Money, entry("金额")), days=(int | None, entry("天数", default=None)))
    >>> [(one.title, one.entry.name, one.nullable) for one in layout_of(Claim, Known(dt.date(2026, 3, 5))).fields]
    [('金额', 'money', False), ('天数', 'integer', True)]
    """
    model.model_rebuild()
    fields = tuple(
        _spec(name, info, known, model.__name__, in_grid) for name, info in model.model_fields.items()
    )
    computed = tuple(_computed(name, info, known) for name, info in model.model_computed_fields.items())
    return Layout(model, fields, computed)
