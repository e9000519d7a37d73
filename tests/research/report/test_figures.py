"""A figure is named, and stands the same everywhere."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from mktkit.errors import Finding, MktkitError
from mktkit.office.document import Document, Paragraph, Table, plain
from mktkit.research.market.growth import growth
from mktkit.research.model import Analysis
from mktkit.research.report.check import check_report
from mktkit.research.report.document import report_document
from mktkit.research.report.example import example_report
from mktkit.research.report.figures import figures_of
from mktkit.research.report.material import Material
from mktkit.research.report.model import ResearchReport


def faults(found: list[Finding]) -> list[str]:
    return [str(one) for one in found if one.level == "fault"]


def changed(**fields: Any) -> ResearchReport:
    return example_report().model_copy(update=fields)


def words(document: Document) -> str:
    """Everything a document says, cells too."""
    told = []
    for block in document.blocks:
        if isinstance(block, Table):
            told += [plain(cell) for row in block.rows for cell in row]
        elif isinstance(block, Paragraph):
            told.append(plain(block.text))
    return "\n".join(told)


def test_a_changed_figure_changes_everywhere(analyses: tuple[Analysis, ...]) -> None:
    # (11250 ÷ 11300 − 1) × 100 = −0.4; (11250 ÷ 9800)^(1/3) − 1 = 4.7 %.
    grown = growth("市场规模", {"2022": 9800, "2023": 10400, "2024": 11300, "2025": 11250}, "万元")
    now = (grown, *analyses[1:])
    before, after = (
        words(report_document(example_report(), Material(analyses))),
        words(report_document(example_report(), Material(now))),
    )
    for old, new in (("10.6%", "-0.4%"), ("8.4%", "4.7%")):
        assert before.count(old) >= 2
        assert old not in after
        assert after.count(new) == before.count(old)


def test_a_name_that_does_not_exist_or_is_not_unique_is_refused(analyses: tuple[Analysis, ...]) -> None:
    (said,) = faults(check_report(changed(conclusions="占 {CR5}。"), Material(analyses)))
    assert "没有「CR5」这个数" in said
    assert "{CR4}" in said
    twice = (*analyses, dataclasses.replace(analyses[1], title="全国市场集中度"))
    found = faults(check_report(example_report(), Material(twice)))
    assert any("有几个数都叫「CR4」" in one and "{全国市场集中度：CR4}" in one for one in found)
    assert figures_of(twice).render("{全国市场集中度：CR4}") == "78.0%"
    with pytest.raises(MktkitError, match="没有「CR5」"):
        report_document(changed(conclusions="占 {CR5}。"), Material(analyses))
