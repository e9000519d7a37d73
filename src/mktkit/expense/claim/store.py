"""Claims among the records: what earlier ones used up, what approved ones commit (制度 6.2.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from mktkit.expense.claim.attachments import disguised
from mktkit.expense.claim.checks import Checked, Standing, check_claims
from mktkit.expense.claim.checks.model import ClaimFinding
from mktkit.expense.claim.lines import claim_lines, invoice_key
from mktkit.expense.claim.model import Claim
from mktkit.expense.model import Commitment
from mktkit.records import Record, Store
from mktkit.rules import Rules

__all__ = ["KIND", "check_claim", "commitments", "file_findings", "standing_of"]

#: Kind of the record.
KIND = "expense_claim"
#: A claim in one of these holds its invoices and its part of the caps.
_HELD = ("pending", "returned", "approved")

Available = Mapping[tuple[str, str, str], int]


def _held(store: Store, besides: str = "") -> Iterable[tuple[Record, Claim]]:
    for record in store.list(kind=KIND):
        if record.status in _HELD and record.document != besides:
            yield record, Claim.model_validate(record.data)


def standing_of(store: Store, *, besides: str = "", available: Available | None = None) -> Standing:
    """Return what everybody's earlier claims leave for another one.

    Parameters
    ----------
    store
        The records.
    besides
        Number of the claim that is checked, which must not stand in its own way.
    available
        What the budget has left; see :class:`~mktkit.expense.claim.checks.model.Standing`.
    """
    invoices: dict[str, str] = {}
    used: dict[tuple[str, str, str], int] = defaultdict(int)
    for record, claim in _held(store, besides):
        for line, allowed in zip(claim.lines, record.data["allowed"], strict=True):
            key = invoice_key(line.invoice_code, line.invoice_number)
            if key:
                invoices.setdefault(key, record.document)
            used[claim.person_id, f"{line.day:%Y-%m}", line.kind] += allowed
    return Standing(invoices, dict(used), available)


def file_findings(number: str, files: Mapping[str, bytes], rules: Rules) -> tuple[ClaimFinding, ...]:
    """Return what is suspicious about attached files; they are kept as they are and never opened."""
    rule = rules.expense.claim_checks["attachment_type"]
    said = [text for name, data in files.items() if (text := disguised(name, data))]
    if rule.severity == "ignore":
        return ()
    return tuple(
        ClaimFinding(
            number,
            0,
            "attachment_type",
            rule.title,
            rule.clause,
            rule.severity,
            text,
            "应为 PDF、OFD 或图片",
            rule.mend,
        )
        for text in said
    )


def check_claim(
    claim: Claim,
    rules: Rules,
    standing: Standing | None = None,
    files: Mapping[str, bytes] | None = None,
    number: str = "本单",
) -> Checked:
    """Check one claim, with its attached files.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.expense.claim.model import ClaimLine
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> line = ClaimLine(kind="餐补", day="2026-10-12", until="2026-10-13", place="上海", amount=20000)
    >>> claim = Claim(claimed_on="2026-10-20", person_id="X001", name="示例", department="销售部", post="销售代表",
    ...               month="2026-10", category="销售费用", purpose="拜访客户", lines=[line])
    >>> check_claim(claim, rules).findings
    ()
    """
    checked = check_claims(claim_lines({number: claim}, rules), rules, standing)
    return replace(checked, findings=(*file_findings(number, files or {}, rules), *checked.findings))


def commitments(store: Store) -> tuple[Commitment, ...]:
    """Return what finally approved claims commit, by number of claim.

    Notes
    -----
    制度 6.1.2, 6.2.1. A claim whose correction is under way counts as it was last approved.
    """
    found = []
    for record in store.list(kind=KIND):
        final = store.in_force(record.document)
        if final is not None:
            claim = Claim.model_validate(final.data)
            amount = sum(final.data["allowed"])
            found.append(Commitment(record.document, claim.department, claim.category, claim.month, amount))
    return tuple(sorted(found, key=lambda one: one.claim))
