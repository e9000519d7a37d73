"""``mktkit expense import`` and ``mktkit expense summary``: a ledger taken in, and held against the budget."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mktkit.cli.parts import (
    FILE,
    FORMAT,
    OUT,
    Month,
    UsageError,
    Yuan,
    print_json,
    print_rows,
    require_ending,
)
from mktkit.errors import show

if TYPE_CHECKING:
    from mktkit.expense.ledger.sources import DateStyle, NumberStyle

__all__ = ["import_ledger", "summary"]


@click.command(
    "import", options_metavar="[选项]", help="导入财务系统导出的费用明细；同一文件导入两次不会重复。"
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=FILE)
@click.option("--source", metavar="名称", help="这些文件来自哪个系统，如 用友；和下面的对照一起记住。")
@click.option(
    "--map",
    "pairs",
    metavar="表头=标准列",
    multiple=True,
    help="哪个表头是哪一列，如 Net amount=金额；可写多次。",
)
@click.option("--ignore", "ignored", metavar="表头", multiple=True, help="不要用的表头；可写多次。")
@click.option(
    "--dates",
    type=click.Choice(["年-月-日", "日-月-年", "月-日-年"]),
    default="年-月-日",
    show_default=True,
    help="日期的写法。",
)
@click.option(
    "--numbers",
    type=click.Choice(["1,234.56", "1.234,56"]),
    default="1,234.56",
    show_default=True,
    help="数字的写法。",
)
@click.option("--look", is_flag=True, help="只看会怎样，不存。")
@click.option("-o", "output", type=OUT, help="另存为标准的费用台账（.xlsx），考核 5.1.2.d 可直接用。")
@FORMAT
def import_ledger(
    files: tuple[Path, ...],
    source: str | None,
    pairs: tuple[str, ...],
    ignored: tuple[str, ...],
    dates: DateStyle,
    numbers: NumberStyle,
    look: bool,
    output: Path | None,
    style: str,
) -> None:
    """Take exports into the ledger of this machine."""
    from mktkit.errors import FindingsError
    from mktkit.expense.ledger.book import Imported, import_files
    from mktkit.expense.ledger.files import headers_of
    from mktkit.expense.ledger.reading import read_ledger
    from mktkit.expense.ledger.report import (
        count_rows,
        counts_json,
        reconciliation,
        refused_rows,
        uncategorised_rows,
    )
    from mktkit.expense.ledger.sources import load_sources, make_source, remember_source, signature
    from mktkit.rules import load_rules

    require_ending(output, ".xlsx", "-o")
    rules = load_rules(on=dt.date.today())
    sources = load_sources()
    if pairs or ignored or source:
        if not source:
            raise UsageError("写了对照，没有写来源", "对照按来源记住", "加上 --source 名称", where="--source")
        columns = dict(map(_pair, pairs))
        for path in files:
            made = make_source(source, headers_of(path, path.name), columns, ignored, dates, numbers)
            sources[signature(made.headers)] = made
            if not look:
                remember_source(made)
    named = [(path, path.name) for path in files]
    own = read_ledger(named, rules, sources) if look or output is not None else None
    if own is not None and own.faults:
        raise FindingsError(own.faults, "有文件读不出来，没有导入")
    done = Imported(tuple(name for _, name in named), (), own) if look and own else import_files(named, rules)
    new, again, counts, whole = done.new, done.again, done.counts, done.ledger
    if output is not None:
        from mktkit.expense.ledger.register import write_standard
        from mktkit.files import save_document

        save_document(output, write_standard(own or whole, rules))
    refused = refused_rows(done.refused)
    loose = uncategorised_rows(whole, 20) if new else []
    if style == "json":
        print_json(
            {
                "new": list(new),
                "again": list(again),
                "files": counts_json(counts),
                "refused": refused,
                "uncategorised": uncategorised_rows(whole),
                "notices": [one.as_dict() for one in whole.findings],
            }
        )
        return
    for name in again:
        click.echo(f"{name}：已经导入过，没有变化。")
    if new:
        click.echo(f"{'看了' if look else '导入了'} {len(new)} 个文件。")
        print_rows(count_rows(counts))
        click.echo(reconciliation(counts))
    if refused:
        click.echo(f"\n退回 {len(refused)} 行（没有计入）：")
        print_rows(refused[:30])
    if loose:
        click.echo("\n没有归类的（按金额，改规则 6.1.1 的 category_rules 后自动重算）：")
        print_rows(loose)
    for finding in done.notices:
        click.echo(f"提示：{finding}")
    if output is not None:
        click.echo(f"\n标准费用台账：{output}")


def _pair(text: str) -> tuple[str, str]:
    own, equals, standard = text.rpartition("=")
    if not equals or not own.strip() or not standard.strip():
        raise UsageError(
            f"对照写成了{show(text)}", "应为 表头=标准列，如 Net amount=金额", "改好后重试", where="--map"
        )
    return own.strip(), standard.strip()


@click.command("summary", options_metavar="[选项]", help="预算、已占用、实际、可用：汇总到一个月为止。")
@click.option("--through", metavar="月份", type=Month(), required=True, help="截至哪个月，如 2026-10。")
@click.option(
    "--ledger", "files", type=FILE, multiple=True, help="台账文件；可写多次。不写就用导入过的全部。"
)
@click.option("--budget", "budget_file", type=FILE, help="费用预算表；不写就用已批准的预算。")
@click.option("--revenue", metavar="元", type=Yuan(), help="全年收入，用于税前扣除提醒，如 1000万。")
@click.option(
    "--by",
    type=click.Choice(["category", "department", "month", "quarter"]),
    default="category",
    show_default=True,
    help="按什么汇总。",
)
@click.option(
    "--period",
    type=click.Choice(["当月", "本季度", "年初至今", "全年"]),
    default="年初至今",
    show_default=True,
    help="看哪一段。",
)
@click.option("-o", "output", type=OUT, help="结果工作簿（.xlsx）。")
@click.option("--word", "word_file", type=OUT, help="汇报（.docx）。")
@click.option("--csv", "csv_file", type=OUT, help="各月明细（.csv）。")
@FORMAT
def summary(
    through: str,
    files: tuple[Path, ...],
    budget_file: Path | None,
    revenue: int | None,
    by: str,
    period: str,
    output: Path | None,
    word_file: Path | None,
    csv_file: Path | None,
    style: str,
) -> None:
    """Hold the ledger against the budget."""
    from mktkit.expense.claim.store import commitments
    from mktkit.expense.ledger.report import reconciliation
    from mktkit.expense.summary.entry import ledger_of, read_budget, read_budget_rows, summarise_ledger
    from mktkit.expense.summary.report import (
        alert_rows,
        detail_rows,
        forecast_rows,
        period_months,
        summary_csv,
        summary_rows,
        tax_rows,
        to_json,
    )
    from mktkit.expense.summary.tax import TAX_NOTE
    from mktkit.expense.summary.word import write_memo
    from mktkit.expense.summary.workbook import write_workbook
    from mktkit.files import save_document
    from mktkit.records import open_store
    from mktkit.rules import load_rules

    require_ending(output, ".xlsx", "-o")
    require_ending(word_file, ".docx", "--word")
    require_ending(csv_file, ".csv", "--csv")
    rules = load_rules(on=dt.date.fromisoformat(f"{through}-01"))
    with open_store() as store:
        budget = read_budget_rows(budget_file, rules) if budget_file else read_budget(store, int(through[:4]))
        committed = commitments(store)
    ledger = ledger_of([(path, path.name) for path in files], rules)
    made = summarise_ledger(ledger, budget, committed, rules, through, revenue)
    if output is not None:
        save_document(output, write_workbook(made.summary, rules, ledger))
    if word_file is not None:
        save_document(word_file, write_memo(made.summary, rules, dt.date.today()))
    if csv_file is not None:
        save_document(csv_file, summary_csv(detail_rows(made.summary)))
    if style == "json":
        print_json(to_json(made.summary, ledger.counts))
        return
    mark = "，含示例值，待公司确认" if made.summary.sample else ""
    click.echo(f"{through} 营销费用汇总，{period}，元，含税（{made.summary.edition}{mark}）")
    print_rows(summary_rows(made.summary, [by], period_months(made.summary, period)))
    click.echo(reconciliation(ledger.counts))
    for title, rows in (
        ("预警", alert_rows(made.summary)),
        ("全年预计", forecast_rows(made.summary.forecasts)),
        ("税前扣除提醒", tax_rows(made.summary)),
    ):
        if rows:
            click.echo(f"\n{title}：")
            print_rows(rows)
    if made.summary.tax:
        click.echo(TAX_NOTE)
    for rows_and_amount, words in (
        (made.summary.uncategorised, "没有归类"),
        (made.summary.other_years, "不是这一年的，没有计入"),
    ):
        if rows_and_amount[0]:
            click.echo(f"另有 {rows_and_amount[0]} 行{words}，共 {rows_and_amount[1] / 100:,.2f} 元。")
    for path in (output, word_file, csv_file):
        if path is not None:
            click.echo(f"已写出 {path}")
