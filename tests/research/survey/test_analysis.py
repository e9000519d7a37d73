"""Every result of the example survey, and what of it cannot be calculated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis
from mktkit.research.pages.survey import (
    example_survey,
)
from mktkit.research.report.figures import figures_of
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, CrossLine, ScaleLine, WeightLine
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules
from mktkit.samples.survey import UNIVERSE


def test_the_example_is_weighted_to_its_universe(results: tuple[Analysis, ...]) -> None:
    by_title = {one.title: one for one in results}
    for question, shares in UNIVERSE.items():
        assert {one.name: one.value for one in by_title[question].figures} == shares
    assert any("不是由低到高" in one for one in by_title["这类产品的价格敏感度"].warnings)


def test_what_cannot_be_calculated_is_listed_and_the_rest_is_there(rules: Rules) -> None:
    wrong = AnalysisPlan(
        crosses=[CrossLine(rows="1", columns="99"), CrossLine(rows="3", columns="1")],
        scales=[ScaleLine(name="一题", questions="5.1")],
        prices="8、9",
    )
    done, problems = analyse_survey(example_survey(rules), wrong)
    assert len(done) == 15
    assert len(problems) == 4
    told = "\n".join(problems)
    for words in ("第 「99」 题", "多选题", "只有 1 题", "2 个题号"):
        assert words in told


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("1", "50 人以下", 50)], ["相加是 50.0%"]),
        ([("1", "五十人以下", 100)], ["「五十人以下」", "50 人以下"]),
        ([("1", "50 人以下", 50), ("1", "50 人以下", 50)], ["两次"]),
        ([("3", "甲品牌", 100)], ["多选题"]),
    ],
)
def test_wrong_weights_stop_everything(
    rules: Rules, lines: list[tuple[str, str, int]], words: list[str]
) -> None:
    request = AnalysisPlan(
        weights=[
            WeightLine(question=number, option=option, share=Decimal(share))
            for number, option, share in lines
        ]
    )
    with pytest.raises(MktkitError) as caught:
        analyse_survey(example_survey(rules), request)
    assert all(word in str(caught.value) for word in words)


@pytest.mark.parametrize(
    ("rows", "plan", "words"),
    [
        (
            ["1、价格合理,2、城市", "不同意,南京", "同意,苏州", "同意,南京"],
            {"scales": [("量表", "1、2")]},
            "第 2、城市 是单选题",
        ),
        (["1、分数,2、建议", "3,快一点", "4,慢一点", "5,无"], {"scales": [("量表", "1、2")]}, "不能当分数算"),
        (
            ["1、城市,2、满意度", "南京,5", "苏州,4", "南京,3"],
            {"prices": "1、1、1、1"},
            "第 1、城市 是单选题",
        ),
        (["1、满意度,2、城市", "5,南京", "4,苏州", "5,南京"], {"crosses": [("1", "9")]}, "没有第 「9」 题"),
    ],
)
def test_what_cannot_be_calculated_is_a_word_on_that_result_alone(
    rules: Rules, tmp_path: Path, rows: list[str], plan: dict[str, Any], words: str
) -> None:
    (tmp_path / "问卷.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    wanted = AnalysisPlan(
        scales=[ScaleLine(name=name, questions=numbers) for name, numbers in plan.get("scales", ())],
        crosses=[CrossLine(rows=one, columns=other) for one, other in plan.get("crosses", ())],
        prices=plan.get("prices", ""),
    )
    done, problems = analyse_survey(survey, wanted)
    assert [one.number for one in done] == ["1", "2"]
    (problem,) = problems
    assert words in problem


def test_agreement_in_words_has_its_alpha(rules: Rules, tmp_path: Path) -> None:
    # 同意 2, 不同意 1: items (1 1) (2 2) (1 2) (2 1) (1 2) (2 2) (1 1). Σx = 10 and 11; variances 2/7 each (7·16 − 100 =
    # 12 ÷ 42, 7·19 − 121 = 12 ÷ 42); of the sums 2 4 3 3 3 4 2: Σ 21, Σ² 67, 7·67 − 441 = 28 ÷ 42 = 2/3.
    # α = 2 · (1 − (4/7) ÷ (2/3)) = 2 · (1 − 6/7) = 0.29.
    rows = ["序号,1、价格合理,2、服务好", "0,不同意,不同意", "1,同意,同意", "2,不同意,同意", "3,同意,不同意"]
    rows += ["4,不同意,同意", "5,同意,同意", "6,不同意,不同意"]
    (tmp_path / "问卷.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    done, problems = analyse_survey(survey, AnalysisPlan(scales=[ScaleLine(name="量表", questions="1、2")]))
    assert problems == []
    assert done[-1]["α"].text == "0.29"


def test_two_questions_of_the_same_words_are_told_apart_by_their_numbers(
    rules: Rules, tmp_path: Path
) -> None:
    rows = ["1、满意度,2、满意度,3、价格（第一次）,4、价格", "5,1,7,7", "4,2,8,8", "3,2,9,8"]
    (tmp_path / "问卷.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    done, _ = analyse_survey(survey, AnalysisPlan())
    assert len({one.title for one in done}) == 4
    book = figures_of(done)
    # (5 + 4 + 3) ÷ 3 = 4; (1 + 2 + 2) ÷ 3 = 1.67.
    assert book.render("{1 均值}、{2 均值}") == "4.00、1.67"
