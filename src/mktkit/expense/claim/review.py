"""What a reviewer should see of a claim, and what is printed of it: checked again with what the records hold now."""

from __future__ import annotations

from mktkit.expense.claim.budget_left import budget_left
from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.checks import CheckResult
from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.report import show_claim
from mktkit.expense.claim.store import standing_of
from mktkit.records import Record, Store
from mktkit.rules import Rules, load_rules

__all__ = ["checked_again", "review_claim"]


def checked_again(claim: Claim, record: Record, store: Store, rules: Rules) -> CheckResult:
    """Check a claim that was handed in: by the rules of its day, with its files, against all other claims and the budget."""
    rules = _of_its_day(claim, rules)
    files = {one.name: store.attachment(one) for one in record.attachments}
    # Once approved it is committed itself, and would stand in its own way.
    left = budget_left(store, rules, [int(claim.month[:4])], besides=record.document)
    standing = standing_of(store, besides=record.document, available=left)
    return check_claim(claim, rules, standing, files, record.document)


def _of_its_day(claim: Claim, rules: Rules) -> Rules:
    return rules if rules.on == claim.claimed_on else load_rules(on=claim.claimed_on)


def review_claim(claim: Claim, record: Record, store: Store, rules: Rules) -> dict[str, object]:
    """Return what a reviewer should see of a claim."""
    checked = checked_again(claim, record, store, rules)
    said = f"发现 {len(checked.findings)} 处" if checked.findings else "没有发现问题"
    return show_claim(claim, checked, _of_its_day(claim, rules), said)
