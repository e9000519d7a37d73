"""Which rows count: no total, average, page number or signature, wherever its word stands; and what stands above."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from conftest import Desk, Says

HEADER = [
    "序号",
    "订单号",
    "行号",
    "类型",
    "签约日期",
    "客户编号",
    "客户名称",
    "业务员工号",
    "数量",
    "价税合计",
    "备注",
]
DAY = dt.date(2026, 10, 9)
ROW = [1, "D1", "1", "销售", DAY, "K1", "甲公司", "X001", 2, 100, None]


def row(**cells: Any) -> list[Any]:
    return [cells.get(title) for title in HEADER]


@pytest.mark.parametrize("column", ["序号", "订单号", "客户名称", "备注", "业务员工号"])
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("合计", "合计"), ("销售部小计：", "合计"), ("10月合计", "合计"), ("合计：2 笔", "合计"), ("Grand Total", "合计"),
        ("平均", "平均"), ("平均值：", "平均"), ("第 1 页 共 3 页", "页码"), ("共 12 条", "页码"), ("过次页", "页码"),
    ],
)  # fmt: skip
def test_a_row_that_is_no_data_is_left_out_and_named(
    desk: Desk, only: Says, column: str, text: str, word: str
) -> None:
    other = row(**{column: text, "价税合计": 200, "数量": 4})
    table = desk.read("sales_ledger", desk.xlsx("销售台账.xlsx", [HEADER, ROW, other]))
    assert (table.columns["gross_amount"], table.faults) == ([10000], ())
    (notice,) = [one for one in table.findings if one.cause == "no_data"]
    assert word in notice.what
    assert notice.row == 3


@pytest.mark.parametrize(
    "cells",
    [
        ["制表：甲", None, None, "审核：乙", None, None, "日期：2026-10-31"],
        ["制表人", "甲", "审核人", "乙"],
        [None, "审批人签字：", None, None],
        ["打印时间：2026-10-31 18:00"],
        ["备注：以上截至十月末。"],
    ],
)
def test_signatures_and_notes_below_the_table_are_left_out_and_named(desk: Desk, cells: list[Any]) -> None:
    table = desk.read("sales_ledger", desk.xlsx("销售台账.xlsx", [HEADER, ROW, [], cells]))
    assert (len(table), table.faults) == (1, ())
    assert any("第 4 行" in one.what for one in table.findings)


@pytest.mark.parametrize("remark", ["合计", "小计", "平均", "第 1 页", "制表：甲", "备注：急"])
def test_a_row_that_names_itself_counts_whatever_is_remarked(desk: Desk, remark: str) -> None:
    table = desk.read("sales_ledger", desk.xlsx("销售台账.xlsx", [HEADER, [*ROW[:-1], remark]]))
    assert (len(table), table.faults) == (1, ())


def test_a_row_that_lacks_something_is_no_total(desk: Desk) -> None:
    table = desk.read("sales_ledger", desk.xlsx("销售台账.xlsx", [HEADER, [1, "D1", *[None] * 8, "合计"]]))
    assert {fault.row for fault in table.faults} == {2}


@pytest.mark.parametrize("count", ["6人", "共 6 人", "6名"])
def test_a_total_may_say_how_many_there_are_where_a_name_should_be(desk: Desk, count: str) -> None:
    header = ["序号", "工号", "姓名", "部门", "岗位", "到岗日期"]
    one = [1, "X001", "甲", "销售部", "销售代表", DAY]
    table = desk.read("staff", desk.xlsx("人员.xlsx", [header, one, ["合计", count]]))
    assert (table.columns["employee_id"], table.faults) == (["X001"], ())
    assert any("合计行没有计入" in said.what and said.row == 3 for said in table.findings)


def test_how_many_there_are_is_no_total_without_the_word(desk: Desk) -> None:
    header = ["序号", "工号", "姓名", "部门", "岗位", "到岗日期"]
    one = [1, "X001", "甲", "销售部", "销售代表", DAY]
    assert desk.read("staff", desk.xlsx("人员.xlsx", [header, one, [None, "6人"]])).faults


def test_a_header_repeated_on_each_page_is_left_out(desk: Desk) -> None:
    second = [2, "D2", *ROW[2:]]
    table = desk.read("sales_ledger", desk.xlsx("销售台账.xlsx", [HEADER, ROW, HEADER, second]))
    assert (table.columns["order_id"], table.faults) == (["D1", "D2"], ())
    assert any("重复的表头行没有计入：第 3 行" in one.what for one in table.findings)


# -- 序号 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("running", ["序号", "No.", "序"])
def test_a_running_number_is_no_column_of_ours(desk: Desk, running: str) -> None:
    path = desk.xlsx("销售台账.xlsx", [[running, *HEADER[1:]], [7, *ROW[1:]]])
    table = desk.read("sales_ledger", path)
    assert (table.columns["line_no"], table.faults) == (["1"], ())


def test_running_numbers_stand_behind_the_line_too(desk: Desk) -> None:
    swapped = [*HEADER[1:], "序号"]
    table = desk.read("sales_ledger", desk.xlsx("销售台账.xlsx", [swapped, [*ROW[1:], 7]]))
    assert (table.columns["line_no"], table.faults) == (["1"], ())


# -- above the header ------------------------------------------------------------------------------

STAFF = ["工号", "姓名", "部门", "岗位", "到岗日期"]
EXAMPLE = ["X001", "（示例）甲", "销售部", "销售代表", "2025-03-01"]


@pytest.mark.parametrize(
    "typed",
    [
        ["X009", "王五", "销售部", "销售代表", "2025-03-01"],
        ["X001", "（示例）甲", "销售部", "销售代表", dt.date(2026, 3, 1)],
        ["X001", "甲", "销售部", "销售代表", "2025-03-01"],
    ],
)
def test_a_person_typed_over_the_example_is_said(desk: Desk, only: Says, typed: list[Any]) -> None:
    grid = [["人员"], typed, STAFF, ["X002", "乙", "销售部", "销售代表", "2025-03-01"]]
    fault = only(desk.read("staff", desk.xlsx("人员.xlsx", grid)), "表头上面", "像是数据", "表头下面")
    assert fault.row == 2


@pytest.mark.parametrize(
    "above",
    [
        EXAMPLE,
        ["2026 年 10 月", None, "市场营销部"],
        ["基本情况", None, "所属", None, "日期"],
        ["更新：2026-10-31"],
        [],
    ],
)
def test_titles_and_the_example_are_no_data(desk: Desk, above: list[Any]) -> None:
    grid = [["人员"], above, STAFF, ["X002", "乙", "销售部", "销售代表", "2025-03-01"]]
    table = desk.read("staff", desk.xlsx("人员.xlsx", grid))
    assert (table.columns["employee_id"], table.faults) == (["X002"], ())


# -- amounts in other units --------------------------------------------------------------------------

SALES = "订单号,行号,类型,签约日期,客户编号,业务员工号,分成比例,价税合计"
LINE = "D1,1,销售,2026-10-08,K1,X001,,12.5"


@pytest.mark.parametrize(
    ("above", "header", "fen"),
    [
        ("销售台账,,,,,,,单位：万元", SALES, 12_500_000),
        ("金额单位:人民币千元,,,,,,,", SALES, 1_250_000),
        ("单位：元,,,,,,,", SALES, 1250),
        ("", SALES + "（万元）", 12_500_000),
        ("", SALES + "(单位：百元)", 125_000),
        ("", SALES + "/万元", 12_500_000),
        # What the header says goes before what stands above it.
        ("销售台账,,,,,,,单位：万元", SALES + "（元）", 1250),
        ("", SALES + "（元）", 1250),
    ],
)
def test_amounts_are_read_in_the_unit_that_is_written(desk: Desk, above: str, header: str, fen: int) -> None:
    table = desk.read("sales_ledger", desk.csv("销售台账.csv", "\n".join([above, header, LINE])))
    assert (table.columns["gross_amount"], table.faults) == ([fen], ())
    told = [one for one in table.findings if one.cause == "unit"]
    assert len(told) == (fen != 1250)
    assert all(f"{fen / 100:,.2f} 元" in one.what for one in told)


def test_a_mapped_header_keeps_its_unit(desk: Desk) -> None:
    text = f"{SALES.replace('价税合计', '含税总价（万元）')}\n{LINE}"
    table = desk.read(
        "sales_ledger", desk.csv("销售台账.csv", text), mapping={"含税总价（万元）": "价税合计"}
    )
    assert (table.columns["gross_amount"], table.faults) == ([12_500_000], ())


def test_an_amount_finer_than_fen_in_its_unit_is_a_fault(desk: Desk, only: Says) -> None:
    text = f"{SALES}（万元）\n{LINE.replace('12.5', '12.50000123')}"
    only(desk.read("sales_ledger", desk.csv("销售台账.csv", text)), "12.50000123", "万元", "两位小数")


# -- quantities of returns ---------------------------------------------------------------------------


@pytest.mark.parametrize("quantity", ["-2", "2", ""])
def test_a_return_may_take_its_quantity_off(desk: Desk, quantity: str) -> None:
    header = f"{SALES},数量,退货原单号"
    lines = [f"{LINE},2,", f"T1,1,退货,2026-10-09,K1,X001,,-12.5,{quantity},D1"]
    table = desk.read("sales_ledger", desk.csv("销售台账.csv", "\n".join([header, *lines])))
    assert table.faults == ()


def test_a_sale_may_not(desk: Desk, only: Says) -> None:
    only(
        desk.read("sales_ledger", desk.csv("销售台账.csv", f"{SALES},数量\n{LINE},-2")),
        "数量却是负数",
        "退货",
    )
