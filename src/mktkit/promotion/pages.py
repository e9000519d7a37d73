"""Brand promotion by form: what stands below each form."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import narwhals as nw

from mktkit.appraisal.kpi import Frames
from mktkit.appraisal.model import Period
from mktkit.errors import FindingsError, MktkitError, fault
from mktkit.forms import download
from mktkit.forms.files.upload import Files
from mktkit.money import yuan
from mktkit.office.word import write_word
from mktkit.promotion.calc import evaluate
from mktkit.promotion.document import channel_rows, log_rows, plan_document, positioning_document
from mktkit.promotion.model import Evaluation, ExecutionLog, Positioning, PromotionPlan
from mktkit.promotion.report import evaluation_document, kpi_rows
from mktkit.promotion.workbook import evaluation_workbook, plan_workbook
from mktkit.registers import Dataset, read_dataset, read_files
from mktkit.rules import Rules, load_rules

__all__ = [
    "evaluation_preview",
    "log_preview",
    "plan_preview",
    "positioning_preview",
]

_REGISTERS = ("campaigns", "awareness_waves")


def _today() -> Rules:
    return load_rules(on=dt.date.today())


def positioning_preview(sheet: Positioning, rules: Rules | None = None) -> dict[str, object]:
    """Return what stands below the positioning sheet: who approves it, the file."""
    in_force = rules or _today()
    steps = "、".join(f"{one.by}{one.step}" for one in in_force.approval("3.2.1"))
    return {
        "审批": f"提交后由{steps}；通过之前不得作为推广的依据（{in_force.cite('3.2.1')}）",
        "文件": download(
            f"品牌定位书-{sheet.number}.docx", lambda: write_word(positioning_document(sheet, in_force))
        ),
    }


def plan_preview(plan: PromotionPlan, rules: Rules | None = None) -> dict[str, object]:
    """Return what stands below the channel plan: channels by kind, money left, files."""
    in_force = rules or _today()
    rows = channel_rows(plan, in_force)
    missing = [kind for kind in ("线上", "线下") if kind not in {row["类别"] for row in rows}]
    left = yuan(plan.budget_limit - plan.budget)
    return {
        "渠道": rows,
        "预算": f"合计 {yuan(plan.budget)} 元，尚未安排 {left} 元"
        + (f"；没有选{'、'.join(missing)}渠道" if missing else ""),
        "文件": [
            download(f"推广渠道计划-{plan.number}.docx", lambda: write_word(plan_document(plan, in_force))),
            download(f"推广渠道计划-{plan.number}.xlsx", lambda: plan_workbook(plan, in_force)),
        ],
    }


def log_preview(
    log: ExecutionLog, plan: Callable[[], PromotionPlan], rules: Rules | None = None
) -> dict[str, object]:
    """Return what stands below the log: entries by day, and the plan's files with the log in them.

    Parameters
    ----------
    plan
        Gives the plan that is carried out; raises where it is not filled in.
    """
    in_force = rules or _today()

    def followed() -> PromotionPlan:
        value = plan()
        if value.number != log.plan:
            raise MktkitError(
                f"记录写的是计划 {log.plan}，上面的计划是 {value.number}",
                "两处应是同一个计划",
                "改正编号",
                where="推广渠道计划编号",
            )
        return value

    return {
        "记录": log_rows(log),
        "花费合计": f"{yuan(log.cost)} 元",
        "文件": [
            download(
                f"推广执行记录-{log.plan}.docx", lambda: write_word(plan_document(followed(), in_force, log))
            ),
            download(f"推广执行记录-{log.plan}.xlsx", lambda: plan_workbook(followed(), in_force, log)),
        ],
    }


def evaluation_preview(asked: Evaluation, files: Files = dict) -> dict[str, object]:
    """Evaluate what is asked and return what to show: results, scores, what they cannot say, files.

    Parameters
    ----------
    asked
        What is to be evaluated.
    files
        Gives the registers dropped in; none means the example set.
    """
    given = dict(files())
    try:
        frames = _frames(given) if given else _example_frames()
        result = evaluate(asked, frames, _rules_of)
    except FindingsError as problem:
        return {f"{problem.what}，请逐条改好": [one.as_row() for one in problem.findings]}
    rules = _rules_of(result.campaign.month)
    shown: dict[str, object] = {} if given else {"登记表": "没有拖进登记表，用的是自带的示例"}
    shown["计入考核的得分"] = kpi_rows(result)
    for one in result.analyses:
        shown |= one.shown()
    shown["不能说明什么"] = result.causality
    name = f"推广效果评估-{asked.campaign_id}"
    shown["文件"] = [
        download(f"{name}.docx", lambda: write_word(evaluation_document(asked, result, rules))),
        download(f"{name}.xlsx", lambda: evaluation_workbook(asked, result, rules)),
    ]
    return shown


def _rules_of(period: Period) -> Rules:
    return load_rules(on=period.first)


def _frames(files: Mapping[str, Path]) -> Frames:
    """Read the registers dropped in; every fault of theirs at once."""
    return _chosen(read_files(dict(sorted(files.items())), _today(), only=_REGISTERS))


@lru_cache(1)
def _example_frames() -> Frames:
    from mktkit.samples import write_sample

    with tempfile.TemporaryDirectory(prefix="mktkit-") as folder:
        write_sample(Path(folder), load_rules(on=dt.date(2026, 10, 1), company=None))
        return _chosen(read_dataset(Path(folder), _today(), only=_REGISTERS))


def _chosen(dataset: Dataset) -> Frames:
    found = [one for one in dataset.findings if one.level == "fault"]
    if "campaigns" not in dataset.tables:
        found.append(fault("没有找到登记表《推广活动》", "文件名里要有“推广活动”", "把它拖进来"))
    if found:
        raise FindingsError(found)
    return {name: nw.from_native(table.frame(), eager_only=True) for name, table in dataset.tables.items()}
