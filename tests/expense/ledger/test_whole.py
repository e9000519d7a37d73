"""Exports of thirteen shapes: the expense is that of a plain sum, and every row has its place."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine

from mktkit.expense.ledger.files import headers_of
from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.report import aside_rows, reconciliation
from mktkit.expense.ledger.sources import ExportSource, make_source, signature
from mktkit.rules import Rules

DATA = Path(__file__).parents[2] / "data" / "ledger"
EXPECTED: dict[str, dict[str, Any]] = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
#: What a person has to say of a file once, and what it is then.
CHOSEN: dict[str, dict[str, Any]] = {
    "fec.csv": {"accounts": ("6",), "constants": {"币种": "EUR", "汇率": "1"}},
    "council_spending.csv": {
        "ignored": ("Irrecoverable VAT",),
        "constants": {"币种": "GBP", "汇率": "1"},
    },
    "semicolon_euro.csv": {"constants": {"汇率": "1"}},
}


def source_of(name: str, **reading: Any) -> dict[str, ExportSource]:
    chosen = CHOSEN.get(name, {}) | reading
    ignored = chosen.pop("ignored", ())
    made = make_source(name, headers_of(DATA / name, name), {}, ignored, **chosen)
    return {signature(made.headers): made}


def read(name: str, rules: Rules, **reading: Any) -> Ledger:
    sources = source_of(name, **reading) if name in CHOSEN or reading else {}
    return read_ledger([(DATA / name, name)], rules, sources)


@pytest.mark.parametrize("name", [one for one in EXPECTED if one != "trial_balance.xlsx"])
def test_every_row_is_where_a_reader_by_hand_puts_it(name: str, rules: Rules) -> None:
    right, ledger = EXPECTED[name], read(name, rules)
    assert int(ledger.frame["amount"].sum()) == right["total"]
    aside = ledger.aside
    placed = {
        "used": set(ledger.frame["row"]),
        "left_out": set(aside.loc[~aside["asked"].astype(bool), "row"]),
        "asked": set(aside.loc[aside["asked"].astype(bool), "row"]),
        "refused": {one.finding.row for one in ledger.refused},
    }
    # A line without any amount of its own is refused here where the columns beside it net to nothing.
    nothing = {12} if name == "u8_columnar.xlsx" else set()
    assert placed["used"] == set(right["used"]) - nothing
    # What cannot be read at all is refused with how to mend it, and is in no total either.
    open_rows = set(right["asked"]) | set(right["refused"])
    assert placed["asked"] <= set(right["asked"])
    assert placed["asked"] | placed["refused"] == open_rows | nothing
    assert set(right["left_out"]) <= placed["left_out"]
    (count,) = ledger.counts
    assert count.rows == count.used + count.left_out + count.asked + count.refused
    assert count.rows + count.totals + count.blank >= len(open_rows) + len(right["used"])


# -- plain sums --------------------------------------------------------------------------------------------


def lines(name: str, header: str, encoding: str = "utf-8-sig") -> Iterator[dict[str, str]]:
    """Yield the rows below a header with nothing but the standard library."""
    text = (DATA / name).read_bytes().decode(encoding)
    body = text[text.index(header) :]
    delimiter = max(",;\t", key=body.splitlines()[0].count)
    for row in csv.DictReader(body.splitlines(), delimiter=delimiter):
        yield {
            (key or "").strip(): (value or "").strip() if isinstance(value, str) else ""
            for key, value in row.items()
        }


def fen(text: str) -> int:
    return int(Decimal(re.sub(r"[^\d.\-]", "", text) or "0") * 100)


def sheet(name: str, first: int) -> list[list[Any]]:
    if name.endswith(".xls"):
        book = python_calamine.CalamineWorkbook.from_path(DATA / name)
        return book.get_sheet_by_index(0).to_python()[first:]
    return [
        list(row)
        for row in openpyxl.load_workbook(DATA / name).active.iter_rows(min_row=first + 1, values_only=True)
    ]


def u8_journal() -> int:
    rows = [
        row
        for row in sheet("u8_journal.xls", 4)
        if str(row[2]).startswith(("6601", "6603")) and "结转" not in row[4]
    ]
    return sum(round(row[8] * 100) * (1 if row[5] == "借" else -1) for row in rows)


def cloud_entries() -> int:
    rows = [
        row
        for row in sheet("cloud_entries.xlsx", 2)
        if str(row[7]).startswith("6601") and row[17] == "已审核"
    ]
    return sum(fen(row[14]) - fen(row[15]) for row in rows)


def changjie() -> int:
    rows = [
        row
        for row in sheet("changjie_vouchers.xlsx", 3)
        if str(row[3]).startswith("5601") and "结转" not in row[2]
    ]
    return sum(round((row[6] or 0) * 100) - round((row[7] or 0) * 100) for row in rows)


def kis_journal() -> int:
    rows = [
        row
        for row in lines("kis_journal.csv", "凭证日期")
        if row["科目代码"].startswith("6601") and "结转" not in row["摘要"]
    ]
    return sum(fen(row["借方"]) - fen(row["贷方"]) for row in rows)


def wechat() -> int:
    paid = [
        row
        for row in lines("wechat.csv", "交易时间,")
        if row["收/支"] == "支出" and row["交易类型"] not in ("转账", "微信红包")
    ]
    back = [
        row["金额(元)"] if "全额" in row["当前状态"] else row["当前状态"]
        for row in paid
        if "退款" in row["当前状态"]
    ]
    return sum(fen(row["金额(元)"]) for row in paid) - sum(map(fen, back))


def alipay_app() -> int:
    rows = list(lines("alipay_app.csv", "交易时间,", "gb18030"))
    paid = [
        row
        for row in rows
        if row["收/支"] == "支出" and row["交易状态"] != "交易关闭" and row["交易分类"] != "转账红包"
    ]
    orders = {row["商家订单号"] for row in paid}
    back = [row for row in rows if row["交易状态"] == "退款成功" and row["商家订单号"] in orders]
    return sum(fen(row["金额"]) for row in paid) - sum(fen(row["金额"]) for row in back)


def alipay_web() -> int:
    rows = [row for row in lines("alipay_web.csv", "交易号 ", "gb18030") if row["收/支"] == "支出"]
    paid = [row for row in rows if row["交易状态"] not in ("交易关闭", "等待付款")]
    return sum(fen(row["金额（元）"]) - fen(row["成功退款（元）"]) for row in paid)


def bank_company() -> int:
    rows = list(lines("bank_company.csv", "交易日,", "gb18030"))
    left = ("税款", "理财购买", "代发", "备用金")
    paid = [
        row for row in rows if row["借方金额"] and row["交易类型"] not in left and "本公司" not in row["摘要"]
    ]
    return sum(fen(row["借方金额"]) for row in paid) - sum(
        fen(row["贷方金额"]) for row in rows if row["交易类型"] == "退汇"
    )


def bank_card() -> int:
    rows = list(lines("bank_card_foreign.csv", "交易日期,"))
    paid = [row for row in rows if row["摘要"] in ("消费", "国外手续费")]
    back = [row for row in rows if row["摘要"] in ("退货", "撤销")]
    return sum(fen(row["记账金额(支出)"]) for row in paid) - sum(fen(row["记账金额(收入)"]) for row in back)


def fec() -> int:
    rows = [row for row in lines("fec.csv", "JournalCode") if row["CompteNum"].startswith("6")]
    return sum(fen(row["Debit"].replace(",", ".")) - fen(row["Credit"].replace(",", ".")) for row in rows)


def council() -> int:
    rows = [
        row
        for row in lines("council_spending.csv", "Body Name")
        if row["Date"] and row["Amount"] not in ("", "n/a")
    ]
    return sum(-fen(row["Amount"]) if row["Amount"].startswith("(") else fen(row["Amount"]) for row in rows)


SUMS: dict[str, Callable[[], int]] = {
    "u8_journal.xls": u8_journal,
    "cloud_entries.xlsx": cloud_entries,
    "changjie_vouchers.xlsx": changjie,
    "kis_journal.csv": kis_journal,
    "wechat.csv": wechat,
    "alipay_app.csv": alipay_app,
    "alipay_web.csv": alipay_web,
    "bank_company.csv": bank_company,
    "bank_card_foreign.csv": bank_card,
    "fec.csv": fec,
    "council_spending.csv": council,
}


@pytest.mark.parametrize("name", SUMS)
def test_the_expense_is_that_of_a_plain_sum(name: str, rules: Rules) -> None:
    assert int(read(name, rules).frame["amount"].sum()) == SUMS[name]() == EXPECTED[name]["total"]


def test_what_is_left_out_and_what_is_used_are_the_files_own_sums(rules: Rules) -> None:
    ledger = read("bank_company.csv", rules)
    # The bank's own foot: 借方合计 370,803.65, 贷方合计 60,243.18.
    paid_less_received = 370_803_65 - 60_243_18
    (count,) = ledger.counts
    assert count.amount_used + count.amount_left_out + count.amount_asked == paid_less_received
    assert "310,560.47 元 ＝ 采用 17,131.50 元 ＋ 没有计入" in reconciliation(ledger.counts)
    listed = {row["原因"]: row["金额"] for row in aside_rows(ledger.aside)}
    # 56,500.00 and 33.18 of interest came in.
    assert listed["收入"] == "-56,533.18"
    assert listed["工资、社保"] == "186,500.00"


def test_debits_are_said_to_be_credits(rules: Rules) -> None:
    said = "".join(map(str, read("u8_journal.xls", rules).findings))
    assert "借方合计 29,885.10 元 ＝ 贷方合计 29,885.10 元" in said


@pytest.mark.parametrize(
    ("name", "reading", "total"),
    [
        # 13,741.00 less 12.50 of 6603.
        ("u8_journal.xls", {"accounts": ("6601",)}, 13_728_50),
        # 430.00 of 6602 more.
        ("u8_journal.xls", {"accounts": ("6601", "6602", "6603")}, 14_171_00),
        # 42.00 of 客服部 in 5602.
        ("changjie_vouchers.xlsx", {"office_departments": ("客服部",)}, 5_297_00 + 42_00),
        ("cloud_entries.xlsx", {"answers": {"unapproved": "计入"}}, 17_598_26 + 388_00),
        ("wechat.csv", {"answers": {"transfer": "计入", "red_packet": "计入"}}, 1_154_06 + 380_00),
        ("wechat.csv", {"answers": {"transfer": "不计", "red_packet": "不计"}}, 1_154_06),
        ("alipay_app.csv", {"answers": {"transfer": "计入"}}, 6_380_70 + 36_00),
        # 631 and 627 are bank and wages: 623 and 625 alone.
        ("fec.csv", {"accounts": ("623", "625")}, 1_516_40),
    ],
)
def test_what_was_chosen_once_decides(name: str, reading: dict[str, Any], total: int, rules: Rules) -> None:
    assert int(read(name, rules, **reading).frame["amount"].sum()) == total


def test_departments_come_out_of_the_auxiliary_accounts(rules: Rules) -> None:
    for name, by_hand in (
        ("changjie_vouchers.xlsx", {"市场部": 3_513_00, "销售部": 1_784_00}),
        ("cloud_entries.xlsx", {"市场部": 11_360_00, "销售部": 6_238_26}),
    ):
        frame = read(name, rules).frame
        sums = frame.groupby(frame["department"].astype(str))["amount"].sum()
        assert {key: int(value) for key, value in sums.items()} == by_hand


def test_a_trial_balance_is_no_ledger_and_is_told_what_to_export(rules: Rules) -> None:
    ledger = read("trial_balance.xlsx", rules)
    assert ledger.frame.empty
    assert "科目余额表" in str(ledger.faults[0])
    assert "序时账" in str(ledger.faults[0])
