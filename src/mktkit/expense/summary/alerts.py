"""What the rules want pointed out of a year's budget (制度 6.1.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

from mktkit.expense.model import Alert, Place
from mktkit.money import round_half_up, yuan
from mktkit.rules import Rules
from mktkit.rules.subjects.expense import Alerts

__all__ = ["alerts"]


def alerts(
    planned: Mapping[Place, int],
    actual: Mapping[Place, int],
    through: str,
    rules: Rules,
    committed: Mapping[Place, int] | None = None,
) -> tuple[Alert, ...]:
    """Return what the rules want pointed out: of the year's budget, spent until `through` or committed.

    Parameters
    ----------
    planned, actual, committed
        分 by department, category, month.
    through
        Last closed month.
    rules
        In force: the shares of the budget, and the distance from the year's progress, that are pointed out.
    """
    year: dict[tuple[str, str], int] = defaultdict(int)
    spent: dict[tuple[str, str], int] = defaultdict(int)
    for (department, category, _), amount in planned.items():
        year[department, category] += amount
    for (department, category, month), amount in actual.items():
        if month <= through:
            spent[department, category] += amount
    held: dict[tuple[str, str], int] = defaultdict(int)
    for (department, category, _), amount in (committed or {}).items():
        held[department, category] += amount
    elapsed = Fraction(int(through[5:]) * 100, 12)
    return tuple(
        Alert(level, *place, what)
        for place in sorted({*year, *spent, *held})
        for level, what in _said(year[place], spent[place], held[place], elapsed, rules.expense.alerts)
    )


def _said(budget: int, spent: int, held: int, elapsed: Fraction, rule: Alerts) -> Iterator[tuple[str, str]]:
    """Yield level and words: over the budget or near it, and far from the year's progress in %.

    What is committed is as good as spent where the budget's end is near; the progress is of what was spent alone.
    """
    used, also = spent + held, f"，另已占用 {yuan(held)} 元" if held else ""
    if not budget:
        if used > 0:
            yield "超预算", f"没有预算，已支出 {yuan(spent)} 元{also}"
        return
    execution = Fraction(spent * 100, budget)
    told = f"全年预算 {yuan(budget)} 元，已支出 {yuan(spent)} 元，执行率 {round_half_up(execution, 1)}%"
    share = Fraction(used * 100, budget)
    reached = [limit for limit in rule.execution if share >= Fraction(limit)]
    both = f"{also}，合计占 {round_half_up(share, 1)}%" if held else ""
    if used > budget:
        yield "超预算", f"{told}{both}，超出 {yuan(used - budget)} 元"
    elif reached:
        yield "预警", f"{told}{both}，达到 {max(reached)}%"
    ahead = execution - elapsed
    if abs(ahead) >= Fraction(rule.behind_schedule):
        way = "快于" if ahead > 0 else "慢于"
        progress = f"时间进度 {round_half_up(elapsed, 1)}%，{way}进度 {round_half_up(abs(ahead), 1)} 个百分点"
        yield "偏离进度", f"{told}，{progress}"
