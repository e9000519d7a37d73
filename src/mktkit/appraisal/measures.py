"""The measures of chapter 5: a function a KPI, and the table that declares each of them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import NamedTuple

import narwhals as nw

from mktkit.appraisal.kpi import (
    DAY,
    FATE,
    ONE,
    ROW,
    WHO,
    WHOSE,
    Counted,
    Evidence,
    Frame,
    KpiMeasure,
    Measures,
    fetched,
    flag,
    like,
    numbered,
    within,
)
from mktkit.appraisal.lineage import BASELINE, COUNTED, Entries, Fate, entries_of
from mktkit.appraisal.model import Measure, Period
from mktkit.appraisal.worktime import elapsed_before, workday_numbers
from mktkit.rules import Rules
from mktkit.workdays import day_table

__all__ = [
    "CAMPAIGN_COLUMNS",
    "KPI_MEASURES",
    "CampaignPart",
    "campaign_parts",
    "kpi_measure",
    "measures_of",
    "registers_of",
]


# -- which rows are the month's ------------------------------------------------------------------------


def _on(column: str) -> Callable[[Period], nw.Expr]:
    return lambda period: within(nw.col(column), period)


def _of(column: str) -> Callable[[Period], nw.Expr]:
    return lambda period: nw.col(column) == period.month


def _sold_on(column: str) -> Callable[[Period], nw.Expr]:
    """By a date of the order; a return is neither shipped nor invoiced by us and counts on its own."""
    returned = nw.when(nw.col("kind") == "退货").then(nw.col("signed_on")).otherwise(nw.col(column))
    return lambda period: within(returned, period)


def _all(rows: Frame, evidence: Evidence) -> Counted:
    return Counted(rows)


# -- 市场部 -------------------------------------------------------------------------------------------


def _research_completion(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.1.a: tasks submitted and reviewed by their due day ÷ tasks due in the month; cancelled ones left out."""
    submitted, reviewed = (
        (nw.col(name) <= nw.col("due_on")).fill_null(False) for name in ("submitted_on", "reviewed_on")
    )
    return Counted(
        rows, flag(submitted & reviewed), left_out={"cancelled": ~nw.col("cancelled_by").is_null()}
    )


def _awareness_waves(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.1.b: the waves closed in the month that ask as the rule says, each beside the wave it is held against."""
    before = numbered(evidence.frames["awareness_waves"]).select(
        nw.col("wave_id").alias("_before"),
        nw.col(ROW).alias("_row_before"),
        nw.col("sample_size").alias("_sample_before"),
        nw.col("aware").alias("_aware_before"),
    )
    beside = rows.join(before, left_on="baseline_id", right_on="_before", how="left")
    other = nw.col("prompt") != evidence.rules.appraisal.awareness_prompt
    return Counted(beside, left_out={"rule": other | nw.col("baseline_id").is_null()})


def _awareness_entries(rows: Frame, evidence: Evidence) -> Entries:
    """Return the month's waves, and beside each that counts the wave it is held against."""
    entries: list[tuple[int, None, Fate, int, int]] = []
    names = (ROW, FATE, "aware", "sample_size", "_row_before", "_aware_before", "_sample_before")
    for row, fate, aware, sample, row_before, aware_before, sample_before in fetched(rows.select(*names)):
        entries.append((int(row), None, fate, int(aware), int(sample)))
        if fate == COUNTED:
            entries.append((int(row_before), None, BASELINE, int(aware_before), int(sample_before)))
    return entries_of(entries)


def _awareness_lift(rows: Frame, evidence: Evidence) -> Measures:
    """Awareness after − before, in percentage points."""
    waves = fetched(rows.select("baseline_id", "sample_size", "aware", "_sample_before", "_aware_before"))
    if not waves:
        return {}
    before = [(baseline, sample, aware) for baseline, _, _, sample, aware in waves]
    if evidence.rules.appraisal.shared_baseline == "只计一次":
        before = list({one[0]: one for one in before}.values())
    sample, aware = (sum(int(one[at]) for one in waves) for at in (1, 2))
    sample_before, aware_before = (sum(int(one[at]) for one in before) for at in (1, 2))
    lift = Fraction(aware, sample) - Fraction(aware_before, sample_before)
    return {None: Measure(lift, Fraction(1), len(waves) + len(before), 100)}


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


def _campaign_scores(rows: Frame, evidence: Evidence) -> Entries:
    """5.1.1.c: mean over campaigns ended in the month of Σ w · min(actual ÷ target, cap) · 100."""
    entries: list[tuple[int, str, Fate, Fraction, int]] = []
    for row, owner, fate, *numbers in fetched(rows.select(ROW, WHOSE, FATE, *CAMPAIGN_COLUMNS)):
        parts = campaign_parts([int(one) for one in numbers], evidence.rules)
        entries.append((int(row), owner, fate, sum((part.points for part in parts), Fraction(0)), 1))
    return entries_of(entries)


def _information_accuracy(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.1.d: right ÷ checked items of the month's spot checks."""
    return Counted(rows, nw.col("correct"), nw.col("checked"))


# -- 销售部 -------------------------------------------------------------------------------------------

#: Shares are kept in hundredths of a percent point and money in 分, so 元 = 分 × share ÷ (10000 × 100).
_SHARE_FEN = 10000


def _shared(amount: str) -> nw.Expr:
    """Return a line's amount times its share; a line without a share is whole."""
    return nw.col(amount) * nw.col("share").fill_null(_SHARE_FEN)


def _sales(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.2.a: sales of the month in 分 by the rule's date and tax, returns (negative) taken off in their own month."""
    amount = "gross_amount" if evidence.rules.appraisal.tax_inclusive else "net_amount"
    return Counted(rows, _shared(amount), parts=_SHARE_FEN)


def _signings(evidence: Evidence) -> Frame:
    """Return each order with the day it was signed and its people's numbers, the first and the last of them."""
    sold = evidence.frames["sales_ledger"].filter(nw.col("kind") == "销售")
    return (
        sold.group_by("order_id")
        .agg(
            nw.col("signed_on").min().alias("_signed_on"),
            nw.col("salesperson_id").min().alias("_first_seller"),
            nw.col("salesperson_id").max().alias("_last_seller"),
        )
        .rename({"order_id": "_original"})
    )


def _dealt(rows: Frame, evidence: Evidence) -> Frame:
    """A line is of its salesperson on the day it was signed; a return, of the original order's.

    Whoever returns to an order that several people shared is one of them: the inputs are checked for that.
    """
    sold = evidence.frames["sales_ledger"].filter(nw.col("kind") == "销售")
    pairs = sold.select(
        nw.col("order_id").alias("_of"), nw.col("salesperson_id").alias("_by"), ONE.alias("_own")
    ).unique()
    found = rows.join(_signings(evidence), left_on="original_order_id", right_on="_original", how="left")
    found = found.join(
        pairs, left_on=["original_order_id", "salesperson_id"], right_on=["_of", "_by"], how="left"
    )
    returned = nw.col("kind") == "退货"
    foreign = returned & nw.col("_own").is_null() & ~nw.col("_first_seller").is_null()
    back = nw.coalesce(nw.col("_signed_on"), nw.col("original_signed_on"), nw.col("signed_on"))
    return found.with_columns(
        nw.when(foreign).then(nw.col("_first_seller")).otherwise(nw.col("salesperson_id")).alias(WHO),
        nw.when(returned).then(back).otherwise(nw.col("signed_on")).alias(DAY),
    )


def _won(rows: Frame, evidence: Evidence) -> Frame:
    """A new customer is of its owner; of the first order's seller where the owner changed after that order.

    Of several sellers it is the one with the largest part of the first order.
    """
    frames = evidence.frames
    passed_on = (nw.col("owner_since") > nw.col("first_order_on")).fill_null(False)
    asked = rows.filter(passed_on).select(
        nw.col("customer_id").alias("_of"), nw.col("first_order_on").alias("_on")
    )
    lines = (
        frames["sales_ledger"]
        .filter(nw.col("kind") == "销售")
        .with_columns(_shared("gross_amount").alias("_part"))
    )
    first = lines.join(asked, left_on=["customer_id", "signed_on"], right_on=["_of", "_on"], how="inner")
    parts = first.group_by("customer_id", "salesperson_id").agg(nw.col("_part").sum())
    most = parts.group_by("customer_id").agg(nw.col("_part").max().alias("_most"))
    sellers = (
        parts.join(most, on="customer_id", how="inner")
        .filter(nw.col("_part") == nw.col("_most"))
        .group_by("customer_id")
        .agg(nw.col("salesperson_id").min().alias("_seller"))
    )
    found = rows.join(sellers, on="customer_id", how="left")
    sold_by = nw.when(passed_on & ~nw.col("_seller").is_null()).then(nw.col("_seller"))
    return found.with_columns(
        sold_by.otherwise(nw.col("owner_id")).alias(WHO), nw.col("first_order_on").alias(DAY)
    )


def _spent(rows: Frame, evidence: Evidence) -> Frame:
    """An expense is of its person on its date if that lies in the month, else at the month's end.

    Who left before the month's end is asked for on the last day in service.
    """
    period, roster = evidence.period, evidence.roster
    assert roster is not None, "only who was where is traced"
    end: nw.Expr = nw.lit(dt.datetime.combine(period.last, dt.time()))
    for member in roster.people.values():
        last = member.memberships[-1].last
        if last < period.last:
            left = nw.lit(dt.datetime.combine(last, dt.time()))
            end = nw.when(nw.col("employee_id") == member.employee_id).then(left).otherwise(end)
    day = nw.when(within(nw.col("spent_on"), period)).then(nw.col("spent_on")).otherwise(end)
    return rows.with_columns(nw.col("employee_id").alias(WHO), day.alias(DAY))


def _paid_orders(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.2.a by 回款: what was paid in the month, beside each of the order's people and their part of the order.

    What is paid back under the number of a return is of the original order's day and people.
    """
    dealt = _dealt(evidence.frames["sales_ledger"], evidence)
    lines = dealt.select(
        "order_id",
        nw.col(WHO).alias("salesperson_id"),
        nw.col(DAY).alias("_signed_on"),
        _shared("gross_amount").alias("_part"),
    )
    parts = lines.group_by("order_id", "salesperson_id").agg(nw.col("_part").sum())
    whole = parts.group_by("order_id").agg(
        nw.col("_part").sum().alias("_whole"), nw.col("salesperson_id").len().alias("_people")
    )
    days = lines.group_by("order_id").agg(nw.col("_signed_on").min())
    whole = whole.join(days, on="order_id", how="left")
    beside = rows.join(parts, on="order_id", how="left").join(whole, on="order_id", how="left")
    return Counted(beside, left_out={"nobody": nw.col("salesperson_id").is_null()})


def _payments(rows: Frame, evidence: Evidence) -> Entries:
    """Payments of the month, split over an order's people as its amount is; evenly where that is nothing."""
    entries: list[tuple[int, str | None, Fate, Fraction, int]] = []
    names = (ROW, WHOSE, FATE, "amount", "_part", "_whole", "_people")
    for row, who, fate, amount, part, whole, people in fetched(rows.select(*names)):
        mine = Fraction(int(amount))
        if fate != "nobody":
            mine *= Fraction(int(part), int(whole)) if whole else Fraction(1, int(people))
        entries.append((int(row), who if fate != "nobody" else None, fate, mine, 1))
    return entries_of(entries)


def _customers_won(evidence: Evidence) -> Frame:
    """Return the customers with a first order and a first payment, and the day that says in which month they count."""
    frames, rule = evidence.frames, evidence.rules.appraisal.first_payment
    orders = frames["sales_ledger"].select("order_id", "customer_id").unique()
    receipts = frames["receipts"].filter(
        nw.col("amount") >= int(rule.least * 100), nw.col("received_on") < nw.lit(evidence.period.cutoff_end)
    )
    paid = (
        receipts.join(orders, on="order_id", how="inner")
        .group_by("customer_id")
        .agg(nw.col("received_on").min())
    )
    customers = frames["customers"].filter(~nw.col("first_order_on").is_null())
    later = nw.col("received_on") > nw.col("first_order_on")
    won: nw.Expr = nw.col("first_order_on")
    if rule.month == "到账的月份":
        won = nw.when(later).then(nw.col("received_on")).otherwise(won)
    return customers.join(paid, on="customer_id", how="inner").with_columns(won.alias("_won_on"))


def _satisfaction(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.2.c: mean of (score − 1) ÷ 4 × 100 over the month's valid answers."""
    return Counted(rows, (nw.col("score") - 1) * 25, left_out={"invalid": ~nw.col("valid").fill_null(True)})


def _sales_expense(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.2.d: expense of the month in 分; the budget is the target."""
    counted = nw.col("category").is_in(evidence.rules.appraisal.sales_expense_categories)
    return Counted(
        rows, nw.col("amount"), left_out={"rule": ~counted, "nobody": nw.col("employee_id").is_null()}
    )


# -- 客服部 -------------------------------------------------------------------------------------------


def _response_in_time(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.3.a: answered within the channel's limit of shift time ÷ received in the month.

    Invalid tickets are left out.  An unanswered one is late once its limit has passed at the cut-off, and left out
    while the limit still runs.
    """
    rules, period = evidence.rules, evidence.period
    shift = rules.service.shift.working
    # A reply may come after the cut-off; the table reaches as far as replies can matter.
    days = day_table(rules.calendar, shift, period.first, period.cutoff)
    table = like(rows, days)
    # What was answered after the cut-off stands unanswered at the cut-off.
    answered = nw.when(nw.col("first_response_at") < nw.lit(period.cutoff_end)).then(
        nw.col("first_response_at")
    )
    known = rows.with_columns(_response_limit(rules).alias("_limit"), answered.alias("_answered_at"))
    timed = elapsed_before(elapsed_before(known, "received_at", table, shift), "_answered_at", table, shift)
    at_cutoff = days["before"][-1] + days["open"][-1] * shift.seconds
    waited = nw.col("_answered_at_shift_seconds") - nw.col("received_at_shift_seconds")
    left = nw.lit(at_cutoff) - nw.col("received_at_shift_seconds")
    running = nw.col("_answered_at").is_null() & (left < nw.col("_limit")).fill_null(False)
    return Counted(
        timed,
        flag(waited <= nw.col("_limit")),
        left_out={"invalid": nw.col("invalid").fill_null(False), "running": running},
    )


def _response_limit(rules: Rules) -> nw.Expr:
    """Return the seconds within which a ticket is to be answered: by its channel, or as a call that was missed."""
    limits = {channel: limit.seconds or 0 for channel, limit in rules.service.first_response.items()}
    limit: nw.Expr = nw.lit(0)
    for channel, seconds in limits.items():
        limit = nw.when(nw.col("channel") == channel).then(nw.lit(seconds)).otherwise(limit)
    return nw.when(~nw.col("missed").is_null()).then(nw.lit(limits.get("未接回拨", 0))).otherwise(limit)


def _complaint_resolution(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.3.b: resolved by the cut-off ÷ received in the month whose deadline has passed or which are resolved.

    The deadline is the end of the n-th workday after receipt; what the customer did not accept is not resolved.
    """
    rules, period = evidence.rules, evidence.period
    days = day_table(rules.calendar, rules.service.shift.working, period.first, period.cutoff)
    limits = {level: limit.amount for level, limit in rules.service.complaint.resolve.items()}
    limit: nw.Expr = nw.lit(limits.get("一般", next(iter(limits.values()))))
    for level, amount in limits.items():
        limit = nw.when((nw.col("level") == level).fill_null(False)).then(nw.lit(amount)).otherwise(limit)
    numbered = workday_numbers(rows.with_columns(limit.alias("_limit")), "received_at", like(rows, days))
    passed = (nw.col("received_at_workday_number") + nw.col("_limit")) <= nw.lit(days["workday_number"][-1])
    refused = (nw.col("confirmed") == "不认可").fill_null(False)
    resolved = (nw.col("resolved_at") < nw.lit(period.cutoff_end)).fill_null(False) & ~refused
    return Counted(numbered, flag(resolved), left_out={"running": ~(passed.fill_null(False) | resolved)})


def _callback_satisfaction(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.3.c: as 5.1.2.c, of the customer's satisfaction with the callback itself."""
    answer = nw.col("callback_satisfaction")
    return Counted(rows, (answer - 1) * 25, left_out={"invalid": answer.is_null()})


def _opinions(rows: Frame, evidence: Evidence) -> Counted:
    """5.1.3.d: valid opinions collected in the month."""
    return Counted(rows, left_out={"invalid": ~nw.col("valid").fill_null(False)})


# -- the table ---------------------------------------------------------------------------------------


def _signed(basis: str, column: str) -> KpiMeasure:
    return KpiMeasure(
        "5.1.2.a", "amount", "sales_ledger", _sold_on(column), "salesperson_id", _sales, traced=_dealt,
        reads=("targets",), under=("sales_basis", basis),
    )  # fmt: skip


#: Every KPI once; one whose rows or date a rule chooses, once a choice.
KPI_MEASURES = (
    KpiMeasure("5.1.1.a", "rate", "research_tasks", _on("due_on"), "owner_id", _research_completion, "due_on"),
    KpiMeasure(
        "5.1.1.b", "rate", "awareness_waves", _on("surveyed_on"), None, _awareness_waves,
        each=_awareness_entries, total=_awareness_lift,
    ),
    KpiMeasure("5.1.1.c", "mean", "campaigns", _on("ends_on"), "owner_id", _all, "ends_on", each=_campaign_scores),
    KpiMeasure("5.1.1.d", "rate", "spot_checks", _on("checked_on"), "collector_id", _information_accuracy, "checked_on"),
    _signed("签约", "signed_on"),
    _signed("发货", "shipped_on"),
    _signed("开票", "invoiced_on"),
    KpiMeasure(
        "5.1.2.a", "amount", "receipts", _on("received_on"), "salesperson_id", _paid_orders, "_signed_on", each=_payments,
        reads=("targets", "sales_ledger"), through=("sales_ledger", "order_id"), under=("sales_basis", "回款"),
    ),
    KpiMeasure(
        "5.1.2.b", "count", "customers", _on("first_order_on"), "owner_id", _all, traced=_won,
        reads=("sales_ledger",), under=("new_customer_basis", "首单"),
    ),
    KpiMeasure(
        "5.1.2.b", "count", "customers", _on("_won_on"), "owner_id", _all, traced=_won, prepared=_customers_won,
        reads=("sales_ledger", "receipts"), under=("new_customer_basis", "首单且首款到账"),
    ),
    KpiMeasure("5.1.2.c", "mean", "satisfaction", _on("surveyed_on"), "employee_id", _satisfaction, "surveyed_on"),
    KpiMeasure(
        "5.1.2.d", "amount", "expenses", _of("period"), "employee_id", _sales_expense, traced=_spent,
        reads=("targets",),
    ),
    KpiMeasure("5.1.3.a", "rate", "inquiries", _on("received_at"), "agent_id", _response_in_time, "received_at"),
    KpiMeasure("5.1.3.b", "rate", "complaints", _on("received_at"), "agent_id", _complaint_resolution, "received_at"),
    KpiMeasure("5.1.3.c", "mean", "callbacks", _on("visited_on"), "employee_id", _callback_satisfaction, "visited_on"),
    KpiMeasure("5.1.3.d", "count", "opinions", _on("collected_on"), "employee_id", _opinions, "collected_on"),
)  # fmt: skip


def kpi_measure(clause: str, rules: Rules) -> KpiMeasure:
    """Return how a KPI is measured under these rules.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> one = kpi_measure("5.1.2.a", rules)
    >>> one.register, one.person, one.kind
    ('sales_ledger', 'salesperson_id', 'amount')
    """
    return next(one for one in KPI_MEASURES if one.clause == clause and one.holds(rules))


def measures_of(department: str, rules: Rules) -> tuple[KpiMeasure, ...]:
    """Return the measures of a department's KPIs under these rules; one of weight 0 is none of them."""
    return tuple(
        one
        for one in KPI_MEASURES
        if one.department == department and one.holds(rules) and rules.appraisal.kpi[one.clause].weight
    )


def registers_of(department: str, rules: Rules) -> tuple[str, ...]:
    """Return the registers that the KPIs of a department need."""
    needed = (name for one in measures_of(department, rules) for name in one.registers)
    return tuple(dict.fromkeys(needed))
