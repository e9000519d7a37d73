"""The research plan: what its form refuses, what its reviewer sees, its approval, and the files that follow."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from pydantic import ValidationError

from mktkit.errors import MktkitError
from mktkit.forms import Form, form
from mktkit.records import Actor, Draft, Store, open_store
from mktkit.records.verify import verify
from mktkit.registers import REGISTERS, read_one
from mktkit.research.pages.plan import (
    ApprovedPlan,
    SampleRequest,
    plan_files,
    plan_preview,
    show_sample_size,
)
from mktkit.research.plan.document import plan_document
from mktkit.research.plan.example import example_plan
from mktkit.research.plan.model import ResearchPlan, plan_number
from mktkit.research.plan.paper import RESEARCH_PLAN, approved_plan, review_plan, unapproved
from mktkit.research.plan.review import check_plan, required
from mktkit.research.plan.rows import budget_rows
from mktkit.rules import Rules

AUTHOR = Actor("S001", "李明", ("市场专员",))
MANAGER = Actor("M001", "王敏", ("营销经理",))
DAY = dt.datetime(2026, 9, 18, 2, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path / "records", clock=lambda: DAY) as opened:
        yield opened


def handed_in(store: Store, rules: Rules, plan: ResearchPlan | None = None) -> str:
    value = plan or example_plan()
    draft = Draft.of(
        rules,
        kind=RESEARCH_PLAN.kind,
        title=RESEARCH_PLAN.title(value),
        body=value,
        document=RESEARCH_PLAN.number(value),
        clause=RESEARCH_PLAN.clause,
    )
    store.save(draft, AUTHOR)
    return store.act(draft.document, AUTHOR, "submit").document


def changed(**values: Any) -> dict[str, Any]:
    return {**example_plan().model_dump(), **values}


def test_the_example_is_a_plan_without_a_remark_and_the_form_gives_it_back(rules: Rules) -> None:
    plan = example_plan()
    assert check_plan(plan, rules, dt.date(2026, 9, 18)) == []
    made: Form[ResearchPlan] = form(ResearchPlan, value=plan, draft=False, rules=rules, today=DAY.date())
    assert made.value == plan
    assert ResearchPlan.model_validate(plan.model_dump(mode="json")) == plan


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"sample": None}, "要填“样本”"),
        ({"methods": ["案头研究"]}, "调研方法里没有选它"),
        ({"methods": ["问卷调查", "案头研究", "观察"]}, "没有一行用它"),
        ({"due_on": dt.date(2026, 10, 20)}, "晚于应完成日 2026-10-20"),
        ({"stages": [{"work": "写", "starts_on": "2026-10-02", "ends_on": "2026-10-01"}]}, "早于开始日期"),
        ({"stages": [{"work": "写", "starts_on": "2026-10-01", "ends_on": "2026-10-02"}]}, "没有一行是实施"),
        ({"topics": []}, "too_short"),
        ({"purpose": ""}, "string_too_short"),
        ({"task_id": "../../x"}, "string_pattern_mismatch"),
    ],
)
def test_an_incomplete_plan_is_refused(values: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        ResearchPlan.model_validate(changed(**values))
    assert words in str(caught.value)


def test_what_the_reviewer_should_know(rules: Rules) -> None:
    sample = example_plan().sample
    assert sample is not None
    small = ResearchPlan.model_validate(
        changed(
            sample=sample.model_copy(update={"planned": 300, "groups": 4, "margin": Decimal(6)}).model_dump(),
            category="其他",
            budget=[],
        )
    )
    told = "\n".join(str(one) for one in check_plan(small, rules, dt.date(2026, 10, 12)))
    # ±6 points: 1.96² · 0.25 ÷ 0.06² = 266.8, so 267 in each of four groups.
    assert "需要 1068 份（4 组，每组 267 份）" in told
    for words in ("公司的要求是 ±5 个百分点", "市场调研费用", "没有预算", "未经批准，不得实施（3.1.1）"):
        assert words in told
    many = ResearchPlan.model_validate(
        changed(sample=sample.model_copy(update={"population": 100}).model_dump())
    )
    assert any("多于总体" in one.what for one in check_plan(many, rules))


def test_the_calculator_and_the_preview(rules: Rules) -> None:
    shown = show_sample_size(SampleRequest(population=2000, response_rate=Decimal(40)))
    # 323 ÷ 0.4 = 807.5.
    assert [row["值"] for row in shown["样本量"]] == ["323 份", "808 份"]
    sample = example_plan().sample
    assert sample is not None
    needed = required(sample)
    # 384.15 ÷ (1 + 383.15 ÷ 6200) = 361.8.
    assert needed["需要的有效答卷"].text == "362 份"
    preview = plan_preview(example_plan(), rules)
    assert preview["提交前请看"] == "没有要提醒的。"
    assert preview["列入费用预算"] == budget_rows(example_plan())
    assert [(row["月份"], str(row["金额（元）"])) for row in preview["列入费用预算"]] == [
        ("2026-09", "600.00"),
        ("2026-10", "28000.00"),
    ]


def test_nothing_is_carried_out_before_the_manager_approved(store: Store, rules: Rules) -> None:
    assert "没有这个任务的调研计划" in unapproved("R2026-EX1", store)
    number = handed_in(store, rules)
    assert number == plan_number("R2026-EX1")
    assert "审批中" in unapproved("R2026-EX1", store)
    with pytest.raises(MktkitError, match="不得实施"):
        plan_files(ApprovedPlan(task_id="R2026-EX1"), store, rules)
    with pytest.raises(MktkitError, match="经办人"):
        store.act(number, AUTHOR, "approve")
    waiting = store.waiting_for(MANAGER)
    assert [one.document for one in waiting] == [number]
    assert isinstance(review_plan(example_plan(), waiting[0], store, rules), str)
    store.act(number, MANAGER, "return", "样本太少")
    assert "已退回" in unapproved("R2026-EX1", store)
    store.act(number, AUTHOR, "submit")
    store.act(number, MANAGER, "approve")
    assert unapproved("R2026-EX1", store) == ""
    plan, record = approved_plan("R2026-EX1", store)
    assert (plan, record.who) == (example_plan(), MANAGER)
    assert verify(store).ok


def test_the_files_of_an_approved_plan(store: Store, rules: Rules, tmp_path: Path) -> None:
    store.act(handed_in(store, rules), MANAGER, "approve")
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


def test_a_draft_says_that_it_is_none_yet(rules: Rules) -> None:
    document = plan_document(example_plan(), rules)
    assert "未经批准不得实施" in str(document.blocks[0])
