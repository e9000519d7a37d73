"""What a header means, by kind: where it is, whose item it is, what is a number and what only begins with one."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

Rows = Sequence[Sequence[str]]
Read = Callable[[Rows], Survey]


@pytest.fixture
def read(tmp_path: Path, rules: Rules) -> Read:
    def reading(rows: Rows) -> Survey:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        (tmp_path / "问卷.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
        return read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)

    return reading


def titles(survey: Survey) -> list[tuple[str, str]]:
    return [(one.number, one.title) for one in survey.questions.values()]


@pytest.mark.parametrize(
    "rows",
    [
        [["", "1、性别", "2、年龄"], ["1", "男", "20"], ["2", "女", "30"], ["3", "男", "40"]],
        [["", "性别", "年龄"], ["1", "男", "20"], ["2", "女", "30"], ["3", "男", "40"]],
        [
            ["第三期问卷"],
            [],
            ["", "Q1.性别", "Q2.年龄"],
            ["1", "男", "20"],
            ["2", "女", "30"],
            ["3", "男", "40"],
        ],
        [["1、性别", "2、年龄", ""], ["男", "20", "x"], ["女", "30", "y"], ["男", "40", "x"]],
    ],
)
def test_the_header_is_the_row_of_questions_not_the_fullest(read: Read, rows: Rows) -> None:
    survey = read(rows)
    assert titles(survey) == [("1", "性别"), ("2", "年龄")]
    assert survey.column("1") == ["男", "女", "男"]
    assert survey.column("2") == [20, 30, 40]
    # The column without a header has its line.
    assert len(survey.places) == 3


@pytest.mark.parametrize(
    ("header", "items"),
    [
        (["6、请评价—价格：便宜", "6、质量：耐用", "6、服务"], ["价格:便宜", "质量:耐用", "服务"]),
        (
            ["6、请评价—送货-安装", "6、请评价—价格", "6、请评价—售后—上门"],
            ["送货-安装", "价格", "售后—上门"],
        ),
        (["6、请评价(安装: 水电)", "6、(收银)", "6、(导购(女装))"], ["安装: 水电", "收银", "导购(女装)"]),
        (["6.请评价:质量", "6.请评价:价格", "6.请评价:服务"], ["质量", "价格", "服务"]),
        (["第6题(质量)", "第6题(价格)", "第6题(服务)"], ["质量", "价格", "服务"]),
    ],
)
def test_each_item_of_a_grid_keeps_its_own_words(read: Read, header: list[str], items: list[str]) -> None:
    survey = read([header, ["5", "4", "3"], ["4", "4", "2"]])
    assert [one.number for one in survey.questions.values()] == ["6.1", "6.2", "6.3"]
    assert [one.title.partition("：")[2] or one.title for one in survey.questions.values()] == items
    assert [survey.column(one) for one in ("6.1", "6.2", "6.3")] == [[5, 4], [4, 4], [3, 2]]


@pytest.mark.parametrize(
    ("header", "numbers"),
    [
        (["序号", "1、重要度—价格", "1、服务", "2、满意度—价格", "2、服务"], ["1.1", "1.2", "2.1", "2.2"]),
        (["序号", "3、重要程度(价格)", "3、(服务)", "7、满意程度(价格)", "7、(服务)"], ["3.1", "3.2", "7.1", "7.2"]),
        (["ID", "Q1.importance:price", "Q1.importance:service", "Q2.satisfaction:price", "Q2.satisfaction:service"],
         ["1.1", "1.2", "2.1", "2.2"]),
    ],
)  # fmt: skip
def test_two_grids_of_the_same_items_stay_apart(read: Read, header: list[str], numbers: list[str]) -> None:
    survey = read([header, ["1", "5", "4", "3", "2"], ["2", "4", "4", "2", "1"], ["3", "5", "5", "3", "2"]])
    assert list(survey.questions) == numbers
    assert len({one.title for one in survey.questions.values()}) == 4
    assert survey.column(numbers[2]) == [3, 2, 3]


@pytest.mark.parametrize(
    "header",
    [
        ["性别", "年龄段", "30 天内买过几次"],
        ["性别", "年龄段", "2026年买过几次"],
        ["性别", "2.5升装买过几次", "7:30 前起床几次"],
        ["24小时内联系几次", "12 个月内买过几次", "1次花多少元"],
    ],
)
def test_a_header_that_begins_with_a_digit_drops_nothing(read: Read, header: list[str]) -> None:
    survey = read([header, ["男", "18-30", "2"], ["女", "31-40", "3"]])
    assert titles(survey) == [(str(at), title) for at, title in enumerate(header, 1)]


def test_a_column_without_a_number_among_numbered_ones_is_a_question(read: Read) -> None:
    survey = read(
        [["序号", "1、性别", "2、城市", "门店"], ["1", "男", "南京", "一店"], ["2", "女", "苏州", "二店"]]
    )
    assert titles(survey) == [("1", "性别"), ("2", "城市"), ("3", "门店")]


@pytest.mark.parametrize(
    ("rows", "chosen"),
    [
        # Ticks of 甲: rows 1 and 3; of 乙: rows 2 and 3.
        ([["1、渠道(抖音)", "1、(微信)"], ["抖音", ""], ["", "微信"], ["抖音", "微信"]], ["抖音", "微信"]),
        ([["渠道-抖音", "渠道-微信"], ["抖音", ""], ["", "微信"], ["抖音", "微信"]], ["抖音", "微信"]),
        ([["1.渠道:抖音", "1.渠道:微信"], ["√", ""], ["", "√"], ["√", "√"]], ["抖音", "微信"]),
        ([["1、渠道(A)", "1、(B)"], ["抖音", ""], ["", "微信"], ["抖音", "微信"]], ["A", "B"]),
        ([["Respondent ID", "Channels", ""], ["", "TV", "Web"], ["7", "TV", ""], ["8", "", "Web"], ["9", "TV", "Web"]],
         ["TV", "Web"]),
    ],
)  # fmt: skip
def test_an_options_own_text_is_a_tick_and_blank_is_none(read: Read, rows: Rows, chosen: list[str]) -> None:
    survey = read(rows)
    assert survey.faults == ()
    assert survey.chosen("1") == {chosen[0]: [True, False, True], chosen[1]: [False, True, True]}


@pytest.mark.parametrize(
    "options",
    [
        ["标准版[月付]", "标准版[年付]"],
        ["线上(小程序)", "线上(网页)"],
        ["500ml[瓶]", "500ml[罐]"],
        ["其他家电[大]", "其他家电[小]"],
    ],
)
def test_brackets_of_an_options_own_do_not_merge_two_options(read: Read, options: list[str]) -> None:
    survey = read([["1、套餐"], [options[0]], [options[1]], [options[0]]])
    assert survey.questions["1"].options == tuple(options)
    assert survey.column("1") == [options[0], options[1], options[0]]


@pytest.mark.parametrize("written", ["其他[展会]", "其他〖展会〗", "其他: 展会", "其他____:展会"])
def test_what_is_written_beside_an_option_counts_as_the_option(read: Read, written: str) -> None:
    survey = read([["1、渠道"], ["门店"], [written], ["门店"]])
    assert survey.questions["1"].options == ("门店", "其他")
    assert any("补充文字" in one.what for one in survey.findings)


@pytest.mark.parametrize(
    ("cells", "mean"),
    [
        # (100 + 200) ÷ 2 = 150: −2 and −3 are how the platform writes that nothing was answered.
        (["100", "-3", "-2", "200"], 150),
        (["100", "-3.0", "", "200"], 150),
        (["100", "(跳过)", "-2", "200", "300"], 200),
        # Other answers below nought: then −3 is one. (10 − 3 − 7) ÷ 3 = 0.
        (["10", "-3", "-7"], 0),
    ],
)
def test_codes_of_a_skipped_question_are_no_numbers(read: Read, cells: list[str], mean: float) -> None:
    survey = read([["1、每月花费(元)"], *([cell] for cell in cells)])
    given = [one for one in survey.column("1") if one is not None]
    assert survey.questions["1"].kind == "数字"
    assert sum(given) / len(given) == mean


@pytest.mark.parametrize(
    ("title", "cells", "kind", "scores"),
    [
        ("满意度(1-7分)", ["1", "7", "6", "5"], "量表", range(1, 8)),
        ("整体印象（1—10 分）", ["1", "7", "6", "5"], "量表", range(1, 11)),
        ("服务打分", ["1", "7", "6"], "量表", range(1, 8)),
        ("服务打分", ["0", "7", "10"], "量表", range(11)),
        ("愿意把我们推荐给朋友吗（0-10）", ["0", "7", "10"], "NPS", range(11)),
        ("您有多大可能推荐我们", ["3", "7", "10"], "NPS", range(11)),
        ("推荐程度（1-5 分）", ["3", "4", "5"], "量表", range(1, 6)),
    ],
)
def test_only_a_question_of_recommending_from_0_to_10_is_the_nps(
    read: Read, title: str, cells: list[str], kind: str, scores: range
) -> None:
    question = read([[f"1、{title}"], *([cell] for cell in cells)]).questions["1"]
    assert question.kind == kind
    assert [code for code, _ in question.codes] == [str(one) for one in scores]


@pytest.mark.parametrize(
    ("cells", "scores"),
    [
        (["不同意", "同意", "不同意"], [1, 2, 1]),
        (["非常满意", "不满意", "一般"], [5, 2, 3]),
        (["很重要", "比较重要", "很不重要", "一般"], [5, 4, 1, 3]),
        (["Strongly agree", "Disagree", "Neutral"], [5, 2, 3]),
    ],
)
def test_words_of_a_scale_are_scored_by_what_they_say(
    read: Read, cells: list[str], scores: list[int]
) -> None:
    survey = read([["1、价格合理"], *([cell] for cell in cells)])
    assert survey.questions["1"].kind == "量表"
    assert survey.column("1") == scores


@pytest.mark.parametrize(
    "cells", [["我很喜欢", "理应如此", "无所谓"], ["男", "女"], ["满意", "比较满意", "不满意"]]
)
def test_words_that_are_no_clear_scale_stay_words(read: Read, cells: list[str]) -> None:
    assert read([["1、感受"], *([cell] for cell in cells)]).questions["1"].kind == "单选"
