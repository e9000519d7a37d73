"""Every result of the example survey, and what of it cannot be calculated."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis
from mktkit.research.pages.survey import (
    example_survey,
)
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, CrossLine, ScaleLine, WeightLine
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
