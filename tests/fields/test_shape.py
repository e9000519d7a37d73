"""Which kind a type is: the first line that takes it decides."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from mktkit.fields import BasisPoints, ClauseRef, Code, LongText, Money, Month, OneOf, Percent, Person
from mktkit.fields.kind import Choice
from mktkit.fields.shape import kind_of, members, shape_of


class Line(BaseModel):
    what: str


class Grade(enum.Enum):
    BEST = "优"
    GOOD = "良"


PICKED = (Choice("甲", "a"),)


@pytest.mark.parametrize(
    ("annotation", "choices", "name"),
    [
        (str, (), "text"),
        (int, (), "integer"),
        (bool, (), "yes_no"),
        (Decimal, (), "decimal"),
        (float, (), "decimal"),
        (dt.date, (), "day"),
        (dt.datetime, (), "moment"),
        (Money, (), "money"),
        (Money | None, (), "money"),
        (Annotated[Money, Field(ge=0)], (), "money"),
        (Percent, (), "percent"),
        (BasisPoints, (), "basis_points"),
        (Month, (), "month"),
        (Code, (), "code"),
        (LongText, (), "long_text"),
        (Person, (), "person"),
        (ClauseRef, (), "clause"),
        (OneOf, PICKED, "one_of"),
        (str, PICKED, "choice"),
        (Code, PICKED, "choice"),
        (Person, PICKED, "person"),
        (bool, PICKED, "yes_no"),
        (list[str], (), "items"),
        (tuple[str, ...], (), "items"),
        (list[str], PICKED, "several"),
        (list[Line], (), "rows"),
        (Line, (), "group"),
        (Line | None, (), "group"),
    ],
)
def test_a_type_is_of_one_kind(annotation: Any, choices: tuple[Choice, ...], name: str) -> None:
    kind = kind_of(shape_of(annotation), choices)
    assert kind is not None
    assert kind.name == name


@pytest.mark.parametrize("annotation", [bytes, dict[str, int], list[int], int | str])
def test_another_type_is_of_none(annotation: Any) -> None:
    assert kind_of(shape_of(annotation)) is None


def test_choices_come_from_a_literal_or_an_enumeration() -> None:
    assert members(Literal["销售", "退货"], {"退货": "退回"}) == (
        Choice("销售", "销售"),
        Choice("退回", "退货"),
    )
    assert [(one.label, one.value) for one in members(Grade, {})] == [("优", Grade.BEST), ("良", Grade.GOOD)]
    assert members(str, {}) == ()


def test_a_type_is_taken_apart() -> None:
    shape = shape_of(Annotated[list[Annotated[int, "inner"]], "outer"] | None)
    assert (shape.marks, shape.nullable, shape.several) == (("outer",), True, True)
    assert (shape.item.base, shape.item.marks) == (int, ("inner",))
