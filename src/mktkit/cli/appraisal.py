"""``mktkit score``: a month's appraisal."""

from __future__ import annotations

from pathlib import Path

import click

from mktkit.cli.parts import (
    FORMAT,
    OUT,
    Month,
    look_up,
    print_findings,
    print_json,
    print_table,
    require_ending,
)

__all__ = ["score"]


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
def score(
    department: str, month: str, folder: Path, output: Path | None, person: str | None, style: str
) -> None:
    """Score a month from the registers."""
    from mktkit.appraisal import Period, appraise, departments_of
    from mktkit.appraisal.report import only_person, summary_rows, to_json
    from mktkit.appraisal.workbook import write_workbook
    from mktkit.files import save_document
    from mktkit.registers import read_dataset
    from mktkit.rules import load_rules

    departments = look_up(departments_of, department)
    require_ending(output, ".xlsx", "-o")
    rules = load_rules(on=Period.of(month).first)
    period = Period.of(month, rules.appraisal.cutoff_days)
    result = appraise(read_dataset(folder, rules), period, rules, departments)
    if person is not None:
        result = look_up(only_person, result, person)
    if output is not None:
        save_document(output, write_workbook(result, rules))
    if style == "json":
        print_json(to_json(result))
        return
    rows = summary_rows(result)
    titles = ["名次", "工号", "姓名", "部门", "总分", "等级", "状态", "说明"]
    click.echo(f"{month} 绩效考核（{result.edition}{'，含示例值，待公司确认' if result.sample else ''}）")
    print_table(titles, [[row[title] for title in titles] for row in rows])
    print_findings(result.findings)
    if output is not None:
        click.echo(f"\n结果工作簿：{output}")
