"""What everybody's earlier claims leave for another one: invoices that are used, caps, the budget (制度 6.1.2, 6.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.receipts import invoice_key
from mktkit.expense.model import Place

__all__ = ["Available", "EarlierClaim", "Standing", "standing_after"]

#: What the budget has left, in 分, by department, category and month.
Available = Mapping[Place, int]


@dataclass(frozen=True)
class Standing:
    """What is known besides the claims that are checked.

    Attributes
    ----------
    invoices
        Invoice key → number of the claim that bears it already, of everybody.
    used
        (工号, month, kind) → 分 that earlier claims used of the monthly cap.
    available
        (department, category, month) → 分 of the budget that is left; None does not ask.
    """

    invoices: Mapping[str, str] = field(default_factory=dict)
    used: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    available: Available | None = None


@dataclass(frozen=True)
class EarlierClaim:
    """A claim that stands: its number, and what is allowed of each of its lines in 分."""

    number: str
    claim: Claim
    allowed: Sequence[int]


def standing_after(earlier: Iterable[EarlierClaim], available: Available | None = None) -> Standing:
    """Return what earlier claims, of everybody, leave for another one.

    Parameters
    ----------
    earlier
        Claims that hold their invoices and their part of the caps, the first of an invoice first.
    available
        What the budget has left; see :class:`Standing`.
    """
    invoices: dict[str, str] = {}
    used: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in earlier:
        for line, allowed in zip(one.claim.lines, one.allowed, strict=True):
            if key := invoice_key(line.invoice_code, line.invoice_number):
                invoices.setdefault(key, one.number)
            used[one.claim.person_id, f"{line.day:%Y-%m}", line.kind] += allowed
    return Standing(invoices, dict(used), available)
