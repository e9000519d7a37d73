"""The year's end foreseen from the closed months."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from mktkit.expense.model import UNCATEGORISED, WHOLE, Forecast, Place, months_of
from mktkit.money import to_fen
from mktkit.rules import Rules

__all__ = ["forecast"]


def forecast(
    planned: Mapping[Place, int], actual: Mapping[Place, int], through: str, rules: Rules
) -> tuple[Forecast, ...]:
    """Foresee the year's end of every category and of all: closed months ÷ their number × 12, and by season.

    Parameters
    ----------
    planned, actual
        分 by department, category, month.
    through
        Last closed month.
    rules
        In force: categories, and the weights of the months.
    """
    closed = len(months_of(int(through[:4]), through))
    weights = [Fraction(weight) for weight in rules.expense.seasons]
    share = sum(weights[:closed], Fraction(0)) / sum(weights)
    found = []
    for category in [*rules.expense.categories, UNCATEGORISED, WHOLE]:
        spent = sum(
            amount
            for (_, one, month), amount in actual.items()
            if month <= through and category in (one, WHOLE)
        )
        budget = sum(amount for (_, one, _), amount in planned.items() if category in (one, WHOLE))
        if spent or budget:
            seasonal = to_fen(Fraction(spent) / share) if share else None
            straight = to_fen(Fraction(spent * 12, closed))
            found.append(Forecast(category, closed, spent, budget, straight, seasonal))
    return tuple(found)
