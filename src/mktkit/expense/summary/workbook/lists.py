"""The sheets that list: what is to be pointed out, the ledger's rows, those refused, and what the figures rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.report import count_rows
from mktkit.expense.model import NO_DEPARTMENT, Summary
from mktkit.expense.summary.workbook.sheet import MONEY, TOP, SummaryBook, write_head, yuan_of
from mktkit.money import yuan
from mktkit.office.excel import print_on_a4, write_cell, write_table

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from mktkit.expense.ledger.model import FileCount

__all__ = ["forecast_note", "write_basis", "write_ledger", "write_list"]


def write_list(
    book: SummaryBook, name: str, rows: Sequence[Mapping[str, object]], empty: str, note: str = ""
) -> None:
    """Add a sheet of rows in words; it says `empty` where there are none."""
    sheet = book.workbook.add_worksheet(name)
    width = max(4, len(rows[0]) - 1) if rows else 4
    write_head(book, sheet, name, note or (f"共 {len(rows)} 行" if rows else empty), width)
    if rows:
        columns = [(title, None, "") for title in rows[0]]
        write_table(sheet, book.styles, TOP, columns, rows, freeze=True, filters=True)
    print_on_a4(sheet, TOP)


def forecast_note(summary: Summary) -> str:
    """Say how the year's end is foreseen."""
    months = int(summary.through[5:])
    caution = "；月份少，仅供参考" if months < 3 else ""
    return (
        f"按已过的 {months} 个月推算全年：按月均＝已过月份实际÷{months}×12；"
        f"按季节＝已过月份实际÷这些月份的季节比重（规则 6.1.1）；范围取两者{caution}。"
    )


#: Ledger column → title, width and number format on the sheet.
_LEDGER: dict[str, tuple[str, float | None, str]] = {
    "spent_on": ("日期", 12, "yyyy-mm-dd"), "month": ("月", 6, "0"), "department": ("部门", None, ""),
    "employee_id": ("工号", None, ""), "category": ("预算科目", None, ""), "item": ("细目", None, ""),
    "amount": ("金额", 14, MONEY), "vendor": ("供应商", None, ""), "summary": ("摘要", None, ""),
    "document_id": ("单号", None, ""), "claim_id": ("报销单号", None, ""), "file": ("文件", None, ""),
    "sheet": ("工作表", None, ""), "row": ("行", 8, "0"),
}  # fmt: skip


def write_ledger(book: SummaryBook, rows: pd.DataFrame) -> None:
    """Add the sheet of ledger rows, which the formulas of 各月 read."""
    sheet = book.workbook.add_worksheet("台账")
    note = "金额为元、含税。筛选后合计随之改变；“行”是它在原文件里的行号。"
    write_head(book, sheet, "台账", note, len(_LEDGER) - 1)
    listed = []
    for one in rows[list(_LEDGER)].to_dict("records"):
        cells = {str(name): None if is_missing(value) else value for name, value in one.items()}
        day = cells["spent_on"]
        cells |= {
            "spent_on": None if day is None else day.date(),
            "month": int(str(cells["month"])[5:]),
            "department": cells["department"] or NO_DEPARTMENT,
            "amount": yuan_of(int(one["amount"])),
        }
        listed.append({_LEDGER[name][0]: value for name, value in cells.items()})
    columns = list(_LEDGER.values())
    write_table(sheet, book.styles, TOP, columns, listed, freeze=True, filters=True, totals=["金额"])
    print_on_a4(sheet, TOP)


def _counted(counted: tuple[int, int]) -> str:
    rows, amount = counted
    return f"{rows} 行，{yuan(amount)} 元"


def write_basis(book: SummaryBook, counts: Sequence[FileCount], not_written: str) -> None:
    """Add the sheet that says what the figures rest on; `not_written` says why the ledger's rows are not there."""
    summary, rules = book.summary, book.rules
    told = {
        "依据": "；".join(rules.cite(clause) for clause in ("6.1.1", "6.1.2")),
        "规则": f"{summary.edition}，指纹 {summary.fingerprint[:12]}",
        "截至": summary.through,
        "口径": "含税；实际只计台账；已批准的报销单在台账里出现它的单号之前算已占用",
        "已过月份没用完的预算": f"{yuan(summary.unused)} 元，按规则{summary.carry_forward}",
        "未归类": _counted(summary.uncategorised),
        "其他年份": f"{_counted(summary.other_years)}，没有计入",
    }
    if not_written:
        told["台账明细"] = not_written
    sheet = book.workbook.add_worksheet("依据")
    write_head(book, sheet, "依据", "这些数怎么来的", 4)
    rows = [{"项目": name, "内容": text} for name, text in told.items()]
    below = write_table(sheet, book.styles, TOP, [("项目", 22, ""), ("内容", 70, "")], rows)
    if counts:
        _write_counts(book, sheet, below + 1, counts)
    print_on_a4(sheet, TOP)


def _write_counts(book: SummaryBook, sheet: Worksheet, top: int, counts: Sequence[FileCount]) -> None:
    rows = count_rows(counts)
    for at, title in enumerate(rows[0]):
        sheet.write_string(top, at, title, book.styles.head)
        for offset, row in enumerate(rows, 1):
            write_cell(sheet, top + offset, at, row[title], book.styles.cell())
