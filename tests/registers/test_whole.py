"""Registers from the blank template to the frame, as a department uses them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mktkit.registers import HEADER_MAPPING, REGISTERS, find_register, read_dataset, read_one, write_template
from mktkit.rules import Rules

HEADER = ["订单号", "行号", "类型", "签约日期", "客户编号", "业务员工号", "价税合计"]
ROWS = [[f"D{n}", "1", "销售", dt.date(2026, 10, n), f"K{n}", "X001", 100.25 * n] for n in range(1, 8)]

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, *rows: list[Any], sheet: str = "台账") -> Path:
        book = openpyxl.Workbook()
        page = book.active
        page.title = sheet
        for row in rows:
            page.append(row)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
        return path

    return write


@pytest.mark.parametrize("name", [*REGISTERS, HEADER_MAPPING.name])
def test_a_blank_template_is_read_as_nothing_wrong(rules: Rules, tmp_path: Path, name: str) -> None:
    register = (REGISTERS | {HEADER_MAPPING.name: HEADER_MAPPING})[name]
    path = tmp_path / f"{register.title}.xlsx"
    path.write_bytes(write_template(register, rules))
    if name != HEADER_MAPPING.name:
        table = read_one(path, register, rules)
        assert (len(table), table.faults) == (0, ())
    book = openpyxl.load_workbook(path)
    sheet = book[register.title]
    assert [str(cell.value).removesuffix(" *") for cell in sheet[3]] == [
        column.title for column in register.columns
    ]
    assert [str(cell.value or "") for cell in sheet[2]] == [column.example for column in register.columns]
    assert all(cell.comment is not None for cell in sheet[3])
    choices = [
        column for column in register.columns if column.choices_in(rules) or column.kind.title == "是否"
    ]
    lists = [one for one in sheet.data_validations.dataValidation if one.type == "list"]
    assert len(lists) == len(choices)
    assert sheet.page_setup.paperSize == 9
    assert not any(cell.data_type == "f" for page in book for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("name", REGISTERS)
def test_the_example_row_is_a_valid_row(rules: Rules, write: Write, name: str) -> None:
    register = REGISTERS[name]
    path = write(
        f"{register.title}.xlsx",
        [column.title for column in register.columns],
        [column.example for column in register.columns],
    )
    table = read_one(path, register, rules)
    assert table.faults == ()
    assert len(table) == 1


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False), st.integers(0, 4))
def test_order_and_blank_rows_change_nothing(
    rules: Rules, write: Write, chance: random.Random, blanks: int
) -> None:
    rows: list[list[Any]] = [*ROWS]
    chance.shuffle(rows)
    for _ in range(blanks):
        rows.insert(chance.randrange(len(rows) + 1), [None, "  ", None, None, None, None, None])
    table = read_one(write("销售台账.xlsx", HEADER, *rows), REGISTERS["sales_ledger"], rules)
    plain = read_one(write("销售台账-原.xlsx", HEADER, *ROWS), REGISTERS["sales_ledger"], rules)
    assert table.faults == ()
    by_order = ["order_id"]
    assert (
        table.frame()
        .sort_values(by_order, ignore_index=True)
        .equals(plain.frame().sort_values(by_order, ignore_index=True))
    )
    # 100.25 · 1 … 100.25 · 7 in 分: 10025 · 28.
    assert sum(table.columns["gross_amount"]) == 10025 * 28


def test_several_files_and_sub_folders_are_one_register(rules: Rules, write: Write, tmp_path: Path) -> None:
    write("登记/销售台账-上.xlsx", HEADER, *ROWS[:3])
    write(
        "登记/销售台账/下.xlsx",
        ["订单编号", "序号", "单据类型", "订单日期", "客户代码", "业务员", "含税金额"],
        *ROWS[3:],
    )
    dataset = read_dataset(tmp_path / "登记", rules)
    assert dataset.faults == ()
    assert sorted(dataset.tables["sales_ledger"].columns["order_id"]) == [row[0] for row in ROWS]


def test_a_key_that_stands_in_two_files_names_both(rules: Rules, write: Write, tmp_path: Path) -> None:
    write("登记/销售台账-1.xlsx", HEADER, ROWS[0])
    write("登记/销售台账-2.xlsx", HEADER, ROWS[1], ROWS[0])
    (fault,) = read_dataset(tmp_path / "登记", rules).faults
    assert (fault.file, fault.row) == ("销售台账-2.xlsx", 3)
    assert "销售台账-1.xlsx" in fault.what
    assert "第 2 行" in fault.what


def test_ones_own_headers_are_mapped_by_the_mapping_register(
    rules: Rules, write: Write, tmp_path: Path
) -> None:
    own = ["单子", "行", "买卖", "开单日", "买家", "跑单的", "钱"]
    write("登记/销售台账.xlsx", ["某公司 2026 年台账"], [], own, *ROWS)
    faults = read_dataset(tmp_path / "登记", rules).faults
    assert faults
    assert all("销售台账.xlsx" in str(fault) for fault in faults)
    pairs = [["销售台账", ours, standard] for ours, standard in zip(own, HEADER, strict=True)]
    write("登记/列名对照.xlsx", ["登记表", "本公司列名", "标准列名"], *pairs)
    dataset = read_dataset(tmp_path / "登记", rules)
    assert dataset.faults == ()
    assert dataset.tables["sales_ledger"].columns["gross_amount"] == [10025 * n for n in range(1, 8)]


def test_a_wrong_mapping_is_told(rules: Rules, write: Write, tmp_path: Path) -> None:
    write(
        "登记/列名对照.xlsx",
        ["登记表", "本公司列名", "标准列名"],
        ["销售抬账", "甲", "签约日期"],
        ["销售台账", "乙", "签约日"],
    )
    faults = read_dataset(tmp_path / "登记", rules).faults
    assert [(fault.row, fault.column) for fault in faults] == [(2, "登记表"), (3, "标准列名")]
    assert "最接近的是「签约日期」" in faults[1].mend


def test_a_missing_column_names_the_header_that_may_be_meant(rules: Rules, write: Write) -> None:
    header = ["签约的日期" if title == "签约日期" else title for title in HEADER]
    (fault,) = read_one(write("销售台账.xlsx", header, *ROWS), REGISTERS["sales_ledger"], rules).faults
    assert (fault.row, fault.column) == (1, "签约日期")
    assert "签约的日期" in fault.mend
    assert "列名对照" in fault.mend


def test_nothing_of_a_faulty_register_is_lost_from_sight(rules: Rules, write: Write) -> None:
    rows: list[list[Any]] = [list(row) for row in ROWS]
    rows[1][3], rows[2][6], rows[3][2], rows[4][6], rows[5][5] = "2026-02-31", "一百", "换货", -5, None
    table = read_one(write("销售台账.xlsx", HEADER, *rows), REGISTERS["sales_ledger"], rules)
    assert [(fault.row, fault.column) for fault in table.faults] == [
        (3, "签约日期"),
        (4, "价税合计"),
        (5, "类型"),
        (6, "价税合计"),
        (7, "业务员工号"),
    ]
    assert all(fault.what and fault.want and fault.mend for fault in table.faults)


@pytest.mark.parametrize("name", ["sales_ledger", "销售台账"])
def test_a_register_is_found_by_either_name(name: str) -> None:
    assert find_register(REGISTERS, name).name == "sales_ledger"
