"""What budget, claims and ledger tell each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

__all__ = [
    "NO_DEPARTMENT",
    "UNCATEGORISED",
    "WHOLE",
    "Alert",
    "BudgetCell",
    "Commitment",
    "Figures",
    "Forecast",
    "Place",
    "Placed",
    "Position",
    "Summary",
    "TaxLine",
    "group",
    "months_of",
]

#: What the summary calls rows that no category rule matched, and rows without a department.
UNCATEGORISED = "未归类"
NO_DEPARTMENT = "未写部门"
#: What it calls all categories together.
WHOLE = "合计"

#: Department, category and month: what every amount is held against.
Place = tuple[str, str, str]


class Placed:
    """What stands at a department, a category and a month."""

    department: str
    category: str
    month: str

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.department, self.category, self.month


@dataclass(frozen=True)
class Commitment(Placed):
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


@dataclass(frozen=True)
class BudgetCell(Placed):
    """What may be spent: one department, category and month, in 分; several of one place are summed."""

    department: str
    category: str
    month: str
    amount: int


@dataclass(frozen=True)
class Figures:
    """What stands against a budget, in 分.

    ``budget`` holds what was carried into it; ``committed + actual + available = budget`` always.
    """

    budget: int = 0
    committed: int = 0
    actual: int = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.budget + other.budget, self.committed + other.committed, self.actual + other.actual
        )

    @property
    def available(self) -> int:
        """What may still be spent; negative when it is overspent."""
        return self.budget - self.committed - self.actual

    @property
    def execution(self) -> Fraction | None:
        """执行率 in %: actual ÷ budget; None without a budget."""
        return Fraction(self.actual * 100, self.budget) if self.budget else None

    @property
    def variance(self) -> int:
        """偏差: actual − budget."""
        return self.actual - self.budget


@dataclass(frozen=True)
class Position(Placed):
    """The figures of one department, category and month, and how many ledger rows stand behind the actual."""

    department: str
    category: str
    month: str
    figures: Figures
    rows: int = 0
    #: Part of the budget that was carried over from the month before, 分.
    carried: int = 0

    @property
    def quarter(self) -> str:
        """The quarter of its month."""
        return f"第{(int(self.month[5:]) + 2) // 3}季度"


@dataclass(frozen=True)
class Forecast:
    """The year's end foreseen from the closed months, in 分."""

    category: str
    months: int
    actual: int
    budget: int
    straight: int
    seasonal: int | None

    @property
    def low(self) -> int:
        """The lower of the two ways."""
        return self.straight if self.seasonal is None else min(self.straight, self.seasonal)

    @property
    def high(self) -> int:
        """The higher of the two ways."""
        return self.straight if self.seasonal is None else max(self.straight, self.seasonal)


@dataclass(frozen=True)
class Alert:
    """Something the rules want pointed out."""

    level: str
    department: str
    category: str
    what: str
    clause: str = "6.1.2"


@dataclass(frozen=True)
class TaxLine:
    """One kind of expense and what of it may be deducted, in 分; a reminder and no tax advice."""

    title: str
    spent: int
    allowed: int | None
    how: str

    @property
    def excess(self) -> int | None:
        """What is above, None without a revenue."""
        return None if self.allowed is None else max(0, self.spent - self.allowed)


@dataclass(frozen=True)
class Summary:
    """Budget, committed, actual and available of a year, month by month.

    Attributes
    ----------
    year, through
        The year, and its last closed month, ``2026-10``.
    positions
        Every department, category and month that has any figure, in order.
    settled
        Commitments whose claim a ledger row bears.
    other_years
        Rows and 分 of the ledger that lie outside the year, and are not in the positions.
    uncategorised
        Rows and 分 that no category rule matched; they are in the positions under 未归类.
    unused
        分 of closed months' budgets that were not used; by rule carried on, or gone.
    carry_forward
        That rule.
    """

    year: int
    through: str
    positions: tuple[Position, ...]
    forecasts: tuple[Forecast, ...]
    alerts: tuple[Alert, ...]
    tax: tuple[TaxLine, ...]
    settled: tuple[Commitment, ...]
    other_years: tuple[int, int]
    uncategorised: tuple[int, int]
    unused: int
    carry_forward: str
    edition: str
    fingerprint: str
    sample: bool

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories that have any figure, in the order of the rules."""
        foreseen = [one.category for one in self.forecasts if one.category != WHOLE]
        return tuple(dict.fromkeys([*foreseen, *(one.category for one in self.positions)]))

    @property
    def total(self) -> Figures:
        """The whole year."""
        return sum((one.figures for one in self.positions), Figures())


def months_of(year: int, through: str = "") -> list[str]:
    """Return the months of a year, or those up to `through`.

    Examples
    --------
    >>> months_of(2026, "2026-02")
    ['2026-01', '2026-02']
    """
    listed = [f"{year:04d}-{number:02d}" for number in range(1, 13)]
    return [month for month in listed if not through or month <= through]


def group(
    positions: Iterable[Position],
    by: Sequence[str],
    months: Iterable[str] | None = None,
) -> dict[tuple[str, ...], Figures]:
    """Sum positions by any of department, category, month, quarter.

    Parameters
    ----------
    positions
        Of a summary.
    by
        Names; none gives one sum under ``()``.
    months
        Which months; default all of the year.

    Examples
    --------
    >>> group([Position("销售部", "销售费用", "2026-04", Figures(10, 0, 4))], ["quarter"])
    {('第2季度',): Figures(budget=10, committed=0, actual=4)}
    """
    wanted = None if months is None else set(months)
    summed: dict[tuple[str, ...], Figures] = {}
    for one in positions:
        if wanted is not None and one.month not in wanted:
            continue
        key = tuple(getattr(one, name) for name in by)
        summed[key] = summed.get(key, Figures()) + one.figures
    return summed
