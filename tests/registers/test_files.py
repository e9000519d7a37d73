"""Files as Excel, WPS and export programs write them, and everything that can be wrong with a file itself."""

from __future__ import annotations

import csv
import datetime as dt
import random
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart

from mktkit.registers.files import MAX_FILE_MB, READABLE, read_sheets

if TYPE_CHECKING:
    from conftest import Desk, Says

HEADER = ["回款单号", "订单号", "到账日期", "金额", "方式"]
DAY = dt.date(2026, 10, 9)
ROW = ["H1", "D1", DAY, 1234.5, "银行转账"]
TEXT = "回款单号,订单号,到账日期,金额,方式\r\nH1,D1,2026-10-09,1234.50,银行转账\r\n"
#: What each of the files above holds.
VALUES = {
    "receipt_id": ["H1"],
    "order_id": ["D1"],
    "due_on": [None],
    "received_on": [DAY],
    "amount": [123450],
    "method": ["银行转账"],
}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@pytest.fixture
def xlsx(desk: Desk) -> Path:
    return desk.xlsx("回款登记.xlsx", {"10月": [HEADER, ROW]})


# -- .csv ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n", "\r"])
def test_csv_as_programs_write_it(desk: Desk, encoding: str, line_end: str) -> None:
    table = desk.read("receipts", desk.csv("回款.csv", TEXT.replace("\r\n", line_end), encoding))
    assert (table.columns, table.findings) == (VALUES, ())
    assert table.places == [("回款.csv", "", 2)]


def test_csv_in_gb18030_keeps_rare_characters(desk: Desk) -> None:
    # 㛃 and 𠮷 are in GB18030 and not in GBK.
    path = desk.csv("意见.csv", "意见号,日期,收集工号,原文\nY1,2026-10-09,K1,㛃女士和𠮷先生\n", "gb18030")
    assert desk.read("opinions", path).columns["text"] == ["㛃女士和𠮷先生"]


def test_a_short_csv_leaves_long_fields_readable_for_others(desk: Desk) -> None:
    desk.read("receipts", desk.csv("回款.csv", TEXT))
    # The module's own limit; it holds for the whole process.
    assert csv.field_size_limit() >= 131_072


def test_csv_without_a_line_end_at_its_end(desk: Desk) -> None:
    assert desk.read("receipts", desk.csv("回款.csv", TEXT.strip())).columns == VALUES


@pytest.mark.parametrize("above", ["", "2026 年回款\n\n", "某公司, 回款登记\n".replace(",", "，")])
def test_csv_separated_by_tabs(desk: Desk, above: str) -> None:
    table = desk.read("receipts", desk.csv("回款.csv", above + TEXT.replace(",", "\t"), "gb18030"))
    assert (table.columns, table.faults) == (VALUES, ())


def test_csv_with_commas_quotes_and_line_breaks_inside_cells(desk: Desk) -> None:
    text = '意见号,日期,收集工号,原文\nY1,2026-10-09,K1,"要""快"",\n要好"\nY2,坏日期,K1,好\n'
    table = desk.read("opinions", desk.csv("意见.csv", text))
    assert table.columns["text"] == ['要"快",\n要好', "好"]
    # Rows are counted as the spreadsheet counts them, not as lines of the file.
    assert [fault.row for fault in table.faults] == [3]


def test_csv_with_a_remark_longer_than_the_csv_module_takes_by_itself(desk: Desk) -> None:
    text = "意见号,日期,收集工号,原文\nY1,2026-10-09,K1," + "长" * 140_000 + "\n"
    (fault,) = desk.read("opinions", desk.csv("意见.csv", text)).faults
    assert (fault.row, fault.column, fault.want) == (2, "原文", "最多 32000 个字")


@pytest.mark.parametrize(
    ("content", "row", "words"),
    [
        (TEXT.encode("utf-16"), None, ["UTF-16", "CSV UTF-8"]),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), None, ["UTF-16", "CSV UTF-8"]),
        (TEXT.encode("utf-16-le"), 1, ["NUL", "CSV UTF-8"]),
        (TEXT.encode().replace(b"D1", b"D\x001"), 2, ["NUL", "另存为"]),
        (TEXT.encode("gbk").replace(b"D1", b"\xff\xff"), 2, ["读不出", "UTF-8", "GBK"]),
        ((TEXT + 'H2,"D2,2026-10-09,5,现金\r\n').encode(), 3, ["引号", "双引号"]),
        ((TEXT + 'H2,"D"2,2026-10-09,5,现金\r\n').encode(), 3, ["引号", "双引号"]),
        (b"", None, ["0 字节", "换成正确的文件"]),
        (b"\r\n , \r\n", None, ["找不到", "表头", "回款单号"]),
        (b"\r\n\r\n", None, ["没有内容", "换成正确的文件"]),
        ("\ufeff".encode(), None, ["没有内容"]),
    ],
)
def test_csv_that_cannot_be_read(
    desk: Desk, only: Says, content: bytes, row: int | None, words: list[str]
) -> None:
    table = desk.read("receipts", desk.bytes("回款.csv", content))
    found = only(table, "回款.csv", *words)
    assert found.row == row
    assert found.mend
    assert len(table) == 0


# -- workbooks -------------------------------------------------------------------------------------


def test_xlsx(desk: Desk, xlsx: Path) -> None:
    table = desk.read("receipts", xlsx)
    assert (table.columns, table.findings) == (VALUES, ())
    assert table.places == [("回款登记.xlsx", "10月", 2)]


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_formats_hold_the_same(
    desk: Desk, xlsx: Path, office: Callable[[Path, str], Path], only: Says, ending: str
) -> None:
    table = desk.read("receipts", office(xlsx, ending))
    assert (table.columns, table.faults) == (VALUES, ())
    # Their error values cannot be seen, and that is said.
    only(table, f".{ending}", "#N/A", "另存为 .xlsx", level="notice")


@pytest.mark.parametrize("ending", ["ods", "xls"])
def test_other_formats_with_a_fault_name_its_place(
    desk: Desk, office: Callable[[Path, str], Path], only: Says, ending: str
) -> None:
    path = desk.xlsx(
        "回款.xlsx", {"9月": [HEADER, ROW], "10月": [HEADER, ["H2", "D2", "2026-02-31", 5, "现金"]]}
    )
    fault = only(desk.read("receipts", office(path, ending)), "2026-02-31", "真实存在")
    assert (fault.file, fault.sheet, fault.row, fault.column) == (f"回款.{ending}", "10月", 2, "到账日期")


def test_rows_are_numbered_as_the_sheet_shows_them(desk: Desk) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for column, (title, value) in enumerate(zip(HEADER, ROW, strict=True), 3):
        sheet.cell(6, column, title)
        sheet.cell(9, column, value)
    sheet.cell(9, 5, "坏日期")
    book.save(desk.folder / "回款.xlsx")
    table = desk.read("receipts", desk.folder / "回款.xlsx")
    assert [(fault.row, fault.column) for fault in table.faults] == [(9, "到账日期")]


def test_every_sheet_of_one_kind_is_read(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", {"9月": [HEADER, ROW], "10月": [HEADER, ["H2", "D2", DAY, 5, "现金"]]})
    table = desk.read("receipts", path)
    assert table.columns["receipt_id"] == ["H1", "H2"]
    assert table.places == [("回款.xlsx", "9月", 2), ("回款.xlsx", "10月", 2)]
    assert table.findings == ()


def test_the_same_number_on_two_sheets_names_the_other(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", {"9月": [HEADER, ROW], "10月": [HEADER, ROW]})
    fault = only(desk.read("receipts", path), "H1", "重复", "「9月」第 2 行")
    assert (fault.sheet, fault.row, fault.column) == ("10月", 2, "回款单号")


def test_a_sheet_that_is_something_else_is_named(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": [HEADER, ROW], "备忘": [["周例会"], ["10 月 12 日", "碰头"]]})
    table = desk.read("receipts", path)
    assert table.columns == VALUES
    assert only(table, "备忘", "没有读取", level="notice").sheet == "备忘"


def test_a_sheet_that_only_lacks_a_column_is_not_passed_over(desk: Desk, only: Says) -> None:
    short = [HEADER[:4], ["H2", "D2", DAY, 5]]
    table = desk.read("receipts", desk.xlsx("回款.xlsx", {"10月": [HEADER, ROW], "9月": short}))
    fault = only(table, "方式")
    assert (fault.sheet, fault.row) == ("9月", 1)


def test_a_summary_by_person_beside_the_data_is_left_out(desk: Desk, only: Says) -> None:
    pivot = [["方式", "金额"], ["银行转账", 1234.5]]
    table = desk.read("receipts", desk.xlsx("回款.xlsx", {"10月": [HEADER, ROW], "透视表": pivot}))
    assert (table.columns, table.faults) == (VALUES, ())
    assert only(table, "没有读取", level="notice").sheet == "透视表"


def test_a_hidden_sheet_is_named_and_not_read(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": [HEADER, ROW], "旧": [HEADER, ["H2", "D2", DAY, 5, "现金"]]})
    book = openpyxl.load_workbook(path)
    book["旧"].sheet_state = "veryHidden"
    book.save(path)
    table = desk.read("receipts", path)
    assert table.columns == VALUES
    assert only(table, "隐藏", "取消隐藏", level="notice").sheet == "旧"


def test_a_workbook_without_a_sheet_to_be_seen_is_a_fault(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": [HEADER, ROW]})
    book = openpyxl.load_workbook(path)
    chart = book.create_chartsheet("图")
    chart.add_chart(BarChart())
    book["10月"].sheet_state = "hidden"
    book.active = 1
    book.save(path)
    only(desk.read("receipts", path), "回款.xlsx", "没有可见的工作表", "取消隐藏")


@pytest.mark.parametrize("grids", [{"Sheet1": []}, {"Sheet1": [], "Sheet2": [[None, ""], []]}])
def test_a_workbook_without_content_is_a_fault(desk: Desk, only: Says, grids: dict[str, Any]) -> None:
    only(desk.read("receipts", desk.xlsx("回款.xlsx", grids)), "回款.xlsx", "没有内容")


def test_a_header_alone_is_a_month_without_receipts(desk: Desk, only: Says) -> None:
    table = desk.read("receipts", desk.xlsx("回款.xlsx", {"10月": [HEADER]}))
    assert (len(table), table.faults) == (0, ())
    assert only(table, "没有数据", level="notice").sheet == "10月"


# -- cells that read as blank and are not ----------------------------------------------------------


def test_a_formula_with_its_result_is_its_result(desk: Desk) -> None:
    path = desk.folder / "回款.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [*HEADER, "应收日期"])
        sheet.write_row(1, 0, ["H1", "D1", "2026-10-09"])
        sheet.write_formula(1, 3, "=1000+234.5", None, 1234.5)
        sheet.write_formula(1, 4, '="银行"&"转账"', None, "银行转账")
        sheet.write_formula(1, 5, '=""', None, "")
    # As Excel writes a formula whose result is an empty text; it is blank.
    desk.change(path, "xl/worksheets/sheet1.xml", '<c r="F2">', '<c r="F2" t="str">')
    table = desk.read("receipts", path)
    assert (table.columns, table.findings) == (VALUES, ())


def test_a_formula_nobody_has_calculated_is_a_fault_where_nobody_can(
    desk: Desk, only: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    # openpyxl writes formulas without results.
    path = desk.xlsx("回款.xlsx", {"10月": [HEADER, ["H1", "D1", DAY, "=1000+234.5", "现金"]]})
    fault = only(desk.read("receipts", path), "公式", "没有值", "保存")
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("回款.xlsx", "10月", 2, "金额")


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"])
@pytest.mark.parametrize(("column", "title"), [(1, "订单号"), (3, "金额"), (5, "应收日期")])
def test_an_error_value_is_a_fault_even_where_a_blank_is_none(
    desk: Desk, only: Says, error: str, column: int, title: str
) -> None:
    path = desk.folder / "回款.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("10月")
        sheet.write_row(0, 0, [*HEADER, "应收日期"])
        sheet.write_row(1, 0, ["H1", "D1", "2026-10-09", 5, "现金", "2026-10-09"])
        sheet.write_formula(1, column, "=X", None, error)
    fault = only(desk.read("receipts", path), error, "没有值", "直接填值")
    assert (fault.sheet, fault.row, fault.column) == ("10月", 2, title)


def test_a_last_row_of_nothing_but_errors_is_not_lost(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", [HEADER, ROW, [None] * 5, [None, None, None, "=A1", None]])
    faults = {(fault.row, fault.column) for fault in desk.read("receipts", path).faults}
    assert faults == {(4, title) for title in HEADER}


def test_an_error_beside_the_table_disturbs_nobody(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", [[*HEADER, "备注"], [*ROW, "=NA()"]])
    assert desk.read("receipts", path).faults == ()


def test_error_values_are_found_whatever_prefix_or_quotes_the_writer_likes(desk: Desk, xlsx: Path) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    desk.change(xlsx, sheet, r'<c r="D2"[^>]*><v>[^<]*</v></c>', "<c t='e' r='D2'><f>NA()</f><v>#N/A</v></c>")
    faults = desk.read("receipts", xlsx).faults
    assert [(fault.row, fault.column) for fault in faults] == [(2, "金额")]
    assert "#N/A" in faults[0].what


# -- merged cells ----------------------------------------------------------------------------------


def _merge(desk: Desk, grid: list[list[Any]], *areas: str) -> Path:
    path = desk.xlsx("回款.xlsx", {"10月": grid})
    book = openpyxl.load_workbook(path)
    for area in areas:
        book["10月"].merge_cells(area)
    book.save(path)
    return path


def test_merged_cells_among_the_data_are_a_fault(desk: Desk) -> None:
    path = _merge(desk, [HEADER, ROW, ["H2", None, DAY, 5, "现金"]], "B2:B3")
    fault = desk.read("receipts", path).faults[0]
    assert (fault.sheet, fault.row) == ("10月", 2)
    assert "合并单元格" in fault.what
    assert "取消合并" in fault.mend


def test_cells_merged_from_a_column_nobody_uses_are_a_fault_too(desk: Desk) -> None:
    grid = [["备注", *HEADER, "应收日期"], ["加急", *ROW, None]]
    path = _merge(desk, [["内部", grid[0][-1], *grid[0][:-1]], ["加急", None, *grid[1][:-1]]], "A2:B2")
    assert any("合并单元格" in fault.what for fault in desk.read("receipts", path).faults)


def test_merged_titles_totals_and_notes_do_no_harm(desk: Desk) -> None:
    grid = [
        ["2026 年 10 月回款登记"],
        [],
        [*HEADER, "备注"],
        [*ROW, "甲"],
        [*["H2", "D2", DAY, 5, "现金"], None],
        ["合计", None, None, 1239.5, None],
    ]
    table = desk.read("receipts", _merge(desk, grid, "A1:F1", "F4:F5", "A6:C6"))
    assert table.faults == ()
    assert table.columns["amount"] == [123450, 500]


# -- files that are no workbooks, or too much of one -----------------------------------------------


def test_a_file_of_200_mb_is_refused_before_it_is_opened(desk: Desk, only: Says) -> None:
    path = desk.bytes("回款.xlsx", b"PK")
    with path.open("r+b") as stream:
        stream.truncate(200 * 1024 * 1024)
    only(desk.read("receipts", path), "回款.xlsx", "200 MB", f"{MAX_FILE_MB} MB", "拆成几个文件")


def test_a_small_file_that_says_it_unpacks_to_gigabytes_is_refused(
    desk: Desk, only: Says, xlsx: Path
) -> None:
    content = bytearray(xlsx.read_bytes())
    # The uncompressed size stands 24 bytes into each entry of the central directory.
    struct.pack_into("<I", content, content.index(b"PK\x01\x02") + 24, 3_000_000_000)
    xlsx.write_bytes(content)
    only(desk.read("receipts", xlsx), "展开后有 286", "1500 MB", "拆成几个文件")


@pytest.mark.parametrize("reference", ["XFD1048576", "A4000000000", "XFD5000000", "AAA50000"])
def test_a_cell_far_out_cannot_end_the_process(desk: Desk, only: Says, xlsx: Path, reference: str) -> None:
    # calamine would ask for up to 512 GB and end the process.
    desk.change(xlsx, "xl/worksheets/sheet1.xml", 'r="E2"', f'r="{reference}"')
    fault = only(desk.read("receipts", xlsx), "散得太开", "左上角", "删去远处")
    assert (fault.file, fault.sheet) == ("回款登记.xlsx", "10月")


def test_cells_far_out_that_are_only_formatted_do_no_harm(desk: Desk, xlsx: Path) -> None:
    far = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    desk.change(xlsx, "xl/worksheets/sheet1.xml", "</sheetData>", far)
    assert desk.read("receipts", xlsx).columns == VALUES


def test_a_wide_and_long_register_is_no_bomb(desk: Desk) -> None:
    grid = [
        [*HEADER, *(f"备注{n}" for n in range(60))],
        *([f"H{n}", *ROW[1:], *["注"] * 60] for n in range(300)),
    ]
    table = desk.read("receipts", desk.xlsx("回款.xlsx", grid))
    assert (len(table), table.faults) == (300, ())


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".ods"])
def test_a_password_or_an_old_format_under_a_new_name(desk: Desk, only: Says, ending: str) -> None:
    path = desk.bytes(f"回款{ending}", OLE + bytes(4096))
    only(desk.read("receipts", path), f"回款{ending}", "密码", ".xls", "另存为 .xlsx")


def test_an_xls_with_a_password(
    desk: Desk, only: Says, xlsx: Path, office: Callable[[Path, str], Path]
) -> None:
    path = office(xlsx, "xls")
    content = bytearray(path.read_bytes())
    # FILEPASS [MS-XLS 2.4.117], with RC4, in the place of the first two records behind the first BOF.
    behind = content.index(b"\x09\x08\x10\x00") + 4 + 16
    content[behind : behind + 12] = struct.pack("<HHH6x", 0x2F, 8, 1)
    path.write_bytes(content)
    only(desk.read("receipts", path), "回款登记.xls", "密码", "去掉密码")


def test_an_ods_with_a_password(
    desk: Desk, only: Says, xlsx: Path, office: Callable[[Path, str], Path]
) -> None:
    path = office(xlsx, "ods")
    with zipfile.ZipFile(path) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    parts["content.xml"] = bytes(range(256))
    parts["META-INF/manifest.xml"] = parts["META-INF/manifest.xml"].replace(
        b"/>", b"><manifest:encryption-data/></manifest:file-entry>", 1
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    only(desk.read("receipts", path), "回款登记.ods", "密码", "去掉密码")


@pytest.mark.parametrize("part", [0.1, 0.3, 0.6, 0.9, 0.99])
@pytest.mark.parametrize("ending", ["xlsx", "ods", "xls"])
def test_a_file_cut_off(
    desk: Desk, only: Says, xlsx: Path, office: Callable[[Path, str], Path], ending: str, part: float
) -> None:
    path = xlsx if ending == "xlsx" else office(xlsx, ending)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    table = desk.read("receipts", path)
    if ending == "xls" and table.columns == VALUES:
        # What was cut off were the document's properties.
        return
    only(table, "损坏", "重")
    assert len(table) == 0


@pytest.mark.parametrize("ending", [".xlsx", ".xlsm", ".xls", ".ods"])
@pytest.mark.parametrize("content", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18)], ids=["head", "empty zip"])
def test_something_else_under_the_name_of_a_workbook(
    desk: Desk, only: Says, ending: str, content: bytes
) -> None:
    only(desk.read("receipts", desk.bytes(f"回款{ending}", content)), f"回款{ending}", "损坏", "另存为 .xlsx")


@pytest.mark.parametrize(
    "member", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"]
)
@pytest.mark.parametrize("content", [b"", b"<workbook", b"\xff\xfe", None])
def test_a_workbook_whose_parts_are_damaged(
    desk: Desk, only: Says, xlsx: Path, member: str, content: bytes | None
) -> None:
    with zipfile.ZipFile(xlsx) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    with zipfile.ZipFile(xlsx, "w") as archive:
        for name, part in (parts | {member: content}).items():
            if part is not None:
                archive.writestr(name, part)
    found = only(desk.read("receipts", xlsx), "回款登记.xlsx")
    assert "损坏" in found.what or "没有内容" in found.what


def test_an_ods_that_breaks_off_inside_comes_to_an_end(
    desk: Desk, only: Says, xlsx: Path, office: Callable[[Path, str], Path]
) -> None:
    path = office(xlsx, "ods")
    with zipfile.ZipFile(path) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    whole = parts["content.xml"]
    parts["content.xml"] = whole[: whole.index(b"<table:table-row") + 40]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    # calamine reads on for ever.
    only(desk.read("receipts", path), "损坏")


def test_bytes_changed_at_random_are_a_finding_or_nothing(desk: Desk, xlsx: Path) -> None:
    chance = random.Random(20261009)
    with zipfile.ZipFile(xlsx) as archive:
        parts = {item.filename: archive.read(item) for item in archive.infolist()}
    names = [name for name in parts if name.startswith("xl/")]
    for number in range(300):
        name = chance.choice(names)
        changed = bytearray(parts[name])
        for _ in range(chance.randint(1, 3)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        with zipfile.ZipFile(xlsx, "w") as archive:
            for other, content in (parts | {name: bytes(changed)}).items():
                archive.writestr(other, content)
        sheets, findings = read_sheets(xlsx, "回款登记.xlsx")
        assert sheets or any(finding.level == "fault" for finding in findings), number


@pytest.mark.parametrize("name", ["回款.txt", "回款.pdf", "回款"])
def test_a_type_that_is_not_read_says_which_are(desk: Desk, only: Says, name: str) -> None:
    only(desk.read("receipts", desk.bytes(name, b"x")), name, *READABLE, "另存为")


@pytest.mark.parametrize(("name", "method"), [("回款.csv", "read_bytes"), ("回款.xlsx", "open")])
def test_a_file_that_another_program_holds(
    desk: Desk, only: Says, monkeypatch: pytest.MonkeyPatch, name: str, method: str
) -> None:
    path = desk.bytes(name, TEXT.encode())

    def held(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, method, held)
    only(desk.read("receipts", path), name, "占用", "关闭")


def test_a_file_that_is_gone(desk: Desk, only: Says) -> None:
    only(desk.read("receipts", desk.folder / "回款.xlsx"), "回款.xlsx", "打不开", "是否存在")


def test_one_bad_file_does_not_hide_another(desk: Desk) -> None:
    table = desk.read(
        "receipts", desk.bytes("1.csv", b""), desk.bytes("2.xlsx", b"x"), desk.csv("3.csv", TEXT)
    )
    assert [fault.file for fault in table.faults] == ["1.csv", "2.xlsx"]
    assert table.columns == VALUES
