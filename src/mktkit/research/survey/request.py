"""What is to be analysed of a survey, and every result of it: pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from pydantic import BaseModel

from mktkit.errors import MktkitError
from mktkit.fields.declare import Percent, entry
from mktkit.research.model import Analysis, figure, grid
from mktkit.research.survey.codebook import Question
from mktkit.research.survey.crosstab import cross_tabulate
from mktkit.research.survey.frequency import frequency, multiple_choice
from mktkit.research.survey.price import PriceAnswer, price_sensitivity
from mktkit.research.survey.questionnaire import Survey
from mktkit.research.survey.raking import Raked, rake
from mktkit.research.survey.rating import net_promoter_score, rating
from mktkit.research.survey.reliability import cronbach_alpha

if TYPE_CHECKING:
    from mktkit.research.survey.frequency import Weights

__all__ = ["CrossLine", "ScaleLine", "SurveyQuestions", "WeightLine", "analyse_survey", "numbers_in"]

#: Of a free answer so much is listed.
_LONGEST = 500


class WeightLine(BaseModel):
    """A class of the universe and its share."""

    question: str = entry("题号", example="1", min_length=1)
    option: str = entry("选项", min_length=1)
    share: Percent = entry("在总体里的占比", ge=0, le=100)


class CrossLine(BaseModel):
    """Two questions that are looked at together."""

    rows: str = entry("比较谁（题号）", example="1", min_length=1)
    columns: str = entry("看什么（题号）", example="6", min_length=1)


class ScaleLine(BaseModel):
    """Questions that together measure one thing."""

    name: str = entry("量表名称", min_length=1)
    questions: str = entry("题号", example="5.1、5.2、5.3", min_length=1)


class SurveyQuestions(BaseModel):
    """What is wanted of a survey besides every question by itself."""

    confidence: Percent = entry("置信水平", default=Decimal(95), ge=50, lt=100, clause="3.1.1")
    weights: list[WeightLine] = entry(
        "按总体加权", default=list, help="每行一类；不加权就不填", clause="3.1.3"
    )
    crosses: list[CrossLine] = entry("交叉分析", default=list, help="每行一张表", clause="3.1.3")
    scales: list[ScaleLine] = entry("信度（Cronbach α）", default=list, help="每行一个量表")
    prices: str = entry(
        "价格敏感度的四道题", default="", help="按 太便宜、便宜、偏贵、太贵 的次序写四个题号；没有就留空"
    )


def numbers_in(text: str) -> list[str]:
    """Split the question numbers that people list in one cell.

    Examples
    --------
    >>> numbers_in("5.1、5.2, 5.3 6")
    ['5.1', '5.2', '5.3', '6']
    """
    return [one for one in re.split(r"[、,，;；\s]+", text) if one]


def _weighting(survey: Survey, lines: list[WeightLine]) -> Raked:
    wanted: dict[str, dict[str, Decimal]] = {}
    questions = []
    for line in lines:
        question = survey.question(line.question)
        if question.title not in wanted:
            questions.append(survey.answers(line.question))
        shares = wanted.setdefault(question.title, {})
        if line.option in shares:
            raise MktkitError(
                f"「{line.option}」写了两次", "每类一行", "删去一行", where=f"加权 {question.label}"
            )
        shares[line.option] = line.share
    return rake(questions, wanted)


def _scale_ends(question: Question, values: list[float | None]) -> tuple[int, int]:
    if question.codes:
        codes = [int(one) for one, _ in question.codes]
        return min(codes), max(codes)
    given = [one for one in values if one is not None]
    # 0 to 10 where it was used, else the common scale of five.
    return (0, 10) if given and (max(given) > 5 or min(given) < 1) else (1, 5)


def _texts(question: Question, answers: list[str | None]) -> Analysis:
    given = [one for one in answers if one]
    rows = [
        (one if len(one) <= _LONGEST else f"{one[:_LONGEST]}…（共 {len(one)} 字，全文见问卷文件）",)
        for one in given
    ]
    return Analysis(
        title=question.title,
        method="开放题：逐条列出原话，不统计",
        n=len(given),
        figures=(figure("写了的", len(given), "份", 0),),
        tables=(grid((question.title,), rows, question.title),),
        caveats=("几条原话说明不了多少人这样想：要统计就先归类、由两人分别编码",),
    )


def _numbers(question: Question, values: list[float | None]) -> Analysis:
    given = sorted(one for one in values if one is not None)
    if not given:
        raise MktkitError(
            "没有一份有效回答（n = 0）", "至少要有 1 份", "核对这一题的列", where=question.title
        )
    middle = len(given) // 2
    median = given[middle] if len(given) % 2 else (given[middle - 1] + given[middle]) / 2
    return Analysis(
        title=question.title,
        method="数字题：平均数、中位数、最小、最大",
        n=len(given),
        figures=(
            figure("平均数", sum(given) / len(given)),
            figure("中位数", median),
            figure("最小", given[0]),
            figure("最大", given[-1]),
        ),
        assumptions=("各份用同一个单位填写",),
        caveats=("有几个特别大的数时：看中位数，不看平均数",),
    )


def _one(survey: Survey, question: Question, weights: Weights | None, confidence: Decimal) -> Analysis:
    if question.kind == "多选":
        return multiple_choice(question.title, survey.chosen(question.number), weights, confidence)
    values = survey.column(question.number)
    if question.kind == "单选":
        return frequency(question.title, values, question.options, weights, confidence)
    if question.kind == "填空":
        return _texts(question, values)
    if question.kind == "数字":
        return _unweighted(_numbers(question, values), weights)
    low, high = _scale_ends(question, values)
    if (low, high) == (0, 10):
        return net_promoter_score(question.title, values, weights, confidence)
    return rating(question.title, values, low, high, weights, confidence)


def _wanted(
    survey: Survey, request: SurveyQuestions, weights: Weights | None
) -> Iterator[Callable[[], Analysis]]:
    for question in survey.questions.values():
        yield lambda question=question: _one(survey, question, weights, request.confidence)  # type: ignore[misc]  # bound now
    for cross in request.crosses:
        yield lambda cross=cross: cross_tabulate(  # type: ignore[misc]
            survey.answers(cross.rows), survey.answers(cross.columns), weights
        )
    for scale in request.scales:
        yield lambda scale=scale: _unweighted(_scale(survey, scale), weights)  # type: ignore[misc]
    prices = numbers_in(request.prices)
    if prices:
        yield lambda: _unweighted(_prices(survey, prices), weights)


def _unweighted(result: Analysis, weights: Weights | None) -> Analysis:
    """Say of a result that it takes no weights, where the others are weighted."""
    if weights is None:
        return result
    return replace(result, warnings=(*result.warnings, "没有加权：每份答卷同样计"))


def _scale(survey: Survey, scale: ScaleLine) -> Analysis:
    numbers = numbers_in(scale.questions)
    return cronbach_alpha(scale.name, {survey.question(one).title: survey.column(one) for one in numbers})


def _prices(survey: Survey, numbers: list[str]) -> Analysis:
    if len(numbers) != 4:
        raise MktkitError(
            f"价格敏感度写了 {len(numbers)} 个题号",
            "应为四个：太便宜、便宜、偏贵、太贵",
            "补齐四个题号",
            where="价格敏感度",
        )
    columns = [survey.column(one) for one in numbers]
    answers = [PriceAnswer(*row) for row in zip(*columns, strict=True) if None not in row]
    return price_sensitivity("这类产品", answers)


def analyse_survey(survey: Survey, request: SurveyQuestions) -> tuple[list[Analysis], list[str]]:
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
    weights: Weights | None = None
    if request.weights:
        raked = _weighting(survey, request.weights)
        weights = raked.weights
        done.append(raked.analysis)
    problems = []
    for make in _wanted(survey, request, weights):
        try:
            done.append(make())
        except MktkitError as problem:
            problems.append(str(problem))
    return done, problems
