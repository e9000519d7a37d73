"""The research report as a document: six sections, charts and tables where they belong, what stands behind every figure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from mktkit.office.charts import picture
from mktkit.office.document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Table,
    TableColumn,
    Text,
    table_of,
)
from mktkit.office.markdown import write_markdown
from mktkit.office.web import write_html
from mktkit.office.word import write_word
from mktkit.research.document import Results, method_blocks
from mktkit.research.report.figures import FigureIndex, figures_of
from mktkit.research.report.material import Material
from mktkit.research.report.model import SECTIONS, STRENGTHS, ReportFinding, ResearchReport, names_in
from mktkit.research.sources import InformationSource

__all__ = ["report_document", "report_files"]

_NO_SOURCE = "未注明来源"

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
    told = source.reference + (f"　{place}" if place else "")
    return {"来源号": number, "渠道": source.channel, "出处": told, "核对": _verdict(source)}


def report_document(
    report: ResearchReport, material: Material | None = None, *, version: str = "", notice: str = ""
) -> Document:
    """Return the report as a document.

    Parameters
    ----------
    report
        The report.
    material
        What it stands on; a result named in a finding stands there, the others in the appendix.
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
    given = material or Material()
    figures = figures_of(given.analyses, report)
    results = Results(given.analyses)
    blocks: list[Block] = []
    for name, title in SECTIONS.items():
        blocks.append(Heading(title))
        if name == "findings":
            for one in report.findings:
                blocks += _finding(one, figures, results, given)
            continue
        blocks.append(Paragraph(figures.render(getattr(report, name)) or "（未写）"))
        if name == "purpose" and report.questions:
            blocks.append(Bullets(tuple(map(figures.render, report.questions)), ordered=True))
        if name == "methods":
            blocks.append(_disclosure(report, figures))
    blocks += _appendices(report, figures, results, given)
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
    one: ReportFinding, figures: FigureIndex, results: Results, material: Material
) -> Iterator[Block]:
    yield Heading(figures.render(one.title), 2)
    shows = [title for title in names_in(one.shows) if title in results]
    name = one.picture.strip()
    key = f"图片 {name} {one.title}"
    named = [shown for title in shows for shown in results.keys(title)] + ([key] if name else [])
    for paragraph in _text(figures.render(one.text), named):
        yield Paragraph(paragraph)
    for title in shows:
        yield from results.blocks(title)
    if name:
        shown = picture(material.pictures.get(name, b""), one.title, width=14, where=name)
        yield Figure(shown, one.title, key=key)
    yield _evidence(one, material.sources or {})


def _text(text: str, named: list[str]) -> list[Text]:
    """Return a finding's paragraphs; the last refers to what is shown below it."""
    lines = [line for line in text.split("\n") if line.strip()] or ["（未写）"]
    if not named:
        return [*lines]
    references = [part for key in named for part in ("、", Reference(key))][1:]
    return [*lines[:-1], (lines[-1], "见", *references, "。")]


def _evidence(one: ReportFinding, sources: Sources) -> Paragraph:
    cited = names_in(one.sources)
    told = "；".join(f"{number} {sources[number].name}" if number in sources else number for number in cited)
    named = told if cited else Run(_NO_SOURCE, bold=True, colour="9A3412")
    return Paragraph(("来源：", named, f"。证据强弱：{one.strength or '未评'}。"), "note")


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
    return table_of(rows, (TableColumn("项目", width=3.5), TableColumn("说明")), caption="本次调研的做法")


def _appendices(
    report: ResearchReport, figures: FigureIndex, results: Results, material: Material
) -> Iterator[Block]:
    rest = [one.title for one in material.analyses if one.title not in results.placed]
    yield PageBreak()
    yield Heading("附录 A　数字和资料来源", numbered=False)
    printed = [{"名称": one.name, "印出的数": one.text, "出处": one.origin} for one in figures.printed()]
    if printed:
        yield table_of(
            printed,
            (TableColumn("名称"), TableColumn("印出的数", "right"), TableColumn("出处")),
            caption="本报告用到的数字",
        )
    cited = list(dict.fromkeys(source for one in report.findings for source in names_in(one.sources)))
    if cited:
        yield table_of([_cited(source, material.sources or {}) for source in cited], caption="资料来源")
    yield Paragraph(
        "证据强弱：" + "；".join(f"{name}——{told}" for name, told in STRENGTHS.items()) + "。", "note"
    )
    if material.analyses:
        yield Heading("附录 B　方法、前提和注意", numbered=False)
        yield from method_blocks(material.analyses)
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
