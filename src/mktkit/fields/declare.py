"""The one declarator: a column of a register and an entry of a form are declared alike, and read back alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack, cast

import annotated_types as at
from pydantic import Field
from pydantic.fields import ComputedFieldInfo, FieldInfo
from pydantic_core import PydanticUndefined

from mktkit.fields.shape import Shape, shape_of

__all__ = ["Choices", "Declaration", "Details", "declaration", "entry"]

#: Allowed texts, or a function of the rules that gives those the company sets.
Choices = Sequence[str] | Callable[[Any], Sequence[str]]


class Bounds(TypedDict, total=False):
    """What pydantic checks of a value."""

    gt: float
    ge: float
    lt: float
    le: float
    min_length: int
    max_length: int
    pattern: str
    allow_inf_nan: bool


class Details(Bounds, total=False):
    """What may be said of a field besides its title."""

    default: Any
    """Value of a new document, or a function that makes it; a field without one is required."""
    help: str
    """Small print below the field, and in the notes of a template."""
    example: str
    unit: str
    """Unit beside it; amounts and percentages have their own."""
    clause: str
    """The clause it serves."""
    choices: Choices | None
    labels: Mapping[str, str]
    """Value → what users read, where a choice is kept as a code."""
    shown_if: Mapping[str, Any]
    """Field → value or list of values of the same model for which this field is asked for at all."""
    formerly: Sequence[str]
    """Names the field had before, so that old drafts carry over."""
    aliases: Sequence[str]
    """Other headers the column goes by."""
    happened: bool
    """Whether a day or month lies in the past, so that one typed without a year is the last such."""
    person: bool
    """Whether the column holds the 工号 of somebody."""
    key: bool
    """Whether the column is one of those that together name a row."""


#: What pydantic has no place for.
_EXTRA = (
    "help",
    "unit",
    "clause",
    "choices",
    "labels",
    "shown_if",
    "formerly",
    "aliases",
    "happened",
    "key",
    "person",
)


def entry(title: str, **details: Unpack[Details]) -> Any:
    """Declare a field: its Chinese title and whatever else its form, or its register's template, shows.

    Parameters
    ----------
    title
        Chinese title.
    details
        See :class:`Details`.

    Examples
    --------
    >>> from pydantic import BaseModel
    >>> from mktkit.fields import Money
    >>> class Claim(BaseModel):
    ...     amount: Money = entry("金额", clause="6.1.1", gt=0)
    >>> Claim.model_fields["amount"].title
    '金额'
    """
    given: dict[str, Any] = dict(details)
    extra = {name: given.pop(name) for name in _EXTRA if name in given}
    example, default = given.pop("example", ""), given.pop("default", ...)
    start = {"default_factory": default} if callable(default) else {"default": default}
    return Field(
        title=title,
        examples=[example] if example else None,
        json_schema_extra=cast(Any, {name: value for name, value in extra.items() if value}),
        **start,
        **given,
    )


@dataclass(frozen=True)
class Declaration:
    """A field of a model, read back.

    Attributes
    ----------
    name, title
        Name and Chinese title.
    shape
        Its type.
    required
        Whether it has no default.
    default
        Value of a new document; None where there is none.
    extra
        The rest of :class:`Details` that was given.
    example
        One, or empty.
    """

    name: str
    title: str
    shape: Shape
    required: bool
    default: Any
    extra: Mapping[str, Any]
    example: str = ""

    def said(self, name: str) -> str:
        """Return a detail that is a text, empty where it was not given."""
        return str(self.extra.get(name) or "")

    @property
    def low(self) -> int | None:
        """Least whole number allowed."""
        return max(
            (int(cast(Any, one.ge)) for one in self.shape.marks if isinstance(one, at.Ge)), default=None
        )

    @property
    def high(self) -> int | None:
        """Greatest whole number allowed."""
        return min(
            (int(cast(Any, one.le)) for one in self.shape.marks if isinstance(one, at.Le)), default=None
        )


def declaration(name: str, info: FieldInfo | ComputedFieldInfo) -> Declaration:
    """Read a declaration back from a model's field, or from a property it computes.

    Examples
    --------
    >>> from pydantic import create_model
    >>> Claim = create_model("Claim", days=(int | None, entry("天数", default=None, clause="6.2.1", ge=1)))
    >>> found = declaration("days", Claim.model_fields["days"])
    >>> found.title, found.said("clause"), found.shape.nullable, found.low
    ('天数', '6.2.1', True, 1)
    """
    extra = info.json_schema_extra if isinstance(info.json_schema_extra, dict) else {}
    title, example = info.title or name, str(extra.get("example") or next(iter(info.examples or ()), ""))
    if isinstance(info, ComputedFieldInfo):
        return Declaration(name, title, shape_of(info.return_type), False, None, extra, example)
    # A field declared without `entry` says it in its description.
    extra = {**extra, "help": extra.get("help") or info.description}
    return Declaration(
        name,
        title,
        shape_of(info.annotation, info.metadata),
        info.is_required(),
        _default(info),
        extra,
        example,
    )


def _default(info: FieldInfo) -> Any:
    if info.default_factory is None:
        return None if info.default is PydanticUndefined else info.default
    if info.default_factory_takes_validated_data:
        return None
    return info.get_default(call_default_factory=True)
