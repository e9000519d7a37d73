"""A report is complete, or what it lacks is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import Finding
from mktkit.files import lay_out
from mktkit.office.document import Document, Paragraph, Table, plain
from mktkit.research.model import Analysis
from mktkit.research.pages.report import material_of
from mktkit.research.report.check import check_report
from mktkit.research.report.document import report_document
from mktkit.research.report.example import example_files, example_report
from mktkit.research.report.material import Material
from mktkit.research.report.model import SECTIONS, ResearchReport
from mktkit.rules import Rules


def faults(found: list[Finding]) -> list[str]:
    return [str(one) for one in found if one.level == "fault"]


def changed(**fields: Any) -> ResearchReport:
    return example_report().model_copy(update=fields)


def test_the_example_is_complete(analyses: tuple[Analysis, ...], rules: Rules, tmp_path: Path) -> None:
    material = material_of(lay_out(tmp_path, example_files(rules)), rules)
    assert material.sources is not None
    assert faults(check_report(example_report(), material)) == []
    assert material.analyses == analyses


@pytest.mark.parametrize("name", SECTIONS)
def test_an_empty_section_is_named(name: str, analyses: tuple[Analysis, ...]) -> None:
    report = changed(**{name: [] if name == "findings" else " \n"})
    (said,) = (one for one in faults(check_report(report, Material(analyses))) if "披露" not in one)
    assert said.startswith(SECTIONS[name])
    assert "3.1.4" in said


@pytest.mark.parametrize(
    ("item", "empty", "title"),
    [
        ("sponsor", "", "委托"), ("universe", "", "调研总体"), ("sampling", "", "抽样方法"), ("sample_size", None, "有效样本"),
        ("modes", [], "访问方式"), ("started_on", None, "实施开始"), ("ended_on", None, "实施结束"), ("response_rate", None, "回收率"),
        ("weighting", "", "加权"), ("error", "", "误差"), ("questionnaire", "", "问卷原文"),
    ],
)  # fmt: skip
def test_a_missing_item_of_disclosure_is_named(
    item: str, empty: Any, title: str, analyses: tuple[Analysis, ...]
) -> None:
    given = example_report().disclosure.model_copy(update={item: empty})
    (said,) = faults(check_report(changed(disclosure=given), Material(analyses)))
    assert f"没有写{title}" in said


def test_a_desk_study_owes_nothing_of_a_survey(analyses: tuple[Analysis, ...]) -> None:
    given = example_report().disclosure
    bare = type(given)(sponsor="甲", conducted_by="乙", survey=False, limits="丙")
    assert faults(check_report(changed(disclosure=bare), Material(analyses))) == []


def with_finding(**fields: Any) -> ResearchReport:
    report = example_report()
    report.findings[0] = report.findings[0].model_copy(update=fields)
    return report


def words(document: Document) -> str:
    """Everything a document says, cells too."""
    told = []
    for block in document.blocks:
        if isinstance(block, Table):
            told += [plain(cell) for row in block.rows for cell in row]
        elif isinstance(block, Paragraph):
            told.append(plain(block.text))
    return "\n".join(told)


def test_a_finding_without_source_is_marked_and_an_unknown_source_refused(
    analyses: tuple[Analysis, ...],
) -> None:
    report = with_finding(sources="")
    assert any("没有写来源" in str(one) for one in check_report(report, Material(analyses)))
    assert "未注明来源" in words(report_document(report, Material(analyses)))
    found = faults(
        check_report(with_finding(sources="Y2026-EX9"), Material(analyses, sources={"Y2026-EX1": None}))
    )
    assert any("没有来源号「Y2026-EX9」" in one and "最接近的是 Y2026-EX1" in one for one in found)


def test_an_unknown_result_and_an_unanswered_question_are_named(analyses: tuple[Analysis, ...]) -> None:
    found = check_report(with_finding(shows="市场规模增长", answers=9), Material(analyses))
    assert any("最接近的是「市场规模的增长」" in one for one in faults(found))
    assert any("问题只有 4 个" in one for one in faults(found))
    assert any("第 1 个问题没有发现来回答" in str(one) for one in found)
