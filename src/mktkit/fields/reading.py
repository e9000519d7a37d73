"""From what stands in fields and rows to values, or to what is wrong there, in Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mktkit.fields.kind import Refused, with_unit
from mktkit.fields.layout import Layout, Spec
from mktkit.messages import translate

__all__ = ["UNREAD", "Problem", "ReadRow", "RowReader", "read_text", "said"]


class _Unread:
    """Stands where no value could be read."""


UNREAD = _Unread()

_BOUNDS = ("gt", "ge", "lt", "le")


@dataclass(frozen=True)
class Problem:
    """What is wrong in a field: the words, and whether it is only that nothing has been filled in yet."""

    message: str
    missing: bool = False


MISSING = Problem("这一项必填", missing=True)


def read_text(spec: Spec, text: str) -> tuple[Any, Problem | None]:
    """Read the text of a field.

    Returns
    -------
    tuple
        The value and None, or :data:`UNREAD` and what is wrong.
    """
    if not text.strip():
        if spec.nullable:
            return None, None
        empty = spec.kind.empty
        if empty is not None and (empty is list or not spec.required):
            return empty(), None
        return UNREAD, MISSING
    try:
        return spec.kind.read(text, spec.given), None
    except Refused as refused:
        return UNREAD, Problem(str(refused))


def _in_unit(spec: Spec, context: dict[str, Any]) -> dict[str, Any]:
    """Return the bounds of an error as users read them: 元 where the model holds 分."""
    unit = spec.kind.unit
    return {
        key: with_unit(spec.write(value), unit) if unit and key in _BOUNDS else value
        for key, value in context.items()
    }


def said(spec: Spec | None, detail: ErrorDetails) -> Problem:
    """Say in Chinese what pydantic found at a field."""
    context = dict(detail.get("ctx", {}))
    kind = detail["type"]
    if kind == "missing":
        return MISSING
    if spec is not None:
        if kind == "too_short" and context.get("actual_length") == 0:
            return Problem(translate(kind, context), missing=True)
        if kind in ("literal_error", "enum") and spec.given.choices:
            context["expected"] = ", ".join(one.label for one in spec.given.choices)
        if spec.required and kind == "string_too_short" and not str(detail.get("input") or "").strip():
            return MISSING
        context = _in_unit(spec, context)
    return Problem(translate(kind, context))


@dataclass(frozen=True)
class ReadRow:
    """A row of a grid, read.

    Attributes
    ----------
    cells
        The texts as they are to be shown.
    value
        The row model; None when something is wrong.
    problems
        Column → what is wrong there; -1 for the row as a whole.
    computed
        Texts of the computed columns.
    """

    cells: tuple[str, ...]
    value: BaseModel | None = None
    problems: dict[int, Problem] = field(default_factory=dict)
    computed: tuple[str, ...] = ()


class RowReader:
    """Reads rows of a grid, each text once.

    Examples
    --------
    >>> import datetime as dt
    >>> from pydantic import create_model
    >>> from mktkit.fields.layout import Known, layout_of
    >>> from mktkit.fields import Money, entry
    >>> Line = create_model("Line", what=(str, entry("事项")), amount=(Money, entry("金额", gt=0)))
    >>> reader = RowReader(layout_of(Line, Known(dt.date(2026, 3, 5))))
    >>> reader.read(("交通", "1.2万")).cells
    ('交通', '12,000.00')
    >>> reader.read(("交通", "-3")).problems
    {1: Problem(message='应大于 0.00 元', missing=False)}
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._names = [one.name for one in layout.fields]
        self._known: dict[tuple[str, ...], ReadRow] = {}

    def write(self, value: BaseModel) -> tuple[str, ...]:
        """Return the texts of a row model."""
        return tuple(one.write(getattr(value, one.name)) for one in self.layout.fields)

    def read(self, cells: tuple[str, ...]) -> ReadRow:
        """Read a row."""
        known = self._known.get(cells)
        if known is None:
            if len(self._known) > 50_000:
                self._known.clear()
            known = self._known[cells] = self._read(cells)
        return known

    def _read(self, cells: Sequence[str]) -> ReadRow:
        data: dict[str, Any] = {}
        problems: dict[int, Problem] = {}
        shown = list(cells)
        for at, (spec, text) in enumerate(zip(self.layout.fields, cells, strict=True)):
            value, problem = read_text(spec, text)
            if problem:
                problems[at] = problem
            else:
                data[spec.name] = value
                if text.strip():
                    shown[at] = spec.write(value)
        try:
            row = self.layout.model.model_validate(data)
        except ValidationError as error:
            self._blame(error, problems)
            return ReadRow(tuple(shown), None, problems)
        if problems:
            return ReadRow(tuple(shown), None, problems)
        computed = tuple(one.write(getattr(row, one.name)) for one in self.layout.computed)
        return ReadRow(tuple(shown), row, {}, computed)

    def _blame(self, error: ValidationError, problems: dict[int, Problem]) -> None:
        unread = bool(problems)
        for detail in error.errors(include_url=False):
            where = detail["loc"]
            at = self._names.index(str(where[0])) if where and where[0] in self._names else -1
            # What a check of the whole row says of a row that could not be read is not to be trusted.
            if at not in problems and not (at < 0 and unread):
                problems[at] = said(self.layout.fields[at] if at >= 0 else None, detail)
