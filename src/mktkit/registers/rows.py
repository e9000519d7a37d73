"""Typed rows: every column against the row model, then the register's own checks across columns and rows."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from mktkit.errors import QUOTED, closest, nearest, opposite, show
from mktkit.fields.kind import with_unit
from mktkit.fields.money import MONEY
from mktkit.fields.percent import BASIS_POINTS
from mktkit.messages import translate
from mktkit.registers.model import Column
from mktkit.registers.table import Gathered

__all__ = ["check_rows"]

#: Kinds whose values are hundredths of what users read: 分, and hundredths of a percent point.
_HUNDREDTHS = (MONEY, BASIS_POINTS)


def check_rows(gathered: Gathered) -> None:
    """Report what is wrong in the rows: required, choices, ranges, and what the register itself checks."""
    for column in gathered.register.columns:
        _validate(gathered, column)
    for column in gathered.register.columns:
        if column.rule_choices is not None:
            _compare_choices(gathered, column, column.choices_in(gathered.rules))
    for found in gathered.register.row.check(gathered.columns, gathered.rules):
        if (found.position, found.field) not in gathered.reported:
            gathered.findings.append(gathered.place(found))


def _validate(gathered: Gathered, column: Column) -> None:
    """Let pydantic look at a column by the row model's field."""
    values = gathered.columns[column.name]
    try:
        gathered.register.validators[column.name].validate_python(values)
    except ValidationError as error:
        for detail in error.errors(include_url=False, include_context=True):
            position = int(detail["loc"][0])
            value = values[position]
            if value is None and column.required:
                gathered.refuse(position, column, "没有填", "这一列必填", "补上这一格", cause="blank")
            else:
                said = f"写的是{show(_shown(column, value))}"
                hint = _hint(value, column.fixed_choices)
                cause = "unknown_choice" if column.fixed_choices else "out_of_bounds"
                wanted, stood = _wanted(column, detail), _shown(column, value)
                gathered.refuse(position, column, said, wanted, hint, cause=cause, value=stood)


def _compare_choices(gathered: Gathered, column: Column, allowed: Sequence[str]) -> None:
    known = {*allowed, None}
    for position, value in enumerate(gathered.columns[column.name]):
        if value not in known:
            only = "只能写：" + "、".join(allowed)
            hint = _hint(value, allowed)
            gathered.refuse(
                position, column, f"写的是{show(value)}", only, hint, cause="unknown_choice", value=value
            )


def _shown(column: Column, value: object) -> object:
    if column.kind not in _HUNDREDTHS or not isinstance(value, int):
        return value
    return f"{value / 100:.2f}" if column.kind is MONEY else f"{value / 100:g}%"


def _wanted(column: Column, detail: ErrorDetails) -> str:
    context = detail.get("ctx", {})
    if column.kind in _HUNDREDTHS:
        context = {
            key: with_unit(f"{value / 100:g}", column.kind.unit) if isinstance(value, int) else value
            for key, value in context.items()
        }
    return translate(detail["type"], context)


def _hint(value: object, allowed: Sequence[str]) -> str:
    if value is None:
        return ""
    # Of two characters one alike is chance: 在职 is not 离职.
    near = nearest(str(value), allowed, least=0.6)
    mapped = "整列都这样写的，可在《列名对照》里写明它是哪一种"
    if near is None or opposite(str(value), near):
        return mapped
    return closest(str(value), allowed, written=QUOTED)
