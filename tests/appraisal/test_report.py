"""A result as rows and as data: how figures are written, and that one person's result holds nobody else."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from mktkit.appraisal import AppraisalResult, Period, appraise
from mktkit.appraisal.report import (
    department_rows,
    detail_rows,
    kpi_rows,
    number,
    only_person,
    person_rows,
    quantity,
    summary_rows,
    to_json,
)
from mktkit.errors import MktkitError
from mktkit.registers import read_dataset
from mktkit.rules import Rules


@pytest.fixture(scope="module")
def result(sample: Path, rules: Rules) -> AppraisalResult:
    return appraise(read_dataset(sample, rules), Period.of("2026-10"), rules)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (Fraction(22_000_000), "元", "220,000.00 元"),
        (Fraction(1, 2), "元", "0.01 元"),  # half a 分 is rounded up
        (Fraction(200, 3), "%", "66.67%"),
        (Fraction(-10), "百分点", "-10 百分点"),
        (Fraction(1234567, 1000), "分", "1,234.57 分"),
        (None, "家", "—"),
    ],
)
def test_an_actual_is_written_with_its_unit(value: Fraction | None, unit: str, text: str) -> None:
    assert quantity(value, unit) == text


def test_a_number_has_no_trailing_zeros() -> None:
    assert [number(Fraction(one)) for one in (100, "1/8", "-1/3")] == ["100", "0.13", "-0.33"]


def test_one_persons_result_is_of_that_person_alone(result: AppraisalResult) -> None:
    alone = only_person(result, "X001")
    assert [one.employee_id for one in alone.people] == ["X001"]
    assert (alone.departments, alone.findings) == ((), ())
    others = {one.name for one in result.people} - {alone.people[0].name}
    assert not [name for name in others if name in json.dumps(to_json(alone), ensure_ascii=False)]


@pytest.mark.parametrize(("number_", "hint"), [("X001x", "最接近的是 X001"), ("无此人", "核对工号和部门")])
def test_nobody_of_that_number_is_said(result: AppraisalResult, number_: str, hint: str) -> None:
    with pytest.raises(MktkitError, match=f"没有工号「{number_}」.*{hint}"):
        only_person(result, number_)


def test_rows_are_those_of_the_json(result: AppraisalResult) -> None:
    data = to_json(result)
    assert [(row["工号"], row["总分"] and float(str(row["总分"]))) for row in summary_rows(result)] == [
        (one["employee_id"], one["total"]) for one in json.loads(json.dumps(data))["people"]
    ]
    assert [row["部门"] for row in department_rows(result)] == ["市场部", "销售部", "客服部"]
    rows = detail_rows(result)
    assert len(rows) == sum(len(one.kpis) for one in (*result.people, *result.departments))
    x001 = next(one for one in result.people if one.employee_id == "X001")
    own = [row for row in rows if row["工号"] == "X001"]
    assert own == person_rows(x001)
    # 50 · 110, as worked out in test_month.
    assert (own[0]["条款"], own[0]["实际"], own[0]["目标"], str(own[0]["权重×得分"])) == (
        "5.1.2.a", "220,000.00 元", "200,000.00 元", "5500.00",
    )  # fmt: skip
    assert kpi_rows(x001) == [
        {title: cell for title, cell in row.items() if title not in ("部门", "工号", "姓名")} for row in own
    ]
