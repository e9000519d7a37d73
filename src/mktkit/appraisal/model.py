"""What the appraisal speaks of: a month, a measure, a scored KPI, a person, a department, the whole result."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from mktkit.appraisal.lineage import Lineage
from mktkit.errors import Finding, MktkitError, show
from mktkit.rules.subjects import Missing

__all__ = [
    "AppraisalResult",
    "DepartmentScore",
    "KpiScore",
    "Measure",
    "MembershipScore",
    "Pay",
    "Period",
    "PersonScore",
]

#: How a KPI came to its score: measured, or without a base and settled by rule or decision, or still open.
State = Literal["measured"] | Missing


@dataclass(frozen=True)
class Period:
    """A calendar month and the day up to which things count.

    Examples
    --------
    >>> Period.of("2026-02", cutoff_days=0).last
    datetime.date(2026, 2, 28)
    """

    month: str
    first: dt.date
    last: dt.date
    cutoff: dt.date

    @classmethod
    def of(cls, month: str, cutoff_days: int = 0) -> Period:
        """Return the period of a month written ``2026-10``.

        Raises
        ------
        MktkitError
            No such month.
        """
        match = re.fullmatch(r"(\d{4})-(\d{2})", month)
        if not match or not 1 <= int(match[2]) <= 12 or not 1990 <= int(match[1]) < 2100:
            raise MktkitError(
                f"月份写成了{show(month)}", "应为 2026-10 这样的年-月", "改好后重试", where="月份"
            )
        year, number = int(match[1]), int(match[2])
        last = dt.date(year, number, calendar.monthrange(year, number)[1])
        return cls(month, last.replace(day=1), last, last + dt.timedelta(days=cutoff_days))

    @property
    def days(self) -> int:
        """Days of the month."""
        return self.last.day

    @property
    def start(self) -> dt.datetime:
        """First moment of the month."""
        return dt.datetime.combine(self.first, dt.time())

    @property
    def end(self) -> dt.datetime:
        """First moment after the month."""
        return dt.datetime.combine(self.last + dt.timedelta(days=1), dt.time())

    @property
    def cutoff_end(self) -> dt.datetime:
        """First moment after the cut-off day."""
        return dt.datetime.combine(self.cutoff + dt.timedelta(days=1), dt.time())


@dataclass(frozen=True)
class Measure:
    """An exact measure: ``actual = scale · numerator ÷ denominator`` over so many rows of a register."""

    numerator: Fraction
    denominator: Fraction
    rows: int
    scale: int = 1

    @property
    def actual(self) -> Fraction | None:
        """The actual, None without a base."""
        return self.scale * self.numerator / self.denominator if self.denominator else None

    def __add__(self, other: Measure) -> Measure:
        return Measure(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.rows + other.rows,
            self.scale,
        )


@dataclass(frozen=True)
class KpiScore:
    """One KPI of one person or department, with all that explains it.

    Attributes
    ----------
    clause, title, unit
        Which KPI; unit of actual and target.
    numerator, denominator, scale, rows
        The measure; see :class:`Measure`.
    actual, target
        Exact; None where there is none.
    attainment
        actual ÷ target in percent, exact; None without both.
    read_at
        Where the curve was read; None when nothing was measured.
    score
        KPI score with two decimals as printed; None when excluded or still open.
    weight
        Weight by rule.
    state
        How the score came about.
    no_base
        Why there is no base, in words; empty where there is one.
    note
        In words, for the sheet.
    """

    clause: str
    title: str
    unit: str
    numerator: Fraction | None
    denominator: Fraction | None
    scale: int
    rows: int
    actual: Fraction | None
    target: Fraction | None
    attainment: Fraction | None
    weight: Decimal
    read_at: Fraction | None = None
    score: Decimal | None = None
    state: State = "ask"
    no_base: str = ""
    note: str = ""

    @property
    def counted_weight(self) -> Decimal:
        """The weight that counts: 0 when excluded or still open."""
        return self.weight if self.score is not None else Decimal(0)

    @property
    def weighted(self) -> Decimal:
        """Weight × score, exact: a pocket calculator adds these and divides by the weights that count."""
        return self.weight * self.score if self.score is not None else Decimal(0)


class Pay(NamedTuple):
    """Days of the bonus at one base in 分; None where neither the person nor the post has one."""

    post: str
    base: int | None
    days: int


@dataclass(frozen=True)
class MembershipScore:
    """An unbroken stay in one department, scored by its KPIs on the rows dated within it.

    Attributes
    ----------
    key
        The 工号, with a number behind it for a second stay in the same department.
    first, last
        Its bounds within the month, both included.
    present
        Days present, which its total is weighted by.
    total, status, note
        As of :class:`PersonScore`.
    """

    key: str
    department: str
    post: str
    first: dt.date
    last: dt.date
    present: int
    kpis: tuple[KpiScore, ...]
    total: Decimal | None
    status: str
    note: str


@dataclass(frozen=True)
class PersonScore:
    """A person's month.

    Attributes
    ----------
    department, post
        As at the last day in service.
    kpis
        Of all memberships, in order of time.
    total
        Two decimals; None while open (待定) or not scored.  Of several memberships their totals' mean, weighted by days
        present.
    status
        ``已评`` , ``待定``, ``不考核`` or ``无可计指标``.
    note
        Why, and what must be decided.
    base, coefficient, bonus
        分, exact, 分; None without a total.  `base` is None also where it changed within the month, see `pay`.
    days
        Days present in the month.
    rank
        Among the scored of the department, from 1, equal totals alike.
    memberships
        Each stay that was scored.
    pay
        Days that count for the bonus, by base.
    """

    employee_id: str
    name: str
    department: str
    post: str
    kpis: tuple[KpiScore, ...]
    total: Decimal | None
    grade: str
    status: str
    note: str
    base: int | None
    coefficient: Fraction | None
    days: int
    bonus: int | None
    rank: int | None = None
    memberships: tuple[MembershipScore, ...] = ()
    pay: tuple[Pay, ...] = ()


@dataclass(frozen=True)
class DepartmentScore:
    """A department's month: every KPI over the pooled rows of its people."""

    department: str
    kpis: tuple[KpiScore, ...]
    total: Decimal | None
    grade: str
    status: str
    note: str
    headcount: int


@dataclass(frozen=True)
class AppraisalResult:
    """A month scored.

    Attributes
    ----------
    period
        The month.
    people, departments
        Ranked: by department, then total downwards.
    findings
        Notices; a result never has faults.
    edition, fingerprint, sample
        Which rules; sample is True while any value is the product's example.
    lineages
        Where the month's rows went, a KPI each.
    """

    period: Period
    people: tuple[PersonScore, ...]
    departments: tuple[DepartmentScore, ...]
    findings: tuple[Finding, ...]
    edition: str
    fingerprint: str
    sample: bool
    lineages: tuple[Lineage, ...] = ()
