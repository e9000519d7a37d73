"""Every row of a generated month has a place: plain sums over the files equal what counted and what was left out."""

from __future__ import annotations

import csv
import tempfile
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.appraisal import AppraisalResult, Period, appraise
from mktkit.appraisal.lineage import Fate, Lineage
from mktkit.registers import REGISTERS, read_dataset
from mktkit.rules import Rules
from mktkit.workdays import Calendar

Row = dict[str, str]
#: T1 goes from 销售部 to 客服部 on the 20th; L1 left in September.
MOVES = 20
SELLERS = ("X1", "X2", "T1")
AGENTS = ("K1", "T1")
STAFF = [
    {"工号": "X1", "部门": "销售部", "岗位": "销售代表"},
    {"工号": "X2", "部门": "销售部", "岗位": "销售代表"},
    {"工号": "T1", "部门": "销售部", "岗位": "销售代表"},
    {"工号": "T1", "部门": "客服部", "岗位": "客服人员", "调岗生效日": f"2026-10-{MOVES}"},
    {"工号": "L1", "部门": "销售部", "岗位": "销售代表", "离岗日期": "2026-09-30"},
    {"工号": "K1", "部门": "客服部", "岗位": "客服人员"},
]
#: Orders of months before: C1's first, and those of which something comes back in October.
EARLIER = [("D0", "X1", "2026-01-05"), ("DL", "L1", "2026-09-10"), ("DT", "T1", "2026-09-11")]


class Placed(NamedTuple):
    """A row of a CSV file, with where it stands."""

    file: str
    line: int
    cells: Row


def amount_of(text: str) -> Fraction:
    """分 of what stands in a cell, by hand: full-width digits, ￥ and commas."""
    return Fraction(Decimal(unicodedata.normalize("NFKC", text).replace("¥", "").replace(",", ""))) * 100


def write(folder: Path, title: str, columns: Sequence[str], rows: Sequence[Row], parts: int = 1) -> None:
    """Write a register as one or several CSV files, a title row above the first and blank rows in between."""
    for part in range(parts):
        with (folder / f"{title}-{part + 1}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.writer(file)
            if part == 0:
                out.writerow([f"{title}（2026 年）"])
            out.writerow(columns)
            for number, row in enumerate(rows[part::parts]):
                if number % 7 == 3:
                    out.writerow([""] * len(columns))
                out.writerow([row.get(column, "") for column in columns])


def read(folder: Path, title: str, key: str) -> Iterator[Placed]:
    """The rows of a register as the csv module reads them."""
    for path in sorted(folder.glob(f"{title}-*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = csv.reader(file)
            header: list[str] = []
            for cells in lines:
                if key in cells:
                    header = cells
                elif header and any(cells):
                    yield Placed(path.name, lines.line_num, dict(zip(header, cells, strict=True)))


DAYS = st.integers(1, 31).map(lambda day: f"2026-10-{day:02}") | st.sampled_from(["2026-09-30", "2026-11-01"])
MONEY = st.builds(
    lambda fen, style: style(fen),
    st.integers(1, 9_999_999),
    st.sampled_from(
        [
            lambda fen: f"{fen / 100:.2f}",
            lambda fen: f"￥{fen / 100:,.2f}",
            lambda fen: f"{fen // 100}".translate(str.maketrans("0123456789", "０１２３４５６７８９")),
        ]
    ),
)
ANSWERS = st.sampled_from(["", "是", "否"])


@st.composite
def months(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Registers of a month: shared orders, returns of people who went, foreign people, blank cells."""

    def listed(*columns: st.SearchStrategy[str], least: int = 8, most: int = 20) -> list[tuple[str, ...]]:
        return draw(st.lists(st.tuples(*columns), min_size=least, max_size=most))

    ledger: list[Row] = [
        {"订单号": order, "类型": "销售", "签约日期": day, "业务员工号": who, "价税合计": "1000.00"}
        for order, who, day in EARLIER
    ]
    sold = listed(
        DAYS, st.sampled_from(SELLERS), st.sampled_from(SELLERS), st.integers(1, 99).map(str), MONEY
    )
    for number, (day, who, other, share, money) in enumerate(sold):
        line = {"订单号": f"D{number + 1}", "类型": "销售", "签约日期": day, "价税合计": money}
        if who == other:
            ledger.append(line | {"业务员工号": who})
        else:
            ledger.append(line | {"业务员工号": who, "分成比例": f"{share}%"})
            ledger.append(line | {"业务员工号": other, "分成比例": f"{100 - int(share)}%"})
    for number, (day, (order, who, _), money) in enumerate(
        listed(DAYS, st.sampled_from(EARLIER), MONEY, least=2, most=6)  # type: ignore[arg-type]  # a tuple of an order
    ):
        ledger.append(
            {"订单号": f"T{number}", "类型": "退货", "签约日期": day, "业务员工号": who, "价税合计": f"-{money}", "退货原单号": order}
        )  # fmt: skip
    kinds = st.sampled_from(["销售费用", "品牌推广费用"])
    return {
        "销售台账": [row | {"行号": "1", "客户编号": "C1"} for row in ledger],
        "费用台账": [
            {"单号": f"F{n}", "日期": day, "归属月份": day[:7], "部门": "销售部", "工号": who, "预算科目": kind, "金额": money}
            for n, (day, who, kind, money) in enumerate(listed(DAYS, st.sampled_from(("", *SELLERS)), kinds, MONEY))
        ],
        "满意度调查": [
            {"问卷编号": f"W{n}", "日期": day, "评价对象工号": who, "分数": score, "是否有效": valid}
            for n, (day, who, score, valid) in enumerate(
                listed(DAYS, st.sampled_from(SELLERS), st.sampled_from("12345"), ANSWERS)
            )
        ],
        "客户意见": [
            {"意见号": f"Y{n}", "日期": day, "收集工号": who, "原文": "慢", "是否有效（去重）": valid}
            for n, (day, who, valid) in enumerate(listed(DAYS, st.sampled_from(AGENTS), ANSWERS))
        ],
        "客户咨询": [
            {"工单号": f"G{n}", "渠道": "电话", "接收时间": f"{day} 10:00", "接待工号": who, "无效标记": invalid}
            for n, (day, who, invalid) in enumerate(listed(DAYS, st.sampled_from(AGENTS), ANSWERS))
        ],
        "回款登记": [
            {"回款单号": f"H{n}", "订单号": order, "到账日期": day, "金额": money, "方式": "现金"}
            for n, (day, order, money) in enumerate(
                listed(DAYS, st.sampled_from([row["订单号"] for row in ledger if row["类型"] == "销售"]), MONEY)
            )
        ],
    }  # fmt: skip


def scored(folder: Path, registers: dict[str, list[Row]], rules: Rules) -> AppraisalResult:
    """Write the registers as files and score October from them."""
    staff = [{"姓名": row["工号"], "到岗日期": "2025-01-01"} | row for row in STAFF]
    targets = [
        {"工号": who, "月份": "2026-10", "销售目标": "100000.00", "目标口径": "整月"} for who in SELLERS
    ]
    customers = [{"客户编号": "C1", "名称": "甲", "建档日期": "2026-01-01", "首单日期": "2026-01-05", "归属工号": "X1"}]  # fmt: skip
    every = {"人员": staff, "月度目标": targets, "客户档案": customers, "客户投诉": [], "客户回访": []} | registers  # fmt: skip
    by_title = {one.title: one for one in REGISTERS.values()}
    for title, rows in every.items():
        columns = [column.title for column in by_title[title].columns]
        write(folder, title, columns, rows, parts=1 if title in ("人员", "月度目标") else 2)
    return appraise(read_dataset(folder, rules), Period.of("2026-10"), rules, ("销售部", "客服部"))


def here(department: str, who: str, day: str) -> bool:
    """Whether a person belonged to a department on a day of 2026."""
    if who == "T1":
        return (day < f"2026-10-{MOVES}") == (department == "销售部")
    return (who == "K1") == (department == "客服部")


def hold(one: Lineage, expected: dict[tuple[str, int], list[tuple[Fate, str, Fraction]]]) -> None:
    """Hold every row of a KPI against what plain reading of the files says of it: fates, people and amounts."""
    assert one.total == len(expected)
    found: dict[tuple[str, int], list[tuple[Fate, str, Fraction]]] = {}
    for row in one.traced():
        found.setdefault((row.file, row.row), []).append((row.fate, row.employee_id or "", row.numerator))
    money = one.kind == "amount"
    assert {
        place: sorted(entry if money else (*entry[:2], Fraction(0)) for entry in entries)
        for place, entries in found.items()
    } == {place: sorted(entries) for place, entries in expected.items()}
    # A row that is split counts once, with what of it counts.
    fates = Counter(
        "counted" if any(fate == "counted" for fate, _, _ in entries) else entries[0][0]
        for entries in expected.values()
    )
    assert {share.fate: share.rows for share in one.shares if share.rows} == dict(fates)
    if money:
        amounts: dict[str, Fraction] = {}
        for entries in expected.values():
            for fate, _, amount in entries:
                amounts[fate] = amounts.get(fate, Fraction(0)) + amount
        assert {share.fate: share.amount for share in one.shares if share.amount} == {
            fate: amount for fate, amount in amounts.items() if amount
        }


Expected = dict[tuple[str, int], list[tuple[Fate, str, Fraction]]]


def of_month(folder: Path, title: str, key: str, date: str) -> list[Placed]:
    return [row for row in read(folder, title, key) if row.cells[date].startswith("2026-10")]


def sales(folder: Path) -> Expected:
    """5.1.2.a by 签约: a line counts by its day, a return by its original order's."""
    signed = {order: day for order, _, day in EARLIER}
    expected: Expected = {}
    for row in of_month(folder, "销售台账", "订单号", "签约日期"):
        cells = row.cells
        share = Fraction(int(cells["分成比例"].rstrip("%") or 100), 100)
        day = signed[cells["退货原单号"]] if cells["类型"] == "退货" else cells["签约日期"]
        fate: Fate = "counted" if here("销售部", cells["业务员工号"], day) else "elsewhere"
        amount = amount_of(cells["价税合计"]) * share
        expected[row.file, row.line] = [(fate, cells["业务员工号"], amount)]
    return expected


def expenses(folder: Path) -> Expected:
    expected: Expected = {}
    for row in of_month(folder, "费用台账", "单号", "归属月份"):
        cells, fate = row.cells, "counted"
        if cells["预算科目"] != "销售费用":
            fate = "rule"
        elif not cells["工号"]:
            fate = "nobody"
        elif not here("销售部", cells["工号"], cells["日期"]):
            fate = "elsewhere"
        expected[row.file, row.line] = [(fate, cells["工号"], amount_of(cells["金额"]))]  # type: ignore[list-item]  # one of the fates
    return expected


def judged(
    folder: Path, title: str, names: tuple[str, str, str], mark: str, bad: tuple[str, ...]
) -> Expected:
    """A register whose rows a mark makes invalid; `names` are its key, date and 工号."""
    key, date, who = names
    expected: Expected = {}
    for row in of_month(folder, title, key, date):
        cells = row.cells
        department = "销售部" if title == "满意度调查" else "客服部"
        fate: Fate = "counted"
        if cells[mark] in bad:
            fate = "invalid"
        elif not here(department, cells[who], cells[date][:10]):
            fate = "elsewhere"
        expected[row.file, row.line] = [(fate, cells[who], Fraction(0))]
    return expected


@settings(max_examples=6)
@given(registers=months())
def test_plain_sums_over_the_files_equal_what_counted_and_what_did_not(
    rules: Rules, registers: dict[str, list[Row]]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result = scored(folder, registers, rules)
        lineages = {one.clause: one for one in result.lineages}
        hold(lineages["5.1.2.a"], sales(folder))
        hold(lineages["5.1.2.d"], expenses(folder))
        hold(
            lineages["5.1.2.c"],
            judged(folder, "满意度调查", ("问卷编号", "日期", "评价对象工号"), "是否有效", ("否",)),
        )
        hold(
            lineages["5.1.3.d"],
            judged(folder, "客户意见", ("意见号", "日期", "收集工号"), "是否有效（去重）", ("否", "")),
        )
        calls = judged(folder, "客户咨询", ("工单号", "接收时间", "接待工号"), "无效标记", ("是",))
        # Saturday the 31st: the limit of what came in then runs on after the cut-off.
        for row in of_month(folder, "客户咨询", "工单号", "接收时间"):
            if row.cells["接收时间"].startswith("2026-10-31") and row.cells["无效标记"] != "是":
                calls[row.file, row.line] = [("running", row.cells["接待工号"], Fraction(0))]
        hold(lineages["5.1.3.a"], calls)
        # The scores rest on these rows and no others.
        for whose in (*result.people, *result.departments):
            who = getattr(whose, "employee_id", None)
            for kpi in whose.kpis:
                rows = list(lineages[kpi.clause].counted(who))
                assert len(rows) == kpi.rows
                assert sum(row.numerator for row in rows) == (kpi.numerator or 0)


@settings(max_examples=3)
@given(registers=months())
def test_payments_are_split_to_the_fen_and_each_part_has_its_place(
    rules: Rules, registers: dict[str, list[Row]]
) -> None:
    paid = replace(rules, appraisal=rules.appraisal.model_copy(update={"sales_basis": "回款"}))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result = scored(folder, registers, paid)
        orders: dict[str, list[tuple[str, str, Fraction]]] = {}
        for row in read(folder, "销售台账", "订单号"):
            if row.cells["类型"] == "销售":
                share = Fraction(int(row.cells["分成比例"].rstrip("%") or 100), 100)
                orders.setdefault(row.cells["订单号"], []).append(
                    (row.cells["业务员工号"], row.cells["签约日期"], share)
                )
        expected: Expected = {}
        for row in of_month(folder, "回款登记", "回款单号", "到账日期"):
            amount = amount_of(row.cells["金额"])
            expected[row.file, row.line] = [
                ("counted" if here("销售部", who, day) else "elsewhere", who, amount * share)
                for who, day, share in orders[row.cells["订单号"]]
            ]
        one = next(one for one in result.lineages if one.clause == "5.1.2.a")
        hold(one, expected)
        received = [
            amount_of(row.cells["金额"]) for row in of_month(folder, "回款登记", "回款单号", "到账日期")
        ]
        assert sum(share.amount or 0 for share in one.shares) == sum(received)


def test_whom_the_department_does_not_count_counts_for_the_person_alone(rules: Rules, tmp_path: Path) -> None:
    staff = [
        {"工号": "X1", "部门": "销售部", "岗位": "销售代表"},
        {"工号": "X2", "部门": "销售部", "岗位": "销售代表"},
        {"工号": "G1", "部门": "公司高层", "岗位": "公司高层"},
    ]
    ledger = [
        ("D0", "X1", "2026-01-05", "1000.00"),
        ("D1", "X1", "2026-10-08", "70000.00"),
        ("D2", "X2", "2026-10-09", "120000.50"),
    ]
    registers: dict[str, list[Row]] = {
        "人员": [{"姓名": row["工号"], "到岗日期": "2025-01-01"} | row for row in staff],
        "月度目标": [{"工号": "X1", "月份": "2026-10", "销售目标": "100000.00"}],
        "销售台账": [
            {"订单号": order, "行号": "1", "类型": "销售", "签约日期": day, "客户编号": "C1", "业务员工号": who, "价税合计": money}
            for order, who, day, money in ledger
        ],
        "考核决定": [
            {"月份": "2026-10", "工号": "X2", "指标": "5.1.2.a", "处理": "不计入部门", "理由": "培训", "决定人工号": "G1", "决定日期": "2026-11-02"}
        ],
        "满意度调查": [], "费用台账": [], "客户意见": [], "客户咨询": [],
    }  # fmt: skip
    result = scored(tmp_path, registers, rules)
    one = next(one for one in result.lineages if one.clause == "5.1.2.a")
    # 190,000.50 of the month = 70,000.00 counted + 120,000.50 not counted in the department.
    assert [(share.fate, share.rows, share.amount) for share in one.shares] == [
        ("counted", 1, 70_000_00),
        ("apart", 1, 120_000_50),
    ]
    assert [row.numerator for row in one.counted()] == [70_000_00]
    assert [row.numerator for row in one.counted("X2")] == [120_000_50]
    (department,) = (one for one in result.departments if one.department == "销售部")
    (kpi,) = (kpi for kpi in department.kpis if kpi.clause == "5.1.2.a")
    assert (kpi.numerator, kpi.target, kpi.rows) == (70_000_00, 100_000_00, 1)


def test_rows_of_a_kpi_that_cannot_be_measured_wait_and_are_not_lost(sample: Path, rules: Rules) -> None:
    # Nobody has said which days of 2026 are worked.
    unknown = replace(rules, calendar=Calendar(frozenset(), frozenset(), frozenset()))
    result = appraise(read_dataset(sample, unknown), Period.of("2026-10"), unknown, ("客服部",))
    shares = {one.clause: [share.fate for share in one.shares if share.rows] for one in result.lineages}
    assert shares["5.1.3.a"] == shares["5.1.3.b"] == ["unmeasured"]
    assert shares["5.1.3.d"] == ["counted", "invalid"]
    assert all(sum(share.rows for share in one.shares) == one.total > 0 for one in result.lineages)
