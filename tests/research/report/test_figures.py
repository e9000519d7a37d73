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


@pytest.mark.parametrize(
    "title", ["评价：质量", "请评价—价格：便宜：还是贵", "对“送货：安装”的印象", "很长的题目" * 30]
)
def test_a_title_with_a_colon_or_of_any_length_is_named_by_its_number(title: str) -> None:
    from mktkit.research.model import figure

    grid = [
        Analysis(f"{title}{at}", "", 9, (figure("均值", at), figure("标准差", 0)), number=f"16.{at}")
        for at in (1, 2)
    ]
    book = figures_of(grid)
    # Each of the four is listed once, by a name that can be written and prints it.
    listed = book.printed()
    assert [one.name for one in listed] == ["16.1 均值", "16.1 标准差", "16.2 均值", "16.2 标准差"]
    assert [book.render(f"{{{one.name}}}") for one in listed] == ["1.00", "0.00", "2.00", "0.00"]


def test_figures_of_two_surveys_with_the_same_number_keep_their_long_names() -> None:
    from mktkit.research.model import figure

    two = [
        Analysis(f"第{wave}期满意度", "", 9, (figure("均值", at),), number="1")
        for at, wave in enumerate("一二", 3)
    ]
    book = figures_of(two)
    assert [one.name for one in book.printed()] == ["第一期满意度：均值", "第二期满意度：均值"]
    with pytest.raises(MktkitError, match="没有「1 均值」"):
        book.render("{1 均值}")
