"""A question is asked for as what it is."""

from __future__ import annotations

import pandas as pd
import pytest

from mktkit.errors import MktkitError
from mktkit.research.survey.model import Survey, SurveyQuestion


def survey() -> Survey:
    questions = {
        "1": SurveyQuestion("1", "性别", "单选", (("1", "男"),)),
        "2": SurveyQuestion("2", "品牌", "多选", (("1", "甲"), ("2", "乙"))),
    }
    return Survey(questions, pd.DataFrame({"1": ["男"], "2/甲": [True], "2/乙": [True]}))


def test_a_question_is_asked_for_as_what_it_is() -> None:
    answers = survey()
    with pytest.raises(MktkitError, match="没有第 「9」 题"):
        answers.question("9")
    with pytest.raises(MktkitError, match="是多选题"):
        answers.column("2")
    with pytest.raises(MktkitError, match="不是多选题"):
        answers.chosen("1")
