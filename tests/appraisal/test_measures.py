"""The twelve measures: each rule of design §4 by a case of its own, and the same on every table engine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from mktkit.appraisal import Period
from mktkit.appraisal.inputs import frames_of
from mktkit.appraisal.kpi import ROW, Evidence, Measures
from mktkit.appraisal.measures import kpi_measure
from mktkit.appraisal.roster import roster_of
from mktkit.registers import REGISTERS, Dataset, RegisterTable, read_dataset
from mktkit.rules import Rules, load_rules
from mktkit.rules.subjects.appraisal import KPI_CLAUSES

OCTOBER = Period.of("2026-10")
D, T = dt.date, dt.datetime
_POLARS = {"datetime64[us]": pl.Datetime("us"), "Int64": pl.Int64, "boolean": pl.Boolean, "str": pl.String}


def table(name: str, *rows: dict[str, Any]) -> RegisterTable:
    """A register of rows, as the reader would give it."""
    register = REGISTERS[name]
    places = [(f"{register.title}.xlsx", register.title, 4 + n) for n in range(len(rows))]
    return RegisterTable(
        register, {column.name: [row.get(column.name) for row in rows] for column in register.columns}, places
    )


def measure(clause: str, rules: Rules, *tables: RegisterTable, period: Period = OCTOBER) -> Measures:
    frames = {one.register.name: nw.from_native(one.frame()) for one in tables}
    return kpi_measure(clause, rules).measure(Evidence(frames, period, rules))


def ratio(found: Measures, who: str | None) -> tuple[int, int]:
    return int(found[who].numerator), int(found[who].denominator)


def company(tmp_path: Path, text: str, subject: str = "appraisal") -> Rules:
    folder = tmp_path / "company"
    folder.mkdir(exist_ok=True)
    (folder / f"{subject}.yaml").write_text(
        f"- from: 2026-01-01\n  note: 试\n  values:\n{text}", encoding="utf-8"
    )
    return load_rules(on=D(2026, 10, 1), company=folder)


# -- 市场部 -------------------------------------------------------------------------------------------


def task(number: int, due: dt.date = D(2026, 10, 20), **more: Any) -> dict[str, Any]:
    return {"task_id": f"R{number}", "owner_id": "S1", "due_on": due} | more


def test_a_task_is_done_when_submitted_and_reviewed_by_its_due_day(rules: Rules) -> None:
    found = measure(
        "5.1.1.a",
        rules,
        table(
            "research_tasks",
            task(1, submitted_on=D(2026, 10, 18), reviewed_on=D(2026, 10, 20)),  # on the due day: done
            task(2, submitted_on=D(2026, 10, 18), reviewed_on=D(2026, 10, 21)),  # reviewed a day late
            task(3, submitted_on=D(2026, 10, 18)),  # not reviewed
            task(4),  # nothing
            task(5, cancelled_by="M1"),  # cancelled: left out
            task(
                6, due=D(2026, 11, 1), submitted_on=D(2026, 10, 1), reviewed_on=D(2026, 10, 2)
            ),  # due in November
            task(
                7, due=D(2026, 10, 31), submitted_on=D(2026, 9, 30), reviewed_on=D(2026, 10, 1)
            ),  # last day of the month
        ),
    )
    assert ratio(found, "S1") == (2, 5)


def wave(
    number: str,
    day: dt.date,
    aware: int,
    sample: int = 400,
    baseline: str | None = None,
    prompt: str = "提示后",
) -> dict[str, Any]:
    return {
        "wave_id": number,
        "surveyed_on": day,
        "prompt": prompt,
        "sample_size": sample,
        "aware": aware,
        "baseline_id": baseline,
    }


def test_awareness_is_after_less_before_in_percentage_points(rules: Rules) -> None:
    waves = table(
        "awareness_waves", wave("a", D(2026, 4, 10), 160), wave("b", D(2026, 10, 20), 172, baseline="a")
    )
    assert measure("5.1.1.b", rules, waves)[None].actual == 3  # 43 % − 40 %
    assert measure("5.1.1.b", rules, waves, period=Period.of("2026-09")) == {}
    falling = table(
        "awareness_waves",
        wave("a", D(2026, 4, 10), 160),
        wave("b", D(2026, 10, 20), 150, sample=500, baseline="a"),
    )
    assert measure("5.1.1.b", rules, falling)[None].actual == -10
    other = table(
        "awareness_waves",
        wave("a", D(2026, 4, 1), 160, prompt="无提示"),
        wave("b", D(2026, 10, 2), 172, baseline="a", prompt="无提示"),
    )
    assert measure("5.1.1.b", rules, other) == {}


def campaign(number: int, *pairs: tuple[int, int], ends: dt.date = D(2026, 10, 12)) -> dict[str, Any]:
    names = ("participation", "exposure", "conversion")
    numbers = {
        f"{name}_{side}": n
        for name, pair in zip(names, pairs, strict=True)
        for side, n in zip(("actual", "target"), pair, strict=True)
    }
    return {
        "campaign_id": f"P{number}",
        "owner_id": "S1",
        "starts_on": D(2026, 9, 1),
        "ends_on": ends,
    } | numbers


def test_a_campaign_scores_the_weighted_attainments_each_capped(rules: Rules) -> None:
    found = measure(
        "5.1.1.c",
        rules,
        table(
            "campaigns",
            campaign(1, (90, 100), (3000, 1000), (20, 40)),  # 30 · 0.9 + 30 · 1 (capped) + 40 · 0.5 = 77
            campaign(2, (100, 100), (1000, 1000), (40, 40)),  # 100
            campaign(3, (0, 100), (0, 1000), (0, 40), ends=D(2026, 9, 30)),  # ended in September
        ),
    )
    assert found["S1"].actual == Fraction(177, 2)


def test_accuracy_is_right_over_checked(rules: Rules) -> None:
    def check(number: int, right: int, checked: int, day: dt.date = D(2026, 10, 1)) -> dict[str, Any]:
        return {
            "check_id": str(number),
            "checked_on": day,
            "collector_id": "S1",
            "checker_id": "S2",
            "checked": checked,
            "correct": right,
        }

    found = measure(
        "5.1.1.d",
        rules,
        table("spot_checks", check(1, 49, 50), check(2, 8, 10), check(3, 0, 99, D(2026, 11, 1))),
    )
    assert ratio(found, "S1") == (57, 60)


# -- 销售部 -------------------------------------------------------------------------------------------


def line(order: str, gross: int, signed: dt.date = D(2026, 10, 8), **more: Any) -> dict[str, Any]:
    return {
        "order_id": order,
        "line_no": "1",
        "kind": "销售",
        "signed_on": signed,
        "customer_id": "C1",
        "salesperson_id": "X1",
        "gross_amount": gross,
    } | more


def test_sales_take_returns_off_in_their_own_month_and_split_by_share(rules: Rules) -> None:
    ledger = table(
        "sales_ledger",
        line("A", 100_00),
        line("B", 200_00, share=6000),
        line("B", 200_00, share=4000, salesperson_id="X2"),
        line("C", -30_00, kind="退货", signed=D(2026, 10, 31), original_order_id="Z"),
        line("D", 999_00, signed=D(2026, 9, 30)),
        line("E", 999_00, signed=D(2026, 11, 1)),
    )
    found = measure("5.1.2.a", rules, ledger)
    assert {who: one.actual for who, one in found.items()} == {
        "X1": 190_00,
        "X2": 80_00,
    }  # 100 + 0.6 · 200 − 30


def test_sales_by_delivery_invoice_and_without_tax(tmp_path: Path) -> None:
    ledger = table(
        "sales_ledger",
        line("A", 113_00, net_amount=100_00, shipped_on=D(2026, 10, 9), invoiced_on=D(2026, 11, 2)),
        line(
            "B",
            226_00,
            net_amount=200_00,
            signed=D(2026, 9, 8),
            shipped_on=D(2026, 10, 1),
            invoiced_on=D(2026, 10, 2),
        ),
        line("C", 339_00, net_amount=300_00),  # neither shipped nor invoiced
    )
    shipped = company(tmp_path, "    5.1.2.a: {sales_basis: 发货}\n")
    assert measure("5.1.2.a", shipped, ledger)["X1"].actual == 339_00  # 113 + 226
    invoiced = company(tmp_path, "    5.1.2.a: {sales_basis: 开票, tax_inclusive: false}\n")
    assert measure("5.1.2.a", invoiced, ledger)["X1"].actual == 200_00


def test_sales_by_payment_split_as_the_order_is(tmp_path: Path) -> None:
    ledger = table(
        "sales_ledger",
        line("A", 100_00, share=2500),
        line("A", 100_00, share=7500, salesperson_id="X2"),
        line("B", 50_00),
    )

    def paid(number: int, order: str, amount: int, day: dt.date = D(2026, 10, 30)) -> dict[str, Any]:
        return {
            "receipt_id": str(number),
            "order_id": order,
            "received_on": day,
            "amount": amount,
            "method": "银行转账",
        }

    receipts = table(
        "receipts",
        paid(1, "A", 40_00),
        paid(2, "A", 20_00),
        paid(3, "B", 10_00),
        paid(4, "B", 40_00, D(2026, 11, 1)),
    )
    found = measure("5.1.2.a", company(tmp_path, "    5.1.2.a: {sales_basis: 回款}\n"), ledger, receipts)
    assert {who: one.actual for who, one in found.items()} == {
        "X1": 25_00,
        "X2": 45_00,
    }  # 0.25 · 60 + 10; 0.75 · 60


def customer(number: str, first: dt.date | None, owner: str = "X1") -> dict[str, Any]:
    return {
        "customer_id": number,
        "name": number,
        "filed_on": D(2026, 1, 1),
        "first_order_on": first,
        "owner_id": owner,
    }


def test_new_customers_are_first_orders_of_the_month(rules: Rules, tmp_path: Path) -> None:
    customers = table(
        "customers",
        customer("C1", D(2026, 10, 1)),
        customer("C2", D(2026, 10, 31)),
        customer("C3", D(2026, 9, 30)),
        customer("C4", None),
    )
    assert measure("5.1.2.b", rules, customers)["X1"].actual == 2
    # With the first payment too: C1 paid in October, C2 in November, C3's payment came in October.
    ledger = table("sales_ledger", *(line(f"O{n}", 1_00, customer_id=f"C{n}") for n in (1, 2, 3)))
    receipts = table(
        "receipts",
        *(
            {"receipt_id": str(n), "order_id": f"O{n}", "received_on": day, "amount": 1_00, "method": "现金"}
            for n, day in ((1, D(2026, 10, 9)), (2, D(2026, 11, 9)), (3, D(2026, 10, 2)))
        ),
    )
    paid = company(tmp_path, "    5.1.2.b: {new_customer_basis: 首单且首款到账}\n")
    assert measure("5.1.2.b", paid, customers, ledger, receipts)["X1"].actual == 2  # C1 and C3
    assert (
        measure("5.1.2.b", paid, customers, ledger, receipts, period=Period.of("2026-11"))["X1"].actual == 1
    )  # C2


def test_satisfaction_maps_one_to_five_onto_a_hundred(rules: Rules) -> None:
    answers = [
        {"survey_id": str(n), "surveyed_on": D(2026, 10, 5), "employee_id": "X1", "score": s}
        for n, s in enumerate([1, 2, 3, 4, 5])
    ]
    invalid = {
        "survey_id": "x",
        "surveyed_on": D(2026, 10, 5),
        "employee_id": "X1",
        "score": 1,
        "valid": False,
    }
    assert (
        measure("5.1.2.c", rules, table("satisfaction", *answers, invalid))["X1"].actual == 50
    )  # (0+25+50+75+100) ÷ 5


def test_expense_counts_by_its_period_not_its_date(rules: Rules) -> None:
    def row(number: int, period: str, amount: int) -> dict[str, Any]:
        return {
            "document_id": str(number),
            "spent_on": D(2026, 9, 30),
            "period": period,
            "employee_id": "X1",
            "category": "销售费用",
            "amount": amount,
        }

    found = measure(
        "5.1.2.d",
        rules,
        table("expenses", row(1, "2026-10", 900_00), row(2, "2026-10", -100_00), row(3, "2026-09", 7_00)),
    )
    assert found["X1"].actual == 800_00


def test_only_categories_of_the_rule_with_a_person_are_selling_expenses(rules: Rules) -> None:
    def row(number: int, category: str, who: str | None) -> dict[str, Any]:
        return {
            "document_id": str(number),
            "spent_on": D(2026, 10, 5),
            "period": "2026-10",
            "department": "销售部",
            "employee_id": who,
            "category": category,
            "amount": 10**number,
        }

    rows = [
        row(2, "销售费用", "X1"),
        row(3, "其他", "X1"),
        row(4, "市场调研费用", "X1"),
        row(5, "销售费用", None),
    ]
    found = measure("5.1.2.d", rules, table("expenses", *rows))
    assert {who: one.actual for who, one in found.items()} == {"X1": 1_100}


# -- 客服部 -------------------------------------------------------------------------------------------


def ticket(
    number: int, channel: str, received: dt.datetime, answered: dt.datetime | None, **more: Any
) -> dict[str, Any]:
    return {
        "ticket_id": str(number),
        "channel": channel,
        "received_at": received,
        "first_response_at": answered,
        "agent_id": "K1",
    } | more


@pytest.mark.parametrize(
    ("case", "one", "expected"),
    [
        ("a call taken in 20 s", ticket(1, "电话", T(2026, 10, 12, 9, 0, 0), T(2026, 10, 12, 9, 0, 20)), (1, 1)),
        ("a call taken in 21 s", ticket(1, "电话", T(2026, 10, 12, 9, 0, 0), T(2026, 10, 12, 9, 0, 21)), (0, 1)),
        ("a missed call, called back in 30 min", ticket(1, "电话", T(2026, 10, 12, 9, 0), T(2026, 10, 12, 9, 30), missed="已回拨"), (1, 1)),
        ("a missed call nobody called back", ticket(1, "电话", T(2026, 10, 12, 9, 0), None, missed="未接"), (0, 1)),
        ("asked 17:00, 2 h limit: 30 min today, 1 h 30 tomorrow", ticket(1, "网站留言", T(2026, 10, 12, 17), T(2026, 10, 13, 10)), (1, 1)),
        ("one second more", ticket(1, "网站留言", T(2026, 10, 12, 17), T(2026, 10, 13, 10, 0, 1)), (0, 1)),
        ("over lunch", ticket(1, "网站留言", T(2026, 10, 12, 11), T(2026, 10, 12, 14)), (1, 1)),
        ("in the National Day holiday, answered the first hour after", ticket(1, "邮件", T(2026, 10, 3, 12), T(2026, 10, 8, 9, 30)), (1, 1)),
        ("unanswered long past its limit", ticket(1, "邮件", T(2026, 10, 12, 9), None), (0, 1)),
        ("unanswered, limit still running at the month's end", ticket(1, "邮件", T(2026, 10, 30, 16), None), None),
        ("answered after the cut-off, limit not over at it", ticket(1, "邮件", T(2026, 10, 30, 16), T(2026, 11, 2, 9)), None),
        ("invalid", ticket(1, "邮件", T(2026, 10, 12, 9), None, invalid=True), None),
        ("received in September", ticket(1, "邮件", T(2026, 9, 30, 23, 59, 59), T(2026, 10, 1, 9)), None),
    ],
)  # fmt: skip
def test_answered_in_time_by_the_shift_clock(
    rules: Rules, case: str, one: dict[str, Any], expected: tuple[int, int] | None
) -> None:
    found = measure("5.1.3.a", rules, table("inquiries", one))
    assert (ratio(found, "K1") if found else None) == expected, case


def complaint(received: dt.datetime, resolved: dt.datetime | None, **more: Any) -> dict[str, Any]:
    return {"complaint_id": "1", "received_at": received, "resolved_at": resolved, "agent_id": "K1"} | more


@pytest.mark.parametrize(
    ("case", "one", "expected"),
    [
        ("resolved", complaint(T(2026, 10, 12, 9), T(2026, 10, 30, 9)), (1, 1)),
        ("resolved on the cut-off day", complaint(T(2026, 10, 12, 9), T(2026, 10, 31, 23, 59)), (1, 1)),
        (
            "resolved after the cut-off, past its deadline",
            complaint(T(2026, 10, 12, 9), T(2026, 11, 1, 0, 0)),
            (0, 1),
        ),
        # Thursday 29 October + 3 workdays = Tuesday 3 November: not yet due at the month's end.
        ("not due, not resolved", complaint(T(2026, 10, 29, 9), None), None),
        ("not due, resolved", complaint(T(2026, 10, 29, 9), T(2026, 10, 30, 9)), (1, 1)),
        # Tuesday 27 + 3 workdays = Friday 30: due.
        ("due at the last workday, not resolved", complaint(T(2026, 10, 27, 9), None), (0, 1)),
        # A grave one has 7 workdays: Wednesday 21 → Friday 30.
        ("grave and due", complaint(T(2026, 10, 21, 9), None, level="重大"), (0, 1)),
        ("grave and not due", complaint(T(2026, 10, 22, 9), None, level="重大"), None),
        (
            "closed, but the customer does not accept it",
            complaint(T(2026, 10, 12, 9), T(2026, 10, 13, 9), confirmed="不认可"),
            (0, 1),
        ),
        ("received in September", complaint(T(2026, 9, 30, 9), T(2026, 10, 1, 9)), None),
    ],
)
def test_complaints_count_once_due_or_resolved(
    rules: Rules, case: str, one: dict[str, Any], expected: tuple[int, int] | None
) -> None:
    found = measure("5.1.3.b", rules, table("complaints", one))
    assert (ratio(found, "K1") if found else None) == expected, case


def test_callbacks_and_opinions(rules: Rules) -> None:
    calls = [
        {
            "callback_id": str(n),
            "customer_id": "C",
            "visited_on": D(2026, 10, 5),
            "employee_id": "K1",
            "callback_satisfaction": s,
            "product_satisfaction": 1,
        }
        for n, s in enumerate([5, 5, 4, None])
    ]
    assert (
        measure("5.1.3.c", rules, table("callbacks", *calls))["K1"]
        == measure("5.1.3.c", rules, table("callbacks", *calls[:3]))["K1"]
    )
    assert measure("5.1.3.c", rules, table("callbacks", *calls))["K1"].actual == Fraction(
        275, 3
    )  # (100 + 100 + 75) ÷ 3
    heard = [
        {"opinion_id": str(n), "collected_on": D(2026, 10, 5), "employee_id": "K1", "text": "字", "valid": v}
        for n, v in enumerate([True, True, False, None])
    ]
    assert measure("5.1.3.d", rules, table("opinions", *heard))["K1"].actual == 2


# -- every engine ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dataset(sample: Path, rules: Rules) -> Dataset:
    return read_dataset(sample, rules)


def _polars(one: RegisterTable) -> pl.DataFrame:
    return pl.DataFrame(
        one.columns, schema={column.name: _POLARS[column.kind.dtype] for column in one.register.columns}
    )


ENGINES = {
    "polars": lambda one: _polars(one),
    "polars lazy": lambda one: _polars(one).lazy(),
    "duckdb": lambda one: duckdb.from_df(one.frame()),
}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("clause", KPI_CLAUSES)
def test_every_engine_measures_the_same(dataset: Dataset, rules: Rules, clause: str, engine: str) -> None:
    ours = {name: nw.from_native(one.frame()) for name, one in dataset.tables.items()}
    other = {name: nw.from_native(ENGINES[engine](one)) for name, one in dataset.tables.items()}
    one = kpi_measure(clause, rules)
    expected = one.measure(Evidence(ours, OCTOBER, rules))
    assert expected
    assert one.measure(Evidence(other, OCTOBER, rules)) == expected


#: The same with the rows' numbers beside them.
NUMBERED: dict[str, Callable[[RegisterTable], Any]] = {
    "polars": lambda one: _polars(one).with_row_index(ROW),
    "polars lazy": lambda one: _polars(one).with_row_index(ROW).lazy(),
    "duckdb": lambda one: duckdb.from_df(one.frame().assign(**{ROW: range(len(one))})),
}


@pytest.mark.parametrize("engine", NUMBERED)
def test_every_engine_gives_each_row_the_same_place(dataset: Dataset, rules: Rules, engine: str) -> None:
    roster = roster_of(dataset.tables, OCTOBER, rules)
    ours = Evidence(frames_of(dataset.tables), OCTOBER, rules, roster)
    frames = {name: nw.from_native(NUMBERED[engine](one)) for name, one in dataset.tables.items()}
    other = Evidence(frames, OCTOBER, rules, roster)
    for clause in KPI_CLAUSES:
        one = kpi_measure(clause, rules)
        expected = list(zip(*one.entries(ours), strict=True))
        assert expected
        assert list(zip(*one.entries(other), strict=True)) == expected
        assert one.measure(other) == one.measure(ours)


@pytest.mark.parametrize("clause", KPI_CLAUSES)
def test_the_order_of_rows_changes_nothing(dataset: Dataset, rules: Rules, clause: str) -> None:
    frames = {name: one.frame() for name, one in dataset.tables.items()}
    shuffled = {
        name: frame.sample(frac=1, random_state=7).reset_index(drop=True) for name, frame in frames.items()
    }
    assert isinstance(shuffled["staff"], pd.DataFrame)
    one, other = (
        Evidence({name: nw.from_native(frame) for name, frame in kind.items()}, OCTOBER, rules)
        for kind in (frames, shuffled)
    )
    assert kpi_measure(clause, rules).measure(one) == kpi_measure(clause, rules).measure(other)
