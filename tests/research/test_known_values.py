"""Figures that are known from outside: textbook examples and arithmetic written out; where from stands beside each."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from mktkit.errors import MktkitError
from mktkit.research.market.analysis import analyse_market
from mktkit.research.market.competitor import competitor_matrix
from mktkit.research.market.concentration import concentration, market_share
from mktkit.research.market.example import example_market
from mktkit.research.market.growth import cagr, growth
from mktkit.research.market.size import Segment, bottom_up, size_gap, top_down
from mktkit.research.model import Analysis
from mktkit.research.pages.survey import example_request, example_survey
from mktkit.research.plan.sampling import Precision, required_sample, sample_size
from mktkit.research.proportions import (
    Proportion,
    compare_proportions,
    estimate_proportion,
    margin_of_error,
    newcombe_interval,
    wilson_interval,
)
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.base import effective_n
from mktkit.research.survey.coding import code
from mktkit.research.survey.crosstab import cross_tabulate, crosstab, every_pair
from mktkit.research.survey.frequency import frequency
from mktkit.research.survey.multiple import multiple_choice
from mktkit.research.survey.net_promoter import net_promoter_score
from mktkit.research.survey.price import PriceAnswer, price_sensitivity
from mktkit.research.survey.raking import rake
from mktkit.research.survey.rating import rating
from mktkit.research.survey.reliability import cronbach_alpha
from mktkit.rules import Rules


def value(result: Analysis, name: str) -> float:
    found = result[name].value
    assert found is not None
    return float(found)


# -- proportions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        # 1.96² · 0.25 ÷ 0.05² = 384.15 (Krejcie & Morgan 1970 print 384 for the largest universe; rounded up 385).
        ({"margin": 5}, 385),
        # 384.15 ÷ (1 + 383.15 ÷ 2000) = 322.4.
        ({"margin": 5, "population": 2000}, 323),
        # 1.96² · 0.25 ÷ 0.03² = 1067.1.
        ({"margin": 3}, 1068),
        # 2.5758² · 0.25 ÷ 0.05² = 663.5.
        ({"margin": 5, "confidence": 99}, 664),
        # 1.96² · 0.1 · 0.9 ÷ 0.05² = 138.3.
        ({"margin": 5, "share": 10}, 139),
        # 384.15 · 1.5 = 576.2.
        ({"margin": 5, "design_effect": 1.5}, 577),
        # All of ten: 384.15 ÷ (1 + 383.15 ÷ 10) = 9.77.
        ({"margin": 5, "population": 10}, 10),
        ({"margin": 5, "population": 1}, 1),
    ],
)
def test_sample_size(arguments: dict[str, Any], needed: int) -> None:
    assert required_sample(Precision(**arguments)) == needed


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, Stat. Med. 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval(yes: int, n: int, low: float, high: float) -> None:
    interval = wilson_interval(Proportion(yes, n))
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("after", "before", "low", "high"),
    [
        # Newcombe, Interval estimation for the difference …, Stat. Med. 17 (1998), table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_newcombe_interval(after: tuple[int, int], before: tuple[int, int], low: float, high: float) -> None:
    interval = newcombe_interval(Proportion(*before), Proportion(*after))
    assert (round(interval.low, 4), round(interval.high, 4)) == (low, high)


def test_margin_of_error_with_finite_population() -> None:
    # 1.96 · √(0.25 ÷ 400) = 4.9 points; times √(1600 ÷ 1999) = 0.89465.
    assert 100 * margin_of_error(Proportion(200, 400)) == pytest.approx(4.9, abs=0.001)
    assert 100 * margin_of_error(Proportion(200, 400), population=2000) == pytest.approx(
        4.9 * 0.89465, abs=0.001
    )
    assert margin_of_error(Proportion(7, 10), population=10) == 0


def test_awareness_of_the_example_rises() -> None:
    # 172 ÷ 400 = 43 %, 160 ÷ 400 = 40 %; pooled 0.415, z = 0.03 ÷ √(0.415 · 0.585 ÷ 200) = 0.8610.
    result = compare_proportions("知晓率", Proportion(160, 400), Proportion(172, 400))
    assert (result["差"].text, result["z"].text, result["p 值"].text) == ("3.0 个百分点", "0.86", "0.389")
    assert any("因果" in one or "归因" in one for one in result.caveats)


# -- markets -----------------------------------------------------------------------------------------


def test_cagr() -> None:
    # 100 · 1.1⁴ = 146.41.
    assert cagr(100, Decimal("146.41"), 4) == pytest.approx(0.10, abs=1e-12)
    assert cagr(100, 0, 3) == -1
    result = growth(
        "规模", {"2022": 100, "2023": 110, "2024": 121, "2025": Decimal("133.1"), "2026": Decimal("146.41")}
    )
    assert result["年均复合增长"].text == "10.0%"
    assert [one.text for one in result.figures] == ["10.0%"] * 5


def test_hhi(rules: Rules) -> None:
    bands = rules.research.concentration
    # 30² + 30² + 20² + 20² = 900 + 900 + 400 + 400.
    result = concentration({"甲": 30, "乙": 30, "丙": 20, "丁": 20}, bands)
    assert (result["HHI"].text, result["CR4"].text) == ("2,600", "100.0%")
    assert str(bands.year) in result.assumptions[0]
    # A monopoly and ten equals.
    assert value(concentration({"甲": 100}, bands), "HHI") == 10_000
    ten = concentration({str(one): 10 for one in range(10)}, bands)
    assert (ten["HHI"].text, ten["CR4"].text, ten["集中程度"].text) == ("1,000", "40.0%", "中度集中")


def test_shares_and_sizes() -> None:
    # 520,000 · 30 % · 8 %; 3,000 · 25 % · 40 · 3,000 ÷ 10,000.
    above = top_down(520_000, [("华东占比", 30), ("品类占比", 8)])
    below = bottom_up([Segment("甲", 3000, 25, 40, 3000), Segment("乙", 100, 50, 40, 3000)])
    assert (value(above, "市场规模"), value(below, "市场规模")) == (12_480, 9_600)
    gap = size_gap(above, below, 20)
    # (9600 − 12480) ÷ 12480.
    assert gap["相差"].text == "-23.1%"
    assert gap.warnings
    assert not size_gap(above, below, 25).warnings
    shares = market_share({"甲": 30, "乙": 20}, total=200)
    assert [row[2] for row in shares.tables[0].rows] == [15, 10, 75]


# -- surveys -----------------------------------------------------------------------------------------


def test_frequencies_and_multiple_choice() -> None:
    result = frequency(
        "买哪个", ["甲"] * 50 + ["乙"] * 30 + ["丙"] * 20 + [None] * 5, ["甲", "乙", "丙", "丁"]
    )
    assert [result[name].text for name in "甲乙丙丁"] == ["50.0%", "30.0%", "20.0%", "0.0%"]
    assert result.n == 100
    # 1.96 · √(0.25 ÷ 100) = 9.8 points.
    assert result.tables[0].rows[0] == ("甲", 50, Decimal("50.0"), Decimal("9.8"))
    several = multiple_choice("用过", {"甲": [True, True, False, None], "乙": [True, False, False, None]})
    assert several.n == 3
    assert (several["甲"].text, several["乙"].text) == ("66.7%", "33.3%")
    assert [row[3] for row in several.tables[0].rows] == [Decimal("66.7"), Decimal("33.3")]


def test_weighted_frequency_by_hand() -> None:
    # Weights 1, 1, 4: 甲 2 of 6, 乙 4 of 6.  Effective n = 6² ÷ (1 + 1 + 16) = 2.
    result = frequency("题", ["甲", "甲", "乙"], weights=[1, 1, 4])
    assert (result["乙"].text, result["甲"].text) == ("66.7%", "33.3%")
    assert effective_n(np.array([1.0, 1.0, 4.0])) == 2.0


def test_rating_and_nps_by_hand() -> None:
    # 5, 4, 4, 3, 2: mean 3.6, deviations² 1.96 + 0.16 + 0.16 + 0.36 + 2.56 = 5.2, ÷ 4 = 1.3, √1.3 = 1.14.
    # t(4, 0.975) = 2.7764: 2.7764 · 1.1402 ÷ √5 = 1.4157.
    result = rating("满意", [5, 4, 4, 3, 2, None])
    got = [
        result[name].text for name in ("均值", "标准差", "均值下限", "均值上限", "前两档占比", "后两档占比")
    ]
    assert got == ["3.60", "1.14", "2.18", "5.02", "60.0%", "20.0%"]
    # 5 promoters, 2 detractors of 10: 30 points; variance 0.7 − 0.09 = 0.61, 1.96 · √(0.61 ÷ 10) = 48.4.
    score = net_promoter_score("推荐", [10] * 5 + [8] * 3 + [3] * 2)
    assert (score["NPS"].text, score["误差"].text) == ("30.0", "48.4 点")


#: Agresti, An Introduction to Categorical Data Analysis, 2nd ed., table 2.5: gender by party identification.
AGRESTI = {"女": (762, 327, 468), "男": (484, 239, 477)}


def test_chi_square_of_a_textbook() -> None:
    parties = ("民主党", "独立", "共和党")
    people = [
        (who, party)
        for who, counts in AGRESTI.items()
        for party, count in zip(parties, counts, strict=True)
        for _ in range(count)
    ]
    table = crosstab(code("性别", [who for who, _ in people]), code("党派", [party for _, party in people]))
    # The book prints X² = 30.1, df = 2; R's example of chisq.test 30.07, p = 2.954e-07.
    assert (round(table.chi2, 2), table.dof) == (30.07, 2)
    assert table.p == pytest.approx(2.954e-07, rel=1e-3)


def test_fishers_tea_taster() -> None:
    # Fisher, The Design of Experiments (1935): 3 of 4 guessed right; exact two-sided p = 0.4857.
    said = ["牛奶"] * 4 + ["茶"] * 4
    poured = ["牛奶", "牛奶", "牛奶", "茶", "牛奶", "茶", "茶", "茶"]
    result = cross_tabulate(code("说", said), code("倒", poured))
    assert result["p 值（Fisher 精确检验）"].text == "0.486"
    assert any("小于 5" in one for one in result.warnings)


def test_alpha_is_that_of_an_independent_package() -> None:
    # pingouin 0.7.0, cronbach_alpha(data=…), gives 0.9088235294117647 for these twelve answers.
    items = {
        "一": [4, 5, 3, 2, 4, 5, 1, 3, 4, 2, 5, 3],
        "二": [4, 4, 3, 2, 5, 5, 2, 3, 3, 2, 4, 3],
        "三": [3, 5, 2, 1, 4, 4, 1, 4, 4, 3, 5, 2],
        "四": [5, 4, 3, 3, 4, 5, 2, 2, 5, 1, 4, 3],
    }
    result = cronbach_alpha("量表", items)
    assert result["α"].text == "0.91"
    # The same by the other formula: k · mean covariance ÷ (mean variance + (k − 1) · mean covariance).
    matrix = np.cov(np.array(list(items.values()), dtype=float))
    shared = (matrix.sum() - np.trace(matrix)) / 12
    assert 4 * shared / (np.trace(matrix) / 4 + 3 * shared) == pytest.approx(0.9088235294117647)
    # Without an item: what a scale of the other three gives.
    without = {row[0]: row[3] for row in result.tables[0].rows}
    rest = {name: column for name, column in items.items() if name != "二"}
    assert without["二"] == cronbach_alpha("量表", rest)["α"].value


def test_raking_by_hand() -> None:
    # Two questions that do not depend on each other: every weight is the product of its two ratios.
    # 60 men, 40 women; half of each young: men 50 ÷ 60, women 50 ÷ 40, young 30 ÷ 50, old 70 ÷ 50.
    sex = ["男"] * 60 + ["女"] * 40
    age = (["青"] * 30 + ["老"] * 30) + (["青"] * 20 + ["老"] * 20)
    raked = rake(
        [code("性别", sex), code("年龄", age)], {"性别": {"男": 50, "女": 50}, "年龄": {"青": 30, "老": 70}}
    )
    wanted = [50 / 60 * 0.6] * 30 + [50 / 60 * 1.4] * 30 + [1.25 * 0.6] * 20 + [1.25 * 1.4] * 20
    assert raked.weights == pytest.approx(wanted)
    assert raked.design_effect == pytest.approx(100 * sum(one * one for one in wanted) / sum(wanted) ** 2)


def test_competitors_by_hand() -> None:
    # 0.6 · 4 + 0.4 · 3 = 3.6; 0.6 · 3 + 0.4 · 5 = 3.8; means 3.5 and 4.
    result = competitor_matrix(
        {"质量": 60, "价格": 40}, {"本公司": {"质量": 4, "价格": 3}, "甲": {"质量": 3, "价格": 5}}
    )
    assert result.tables[0].rows == (
        ("甲", Decimal("3.80"), "价格", "质量"),
        ("本公司", Decimal("3.60"), "质量", "价格"),
    )


def test_every_pair_of_ten_is_forty_five() -> None:
    rng = np.random.default_rng(3)
    asked = [code(str(one), [f"选{pick}" for pick in rng.integers(0, 4, 200)]) for one in range(10)]
    assert len(list(every_pair(asked))) == 45


def test_estimate_says_when_there_are_few() -> None:
    assert any("29" in one for one in estimate_proportion("知晓率", Proportion(9, 29)).warnings)
    assert estimate_proportion("知晓率", Proportion(172, 400)).warnings == ()


# -- bad input: said in Chinese, nothing calculated wrongly -------------------------------------------


def _pair(first: list[str], second: list[str]) -> Analysis:
    return cross_tabulate(code("一", first), code("二", second))


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: Proportion(0, 0), ["样本数是 0", "至少"]),
        (lambda: Proportion(5, 4), ["5", "4"]),
        (lambda: frequency("题", []), ["n = 0"]),
        (lambda: frequency("题", [None, None]), ["n = 0"]),
        (lambda: frequency("题", ["丁"], ["甲", "乙"]), ["选项以外", "「丁」", "甲、乙"]),
        (lambda: frequency("题", ["甲", "乙"], weights=[1.0]), ["2 份答卷，1 个权重"]),
        (lambda: frequency("题", ["甲"], weights=[-1.0]), ["负数"]),
        (lambda: multiple_choice("题", {}), ["没有选项"]),
        (lambda: multiple_choice("题", {"甲": [True], "乙": [True, False]}), ["不一样长"]),
        (lambda: multiple_choice("题", {"甲": [None]}), ["n = 0"]),
        (lambda: rating("题", []), ["n = 0"]),
        (lambda: rating("题", [6]), ["6", "1 到 5"]),
        (lambda: net_promoter_score("题", [11]), ["0 到 10"]),
        (lambda: _pair(["甲", "甲"], ["是", "否"]), ["「一」只有一种回答"]),
        (lambda: _pair([], []), ["n = 0"]),
        (lambda: crosstab(code("一", ["甲"]), code("二", ["甲", "乙"])), ["同一批答卷"]),
        (lambda: rake([code("性别", ["男", "男"], ["男", "女"])], {"性别": {"男": 50, "女": 50}}),
         ["「女」", "50.0%", "一份也没有"]),
        (lambda: rake([code("性别", ["男", "女"])], {"性别": {"男": 60, "女": 43}}), ["103.0%", "100%"]),
        (lambda: rake([code("性别", ["男", "女"])], {"性别": {"男": 100}}), ["「女」有 1 份", "没有写"]),
        (lambda: rake([code("性别", ["男", None])], {"性别": {"男": 100}}), ["1 份没有回答"]),
        (lambda: rake([], {}), ["没有选加权的题"]),
        # Each sex lives in one region only: the margins contradict each other.
        (lambda: rake([code("性别", ["男", "女"]), code("地区", ["东", "西"])],
                      {"性别": {"男": 50, "女": 50}, "地区": {"东": 30, "西": 70}}), ["不能同时满足", "20.00"]),
        (lambda: cronbach_alpha("量表", {"一": [1, 2, 3]}), ["只有 1 题"]),
        (lambda: cronbach_alpha("量表", {"一": [1, None, 3], "二": [1, 2, None]}), ["1 份"]),
        (lambda: cronbach_alpha("量表", {"一": [1, 1, 1], "二": [2, 2, 2]}), ["总分都一样"]),
        (lambda: top_down(-1, []), ["负数"]),
        (lambda: top_down(1, [("华东", 103)]), ["「华东」", "103%"]),
        (lambda: bottom_up([]), ["没有填客户群"]),
        (lambda: bottom_up([Segment("甲", 10, 10, 1, -5)]), ["「甲」的单价", "负数"]),
        (lambda: bottom_up([Segment("甲", 1, 1, 1, 1)] * 2), ["两次"]),
        (lambda: cagr(0, 100, 3), ["基期是 0"]),
        (lambda: cagr(-5, 100, 3), ["基期是 -5", "大于 0"]),
        (lambda: cagr(5, -100, 3), ["末期是负数"]),
        (lambda: cagr(5, 10, 0), ["期数是 0"]),
        (lambda: growth("规模", {"2026": 1}), ["只有 1 期"]),
        (lambda: growth("规模", {"2025": float("nan"), "2026": 1}), ["2025", "不是确定的数"]),
        (lambda: market_share({"甲": 0, "乙": 0}), ["合计是 0"]),
        (lambda: market_share({"甲": 60, "乙": 50}, total=100), ["多于整个市场"]),
        (lambda: market_share({"甲": -1}), ["负数"]),
        (lambda: price_sensitivity("产品", []), ["没有一份"]),
        (lambda: price_sensitivity("产品", [PriceAnswer(5, 4, 3, 2)]), ["1 份里没有一份"]),
        (lambda: competitor_matrix({"质量": 100}, {"甲": {"质量": 1}}), ["只有 1 家"]),
        (lambda: competitor_matrix({"质量": 90}, {"甲": {"质量": 1}, "乙": {"质量": 1}}), ["90", "100"]),
        (lambda: competitor_matrix({"质量": 100}, {"甲": {"质量": 1}, "乙": {}}), ["「乙」", "没有打分"]),
        (lambda: competitor_matrix({"质量": 100}, {"甲": {"质量": 1}, "乙": {"质量": 6}}), ["6 分", "1 到 5"]),
        (lambda: required_sample(Precision(0)), ["允许误差"]),
        (lambda: required_sample(Precision(5, 100)), ["置信水平"]),
        (lambda: required_sample(Precision(5, population=0)), ["总体人数是 0"]),
        (lambda: sample_size(Precision(5), response_rate=0), ["回收率"]),
        (lambda: margin_of_error(Proportion(1, 10), population=5), ["多于总体"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(work: Any, words: list[str]) -> None:
    with pytest.raises(MktkitError) as caught:
        work()
    for word in words:
        assert word in str(caught.value)


def test_shares_of_103_percent_are_refused_and_rounding_is_not(rules: Rules) -> None:
    bands = rules.research.concentration
    with pytest.raises(MktkitError, match=r"相加是 103\.0%"):
        concentration({"甲": 50, "乙": 53}, bands)
    rounded = concentration({"甲": 33.4, "乙": 33.4, "丙": 33.4}, bands)
    assert any("四舍五入" in one for one in rounded.warnings)
    # 60 % are known; the other 40 may hide a firm as large as the smallest: 2 · 30² + 40 · 30 = 3,000.
    part = concentration({"甲": 30, "乙": 30}, bands)
    assert any("至少 1,800" in one and "至多约 3,000" in one for one in part.warnings)


def test_growth_over_zero_and_negative_bases_is_left_out_and_named() -> None:
    result = growth("利润", {"2023": -5, "2024": 0, "2025": 10, "2026": None})
    assert result.figures == ()
    said = "\n".join(result.warnings)
    assert all(word in said for word in ("2023 是 -5", "2024 是 0", "2026 没有数", "年均复合增长没有计算"))
    assert [row[2] for row in result.tables[0].rows] == [None] * 4


def test_one_category_only_is_pointed_out() -> None:
    assert any("没有区分度" in one for one in frequency("题", ["甲"] * 40).warnings)
    assert any("没有区分度" in one for one in rating("题", [3] * 40).warnings)
    alone = compare_proportions("知晓率", Proportion(0, 50), Proportion(0, 50))
    assert any("没有意义" in one for one in alone.warnings)
    assert alone["p 值"].text == "1.000"


def test_expected_counts_below_five_are_pointed_out() -> None:
    result = _pair(["甲"] * 6 + ["乙"] * 6 + ["丙"], ["是", "否"] * 6 + ["是"])
    assert any("小于 5" in one and "合并" in one for one in result.warnings)
    few = compare_proportions("知晓率", Proportion(1, 20), Proportion(3, 20))
    # Pooled 4 of 40: 0.1 · 20 = 2 expected.
    assert any("期望频数最小是 2.0" in one for one in few.warnings)


def test_every_result_tells_method_assumptions_and_when_not_to_use_it(rules: Rules) -> None:
    market, _ = analyse_market(example_market(), rules)
    survey, _ = analyse_survey(example_survey(rules), example_request())
    results = (*market, *survey)
    assert {one.title for one in results} >= {"市场集中度", "加权", "竞争对手对比", "推荐意愿"}
    for one in results:
        assert one.method
        assert one.caveats
        assert one.clause == "3.1.3"
        assert len({figure.name for figure in one.figures}) == len(one.figures)
        assert one.assumptions or one.title == "建议"
