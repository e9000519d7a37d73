"""Versions of a report: how one is kept, and what differs between two."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from mktkit.errors import show
from mktkit.research.model import Analysis
from mktkit.research.report.figures import figures_of
from mktkit.research.report.model import FiledReport, ResearchReport
from mktkit.research.report.sentences import sentences

__all__ = ["compare_reports", "filed"]

#: What of the disclosure is compared as text, sentence by sentence.
_TEXTS = frozenset({"sampling", "error", "limits"})


def filed(report: ResearchReport, analyses: Sequence[Analysis] = ()) -> FiledReport:
    """Return the report as it is kept: every figure as this version prints it."""
    printed = figures_of(analyses, report).printed(twice=True)
    return FiledReport.model_validate(
        report.model_dump() | {"printed": [one.model_dump() for one in printed]}
    )


def compare_reports(old: FiledReport, new: FiledReport) -> list[dict[str, str]]:
    """Return what differs between two versions: figures by name, text by sentence.

    Examples
    --------
    >>> import datetime as dt
    >>> first = FiledReport(task_id="R1", title="报告", written_on=dt.date(2026, 10, 1), conclusions="一升。二平。")
    >>> compare_reports(first, first.model_copy(update={"conclusions": "一升。二降。"}))
    [{'哪里': '结论', '原来': '二平。', '现在': '二降。'}]
    """
    rows = [*_changed_figures(old, new)]
    texts, later = dict(_compared(old)), dict(_compared(new))
    for place in dict.fromkeys([*texts, *later]):
        rows += _changes(place, list(sentences(texts.get(place, ""))), list(sentences(later.get(place, ""))))
    return rows


def _changed_figures(old: FiledReport, new: FiledReport) -> Iterator[dict[str, str]]:
    before, after = ({one.name: one.text for one in version.printed} for version in (old, new))
    origins = {one.name: one.origin for version in (old, new) for one in version.printed}
    for name in dict.fromkeys([*before, *after]):
        # A figure of several names is told once: by its short one, else by 分析：名称.
        short = name.removeprefix(f"{origins[name]}：")
        numbered = f"{origins[name]}：{name.partition(' ')[2]}"
        if (
            (short == name or short not in origins)
            and numbered not in origins
            and before.get(name) != after.get(name)
        ):
            yield {
                "哪里": f"数字 {name}",
                "原来": before.get(name, "（没有）"),
                "现在": after.get(name, "（没有）"),
            }


def _compared(report: ResearchReport) -> Iterator[tuple[str, str]]:
    yield "题目", report.title
    yield from report.texts()
    for at, one in enumerate(report.findings, 1):
        yield (
            f"主要发现 第 {at} 条 依据",
            f"图表 {one.shows}，图片 {one.picture}，来源 {one.sources}，强弱 {one.strength or '未评'}",
        )
    for name, info in type(report.disclosure).model_fields.items():
        if name not in _TEXTS:
            yield f"披露项 {info.title}", show(getattr(report.disclosure, name))


def _changes(place: str, old: list[str], new: list[str]) -> Iterator[dict[str, str]]:
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield {
                "哪里": place,
                "原来": "".join(old[a:b]) or "（没有）",
                "现在": "".join(new[c:d]) or "（删去）",
            }
