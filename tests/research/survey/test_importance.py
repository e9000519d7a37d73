"""Importance beside satisfaction, by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, PriorityLine
from mktkit.research.survey.importance import Judged, importance_satisfaction
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

CASES = {
    "价格": Judged([5, 4, 5], [3, 2, 3]),
    "服务": Judged([4, 4, 5], [2, 1, 2]),
    "包装": Judged([2, 3, None], [5, 4, 5]),
    "赠品": Judged([1, 1, 2], [1, 2, 1]),
}


def test_four_quarters_by_hand() -> None:
    # Importance 14/3 = 4.67, 13/3 = 4.33, 2.5, 4/3 = 1.33: mean 3.21. Satisfaction 8/3 = 2.67, 5/3 = 1.67, 14/3 = 4.67,
    # 4/3 = 1.33: mean 2.58.
    result = importance_satisfaction("对照", CASES)
    assert {row[0]: row[4] for row in result.tables[0].rows} == {
        "价格": "继续保持", "服务": "优先改进", "包装": "可能用力过多", "赠品": "次要",
    }  # fmt: skip
    # 服务: 1.67 − 4.33 = −2.67, the widest gap first.
    assert result.tables[0].rows[0][:4] == ("服务", Decimal("4.33"), Decimal("1.67"), Decimal("-2.67"))
    assert result["价格：差距"].text == "-2.00"


@pytest.mark.parametrize(
    "header",
    [
        "序号,1、重要度—价格,1、服务,2、满意度—价格,2、服务",
        "序号,1、重要度(价格),1、(服务),2、满意度(价格),2、(服务)",
        "序号,1.重要度:价格,1.重要度:服务,2.满意度:价格,2.满意度:服务",
    ],
)
def test_two_grids_of_a_file_are_matched_by_their_items(tmp_path: Path, rules: Rules, header: str) -> None:
    (tmp_path / "问卷.csv").write_text(f"{header}\n1,5,4,3,2\n2,4,4,2,1\n3,5,5,3,2", encoding="utf-8-sig")
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    done, problems = analyse_survey(
        survey, AnalysisPlan(priorities=[PriorityLine(importance="1", satisfaction="2")])
    )
    assert problems == []
    assert [(row[0], str(row[1]), str(row[2])) for row in done[-1].tables[0].rows] == [
        ("服务", "4.33", "1.67"), ("价格", "4.67", "2.67"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "pair", "words"),
    [
        ("1、重要度—价格,1、服务,2、满意度—价格,2、包装", ("1", "2"), "项目不同：包装、服务"),
        ("1、重要度—价格,1、服务,2、满意度—价格,2、服务", ("1", "7"), "第 7 题不是矩阵"),
    ],
)
def test_grids_that_do_not_match_are_a_word_on_that_result(
    tmp_path: Path, rules: Rules, header: str, pair: tuple[str, str], words: str
) -> None:
    (tmp_path / "问卷.csv").write_text(f"{header}\n5,4,3,2\n4,4,2,1", encoding="utf-8-sig")
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    plan = AnalysisPlan(priorities=[PriorityLine(importance=pair[0], satisfaction=pair[1])])
    done, (problem,) = analyse_survey(survey, plan)
    assert len(done) == 4
    assert words in problem


def test_one_item_is_nothing_to_compare() -> None:
    with pytest.raises(MktkitError, match="只有 1 项"):
        importance_satisfaction("对照", {"价格": CASES["价格"]})
