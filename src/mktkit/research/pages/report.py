"""The research report by form: results and pictures dropped in, checked while one types, files to take, handed in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from mktkit.desk.papers import Paper
from mktkit.errors import Finding, FindingsError, MktkitError, notice
from mktkit.forms import download
from mktkit.forms.files.upload import Files
from mktkit.records import Store
from mktkit.registers import REGISTERS
from mktkit.registers.reading import read_table
from mktkit.research.model import Analysis
from mktkit.research.plan.paper import unapproved
from mktkit.research.report.check import check_report, finding_rows
from mktkit.research.report.document import report_document, report_files
from mktkit.research.report.figures import figures_of
from mktkit.research.report.material import Material
from mktkit.research.report.model import FiledReport, ResearchReport
from mktkit.research.report.paper import RESEARCH_REPORT, report_number, written_versions
from mktkit.research.report.versions import compare_reports, filed
from mktkit.research.serialization import from_json
from mktkit.research.sources import InformationSource, sources_of
from mktkit.rules import SAMPLE_LABEL, Rules, load_rules

__all__ = ["material_of", "report_paper", "report_preview"]

_TABLES = (".xlsx", ".xls", ".ods", ".csv")
_FILES = {"docx": "Word", "html": "网页（单个文件）", "zip": "Markdown（连图片）"}


def material_of(files: Mapping[str, Path], rules: Rules) -> Material:
    """Tell what the files are: 分析结果.json, the register 信息来源, pictures.

    Raises
    ------
    MktkitError
        A file of results or a register that cannot be read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from mktkit.files import lay_out
    >>> from mktkit.research.report.example import example_files
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> with TemporaryDirectory() as folder:
    ...     material = material_of(lay_out(Path(folder), example_files(rules)), rules)
    >>> len(material.analyses), list(material.sources)
    (5, ['Y2026-EX1', 'Y2026-EX2', 'Y2026-EX3'])
    """
    analyses: list[Analysis] = []
    tables: list[tuple[Path, str]] = []
    pictures: dict[str, bytes] = {}
    for name, path in files.items():
        ending = Path(name).suffix.lower()
        if ending == ".json":
            analyses += from_json(path.read_bytes())
        elif ending in _TABLES:
            tables.append((path, name))
        else:
            pictures[name] = path.read_bytes()
    return Material(tuple(analyses), _sources(tables, rules) if tables else None, pictures)


def _sources(files: Sequence[tuple[Path, str]], rules: Rules) -> dict[str, InformationSource]:
    table = read_table(REGISTERS["sources"], files, rules)
    if table.faults:
        raise FindingsError(table.findings, "《信息来源》里有错误")
    return sources_of(table.frame())


def _rules(rules: Rules | None, report: ResearchReport) -> Rules:
    return rules or load_rules(on=report.written_on or dt.date.today())


def _earlier(report: ResearchReport, store: Store | None) -> list[FiledReport]:
    """Return the versions of a report kept so far, the oldest first."""
    if store is None:
        return []
    return [written for _, written in written_versions(store, report_number(report.task_id))]


def _checked(report: ResearchReport, material: Material, store: Store | None) -> list[Finding]:
    found = check_report(report, material, _earlier(report, store))
    why = unapproved(report.task_id, store) if store is not None else ""
    if why:
        found.append(
            notice(why, "计划批准后才实施（3.1.1）", "计划在别的电脑上批的，可以不理", file="任务号")
        )
    return found


def report_preview(
    report: ResearchReport, files: Files = dict, store: Store | None = None, rules: Rules | None = None
) -> dict[str, object]:
    """Return what stands below the form: figures to name, what is lacking, what differs from before, files to take.

    Parameters
    ----------
    report
        The report.
    files
        Gives the files dropped in.
    store
        Where earlier versions are; None does not look.
    """
    in_force = _rules(rules, report)
    material = material_of(files(), in_force)
    figures = figures_of(material.analyses, report)
    found = _checked(report, material, store)
    faults = sum(one.level == "fault" for one in found)
    shown: dict[str, object] = {
        "正文可以写的数字": [
            {"写成": f"{{{one.name}}}", "印出来是": one.text, "出处": one.origin} for one in figures.printed()
        ]
        or "还没有数字：把分析结果拖进来，或在“数字”表里填",
        "检查": finding_rows(found) or "齐全。",
    }
    earlier = _earlier(report, store)
    if earlier:
        shown["与上一版比较"] = compare_reports(earlier[-1], filed(report, material.analyses)) or "没有变化。"
    draft = "草稿，还有要改的" if faults else ""
    make = partial(_made, report, material, in_force, draft)
    shown["文件"] = [
        download(f"{report.title}.{ending}", partial(make, ending), label=f"下载 {words}")
        for ending, words in _FILES.items()
    ]
    return shown


def _made(report: ResearchReport, material: Material, rules: Rules, notice: str, ending: str) -> bytes:
    # The sample label concerns the bands of concentration and the like that results were judged by.
    told = "；".join(one for one in (notice, SAMPLE_LABEL if rules.has_samples else "") if one)
    document = report_document(report, material, version=rules.edition, notice=told)
    return report_files(document)[ending]


def report_paper(files: Files = dict, rules: Rules | None = None) -> Paper[ResearchReport, FiledReport]:
    """Return what the report's form is handed in as: with its Word file, and only when it is complete.

    Notes
    -----
    制度 3.1.4: 营销经理审核.
    """

    def material(report: ResearchReport) -> Material:
        return material_of(files(), _rules(rules, report))

    def attached(report: ResearchReport, _: Rules) -> tuple[tuple[str, bytes], ...]:
        try:
            content = _made(report, material(report), _rules(rules, report), "", "docx")
        except MktkitError:
            # A draft whose text cannot be printed yet is kept all the same.
            return ()
        return (
            (f"{report.title}.docx", content),
            *((name, path.read_bytes()) for name, path in files().items()),
        )

    return replace(
        RESEARCH_REPORT,
        body=lambda report: filed(report, material(report).analyses),
        files=attached,
        check=lambda report, store: _checked(report, material(report), store),
    )
