"""人员, 月度目标, 考核决定: each check with what passes it and what does not, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desk, Places

Changes = dict[str, str]

STAFF = {"工号": "X1", "姓名": "甲", "部门": "销售部", "岗位": "销售代表", "到岗日期": "2025-03-01"}
TARGET = {"工号": "X1", "月份": "2026-10", "销售目标": "200000"}
DECISION = {
    "月份": "2026-10",
    "工号": "X1",
    "指标": "5.1.2.c",
    "处理": "剔除",
    "理由": "在外培训",
    "决定人工号": "M1",
    "决定日期": "2026-11-03",
}


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        # A person once, unless a new post begins on a day.
        ([{}, {"工号": "X2"}], [{}, {}], (3, "工号")),
        ([{}, {"调岗生效日": "2026-10-15"}], [{"调岗生效日": "2026-10-15"}, {"调岗生效日": "2026-10-15"}], (3, "工号")),
        # What changed begins on a day of its own: a base, a leave, a rehire after the row before was closed.
        ([{}, {"基数生效日": "2026-10-16"}], [{"基数生效日": "2026-10-16"}, {"基数生效日": "2026-10-16"}], (3, "工号")),
        ([{}, {"状态": "病假", "状态起始日": "2026-10-02"}], [{}, {"状态": "病假"}], (3, "工号")),
        ([{"离岗日期": "2026-10-05"}, {"到岗日期": "2026-10-20"}], [{}, {"到岗日期": "2026-10-20"}], (3, "工号")),
        # Who left did so on a day.
        ([{"状态": "离职", "离岗日期": "2026-10-16"}], [{"状态": "离职"}], (2, "离岗日期")),
        # Who decides stands outside the department.
        ([{"部门": "公司高层", "岗位": "公司高层"}], [{"岗位": "公司高层"}], (2, "部门")),
        # A post in its department.
        ([{"部门": "市场部", "岗位": "市场专员"}], [{"部门": "市场部"}], (2, "部门")),
        ([{"部门": "营销部门", "岗位": "营销经理"}], [{"岗位": "营销经理"}], (2, "部门")),
        ([{"部门": "客服部", "岗位": "客服人员"}], [{"岗位": "总经理"}], (2, "岗位")),
        ([{}], [{"部门": "财务部"}], (2, "部门")),
        # Days in order.
        ([{"离岗日期": "2025-03-01"}], [{"离岗日期": "2025-02-28"}], (2, "离岗日期")),
        (
            [{"状态": "产假", "状态起始日": "2026-09-01", "状态截止日": "2026-09-01"}],
            [{"状态": "产假", "状态起始日": "2026-09-01", "状态截止日": "2026-08-31"}],
            (2, "状态截止日"),
        ),
        # Choices and bounds.
        ([{"状态": "试用"}], [{"状态": "休假"}], (2, "状态")),
        ([{"状态": "工伤"}, {"工号": "X2", "状态": "育儿假"}], [{"状态": "年假"}], (2, "状态")),
        ([{"职级": "经理"}], [{"职级": "总监"}], (2, "职级")),
        ([{"月奖金基数": "0"}], [{"月奖金基数": "-0.01"}], (2, "月奖金基数")),
        # Required columns.
        ([{}], [{"工号": ""}], (2, "工号")),
        ([{}], [{"姓名": ""}], (2, "姓名")),
        ([{}], [{"到岗日期": ""}], (2, "到岗日期")),
    ],
)  # fmt: skip
def test_staff(faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]) -> None:
    assert faults_of("staff", *({**STAFF, **row} for row in good)) == []
    assert faults_of("staff", *({**STAFF, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"月份": "2026-11"}], [{}, {}], (3, "工号")),
        # A blank version is the first.
        ([{}, {"版本": "2", "调整原因": "新品推迟"}], [{}, {"版本": "1"}], (3, "工号")),
        ([{"版本": "1"}], [{"版本": "2"}], (2, "调整原因")),
        ([{"版本": "1"}], [{"版本": "0"}], (2, "版本")),
        ([{"销售目标": "0.01"}], [{"销售目标": "0"}], (2, "销售目标")),
        ([{"新客户目标": "1"}], [{"新客户目标": "0"}], (2, "新客户目标")),
        ([{"意见目标": "1"}], [{"意见目标": "-1"}], (2, "意见目标")),
        ([{"费用预算": "8000"}], [{"费用预算": "-8000"}], (2, "费用预算")),
        ([{"销售目标": ""}], [{"月份": ""}], (2, "月份")),
    ],
)
def test_targets(faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]) -> None:
    assert faults_of("targets", *({**TARGET, **row} for row in good)) == []
    assert faults_of("targets", *({**TARGET, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"指标": "5.1.2.b"}], [{}, {"处理": "满分"}], (3, "月份")),
        ([{"决定人工号": "M1"}], [{"决定人工号": "X1"}], (2, "决定人工号")),
        ([{"工号": "销售部"}], [{"工号": ""}], (2, "工号")),
        ([{"指标": "5.1.3.d"}], [{"指标": "5.1.4.a"}], (2, "指标")),
        ([{"处理": "零分"}], [{"处理": "待定"}], (2, "处理")),
        ([{"理由": "无"}], [{"理由": " "}], (2, "理由")),
        ([{}], [{"决定日期": ""}], (2, "决定日期")),
        # Who is not counted in the department may lack a base as well: two decisions.
        ([{}, {"处理": "不计入部门"}], [{"处理": "不计入部门"}, {"处理": "不计入部门"}], (3, "月份")),
        # Not before the month began, whatever the year.
        ([{"决定日期": "2026-10-01"}], [{"决定日期": "2026-09-30"}], (2, "决定日期")),
        ([{"决定日期": "2027-01-05"}], [{"决定日期": "2020-12-31"}], (2, "决定日期")),
    ],
)
def test_decisions(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("decisions", *({**DECISION, **row} for row in good)) == []
    assert faults_of("decisions", *({**DECISION, **row} for row in bad)) == [place]


def test_a_post_in_the_wrong_department_is_told_where_it_belongs(desk: Desk) -> None:
    (fault,) = desk.rows("staff", [STAFF | {"部门": "市场部"}]).faults
    assert "岗位「销售代表」写在了「市场部」" in fault.what
    assert "销售代表属于销售部" in fault.want


def test_an_unknown_kpi_is_told_all_twelve(desk: Desk) -> None:
    (fault,) = desk.rows("decisions", [DECISION | {"指标": "销售额"}]).faults
    for department, kpis in (("1", "abcd"), ("2", "abcd"), ("3", "abcd")):
        for kpi in kpis:
            assert f"5.1.{department}.{kpi}" in fault.want


def test_an_adjusted_target_without_a_reason_is_told_its_version(desk: Desk) -> None:
    (fault,) = desk.rows("targets", [TARGET | {"版本": "3"}]).faults
    assert "第 3 版" in fault.what
