"""The words the rules files are written in: a value with its clause, a curve, a duration, an approval step."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer
from pydantic.fields import FieldInfo

__all__ = [
    "Approval",
    "Curve",
    "Duration",
    "MonthDay",
    "Number",
    "Percent",
    "RuleModel",
    "Timespan",
    "Values",
    "Yuan",
    "interpolate",
    "value",
]


class RuleModel(BaseModel):
    """Base of everything read from a rules file: frozen, and no key it does not know."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, validate_default=True, arbitrary_types_allowed=True
    )


def _plain(number: Decimal) -> Decimal:
    # 100 and 100.0 are the same value, so they must give the same fingerprint.
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _no_text(number: object) -> object:
    if isinstance(number, str | bool):
        raise ValueError("应为数，不加引号、不带单位")
    return number


#: An exact number.
Number = Annotated[Decimal, BeforeValidator(_no_text), Field(allow_inf_nan=False), AfterValidator(_plain)]
#: An amount in 元, not negative, at most two decimals.
Yuan = Annotated[Number, Field(ge=0, decimal_places=2)]
#: Percent points from 0 upwards, written without the sign: 95 is 95 %.
Percent = Annotated[Number, Field(ge=0)]


def value(clause: str | tuple[str, ...], title: str, unit: str = "", default: object = ...) -> Any:
    """Declare a value of the rules: which clause leaves it open, what users call it, its unit.

    With a tuple of clauses the value exists once for each of them and the field is a dict by clause.
    """
    return Field(
        default,
        title=title,
        json_schema_extra={"clause": list(clause) if isinstance(clause, tuple) else clause, "unit": unit},
    )


class Values(RuleModel):
    """All values of one subject; every field is declared with :func:`value`."""

    @classmethod
    def clauses_of(cls, name: str) -> tuple[str, ...]:
        """Return the clauses that the field `name` serves."""
        declared = _extra(cls.model_fields[name])["clause"]
        return (declared,) if isinstance(declared, str) else tuple(declared)

    @classmethod
    def is_per_clause(cls, name: str) -> bool:
        """Tell whether the field `name` holds one value for each of its clauses."""
        return not isinstance(_extra(cls.model_fields[name])["clause"], str)

    @classmethod
    def unit_of(cls, name: str) -> str:
        """Return the unit of the field `name`, empty when it has none."""
        return str(_extra(cls.model_fields[name])["unit"])


def _extra(field: FieldInfo) -> Mapping[str, Any]:
    extra = field.json_schema_extra
    assert isinstance(extra, dict)
    return extra


# -- curves ------------------------------------------------------------------------------------------


def _ordered(points: tuple[tuple[Decimal, Decimal], ...]) -> tuple[tuple[Decimal, Decimal], ...]:
    for (left, _), (right, _) in pairwise(points):
        if right <= left:
            raise ValueError(f"曲线的横坐标应从小到大，{left} 后面不能是 {right}")
    return points


#: Breakpoints (x, y), at least one, x strictly rising.
Curve = Annotated[tuple[tuple[Number, Number], ...], Field(min_length=1), AfterValidator(_ordered)]


def interpolate(
    x: Fraction, points: tuple[tuple[Decimal, Decimal], ...], kind: Literal["linear", "step"] = "linear"
) -> Fraction:
    """Read a curve at `x`, exactly.

    Parameters
    ----------
    x
        Where to read.
    points
        Breakpoints (x, y), x strictly rising.
    kind
        ``linear``: straight lines between the points, flat outside; ``step``: the last point not above `x`
        (the first point's value below it).

    Returns
    -------
    Fraction

    Notes
    -----
    制度 5.1, design §4.

    Examples
    --------
    >>> curve = ((Decimal(60), Decimal(0)), (Decimal(80), Decimal(60)), (Decimal(100), Decimal(100)))
    >>> interpolate(Fraction(90), curve), interpolate(Fraction(50), curve), interpolate(Fraction(130), curve)
    (Fraction(80, 1), Fraction(0, 1), Fraction(100, 1))
    >>> interpolate(Fraction(99), curve, "step")
    Fraction(60, 1)
    """
    exact = [(Fraction(a), Fraction(b)) for a, b in points]
    if x <= exact[0][0]:
        return exact[0][1]
    for (x0, y0), (x1, y1) in pairwise(exact):
        if x < x1:
            return y0 if kind == "step" else y0 + (x - x0) * (y1 - y0) / (x1 - x0)
    return exact[-1][1]


# -- durations and dates -----------------------------------------------------------------------------

DurationUnit = Literal["秒", "分钟", "小时", "天", "个工作日", "个月"]
_DURATION = re.compile(r"(\d+)\s*(秒|分钟|小时|天|个工作日|工作日|个月)")
_SECONDS = {"秒": 1, "分钟": 60, "小时": 3600}


class Duration(RuleModel):
    """A length of time as the rules write it, e.g. ``30 分钟`` or ``3 个工作日``."""

    amount: int
    unit: DurationUnit

    @property
    def seconds(self) -> int | None:
        """Length in seconds of working time, None for days, workdays and months."""
        return self.amount * _SECONDS[self.unit] if self.unit in _SECONDS else None

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


def _duration(text: object) -> object:
    if isinstance(text, Duration):
        return text
    match = _DURATION.fullmatch(text.strip()) if isinstance(text, str) else None
    if not match:
        raise ValueError("时限应写成“20 秒”“30 分钟”“2 小时”“7 天”“3 个工作日”或“6 个月”")
    unit = match[2] if match[2] != "工作日" else "个工作日"
    return {"amount": int(match[1]), "unit": unit}


Timespan = Annotated[Duration, BeforeValidator(_duration), PlainSerializer(str)]


def _month_day(text: object) -> str:
    if isinstance(text, str) and re.fullmatch(r"\d{2}-\d{2}", text):
        try:
            dt.date(2024, int(text[:2]), int(text[3:]))
            return text
        except ValueError:
            pass
    raise ValueError('日期应写成“月-日”并加引号，如 "01-31"')


#: A day of every year, ``"01-31"``.
MonthDay = Annotated[str, BeforeValidator(_month_day)]


class Approval(RuleModel):
    """One step of an approval chain: what is done and by whom."""

    step: str
    by: str
