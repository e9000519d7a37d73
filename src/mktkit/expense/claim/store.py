"""Claims among the records: what earlier ones used up, what approved ones commit (制度 6.1.2, 6.2.1)."""

from __future__ import annotations

from mktkit.expense.claim.model import KIND, Claim
from mktkit.expense.claim.standing import Available, EarlierClaim, Standing, standing_after
from mktkit.expense.model import Commitment
from mktkit.records import Store

__all__ = ["commitments", "standing_of"]

#: A claim in one of these holds its invoices and its part of the caps.
_HELD = ("pending", "returned", "approved")


def standing_of(store: Store, *, besides: str = "", available: Available | None = None) -> Standing:
    """Return what everybody's earlier claims leave for another one.

    Parameters
    ----------
    store
        The records.
    besides
        Number of the claim that is checked, which must not stand in its own way.
    available
        What the budget has left; see :class:`~mktkit.expense.claim.standing.Standing`.
    """
    held = [
        EarlierClaim(record.document, Claim.model_validate(record.data), record.data["allowed"])
        for record in store.list(kind=KIND)
        if record.status in _HELD and record.document != besides
    ]
    return standing_after(held, available)


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
