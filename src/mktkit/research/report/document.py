"""The research report as a document: six sections, charts and tables where they belong, what stands behind every figure."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from mktkit.errors import show
from mktkit.office.charts import picture
from mktkit.office.document import (
    Block,
    Bullets,
    Column,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Table,
    Text,
    table_of,
)
from mktkit.office.markdown import write_markdown
from mktkit.office.web import write_html
from mktkit.office.word import write_word
from mktkit.research.document import Results, method_blocks
from mktkit.research.model import Analysis
from mktkit.research.report.figures import FigureIndex, figures_of, sentences
from mktkit.research.report.model import (
    SECTIONS,
    STRENGTHS,
    FiledReport,
    ReportFinding,
    ResearchReport,
    names_in,
)
from mktkit.research.sources import InformationSource

__all__ = ["compare_reports", "filed", "report_document", "report_files"]

NO_SOURCE = "未注明来源"

#: 来源号 → the source, as :func:`mktkit.research.sources.sources_of` gives them.
Sources = Mapping[str, InformationSource]

_ASPECTS = (("true", "真实"), ("accurate", "准确"), ("complete", "完整"))


def _verdict(source: InformationSource) -> str:
    """Return what whoever looked at a source found."""
    said = [
        ("" if getattr(source, name) else "不") + title
        for name, title in _ASPECTS
        if getattr(source, name) is not None
    ]
    return f"{'、'.join(said)}（{source.checker_id}）" if said else "未核对"


def _cited(number: str, sources: Sources) -> dict[str, str]:
    source = sources.get(number)
    if source is None:
        return {"来源号": number, "渠道": "", "出处": "（没有给出《信息来源》）", "核对": ""}
    place = source.place if source.place.startswith("http") else source.place[:12]
    told = source.citation.partition("] ")[2] + (f"　{place}" if place else "")
    return {"来源号": number, "渠道": source.channel, "出处": told, "核对": _verdict(source)}


def report_document(
    report: ResearchReport,
    analyses: Sequence[Analysis] = (),
    *,
    sources: Sources | None = None,
    pictures: Mapping[str, bytes] | None = None,
    version: str = "",
    notice: str = "",
) -> Document:
    """Return the report as a document.

    Parameters
    ----------
    report
        The report.
    analyses
        The results; those named in a finding stand there, the others in the appendix.
    sources
        来源号 → the source.
    pictures
        File name → content.
    version, notice
        On the cover.

    Raises
    ------
    MktkitError
        The text names a figure that is not there, or a picture is none.

    Notes
    -----
    制度 3.1.4. Every {name} is printed as the table prints it, from the same rounded figure.
    """
    figures = figures_of(analyses, report)
    keyed = Results(analyses)
    blocks: list[Block] = []
    for name, title in SECTIONS.items():
        blocks.append(Heading(title))
        if name == "findings":
            for one in report.findings:
                blocks += _finding(one, figures, keyed, sources or {}, pictures or {})
            continue
        blocks.append(Paragraph(figures.render(getattr(report, name)) or "（未写）"))
        if name == "purpose" and report.questions:
            blocks.append(Bullets(tuple(map(figures.render, report.questions)), ordered=True))
        if name == "methods":
            blocks.append(_disclosure(report, figures))
    blocks += _appendices(report, analyses, figures, keyed, sources or {})
    return Document(
        report.title,
        tuple(blocks),
        subtitle=f"任务号 {report.task_id}" + (f"　撰写：{report.authors}" if report.authors else ""),
        company=report.company,
        date=report.written_on,
        version=version,
        notice=notice,
    )


def _finding(
    one: ReportFinding,
    figures: FigureIndex,
    results: Results,
    sources: Sources,
    pictures: Mapping[str, bytes],
) -> Iterator[Block]:
    yield Heading(figures.render(one.title), 2)
    shows = [title for title in names_in(one.shows) if title in results]
    paragraphs: list[Text] = [line for line in figures.render(one.text).split("\n") if line.strip()] or [
        "（未写）"
    ]
    picture_key = f"图片 {one.picture.strip()} {one.title}"
    named = [key for title in shows for key in results.keys(title)] + (
        [picture_key] if one.picture.strip() else []
    )
    if named:
        see: list[str | Run | Reference] = [str(paragraphs.pop()), "见"]
        for at, key in enumerate(named):
            see += ["、", Reference(key)] if at else [Reference(key)]
        paragraphs.append((*see, "。"))
    for paragraph in paragraphs:
        yield Paragraph(paragraph)
    for title in shows:
        yield from results.blocks(title)
    if one.picture.strip():
        name = one.picture.strip()
        yield Figure(
            picture(pictures.get(name, b""), one.title, width=14, where=name), one.title, key=picture_key
        )
    cited = names_in(one.sources)
    told = "；".join(f"{one} {sources[one].name}" if one in sources else one for one in cited)
    yield Paragraph(
        (
            "来源：",
            told if cited else Run(NO_SOURCE, bold=True, colour="9A3412"),
            f"。证据强弱：{one.strength or '未评'}。",
        ),
        "note",
    )


def _disclosure(report: ResearchReport, figures: FigureIndex) -> Table:
    given = report.disclosure
    rows = []
    for name, info in type(given).model_fields.items():
        value = getattr(given, name)
        if name == "survey" or ((info.json_schema_extra or {}).get("shown_if") and not given.survey):  # type: ignore[union-attr]
            continue
        text = "、".join(value) if isinstance(value, list) else "" if value is None else str(value)
        unit = "%" if name == "response_rate" else " 份" if name == "sample_size" else ""
        rows.append({"项目": info.title, "说明": figures.render(text) + (unit if text else "") or "未写"})
    return table_of(rows, (Column("项目", width=3.5), Column("说明")), caption="本次调研的做法")


def _appendices(
    report: ResearchReport,
    analyses: Sequence[Analysis],
    figures: FigureIndex,
    results: Results,
    sources: Sources,
) -> Iterator[Block]:
    rest = [one.title for one in analyses if one.title not in results.placed]
    yield PageBreak()
    yield Heading("附录 A　数字和资料来源", numbered=False)
    printed = [{"名称": one.name, "印出的数": one.text, "出处": one.origin} for one in figures.printed()]
    if printed:
        yield table_of(
            printed, (Column("名称"), Column("印出的数", "right"), Column("出处")), caption="本报告用到的数字"
        )
    cited = list(dict.fromkeys(source for one in report.findings for source in names_in(one.sources)))
    if cited:
        yield table_of([_cited(source, sources) for source in cited], caption="资料来源")
    yield Paragraph(
        "证据强弱：" + "；".join(f"{name}——{told}" for name, told in STRENGTHS.items()) + "。", "note"
    )
    if analyses:
        yield Heading("附录 B　方法、前提和注意", numbered=False)
        yield from method_blocks(analyses)
    if rest:
        yield Heading("附录 C　其余的图表", numbered=False)
        for title in rest:
            yield from results.blocks(title)


def report_files(
    document: Document, *, template: Path | Literal["default"] | None = "default"
) -> dict[str, bytes]:
    """Return the report as Word, HTML and Markdown, ending → content."""
    return {
        "docx": write_word(document, template=template),
        "html": write_html(document),
        "zip": write_markdown(document),
    }


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
    rows = []
    before, after = ({one.name: one.text for one in version.printed} for version in (old, new))
    short = {name for name in (*before, *after) if "：" not in name}
    for name in dict.fromkeys([*before, *after]):
        if name.partition("：")[2] in short:
            continue
        if before.get(name) != after.get(name):
            rows.append(
                {
                    "哪里": f"数字 {name}",
                    "原来": before.get(name, "（没有）"),
                    "现在": after.get(name, "（没有）"),
                }
            )
    texts, later = dict(_compared(old)), dict(_compared(new))
    for place in dict.fromkeys([*texts, *later]):
        rows += _changes(place, list(sentences(texts.get(place, ""))), list(sentences(later.get(place, ""))))
    return rows


def _compared(report: ResearchReport) -> Iterator[tuple[str, str]]:
    yield "题目", report.title
    yield from report.texts()
    for at, one in enumerate(report.findings, 1):
        yield (
            f"主要发现 第 {at} 条 依据",
            f"图表 {one.shows}，图片 {one.picture}，来源 {one.sources}，强弱 {one.strength or '未评'}",
        )
    skipped: Collection[str] = ("sampling", "error", "limits")
    for name, info in type(report.disclosure).model_fields.items():
        if name not in skipped:
            yield f"披露项 {info.title}", show(getattr(report.disclosure, name))


def _changes(place: str, old: list[str], new: list[str]) -> Iterator[dict[str, str]]:
    for kind, a, b, c, d in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield {
                "哪里": place,
                "原来": "".join(old[a:b]) or "（没有）",
                "现在": "".join(new[c:d]) or "（删去）",
            }
