"""Templates: reopened with openpyxl cell by cell, and filled, read back to the same values."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook

from mktkit.registers import HEADER_MAPPING, REGISTERS, Column, Register, read_one, write_template
from mktkit.rules import Rules

if TYPE_CHECKING:
    from conftest import Desk

ALL = {**REGISTERS, HEADER_MAPPING.name: HEADER_MAPPING}


@pytest.fixture(scope="module", params=ALL.values(), ids=ALL)
def register(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(scope="module")
def book(register: Register, rules: Rules) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_template(register, rules)))


# -- the blank workbook ----------------------------------------------------------------------------


def test_it_has_the_registers_sheet_and_how_to_fill_it(book: Workbook, register: Register) -> None:
    shown = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert shown == [register.title, "填写说明"]
    assert book.active.title == register.title


def test_title_example_and_header_stand_in_rows_1_2_and_3(book: Workbook, register: Register) -> None:
    sheet = book[register.title]
    assert register.title in sheet["A1"].value
    assert "示例，不会读取" in sheet["A1"].value
    assert [cell.value or "" for cell in sheet[2]] == [column.example for column in register.columns]
    assert [cell.value for cell in sheet[3]] == [
        column.title + (" *" if column.required else "") for column in register.columns
    ]
    assert sheet.max_row == 3
    assert sheet.freeze_panes == "B4"


def test_a_drop_down_offers_the_choices_and_nothing_else(
    book: Workbook, register: Register, rules: Rules
) -> None:
    offered = {}
    for rule in book[register.title].data_validations.dataValidation:
        area = str(rule.sqref)
        first, last = area.split(":")
        if rule.type == "list":
            name, cells = rule.formula1.split("!")
            offered[first.rstrip("0123456789")] = [row[0].value for row in book[name][cells.replace("$", "")]]
            assert book[name].sheet_state == "hidden"
        assert first.endswith("4")
        assert last.endswith("2003")
        assert rule.showErrorMessage
    wanted = {}
    for position, column in enumerate(register.columns, 1):
        choices = ["是", "否"] if column.kind.title == "是否" else list(column.choices_in(rules))
        if choices:
            wanted[openpyxl.utils.get_column_letter(position)] = choices
    assert offered == wanted


def test_numbers_are_checked_by_the_spreadsheet_as_well(book: Workbook, register: Register) -> None:
    kinds = {
        str(rule.sqref).split(":")[0]: rule.type
        for rule in book[register.title].data_validations.dataValidation
    }
    for position, column in enumerate(register.columns, 1):
        cell = f"{openpyxl.utils.get_column_letter(position)}4"
        expected = {"整数": "whole", "金额": "decimal"}.get(column.kind.title)
        if expected:
            assert kinds[cell] == expected


def test_the_note_of_a_header_says_all_of_its_column(
    book: Workbook, register: Register, rules: Rules
) -> None:
    for cell, column in zip(book[register.title][3], register.columns, strict=True):
        note = cell.comment.text
        assert ("必填" if column.required else "选填") in note
        for said in (column.kind.title, column.unit, column.help, column.clause, *column.aliases):
            assert said in note
        for choice in column.choices_in(rules):
            assert choice in note


def test_cells_are_formatted_as_their_kind(book: Workbook, register: Register) -> None:
    formats = {
        "文字": "@", "编号": "@", "整数": "0", "金额": "#,##0.00", "百分比": "0%", "日期": "yyyy-mm-dd",
        "日期时间": "yyyy-mm-dd hh:mm:ss", "月份": "@", "是否": "@", "选项": "@",
    }  # fmt: skip
    # Neighbours of one format stand in one range.
    ranges = book[register.title].column_dimensions.values()
    for position, column in enumerate(register.columns, 1):
        (style,) = (one for one in ranges if one.min <= position <= one.max)
        assert style.number_format == formats[column.kind.title]


def test_it_prints_on_a4_with_its_header_repeated(book: Workbook, register: Register) -> None:
    for title, row in ((register.title, 3), ("填写说明", 4)):
        sheet = book[title]
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.orientation == "landscape"
        # One page wide is what a missing number says.
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == f"${row}:${row}"


def test_the_explanation_has_a_line_for_every_column(
    book: Workbook, register: Register, rules: Rules
) -> None:
    sheet = book["填写说明"]
    for clause in register.clauses:
        assert rules.cite(clause) in sheet["A2"].value
    lines = [[cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=5)]
    assert [line[:6] for line in lines] == [
        [
            column.title,
            "是" if column.required else "",
            column.kind.title,
            column.unit,
            column.example,
            "、".join(column.choices_in(rules)),
        ]
        for column in register.columns
    ]


def test_no_cell_is_a_formula_and_nothing_leaves_the_file(register: Register, rules: Rules) -> None:
    with zipfile.ZipFile(io.BytesIO(write_template(register, rules))) as archive:
        for name in archive.namelist():
            content = archive.read(name).decode("utf-8")
            if name.startswith("xl/worksheets/sheet"):
                assert "<f>" not in content
                assert "<hyperlink" not in content
            assert 'TargetMode="External"' not in content


def test_the_same_template_is_the_same_bytes(register: Register, rules: Rules) -> None:
    assert write_template(register, rules) == write_template(register, rules)


# -- filled and read back --------------------------------------------------------------------------

#: Anything a keyboard gives, and above all what spreadsheets and pages take for more than text.
LETTERS = "甲乙丙王（）《》，。、￥％ＡＢ＝Xx01239 =+-@'\"<>&/\\;:|#!{}[]_\n\t𠮷㛃"
TEXTS = st.text(LETTERS, min_size=1, max_size=30).filter(
    lambda text: text == text.strip() and text.translate(dict.fromkeys(map(ord, " \n\t：:"))) != ""
)
CODES = st.from_regex(r"[A-Z][A-Z0-9=+@-]{1,12}", fullmatch=True)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
MOMENTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 30)).map(
    # Midnight is refused: a cell does not tell it from a day without a time.
    lambda moment: moment.replace(microsecond=0, second=moment.second or 1)
)
MONTHS = st.builds("{:04d}-{:02d}".format, st.integers(1990, 2099), st.integers(1, 12))


def cells(column: Column, rules: Rules) -> st.SearchStrategy[tuple[Any, Any]]:
    """Cells of a column as a person enters them, each with the value that must be read."""
    choices = column.choices_in(rules)
    money = st.integers(max(column.low or 0, 1), 10**11).map(lambda fen: (fen / 100, fen))
    made: dict[str, st.SearchStrategy[tuple[Any, Any]]] = {
        "文字": TEXTS.map(lambda text: (text, text)),
        "编号": (
            st.from_regex(r"[0-9A-Z]{18}", fullmatch=True) if column.name == "credit_code" else CODES
        ).map(lambda code: (code, code)),
        "整数": st.integers(1, column.high or 10**9).map(lambda number: (number, number)),
        "金额": money,
        "百分比": st.integers(1, 10000).map(lambda share: (share / 10000, share)),
        "日期": DAYS.map(lambda day: (day, day)),
        "日期时间": MOMENTS.map(lambda moment: (moment, moment)),
        "月份": MONTHS.map(lambda month: (month, month)),
        "是否": st.sampled_from([("是", True), ("否", False), (True, True), (False, False)]),
        "选项": st.sampled_from(choices or ("",)).map(lambda choice: (choice, choice)),
    }
    filled = made[column.kind.title]
    return filled if column.required else st.just((None, None)) | filled


@given(data=st.data())
@settings(max_examples=30)
def test_what_is_filled_in_is_read_back(register: Register, rules: Rules, data: st.DataObject) -> None:
    rows = data.draw(
        st.lists(st.tuples(*(cells(column, rules) for column in register.columns)), min_size=1, max_size=4)
    )
    content = write_template(
        register,
        rules,
        [
            {column.title: cell for column, (cell, _) in zip(register.columns, row, strict=True)}
            for row in rows
        ],
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xlsx"
        path.write_bytes(content)
        table = read_one(path, register, rules)
    assert table.columns == {
        column.name: [row[position][1] for row in rows] for position, column in enumerate(register.columns)
    }
    # Row 4 is the first below the header; the example above it is not among them.
    assert table.places == [("表.xlsx", register.title, 4 + number) for number in range(len(rows))]
    sheets = openpyxl.load_workbook(io.BytesIO(content))
    assert not any(cell.data_type == "f" for sheet in sheets for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "http://x.example", "0012",
     "<script>alert(1)</script>", "'=1", "\t=1+1".strip(), "12345678901234567890"],
)  # fmt: skip
def test_text_stays_text_whatever_it_begins_with(desk: Desk, text: str) -> None:
    row = {
        "意见号": "Y1",
        "日期": dt.date(2026, 10, 9),
        "收集工号": "K1",
        "原文": text,
        "是否有效（去重）": "是",
    }
    path = desk.bytes("客户意见.xlsx", write_template(REGISTERS["opinions"], desk.rules, [row]))
    cell = openpyxl.load_workbook(path)["客户意见"]["E4"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)
    table = desk.read("opinions", path)
    assert (table.columns["text"], table.findings) == ([text], ())


def test_choices_of_a_company_stay_text_and_in_their_width(desk: Desk, tmp_path: Path) -> None:
    from mktkit.rules import load_rules

    company = tmp_path / "company"
    company.mkdir()
    (company / "sales.yaml").write_text(
        "- from: 2026-01-01\n  values:\n    3.3.1:\n      customer_categories: [终端（直营）, '=1+1', '@甲']\n",
        encoding="utf-8",
    )
    rules = load_rules(on=dt.date(2026, 10, 1), company=company)
    row = {"客户编号": "K1", "名称": "甲", "建档日期": dt.date(2026, 10, 9), "归属工号": "X1"}
    rows = [
        row | {"客户编号": f"K{n}", "类别": text}
        for n, text in enumerate(["终端（直营）", "=1+1", "终端(直营)"])
    ]
    content = write_template(REGISTERS["customers"], rules, rows)
    path = desk.bytes("客户档案.xlsx", content)
    sheets = openpyxl.load_workbook(path)
    assert not any(cell.data_type == "f" for sheet in sheets for line in sheet.iter_rows() for cell in line)
    table = read_one(path, REGISTERS["customers"], rules)
    assert table.faults == ()
    assert table.columns["category"] == ["终端（直营）", "=1+1", "终端（直营）"]
