"""Banner tables: shares by hand, letters against statsmodels and scipy, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from mktkit.errors import MktkitError
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, BannerLine
from mktkit.research.survey.banner import BannerGroup, BannerRow, banner, banner_of, welch_test
from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

Read = Callable[..., Survey]


@pytest.fixture
def read(tmp_path: Path, rules: Rules) -> Read:
    def reading(*rows: str) -> Survey:
        (tmp_path / "问卷.csv").write_text("\n".join(rows), encoding="utf-8-sig")
        return read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)

    return reading


def three_groups(seed: int) -> tuple[list[BannerGroup], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    which = rng.integers(0, 3, 300)
    bought = (rng.random(300) < np.array([0.3, 0.5, 0.7])[which]).astype(float)
    score = np.clip(np.round(rng.normal(np.array([3.0, 3.3, 4.0])[which], 1.0)), 1, 5)
    return [BannerGroup(name, which == at) for at, name in enumerate(("甲", "乙", "丙"))], bought, score


@pytest.mark.parametrize("seed", range(6))
def test_letters_of_shares_are_those_of_statsmodels(seed: int) -> None:
    from statsmodels.stats.proportion import proportions_ztest

    groups, bought, _ = three_groups(seed)
    cells = banner("题", groups, [BannerRow("买过", bought)]).tables[0].rows[1][1:]
    wanted = dict.fromkeys("ABC", "")
    for (a, one), (b, other) in combinations(zip("ABC", groups, strict=True), 2):
        yes = [bought[one.members].sum(), bought[other.members].sum()]
        n = [int(one.members.sum()), int(other.members.sum())]
        # Three pairs: Bonferroni's 5 % is 0.05 ÷ 3.
        if proportions_ztest(yes, n)[1] < 0.05 / 3:
            high, low = (a, b) if yes[0] / n[0] > yes[1] / n[1] else (b, a)
            wanted[high] += low
    assert [cell.partition(" ")[2] for cell in cells] == [wanted[one] for one in "ABC"]
    assert [cell.partition("%")[0] for cell in cells] == [
        f"{100 * bought[one.members].mean():.1f}" for one in groups
    ]


@pytest.mark.parametrize("seed", range(6))
def test_letters_of_means_are_those_of_scipys_welch_test(seed: int) -> None:
    from scipy.stats import ttest_ind

    groups, _, score = three_groups(seed)
    cells = banner("题", groups, [BannerRow("均值", score, mean=True)]).tables[0].rows[1][1:]
    wanted = dict.fromkeys("ABC", "")
    for (a, one), (b, other) in combinations(zip("ABC", groups, strict=True), 2):
        first, second = score[one.members], score[other.members]
        p = ttest_ind(first, second, equal_var=False).pvalue
        assert welch_test(first, second) == pytest.approx(p, rel=1e-9)
        if p < 0.05 / 3:
            wanted[a if first.mean() > second.mean() else b] += b if first.mean() > second.mean() else a
    assert [cell.partition(" ")[2] for cell in cells] == [wanted[one] for one in "ABC"]


def test_weighted_shares_by_hand_and_unweighted_tests() -> None:
    # BannerGroup 甲: weights 1, 3; the second chose it: 3 ÷ 4 = 75 %. BannerGroup 乙: 2, 2; one chose it: 50 %.
    groups = [
        BannerGroup("甲", np.array([True, True, False, False])),
        BannerGroup("乙", np.array([False, False, True, True])),
    ]
    result = banner(
        "题", groups, [BannerRow("是", np.array([0.0, 1.0, 1.0, 0.0]))], np.array([1.0, 3.0, 2.0, 2.0])
    )
    assert result.tables[0].rows == (("n（加权前）", "2", "2"), ("是", "75.0%", "50.0%"))
    assert "检验不加权" in result.method
    # (1 of 4 and 3 of 4 expected …) nothing may be tested here.
    assert any("有 1 对份数太少" in one for one in result.warnings)


def test_a_multiple_choice_by_groups_and_groups_of_a_multiple_choice(read: Read) -> None:
    survey = read("1、城市,2、渠道", "南京,门店┋网店", "南京,网店", "苏州,门店", "苏州,门店┋展会")
    rows = banner_of(survey, "1", "2").tables[0].rows
    # 南京: 门店 1 of 2, 网店 2 of 2, 展会 0 of 2. 苏州: 2, 0, 1 of 2.
    assert rows[1:] == (("门店", "50.0%", "100.0%"), ("网店", "100.0%", "0.0%"), ("展会", "0.0%", "50.0%"))
    result = banner_of(survey, "2", "1")
    # Of three in 门店 one is from 南京, of two in 网店 both.
    assert result.tables[0].rows[1] == ("南京", "33.3%", "100.0%", "0.0%")
    assert any("各组不独立" in one for one in result.warnings)


def test_it_is_asked_for_by_numbers_and_what_cannot_be_is_a_word(read: Read) -> None:
    survey = read("1、城市,2、满意度,3、建议", "南京,5,快", "南京,4,慢", "苏州,2,无", "苏州,3,好")
    plan = AnalysisPlan(banners=[BannerLine(by="1", questions="2、3、9"), BannerLine(by="3", questions="2")])
    done, problems = analyse_survey(survey, plan)
    (table,) = [one for one in done if one.title.endswith("（分组比较）")]
    # 南京 (5 + 4) ÷ 2, 苏州 (2 + 3) ÷ 2.
    assert (table["南京：均值"].text, table["苏州：均值"].text) == ("4.50", "2.50")
    assert len(problems) == 3


def test_one_group_is_none_to_compare() -> None:
    with pytest.raises(MktkitError, match="不到两个"):
        banner("题", [BannerGroup("甲", np.array([True]))], [BannerRow("是", np.array([1.0]))])
