"""What the budget has left for a claim: approved budget less ledger less approved claims of this machine (制度 6.1.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mktkit.expense.budget.store import budget_in_force
from mktkit.expense.claim.standing import Available
from mktkit.expense.claim.store import commitments
from mktkit.expense.summary.entry import ledger_of, read_budget, summarise_ledger
from mktkit.records import Store
from mktkit.rules import Rules

__all__ = ["budget_left"]


def budget_left(store: Store, rules: Rules, years: Iterable[int], *, besides: str = "") -> Available | None:
    """Return what is left, in 分, by (department, category, month); None where no year has an approved budget.

    Parameters
    ----------
    store
        Holds budgets and claims.
    rules
        By which the ledger is read.
    years
        Years of the months that are claimed for.
    besides
        Number of a claim that is looked at: neither its commitment nor what was paid of it counts.

    Notes
    -----
    制度 6.1.2: a year with an approved budget allows nothing that is not in it.
    """
    planned = [year for year in years if budget_in_force(store, year) is not None]
    if not planned:
        return None
    left: dict[tuple[str, str, str], int] = {}
    ledger = ledger_of([], rules)
    if besides:
        ledger = replace(ledger, frame=ledger.frame[ledger.frame["claim_id"] != besides])
    committed = [one for one in commitments(store) if one.claim != besides]
    for year in planned:
        made = summarise_ledger(ledger, read_budget(store, year), committed, rules, f"{year}-12")
        left |= {
            (one.department, one.category, one.month): one.figures.available for one in made.summary.positions
        }
    return left
