"""Budgets among the records: handed in, in force (制度 6.1.2)."""

from __future__ import annotations

from mktkit.expense.budget.model import Budget
from mktkit.records import Actor, Draft, Record, Store
from mktkit.records.model import FINAL
from mktkit.rules import Rules

__all__ = ["KIND", "budget_in_force", "save_budget"]

#: Kind of the document in the records.
KIND = "expense_budget"


def _document(year: int) -> str:
    return f"YS-{year}"


def save_budget(store: Store, budget: Budget, actor: Actor, rules: Rules, reason: str = "") -> Record:
    """Save a budget and hand it in for 财务 to review; of one that is approved this begins a revision, with a reason.

    Raises
    ------
    MktkitError
        It waits for approval already, or a revision gives no reason.

    Notes
    -----
    制度 6.1.2: 财务部门审核 → 公司高层审批.
    """
    draft = Draft.of(
        rules,
        kind=KIND,
        title=f"{budget.year} 年费用预算",
        body=budget.model_dump(exclude={"total"}),
        document=_document(budget.year),
        clause="6.1.2",
    )
    known = {record.document: record for record in store.list(kind=KIND)}
    last = known.get(draft.document)
    final = last is not None and last.status in FINAL
    saved = store.correct(draft, actor, reason) if final else store.save(draft, actor, reason=reason)
    return store.act(saved.document, actor, "submit")


def budget_in_force(store: Store, year: int) -> Budget | None:
    """Return the budget that is approved, None while there is none; a revision counts once it is approved too."""
    if _document(year) not in {record.document for record in store.list(kind=KIND)}:
        return None
    record = store.in_force(_document(year))
    return None if record is None else Budget.model_validate(record.data)
