"""Every result of a survey: its questions each by itself, and what else is asked for (制度 3.1.3): pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, calculated
from mktkit.research.survey.analysis_plan import AnalysisPlan, CrossLine, ScaleLine, WeightLine, numbers_in
from mktkit.research.survey.banner import banner_of
from mktkit.research.survey.crosstab import cross_tabulate
from mktkit.research.survey.frequency import frequency
from mktkit.research.survey.importance import importance_satisfaction_of
from mktkit.research.survey.model import Survey, SurveyQuestion
from mktkit.research.survey.multiple import multiple_choice
from mktkit.research.survey.net_promoter import net_promoter_score
from mktkit.research.survey.numbers import describe_numbers
from mktkit.research.survey.open_answers import open_answers
from mktkit.research.survey.price import PriceAnswer, price_sensitivity
from mktkit.research.survey.raking import Raked, rake
from mktkit.research.survey.ranking import ranking
from mktkit.research.survey.rating import FIVE, RatingScale, rating
from mktkit.research.survey.reading.kinds import recommends
from mktkit.research.survey.reliability import cronbach_alpha

if TYPE_CHECKING:
    from mktkit.research.survey.base import Weights

__all__ = ["analyse_survey"]


def _weighting(survey: Survey, lines: list[WeightLine]) -> Raked:
    wanted: dict[str, dict[str, Decimal]] = {}
    questions = []
    for line in lines:
        question = survey.question(line.question)
        if (heading := survey.heading(line.question)) not in wanted:
            questions.append(survey.answers(line.question))
        shares = wanted.setdefault(heading, {})
        if line.option in shares:
            raise MktkitError(
                f"「{line.option}」写了两次", "每类一行", "删去一行", where=f"加权 {question.label}"
            )
        shares[line.option] = line.share
    return rake(questions, wanted)


def _own_weights(survey: Survey) -> Weights:
    if not survey.weighting:
        raise MktkitError(
            "文件里没有权重列", "应有一列表头是“权重”", "补上这一列，或改用按总体加权", where="加权"
        )
    without = [at for at, one in enumerate(survey.weighting, 1) if one is None]
    if without:
        raise MktkitError(
            f"有 {len(without)} 份答卷没有权重，如第 {without[0]} 份",
            "每份一个不小于 0 的数",
            "补上权重",
            where="加权",
        )
    return np.array(survey.weighting, dtype=float)


def _scale_of(question: SurveyQuestion, values: list[float | None]) -> RatingScale:
    if question.codes:
        return RatingScale.of(int(one) for one, _ in question.codes)
    given = [one for one in values if one is not None]
    # 0 to 10 where it was used, else the common scale of five.
    return RatingScale(0, 10) if given and (max(given) > 5 or min(given) < 1) else FIVE


def _asks_to_recommend(question: SurveyQuestion, scale: RatingScale) -> bool:
    if question.kind == "NPS":
        return True
    return scale == RatingScale(0, 10) and recommends(f"{question.title} {question.asked}", scale.levels)


def _question(
    survey: Survey, question: SurveyQuestion, weights: Weights | None, confidence: Decimal
) -> Analysis:
    title = survey.heading(question.number)
    if question.kind == "多选":
        return multiple_choice(title, survey.chosen(question.number), weights, confidence)
    if question.kind == "排序":
        return ranking(title, survey.ranks(question.number), weights)
    values = survey.column(question.number)
    if question.kind == "单选":
        return frequency(title, values, question.options, weights, confidence)
    if question.kind == "填空":
        return open_answers(title, values)
    if question.kind == "数字":
        return _unweighted(describe_numbers(title, values), weights)
    scale = _scale_of(question, values)
    if _asks_to_recommend(question, scale):
        return net_promoter_score(title, values, weights, confidence)
    return rating(title, values, scale, weights, confidence)


def _numbered(
    survey: Survey, question: SurveyQuestion, weights: Weights | None, confidence: Decimal
) -> Analysis:
    return replace(_question(survey, question, weights, confidence), number=question.number)


def _each(survey: Survey, wanted: AnalysisPlan, weights: Weights | None) -> Iterator[Callable[[], Analysis]]:
    for question in survey.questions.values():
        yield partial(_numbered, survey, question, weights, wanted.confidence)
    for cross in wanted.crosses:
        yield partial(_cross, survey, cross, weights)
    for line in wanted.banners:
        for number in numbers_in(line.questions):
            yield partial(banner_of, survey, line.by, number, weights)
    for both in wanted.priorities:
        yield partial(importance_satisfaction_of, survey, both.importance, both.satisfaction)
    for scale in wanted.scales:
        yield lambda scale=scale: _unweighted(_reliability(survey, scale), weights)  # type: ignore[misc]  # bound now
    prices = numbers_in(wanted.prices)
    if prices:
        yield lambda: _unweighted(_prices(survey, prices), weights)


def _unweighted(result: Analysis, weights: Weights | None) -> Analysis:
    """Say of a result that it takes no weights, where the others are weighted."""
    if weights is None:
        return result
    return replace(result, warnings=(*result.warnings, "没有加权：每份答卷同样计"))


def _cross(survey: Survey, cross: CrossLine, weights: Weights | None) -> Analysis:
    return cross_tabulate(survey.answers(cross.rows), survey.answers(cross.columns), weights)


def _reliability(survey: Survey, scale: ScaleLine) -> Analysis:
    numbers = numbers_in(scale.questions)
    return cronbach_alpha(scale.name, {survey.heading(one): survey.scores(one) for one in numbers})


def _prices(survey: Survey, numbers: list[str]) -> Analysis:
    if len(numbers) != 4:
        raise MktkitError(
            f"价格敏感度写了 {len(numbers)} 个题号",
            "应为四个：太便宜、便宜、偏贵、太贵",
            "补齐四个题号",
            where="价格敏感度",
        )
    columns = [survey.scores(one) for one in numbers]
    rows = zip(*columns, strict=True)
    answers = [
        PriceAnswer(*given) for row in rows if len(given := [one for one in row if one is not None]) == 4
    ]
    return price_sensitivity("这类产品", answers)


def analyse_survey(survey: Survey, wanted: AnalysisPlan) -> tuple[list[Analysis], list[str]]:
    """Analyse every question, and what else is asked for.

    Returns
    -------
    list of Analysis
        Weighting first where there is one, then the questions in the order of the file, then what was asked for.
    list of str
        What could not be calculated, and why; nothing is left out in silence.

    Raises
    ------
    MktkitError
        The file has faults, or the weights cannot be made: then nothing is calculated.

    Notes
    -----
    制度 3.1.3.
    """
    if survey.faults:
        raise MktkitError(
            f"问卷文件里有 {len(survey.faults)} 处错误", "先改好再分析", "逐条改好后重试", where="问卷"
        )
    done: list[Analysis] = []
    weights = _own_weights(survey) if wanted.own_weights else None
    if wanted.weights:
        if weights is not None:
            raise MktkitError(
                "又要用文件里的权重列，又填了按总体加权", "两种加权只用一种", "删去一种", where="加权"
            )
        raked = _weighting(survey, wanted.weights)
        weights = raked.weights
        done.append(raked.analysis)
    found, problems = calculated(_each(survey, wanted, weights))
    return [_told(one, survey) for one in (*done, *found)], problems


def _told(result: Analysis, survey: Survey) -> Analysis:
    """Say in the method which answers were left out."""
    return replace(result, method=f"{result.method}；清理：{survey.cleaned}") if survey.cleaned else result
