"""What a claim is handed in as: checked, with its files, to the head of its department and 财务 (制度 6.2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mktkit.desk.handing_in import hand_in
from mktkit.desk.papers import Paper
from mktkit.errors import Finding, MktkitError, numbered
from mktkit.expense.claim.model import KIND, Claim
from mktkit.records import Actor, Record, Step, Store
from mktkit.rules import Rules

if TYPE_CHECKING:
    from mktkit.expense.claim.checks import CheckResult
    from mktkit.expense.claim.standing import Available

__all__ = ["CLAIM", "CheckedClaim", "hand_in_claim"]


@dataclass(frozen=True)
class CheckedClaim:
    """A claim with what its checks said, as it is handed in.

    Attributes
    ----------
    claim, checked
        The claim, and its checks.
    files
        Attachments, name → content; added to those the document has already.
    document
        Number of the claim when it was returned and is handed in again; '' for a new one.
    dropped
        Names of attachments the document has that are taken away.
    """

    claim: Claim
    checked: CheckResult
    files: Mapping[str, bytes] = field(default_factory=dict)
    document: str = ""
    dropped: frozenset[str] = frozenset()


def _stopped(one: CheckedClaim, store: Store) -> Sequence[Finding]:
    """Refuse what a check stops, in the claims' own words."""
    stops = [found for found in one.checked.findings if found.severity == "stop"]
    if stops:
        mend = f"改好后再提交\n{numbered(stops)}".removesuffix("。")
        raise MktkitError(f"有 {len(stops)} 处要改，没有提交", mend=mend)
    return ()


def _steps(one: CheckedClaim, chain: tuple[Step, ...], rules: Rules) -> tuple[Step, ...]:
    """Send a head's own claim one level up, whoever hands it in."""
    if one.claim.post != rules.expense.department_head.get(one.claim.department):  # type: ignore[call-overload]
        return chain
    return tuple(
        replace(step, post=rules.expense.head_claim_by) if step.by == "部门负责人" else step for step in chain
    )


def _review(content: Claim, record: Record, store: Store, rules: Rules) -> object:
    from mktkit.expense.claim.review import review_claim

    return review_claim(content, record, store, rules)


def _stops_now(content: Claim, record: Record, store: Store, rules: Rules) -> Sequence[str]:
    from mktkit.expense.claim.review import checked_again

    return [
        str(one) for one in checked_again(content, record, store, rules).findings if one.severity == "stop"
    ]


CLAIM: Paper[CheckedClaim, Claim] = Paper(
    kind=KIND,
    model=Claim,
    number=lambda one: one.document,
    title=lambda one: f"报销单 {one.claim.name} {one.claim.month} {one.claim.purpose[:20]}",
    body=lambda one: one.claim.content() | {"allowed": [int(fen) for fen in one.checked.lines["allowed"]]},
    files=lambda one, rules: one.files.items(),
    keeps_file=lambda one, name: name not in one.dropped,
    check=_stopped,
    clause="6.2.1",
    department=lambda one, rules: one.claim.department,
    subject=lambda one: one.claim.person_id,
    steps=_steps,
    review=_review,
    stops=_stops_now,
    despite=lambda rules: rules.expense.stopped_claims == "写明理由",
)


def _author(claim: Claim) -> Actor:
    if claim.handler_id:
        return Actor(claim.handler_id, claim.handler_name)
    return Actor(claim.person_id, claim.name, (claim.post,))


def hand_in_claim(
    store: Store,
    claim: Claim,
    rules: Rules,
    files: Mapping[str, bytes] | None = None,
    *,
    document: str = "",
    dropped: Iterable[str] = (),
    available: Available | None = None,
) -> Record:
    """Check a claim, keep it with its attachments, and send it on its way.

    Parameters
    ----------
    store, claim, rules
        Where, what, by which rules.
    files, document, dropped
        See :class:`CheckedClaim`.
    available
        What the budget has left.

    Returns
    -------
    Record
        Waiting for the first step.

    Raises
    ------
    MktkitError
        A check stops it, or the record does not take it; nothing is handed in then.

    Notes
    -----
    制度 6.2.1: 部门负责人 → 财务; a head's own claim one level up, nobody approves their own.
    """
    from mktkit.expense.claim.calc import check_claim
    from mktkit.expense.claim.store import standing_of

    checked = check_claim(claim, rules, standing_of(store, besides=document, available=available), files)
    handed = CheckedClaim(claim, checked, files or {}, document, frozenset(dropped))
    return hand_in(store, CLAIM, handed, _author(claim), rules)
