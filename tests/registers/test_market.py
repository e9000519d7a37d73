"""调研任务, 信息来源, 知名度测评, 推广活动, 信息抽检: each check with what passes it and what does not, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desk, Places

Changes = dict[str, str]

TASK = {"任务号": "R1", "负责人工号": "S1", "应完成日": "2026-10-28"}
SOURCE = {
    "来源号": "Y1",
    "渠道": "行业报告",
    "名称": "年度报告",
    "收集日期": "2026-10-12",
    "收集人工号": "S1",
    "链接": "https://example.com/a",
}
WAVE = {"批次": "W1", "日期": "2026-06-20", "提示方式": "提示后", "样本数": "400", "知晓数": "172"}
LATER = WAVE | {"批次": "W2", "日期": "2026-10-20", "对照批次": "W1"}
CAMPAIGN = {
    "活动号": "P1",
    "负责人工号": "S1",
    "开始日期": "2026-10-10",
    "结束日期": "2026-10-12",
    "参与目标": "300",
    "曝光目标": "20000",
    "转化目标": "40",
}
CHECK = {
    "抽检号": "C1",
    "日期": "2026-10-15",
    "收集人工号": "S1",
    "抽检人工号": "S2",
    "抽检条数": "50",
    "正确条数": "49",
}


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"任务号": "R2"}], [{}, {}], (3, "任务号")),
        ([{"提交日": "2026-10-25", "审核通过日": "2026-10-25"}], [{"提交日": "2026-10-25", "审核通过日": "2026-10-24"}],
         (2, "审核通过日")),
        ([{"提交日": "2026-10-25"}], [{"审核通过日": "2026-10-25"}], (2, "提交日")),
        # Handed in late is late, and no fault.
        ([{"提交日": "2026-11-25", "审核通过日": "2026-11-26"}], [{"应完成日": ""}], (2, "应完成日")),
        ([{"取消（批准人）": "M1"}], [{"负责人工号": ""}], (2, "负责人工号")),
    ],
)  # fmt: skip
def test_research_tasks(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("research_tasks", *({**TASK, **row} for row in good)) == []
    assert faults_of("research_tasks", *({**TASK, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"来源号": "Y2"}], [{}, {}], (3, "来源号")),
        ([{"渠道": "调研问卷"}], [{"渠道": "道听途说"}], (2, "渠道")),
        ([{"发布日期": "2026-10-12"}], [{"发布日期": "2026-10-13"}], (2, "收集日期")),
        ([{"链接": "", "文件指纹": "a" * 64}], [{"文件指纹": "a" * 63}], (2, "文件指纹")),
        ([{"链接": "http://example.com"}], [{"链接": "javascript:alert(1)"}], (2, "链接")),
        ([{"真实": "是", "核对人工号": "S2"}], [{"真实": "是", "核对人工号": "S1"}], (2, "核对人工号")),
        ([{"准确": "否", "核对人工号": "S2"}], [{"准确": "否"}], (2, "核对人工号")),
        # A source that nobody can find again is named, and does not stop the work.
        ([{"链接": ""}], [{"名称": ""}], (2, "名称")),
    ],
)
def test_sources(faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]) -> None:
    assert faults_of("sources", *({**SOURCE, **row} for row in good)) == []
    assert faults_of("sources", *({**SOURCE, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([WAVE, LATER], [WAVE, WAVE], (3, "批次")),
        ([WAVE | {"知晓数": "400"}], [WAVE | {"知晓数": "401"}], (2, "知晓数")),
        ([WAVE | {"知晓数": "0"}], [WAVE | {"知晓数": "-1"}], (2, "知晓数")),
        ([WAVE | {"样本数": "1", "知晓数": "1"}], [WAVE | {"样本数": "0", "知晓数": "0"}], (2, "样本数")),
        # The order of the rows is not that of the waves.
        ([LATER, WAVE], [LATER], (2, "对照批次")),
        ([WAVE, LATER], [WAVE, LATER | {"日期": "2026-06-20"}], (3, "对照批次")),
        ([WAVE, LATER], [WAVE, LATER | {"提示方式": "无提示"}], (3, "提示方式")),
        # Only the same region and group can be compared; left blank on one side, it is not known to be the same.
        (
            [WAVE | {"地区/人群": "华东"}, LATER | {"地区/人群": "华东"}],
            [WAVE | {"地区/人群": "华东"}, LATER | {"地区/人群": "华南"}],
            (3, "地区/人群"),
        ),
        ([WAVE, LATER], [WAVE, LATER | {"地区/人群": "华东"}], (3, "地区/人群")),
        ([WAVE, LATER], [WAVE | {"地区/人群": "学生"}, LATER], (3, "地区/人群")),
        ([WAVE], [WAVE | {"对照批次": "W1"}], (2, "对照批次")),
        ([WAVE | {"提示方式": "无提示"}], [WAVE | {"提示方式": "有提示"}], (2, "提示方式")),
    ],
)
def test_awareness_waves(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("awareness_waves", *good) == []
    assert faults_of("awareness_waves", *bad) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"活动号": "P2"}], [{}, {}], (3, "活动号")),
        ([{"结束日期": "2026-10-10"}], [{"结束日期": "2026-10-09"}], (2, "结束日期")),
        # Above the target is what one hopes for.
        ([{"参与实际": "900", "曝光实际": "0", "转化实际": "1"}], [{"参与实际": "-1"}], (2, "参与实际")),
        ([{"参与目标": "1"}], [{"参与目标": "0"}], (2, "参与目标")),
        ([{"曝光目标": "1"}], [{"曝光目标": "0"}], (2, "曝光目标")),
        ([{"转化目标": "1"}], [{"转化目标": ""}], (2, "转化目标")),
        ([{"预算": "0", "花费": "0"}], [{"花费": "-1"}], (2, "花费")),
    ],
)
def test_campaigns(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("campaigns", *({**CAMPAIGN, **row} for row in good)) == []
    assert faults_of("campaigns", *({**CAMPAIGN, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"抽检号": "C2"}], [{}, {}], (3, "抽检号")),
        ([{"抽检人工号": "S2"}], [{"抽检人工号": "S1"}], (2, "抽检人工号")),
        ([{"正确条数": "50"}], [{"正确条数": "51"}], (2, "正确条数")),
        ([{"正确条数": "0"}], [{"正确条数": "-1"}], (2, "正确条数")),
        ([{"抽检条数": "1", "正确条数": "1"}], [{"抽检条数": "0", "正确条数": "0"}], (2, "抽检条数")),
        ([{}], [{"正确条数": "49.5"}], (2, "正确条数")),
    ],
)
def test_spot_checks(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("spot_checks", *({**CHECK, **row} for row in good)) == []
    assert faults_of("spot_checks", *({**CHECK, **row} for row in bad)) == [place]


def test_more_right_than_checked_is_told_with_both_numbers(desk: Desk) -> None:
    (fault,) = desk.rows("spot_checks", [CHECK | {"正确条数": "51"}]).faults
    assert "正确条数 51 大于抽检条数 50" in fault.what


def test_a_baseline_that_is_not_earlier_is_told_with_both_days(desk: Desk) -> None:
    (fault,) = desk.rows("awareness_waves", [WAVE, LATER | {"日期": "2026-05-01"}]).faults
    assert "2026-06-20" in fault.what
    assert "2026-05-01" in fault.what
