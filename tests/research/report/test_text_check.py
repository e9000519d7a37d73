"""The text held against the figures: old numbers, typed numbers, and what is none."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mktkit.errors import Finding
from mktkit.research.model import Analysis
from mktkit.research.report.check import check_report
from mktkit.research.report.example import example_report
from mktkit.research.report.material import Material
from mktkit.research.report.model import ResearchReport, TypedFigure
from mktkit.research.report.versions import filed


def faults(found: list[Finding]) -> list[str]:
    return [str(one) for one in found if one.level == "fault"]


def changed(**fields: Any) -> ResearchReport:
    return example_report().model_copy(update=fields)


def test_the_check_names_the_sentence_that_still_says_the_old_number(analyses: tuple[Analysis, ...]) -> None:
    first = filed(example_report(), analyses)
    typed = TypedFigure(name="市场规模", value=13100, unit="万元", source="Y2026-EX1")
    report = changed(conclusions="市场约 1.25 亿元，还在涨。别的不变。", figures=[typed])
    (said,) = faults(check_report(report, Material(analyses), earlier=[first]))
    assert said.startswith("结论：“市场约 1.25 亿元，还在涨。”还写着旧数 1.25")
    assert "市场规模原来是 12,500 万元，现在是 13,100 万元" in said


def test_a_typed_number_is_pointed_out_whether_the_data_hold_it_or_not(
    analyses: tuple[Analysis, ...],
) -> None:
    report = changed(conclusions="四家占 78.0%。另有 37 家小企业。")
    said = [str(one) for one in check_report(report, Material(analyses)) if one.where == "结论"]
    assert "它就是 {CR4}" in said[0]
    assert "37 在数据里找不到" in said[1]


@pytest.mark.parametrize("text", ["约 1250.5 万元", "共 1,512 日", "2024.5 件", "占 12.5% 的客户", "3.14"])
def test_a_number_that_looks_like_a_date_is_one(text: str, analyses: tuple[Analysis, ...]) -> None:
    (said,) = (
        str(one) for one in check_report(changed(conclusions=text), Material(analyses)) if one.where == "结论"
    )
    assert f"里的 {re.findall('[0-9.,]+', text)[0]}" in said


@pytest.mark.parametrize(
    "text",
    [
        "2025 年 10 月 12 日到 2026-03-05 实施，9:30 开始。",
        "见图 1、表 2 和第 3 章，依据制度 3.1.4，来源 Y2026-012。",
        "1. 先做质量\n（2）再做价格",
        "置信水平为 95% 置信，三家企业。",
    ],
)
def test_dates_ordinals_and_codes_are_no_figures(text: str, analyses: tuple[Analysis, ...]) -> None:
    assert [
        one for one in check_report(changed(conclusions=text), Material(analyses)) if one.where == "结论"
    ] == []
