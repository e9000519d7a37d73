"""数据去向 in the form: from a score to its rows, and from a row back to where it went."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mktkit.appraisal.drill import drill
from mktkit.appraisal.model import AppraisalResult
from mktkit.appraisal.pages import score_month

DOWN, BACK = "从得分看用到的行", "从一行看去向"


@pytest.fixture(scope="module")
def result(sample: Path) -> AppraisalResult:
    return score_month("2026-10", "销售部", sample).result


def shown(result: AppraisalResult, title: str, **filled: str) -> str:
    found: Any = drill(result)[title]
    asked, view = found
    asked.fill(**filled)
    return str(view)


def test_a_score_leads_to_its_rows(result: AppraisalResult) -> None:
    table = shown(result, DOWN, who="X001 示例丙01", clause="5.1.2.a 销售业绩完成率").splitlines()
    assert table[0].split("\t") == ["条款", "指标", "文件", "工作表", "行", "工号", "去向", "计入的数"]
    rows = [line.split("\t") for line in table[1:]]
    assert {(row[2], row[5], row[6]) for row in rows} == {("销售台账-2026下半年.xlsx", "X001", "计入")}
    # 220,000.00 元, as worked out in test_month; a return among them.
    assert sum(round(float(row[7]) * 100) for row in rows) == 22_000_000
    assert min(float(row[7]) for row in rows) < 0


def test_a_row_leads_to_where_it_went(result: AppraisalResult) -> None:
    table = shown(result, DOWN, who="X001 示例丙01", clause="5.1.2.a 销售业绩完成率").splitlines()
    for line in table[1:]:
        _, _, file, sheet, row, *_ = line.split("\t")
        assert line in shown(result, BACK, file=file, sheet=sheet, row=row).splitlines()


def test_a_department_leads_to_everybodys_rows(result: AppraisalResult) -> None:
    rows = shown(result, DOWN, who="销售部（部门）", clause="5.1.2.d 销售费用控制率").splitlines()[1:]
    (own,) = [kpi for kpi in result.departments[0].kpis if kpi.clause == "5.1.2.d"]
    assert len(rows) == own.rows
    assert sum(round(float(line.split("\t")[7]) * 100) for line in rows) == own.numerator


@pytest.mark.parametrize(
    ("title", "filled", "words"),
    [
        (DOWN, {"who": "X001 示例丙01", "clause": "5.1.2.d 销售费用控制率"}, "费用台账"),
        # January is not October.
        (BACK, {"file": "销售台账-2026上半年.xlsx", "row": "5"}, "不是 2026-10 的行"),
        (BACK, {"file": "销售台账-2026上半年.xlsx", "row": "99999"}, "读到的行里没有 销售台账-2026上半年.xlsx 第 99999 行"),
        (BACK, {"file": "满意度调查-问卷导出.xlsx", "row": ""}, "填好后这里显示结果"),
    ],
)  # fmt: skip
def test_what_has_no_rows_says_why(
    result: AppraisalResult, title: str, filled: dict[str, str], words: str
) -> None:
    assert words in shown(result, title, **filled)


def test_a_person_is_not_scored_by_another_departments_kpi(sample: Path) -> None:
    whole = score_month("2026-10", "全部", sample).result
    assert (
        shown(whole, DOWN, who="X001 示例丙01", clause="5.1.3.d 客户意见收集数量")
        == "X001 不按 5.1.3.d 考核，请选另一项指标"
    )
