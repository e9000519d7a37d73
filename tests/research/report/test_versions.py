"""What differs between two versions."""

from __future__ import annotations

from typing import Any

from mktkit.research.model import Analysis
from mktkit.research.report.example import example_report
from mktkit.research.report.model import ResearchReport, TypedFigure
from mktkit.research.report.versions import compare_reports, filed


def changed(**fields: Any) -> ResearchReport:
    return example_report().model_copy(update=fields)


def test_versions_are_compared_by_figure_and_by_sentence(analyses: tuple[Analysis, ...]) -> None:
    old = filed(example_report(), analyses)
    typed = TypedFigure(name="市场规模", value=13100, unit="万元")
    new = filed(changed(figures=[typed], recommendations="渠道价格降一成。"), analyses)
    rows = {row["哪里"]: (row["原来"], row["现在"]) for row in compare_reports(old, new)}
    assert rows["数字 市场规模"] == ("12,500 万元", "13,100 万元")
    assert rows["建议"][1] == "渠道价格降一成。"
    assert len(rows) == 2
