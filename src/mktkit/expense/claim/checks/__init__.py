"""Checking claims before they reach finance (制度 6.2.2): every check once, on frames of any eager engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import narwhals as nw

from mktkit.expense.claim.checks import advertising, entertainment, invoices, standards, sums, travel
from mktkit.expense.claim.checks.model import Checked, ClaimFinding, Row, Standing, Test, rows_of
from mktkit.rules import Rules
from mktkit.rules.subjects.claim_checks import CHECKS, CheckName

__all__ = ["Checked", "ClaimFinding", "Standing", "check_claims"]

_GRAVITY = ("stop", "warn", "note")


def check_claims(lines: Any, rules: Rules, standing: Standing | None = None) -> Checked:
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
    Checked
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
    found: list[ClaimFinding] = []
    standing = standing or Standing()
    frame = nw.from_native(lines, eager_only=True, pass_through=False)
    if not len(frame):
        empty = frame.select("claim", "line", "amount", allowed="amount", own="amount")
        return Checked(empty.to_native(), ())

    def tell(check: CheckName, said: Iterable[sums.Said]) -> None:
        rule = rules.expense.claim_checks[check]
        if rule.severity != "ignore":
            found.extend(
                ClaimFinding(
                    claim, line, check, rule.title, rule.clause, rule.severity, what, want, rule.mend
                )
                for claim, line, what, want in said
            )

    pieces = standards.limited(frame, rules, standing)
    tests = [
        *standards.TESTS, *travel.under(rules), *entertainment.under(rules), *advertising.under(rules)
    ]  # fmt: skip
    for kind, piece in pieces.items():
        if kind in ("住宿", "餐补"):
            piece = piece.with_columns(summed=nw.col("units").sum().over("claim"))
        for test in tests:
            if kind in (test.kinds or (kind,)):
                tell(test.check, _said(piece, test))
    whole = nw.concat(list(pieces.values())).sort("claimed_on", "claim", "line")
    _invoices(whole, rules, standing, tell)
    tell("total", sums.totals(whole))
    tell("split", sums.splits(pieces, rules))
    if standing.available is not None:
        tell("over_budget", sums.over_budget(whole, standing.available))
    settled = (
        whole.sort("claim", "line")
        .with_columns(own=nw.col("amount") - nw.col("allowed"))
        .select("claim", "line", "amount", "allowed", "own")
    )
    order = {name: at for at, name in enumerate(CHECKS)}
    found.sort(
        key=lambda one: (one.claim, one.line, _GRAVITY.index(one.severity), order[one.check], one.what)
    )
    return Checked(settled.to_native(), tuple(found))


def _said(frame: Any, test: Test) -> Iterable[sums.Said]:
    for row in rows_of(frame.filter(test.mask.fill_null(False))):
        yield row["claim"], row["line"], *test.words(row)


def _invoices(
    whole: Any, rules: Rules, standing: Standing, tell: Callable[[CheckName, Iterable[sums.Said]], None]
) -> None:
    """Carry out the tests of invoices on all lines, in the order in which they were claimed."""
    buyers = whole["buyer"].unique().to_list()
    taxed = whole["buyer_tax_number"].unique().to_list()
    ready = whole.with_columns(
        # Few companies, many lines: each name is looked at once.
        buyer_plain=nw.col("buyer").replace_strict(
            buyers, [invoices.same_name(one) for one in buyers], return_dtype=nw.String
        ),
        tax_number_plain=nw.col("buyer_tax_number").replace_strict(
            taxed, [invoices.same_name(one).upper() for one in taxed], return_dtype=nw.String
        ),
        ended=nw.when(nw.col("returned_on") > nw.col("until"))
        .then(nw.col("returned_on"))
        .otherwise(nw.col("until")),
    )
    for test in invoices.under(rules):
        tell(test.check, _said(ready, test))
    again = ready.filter(invoices.repeated(ready, "invoice", standing.invoices))
    if len(again):
        firsts = ready.filter(nw.col("invoice").is_in(again["invoice"].unique().to_list()))
        tell("invoice_repeated", _repeats(rows_of(again), rows_of(firsts), standing))


def _repeats(again: Iterable[Row], all_of_them: Iterable[Row], standing: Standing) -> Iterable[sums.Said]:
    first: dict[str, Row] = {}
    for row in all_of_them:
        first.setdefault(row["invoice"], row)
    for row in again:
        key = row["invoice"]
        if key in standing.invoices:
            where = f"报销单 {standing.invoices[key]}"
        else:
            before = first[key]
            same = before["claim"] == row["claim"]
            where = (
                f"本单第 {before['line']} 行" if same else f"报销单 {before['claim']} 第 {before['line']} 行"
            )
        yield row["claim"], row["line"], f"发票 {key} 已在{where}报过", "一张发票只报一次，不论由谁报"
