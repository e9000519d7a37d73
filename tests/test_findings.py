"""Findings in groups that are mended alike."""

from __future__ import annotations

import pytest

from mktkit.errors import Finding, fault, notice
from mktkit.findings import grouped


def blank(row: int, column: str = "金额", file: str = "甲.xlsx") -> Finding:
    return fault("没有填", "这一列必填", "补上这一格", file=file, row=row, column=column, cause="blank")


def choice(row: int, value: str) -> Finding:
    return fault(
        f"写的是「{value}」", "只能写：未接、已回拨", file="咨询.csv", row=row, column="未接/回拨",
        cause="unknown_choice", value=value,
    )  # fmt: skip


def test_a_hundred_blanks_of_a_column_are_one_group() -> None:
    (group,) = grouped([blank(row) for row in range(2, 121)])
    assert (group.count, group.level) == (119, "fault")
    assert group.places() == "甲.xlsx · 第 2、3、4、5、6 行 等 119 处"
    assert "119 处" in str(group)
    assert group.as_row()["几处"] == 119


@pytest.mark.parametrize(
    ("findings", "counts"),
    [
        ([blank(2), blank(3), blank(4, "日期")], [2, 1]),
        ([blank(2), blank(2, file="乙.xlsx")], [1, 1]),
        ([*(choice(row, "已接") for row in range(153)), choice(200, "转接"), choice(201, "转接")], [153, 2]),
        ([notice("甲", cause="a"), notice("乙", cause="b"), blank(2)], [1, 1, 1]),
    ],
)
def test_groups_are_by_file_column_cause_and_value(findings: list[Finding], counts: list[int]) -> None:
    groups = grouped(findings)
    assert [group.count for group in groups] == counts
    assert sum(group.count for group in groups) == len(findings)


def test_faults_stand_before_notices_however_few() -> None:
    groups = grouped([notice("甲", cause="a"), notice("甲", cause="a"), blank(2)])
    assert [group.level for group in groups] == ["fault", "notice"]
