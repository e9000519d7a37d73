"""Workbooks: reopened cell by cell; what is text stays text."""

from __future__ import annotations

import datetime as dt
import gc
import io
import weakref
import zipfile
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.office.excel import column_width, new_workbook, print_on_a4, sheet_name, write_cell, write_table
from mktkit.office.text import clean

COLUMNS = [
    ("类别", None, ""),
    ("说明", 30, ""),
    ("日期", None, "yyyy-mm-dd"),
    ("金额", None, "#,##0.00"),
    ("率", None, "0.0%"),
]
ROWS: list[dict[str, Any]] = [
    {
        "类别": "市场调研",
        "说明": "=1+1",
        "日期": dt.date(2026, 10, 1),
        "金额": Decimal("1234567.80"),
        "率": 0.955,
    },
    {"类别": "销售", "说明": "@SUM(A1)", "日期": None, "金额": -5, "率": Fraction(1, 3)},
    {"类别": "客服", "说明": None, "日期": dt.date(2026, 2, 28), "金额": 0, "率": None},
]


def book(write: Callable[[Any, Any, Any], None]) -> bytes:
    with new_workbook() as (workbook, styles, buffer):
        write(workbook, workbook.add_worksheet("表"), styles)
    return buffer.getvalue()


def reopened(content: bytes, **how: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), **how)["表"]


@pytest.fixture(scope="module")
def table() -> bytes:
    def write(workbook: Any, sheet: Any, styles: Any) -> None:
        below = write_table(sheet, styles, 2, COLUMNS, ROWS, freeze=True, filters=True, totals=("金额",))
        assert below == 7
        print_on_a4(sheet, 2)

    return book(write)


def test_a_table_comes_back_cell_by_cell(table: bytes) -> None:
    sheet = reopened(table, data_only=True)
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3, max_row=7)]
    assert cells == [
        ["类别", "说明", "日期", "金额", "率"],
        ["市场调研", "=1+1", dt.datetime(2026, 10, 1), 1234567.8, 0.955],
        ["销售", "@SUM(A1)", None, -5, 1 / 3],
        ["客服", None, dt.datetime(2026, 2, 28), 0, None],
        ["合计", None, None, 1234562.8, None],
    ]
    assert sheet["C4"].number_format == "yyyy-mm-dd"
    assert reopened(table)["D7"].value == "=SUBTOTAL(109,D4:D6)"


def test_the_sheet_is_ready_for_screen_and_paper(table: bytes) -> None:
    sheet = reopened(table)
    assert sheet.freeze_panes == "A4"
    assert sheet.auto_filter.ref == "A3:E6"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    # One page wide is what a file means that does not say; as many high as it takes.
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$3:$3"
    assert "第 &P 页" in sheet.oddFooter.right.text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+86 21 5555", "-5 折", "@foo", "=cmd|' /C calc'!A0", "http://x.cn", "0012", "1e5", "<b>"],
)
def test_text_stays_text_even_when_somebody_edits_the_cell(text: str) -> None:
    content = book(lambda workbook, sheet, styles: write_cell(sheet, 0, 0, text, styles.cell()))
    cell = reopened(content)["A1"]
    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@"))
    assert not cell.hyperlink


@settings(max_examples=40)
@given(st.text(max_size=50))
def test_any_text_comes_back(text: str) -> None:
    content = book(lambda workbook, sheet, styles: write_cell(sheet, 0, 0, text, styles.cell()))
    assert (reopened(content)["A1"].value or "") == clean(text)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (True, "是"),
        (False, "否"),
        (None, None),
        (float("nan"), None),
        (float("inf"), "inf"),
        (12345678901234567890, "12345678901234567890"),
        (999999999999999, 999999999999999),
        (Decimal("0.1"), 0.1),
        (dt.date(2026, 10, 31), "2026-10-31"),
        ("甲\r\n乙\x00", "甲\n乙"),
    ],
)
def test_each_kind_of_value(value: Any, wanted: Any) -> None:
    content = book(lambda workbook, sheet, styles: write_cell(sheet, 0, 0, value, styles.cell()))
    assert reopened(content)["A1"].value == wanted


def test_too_long_text_says_how_much_is_missing() -> None:
    content = book(lambda workbook, sheet, styles: write_cell(sheet, 0, 0, "长" * 40000, styles.cell()))
    value = reopened(content)["A1"].value
    assert len(value) == 32767
    assert value.endswith("…（Excel 一格最多 32767 字，原文 40000 字）")


@pytest.mark.parametrize(
    ("title", "values", "number_format", "wanted"),
    [
        # 8 Chinese characters take 16 columns, and 2 stand free.
        ("客户", ["华东大区重点客户"], "", 18),
        # "1,234,567.50" has 12 characters.
        ("金额", [1234567.5, 3], "#,##0.00", 14),
        ("率", [0.955], "0.0%", 7),
        # A long header wraps in two.
        ("本月实际完成的金额合计", [1], "0", 13),
        ("说明", ["字" * 100], "", 60),
        ("空", [], "", 6),
    ],
)
def test_width_comes_from_the_content(
    title: str, values: list[Any], number_format: str, wanted: float
) -> None:
    assert column_width(title, values, number_format) == wanted


def test_the_width_of_a_column_is_set(table: bytes) -> None:
    sheet = reopened(table)
    # XlsxWriter adds the cell's own margin of five pixels to the width asked for.
    assert sheet.column_dimensions["D"].width == pytest.approx(14, abs=0.8)
    assert sheet.column_dimensions["B"].width == pytest.approx(30, abs=0.8)


def test_the_same_content_is_the_same_file_and_names_nobody(table: bytes) -> None:
    def write(workbook: Any, sheet: Any, styles: Any) -> None:
        write_table(sheet, styles, 2, COLUMNS, ROWS, freeze=True, filters=True, totals=("金额",))
        print_on_a4(sheet, 2)

    assert book(write) == table
    properties = openpyxl.load_workbook(io.BytesIO(table)).properties
    assert (properties.creator or "", properties.lastModifiedBy or "") == ("", "")
    assert properties.created == dt.datetime(2000, 1, 1)
    with zipfile.ZipFile(io.BytesIO(table)) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(1980, 1, 1)}


def test_sheet_names_are_valid_and_unused() -> None:
    assert sheet_name("a/b:c*[d]?") == "a b c d"
    assert sheet_name("销售", ["销售", "销售-2"]) == "销售-3"
    assert len(sheet_name("长" * 50, ["长" * 31])) == 31
    assert sheet_name("'") == "表"


def test_a_total_in_column_aa_is_right() -> None:
    columns = [(f"列{n}", None, "0") for n in range(28)]
    rows = [{title: n for title, *_ in columns} for n in (1, 2)]
    content = book(
        lambda workbook, sheet, styles: write_table(sheet, styles, 0, columns, rows, totals=("列26",))
    )
    assert reopened(content)["AA4"].value == "=SUBTOTAL(109,AA2:AA3)"
    assert reopened(content, data_only=True)["AA4"].value == 3


def test_another_program_shows_the_table(table: bytes, to_pdf: Callable[[bytes, str], Any]) -> None:
    text = to_pdf(table, ".xlsx").text
    for word in ("市场调研", "=1+1", "2026-10-01", "1,234,567.80", "95.5%", "1,234,562.80", "第 1 页"):
        assert word in text


def test_a_workbook_that_is_written_is_let_go_of() -> None:
    alive = []
    for _ in range(40):
        with new_workbook() as (workbook, styles, buffer):
            write_table(workbook.add_worksheet("表"), styles, 0, COLUMNS, ROWS, totals=["金额"])
        alive += [weakref.ref(workbook), weakref.ref(styles), weakref.ref(buffer)]
    del workbook, styles, buffer
    gc.collect()
    assert [one for one in alive if one() is not None] == []
