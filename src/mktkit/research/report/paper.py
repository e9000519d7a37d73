"""What a research report is handed in as, and its earlier versions (制度 3.1.4)."""

from __future__ import annotations

from mktkit.desk.papers import Paper, always
from mktkit.errors import MktkitError
from mktkit.records import Record, Store
from mktkit.research.model import KeyFigure
from mktkit.research.report.figures import FigureIndex, NamedFigure
from mktkit.research.report.model import FiledReport, ResearchReport
from mktkit.research.report.versions import compare_reports, filed
from mktkit.rules import Rules

__all__ = ["RESEARCH_REPORT", "report_number", "review_report", "written_versions"]


def report_number(task_id: str) -> str:
    """Return the number of a task's report.

    Examples
    --------
    >>> report_number("R2026-015")
    '调研报告-R2026-015'
    """
    return f"调研报告-{task_id}"


def written_versions(store: Store, number: str) -> list[tuple[int, FiledReport]]:
    """Return (version, what was written) of a report so far, the oldest first; empty when there is no such report."""
    if store.find(number) is None:
        return []
    return [
        (one.version, FiledReport.model_validate(one.data))
        for one in store.history(number)
        if one.action in ("save", "correct")
    ]


def review_report(content: FiledReport, record: Record, store: Store, rules: Rules) -> dict[str, object]:
    """Return what whoever reviews should see besides the report: figures, what differs from the version before."""
    written = written_versions(store, record.document)
    versions = [report for version, report in written if version <= record.version]
    figures = FigureIndex(
        {
            one.name: NamedFigure(KeyFigure(one.name, None, words=one.text), one.origin, one.name)
            for one in content.printed
        },
        {},
    )
    texts = [
        {"部分": place, "印出来是": _readable(figures, text)}
        for place, text in content.texts()
        if "{" in text
    ]
    shown: dict[str, object] = {"带数字的文字印出来是": texts or "正文没有提到数字。"}
    if len(versions) > 1:
        shown["与上一版比较"] = compare_reports(versions[-2], versions[-1]) or "没有变化。"
    return shown


def _readable(figures: FigureIndex, text: str) -> str:
    try:
        return figures.render(text)
    except MktkitError as problem:
        return str(problem)


def _number(report: ResearchReport) -> str:
    return report_number(report.task_id)


def _title(report: ResearchReport) -> str:
    return f"{report.title}（{report.task_id}）"


#: What was dropped in beside the form comes with :func:`mktkit.research.pages.report.report_paper`.
RESEARCH_REPORT: Paper[ResearchReport, FiledReport] = Paper(
    kind="research_report",
    model=FiledReport,
    number=_number,
    title=_title,
    body=lambda report: filed(report, ()),
    clause="3.1.4",
    department=always("市场部"),
    review=review_report,
)
