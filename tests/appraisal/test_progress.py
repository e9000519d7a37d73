"""A running month: refused before it begins, 期中 until its cut-off day has passed, with X001's October worked out by hand."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from mktkit.appraisal import Period, Progress, appraise, progress_of
from mktkit.appraisal.pages import score_month
from mktkit.appraisal.progress import ProgressRow, month_state, progress_rows
from mktkit.appraisal.report import progress_json
from mktkit.errors import MktkitError
from mktkit.registers import read_dataset
from mktkit.rules import Rules

D = dt.date
OCTOBER = Period.of("2026-10")


@pytest.mark.parametrize(
    ("today", "cutoff_days", "state"),
    [
        (D(2026, 10, 1), 0, "running"),
        (D(2026, 10, 31), 0, "running"),
        (D(2026, 11, 1), 0, "over"),
        (D(2026, 11, 3), 3, "running"),
        (D(2026, 11, 4), 3, "over"),
    ],
)
def test_a_month_is_over_once_its_cutoff_day_has_passed(today: dt.date, cutoff_days: int, state: str) -> None:
    assert month_state(Period.of("2026-10", cutoff_days), today) == state


@pytest.mark.parametrize("today", [D(2026, 9, 30), D(2026, 1, 1), D(2020, 10, 15)])
def test_a_month_that_has_not_begun_is_refused(sample: Path, rules: Rules, today: dt.date) -> None:
    with pytest.raises(MktkitError, match="2026-10 还没有开始"):
        month_state(OCTOBER, today)
    with pytest.raises(MktkitError, match="2026-10 还没有开始"):
        score_month("2026-10", registers=str(sample), today=today)


def test_a_running_month_is_never_a_result(sample: Path, rules: Rules) -> None:
    with pytest.raises(MktkitError, match="只有期中进度"):
        appraise(read_dataset(sample, rules), OCTOBER, rules, today=D(2026, 10, 31))


@pytest.fixture(scope="module")
def progress(sample: Path, rules: Rules) -> Progress:
    return progress_of(read_dataset(sample, rules), OCTOBER, rules, today=D(2026, 10, 20))


def of(progress: Progress, who: str, clause: str) -> ProgressRow:
    return next(one for one in progress.rows if (one.employee_id, one.clause) == (who, clause))


def test_so_far_left_and_pace(progress: Progress) -> None:
    # X001 up to the 20th: 90,400 + 45,200 + 33,900 and 60 % of 56,500 = 203,400; the return of the 22nd is to come.
    sales = of(progress, "X001", "5.1.2.a")
    assert sales.actual == (90_400 + 45_200 + 33_900) * 100 + Fraction(56_500 * 60, 100) * 100 == 203_400_00
    assert sales.target == 200_000_00
    assert sales.left == -3_400_00
    assert sales.pace == Fraction(203_400_00 * 31, 20)
    # Three of four first orders so far: at this pace 3 · 31 ÷ 20.
    customers = of(progress, "X001", "5.1.2.b")
    assert (customers.actual, customers.left, customers.pace) == (3, 0, Fraction(93, 20))


def test_a_rate_leads_where_it_stands(progress: Progress) -> None:
    # Answers of the 12th, 15th and 20th, 5 each; a rate has no rest.
    answers = of(progress, "X001", "5.1.2.c")
    assert (answers.actual, answers.left, answers.pace) == (100, None, 100)


def test_days_in_service_make_the_pace(progress: Progress) -> None:
    # X012 leaves on the 16th: all her days are over, what she has is what it comes to.
    one = of(progress, "X012", "5.1.2.a")
    assert one.actual == one.pace


def test_the_department_has_a_line_of_its_own(progress: Progress) -> None:
    people = [one.actual for one in progress.rows if one.clause == "5.1.2.a" and one.employee_id]
    whole = of(progress, "", "5.1.2.a")
    assert whole.actual == sum(actual for actual in people if actual is not None)


def test_nothing_of_it_is_a_score(progress: Progress) -> None:
    data = progress_json(progress)
    assert (data["interim"], data["today"], data["cutoff"]) == (True, "2026-10-20", "2026-10-31")
    assert not {"people", "departments", "fingerprint"} & data.keys()
    assert {"到今天", "全月目标", "还差", "照现在的进度到月底"} <= progress_rows(progress)[0].keys()


def test_the_example_has_a_day_of_its_own() -> None:
    """Whatever the clock says: the day after the example's data, when October is over and November has begun."""
    shown = score_month("2026-11", "销售部").summary().data
    assert "2026-11 期中进度，到 2026-11-01" in shown
    assert "总分" not in shown
