"""Two published surveys, as statsmodels ships them: every count and mean equals pandas' own.

American National Election Survey 1996 (`anes96`: 944 respondents, in the public domain) and Fair's survey of readers (`fair`: 6,366
respondents, by permission of the author), see `statsmodels.datasets`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, BannerLine
from mktkit.research.survey.codebook import Codebook, CodebookLine, told_by
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

ANES = {
    "popul": ("数字", ""), "TVnews": ("数字", ""), "selfLR": ("量表", "1；2；3；4；5；6；7"), "ClinLR": ("量表", "1；2；3；4；5；6；7"),
    "DoleLR": ("量表", "1；2；3；4；5；6；7"), "PID": ("单选", "0=强民主党；1=弱民主党；2=偏民主党；3=无党派；4=偏共和党；5=弱共和党；6=强共和党"),
    "age": ("数字", ""), "educ": ("单选", ""), "income": ("数字", ""), "vote": ("单选", "0=克林顿；1=多尔"), "logpopul": ("数字", ""),
}  # fmt: skip
FAIR = {
    "rate_marriage": ("量表", "1；2；3；4；5"),
    "religious": ("量表", "1；2；3；4"),
    "occupation": ("单选", ""),
}


def shipped(name: str) -> pd.DataFrame:
    from statsmodels import datasets

    frame: pd.DataFrame = getattr(datasets, name).load_pandas().data
    return frame


@pytest.mark.parametrize(("name", "kinds", "n"), [("anes96", ANES, 944), ("fair", FAIR, 6366)])
def test_counts_and_means_equal_those_of_pandas(
    tmp_path: Path, rules: Rules, name: str, kinds: dict[str, Any], n: int
) -> None:
    frame = shipped(name)
    frame.to_csv(tmp_path / "问卷.csv", index=False)
    files = [(tmp_path / "问卷.csv", "问卷.csv")]
    guessed = read_questionnaire(files, rules)
    assert len(guessed) == n
    assert [one.header for one in guessed.places] == list(frame.columns)
    numbers = {one.title: one.number for one in guessed.questions.values()}
    assert set(numbers) == set(frame.columns)
    lines = [CodebookLine(number=numbers[title], asked=title, kind=kind, options=options)
             for title, (kind, options) in kinds.items()]  # fmt: skip
    survey = read_questionnaire(files, rules, told_by(Codebook(lines=lines)))
    assert survey.faults == ()
    done, problems = analyse_survey(survey, AnalysisPlan())
    assert problems == []
    by_title = {one.title: one for one in done}
    for title, (kind, _) in kinds.items():
        column, result = frame[title], by_title[title]
        assert result.n == n
        if kind == "单选":
            words = dict(survey.questions[numbers[title]].codes)
            counted = {row[0]: row[1] for row in result.tables[0].rows if row[1]}
            assert counted == {words[f"{code:g}"]: count for code, count in column.value_counts().items()}
        else:
            figure = "均值" if kind == "量表" else "平均数"
            assert float(result[figure].printed) == pytest.approx(column.mean(), abs=0.00501)


def test_a_banner_of_a_published_survey_equals_pandas_crosstab(tmp_path: Path, rules: Rules) -> None:
    frame = shipped("anes96")
    frame.to_csv(tmp_path / "问卷.csv", index=False)
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    number = {one.title: one.number for one in survey.questions.values()}
    book = Codebook(
        lines=[
            CodebookLine(number=number[one], asked=one, kind=ANES[one][0], options=ANES[one][1])
            for one in ("PID", "vote", "selfLR")
        ]
    )
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules, told_by(book))
    plan = AnalysisPlan(
        banners=[BannerLine(by=number["vote"], questions=f"{number['PID']}、{number['selfLR']}")]
    )
    done, _ = analyse_survey(survey, plan)
    party, left_right = (one for one in done if one.title.endswith("（分组比较）"))
    shares = pd.crosstab(frame["PID"], frame["vote"], normalize="columns") * 100
    for code, label in dict(survey.questions[number["PID"]].codes).items():
        for vote, name in ((0, "克林顿"), (1, "多尔")):
            share = shares.loc[float(code), vote]
            assert float(party[f"{name}：{label}"].printed) == pytest.approx(share, abs=0.0501)
    means = frame.groupby("vote")["selfLR"].mean()
    assert float(left_right["多尔：均值"].printed) == pytest.approx(means[1], abs=0.00501)
    # Those for the one stand further right on average, far beyond chance (Welch's t is about 20).
    assert left_right.tables[0].rows[1][2].endswith(" A")
