"""Analysing a survey by form: drop the file in, look, take the working paper."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import ConfigDict

from mktkit.files import lay_out
from mktkit.forms import Code, download, entry
from mktkit.forms.files.upload import Files
from mktkit.records import open_store
from mktkit.research.pages.results import analyses_shown
from mktkit.research.plan.paper import unapproved
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, CrossLine, ScaleLine, WeightLine
from mktkit.research.survey.cleaning import clean_survey, quota_rows
from mktkit.research.survey.codebook import codebook_of, kept_for, told_by
from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import Told, read_questionnaire
from mktkit.rules import Rules, load_rules

__all__ = ["SurveyRequest", "example_request", "example_survey", "show_survey"]

_EXAMPLE = "示例"


class SurveyRequest(AnalysisPlan):
    """Which survey, and what is wanted of it."""

    model_config = ConfigDict(title="问卷分析")
    form_name: ClassVar = "survey_form.SurveyRequest"

    task_id: Code = entry("任务号", default="", example="R2026-015", help="先有经批准的计划", clause="3.1.1")
    source: Literal["示例", "拖进来的文件"] = entry("问卷", default=_EXAMPLE, help="先看示例，再换成自己的")


def _rules(rules: Rules | None) -> Rules:
    return rules or load_rules(on=dt.date.today())


def _read(files: Mapping[str, Path], rules: Rules, told: Told | None = None) -> Survey:
    named = [(path, name) for name, path in files.items()]
    if told is not None:
        return read_questionnaire(named, rules, told)
    survey = read_questionnaire(named, rules)
    asked = [one.asked or one.title for one in survey.questions.values()]
    kept = kept_for(asked)
    return survey if kept is None else read_questionnaire(named, rules, told_by(codebook_of(survey, kept)))


def example_survey(rules: Rules | None = None) -> Survey:
    """Return the shipped example survey as read.

    Examples
    --------
    >>> len(example_survey())
    400
    """
    from mktkit.samples.survey import survey_files

    with tempfile.TemporaryDirectory(prefix="mktkit-") as folder:
        files = lay_out(Path(folder), survey_files())
        # The example is as shipped, whatever was kept on this machine.
        return read_questionnaire([(path, name) for name, path in files.items()], _rules(rules))


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


def show_survey(
    request: SurveyRequest, files: Files = dict, rules: Rules | None = None, told: Told | None = None
) -> dict[str, object]:
    """Analyse a survey and return what to show.

    Parameters
    ----------
    request
        What is wanted.
    files
        Gives the files dropped in: the questionnaire's file, and a code book.
    told
        What was said of the questions on the page; by default what was kept of an earlier wave.
    """
    from mktkit.samples.survey import SURVEY_TITLE, survey_files

    in_force = _rules(rules)
    example = request.source == _EXAMPLE
    survey = example_survey(in_force) if example else _read(files(), in_force, told)
    shown: dict[str, object] = {}
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
    cleaned = clean_survey(survey, request, in_force)
    shown["清理"] = [step.as_row() for step in cleaned.steps]
    if request.quotas:
        shown["配额"] = quota_rows(cleaned.survey, request.quotas)
    analyses, problems = analyse_survey(cleaned.survey, request)
    name = SURVEY_TITLE if example else request.task_id or "问卷"
    shown |= analyses_shown(name, analyses, problems, survey.findings)
    if example:
        shown["示例文件"] = [download(one, content) for one, content in survey_files().items()]
    return shown
