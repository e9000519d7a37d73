"""销售台账, 回款登记, 客户档案, 满意度调查: each check with what passes it and what does not, side by side."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mktkit.rules import load_rules

if TYPE_CHECKING:
    from conftest import Desk, Places, Says

Changes = dict[str, str]

LINE = {
    "订单号": "D1",
    "行号": "1",
    "类型": "销售",
    "签约日期": "2026-10-08",
    "客户编号": "K1",
    "业务员工号": "X1",
    "价税合计": "11300",
}
BACK = LINE | {"订单号": "T1", "类型": "退货", "价税合计": "-1130", "退货原单号": "D1"}
RECEIPT = {"回款单号": "H1", "订单号": "D1", "到账日期": "2026-11-05", "金额": "11300", "方式": "银行转账"}
CUSTOMER = {"客户编号": "K1", "名称": "甲", "建档日期": "2026-09-20", "归属工号": "X1"}
ANSWER = {"问卷编号": "Q1", "日期": "2026-10-18", "评价对象工号": "X1", "分数": "5"}


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        # A line once; its shares make a whole.
        ([LINE, LINE | {"行号": "2"}], [LINE, LINE], (3, "订单号")),
        ([LINE, LINE | {"订单号": "D2"}], [LINE, LINE | {"业务员工号": "X2"}], (3, "订单号")),
        (
            [LINE | {"分成比例": "60%"}, LINE | {"分成比例": "40%", "业务员工号": "X2"}],
            [LINE | {"分成比例": "60%"}, LINE | {"分成比例": "50%", "业务员工号": "X2"}],
            (3, "订单号"),
        ),
        (
            [LINE | {"分成比例": "33.33%"}, LINE | {"分成比例": "33.33%", "业务员工号": "X2"},
             LINE | {"分成比例": "33.34%", "业务员工号": "X3"}],
            [LINE | {"分成比例": "60%"}, LINE | {"分成比例": "40%"}],
            (3, "订单号"),
        ),
        ([LINE | {"分成比例": "100%"}], [LINE | {"分成比例": "90%"}], (2, "分成比例")),
        # A sale is not negative, a return not positive, and a return names what was returned.
        ([LINE | {"价税合计": "0"}], [LINE | {"价税合计": "-11300"}], (2, "价税合计")),
        ([LINE, BACK], [LINE, BACK | {"价税合计": "1130"}], (3, "价税合计")),
        ([LINE, BACK], [LINE, BACK | {"退货原单号": ""}], (3, "退货原单号")),
        # Net and tax make the gross, to the fen.
        ([LINE | {"不含税金额": "10000", "税额": "1300"}], [LINE | {"不含税金额": "10000", "税额": "1300.01"}],
         (2, "价税合计")),
        ([LINE, BACK | {"不含税金额": "-1000", "税额": "-130"}], [LINE, BACK | {"不含税金额": "1000", "税额": "130"}],
         (3, "价税合计")),
        ([LINE | {"不含税金额": "9000"}], [LINE | {"价税合计": ""}], (2, "价税合计")),
        # Choices, bounds, required columns.
        ([LINE], [LINE | {"类型": "换货"}], (2, "类型")),
        ([LINE | {"数量": "0"}], [LINE | {"数量": "-1"}], (2, "数量")),
        ([LINE], [LINE | {"业务员工号": ""}], (2, "业务员工号")),
        ([LINE], [LINE | {"客户编号": ""}], (2, "客户编号")),
    ],
)  # fmt: skip
def test_sales_ledger(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("sales_ledger", *good) == []
    assert faults_of("sales_ledger", *bad) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"回款单号": "H2"}], [{}, {}], (3, "回款单号")),
        # Money paid back.
        ([{"金额": "-50"}], [{"金额": ""}], (2, "金额")),
        ([{"方式": "承兑汇票"}], [{"方式": "微信"}], (2, "方式")),
        # Before it was due, or after.
        ([{"应收日期": "2027-01-01"}], [{"应收日期": "月底"}], (2, "应收日期")),
    ],
)
def test_receipts(faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]) -> None:
    assert faults_of("receipts", *({**RECEIPT, **row} for row in good)) == []
    assert faults_of("receipts", *({**RECEIPT, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"客户编号": "K2"}], [{}, {}], (3, "客户编号")),
        ([{"统一社会信用代码": "91310000MA1FL5XX3P"}], [{"统一社会信用代码": "91310000MA1FL5XX3"}], (2, "统一社会信用代码")),
        ([{"类别": "经销商"}], [{"类别": "朋友"}], (2, "类别")),
        ([{"等级": "A"}], [{"等级": "D"}], (2, "等级")),
        ([{"账期（天）": "0"}], [{"账期（天）": "-30"}], (2, "账期（天）")),
        ([{"信用额度": "0"}], [{"信用额度": "-1"}], (2, "信用额度")),
        ([{"首单日期": "2026-10-08"}], [{"归属工号": ""}], (2, "归属工号")),
    ],
)  # fmt: skip
def test_customers(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("customers", *({**CUSTOMER, **row} for row in good)) == []
    assert faults_of("customers", *({**CUSTOMER, **row} for row in bad)) == [place]


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"问卷编号": "Q2"}], [{}, {}], (3, "问卷编号")),
        ([{"分数": "1"}], [{"分数": "0"}], (2, "分数")),
        ([{"分数": "5"}], [{"分数": "6"}], (2, "分数")),
        ([{"分数": "4"}], [{"分数": "4.5"}], (2, "分数")),
        ([{"是否有效": "否"}], [{"是否有效": "存疑"}], (2, "是否有效")),
        ([{}], [{"评价对象工号": ""}], (2, "评价对象工号")),
    ],
)
def test_satisfaction(
    faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]
) -> None:
    assert faults_of("satisfaction", *({**ANSWER, **row} for row in good)) == []
    assert faults_of("satisfaction", *({**ANSWER, **row} for row in bad)) == [place]


# -- how they are told -----------------------------------------------------------------------------


def test_a_doubled_line_is_told_where_it_stood_and_what_the_shares_make(desk: Desk, only: Says) -> None:
    only(desk.rows("sales_ledger", [LINE, LINE]), "「D1＋1」", "出现 2 次", "第 2 行", "200%", "合计 100%")


def test_a_negative_sale_is_told_how_a_return_is_written(desk: Desk, only: Says) -> None:
    only(desk.rows("sales_ledger", [LINE | {"价税合计": "-11,300"}]), "-11,300.00", "退货", "退货原单号")


def test_amounts_that_do_not_add_up_are_all_told(desk: Desk, only: Says) -> None:
    row = LINE | {"不含税金额": "10000", "税额": "1299.99"}
    only(desk.rows("sales_ledger", [row]), "10,000.00", "1,299.99", "11,300.00")


def test_the_order_of_a_return_may_lie_in_an_older_ledger(desk: Desk, only: Says) -> None:
    table = desk.rows("sales_ledger", [BACK])
    assert table.faults == ()
    assert only(table, "「D1」", "不在本表", level="notice").column == "退货原单号"


@pytest.mark.parametrize(("basis", "title"), [("发货", "发货日期"), ("开票", "开票日期")])
def test_a_ledger_without_the_day_that_counts_is_a_fault(
    desk: Desk, only: Says, basis: str, title: str
) -> None:
    counted = replace(desk.rules, appraisal=desk.rules.appraisal.model_copy(update={"sales_basis": basis}))
    desk.rules = counted
    fault = only(desk.rows("sales_ledger", [LINE]), f"按{basis}计", title, "补上")
    assert fault.column == title
    assert desk.rows("sales_ledger", [LINE, LINE | {"订单号": "D2", title: "2026-10-10"}]).faults == ()


def test_choices_follow_the_rules_of_the_company(desk: Desk, tmp_path: Path) -> None:
    company = tmp_path / "company"
    company.mkdir()
    grades = "\n".join(f"        - {{grade: {grade}, criterion: 约定}}" for grade in ("金", "银"))
    (company / "sales.yaml").write_text(
        f"- from: 2026-01-01\n  values:\n    3.3.1:\n      customer_grades:\n{grades}\n", encoding="utf-8"
    )
    desk.rules = load_rules(on=dt.date(2026, 10, 1), company=company)
    assert desk.rows("customers", [CUSTOMER | {"等级": "金"}]).faults == ()
    (fault,) = desk.rows("customers", [CUSTOMER | {"等级": "A"}]).faults
    assert fault.want == "只能写：金、银"
