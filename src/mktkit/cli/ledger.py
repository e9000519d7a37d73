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
    from mktkit.expense.ledger.identity import OverlapChoice
    from mktkit.expense.ledger.model import Ledger
    from mktkit.expense.ledger.sources import (
        Answer,
        DateStyle,
        ExportSource,
        KindName,
        NumberStyle,
        Unit,
    )
    from mktkit.expense.summary.entry import Summarised
    from mktkit.rules import Rules

__all__ = ["import_ledger", "summary", "undo_ledger"]


@dataclass(frozen=True)
class _Import:
    """What is to be imported, and how it is written; the help says what each is."""

    files: tuple[Path, ...]
    source: str | None
    pairs: tuple[str, ...]
    ignored: tuple[str, ...]
    dates: DateStyle
    numbers: NumberStyle
    unit: Unit
    kind: KindName
    accounts: tuple[str, ...]
    office_departments: tuple[str, ...]
    own_name: str
    constants: tuple[str, ...]
    words: tuple[str, ...]
    answered: tuple[str, ...]
    overlap: OverlapChoice | None
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
@click.argument("files", metavar="文件...", nargs=-1, required=True, type=FILE)
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
    type=click.Choice(["看文件", "年-月-日", "日-月-年", "月-日-年"]),
    default="看文件",
    show_default=True,
    help="日期的写法。",
)
@click.option(
    "--numbers",
    type=click.Choice(["看文件", "1,234.56", "1.234,56"]),
    default="看文件",
    show_default=True,
    help="数字的写法。",
)
@click.option(
    "--unit",
    type=click.Choice(["看文件", "元", "千元", "万元"]),
    default="看文件",
    show_default=True,
    help="金额的单位。",
)
@click.option(
    "--kind",
    type=click.Choice(["看文件", "凭证账", "明细账", "微信账单", "支付宝账单", "银行明细", "普通清单"]),
    default="看文件",
    show_default=True,
    help="是哪一种导出。",
)
@click.option(
    "--account", "accounts", metavar="科目", multiple=True, help="哪些科目是费用，如 6601；可写多次。"
)
@click.option(
    "--office", "office_departments", metavar="部门", multiple=True, help="管理费用算哪个部门的；可写多次。"
)
@click.option("--own-name", metavar="户名", default="", help="本公司在银行的户名：转给自己的不是费用。")
@click.option(
    "--set", "constants", metavar="标准列=内容", multiple=True, help="每行都一样的列，如 部门=市场部。"
)
@click.option("--word", "words", metavar="标准列:原文=就是", multiple=True, help="如 部门:营销一部=销售部。")
@click.option(
    "--answer",
    "answered",
    metavar="原因=计入",
    multiple=True,
    help="待回答的行计入还是不计，如 转账给个人=不计。",
)
@click.option(
    "--overlap",
    type=click.Choice(["只加新的", "以新的为准", "都是新的"]),
    help="与台账重叠的行怎么办；不写就只列出来，不导入。",
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
    from mktkit.expense.ledger.book import Imported, OverlapError, import_files
    from mktkit.expense.ledger.reading import read_ledger
    from mktkit.expense.ledger.report import overlap_rows

    sources = _sources(asked)
    named = [(path, path.name) for path in asked.files]
    own = read_ledger(named, rules, sources) if asked.look or asked.output is not None else None
    try:
        if own is not None and own.faults:
            raise FindingsError(own.faults, "有文件读不出来，没有导入")
        if asked.look and own:
            return own, Imported(tuple(name for _, name in named), (), own)
        return own, import_files(named, rules, choice=asked.overlap)
    except FindingsError:
        for line in _to_try(asked, sources):
            click.echo(line, err=True)
        raise
    except OverlapError as problem:
        click.echo(row_table(overlap_rows(problem.overlaps), "与台账重叠的行"), err=True)
        raise


def _to_try(asked: _Import, sources: dict[str, ExportSource]) -> Iterator[str]:
    """Yield the headers of files whose columns are open, and a command to try."""
    from mktkit.expense.ledger.files import read_tables

    for path in asked.files:
        for one in read_tables(path, path.name, sources).unmapped:
            headers = [own for own in one.headers if own]
            known = [f"--map 表头={title}" for title in one.missing]
            known += [f"--ignore {own}" if " " not in own else f'--ignore "{own}"' for own in one.unsettled]
            yield f"{path.name} 的表头：{'、'.join(headers)}"
            yield f"可以试：mktkit expense import {path.name} --source 名称 {' '.join(known)}"
            yield "把“表头”换成上面的一个；--ignore 是写明不用，有用的改成 --map 表头=标准列。"


def _sources(asked: _Import) -> dict[str, ExportSource]:
    """Return the sources that are known, with the one that is told here; it is remembered unless one only looks."""
    from mktkit.expense.ledger.files import question_of
    from mktkit.expense.ledger.sources import load_sources, remember_source, signature

    sources = load_sources()
    if not _tells_source(asked):
        return sources
    if not asked.source:
        raise UsageError("写了对照，没有写来源", "对照按来源记住", "加上 --source 名称", where="--source")
    for path in asked.files:
        headers = question_of(path, path.name, sources).headers
        made = _source(asked, headers, sources.get(signature(headers)))
        sources[signature(made.headers)] = made
        if not asked.look:
            remember_source(made)
    return sources


def _source(asked: _Import, headers: tuple[str, ...], known: ExportSource | None) -> ExportSource:
    """Return the source that is told here; what is not told stays as it is known."""
    from mktkit.expense.ledger.sources import ExportSource, make_source

    before = known or ExportSource(name="通用")
    pairs, ignored = dict(map(_pair, asked.pairs)), asked.ignored
    return make_source(
        str(asked.source),
        headers,
        {own: one for own, one in before.columns.items() if own not in ignored} | pairs,
        [*(own for own in before.ignored if own not in pairs), *ignored],
        dates=before.dates if asked.dates == "看文件" else asked.dates,
        numbers=before.numbers if asked.numbers == "看文件" else asked.numbers,
        unit=before.unit if asked.unit == "看文件" else asked.unit,
        kind=before.kind if asked.kind == "看文件" else asked.kind,
        accounts=asked.accounts or before.accounts,
        office_departments=asked.office_departments or before.office_departments,
        own_name=asked.own_name or before.own_name,
        constants=before.constants | dict(map(_constant, asked.constants)),
        values=before.values | _own_words(asked.words),
        answers=before.answers | dict(map(_answer, asked.answered)),
    )


def _tells_source(asked: _Import) -> bool:
    """Return whether anything is said of how the files are read."""
    listed = (
        asked.pairs,
        asked.ignored,
        asked.accounts,
        asked.office_departments,
        asked.constants,
        asked.words,
    )
    styles = {asked.dates, asked.numbers, asked.unit, asked.kind}
    return any((*listed, asked.answered, asked.own_name, asked.source)) or styles != {"看文件"}


def _told_import(asked: _Import, done: Imported) -> Iterator[str]:
    from mktkit.expense.ledger.report import (
        aside_rows,
        count_rows,
        reconciliation,
        refused_rows,
        uncategorised_rows,
    )

    for name in done.again:
        yield f"{name}：已经导入过，没有变化。"
    if done.new:
        yield f"{'看了' if asked.look else '导入了'} {len(done.new)} 个文件。"
        yield row_table(count_rows(done.counts))
        yield reconciliation(done.counts)
        yield row_table(aside_rows(done.aside), "没有计入的和待回答的")
    refused = refused_rows(done.refused)
    yield row_table(refused[:30], f"退回 {len(refused)} 行（没有计入）")
    loose = uncategorised_rows(done.ledger, 20) if done.new else []
    yield row_table(loose, "没有归类的（按金额，改规则 6.1.1 的 category_rules 后自动重算）")
    for finding in done.notices:
        yield f"提示：{finding}"
    if asked.output is not None:
        yield f"\n标准费用台账：{asked.output}"


def _halves(text: str, option: str, wanted: str) -> tuple[str, str]:
    own, equals, standard = text.rpartition("=")
    if not equals or not own.strip() or not standard.strip():
        raise UsageError(f"对照写成了{show(text)}", f"应为 {wanted}", "改好后重试", where=option)
    return own.strip(), standard.strip()


def _constant(text: str) -> tuple[str, str]:
    return _halves(text, "--set", "标准列=内容，如 部门=市场部")


def _own_words(texts: tuple[str, ...]) -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = {}
    for text in texts:
        own, standard = _halves(text, "--word", "标准列:原文=就是，如 部门:营销一部=销售部")
        column, _, word = own.partition(":")
        words.setdefault(column, {})[word] = standard
    return words


def _answer(text: str) -> tuple[str, Answer]:
    from mktkit.expense.ledger.reasons import Reason

    words, said = _halves(text, "--answer", "原因=计入 或 原因=不计")
    known = {one.words: one.value for one in Reason}
    if words not in known or said not in ("计入", "不计"):
        raise UsageError(
            f"回答写成了{show(text)}",
            f"原因可写：{'、'.join(known)}；后面写 计入 或 不计",
            "改好后重试",
            where="--answer",
        )
    return known[words], "计入" if said == "计入" else "不计"


def _pair(text: str) -> tuple[str, str]:
    return _halves(text, "--map", "表头=标准列，如 Net amount=金额")


@click.command("undo", options_metavar="[选项]", help="撤销一次导入：台账多一个版本，理由留在里面。")
@click.argument("name", metavar="文件名")
@click.option("--reason", required=True, metavar="理由", help="为什么撤销。")
def undo_ledger(name: str, reason: str) -> None:
    """Take an import back."""
    from mktkit.expense.ledger.book import undo_import
    from mktkit.forms.drafts.file import person_here

    undo_import(name, reason, person_here(), dt.date.today())
    click.echo(f"已撤销「{name}」的导入，台账里不再有它的行。")


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
