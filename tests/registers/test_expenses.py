"""费用台账: each check with what passes it and what does not, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from conftest import Desk, Places, Says

Changes = dict[str, str]

EXPENSE = {
    "单号": "F1",
    "日期": "2026-10-11",
    "归属月份": "2026-10",
    "工号": "X1",
    "预算科目": "销售费用",
    "金额": "860",
}


@pytest.mark.parametrize(
    ("good", "bad", "place"),
    [
        ([{}, {"预算科目": "其他"}], [{}, {"金额": "5"}], (3, "单号")),
        ([{"预算科目": "客服费用"}], [{"预算科目": "招待费"}], (2, "预算科目")),
        ([{"归属月份": "2026-09"}], [{"归属月份": "九月"}], (2, "归属月份")),
        ([{"金额": "-860"}], [{"金额": "八百六"}], (2, "金额")),
        ([{"含税否": "否"}], [{"含税否": "6%"}], (2, "含税否")),
        # Several lines of one document and category are told apart by their line number.
        ([{"行号": "1"}, {"行号": "2"}], [{"行号": "1"}, {"行号": "1"}], (3, "单号")),
        ([{"部门": "销售部", "工号": ""}], [{"部门": "", "工号": ""}], (2, "部门")),
        # 130.84 + 9.16 = 140.00 (the published case of an invoice with 7 % tax).
        (
            [{"金额": "140.00", "不含税金额": "130.84", "税额": "9.16"}],
            [{"金额": "140.00", "不含税金额": "130.84", "税额": "9.15"}],
            (2, "金额"),
        ),
        ([{"币种": "美元", "汇率": "7.12"}, {"单号": "F2", "币种": "CNY"}], [{"币种": "美元"}], (2, "币种")),
        # A reversal takes back no more than is left of its original.
        (
            [
                {},
                {"单号": "F2", "金额": "-800", "冲红原单号": "F1"},
                {"单号": "F3", "金额": "-60", "冲红原单号": "F1"},
            ],
            [
                {},
                {"单号": "F2", "金额": "-800", "冲红原单号": "F1"},
                {"单号": "F3", "金额": "-60.01", "冲红原单号": "F1"},
            ],
            (4, "冲红原单号"),
        ),
        (
            [
                {"发票号码": "25317000000012345678"},
                {"单号": "F2", "金额": "-860", "冲红原单号": "25317000000012345678"},
            ],
            [{}, {"单号": "F2", "金额": "5", "冲红原单号": "F1"}],
            (3, "冲红原单号"),
        ),
    ],
)
def test_expenses(faults_of: Places, good: list[Changes], bad: list[Changes], place: tuple[int, str]) -> None:
    assert faults_of("expenses", *({**EXPENSE, **row} for row in good)) == []
    assert faults_of("expenses", *({**EXPENSE, **row} for row in bad)) == [place]


def test_the_original_of_a_reversal_may_lie_in_an_older_ledger(desk: Desk, only: Says) -> None:
    table = desk.rows("expenses", [EXPENSE | {"金额": "-860", "冲红原单号": "F0"}])
    assert table.faults == ()
    (said,) = [one for one in table.findings if one.column == "冲红原单号"]
    assert "「F0」" in said.what


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        ({"金额": "-860"}, "金额", ["-860.00", "冲红"]),
        ({"含税否": "否"}, "含税否", ["不含税", "含税金额"]),
    ],
)
def test_an_unusual_expense_is_pointed_out_and_counts(
    desk: Desk, only: Says, changes: Changes, column: str, words: list[str]
) -> None:
    table = desk.rows("expenses", [EXPENSE | changes])
    assert table.faults == ()
    assert only(table, *words, level="notice").column == column
