"""The summary as a workbook: every total a live formula over the months, the months over the ledger rows.

Formulas use IF, SUM, SUBTOTAL and SUMPRODUCT alone, and carry the value Python got.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.report import count_rows, refused_rows, uncategorised_rows
from mktkit.expense.model import NO_DEPARTMENT, Figures, Summary, group, months_of
from mktkit.expense.summary.report import (
    alert_rows,
    forecast_rows,
    tax_rows,
)
from mktkit.expense.summary.tax import TAX_NOTE
from mktkit.office.excel import Styles, column_letter, new_workbook, print_on_a4, write_cell, write_table
from mktkit.office.excel_charts import Area, Series, WaterfallStep, add_chart, add_waterfall, colour_scale
from mktkit.rules import SAMPLE_LABEL, Rules

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

__all__ = ["LIVE_ROWS", "write_workbook"]

#: With more ledger rows than these the months are values: a workbook that recalculates for minutes helps nobody.
LIVE_ROWS = 20_000

_MONEY = "#,##0.00"
_RATE = "0.0%"
_TOP = 4


@dataclass(frozen=True)
class _Book:
    workbook: xlsxwriter.Workbook
    styles: Styles
    summary: Summary
    rules: Rules
    last_month_row: int
    categories: tuple[str, ...]


def _yuan(fen: int) -> Fraction:
    return Fraction(fen, 100)


def write_workbook(summary: Summary, rules: Rules, ledger: Ledger | None = None) -> bytes:
    """Return the workbook of a summary.

    Parameters
    ----------
    summary
        The figures.
    rules
        By which they were made.
    ledger
        The rows behind them, written too where there are at most :data:`LIVE_ROWS`.

    Returns
    -------
    bytes
        An .xlsx with the sheets 汇总, 各月, 热力图, 预警, 预测, 税前扣除, 台账, 退回, 未归类, 依据.

    Notes
    -----
    制度 6.1.1, 6.1.2.
    """
    rows = None if ledger is None else _rows_of_year(ledger, summary)
    live = rows is not None and len(rows) <= LIVE_ROWS
    with new_workbook() as (workbook, styles, buffer):
        below = _TOP + 1 + len(summary.positions)
        book = _Book(workbook, styles, summary, rules, below, summary.categories)
        front = workbook.add_worksheet("汇总")
        months = workbook.add_worksheet("各月")
        heat = workbook.add_worksheet("热力图")
        _months(book, months, len(rows) if live and rows is not None else 0)
        _front(book, front)
        _heat(book, heat)
        _listed(book, "预警", alert_rows(summary), "没有要提醒的。")
        _listed(
            book, "预测", forecast_rows(summary.forecasts), "还没有可推算的月份。", _forecast_note(summary)
        )
        _listed(book, "税前扣除", tax_rows(summary), "规则关掉了这项提醒。", TAX_NOTE)
        if ledger is not None and rows is not None:
            if live:
                _ledger(book, rows)
            _listed(book, "退回", refused_rows(ledger.refused), "没有退回的行。")
            _listed(book, "未归类", uncategorised_rows(ledger, 1000), "每一行都归了类。")
        _basis(book, ledger, live)
    return buffer.getvalue()


def _head(book: _Book, sheet: Worksheet, title: str, note: str, width: int) -> None:
    sheet.write_string(0, 0, title, book.styles.title)
    sheet.set_row(0, 26)
    if book.summary.sample:
        note = f"{note}　含{SAMPLE_LABEL}"
    sheet.merge_range(1, 0, 1, width, "", book.styles.note)
    sheet.write_string(1, 0, note, book.styles.note)
    sheet.set_row(1, 32)


# -- 各月 ----------------------------------------------------------------------------------------------

_MONTH_TITLES = (
    "部门", "预算科目", "月份", "月", "预算", "其中结转", "已占用", "实际", "可用", "执行率", "偏差", "台账行数",
)  # fmt: skip


def _months(book: _Book, sheet: Worksheet, ledger_rows: int) -> None:
    styles, summary = book.styles, book.summary
    _head(
        book, sheet, f"{summary.year} 年各月", "单位：元，含税。可用＝预算−已占用−实际；偏差＝实际−预算。", 11
    )
    for at, title in enumerate(_MONTH_TITLES):
        sheet.write_string(_TOP, at, title, styles.head)
    widths = (12, 14, 10, 6, 14, 12, 14, 14, 14, 10, 14, 10)
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    money, rate = styles.cell(_MONEY), styles.cell(_RATE, align="right")
    for offset, one in enumerate(summary.positions):
        row = _TOP + 1 + offset
        n, figures = row + 1, one.figures
        for at, value in enumerate((one.department, one.category, one.month, int(one.month[5:]))):
            write_cell(sheet, row, at, value, styles.cell())
        write_cell(sheet, row, 4, _yuan(figures.budget), money)
        write_cell(sheet, row, 5, _yuan(one.carried), money)
        write_cell(sheet, row, 6, _yuan(figures.committed), money)
        if ledger_rows:
            last = _TOP + 1 + ledger_rows
            first = _TOP + 2
            formula = (
                f"=SUMPRODUCT((台账!$C${first}:$C${last}=A{n})*(台账!$E${first}:$E${last}=B{n})"
                f"*(台账!$B${first}:$B${last}=D{n})*台账!$G${first}:$G${last})"
            )
            sheet.write_formula(row, 7, formula, money, float(_yuan(figures.actual)))
        else:
            write_cell(sheet, row, 7, _yuan(figures.actual), money)
        _derived(sheet, row, figures, ("E", "G", "H"), 8, money, rate)
        write_cell(sheet, row, 11, one.rows, styles.cell("0"))
    _totals(book, sheet, _TOP + 1, book.last_month_row, (4, 6, 7, 8, 10), summary.total)
    sheet.autofilter(_TOP, 0, max(_TOP + 1, book.last_month_row - 1), len(_MONTH_TITLES) - 1)
    sheet.freeze_panes(_TOP + 1, 0)
    print_on_a4(sheet, _TOP)


def _derived(
    sheet: Worksheet, row: int, figures: Figures, cells: tuple[str, str, str], at: int, money: Any, rate: Any
) -> None:
    """Write 可用, 执行率 and 偏差 as formulas over 预算, 已占用 and 实际 of their row."""
    budget, committed, actual = (f"{letter}{row + 1}" for letter in cells)
    execution = "—" if figures.execution is None else float(figures.execution / 100)
    sheet.write_formula(row, at, f"={budget}-{committed}-{actual}", money, float(_yuan(figures.available)))
    sheet.write_formula(row, at + 1, f'=IF({budget}=0,"—",{actual}/{budget})', rate, execution)
    sheet.write_formula(row, at + 2, f"={actual}-{budget}", money, float(_yuan(figures.variance)))


def _totals(
    book: _Book, sheet: Worksheet, first: int, below: int, columns: Sequence[int], figures: Figures
) -> None:
    """Write the sums that follow the filters."""
    style = book.styles.cell(_MONEY, bold=True, bg_color="#E8EEF5")
    values = (figures.budget, figures.committed, figures.actual, figures.available, figures.variance)
    write_cell(sheet, below, 0, "合计（随筛选）", style)
    for column, value in zip(columns, values, strict=True):
        letter = column_letter(column)
        formula = f"=SUBTOTAL(109,{letter}{first + 1}:{letter}{below})"
        sheet.write_formula(below, column, formula, style, float(_yuan(value)))


# -- 汇总 ----------------------------------------------------------------------------------------------


def _front(book: _Book, sheet: Worksheet) -> None:
    styles, summary = book.styles, book.summary
    note = (
        "单位：元，含税。实际只计台账；已占用是已批准、台账里还没有的报销单。改“截至月”，下面的数随之重算。"
    )
    _head(book, sheet, f"{summary.year} 年营销费用汇总", note, 6)
    through = int(summary.through[5:])
    sheet.write_string(2, 0, "截至月", styles.head)
    sheet.write_number(2, 1, through, styles.cell("0", bg_color="#FFF7E0", bold=True))
    sheet.data_validation(
        2, 1, 2, 1, {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 12}
    )
    titles = ("预算科目", "预算", "已占用", "实际", "可用", "执行率", "偏差")
    for at, title in enumerate(titles):
        sheet.write_string(_TOP, at, title, styles.head)
        sheet.set_column(at, at, 16 if at else 18)
    money, rate = styles.cell(_MONEY), styles.cell(_RATE, align="right")
    closed = months_of(summary.year, summary.through)
    grouped = group(summary.positions, ["category"], closed)
    first, last = _TOP + 2, max(_TOP + 2, book.last_month_row)
    for offset, category in enumerate(book.categories):
        row = _TOP + 1 + offset
        figures = grouped.get((category,), Figures())
        write_cell(sheet, row, 0, category, styles.cell())
        for at, (letter, value) in enumerate(
            (("E", figures.budget), ("G", figures.committed), ("H", figures.actual)), 1
        ):
            formula = (
                f"=SUMPRODUCT((各月!$B${first}:$B${last}=$A{row + 1})*(各月!$D${first}:$D${last}<=$B$3)"
                f"*各月!{letter}${first}:{letter}${last})"
            )
            sheet.write_formula(row, at, formula, money, float(_yuan(value)))
        _derived(sheet, row, figures, ("B", "C", "D"), 4, money, rate)
    below = _TOP + 1 + len(book.categories)
    whole = sum(grouped.values(), Figures())
    bold = styles.cell(_MONEY, bold=True, bg_color="#E8EEF5")
    write_cell(sheet, below, 0, "合计", bold)
    if book.categories:
        for column, value in ((1, whole.budget), (2, whole.committed), (3, whole.actual)):
            letter = column_letter(column)
            sheet.write_formula(
                below, column, f"=SUM({letter}{_TOP + 2}:{letter}{below})", bold, float(_yuan(value))
            )
        _derived(
            sheet,
            below,
            whole,
            ("B", "C", "D"),
            4,
            bold,
            styles.cell(_RATE, bold=True, bg_color="#E8EEF5", align="right"),
        )
        _front_charts(book, sheet, grouped, below)
    print_on_a4(sheet, _TOP)


def _front_charts(
    book: _Book, sheet: Worksheet, grouped: Mapping[tuple[str, ...], Figures], below: int
) -> None:
    first = _TOP + 1

    def cells(column: int) -> Area:
        return Area("汇总", first, column, below - 1, column)

    add_chart(
        book.workbook,
        sheet,
        "column",
        cells(0),
        [Series("预算", cells(1)), Series("实际", cells(3)), Series("已占用", cells(2))],
        title="预算与实际",
        unit="元",
        at=(below + 2, 0),
        number_format="#,##0",
        labels=False,
        size=(760, 320),
    )
    spent = [category for category in book.categories if grouped.get((category,), Figures()).actual]
    whole = sum(grouped.values(), Figures())
    steps = [WaterfallStep("预算", _yuan(whole.budget), f"=$B${below + 1}")]
    steps += [
        WaterfallStep(
            category,
            -_yuan(grouped[(category,)].actual),
            f"=-$D${_TOP + 2 + book.categories.index(category)}",
        )
        for category in spent
    ]
    if whole.committed:
        steps.append(WaterfallStep("已占用", -_yuan(whole.committed), f"=-$C${below + 1}"))
    add_waterfall(
        book.workbook,
        sheet,
        book.styles,
        steps,
        table=(below + 38, 0),
        title="预算用到哪里",
        total="可用",
        unit="元",
        at=(below + 20, 0),
        size=(760, 320),
    )


# -- 热力图 --------------------------------------------------------------------------------------------


def _heat(book: _Book, sheet: Worksheet) -> None:
    styles, summary = book.styles, book.summary
    _head(
        book, sheet, f"{summary.year} 年各月执行率", "实际÷预算。颜色：蓝＝低于预算，白＝正好，橙＝超过。", 12
    )
    closed = months_of(summary.year, summary.through)
    grouped = group(summary.positions, ["category", "month"], closed)
    sheet.write_string(_TOP, 0, "预算科目", styles.head)
    sheet.set_column(0, 0, 18)
    rate = styles.cell(_RATE, align="center")
    first, last = _TOP + 2, max(_TOP + 2, book.last_month_row)
    for at, month in enumerate(closed, 1):
        sheet.write_number(
            _TOP,
            at,
            int(month[5:]),
            styles.get(
                bold=True,
                font_color="#FFFFFF",
                bg_color="#1F4E79",
                align="center",
                border=1,
                num_format='0"月"',
            ),
        )
        for offset, category in enumerate(book.categories):
            row = _TOP + 1 + offset
            write_cell(sheet, row, 0, category, styles.cell())
            execution = grouped.get((category, month), Figures()).execution
            letter = column_letter(at)
            sums = [
                f"SUMPRODUCT((各月!$B${first}:$B${last}=$A{row + 1})*(各月!$D${first}:$D${last}={letter}${_TOP + 1})"
                f"*各月!{which}${first}:{which}${last})"
                for which in ("$H", "$E")
            ]
            formula = f'=IF({sums[1]}=0,"—",{sums[0]}/{sums[1]})'
            value = "—" if execution is None else float(execution / 100)
            sheet.write_formula(row, at, formula, rate, value)
    if book.categories:
        colour_scale(sheet, Area("热力图", _TOP + 1, 1, _TOP + len(book.categories), len(closed)), centre=1)
    print_on_a4(sheet, _TOP)


# -- lists ---------------------------------------------------------------------------------------------


def _listed(book: _Book, name: str, rows: Sequence[Mapping[str, Any]], empty: str, note: str = "") -> None:
    sheet = book.workbook.add_worksheet(name)
    width = max(4, len(rows[0]) - 1) if rows else 4
    _head(book, sheet, name, note or (f"共 {len(rows)} 行" if rows else empty), width)
    if rows:
        write_table(
            sheet,
            book.styles,
            _TOP,
            [(title, None, "") for title in rows[0]],
            rows,
            freeze=True,
            filters=True,
        )
    print_on_a4(sheet, _TOP)


def _forecast_note(summary: Summary) -> str:
    months = int(summary.through[5:])
    caution = "；月份少，仅供参考" if months < 3 else ""
    return (
        f"按已过的 {months} 个月推算全年：按月均＝已过月份实际÷{months}×12；"
        f"按季节＝已过月份实际÷这些月份的季节比重（规则 6.1.1）；范围取两者{caution}。"
    )


_LEDGER_TITLES = ("日期", "月", "部门", "工号", "预算科目", "细目", "金额", "供应商", "摘要", "单号", "报销单号", "文件", "工作表", "行")  # fmt: skip


def _rows_of_year(ledger: Ledger, summary: Summary) -> Any:
    own = ledger.frame["month"].astype(object).fillna("").str.startswith(f"{summary.year:04d}-")
    return ledger.frame[own]


def _ledger(book: _Book, rows: Any) -> None:
    sheet = book.workbook.add_worksheet("台账")
    _head(book, sheet, "台账", "金额为元、含税。筛选后合计随之改变；“行”是它在原文件里的行号。", 13)
    names = (
        "spent_on", "month", "department", "employee_id", "category", "item", "amount", "vendor", "summary",
        "document_id", "claim_id", "file", "sheet", "row",
    )  # fmt: skip
    listed = []
    for one in rows[list(names)].itertuples(index=False):
        cells: list[Any] = [None if value != value else value for value in one]
        cells[0] = None if cells[0] is None else cells[0].date()
        cells[1] = int(str(cells[1])[5:])
        cells[2] = cells[2] or NO_DEPARTMENT
        cells[6] = _yuan(int(cells[6]))
        listed.append(dict(zip(_LEDGER_TITLES, cells, strict=True)))
    formats = {"日期": "yyyy-mm-dd", "月": "0", "金额": _MONEY, "行": "0"}
    widths = {"日期": 12.0, "月": 6.0, "金额": 14.0, "行": 8.0}
    write_table(
        sheet,
        book.styles,
        _TOP,
        [(title, widths.get(title), formats.get(title, "")) for title in _LEDGER_TITLES],
        listed,
        freeze=True,
        filters=True,
        totals=["金额"],
    )
    print_on_a4(sheet, _TOP)


def _basis(book: _Book, ledger: Ledger | None, live: bool) -> None:
    summary, rules = book.summary, book.rules
    rows: list[dict[str, Any]] = [
        {"项目": "依据", "内容": "；".join(rules.cite(clause) for clause in ("6.1.1", "6.1.2"))},
        {"项目": "规则", "内容": f"{summary.edition}，指纹 {summary.fingerprint[:12]}"},
        {"项目": "截至", "内容": summary.through},
        {"项目": "口径", "内容": "含税；实际只计台账；已批准的报销单在台账里出现它的单号之前算已占用"},
        {
            "项目": "已过月份没用完的预算",
            "内容": f"{summary.unused / 100:,.2f} 元，按规则{summary.carry_forward}",
        },
        {
            "项目": "未归类",
            "内容": f"{summary.uncategorised[0]} 行，{summary.uncategorised[1] / 100:,.2f} 元",
        },
        {
            "项目": "其他年份",
            "内容": f"{summary.other_years[0]} 行，{summary.other_years[1] / 100:,.2f} 元，没有计入",
        },
    ]
    if ledger is not None and not live:
        rows.append(
            {
                "项目": "台账明细",
                "内容": f"超过 {LIVE_ROWS} 行，没有写进工作簿，见 CSV；“各月”的实际是算好的数",
            }
        )
    sheet = book.workbook.add_worksheet("依据")
    _head(book, sheet, "依据", "这些数怎么来的", 4)
    below = write_table(sheet, book.styles, _TOP, [("项目", 22, ""), ("内容", 70, "")], rows)
    if ledger is not None and ledger.counts:
        counts = count_rows(ledger.counts)
        for at, title in enumerate(counts[0]):
            sheet.write_string(below + 1, at, title, book.styles.head)
            for offset, row in enumerate(counts, 2):
                write_cell(sheet, below + offset, at, row[title], book.styles.cell())
    print_on_a4(sheet, _TOP)
