"""What is declared once is read back alike for a column and for a form."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError, computed_field

from mktkit.fields import BasisPoints, Code, Money, Percent, Text, YesNo, entry
from mktkit.fields.declare import declaration


class Order(BaseModel):
    order_id: Code = entry("订单号", example="D1", aliases=("单号",), key=True)
    amount: Money | None = entry("金额", default=None, clause="6.1.1", ge=0, le=500)
    share: BasisPoints = entry("分成", default=10000)
    note: Text = entry("备注", default="", help="可以不填", max_length=5)
    lines: list[str] = entry("明细", default=list)

    @computed_field(title="说明", json_schema_extra={"help": "自动得出"})  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def told(self) -> str:
        """For programmers."""
        return self.note


def found(name: str) -> Any:
    return declaration(name, (Order.model_fields | Order.model_computed_fields)[name])


def test_a_field_without_a_default_is_required() -> None:
    required = [name for name in Order.model_fields if found(name).required]
    assert required == ["order_id"]
    assert found("amount").shape.nullable
    assert found("share").default == 10000


def test_a_function_makes_a_new_default_each_time() -> None:
    one, other = Order(order_id="甲"), Order(order_id="乙")
    assert one.lines == []
    assert one.lines is not other.lines
    assert found("lines").default == []


def test_details_are_read_back() -> None:
    order, amount = found("order_id"), found("amount")
    assert (order.title, order.example, order.extra["aliases"], order.extra["key"]) == (
        "订单号",
        "D1",
        ("单号",),
        True,
    )
    assert (amount.said("clause"), amount.said("help"), amount.low, amount.high) == ("6.1.1", "", 0, 500)
    assert found("note").said("help") == "可以不填"


def test_what_is_computed_says_its_help_and_not_its_docstring() -> None:
    assert (found("told").title, found("told").said("help"), found("told").required) == (
        "说明",
        "自动得出",
        False,
    )


@pytest.mark.parametrize(
    "wrong", [{"amount": -1}, {"amount": 501}, {"note": "一二三四五六"}, {"share": 10001}]
)
def test_bounds_hold(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Order.model_validate({"order_id": "甲", **wrong})


def test_percent_and_basis_points_are_told_apart() -> None:
    class Both(BaseModel):
        points: Percent = entry("百分数")
        hundredths: BasisPoints = entry("百分比")
        sure: YesNo = entry("确定", default=False)

    marks = {name: declaration(name, info).shape.kind for name, info in Both.model_fields.items()}
    assert [kind.name for kind in marks.values() if kind] == ["percent", "basis_points", "yes_no"]
