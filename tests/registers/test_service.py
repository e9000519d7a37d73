"""客户咨询, 客户投诉, 客户回访, 客户意见: each check with what passes it and what does not, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desk, Places, Says

Changes = dict[str, str]

TICKET = {"工单号": "G1", "渠道": "电话", "接收时间": "2026-10-12 09:05", "接待工号": "K1"}
COMPLAINT = {"投诉号": "T1", "受理时间": "2026-10-13 10:20", "受理工号": "K1"}
CALL = {"回访号": "V1", "客户编号": "K1", "实访日": "2026-10-20", "工号": "K1", "对回访工作满意度": "5"}
OPINION = {"意见号": "Y1", "日期": "2026-10-21", "收集工号": "K1", "原文": "包装", "是否有效（去重）": "是"}


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"工单号": "G2"}], [{}, {}], (3, "工单号")),
        ([{"首次回复时间": "2026-10-12 09:05"}], [{"首次回复时间": "2026-10-12 09:04:59"}], (2, "首次回复时间")),
        ([{"最终答复时间": "2026-10-20 09:00"}], [{"最终答复时间": "2026-10-11 09:00"}], (2, "最终答复时间")),
        ([{"渠道": "网站留言"}], [{"渠道": "传真"}], (2, "渠道")),
        # The limit of a missed call is no channel of its own.
        ([{"未接/回拨": "未接"}], [{"渠道": "未接回拨"}], (2, "渠道")),
        ([{"未接/回拨": "已回拨", "首次回复时间": "2026-10-12 09:30"}],
         [{"未接/回拨": "未接", "首次回复时间": "2026-10-12 09:30"}], (2, "未接/回拨")),
        ([{"未接/回拨": "未接"}], [{"渠道": "邮件", "未接/回拨": "未接"}], (2, "未接/回拨")),
        ([{"是否复杂": "是", "无效标记": "否"}], [{"是否复杂": "有点"}], (2, "是否复杂")),
        ([{}], [{"接收时间": "2026-10-12"}], (2, "接收时间")),
        ([{}], [{"接待工号": ""}], (2, "接待工号")),
    ],
)  # fmt: skip
def test_inquiries(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("inquiries", *({**TICKET, **row} for row in good)) == []
    assert faults_of("inquiries", *({**TICKET, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"投诉号": "T2"}], [{}, {}], (3, "投诉号")),
        ([{"级别": "重大"}], [{"级别": "严重"}], (2, "级别")),
        ([{"客户确认": "不认可"}], [{"客户确认": "一般"}], (2, "客户确认")),
        ([{"重复投诉": "是"}], [{"重复投诉": "三次"}], (2, "重复投诉")),
        ([{}], [{"受理时间": ""}], (2, "受理时间")),
        *(
            ([{step: "2026-10-13 10:20"}], [{step: "2026-10-13 10:19"}], (2, step))
            for step in ("致歉时间", "转办时间", "方案时间", "办结时间")
        ),
    ],
)
def test_complaints(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("complaints", *({**COMPLAINT, **row} for row in good)) == []
    assert faults_of("complaints", *({**COMPLAINT, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"回访号": "V2"}], [{}, {}], (3, "回访号")),
        ([{"是否接通": "是"}], [{"是否接通": "否"}], (2, "对回访工作满意度")),
        ([{"是否接通": "否", "对回访工作满意度": ""}], [{"对回访工作满意度": "0"}], (2, "对回访工作满意度")),
        ([{"产品满意度": "1"}], [{"产品满意度": "6"}], (2, "产品满意度")),
        ([{"服务评价": "5"}], [{"服务评价": "好"}], (2, "服务评价")),
        ([{"应访日": "2026-11-20"}], [{"实访日": ""}], (2, "实访日")),
    ],
)
def test_callbacks(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("callbacks", *({**CALL, **row} for row in good)) == []
    assert faults_of("callbacks", *({**CALL, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"意见号": "Y2"}], [{}, {}], (3, "意见号")),
        ([{"原文": "好"}], [{"原文": ""}], (2, "原文")),
        ([{"是否有效（去重）": "否"}], [{"是否有效（去重）": "重复"}], (2, "是否有效（去重）")),
        ([{"客户编号": "K1"}], [{"收集工号": ""}], (2, "收集工号")),
    ],
)
def test_opinions(faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]) -> None:
    assert faults_of("opinions", *({**OPINION, **row} for row in good)) == []
    assert faults_of("opinions", *({**OPINION, **row} for row in bad)) == [place]


def test_an_answer_before_the_question_is_told_with_both_times(desk: Desk, only: Says) -> None:
    table = desk.rows("inquiries", [TICKET | {"首次回复时间": "2026-10-12 08:00"}])
    only(table, "2026-10-12 08:00:00", "2026-10-12 09:05:00", "早于", "核对")


@pytest.mark.parametrize("connected", ["是", ""])
def test_a_call_without_a_score_is_pointed_out_and_does_not_count(
    desk: Desk, only: Says, connected: str
) -> None:
    table = desk.rows("callbacks", [CALL | {"对回访工作满意度": "", "是否接通": connected}])
    assert table.faults == ()
    assert only(table, "没有评分", "不计入", level="notice").column == "对回访工作满意度"


def test_an_opinion_nobody_has_judged_is_pointed_out_and_does_not_count(desk: Desk, only: Says) -> None:
    table = desk.rows("opinions", [OPINION | {"是否有效（去重）": ""}])
    assert table.faults == ()
    only(table, "没有判定", "不计数", level="notice")
