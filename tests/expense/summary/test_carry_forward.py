"""What closed months left is carried on, or not, by rule."""

from __future__ import annotations

from mktkit.expense.model import months_of
from mktkit.expense.summary.carry_forward import carry_forward


def test_unused_months_are_carried_forward_or_not_by_rule() -> None:
    place = ("市场部", "品牌推广费用")
    planned = {(*place, month): 100 for month in months_of(2026)}
    spent = {(*place, "2026-01"): 70, (*place, "2026-02"): 150}
    moved, unused = carry_forward(planned, spent, {}, "2026-03", "年内结转")
    # January leaves 30; February has 130 and overspends by 20, which is not carried; March leaves 100 to April.
    assert moved == {
        (*place, "2026-01"): -30,
        (*place, "2026-02"): 30,
        (*place, "2026-03"): -100,
        (*place, "2026-04"): 100,
    }
    assert unused == 100
    assert carry_forward(planned, spent, {}, "2026-03", "不结转") == ({}, 130)
