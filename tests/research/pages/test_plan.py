"""The pages of a plan: calculator, preview, and the files of an approved one."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl

from mktkit.records import Actor, Store
from mktkit.registers import REGISTERS, read_one
from mktkit.research.pages.plan import (
    ApprovedPlan,
    SampleRequest,
    plan_files,
    plan_preview,
    show_sample_size,
)
from mktkit.research.plan.example import example_plan
from mktkit.research.plan.rows import budget_rows
from mktkit.rules import Rules

MANAGER = Actor("M001", "王敏", ("营销经理",))


def test_the_calculator_and_the_preview(rules: Rules) -> None:
    shown = show_sample_size(SampleRequest(population=2000, response_rate=Decimal(40)))
    # 323 ÷ 0.4 = 807.5.
    assert [row["值"] for row in shown["样本量"]] == ["323 份", "808 份"]
    preview = plan_preview(example_plan(), rules)
    assert preview["提交前请看"] == "没有要提醒的。"
    assert preview["列入费用预算"] == budget_rows(example_plan())
    assert [(row["月份"], str(row["金额（元）"])) for row in preview["列入费用预算"]] == [
        ("2026-09", "600.00"),
        ("2026-10", "28000.00"),
    ]


def test_the_files_of_an_approved_plan(
    store: Store, rules: Rules, tmp_path: Path, hand_in_plan: Callable[[], str]
) -> None:
    store.act(hand_in_plan(), MANAGER, "approve")
    shown = plan_files(ApprovedPlan(task_id="R2026-EX1"), store, rules)
    paper, task, budget = (button.content() for button in shown["文件"])
    words = "\n".join(one.text for one in docx.Document(io.BytesIO(paper)).paragraphs)
    for part in ("调研目的", "调研内容", "调研方法", "时间安排", "预算", "王敏（M001）", "362 份"):
        assert part in words
    (tmp_path / "调研任务.xlsx").write_bytes(task)
    read = read_one(tmp_path / "调研任务.xlsx", REGISTERS["research_tasks"], rules)
    assert read.faults == ()
    (row,) = read.frame().to_dict("records")
    assert (row["task_id"], str(row["plan_approved_on"].date()), str(row["due_on"].date())) == (
        "R2026-EX1",
        "2026-09-18",
        "2026-10-28",
    )
    sheet = openpyxl.load_workbook(io.BytesIO(budget))["调研预算"]
    assert [cell.value for cell in sheet["C"]][3:5] == [600, 28000]
    assert str(sheet["C6"].value).startswith("=SUBTOTAL(109,")
