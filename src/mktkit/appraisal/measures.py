"""The twelve measures of chapter 5, in narwhals: the same code on pandas, Polars and DuckDB.

Each function takes the registers as frames, the period and the rules, and returns :class:`Measure` by 工号.
Only integers are aggregated (分, counts, score points), because sums of integers agree on every engine; what is
divided is divided once, exactly, in Python.  The department's measure is the sum over its people, so pooled rows.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import narwhals as nw

from mktkit.appraisal.model import Measure, Period
from mktkit.appraisal.worktime import elapsed_before, workday_numbers
from mktkit.rules import Rules
from mktkit.workdays import day_table

__all__ = [
    "AMOUNTS",
    "CAMPAIGN_COLUMNS",
    "COUNTS",
    "DEPARTMENT_ONLY",
    "MEASURES",
    "CampaignPart",
    "Frames",
    "Measures",
    "campaign_parts",
    "registers_of",
]

#: narwhals' DataFrame or LazyFrame: they share the verbs used here, but no type that joins.
Frame = Any
#: register name → frame with the register's columns.
Frames = Mapping[str, Frame]
#: 工号 → measure; the key None holds a measure of the whole department.
Measures = dict[str | None, Measure]

#: KPIs measured for the department as a whole; every member takes its actual.
DEPARTMENT_ONLY = frozenset({"5.1.1.b"})


def _rows(frame: Frame) -> list[tuple[Any, ...]]:
    """Fetch a small result."""
    if isinstance(frame, nw.DataFrame):
        return list(frame.rows())
    native = frame.to_native()
    if hasattr(native, "fetchall"):
        return list(native.fetchall())
    return list(frame.collect().rows())


def _like(frame: Frame, data: Mapping[str, list[int]]) -> Frame:
    """Return `data` as a frame of the same engine."""
    if isinstance(frame, nw.DataFrame):
        return nw.from_dict(data, backend=frame.implementation)
    if frame.implementation is nw.Implementation.POLARS:
        return nw.from_dict(data, backend="polars").lazy()
    return nw.from_dict(data, backend="pandas").lazy(backend=frame.implementation)


def _within(column: str, period: Period) -> nw.Expr:
    return (nw.col(column) >= nw.lit(period.start)) & (nw.col(column) < nw.lit(period.end))


def _by_person(
    frame: Frame, person: str, numerator: nw.Expr, denominator: nw.Expr, scale: int = 1
) -> Measures:
    """Sum two integer expressions by person; the number of rows stands beside them, for an empty sum is 0 everywhere."""
    flagged = frame.with_columns(
        numerator.cast(nw.Int64).alias("_numerator"),
        denominator.cast(nw.Int64).alias("_denominator"),
        nw.lit(1).alias("_one"),
    )
    grouped = flagged.group_by(person).agg(
        nw.col("_numerator").sum(), nw.col("_denominator").sum(), nw.col("_one").sum()
    )
    return {
        who: Measure(Fraction(int(top)), Fraction(int(bottom)), int(rows), scale)
        for who, top, bottom, rows in _rows(grouped.select(person, "_numerator", "_denominator", "_one"))
    }


def _flag(condition: nw.Expr) -> nw.Expr:
    """Return 1 where a condition holds, 0 where it does not or is unknown."""
    return nw.when(condition.fill_null(False)).then(nw.lit(1)).otherwise(nw.lit(0))


_ONE = nw.lit(1)


def _totals(measures: Measures) -> Measures:
    """Turn sums into measures of their own: a count or an amount is divided by nothing."""
    return {who: Measure(one.numerator, Fraction(1), one.rows) for who, one in measures.items()}


# -- 市场部 -------------------------------------------------------------------------------------------


def research_completion(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.1.a: tasks submitted and reviewed by their due day ÷ tasks due in the month; cancelled ones left out."""
    due = frames["research_tasks"].filter(_within("due_on", period), nw.col("cancelled_by").is_null())
    done = (nw.col("submitted_on") <= nw.col("due_on")).fill_null(False) & (
        nw.col("reviewed_on") <= nw.col("due_on")
    ).fill_null(False)
    return _by_person(due, "owner_id", _flag(done), _ONE, 100)


def awareness_lift(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.1.b: awareness after − before, in percentage points, over the waves closed in the month."""
    columns = ("wave_id", "surveyed_on", "prompt", "sample_size", "aware", "baseline_id")
    waves = {row[0]: row for row in _rows(frames["awareness_waves"].select(*columns))}
    closed = [
        row
        for row in waves.values()
        if row[2] == rules.appraisal.awareness_prompt
        and isinstance(row[5], str)
        and period.first <= _day(row[1]) <= period.last
    ]
    if not closed:
        return {}
    before = [waves[row[5]] for row in closed]
    after_share = Fraction(sum(int(row[4]) for row in closed), sum(int(row[3]) for row in closed))
    before_share = Fraction(sum(int(row[4]) for row in before), sum(int(row[3]) for row in before))
    return {None: Measure(after_share - before_share, Fraction(1), len(closed) + len(before), 100)}


def _day(value: Any) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


class CampaignPart(NamedTuple):
    """One part of a campaign's score: its title, weight, attainment (a share, not capped) and points."""

    title: str
    weight: Fraction
    attainment: Fraction
    points: Fraction


#: Columns of 推广活动 that the score is made of, actual before target.
CAMPAIGN_COLUMNS = tuple(
    f"{part}_{side}" for part in ("participation", "exposure", "conversion") for side in ("actual", "target")
)


def campaign_parts(numbers: Sequence[int], rules: Rules) -> tuple[CampaignPart, ...]:
    """Return the parts of one campaign's score, w · min(actual ÷ target, cap) · 100 each.

    Parameters
    ----------
    numbers
        In the order of :data:`CAMPAIGN_COLUMNS`: actual and target of participation, exposure, conversion.

    Notes
    -----
    制度 5.1.1.c.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> [str(part.points) for part in campaign_parts([150, 200, 12000, 10000, 20, 40], rules)]
    ['45/2', '30', '20']
    """
    rule = rules.appraisal.campaign
    cap = Fraction(rule.cap) / 100
    named = (("参与", rule.participation), ("曝光", rule.exposure), ("转化", rule.conversion))
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(
        CampaignPart(title, Fraction(weight), Fraction(a, t), Fraction(weight) * min(Fraction(a, t), cap))
        for (title, weight), (a, t) in zip(named, pairs, strict=True)
    )


def campaign_score(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.1.c: mean over campaigns ended in the month of Σ w · min(actual ÷ target, cap) · 100."""
    ended = _rows(
        frames["campaigns"].filter(_within("ends_on", period)).select("owner_id", *CAMPAIGN_COLUMNS)
    )
    found: Measures = {}
    for owner, *numbers in ended:
        score = sum(
            (part.points for part in campaign_parts([int(one) for one in numbers], rules)), Fraction(0)
        )
        found[owner] = found.get(owner, Measure(Fraction(0), Fraction(0), 0)) + Measure(score, Fraction(1), 1)
    return found


def information_accuracy(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.1.d: right ÷ checked items of the month's spot checks."""
    checks = frames["spot_checks"].filter(_within("checked_on", period))
    return _by_person(checks, "collector_id", nw.col("correct"), nw.col("checked"), 100)


# -- 销售部 -------------------------------------------------------------------------------------------

#: Shares are kept in hundredths of a percent point and money in 分, so 元 = 分 × share ÷ (10000 × 100).
_SHARE_FEN = 10000


def sales(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.2.a: sales of the month in 分 by the rule's date and tax, returns (negative) taken off in their own month."""
    basis = rules.appraisal.sales_basis
    if basis == "回款":
        return _received(frames, period)
    date = {"签约": "signed_on", "发货": "shipped_on", "开票": "invoiced_on"}[basis]
    # A return is neither shipped nor invoiced by us: it counts on its own date under every basis.
    ledger = frames["sales_ledger"].with_columns(
        nw.when(nw.col("kind") == "退货")
        .then(nw.col("signed_on"))
        .otherwise(nw.col(date))
        .alias("_counted_on")
    )
    amount = nw.col("gross_amount" if rules.appraisal.tax_inclusive else "net_amount")
    lines = ledger.filter(_within("_counted_on", period))
    sums = _by_person(lines, "salesperson_id", amount * nw.col("share").fill_null(_SHARE_FEN), _ONE)
    return {who: Measure(one.numerator / _SHARE_FEN, Fraction(1), one.rows) for who, one in sums.items()}


def _received(frames: Frames, period: Period) -> Measures:
    """Payments of the month, split over an order's people as its amount is."""
    paid = (
        frames["receipts"]
        .filter(_within("received_on", period))
        .group_by("order_id")
        .agg(nw.col("amount").sum())
    )
    lines = frames["sales_ledger"].with_columns(
        (nw.col("gross_amount") * nw.col("share").fill_null(_SHARE_FEN)).alias("_part")
    )
    parts = lines.group_by("order_id", "salesperson_id").agg(nw.col("_part").sum())
    joined = paid.join(parts, on="order_id", how="inner")
    shares: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for order, who, amount, part in _rows(joined.select("order_id", "salesperson_id", "amount", "_part")):
        shares[order].append((who, int(amount), int(part)))
    found: Measures = {}
    for people in shares.values():
        whole = sum(part for _, _, part in people)
        for who, amount, part in people:
            mine = Measure(
                amount * Fraction(part, whole) if whole else Fraction(amount, len(people)), Fraction(1), 1
            )
            found[who] = found.get(who, Measure(Fraction(0), Fraction(0), 0)) + mine
    return _totals(found)


def new_customers(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.2.b: customers whose first order (and, by rule, first payment) lies in the month."""
    customers = frames["customers"].filter(~nw.col("first_order_on").is_null())
    if rules.appraisal.new_customer_basis == "首单":
        return _totals(
            _by_person(customers.filter(_within("first_order_on", period)), "owner_id", _ONE, _ONE)
        )
    orders = frames["sales_ledger"].select("order_id", "customer_id").unique()
    receipts = frames["receipts"].filter(nw.col("amount") > 0)
    paid = (
        receipts.join(orders, on="order_id", how="inner")
        .group_by("customer_id")
        .agg(nw.col("received_on").min())
    )
    both = customers.join(paid, on="customer_id", how="inner").with_columns(
        nw.when(nw.col("received_on") > nw.col("first_order_on"))
        .then(nw.col("received_on"))
        .otherwise(nw.col("first_order_on"))
        .alias("_won_on")
    )
    return _totals(_by_person(both.filter(_within("_won_on", period)), "owner_id", _ONE, _ONE))


def satisfaction(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.2.c: mean of (score − 1) ÷ 4 × 100 over the month's valid answers."""
    valid = frames["satisfaction"].filter(_within("surveyed_on", period), nw.col("valid").fill_null(True))
    return _by_person(valid, "employee_id", (nw.col("score") - 1) * 25, _ONE)


def sales_expense(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.2.d: expense of the month in 分; the budget is the target."""
    spent = frames["expenses"].filter(
        nw.col("period") == period.month,
        nw.col("category").is_in(rules.appraisal.sales_expense_categories),
        ~nw.col("employee_id").is_null(),
    )
    return _totals(_by_person(spent, "employee_id", nw.col("amount"), _ONE))


# -- 客服部 -------------------------------------------------------------------------------------------


def response_in_time(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.3.a: answered within the channel's limit of shift time ÷ received in the month.

    Invalid tickets are left out.  An unanswered one is late once its limit has passed at the cut-off, and left out
    while the limit still runs.
    """
    frame = frames["inquiries"].filter(_within("received_at", period), ~nw.col("invalid").fill_null(False))
    shift = rules.service.shift.working
    # A reply may come after the cut-off; the table reaches as far as replies can matter.
    table = _like(frame, day_table(rules.calendar, shift, period.first, period.cutoff))
    limits = {channel: limit.seconds or 0 for channel, limit in rules.service.first_response.items()}
    missed_limit = limits.get("未接回拨", 0)
    limit: nw.Expr = nw.lit(0)
    for channel, seconds in limits.items():
        limit = nw.when(nw.col("channel") == channel).then(nw.lit(seconds)).otherwise(limit)
    limit = nw.when(~nw.col("missed").is_null()).then(nw.lit(missed_limit)).otherwise(limit)
    # What was answered after the cut-off stands unanswered at the cut-off.
    answered = nw.when(nw.col("first_response_at") < nw.lit(period.cutoff_end)).then(
        nw.col("first_response_at")
    )
    known = frame.with_columns(limit.alias("_limit"), answered.alias("_answered_at"))
    timed = elapsed_before(elapsed_before(known, "received_at", table, shift), "_answered_at", table, shift)
    at_cutoff = _shift_seconds(rules, period)
    waited = nw.col("_answered_at_shift_seconds") - nw.col("received_at_shift_seconds")
    left = nw.lit(at_cutoff) - nw.col("received_at_shift_seconds")
    in_time = (waited <= nw.col("_limit")).fill_null(False)
    running = nw.col("_answered_at").is_null() & (left < nw.col("_limit")).fill_null(False)
    counted = timed.filter(~running)
    return _by_person(counted, "agent_id", _flag(in_time), _ONE, 100)


def _shift_seconds(rules: Rules, period: Period) -> int:
    """Return the shift time from the month's start to the end of the cut-off day."""
    shift = rules.service.shift.working
    table = day_table(rules.calendar, shift, period.first, period.cutoff)
    return table["before"][-1] + table["open"][-1] * shift.seconds


def complaint_resolution(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.3.b: resolved by the cut-off ÷ received in the month whose deadline has passed or which are resolved.

    The deadline is the end of the n-th workday after receipt; what the customer did not accept is not resolved.
    """
    frame = frames["complaints"].filter(_within("received_at", period))
    shift = rules.service.shift.working
    days = day_table(rules.calendar, shift, period.first, period.cutoff)
    limits = {level: limit.amount for level, limit in rules.service.complaint.resolve.items()}
    limit: nw.Expr = nw.lit(limits.get("一般", next(iter(limits.values()))))
    for level, amount in limits.items():
        limit = nw.when((nw.col("level") == level).fill_null(False)).then(nw.lit(amount)).otherwise(limit)
    numbered = workday_numbers(frame.with_columns(limit.alias("_limit")), "received_at", _like(frame, days))
    passed = (nw.col("received_at_workday_number") + nw.col("_limit")) <= nw.lit(days["workday_number"][-1])
    refused = (nw.col("confirmed") == "不认可").fill_null(False)
    resolved = (nw.col("resolved_at") < nw.lit(period.cutoff_end)).fill_null(False) & ~refused
    counted = numbered.filter(passed.fill_null(False) | resolved)
    return _by_person(counted, "agent_id", _flag(resolved), _ONE, 100)


def callback_satisfaction(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.3.c: as 5.1.2.c, of the customer's satisfaction with the callback itself."""
    answers = frames["callbacks"].filter(
        _within("visited_on", period), ~nw.col("callback_satisfaction").is_null()
    )
    return _by_person(answers, "employee_id", (nw.col("callback_satisfaction") - 1) * 25, _ONE)


def opinions(frames: Frames, period: Period, rules: Rules) -> Measures:
    """5.1.3.d: valid opinions collected in the month."""
    valid = frames["opinions"].filter(_within("collected_on", period), nw.col("valid").fill_null(False))
    return _totals(_by_person(valid, "employee_id", _ONE, _ONE))


#: KPI clause → its measure.
MEASURES: dict[str, Callable[[Frames, Period, Rules], Measures]] = {
    "5.1.1.a": research_completion,
    "5.1.1.b": awareness_lift,
    "5.1.1.c": campaign_score,
    "5.1.1.d": information_accuracy,
    "5.1.2.a": sales,
    "5.1.2.b": new_customers,
    "5.1.2.c": satisfaction,
    "5.1.2.d": sales_expense,
    "5.1.3.a": response_in_time,
    "5.1.3.b": complaint_resolution,
    "5.1.3.c": callback_satisfaction,
    "5.1.3.d": opinions,
}

#: KPIs that count things: no rows is a count of 0, not a missing base.
COUNTS = frozenset({"5.1.2.b", "5.1.3.d"})
#: KPIs that add money against a target; no rows is an amount of 0.
AMOUNTS = frozenset({"5.1.2.a", "5.1.2.d"})


def registers_of(department: str, rules: Rules) -> tuple[str, ...]:
    """Return the registers that the KPIs of a department need."""
    needed = {
        "市场部": ("research_tasks", "awareness_waves", "campaigns", "spot_checks"),
        "销售部": ("targets", "sales_ledger", "customers", "satisfaction", "expenses"),
        "客服部": ("inquiries", "complaints", "callbacks", "opinions"),
    }[department]
    by_payment = "回款" in (rules.appraisal.sales_basis,) or rules.appraisal.new_customer_basis != "首单"
    return (*needed, "receipts") if department == "销售部" and by_payment else needed
