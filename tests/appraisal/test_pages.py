"""A month as its form and a notebook show it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mktkit.appraisal.pages import ScoredMonth, ScoringRequest, html_table, score_month, score_request


@pytest.fixture(scope="module")
def month(sample: Path) -> ScoredMonth:
    return score_month("2026-10", "销售部", sample)


def asked(**fields: Any) -> ScoringRequest:
    return ScoringRequest(department="销售部", **fields)


@pytest.fixture(scope="module")
def shown(sample: Path) -> dict[str, object]:
    return score_request(asked(source="文件夹", folder=str(sample), employee_id="X001"))


def test_the_form_shows_totals_the_persons_rows_and_files(shown: dict[str, object]) -> None:
    assert list(shown) == [
        "汇总", "各部门", "规则", "X001 的明细", "数据去向（当月行数＝计入＋不计）", "从得分看用到的行", "从一行看去向", "各项指标的贡献",
        "数据问题", "结果文件",
    ]  # fmt: skip
    details: Any = shown["X001 的明细"]
    assert [str(row["得分"]) for row in details] == ["110.00", "113.33", "101.67", "100.00"]
    assert {row["工号"] for row in details} == {"X001"}
    files: Any = shown["结果文件"]
    assert len(files) == 3


def test_files_dropped_in_give_the_same_and_an_unknown_person_is_said(
    sample: Path, shown: dict[str, object]
) -> None:
    files = {path.name: path for path in sample.iterdir()}
    other = score_request(asked(source="拖进来的文件", employee_id="X999"), lambda: files)
    assert other["汇总"] == shown["汇总"]
    assert other["X999 的明细"] == "2026-10 的考核里没有工号 X999"
    # Of nobody there is no sheet to take.
    given: Any = other["结果文件"]
    assert len(given) == 2


def test_faults_are_shown_all_at_once(tmp_path: Path) -> None:
    shown = score_request(asked(source="文件夹", folder=str(tmp_path)))
    (title,) = shown
    assert title.startswith("资料里有错误，没有计算")
    rows: Any = shown[title]
    assert {row["级别"] for row in rows} == {"错误"}
    assert "没有找到登记表《销售台账》" in {row["问题"] for row in rows}


def test_a_notebook_shows_one_person_with_what_it_rests_on(month: ScoredMonth) -> None:
    shown = str(month.details("X001").data)
    for word in ("X001", "总分 107.92，优秀，绩效奖金 2,237.60 元", "220,000.00 元"):
        assert word in shown
    assert "X002" not in shown
    assert "X003" in str(month.summary().data)
    assert "示例值" in str(month.summary().data)


def test_a_notebook_writes_the_workbooks_and_links_them(month: ScoredMonth, tmp_path: Path) -> None:
    shown = str(month.files(tmp_path / "结果").data)
    names = {path.name for path in (tmp_path / "结果").iterdir()}
    assert names == {"绩效考核-2026-10.xlsx", "绩效考核-2026-10-含奖金.xlsx"}
    assert all(name in shown for name in names)


def test_what_stands_in_a_cell_is_text() -> None:
    assert "&lt;b&gt;" in html_table([{"姓名": "<b>甲</b>"}], "表")
    assert html_table([], "数据问题") == "<p>数据问题：没有。</p>"


def test_a_notebook_leads_from_a_score_to_its_rows_and_back(month: ScoredMonth) -> None:
    assert "销售台账" in str(month.lineage().data)
    rows = str(month.rows("5.1.2.a", "X001").data)
    assert "90400.00" in rows
    assert "X002" not in rows
    assert "X002" in str(month.rows("5.1.2.a").data)
    assert "X001" in str(month.place("销售台账-2026下半年.xlsx", 40, "10月").data)
