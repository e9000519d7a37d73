"""The header row: found under titles, in other words, decorated; doubled, missing and unknown columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

from mktkit.registers import HEADER_MAPPING, REGISTERS
from mktkit.registers.headers import fold

if TYPE_CHECKING:
    from conftest import Desk, Says

HEADER = ["回款单号", "订单号", "到账日期", "金额", "方式"]
ROW = ["H1", "D1", dt.date(2026, 10, 9), 1234.5, "银行转账"]
ALL = [*REGISTERS.values(), HEADER_MAPPING]


@pytest.mark.parametrize(
    ("header", "folded"),
    [
        ("价税合计", "价税合计"),
        ("价税合计 *", "价税合计"),
        ("*价税合计（元）", "价税合计"),
        ("价税合计*（元）", "价税合计"),
        ("价税合计\n(人民币)", "价税合计"),
        (" 价 税 合 计 ", "价税合计"),
        ("价税合计（必填）", "价税合计"),
        ("＊价税合计", "价税合计"),
        # What is part of the title stays, in one width.
        ("电话（脱敏）", "电话(脱敏)"),
        ("账期(天)", "账期(天)"),
        ("是否有效（去重）", "是否有效(去重)"),
        ("ＳＫＵ", "sku"),
        (2026.0, "2026.0"),
        (None, "none"),
    ],
)
def test_what_people_decorate_a_header_with_is_left_out(header: object, folded: str) -> None:
    assert fold(header) == folded


@pytest.mark.parametrize("decorate", ["{}", "{} *", "*{}", "{}（元）", "{}\n(必填)", " {} "])
@pytest.mark.parametrize("above", [0, 1, 5, 29])
def test_the_header_is_found_under_title_rows(desk: Desk, decorate: str, above: int) -> None:
    titles = [["2026 年 10 月回款登记", None, "制表：K001", 10.0, None]] * above
    path = desk.xlsx("回款.xlsx", [*titles, [decorate.format(title) for title in HEADER], ROW])
    table = desk.read("receipts", path)
    assert (table.columns["amount"], table.findings) == ([123450], ())
    assert table.places[0][2] == above + 2


def test_a_header_further_down_is_not_looked_for(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": [*[["说明"]] * 30, HEADER, ROW]})
    fault = only(desk.read("receipts", path), "找不到", "前 30 行", "空白模板", *HEADER)
    assert (fault.file, fault.sheet) == ("回款.xlsx", "10月")


@pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)
def test_every_alias_is_as_good_as_its_title(register: Any, desk: Desk) -> None:
    most = max(len(column.aliases) for column in register.columns)
    for number in range(most + 1):
        header = [([column.title, *column.aliases] * (number + 1))[number] for column in register.columns]
        path = desk.csv("表.csv", [header, [column.example for column in register.columns]])
        table = desk.read(register.name, path)
        assert table.faults == ()
        assert not any("没有用到的列" in notice.what for notice in table.findings)


@pytest.mark.parametrize("register", ALL, ids=lambda register: register.name)
def test_no_header_means_two_columns(register: Any) -> None:
    words = [fold(word) for column in register.columns for word in (column.title, *column.aliases)]
    assert len(words) == len(set(words))


def test_the_order_of_columns_does_not_matter(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", [HEADER[::-1], ROW[::-1]])
    assert desk.read("receipts", path).columns["receipt_id"] == ["H1"]


def test_a_doubled_header_is_a_fault_that_names_both(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", {"10月": [[*HEADER, "到账金额"], [*ROW, 5]]})
    fault = only(desk.read("receipts", path), "「金额」", "「到账金额」", "只能有一个", "改名")
    assert (fault.sheet, fault.row) == ("10月", 1)


def test_a_missing_column_names_its_aliases_and_the_likely_header(desk: Desk, only: Says) -> None:
    header = ["回款单号", "订单号", "到帐日期", "金额", "方式"]
    fault = only(
        desk.read("receipts", desk.xlsx("回款.xlsx", {"10月": [["标题"], header, ROW]})),
        "缺少必填的列「到账日期」",
        "「到账日期」或「收款日期」",
        "「到帐日期」",
        "列名对照",
    )
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("回款.xlsx", "10月", 2, "到账日期")


def test_every_missing_column_is_named_at_once(desk: Desk) -> None:
    faults = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER[:2], ROW[:2]])).faults
    assert [fault.column for fault in faults] == HEADER[2:]


def test_an_optional_column_may_be_missing(desk: Desk) -> None:
    table = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER, ROW]))
    assert table.columns["due_on"] == [None]
    assert table.findings == ()


def test_columns_nobody_knows_are_listed_once(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", [[*HEADER, "备注", "经办", None, 2026], [*ROW, "急", "甲", "？", 1]])
    table = desk.read("receipts", path)
    assert table.faults == ()
    only(table, "没有用到的列：备注、经办、2026", "不影响计算", "列名对照", level="notice")


# -- a company's own headers -----------------------------------------------------------------------

OWN = ["流水", "单子", "哪天到的", "钱", "怎么付的"]
MAPPING = dict(zip(OWN, HEADER, strict=True))


def test_mapped_headers_are_as_good_as_the_titles(desk: Desk) -> None:
    path = desk.xlsx("回款.xlsx", [["流 水", "单子 *", "哪天到的", "钱（元）", "怎么付的"], ROW])
    table = desk.read("receipts", path, mapping=MAPPING)
    assert (table.columns["amount"], table.findings) == ([123450], ())


def test_a_mapping_goes_before_an_alias(desk: Desk) -> None:
    # 到账金额 is an alias of 金额; this company keeps the day it arrived there.
    header = ["回款单号", "订单号", "到账金额", "钱", "方式"]
    path = desk.xlsx("回款.xlsx", [header, ROW])
    table = desk.read("receipts", path, mapping={"到账金额": "到账日期", "钱": "金额"})
    assert table.columns["received_on"] == [dt.date(2026, 10, 9)]
    assert table.columns["amount"] == [123450]


def test_a_mapping_may_be_longer_than_the_file(desk: Desk) -> None:
    table = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER, ROW]), mapping=MAPPING)
    assert table.findings == ()


def test_two_headers_mapped_to_one_column_are_doubled(desk: Desk, only: Says) -> None:
    path = desk.xlsx("回款.xlsx", [[*HEADER, "钱"], [*ROW, 5]])
    only(desk.read("receipts", path, mapping={"钱": "金额"}), "「金额」", "「钱」")
