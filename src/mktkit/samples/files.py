"""How the sample's registers lie in a folder: some as our templates, some as people really keep them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mktkit.office.excel import Styles, new_workbook
from mktkit.registers import REGISTERS, Register, write_template
from mktkit.rules import Rules
from mktkit.samples.rows import Cells

__all__ = ["Files", "Grid", "grid_of", "lay_out", "plain_workbook"]

#: (file name, content).
Files = Iterator[tuple[str, bytes]]
#: Cells of a sheet, row by row.
Grid = list[list[object]]

_README = """这个文件夹里是一套示例登记表：一个虚构的营销部门，2026 年 1 月至 10 月。
人名、客户和数字都是编的。表格有的照空白模板填，有的像平时记的那样（表头上有标题、夹着空行和合计行）。
本说明不是登记表，读取时会跳过。
"""


def lay_out(rows: Mapping[str, list[Cells]], rules: Rules) -> Files:
    """Yield every file of the sample.

    Parameters
    ----------
    rows
        register name → rows by Chinese column title.
    rules
        The rules in force; templates take their drop-downs from them.
    """
    for name in (
        "staff",
        "customers",
        "research_tasks",
        "sources",
        "awareness_waves",
        "campaigns",
        "callbacks",
        "opinions",
        "decisions",
    ):
        yield f"{REGISTERS[name].title}.xlsx", write_template(REGISTERS[name], rules, rows[name])
    yield "月度目标-2026.xlsx", write_template(REGISTERS["targets"], rules, rows["targets"])
    yield "费用预算-2026.xlsx", write_template(REGISTERS["expense_budget"], rules, rows["expense_budget"])
    yield from _ledger(rows["sales_ledger"])
    yield "回款登记-2026.csv", _csv(rows["receipts"], REGISTERS["receipts"], "utf-8-sig")
    yield "满意度调查-问卷导出.xlsx", _survey_export(rows["satisfaction"])
    for half, first, last in (("上半年", "2026-01", "2026-06"), ("下半年", "2026-07", "2026-10")):
        expenses = [row for row in rows["expenses"] if first <= str(row["日期"])[:7] <= last]
        yield f"费用台账-2026{half}.xlsx", write_template(REGISTERS["expenses"], rules, expenses)
        inquiries = [row for row in rows["inquiries"] if first <= str(row["接收时间"])[:7] <= last]
        encoding = "gb18030" if half == "上半年" else "utf-8-sig"
        yield f"客户咨询-2026{half}.csv", _csv(inquiries, REGISTERS["inquiries"], encoding)
    yield "客户投诉.xlsx", _complaints(rows["complaints"])
    yield "信息抽检.csv", _csv(_as_saved_by_excel(rows["spot_checks"]), REGISTERS["spot_checks"], "gb18030")
    yield "说明.txt", _README.replace("\n", "\r\n").encode("utf-8-sig")


# -- as people keep them -----------------------------------------------------------------------------


def _ledger(rows: Sequence[Cells]) -> Files:
    """Yield the two files of the sales ledger, which two people keep in two ways."""
    earlier = [dict(row) for row in rows if str(row["签约日期"]) < "2026-07"]
    later = [row for row in rows if str(row["签约日期"]) >= "2026-07"]
    total = sum(round(float(str(row["价税合计"])) * 100) for row in earlier)
    for position, row in enumerate(earlier):
        signed = row["签约日期"]
        if position % 150 == 7 and isinstance(signed, dt.date):
            row["签约日期"] = f"{signed.year}年{signed.month}月{signed.day}日"
        if position % 200 == 11:
            row["价税合计"] = f"￥{float(str(row['价税合计'])):,.2f}"
        if position % 180 == 23:
            row["业务员工号"] = str(row["业务员工号"]).translate(_WIDE)
        if position % 90 == 31:
            row["备注"] = ("+ 加急", "@物流 周五前发出", "=按合同附件 2", "- 与上月合并开票")[
                position // 90 % 4
            ]
        # Typed as a number, as everybody does.
        row["行号"] = int(str(row["行号"]))
    gaps: list[Cells] = []
    for position, row in enumerate(earlier):
        if position in (300, 301, 777):
            gaps.append({})
        gaps.append(row)
    titles = _titles("sales_ledger")
    gaps.append({"订单号": "合计", "价税合计": total / 100})
    grid: Grid = [["2026 年上半年销售台账（示例）"], [], *grid_of([*titles, "备注"], gaps)]
    yield "销售台账-2026上半年.xlsx", plain_workbook([("上半年", grid)], title_rows=1, header_row=2)
    headers = ["含税金额" if title == "价税合计" else title for title in titles]
    quarter = [row for row in later if str(row["签约日期"]) < "2026-10"]
    sheets = [
        ("第三季度", grid_of(titles, quarter, headers)),
        ("10月", grid_of(titles, later[len(quarter) :], headers)),
    ]
    yield "销售台账-2026下半年.xlsx", plain_workbook(sheets)


def _survey_export(rows: Sequence[Cells]) -> bytes:
    """Return an export of a survey tool: its numbers are numbers."""
    numeric = [{**row, "问卷编号": int(str(row["问卷编号"]))} for row in rows]
    return plain_workbook([("Sheet1", grid_of(_titles("satisfaction"), numeric))])


def _complaints(rows: Sequence[Cells]) -> bytes:
    """Return the complaints with somebody's notes on a second sheet."""
    notes: Grid = [
        ["周例会备忘"],
        ["10 月 12 日", "包装破损的投诉集中在物流环节，下周与物流部碰头"],
        ["10 月 26 日", "@客服部 回访话术更新"],
    ]
    return plain_workbook([("客户投诉", grid_of(_titles("complaints"), rows)), ("备忘", notes)])


_WIDE = str.maketrans("X0123456789", "Ｘ０１２３４５６７８９")


def _as_saved_by_excel(rows: Iterable[Cells]) -> Iterator[Cells]:
    """Write days as Excel's .csv does, and one number with a Chinese keyboard."""
    for position, row in enumerate(rows):
        day = row["日期"]
        assert isinstance(day, dt.date)
        checked = str(row["抽检条数"])
        yield {
            **row,
            "日期": f"{day.year}/{day.month}/{day.day}",
            "抽检条数": checked.translate(_WIDE) if position == 20 else checked,
        }


# -- plain files -------------------------------------------------------------------------------------


def _titles(name: str) -> list[str]:
    return [column.title for column in REGISTERS[name].columns]


def grid_of(titles: Sequence[str], rows: Iterable[Cells], headers: Sequence[str] | None = None) -> Grid:
    """Return the cells under their headers; `headers` where they are not the titles themselves."""
    return [list(headers or titles), *([row.get(title) for title in titles] for row in rows)]


def plain_workbook(sheets: Sequence[tuple[str, Grid]], *, title_rows: int = 0, header_row: int = 0) -> bytes:
    """Return a workbook without our template's help: cells by sheet, the header in bold."""
    with new_workbook() as (workbook, styles, buffer):
        for name, grid in sheets:
            sheet = workbook.add_worksheet(name)
            sheet.set_column(0, 20, 13)
            for position, cells in enumerate(grid):
                for column, value in enumerate(cells):
                    style = _style(styles, value, title=position < title_rows, head=position == header_row)
                    if value is None:
                        continue
                    if isinstance(value, dt.date):
                        sheet.write_datetime(position, column, value, style)
                    elif isinstance(value, int | float):
                        sheet.write_number(position, column, value, style)
                    else:
                        sheet.write_string(position, column, str(value), style)
            sheet.freeze_panes(header_row + 1, 0)
            for position in range(title_rows):
                sheet.merge_range(
                    position, 0, position, len(grid[header_row]) - 1, grid[position][0], styles.title
                )
    return buffer.getvalue()


def _style(styles: Styles, value: object, *, title: bool, head: bool) -> object:
    if title:
        return styles.title
    if head:
        return styles.get(bold=True)
    if isinstance(value, dt.datetime):
        return styles.get(num_format="yyyy-mm-dd hh:mm:ss")
    if isinstance(value, dt.date):
        return styles.get(num_format="yyyy-mm-dd")
    return styles.get(num_format="#,##0.00" if isinstance(value, float) else "General")


def _csv(rows: Iterable[Cells], register: Register, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    titles = [column.title for column in register.columns]
    writer.writerows([_csv_cell(value) for value in cells] for cells in grid_of(titles, rows))
    return text.getvalue().encode(encoding)


def _csv_cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    return "" if value is None else str(value)
