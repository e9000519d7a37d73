"""数据去向 in words and as data: sums that come out, values as they are printed, nothing of others in a person's copy."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest

from mktkit.appraisal import AppraisalResult, Period, appraise
from mktkit.appraisal.lineage import Kind, Reason, TracedRow
from mktkit.appraisal.lineage_report import (
    FATE_TITLES,
    brought,
    counted_rows,
    exact_yuan,
    lineage_json,
    lineage_rows,
    place_rows,
)
from mktkit.appraisal.report import only_person
from mktkit.errors import MktkitError
from mktkit.registers import read_dataset
from mktkit.rules import Rules
from mktkit.rules.subjects.appraisal import KPI_CLAUSES


@pytest.fixture(scope="module")
def result(sample: Path, rules: Rules) -> AppraisalResult:
    return appraise(read_dataset(sample, rules), Period.of("2026-10"), rules)


def test_every_fate_has_words_of_its_own() -> None:
    assert set(FATE_TITLES) == {"counted", "baseline", *get_args(Reason)}
    assert len(set(FATE_TITLES.values())) == len(FATE_TITLES)


@pytest.mark.parametrize(
    ("fen", "yuan"), [(Fraction(1), "0.01"), (Fraction(-600000), "-6000.00"), (Fraction(1, 4), "0.002500")]
)
def test_money_is_exact_to_the_fen_and_beyond(fen: Fraction, yuan: str) -> None:
    assert str(exact_yuan(fen)) == yuan


@pytest.mark.parametrize(
    ("fate", "kind", "expected"),
    [
        ("counted", "rate", "19 / 20"),
        ("counted", "mean", Decimal("19.00")),
        ("counted", "count", 1),
        ("counted", "amount", Decimal("0.19")),
        # What does not count has no figure, but for money, which must add up.
        ("invalid", "mean", None),
        ("running", "rate", None),
        ("rule", "amount", Decimal("0.19")),
        ("baseline", "rate", "19 / 20"),
    ],
)
def test_what_a_row_adds_is_printed_as_its_kpi_counts(fate: Any, kind: Kind, expected: object) -> None:
    assert brought(TracedRow("a.xlsx", "", 4, "K1", fate, Fraction(19), 20), kind) == expected


def test_the_months_rows_are_those_counted_and_those_left_out(result: AppraisalResult) -> None:
    rows = lineage_rows(result)
    assert [row["条款"] for row in rows] == list(KPI_CLAUSES)
    for row in rows:
        assert row["当月行数"] == int(str(row["计入"])) + int(str(row["不计"]))
        if row["当月金额（元）"] is not None:
            assert row["当月金额（元）"] == Decimal(str(row["计入金额（元）"])) + Decimal(
                str(row["不计金额（元）"])
            )
    assert {row["条款"] for row in rows if row["当月金额（元）"] is not None} == {"5.1.2.a", "5.1.2.d"}


def test_every_kpis_rows_are_as_many_as_its_score_says(result: AppraisalResult) -> None:
    for one in result.people:
        for kpi in one.kpis:
            assert len(counted_rows(result, kpi.clause, one.employee_id)) == kpi.rows
    for department in result.departments:
        for kpi in department.kpis:
            assert len(counted_rows(result, kpi.clause)) == kpi.rows


def test_a_wave_stands_beside_the_one_it_is_held_against(result: AppraisalResult) -> None:
    before, after = counted_rows(result, "5.1.1.b")
    assert (after["去向"], before["去向"]) == ("计入", "对照批次")
    actual = next(kpi.actual for one in result.departments for kpi in one.kpis if kpi.clause == "5.1.1.b")

    def share(row: dict[str, Any]) -> Fraction:
        aware, asked = map(int, str(row["计入的数"]).split(" / "))
        return Fraction(aware, asked)

    assert actual == 100 * (share(after) - share(before))
    (back,) = (
        row for row in place_rows(result, str(before["文件"]), int(str(before["行"]))) if row == before
    )
    assert back["去向"] == "对照批次"


def test_json_adds_up_and_leads_to_the_rows(result: AppraisalResult) -> None:
    for one in result.lineages:
        data: Any = json.loads(json.dumps(lineage_json(one)))
        assert data["total"] == sum(share["rows"] for share in data["shares"])
        for entry in data["entries"]:
            assert len(entry["rows"]) == len(entry["numerators"]) == len(entry["denominators"])
        counted = [entry for entry in data["entries"] if entry["fate"] == "counted"]
        assert sum(len(entry["rows"]) for entry in counted) == data["shares"][0]["rows"]
        if data["shares"][0]["amount"] is not None:
            assert sum(sum(entry["numerators"]) for entry in counted) == data["shares"][0]["amount"]


def test_one_persons_copy_leads_to_that_persons_rows_alone(result: AppraisalResult) -> None:
    alone = only_person(result, "X001")
    assert [one.clause for one in alone.lineages] == ["5.1.2.a", "5.1.2.b", "5.1.2.c", "5.1.2.d"]
    named = {row.employee_id for one in alone.lineages for row in one.traced()}
    assert named == {"X001"}
    market = only_person(result, "S001")
    waves = next(one for one in market.lineages if one.clause == "5.1.1.b")
    assert [row.fate for row in waves.traced()] == ["baseline", "counted"]


@pytest.mark.parametrize(
    ("file", "row", "words"),
    [
        ("销售台帐-2026下半年.xlsx", 5, "最接近的是 销售台账-2026下半年.xlsx"),
        ("人员.xlsx", 5, "《人员》《月度目标》《考核决定》不逐行计入指标"),
        ("客户意见.xlsx", 1, "读到的行里没有 客户意见.xlsx 第 1 行"),
    ],
)
def test_a_row_that_no_kpi_reads_is_said(result: AppraisalResult, file: str, row: int, words: str) -> None:
    with pytest.raises(MktkitError, match=words):
        place_rows(result, file, row)


def test_a_kpi_that_was_not_scored_is_said(result: AppraisalResult) -> None:
    with pytest.raises(MktkitError, match=r"没有算指标「5\.1\.2\.z」"):
        counted_rows(result, "5.1.2.z")
