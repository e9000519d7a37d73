"""Bytes decide what a file is; what is no table is named, and how to save it."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mktkit.registers.formats import format_of

if TYPE_CHECKING:
    from conftest import Desk, Says

HEADER = ["回款单号", "订单号", "到账日期", "金额", "方式"]
DAY = dt.date(2026, 10, 9)
ROW = ["H1", "D1", DAY, 1234.5, "银行转账"]
TEXT = "回款单号,订单号,到账日期,金额,方式\r\nH1,D1,2026-10-09,1234.50,银行转账\r\n"
VALUES = {
    "receipt_id": ["H1"],
    "order_id": ["D1"],
    "due_on": [None],
    "received_on": [DAY],
    "amount": [123450],
    "method": ["银行转账"],
}
HTML = (
    "<html><body><table><tr>"
    + "".join(f"<th>{one}</th>" for one in HEADER)
    + "</tr><tr><td>H1</td><td>D1</td><td>2026-10-09</td><td>1,234.50</td><td>银行转账</td></tr></table></body></html>"
)


@pytest.mark.parametrize("name", ["回款.csv", "回款.xls", "回款.et", "回款.ods", "回款.xlsm"])
def test_an_xlsx_under_another_name(desk: Desk, name: str) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": [HEADER, ROW]}).rename(desk.folder / name)
    assert format_of(path) == "xlsx"
    table = desk.read("receipts", path)
    assert (table.columns, table.findings) == (VALUES, ())


@pytest.mark.parametrize("name", ["回款.et", "回款.xlsx", "回款.csv"])
def test_an_xls_under_another_name(desk: Desk, office: Callable[[Path, str], Path], name: str) -> None:
    path = office(desk.xlsx("甲.xlsx", {"10月": [HEADER, ROW]}), "xls").rename(desk.folder / name)
    assert format_of(path) == "xls"
    table = desk.read("receipts", path)
    assert (table.columns, table.faults) == (VALUES, ())


@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".ods", ".et"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_text_under_the_name_of_a_workbook(desk: Desk, ending: str, mark: str, encoding: str) -> None:
    path = desk.bytes(f"回款{ending}", TEXT.replace(",", mark).encode(encoding))
    assert format_of(path) == "text"
    table = desk.read("receipts", path)
    assert (table.columns, table.faults) == (VALUES, ())


@pytest.mark.parametrize("ending", [".xls", ".xlsx", ".csv"])
@pytest.mark.parametrize(
    ("before", "encoding"),
    [
        ("", "utf-8"),
        ("\ufeff", "utf-8"),
        ('<?xml version="1.0" encoding="utf-8"?>\n<!-- 导出 -->\n<!DOCTYPE html>', "utf-8"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "gb18030"),
    ],
)
def test_a_web_page_under_the_name_of_a_workbook(desk: Desk, ending: str, before: str, encoding: str) -> None:
    path = desk.bytes(f"回款{ending}", (before + HTML).encode(encoding))
    assert format_of(path) == "html"
    table = desk.read("receipts", path)
    assert (table.columns, table.faults) == (VALUES, ())


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return buffer.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512)


@pytest.mark.parametrize("ending", [".xlsx", ".xls", ".csv"])
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n" + bytes(40), ["PDF", "导出为 Excel"]),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), ["图片"]),
        (b"\xff\xd8\xff\xe0" + bytes(40), ["图片"]),
        (b"Rar!\x1a\x07\x00" + bytes(40), ["压缩包", "解压"]),
        (archive("销售台账.xlsx"), ["压缩包", "解压"]),
        (archive("[Content_Types].xml", "word/document.xml"), ["Word", "另存为 .xlsx"]),
        (archive("[Content_Types].xml", "ppt/presentation.xml"), ["演示文稿"]),
        (archive("[Content_Types].xml", "xl/workbook.bin"), [".xlsb", "另存为 .xlsx"]),
        (OLE + "EncryptedPackage".encode("utf-16-le"), ["密码", "去掉密码"]),
        (OLE + "WordDocument".encode("utf-16-le"), ["Word", "另存为 .xlsx"]),
        (
            b'<?xml version="1.0"?>\n<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            ["XML 表格", "另存为 .xlsx"],
        ),
        (b"<html><form>\xe7\x99\xbb\xe5\xbd\x95</form></html>", ["网页", "没有表格", "重新登录"]),
    ],
)
def test_what_holds_no_table_is_named(
    desk: Desk, only: Says, ending: str, content: bytes, words: list[str]
) -> None:
    only(desk.read("receipts", desk.bytes(f"回款{ending}", content)), f"回款{ending}", *words)


def test_an_et_of_the_old_kind_is_named_and_how_to_save_it(desk: Desk, only: Says) -> None:
    only(desk.read("receipts", desk.bytes("回款.et", OLE)), "WPS", ".et", "另存为", ".xlsx")


# -- a bad byte stands where it stands ---------------------------------------------------------------


@pytest.mark.parametrize("bad", [b"\xff", b"\xe4\xb8", b"\x80"])
@pytest.mark.parametrize("row", [2, 3, 5])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_bad_byte_in_utf8_is_reported_at_its_own_row(
    desk: Desk, only: Says, bad: bytes, row: int, mark: bytes
) -> None:
    lines = [TEXT.split("\r\n")[0], *(f"H{n},D{n},2026-10-09,5.00,银行转账" for n in range(1, 6))]
    content = [line.encode() for line in lines]
    content[row - 1] = content[row - 1].replace(b",2026", bad + b",2026")
    assert (
        only(desk.read("receipts", desk.bytes("回款.csv", mark + b"\r\n".join(content))), "UTF-8").row == row
    )


@pytest.mark.parametrize("row", [2, 3, 4])
def test_a_bad_byte_in_gbk_too(desk: Desk, only: Says, row: int) -> None:
    lines = [TEXT.split("\r\n")[0], *(f"H{n},D{n},2026-10-09,5.00,银行转账" for n in range(1, 6))]
    content = [line.encode("gbk") for line in lines]
    content[row - 1] = content[row - 1].replace(b",2026", b"\xff\xff,2026")
    assert only(desk.read("receipts", desk.bytes("回款.csv", b"\n".join(content))), "GBK").row == row


# -- where days begin --------------------------------------------------------------------------------

#: Serial numbers of 2026-10-09 from 1899-12-30 and from 1904-01-01: 4 · 365 + 2 days lie between.
SINCE_1900, SINCE_1904 = 46304.0, 46304.0 - 1462


@pytest.mark.parametrize("column", ["到账日期", "应收日期"])
@pytest.mark.parametrize("attribute", ['date1904="1"', "date1904='true'", 'x="1" date1904="1"'])
def test_general_numbers_count_from_the_workbooks_own_epoch(desk: Desk, column: str, attribute: str) -> None:
    titles = [*HEADER, "应收日期"]
    row = [*ROW, DAY.isoformat()]
    row[titles.index(column)] = SINCE_1904
    row[titles.index("到账日期" if column == "应收日期" else "应收日期")] = "2026-10-09"
    path = desk.xlsx("回款.xlsx", [titles, row])
    desk.change(path, "xl/workbook.xml", r"<workbookPr\s*/>", f"<workbookPr {attribute}/>")
    table = desk.read("receipts", path)
    assert table.faults == ()
    assert (table.columns["received_on"], table.columns["due_on"]) == ([DAY], [DAY])


def test_other_workbooks_count_from_1900(desk: Desk) -> None:
    table = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER, [*ROW[:2], SINCE_1900, *ROW[3:]]]))
    assert table.columns["received_on"] == [DAY]


def test_an_xls_of_1904(desk: Desk, office: Callable[[Path, str], Path]) -> None:
    path = office(desk.xlsx("回款.xlsx", [HEADER, [*ROW[:2], SINCE_1904, *ROW[3:]]]), "xls")
    content = path.read_bytes()
    # DATEMODE [MS-XLS 2.4.77] of one short.
    assert content.count(b"\x22\x00\x02\x00\x00\x00") == 1
    path.write_bytes(content.replace(b"\x22\x00\x02\x00\x00\x00", b"\x22\x00\x02\x00\x01\x00"))
    assert desk.read("receipts", path).columns["received_on"] == [DAY]


# -- what formats tell -------------------------------------------------------------------------------


def formatted(desk: Desk, name: str, grid: list[list[object]], formats: dict[str, str]) -> Path:
    import openpyxl

    path = desk.xlsx(name, grid)
    book = openpyxl.load_workbook(path)
    for cell, code in formats.items():
        book.active[cell].number_format = code
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("number", "code", "read"),
    [(7, "000", "007"), (12, "0000", "0012"), (7, "00", "07"), (1234, "000", "1234")],
)
def test_a_number_in_a_format_of_zeros_is_the_code_it_shows(
    desk: Desk, number: int, code: str, read: str
) -> None:
    path = formatted(desk, "回款.xlsx", [HEADER, [number, "D1", *ROW[2:]]], {"A2": code})
    table = desk.read("receipts", path)
    assert (table.columns["receipt_id"], table.faults) == ([read], ())
    assert any(read in notice.what for notice in table.findings)


@pytest.mark.parametrize("code", ["yyyy-mm-dd hh:mm", "yyyy/m/d h:mm:ss", 'yyyy"年"m"月"d"日" h"时"mm"分"'])
def test_a_moment_at_midnight_is_midnight(desk: Desk, code: str) -> None:
    header = ["工单号", "渠道", "接收时间", "接待工号"]
    row = ["G1", "电话", dt.datetime(2026, 10, 9), "K1"]
    table = desk.read("inquiries", formatted(desk, "客户咨询.xlsx", [header, row], {"C2": code}))
    assert (table.columns["received_at"], table.faults) == ([dt.datetime(2026, 10, 9)], ())


def test_a_day_in_a_format_of_days_is_no_moment(desk: Desk, only: Says) -> None:
    header = ["工单号", "渠道", "接收时间", "接待工号"]
    path = formatted(desk, "客户咨询.xlsx", [header, ["G1", "电话", DAY, "K1"]], {"C2": "yyyy-mm-dd"})
    only(desk.read("inquiries", path), "几点几分")


LEDGER = ["订单号", "行号", "类型", "签约日期", "客户编号", "业务员工号", "分成比例", "价税合计"]


def shared(desk: Desk, first: object, second: object, formats: dict[str, str]) -> Path:
    grid = [
        LEDGER,
        ["D1", "1", "销售", DAY, "K1", "X001", first, 100],
        ["D1", "1", "销售", DAY, "K1", "X002", second, 100],
    ]
    return formatted(desk, "销售台账.xlsx", grid, formats)


@pytest.mark.parametrize("code", ["0%", "0.00%", "#,##0%"])
def test_a_cell_formatted_as_percent_is_percent(desk: Desk, code: str) -> None:
    table = desk.read("sales_ledger", shared(desk, 0.6, 0.4, {"G2": code, "G3": code}))
    assert (table.columns["share"], table.faults) == ([6000, 4000], ())


@pytest.mark.parametrize(("first", "second"), [(0.6, 0.4), ("0.6", "0.4"), (1, 0.5)])
def test_a_bare_share_is_asked(desk: Desk, first: object, second: object) -> None:
    faults = desk.read("sales_ledger", shared(desk, first, second, {})).faults
    assert [(fault.row, fault.column) for fault in faults[:2]] == [(2, "分成比例"), (3, "分成比例")]
    assert "60%" in faults[0].want
    assert "《列名对照》" in faults[0].mend


# -- formulas without a result -----------------------------------------------------------------------


def uncalculated(desk: Desk, *amounts: str) -> Path:
    rows = [[f"H{n}", "D1", DAY, amount, "现金"] for n, amount in enumerate(amounts, 1)]
    return desk.xlsx("回款.xlsx", {"10月": [HEADER, *rows]})


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_formulas_are_calculated_and_told(desk: Desk, only: Says) -> None:
    table = desk.read("receipts", uncalculated(desk, "=1000+234.5", "=D2*2", "=SUM(D2:D3)"))
    # 1234.5, its double, and the three of them together.
    assert (table.columns["amount"], table.faults) == ([123450, 246900, 370350], ())
    only(table, "3 格公式", "LibreOffice", "1234.5", level="notice")


@pytest.mark.parametrize(
    "formula", ["=TODAY()-46000", "=ROUND(RAND()*100,2)", '=INDIRECT("D2")', "=[2]Sheet1!A1", "=NOW( )"]
)
def test_what_depends_on_the_day_chance_or_another_file_is_never_calculated(
    desk: Desk, only: Says, formula: str
) -> None:
    fault = only(desk.read("receipts", uncalculated(desk, "=1+1", formula)), "2 格公式", "打开这个文件，保存")
    assert (fault.sheet, fault.row, fault.column) == ("10月", 2, "金额")


def test_many_formulas_are_one_fault_where_nobody_can_calculate(
    desk: Desk, only: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    only(desk.read("receipts", uncalculated(desk, *["=1+1"] * 40)), "40 格公式", "第 2、3、4")
