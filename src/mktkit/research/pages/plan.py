"""The research plan by form: sample size while typing, hand in for approval, files once it is approved."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import ClassVar

from pydantic import BaseModel

from mktkit.forms import Code, Percent, download, entry
from mktkit.office.excel import new_workbook, write_table
from mktkit.office.word import write_word
from mktkit.records import SELF_DECLARED, Store, open_store
from mktkit.registers import REGISTERS, write_template
from mktkit.research.plan.document import plan_document
from mktkit.research.plan.model import ResearchPlan
from mktkit.research.plan.paper import approved_plan
from mktkit.research.plan.review import check_plan
from mktkit.research.plan.rows import budget_rows, task_row
from mktkit.research.plan.sampling import Precision, sample_size
from mktkit.rules import Rules, load_rules

__all__ = [
    "ApprovedPlan",
    "SampleRequest",
    "plan_files",
    "plan_preview",
    "show_sample_size",
]


class SampleRequest(BaseModel):
    """What the sample-size calculator is asked."""

    form_name: ClassVar = "plan_form.SampleRequest"

    margin: Percent = entry("允许误差", default=5, unit="个百分点", gt=0, lt=50, clause="3.1.1")
    confidence: Percent = entry("置信水平", default=95, ge=50, lt=100)
    population: int | None = entry("总体人数", default=None, unit="个", ge=1, help="不知道或很大就留空")
    share: Percent = entry("预计比例", default=50, gt=0, lt=100, help="不知道就用 50%，需要的样本最多")
    design_effect: Percent = entry("设计效应", default=1, unit="倍", ge=1, le=10, help="简单随机抽样用 1")
    response_rate: Percent = entry("预计回收率", default=100, gt=0, le=100)


def show_sample_size(request: SampleRequest) -> dict[str, object]:
    """Return what the calculator shows.

    Examples
    --------
    >>> show_sample_size(SampleRequest())["样本量"][0]
    {'项': '需要的有效答卷', '值': '385 份'}
    """
    wanted = dict(request)
    response_rate = wanted.pop("response_rate")
    return sample_size(Precision(**wanted), response_rate).shown()


def plan_preview(plan: ResearchPlan, rules: Rules | None = None) -> dict[str, object]:
    """Return what stands below the form while it is filled in: remarks, the part of the budget, the paper."""
    in_force = rules or load_rules(on=dt.date.today())
    found = [
        {"哪里": one.column, "问题": one.what, "要求": one.want, "怎么改": one.mend}
        for one in check_plan(plan, in_force)
    ]
    return {
        "提交前请看": found or "没有要提醒的。",
        "列入费用预算": budget_rows(plan) or "没有预算。",
        "草稿": download(
            f"调研计划-{plan.task_id}-草稿.docx", lambda: write_word(plan_document(plan, in_force))
        ),
    }


class ApprovedPlan(BaseModel):
    """Whose files are wanted."""

    task_id: Code = entry("任务号", example="R2026-015", min_length=1, clause="3.1.1")


def plan_files(
    request: ApprovedPlan, store: Store | None = None, rules: Rules | None = None
) -> dict[str, object]:
    """Return the files of an approved plan: the paper, the row for 《调研任务》, the part of the budget."""
    kept = store or open_store()
    plan, record = approved_plan(request.task_id, kept)
    approved_on = dt.date.fromisoformat(record.when[:10])
    in_force = rules or load_rules(on=approved_on)
    task = partial(write_template, REGISTERS["research_tasks"], in_force, [task_row(plan, approved_on)])
    return {
        "已批准": [
            {
                "任务号": plan.task_id,
                "名称": plan.title,
                "批准": f"{record.who.label}，{approved_on}",
                "版本": record.version,
                "说明": SELF_DECLARED,
            }
        ],
        "文件": [
            download(
                f"调研计划-{plan.task_id}.docx", lambda: write_word(plan_document(plan, in_force, record))
            ),
            download(f"调研任务-{plan.task_id}.xlsx", task),
            download(f"调研预算-{plan.task_id}.xlsx", partial(_budget_file, plan)),
        ],
    }


def _budget_file(plan: ResearchPlan) -> bytes:
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("调研预算")
        sheet.write_string(0, 0, f"{plan.title}（{plan.task_id}）列入费用预算", styles.title)
        columns = [("预算科目", 16, ""), ("月份", 10, ""), ("金额（元）", 14, "#,##0.00"), ("事由", 40, "")]
        write_table(sheet, styles, 2, columns, budget_rows(plan), totals=("金额（元）",))
    return buffer.getvalue()
