"""Answers sent twice, too fast, in a straight line, of the wrong people: counted by hand, left out only by choice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, QuotaLine, ScreenLine
from mktkit.research.survey.cleaning import clean_survey, quota_rows
from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

FOLDER = Path(__file__).parents[2] / "data" / "survey"
TWO_GRIDS = "S12_问卷星_重要与满意.xlsx"
Read = Callable[..., Survey]


@pytest.fixture
def read(tmp_path: Path, rules: Rules) -> Read:
    def reading(*rows: str) -> Survey:
        (tmp_path / "问卷.csv").write_text("\n".join(rows), encoding="utf-8-sig")
        return read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)

    return reading


def found(survey: Survey, rules: Rules) -> list[int | None]:
    return [one.found for one in clean_survey(survey, AnalysisPlan(), rules).steps]


def test_the_file_with_all_three(rules: Rules) -> None:
    # Its README: answer 11 repeats 10, 4 took 21 seconds, 5 gave 3 to every item of both grids.
    survey = read_questionnaire([(FOLDER / TWO_GRIDS, TWO_GRIDS)], rules)
    assert found(survey, rules) == [1, 1, 1]
    kept = clean_survey(survey, AnalysisPlan(), rules)
    assert kept.survey is survey
    chosen = AnalysisPlan(cleaning=["重复提交", "答得过快", "直线作答"])
    cleaned = clean_survey(survey, chosen, rules)
    assert len(cleaned.survey) == 25 - 3
    assert len(cleaned.survey.seconds) == 25 - 3
    done, _ = analyse_survey(cleaned.survey, AnalysisPlan())
    said = "清理：收到 25 份，去掉重复提交 1 份、答得过快 1 份、直线作答 1 份，余 22 份"
    assert all(one.method.endswith(said) for one in done)


@pytest.mark.parametrize(
    ("rows", "repeated"),
    [
        # Five questions alike; four are too few to tell; a blank one is no answer.
        (["1、a,2、b,3、c,4、d,5、e", "甲,乙,丙,丁,戊", "甲,乙,丙,丁,戊", "甲,乙,丙,丁,己"], 1),
        (["1、a,2、b,3、c,4、d", "甲,乙,丙,丁", "甲,乙,丙,丁"], 0),
        (["1、a,2、b,3、c,4、d,5、e", "甲,乙,丙,丁,", "甲,乙,丙,丁,"], 0),
        # The same telephone three times, with other answers.
        (["1、a,2、手机号", "甲,13800130000", "乙,13800130000", "丙,13800130001", "丁,13800130000"], 2),
    ],
)
def test_what_was_sent_twice(read: Read, rules: Rules, rows: list[str], repeated: int) -> None:
    assert found(read(*rows), rules)[0] == repeated


@pytest.mark.parametrize(
    ("times", "fast"),
    [
        # Median 90: under 30 is too fast, 30 is not.
        (["90", "90", "29", "30", "120"], 1),
        (["1分30秒", "90秒", "29秒", "00:02:00", "100秒"], 1),
        (["90", "", "91", "89", "10"], 1),
    ],
)
def test_too_fast_is_under_a_third_of_the_median(
    read: Read, rules: Rules, times: list[str], fast: int
) -> None:
    survey = read("所用时间,1、城市", *(f"{one},南京" for one in times))
    assert found(survey, rules)[1] == fast


def test_without_times_nothing_is_too_fast_and_that_is_said(read: Read, rules: Rules) -> None:
    step = clean_survey(read("1、城市", "南京"), AnalysisPlan(), rules).steps[1]
    assert step.found is None
    assert step.as_row()["有几份"] == "看不出：文件里没有所用时间"


@pytest.mark.parametrize(
    ("rows", "straight"),
    [
        (["3,3,3,3,3", "5,5,5,5,4", "1,1,1,1,1"], 2),
        # Left out items are no answers: four are fewer than five.
        (["3,3,3,3,", "4,4,4,4,4"], 1),
        (["1,2,3,4,5", "5,4,3,2,1"], 0),
    ],
)
def test_a_straight_line_is_the_same_score_everywhere(
    read: Read, rules: Rules, rows: list[str], straight: int
) -> None:
    survey = read("1、评价—a,1、b,1、c,1、d,1、e", *rows)
    assert found(survey, rules)[2] == straight


def test_the_wrong_people_are_screened_out(read: Read, rules: Rules) -> None:
    survey = read("1、买过吗,2、渠道", "买过,门店┋网店", "没买过,网店", "买过,网店┋展会", "没买过,展会")
    plan = AnalysisPlan(
        screens=[ScreenLine(question="1", option="没买过"), ScreenLine(question="2", option="展会")]
    )
    cleaned = clean_survey(survey, plan, rules)
    # The fourth is out by the first screen already.
    assert [(one.found, one.left_out) for one in cleaned.steps[3:]] == [(2, 2), (2, 1)]
    assert cleaned.survey.column("1") == ["买过"]


def test_quotas_are_only_compared(read: Read) -> None:
    survey = read("1、城市", "南京", "南京", "苏州")
    rows = quota_rows(
        survey,
        [QuotaLine(question="1", option=one, wanted=wanted) for one, wanted in (("南京", 2), ("苏州", 3))],
    )
    assert [(one["有"], one["相差"]) for one in rows] == [(2, "刚好"), (1, "缺 2")]


@pytest.mark.parametrize(
    ("screen", "words"),
    [
        (("1", "南"), "没有选项「南」"),
        (("9", "南京"), "没有第 「9」 题"),
        (("2", "5"), "是量表题"),
        (("1", "南京"), "一份答卷也不剩"),
    ],
)
def test_a_wrong_screen_is_told(read: Read, rules: Rules, screen: tuple[str, str], words: str) -> None:
    survey = read("1、城市,2、满意度", "南京,5", "南京,4")
    plan = AnalysisPlan(screens=[ScreenLine(question=screen[0], option=screen[1])])
    with pytest.raises(MktkitError, match=words):
        clean_survey(survey, plan, rules)


def test_the_files_own_weights(rules: Rules) -> None:
    name = "S10_普通表_无题号.csv"
    survey = read_questionnaire([(FOLDER / name, name)], rules)
    done, problems = analyse_survey(survey, AnalysisPlan(own_weights=True))
    assert problems == []
    # expected.json: 男 13.2 and 女 19.3 of 32.5. 13.2 ÷ 32.5 = 40.6 %.
    assert (done[0]["男"].text, done[0]["女"].text) == ("40.6%", "59.4%")


def test_weights_that_are_not_there_are_told(read: Read) -> None:
    with pytest.raises(MktkitError, match="没有权重列"):
        analyse_survey(read("1、城市", "南京"), AnalysisPlan(own_weights=True))
    with pytest.raises(MktkitError, match="有 1 份答卷没有权重，如第 2 份"):
        analyse_survey(read("1、城市,权重", "南京,1.5", "苏州,"), AnalysisPlan(own_weights=True))
