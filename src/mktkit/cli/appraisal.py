"""``mktkit score``: a month's appraisal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mktkit.cli.parts import (
    FORMAT,
    OUT,
    Month,
    answer,
    finding_lines,
    gathered,
    look_up,
    require_ending,
    table,
)

if TYPE_CHECKING:
    from mktkit.appraisal import AppraisalResult, Progress
    from mktkit.rules import Rules

__all__ = ["score"]


@dataclass(frozen=True)
class _Asked:
    """What is to be scored; the help says what each is."""

    department: str
    month: str
    folder: Path
    output: Path | None
    person: str | None
    style: str


@click.command("score", options_metavar="[选项]", help="考核打分：读登记表，算出得分，写出结果工作簿。")
@click.option(
    "--department",
    metavar="部门",
    required=True,
    help="sales 销售部、market 市场部、service 客服部、all 全部。",
)
@click.option("--month", required=True, type=Month(), help="考核月份，如 2026-10。")
@click.option(
    "--registers",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="放登记表的文件夹。",
)
@click.option("-o", "output", type=OUT, help="结果工作簿（.xlsx）。")
@click.option("--person", metavar="工号", help="只要一个人的结果。")
@FORMAT
@gathered(_Asked)
def score(asked: _Asked) -> None:
    """Score a month from the registers; of one that still runs, say how far it is."""
    from mktkit.appraisal import Progress
    from mktkit.appraisal.report import progress_json, to_json
    from mktkit.appraisal.workbook import write_workbook
    from mktkit.files import save_document

    result, rules = _scored(asked)
    if isinstance(result, Progress):
        answer(asked.style, progress_json(result), *_so_far(result))
        return
    if asked.output is not None:
        save_document(asked.output, write_workbook(result, rules))
    saved = f"\n结果工作簿：{asked.output}" if asked.output else ""
    answer(asked.style, to_json(result), *_told(asked.month, result), saved)


def _scored(asked: _Asked) -> tuple[AppraisalResult | Progress, Rules]:
    from mktkit.appraisal import Period, appraise, departments_of, progress_of
    from mktkit.appraisal.progress import month_state
    from mktkit.appraisal.report import only_person
    from mktkit.registers import read_dataset
    from mktkit.rules import load_rules

    departments = look_up(departments_of, asked.department)
    require_ending(asked.output, ".xlsx", "-o")
    rules = load_rules(on=Period.of(asked.month).first)
    period = Period.of(asked.month, rules.appraisal.cutoff_days)
    today = dt.date.today()
    running = month_state(period, today) == "running"
    dataset = read_dataset(asked.folder, rules)
    if running:
        return progress_of(dataset, period, rules, departments, today=today), rules
    result = appraise(dataset, period, rules, departments, today=today)
    return result if asked.person is None else look_up(only_person, result, asked.person), rules


def _so_far(progress: Progress) -> Iterator[str]:
    from mktkit.appraisal.progress import progress_rows

    yield f"{progress.period.month} 期中进度，到 {progress.today}（{progress.period.cutoff} 截止以后才有考核结果）"
    rows = progress_rows(progress)
    if rows:
        yield table(list(rows[0]), [list(row.values()) for row in rows])
    yield from finding_lines(progress.findings)


def _told(month: str, result: AppraisalResult) -> Iterator[str]:
    from mktkit.appraisal.lineage_report import lineage_rows
    from mktkit.appraisal.report import summary_rows

    yield f"{month} 绩效考核（{result.edition}{'，含示例值，待公司确认' if result.sample else ''}）"
    titles = ["名次", "工号", "姓名", "部门", "总分", "等级", "状态", "说明"]
    yield table(titles, [[row[title] for title in titles] for row in summary_rows(result)])
    went = ["条款", "指标", "登记表", "当月行数", "计入", "不计的原因"]
    yield "\n数据去向（当月行数＝计入＋不计）"
    yield table(went, [[row[title] for title in went] for row in lineage_rows(result)])
    yield from finding_lines(result.findings)
