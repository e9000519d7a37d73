"""What a reviewer should see of a claim."""

from __future__ import annotations

from mktkit.expense.claim.budget_left import budget_left
from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.report import show_claim
from mktkit.expense.claim.store import standing_of
from mktkit.records import Record, Store
from mktkit.rules import Rules, load_rules

__all__ = ["review_claim"]


def review_claim(claim: Claim, record: Record, store: Store, rules: Rules) -> dict[str, object]:
    """Return what a reviewer should see of a claim; checked again by the rules of its day, with what the records hold now."""
    if rules.on != claim.claimed_on:
        rules = load_rules(on=claim.claimed_on)
    files = {one.name: store.attachment(one) for one in record.attachments}
    # Once approved it is committed itself, and would stand in its own way.
    left = budget_left(store, rules, [int(claim.month[:4])]) if record.status == "pending" else None
    standing = standing_of(store, besides=record.document, available=left)
    checked = check_claim(claim, rules, standing, files, record.document)
    said = f"发现 {len(checked.findings)} 处" if checked.findings else "没有发现问题"
    return show_claim(claim, checked, rules, said)
