"""Analysing a survey and a market by form: drop the file in, look, take the working paper.  For people, without code."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import ConfigDict

from mktkit.errors import Finding
from mktkit.forms import Code, download, entry
from mktkit.records import open_store
from mktkit.research.kept import to_json
from mktkit.research.market.request import MarketData, analyse_market
from mktkit.research.model import Analysis
from mktkit.research.pages.plan import unapproved
from mktkit.research.survey.questionnaire import Survey, read_questionnaire
from mktkit.research.survey.request import CrossLine, ScaleLine, SurveyQuestions, WeightLine, analyse_survey
from mktkit.research.workbook import working_paper
from mktkit.rules import Rules, load_rules

__all__ = [
    "SurveyRequest",
    "analyses_shown",
    "example_analyses",
    "example_request",
    "example_survey",
    "market_request",
    "survey_request",
]

_EXAMPLE = "示例"


class SurveyRequest(SurveyQuestions):
    """Which survey, and what is wanted of it."""

    model_config = ConfigDict(title="问卷分析")
    form_name: ClassVar = "survey_form.SurveyRequest"

    task_id: Code = entry("任务号", default="", example="R2026-015", help="先有经批准的计划", clause="3.1.1")
    source: Literal["示例", "拖进来的文件"] = entry("问卷", default=_EXAMPLE, help="先看示例，再换成自己的")


def _rules(rules: Rules | None) -> Rules:
    return rules or load_rules(on=dt.date.today())


def _read(files: Mapping[str, bytes], rules: Rules) -> Survey:
    with tempfile.TemporaryDirectory(prefix="mktkit-") as folder:
        paths: list[tuple[Path, str]] = []
        for name, content in files.items():
            # The name is data: it only names the file in messages.
            path = Path(folder) / f"{len(paths)}{Path(name).suffix.lower()}"
            path.write_bytes(content)
            paths.append((path, name))
        return read_questionnaire(paths, rules)


def example_survey(rules: Rules | None = None) -> Survey:
    """Return the shipped example survey as read.

    Examples
    --------
    >>> len(example_survey())
    400
    """
    from mktkit.samples.survey import survey_files

    return _read(survey_files(), _rules(rules))


def example_request() -> SurveyRequest:
    """Return what is asked of the example survey: weighted, with cross tables, reliability and prices."""
    from mktkit.samples.survey import UNIVERSE

    numbers = {"企业规模": "1", "所在地区": "2"}
    return SurveyRequest(
        weights=[
            WeightLine(question=numbers[question], option=option, share=Decimal(share))
            for question, shares in UNIVERSE.items()
            for option, share in shares.items()
        ],
        crosses=[CrossLine(rows="1", columns="6"), CrossLine(rows="2", columns="4")],
        scales=[ScaleLine(name="满意度量表", questions="5.1、5.2、5.3、5.4")],
        prices="8、9、10、11",
    )


def example_analyses(rules: Rules | None = None) -> tuple[Analysis, ...]:
    """Return every result of the shipped example: its survey and its market."""
    from mktkit.research.market.request import example_market

    in_force = _rules(rules)
    survey, _ = analyse_survey(example_survey(in_force), example_request())
    market, _ = analyse_market(example_market(), in_force)
    return (*market, *survey)


def analyses_shown(
    name: str, analyses: Sequence[Analysis], problems: Sequence[str], findings: Sequence[Finding] = ()
) -> dict[str, Any]:
    """Return what a form shows of results: files first, then every analysis."""
    shown: dict[str, Any] = {}
    if problems:
        shown["没有计算"] = "\n".join(problems)
    if analyses:
        shown["结果文件"] = [
            download(f"数据分析底稿-{name}.xlsx", lambda: working_paper(name, analyses, findings, problems)),
            download(
                f"分析结果-{name}.json",
                lambda: to_json(analyses).encode(),
                label=f"下载 分析结果-{name}.json（写报告时拖进“调研报告”页）",
            ),
        ]
    for one in analyses:
        shown |= one.shown()
    return shown


def survey_request(
    request: SurveyRequest, files: Callable[[], dict[str, bytes]] = dict, rules: Rules | None = None
) -> dict[str, Any]:
    """Analyse a survey and return what to show.

    Parameters
    ----------
    request
        What is wanted.
    files
        Gives the files dropped in, name → content: the questionnaire's file, and a code book.
    """
    from mktkit.samples.survey import SURVEY_TITLE, survey_files

    in_force = _rules(rules)
    example = request.source == _EXAMPLE
    survey = _read(survey_files() if example else files(), in_force)
    shown: dict[str, Any] = {}
    refused = "" if example else unapproved(request.task_id or "（没有填）", open_store())
    if refused:
        shown["先看这里"] = refused
    if survey.findings:
        shown["问卷文件里的问题"] = [finding.as_row() for finding in survey.findings]
    if survey.faults:
        return {f"问卷文件里有 {len(survey.faults)} 处错误，没有分析": shown.pop("问卷文件里的问题"), **shown}
    shown["题目"] = [
        {"题号": one.number, "题目": one.title, "题型": one.kind, "选项": "、".join(one.options[:12])}
        for one in survey.questions.values()
    ]
    analyses, problems = analyse_survey(survey, request)
    name = SURVEY_TITLE if example else request.task_id or "问卷"
    shown |= analyses_shown(name, analyses, problems, survey.findings)
    if example:
        shown["示例文件"] = [download(one, content) for one, content in survey_files().items()]
    return shown


def market_request(data: MarketData, rules: Rules | None = None) -> dict[str, Any]:
    """Calculate a market and return what to show."""
    analyses, problems = analyse_market(data, _rules(rules))
    return analyses_shown("市场", analyses, problems) or {"市场": "还没有填。"}
