"""``mktkit expense import`` and ``mktkit expense summary``: a ledger taken in, and held against the budget."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
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
    answer,
    gathered,
    require_ending,
    row_table,
)
from mktkit.errors import show

if TYPE_CHECKING:
    from mktkit.expense.ledger.book import Imported
    from mktkit.expense.ledger.model import Ledger
    from mktkit.expense.ledger.sources import DateStyle, ExportSource, NumberStyle
    from mktkit.expense.summary.entry import Summarised
    from mktkit.rules import Rules

__all__ = ["import_ledger", "summary"]


@dataclass(frozen=True)
class _Import:
    """What is to be imported, and how it is written; the help says what each is."""

    files: tuple[Path, ...]
    source: str | None
    pairs: tuple[str, ...]
    ignored: tuple[str, ...]
    dates: DateStyle
    numbers: NumberStyle
    look: bool
    output: Path | None
    style: str


@dataclass(frozen=True)
class _Summary:
    """What is to be summarised, from what, into which files; the help says what each is."""

    through: str
    files: tuple[Path, ...]
    budget_file: Path | None
    revenue: int | None
    by: str
    period: str
    output: Path | None
    word_file: Path | None
    csv_file: Path | None
    style: str


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
@gathered(_Import)
def import_ledger(asked: _Import) -> None:
    """Take exports into the ledger of this machine."""
    from mktkit.expense.ledger.register import write_standard
    from mktkit.expense.ledger.report import counts_json, refused_rows, uncategorised_rows
    from mktkit.files import save_document
    from mktkit.rules import load_rules

    require_ending(asked.output, ".xlsx", "-o")
    rules = load_rules(on=dt.date.today())
    own, done = _imported(asked, rules)
    if asked.output is not None:
        save_document(asked.output, write_standard(own or done.ledger, rules))
    data = {
        "new": list(done.new),
        "again": list(done.again),
        "files": counts_json(done.counts),
        "refused": refused_rows(done.refused),
        "uncategorised": uncategorised_rows(done.ledger),
        "notices": [one.as_dict() for one in done.ledger.findings],
    }
    answer(asked.style, data, *_told_import(asked, done))


def _imported(asked: _Import, rules: Rules) -> tuple[Ledger | None, Imported]:
    """Return the ledger of these files alone, where it is asked for, and what the import did or would do."""
    from mktkit.errors import FindingsError
    from mktkit.expense.ledger.book import Imported, import_files
    from mktkit.expense.ledger.reading import read_ledger

    sources = _sources(asked)
    named = [(path, path.name) for path in asked.files]
    own = read_ledger(named, rules, sources) if asked.look or asked.output is not None else None
    if own is not None and own.faults:
        raise FindingsError(own.faults, "有文件读不出来，没有导入")
    if asked.look and own:
        return own, Imported(tuple(name for _, name in named), (), own)
    return own, import_files(named, rules)


def _sources(asked: _Import) -> dict[str, ExportSource]:
    """Return the sources that are known, with the one that is told here; it is remembered unless one only looks."""
    from mktkit.expense.ledger.files import headers_of
    from mktkit.expense.ledger.sources import load_sources, make_source, remember_source, signature

    sources = load_sources()
    if not (asked.pairs or asked.ignored or asked.source):
        return sources
    if not asked.source:
        raise UsageError("写了对照，没有写来源", "对照按来源记住", "加上 --source 名称", where="--source")
    columns = dict(map(_pair, asked.pairs))
    for path in asked.files:
        headers = headers_of(path, path.name)
        made = make_source(asked.source, headers, columns, asked.ignored, asked.dates, asked.numbers)
        sources[signature(made.headers)] = made
        if not asked.look:
            remember_source(made)
    return sources


def _told_import(asked: _Import, done: Imported) -> Iterator[str]:
    from mktkit.expense.ledger.report import count_rows, reconciliation, refused_rows, uncategorised_rows

    for name in done.again:
        yield f"{name}：已经导入过，没有变化。"
    if done.new:
        yield f"{'看了' if asked.look else '导入了'} {len(done.new)} 个文件。"
        yield row_table(count_rows(done.counts))
        yield reconciliation(done.counts)
    refused = refused_rows(done.refused)
    yield row_table(refused[:30], f"退回 {len(refused)} 行（没有计入）")
    loose = uncategorised_rows(done.ledger, 20) if done.new else []
    yield row_table(loose, "没有归类的（按金额，改规则 6.1.1 的 category_rules 后自动重算）")
    for finding in done.notices:
        yield f"提示：{finding}"
    if asked.output is not None:
        yield f"\n标准费用台账：{asked.output}"


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
@gathered(_Summary)
def summary(asked: _Summary) -> None:
    """Hold the ledger against the budget."""
    from mktkit.expense.summary.report import to_json

    require_ending(asked.output, ".xlsx", "-o")
    require_ending(asked.word_file, ".docx", "--word")
    require_ending(asked.csv_file, ".csv", "--csv")
    made = _summarised(asked)
    _write_files(asked, made)
    answer(asked.style, to_json(made.summary, made.ledger.counts), *_told_summary(asked, made))


def _summarised(asked: _Summary) -> Summarised:
    from mktkit.expense.claim.store import commitments
    from mktkit.expense.summary.entry import ledger_of, read_budget, read_budget_rows, summarise_ledger
    from mktkit.records import open_store
    from mktkit.rules import load_rules

    rules = load_rules(on=dt.date.fromisoformat(f"{asked.through}-01"))
    with open_store() as store:
        table, year = asked.budget_file, int(asked.through[:4])
        budget = read_budget_rows(table, rules) if table else read_budget(store, year)
        committed = commitments(store)
    ledger = ledger_of([(path, path.name) for path in asked.files], rules)
    return summarise_ledger(ledger, budget, committed, rules, asked.through, asked.revenue)


def _write_files(asked: _Summary, made: Summarised) -> None:
    from mktkit.expense.summary.report import detail_rows
    from mktkit.expense.summary.word import write_memo
    from mktkit.expense.summary.workbook import write_workbook
    from mktkit.files import save_document
    from mktkit.office.csv import write_csv

    if asked.output is not None:
        save_document(asked.output, write_workbook(made.summary, made.rules, made.ledger))
    if asked.word_file is not None:
        save_document(asked.word_file, write_memo(made.summary, made.rules, dt.date.today()))
    if asked.csv_file is not None:
        save_document(asked.csv_file, write_csv(detail_rows(made.summary)))


def _told_summary(asked: _Summary, made: Summarised) -> Iterator[str]:
    from mktkit.expense.ledger.report import reconciliation
    from mktkit.expense.summary.calc import period_months
    from mktkit.expense.summary.report import (
        alert_rows,
        forecast_rows,
        summary_rows,
        tax_rows,
    )
    from mktkit.expense.summary.tax import TAX_NOTE

    summary = made.summary
    mark = "，含示例值，待公司确认" if summary.sample else ""
    yield f"{asked.through} 营销费用汇总，{asked.period}，元，含税（{summary.edition}{mark}）"
    yield row_table(summary_rows(summary, [asked.by], period_months(summary, asked.period)))
    yield reconciliation(made.ledger.counts)
    yield row_table(alert_rows(summary), "预警")
    yield row_table(forecast_rows(summary.forecasts), "全年预计")
    yield row_table(tax_rows(summary), "税前扣除提醒")
    if summary.tax:
        yield TAX_NOTE
    for (rows, amount), words in (
        (summary.uncategorised, "没有归类"),
        (summary.other_years, "不是这一年的，没有计入"),
    ):
        if rows:
            yield f"另有 {rows} 行{words}，共 {amount / 100:,.2f} 元。"
    for path in (asked.output, asked.word_file, asked.csv_file):
        if path is not None:
            yield f"已写出 {path}"
