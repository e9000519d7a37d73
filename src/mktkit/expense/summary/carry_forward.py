"""What closed months left of their budgets: carried on within the year, or not, by rule (制度 6.1.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mktkit.expense.model import Place, months_of

__all__ = ["carry_forward"]


def carry_forward(
    planned: Mapping[Place, int],
    actual: Mapping[Place, int],
    committed: Mapping[Place, int],
    through: str,
    rule: str,
) -> tuple[dict[Place, int], int]:
    """Return how budgets move on from closed months, and what was left of closed months in all.

    Parameters
    ----------
    planned, actual, committed
        分 by department, category, month.
    through
        Last closed month.
    rule
        ``年内结转``: what a closed month left is taken from it and added to the next, overspending is not;
        ``不结转``: it stays where it is.

    Returns
    -------
    tuple
        (changes of the monthly budgets, which sum to zero; 分 left over of closed months).

    Examples
    --------
    >>> left = {("销售部", "销售费用", "2026-01"): 100, ("销售部", "销售费用", "2026-02"): 100}
    >>> carry_forward(left, {("销售部", "销售费用", "2026-01"): 70}, {}, "2026-01", "年内结转")[0]
    {('销售部', '销售费用', '2026-01'): -30, ('销售部', '销售费用', '2026-02'): 30}
    """
    months = months_of(int(through[:4]))
    moved: dict[Place, int] = defaultdict(int)
    unused = 0
    for department, category in sorted({place[:2] for place in planned}):
        brought = 0
        for month in months:
            place = (department, category, month)
            moved[place] += brought
            if month > through:
                break
            left = planned.get(place, 0) + brought - actual.get(place, 0) - committed.get(place, 0)
            carries = left > 0 and rule == "年内结转" and month != months[-1]
            brought = left if carries else 0
            moved[place] -= brought
            # What is handed on within the closed months is still there at their end.
            if left > 0 and (not carries or month == through):
                unused += left
    return {place: amount for place, amount in moved.items() if amount}, unused
