"""From sheets to a checked register: what counts as a row, how findings speak, what the frame holds."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mktkit.registers import REGISTERS, read_one
from mktkit.rules import Rules

if TYPE_CHECKING:
    from conftest import Desk, Says

HEADER = ["回款单号", "订单号", "到账日期", "金额", "方式"]
DAY = dt.date(2026, 10, 9)
ROWS = [[f"H{n}", f"D{n}", DAY + dt.timedelta(days=n), 100.25 * n, "银行转账"] for n in range(1, 6)]


def one(**changes: Any) -> dict[str, Any]:
    return dict(zip(HEADER, ROWS[0], strict=True)) | changes


# -- what counts as a row --------------------------------------------------------------------------


def test_blank_rows_are_left_out_and_listed(desk: Desk, only: Says) -> None:
    grid = [HEADER, ROWS[0], [], [None, "  ", "\u3000"], ROWS[1], [None] * 5, []]
    table = desk.read("receipts", desk.xlsx("回款.xlsx", {"10月": grid}))
    assert table.columns["receipt_id"] == ["H1", "H2"]
    assert [row for _, _, row in table.places] == [2, 5]
    # What lies below the last row is nothing that anybody wrote.
    assert only(table, "2 行空白", "第 3、4 行", level="notice").sheet == "10月"


@pytest.mark.parametrize(
    "word", ["合计", "总计", "小计：", "合 计", "本页合计", "本月合计", " 累计:", "合计\n"]
)
@pytest.mark.parametrize("column", [0, 1, 4])
def test_a_total_row_is_left_out_and_named(desk: Desk, only: Says, word: str, column: int) -> None:
    total: list[Any] = [None, None, None, 300.75, None]
    total[column] = word
    table = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER, *ROWS[:2], total]))
    assert table.columns["amount"] == [10025, 20050]
    assert only(table, "合计行", level="notice").row == 4


def test_a_row_that_only_mentions_a_total_counts(desk: Desk) -> None:
    rows = [one(回款单号="H9", 订单号="合计单"), one(回款单号="合计金额 12")]
    table = desk.rows("receipts", rows)
    assert len(table) == 2
    assert table.findings == ()


def test_a_line_of_signatures_is_left_out_and_named(desk: Desk, only: Says) -> None:
    table = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER, ROWS[0], ["制表：甲", "审核：乙"]]))
    assert (len(table), table.faults) == (1, ())
    assert only(table, "签字行没有计入", level="notice").row == 3


def test_a_row_with_content_only_beside_the_table_is_blank(desk: Desk, only: Says) -> None:
    grid = [[*HEADER, "备注"], ROWS[0], [None] * 5 + ["见附件"], ROWS[1]]
    table = desk.read("receipts", desk.xlsx("回款.xlsx", grid))
    assert len(table) == 2
    assert any("第 3 行" in notice.what for notice in table.findings)


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 5), max_size=6), st.booleans())
def test_order_and_blank_rows_change_no_value(
    rules: Rules, chance: random.Random, gaps: list[int], text: bool
) -> None:
    rows: list[list[Any]] = [list(map(str, row)) for row in ROWS]
    chance.shuffle(rows)
    for gap in gaps:
        rows.insert(gap, [""] * chance.randint(0, 7))
    content = "\n".join(",".join(row) for row in [HEADER, *rows])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "回款登记.csv"
        path.write_text(content, encoding="utf-8")
        table = read_one(path, REGISTERS["receipts"], rules)
    assert table.faults == ()
    read = sorted(zip(*table.columns.values(), strict=True), key=lambda row: str(row[0]))
    assert read == [
        (f"H{n}", f"D{n}", None, DAY + dt.timedelta(days=n), 10025 * n, "银行转账") for n in range(1, 6)
    ]
    # And each row still knows where it stood.
    lines = content.split("\n")
    for order, (_, _, row) in zip(table.columns["receipt_id"], table.places, strict=True):
        assert lines[row - 1].startswith(f"{order},")


# -- how findings speak ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("回款单号", "", ["没有填", "必填", "补上"]),
        ("回款单号", "长" * 65, ["写的是「长长", "最多 64 个字"]),
        ("到账日期", "2026-02-31", ["写的是「2026-02-31」", "真实存在的日期"]),
        ("金额", "约一万", ["写的是「约一万」", "应为金额", "只写数"]),
        ("金额", "", ["没有填", "必填"]),
        ("方式", "银行转帐", ["写的是「银行转帐」", "只能写：银行转账、承兑汇票", "最接近的是「银行转账」"]),
        ("方式", "#N/A", ["「#N/A」", "确定的值"]),
        ("金额", "<script>alert(1)</script>", ["「<script>alert(1)</script>」"]),
    ],
)
def test_a_fault_names_its_place_what_stands_there_what_is_wanted_and_a_way_out(
    desk: Desk, only: Says, column: str, cell: str, words: list[str]
) -> None:
    row = one(**{column: cell})
    table = desk.read("receipts", desk.xlsx("回款 1.xlsx", {"10月": [["标题"], [], [*row], [*row.values()]]}))
    fault = only(table, *words)
    assert (fault.file, fault.sheet, fault.row, fault.column) == ("回款 1.xlsx", "10月", 4, column)
    assert fault.what
    assert fault.want
    assert fault.mend


@pytest.mark.parametrize(
    ("register", "row", "column", "words"),
    [
        # Bounds are kept in 分 and hundredths of a percent; users read 元 and %.
        (
            "targets",
            {"工号": "X1", "月份": "2026-10", "销售目标": "-5"},
            "销售目标",
            ["「-5.00」", "大于 0 元"],
        ),
        (
            "targets",
            {"工号": "X1", "月份": "2026-10", "销售目标": "0"},
            "销售目标",
            ["「0.00」", "大于 0 元"],
        ),
        ("targets", {"工号": "X1", "月份": "2026-10", "版本": "0"}, "版本", ["「0」", "不小于 1"]),
        ("targets", {"工号": "X1", "月份": "2026-10", "新客户目标": "-1"}, "新客户目标", ["「-1」"]),
    ],
)
def test_a_number_out_of_bounds_is_told_in_the_users_units(
    desk: Desk, only: Says, register: str, row: dict[str, str], column: str, words: list[str]
) -> None:
    fault = only(desk.rows(register, [row]), *words)
    assert (fault.row, fault.column) == (2, column)


def test_a_share_out_of_bounds_is_told_in_percent(desk: Desk) -> None:
    line = {"订单号": "D1", "行号": "1", "类型": "销售", "签约日期": "2026-10-09", "客户编号": "K1",
            "业务员工号": "X1", "价税合计": "5", "分成比例": "120%"}  # fmt: skip
    said = [str(fault) for fault in desk.rows("sales_ledger", [line]).faults if fault.column == "分成比例"]
    assert "「120%」" in said[0]
    assert "不大于 100%" in said[0]


def test_a_number_is_quoted_as_the_sheet_shows_it(desk: Desk, only: Says) -> None:
    table = desk.read("receipts", desk.xlsx("回款.xlsx", [HEADER, ["H1", "D1", 5, 1, "现金"]]))
    assert only(table).what == "写的是「5」"


def test_conversions_of_a_column_are_one_notice(desk: Desk, only: Says) -> None:
    rows = [one(回款单号=f"H{n}", 到账日期="2026年10月9日" if n % 2 else "2026-10-09") for n in range(1, 31)]
    notice = only(desk.rows("receipts", rows), level="notice")
    # Rows 2, 4, 6 … 30: fifteen of them, of which ten are listed.
    assert "15 格" in notice.what
    assert "第 2 行「2026年10月9日」读作 2026-10-09" in notice.what
    assert "第 2、4、6、8、10、12、14、16、18、20 等行" in notice.what
    assert (notice.row, notice.column) == (2, "到账日期")


def test_all_faults_come_at_once_and_in_the_order_of_the_files(desk: Desk) -> None:
    grid = [HEADER, ["H1", "", "坏", "坏", "坏"], ["H1", "D1", DAY, 5, "现金"]]
    table = desk.read("receipts", desk.xlsx("b.xlsx", {"2": grid, "1": grid}), desk.xlsx("a.xlsx", grid))
    places = [(fault.file, fault.sheet, fault.row) for fault in table.faults]
    assert list(dict.fromkeys(places)) == [
        ("b.xlsx", "2", 2), ("b.xlsx", "2", 3), ("b.xlsx", "1", 2), ("b.xlsx", "1", 3), ("a.xlsx", "Sheet1", 2),
        ("a.xlsx", "Sheet1", 3),
    ]  # fmt: skip
    # Four bad cells and one number that stood already, three times; the first H1 of the later two was there as well.
    assert len(table.faults) == 4 * 3 + 3 + 2


def test_a_cell_is_blamed_once(desk: Desk) -> None:
    faults = desk.rows("receipts", [one(到账日期="坏", 方式="坏")]).faults
    assert sorted(fault.column for fault in faults) == ["到账日期", "方式"]


def test_faults_come_before_notices(desk: Desk) -> None:
    levels = [
        finding.level for finding in desk.rows("receipts", [one(到账日期="2026/10/9", 金额="坏")]).findings
    ]
    assert levels == ["fault", "notice"]


def test_choices_of_the_company_are_those_of_its_rules(desk: Desk, only: Says) -> None:
    row = {"客户编号": "K1", "名称": "甲", "等级": "D", "建档日期": "2026-10-09", "归属工号": "X1"}
    grades = [one.grade for one in desk.rules.sales.customer_grades]
    only(desk.rows("customers", [row]), "「D」", "只能写：" + "、".join(grades))


# -- the frame -------------------------------------------------------------------------------------

DTYPES = {
    "文字": "str", "编号": "str", "整数": "Int64", "金额": "Int64", "百分比": "Int64", "日期": "datetime64[us]",
    "日期时间": "datetime64[us]", "月份": "str", "是否": "boolean", "选项": "str",
}  # fmt: skip


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
@pytest.mark.parametrize("rows", [0, 1])
def test_a_frame_has_every_column_in_its_dtype(desk: Desk, register: Any, rows: int) -> None:
    examples = [{column.title: column.example for column in register.columns}]
    table = desk.rows(register.name, examples)
    if rows == 0:
        table = desk.read(register.name, desk.csv("空.csv", [[column.title for column in register.columns]]))
    frame = table.frame()
    assert len(frame) == len(table) == rows
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        column.name: DTYPES[column.kind.title] for column in register.columns
    }


def test_a_frame_holds_money_in_fen_and_blanks_as_missing(desk: Desk) -> None:
    frame = desk.rows("receipts", [one(金额="0.29"), one(回款单号="H2", 应收日期="2026-11-01")]).frame()
    assert frame["amount"].tolist() == [29, 10025]
    assert frame["due_on"].isna().tolist() == [True, False]
    assert frame["due_on"][1] == pd.Timestamp(2026, 11, 1)


# -- columns are validated as rows would be --------------------------------------------------------

CELLS = st.sampled_from(
    [
        "",
        "甲",
        "X1",
        "销售",
        "退货",
        "2026-10-09",
        "2026-10",
        "5",
        "-5",
        "0",
        "3.50",
        "100%",
        "是",
        "2026-10-09 09:30",
    ]
)


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
@given(data=st.data())
def test_a_column_is_refused_exactly_where_the_row_model_refuses(
    rules: Rules, register: Any, data: st.DataObject
) -> None:
    cells = data.draw(st.lists(CELLS, min_size=len(register.columns), max_size=len(register.columns)))
    values = {
        column.name: column.kind.convert([cell]).values
        for column, cell in zip(register.columns, cells, strict=True)
    }
    bad_columns = set()
    for name, validator in register.validators.items():
        try:
            validator.validate_python(values[name])
        except ValidationError:
            bad_columns.add(name)
    bad_fields = set()
    try:
        register.row(**{name: cell for name, [cell] in values.items()})
    except ValidationError as problem:
        bad_fields = {error["loc"][0] for error in problem.errors()}
    assert bad_columns == bad_fields
