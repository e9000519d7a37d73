"""Checking claims before they reach finance (制度 6.2.2): every check once, on frames of any eager engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import narwhals as nw

from mktkit.expense.claim.checks import (
    advertising,
    entertainment,
    invoices,
    likeness,
    meals,
    occasions,
    standards,
    sums,
    travel,
)
from mktkit.expense.claim.checks.model import CheckResult, ClaimFinding, Said, Test, rows_of
from mktkit.expense.claim.checks.refunds import refunds_of
from mktkit.expense.claim.lines import PEOPLE_MARK, Frame
from mktkit.expense.claim.model import SPANS
from mktkit.expense.claim.standing import Standing
from mktkit.rules import Rules
from mktkit.rules.subjects.claim_checks import CHECKS, CheckName

__all__ = ["CheckResult", "ClaimFinding", "Standing", "check_claims"]

_GRAVITY = ("stop", "warn", "note")


def check_claims(lines: Any, rules: Rules, standing: Standing | None = None) -> CheckResult:
    """Check claims against every rule and say how much of each line is allowed.

    Parameters
    ----------
    lines
        A frame of pandas or Polars, native or narwhals', with the columns of
        :data:`mktkit.expense.claim.lines.COLUMNS`: a row a line, amounts in 分.
    rules
        The rules in force.
    standing
        Earlier claims and the budget; default none.

    Returns
    -------
    CheckResult
        The order of the rows makes no difference.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.expense.claim.model import Claim, ClaimLine
    >>> from mktkit.expense.claim.lines import claim_lines
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> night = ClaimLine(kind="住宿", day="2026-10-12", until="2026-10-13", place="杭州", amount=50000)
    >>> claim = Claim(claimed_on="2026-10-20", person_id="X001", name="示例", department="销售部", post="销售代表",
    ...               month="2026-10", category="销售费用", purpose="拜访客户", lines=[night])
    >>> checked = check_claims(claim_lines({"B1": claim}, rules), rules)
    >>> checked.allowed, checked.own
    (35000, 15000)
    >>> [(one.title, one.severity) for one in checked.findings]
    [('没有发票', 'stop'), ('没有附件', 'stop'), ('住宿费超标准', 'warn')]

    Notes
    -----
    制度 6.2.1, 6.2.2; over budget 6.1.2.
    """
    standing = standing or Standing()
    frame = nw.from_native(lines, eager_only=True, pass_through=False)
    if not len(frame):
        empty = frame.select("claim", "line", "amount", allowed="amount", own="amount")
        return CheckResult(empty.to_native(), ())
    pieces = standards.limited(frame, rules, standing)
    whole = nw.concat(list(pieces.values())).sort("claimed_on", "claim", "line")
    refunds = refunds_of(whole, standing)
    whole = refunds.settle(whole).sort("claimed_on", "claim", "line")
    checks = rules.expense.claim_checks
    found = [
        ClaimFinding.of(check, said, checks[check])
        for check, told in (
            *_told(pieces, whole, rules, standing),
            ("refund", refunds.loose),
            ("refund_tied", refunds.tied),
        )
        # What the company ignores is not even looked for.
        if checks[check].severity != "ignore"
        for said in told
    ]
    order = {name: at for at, name in enumerate(CHECKS)}
    found.sort(
        key=lambda one: (one.claim, one.line, _GRAVITY.index(one.severity), order[one.check], one.what)
    )
    settled = (
        whole.sort("claim", "line")
        .with_columns(own=nw.col("amount") - nw.col("allowed"))
        .select("claim", "line", "amount", "allowed", "own")
    )
    return CheckResult(settled.to_native(), tuple(found), standing.available is not None)


def _told(
    pieces: Mapping[str, Frame], whole: Frame, rules: Rules, standing: Standing
) -> Iterator[tuple[CheckName, Iterable[Said]]]:
    """Yield every check with what it says: of each kind of line, of all invoices, of whole claims."""
    tests = [
        *standards.TESTS, *travel.under(rules), *entertainment.under(rules), *advertising.under(rules)
    ]  # fmt: skip
    for kind, piece in pieces.items():
        # What was given back is no occasion of its own.
        spent = piece.filter(nw.col("amount") > 0)
        if kind in SPANS:
            spent = _summed(spent)
        for test in tests:
            if kind in (test.kinds or (kind,)):
                yield test.check, _said(spent, test)
    ready = invoices.prepared(whole)
    for test in invoices.under(rules):
        yield test.check, _said(ready, test)
    yield "invoice_repeated", invoices.repeats(ready.filter(nw.col("amount") > 0), standing)
    yield "invoice_likely", likeness.likely_repeats(ready, standing)
    yield "night_repeated", occasions.repeated_days(whole, "住宿", standing)
    yield "meal_repeated", occasions.repeated_days(whole, "餐补", standing)
    yield "same_stay", occasions.same_stay(whole, standing)
    yield "same_entertaining", occasions.same_entertaining(whole, standing)
    yield "rooms", occasions.rooms(whole)
    yield "hosted_meal", meals.hosted(whole, standing)
    yield "total", sums.totals(whole)
    yield "booking_month", sums.booking_months(whole, later=False)
    yield "future", sums.booking_months(whole, later=True)
    yield "split", sums.splits(pieces, rules, standing)
    if standing.available is not None:
        yield "over_budget", sums.over_budget(whole, standing.available)


def _summed(piece: Frame) -> Frame:
    """Add the nights, or days, of a claim's lines that are the claimant's own."""
    own = [
        person in people.split(PEOPLE_MARK) for person, people in piece.select("person_id", "people").rows()
    ]
    mine = nw.new_series("mine", own, nw.Boolean, backend=piece.implementation)
    counted = nw.when(mine).then(nw.col("units")).otherwise(nw.lit(0))
    return piece.with_columns(counted=counted).with_columns(summed=nw.col("counted").sum().over("claim"))


def _said(frame: Frame, test: Test) -> Iterator[Said]:
    for row in rows_of(frame.filter(test.mask.fill_null(False))):
        yield Said(row["claim"], row["line"], *test.words(row))
