"""What budget, claims and ledger tell each other."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["UNCATEGORISED", "Commitment"]

#: What the summary calls rows that no category rule matched.
UNCATEGORISED = "未归类"


@dataclass(frozen=True)
class Commitment:
    """A part of an approved claim, by what it is charged to; one claim may have several.

    Only a claim that is finally approved is committed.  It stays so until a ledger row bears its number.

    Attributes
    ----------
    claim
        报销单号, as ledger rows bear it.
    department, category
        As in the budget: 销售部, 销售费用.
    month
        Month of the budget, ``2026-10``.
    amount
        分, the allowed part, tax-inclusive.

    Notes
    -----
    制度 6.1.2, 6.2.1.
    """

    claim: str
    department: str
    category: str
    month: str
    amount: int
