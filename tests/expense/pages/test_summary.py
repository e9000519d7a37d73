"""The summary by form: down to the rows behind a figure."""

from __future__ import annotations

from mktkit.expense.pages.summary import SummaryRequest, summary_request


def test_the_form_shows_rows_behind_a_figure() -> None:
    shown = summary_request(SummaryRequest(period="当月", department="客服部", category="客服费用"))
    assert shown["汇总（元，含税）"][-1]["预算"] == "191,000.00"
    rows = shown["台账明细"]
    assert {(row["部门"], row["预算科目"], row["月份"]) for row in rows} == {
        ("客服部", "客服费用", "2026-10")
    }
    of_category = next(row for row in shown["汇总（元，含税）"] if row["预算科目"] == "客服费用")
    assert sum(float(row["金额"].replace(",", "")) for row in rows) == float(
        of_category["实际"].replace(",", "")
    )
    assert shown["结果文件"][0].caption == "［下载 费用汇总-2026-10.xlsx］"
