"""The fictional department: 32 people, their targets of ten months, and what was decided where a base is missing."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mktkit.samples import october
from mktkit.samples.rows import MONTHS, Cells, chance, month_of, yuan_cell

__all__ = [
    "NO_CAMPAIGN",
    "STAFF",
    "Posting",
    "Target",
    "decision_rows",
    "serving",
    "staff_rows",
    "target_rows",
    "targets",
]


@dataclass(frozen=True)
class Posting:
    """A person in a post.

    ``since`` and ``until`` are the first and last day of work under this row (raise, transfer, leave or departure) where
    the dates of the register do not say so; the register shows only a departure.
    """

    employee_id: str
    name: str
    department: str
    post: str
    joined: dt.date
    status: str = "在岗"
    level: str = "员工"
    transferred: dt.date | None = None
    until: dt.date | None = None
    left: dt.date | None = None
    confirmed: dt.date | None = None
    bonus_base: int | None = None
    bonus_base_from: dt.date | None = None
    since: dt.date | None = None

    def days_in(self, month: int) -> tuple[dt.date, dt.date] | None:
        """Return the first and last day of a month of 2026 on which the person works, None if there is none."""
        first = max(dt.date(2026, month, 1), self.since or self.transferred or self.joined)
        last = dt.date(2026, month, months.monthrange(2026, month)[1])
        last = min(last, self.until or last)
        return (first, last) if first <= last else None


#: What is particular about a person; everybody else has been there for years.
_PARTICULAR: dict[str, dict[str, Any]] = {
    "S003": {"bonus_base": 1800_00},
    "S008": {"joined": dt.date(2026, 10, 12), "status": "试用", "confirmed": None},
    "X002": {"bonus_base": 2500_00, "bonus_base_from": dt.date(2026, 7, 1)},
    "X012": {"left": dt.date(2026, 10, 16), "until": dt.date(2026, 10, 16)},
    "X013": {"joined": dt.date(2026, 8, 17), "status": "试用", "confirmed": None},
    "K004": {"bonus_base": 1300_00},
    "K008": {"status": "产假", "until": dt.date(2026, 8, 31)},
    "K009": {"joined": dt.date(2026, 3, 2), "confirmed": dt.date(2026, 6, 2)},
}

_KINDS = (
    ("S", "乙", "市场部", "市场专员", 8),
    ("X", "丙", "销售部", "销售代表", 14),
    ("K", "丁", "客服部", "客服人员", 9),
)


def _staff() -> Iterator[Posting]:
    yield Posting(
        "M001",
        "示例甲01",
        "营销部门",
        "营销经理",
        dt.date(2020, 3, 2),
        level="经理",
        confirmed=dt.date(2020, 9, 2),
    )
    for letter, stem, department, title, count in _KINDS:
        for number in range(1, count + 1):
            identifier = f"{letter}{number:03d}"
            joined = dt.date(2021 + number % 4, 1 + 5 * number % 12, 1 + 7 * number % 28)
            usual = Posting(
                identifier,
                f"示例{stem}{number:02d}",
                department,
                title,
                joined,
                confirmed=joined.replace(year=joined.year + 1),
            )
            person = replace(usual, **_PARTICULAR.get(identifier, {}))
            if person.bonus_base_from is not None:
                # A raise keeps the row before it: until then the post's base held.
                before = person.bonus_base_from - dt.timedelta(days=1)
                yield replace(person, bonus_base=None, bonus_base_from=None, until=before)
                yield replace(person, since=person.bonus_base_from)
                continue
            if identifier == "X014":
                # Came from service in the middle of the year: one row a post.
                yield replace(person, department="客服部", post="客服人员", until=dt.date(2026, 6, 30))
                yield replace(person, transferred=dt.date(2026, 7, 1))
            else:
                yield person


#: Everybody, one entry a post and base.
STAFF: tuple[Posting, ...] = tuple(_staff())


def serving(post: str, month: int) -> list[tuple[str, dt.date, dt.date]]:
    """Return who works in `post` in a month of 2026, with the first and last day of it.

    Examples
    --------
    >>> [who for who, _, _ in serving("客服人员", 9)]
    ['K001', 'K002', 'K003', 'K004', 'K005', 'K006', 'K007', 'K009']
    """
    return [(one.employee_id, *days) for one in STAFF if one.post == post and (days := one.days_in(month))]


def staff_rows() -> list[Cells]:
    """Return the register 人员."""
    return [
        {
            "工号": one.employee_id,
            "姓名": one.name,
            "部门": one.department,
            "岗位": one.post,
            "职级": one.level,
            "直接上级工号": None if one.employee_id == "M001" else "M001",
            "状态": one.status,
            "状态起始日": one.until + dt.timedelta(days=1) if one.status == "产假" and one.until else None,
            "到岗日期": one.joined,
            "离岗日期": one.left,
            "转正日期": one.confirmed,
            "调岗生效日": one.transferred,
            "月奖金基数": None if one.bonus_base is None else yuan_cell(one.bonus_base),
            "基数生效日": one.bonus_base_from,
        }
        for one in STAFF
    ]


# -- targets -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Target:
    """A salesperson's targets of a month: sales and expense budget in 分, new customers."""

    sales: int
    customers: int
    budget: int


#: (工号, month) → the sales target, in 元, that stood before it was adjusted, and why.
_ADJUSTED: dict[tuple[str, int], tuple[int, str]] = {
    ("X009", 5): (260_000, "两个客户由 X010 接手"),
    ("X006", 10): (240_000, "十月上旬停产检修，交货顺延"),
}

#: Opinion targets of a month; who has none is measured by the rule's own target.
_OPINIONS = {"K001": 10, "K002": 12, "K003": 10, "K004": 10, "K005": 8, "K006": 10}


def targets() -> dict[tuple[str, int], Target]:
    """Return the targets of every salesperson for every month in service."""
    rng = chance("targets")
    found: dict[tuple[str, int], Target] = {}
    sellers = dict.fromkeys(one.employee_id for one in STAFF if one.post == "销售代表")
    usual = {who: rng.randrange(17, 27) * 10_000 for who in sellers}
    for month in MONTHS:
        for who, _, _ in serving("销售代表", month):
            if who == "X013" or (who, month) == ("X012", 10):
                # On probation, and in the half month before leaving.
                found[who, month] = Target(100_000_00, 2, 4_000_00)
                continue
            # The month of the Spring Festival has fewer days.
            sales = usual[who] - (40_000 if month == 2 else 0)
            found[who, month] = Target(sales * 100, 3, (7_000 if sales >= 200_000 else 6_000) * 100)
    for who, (sales, customers, budget) in october.TARGETS.items():
        found[who, 10] = Target(sales * 100, customers, budget * 100)
    return found


def _whole_month(who: str, month: int) -> bool:
    first, last = next(days for number, *days in serving("销售代表", month) if number == who)
    return (last - first).days + 1 == months.monthrange(2026, month)[1]


def target_rows(known: Mapping[tuple[str, int], Target]) -> list[Cells]:
    """Return the register 月度目标; an adjusted target stands in two versions."""
    rows: list[Cells] = []
    for (who, month), target in known.items():
        confirmed = dt.date(2026, month, 9 if month in (1, 10) else 6)
        row: Cells = {
            "工号": who,
            "月份": month_of(month),
            "销售目标": yuan_cell(target.sales),
            "新客户目标": target.customers,
            "费用预算": yuan_cell(target.budget),
            "目标口径": None if _whole_month(who, month) else "在岗期间",
            "版本": 1,
            "员工确认日期": confirmed,
        }
        if (who, month) in _ADJUSTED:
            before, why = _ADJUSTED[who, month]
            rows.append({**row, "销售目标": before})
            row |= {"版本": 2, "调整原因": why, "员工确认日期": confirmed + dt.timedelta(days=6)}
        rows.append(row)
    for month in MONTHS:
        for who, _, _ in serving("客服人员", month):
            if who in _OPINIONS:
                rows.append({"工号": who, "月份": month_of(month), "意见目标": _OPINIONS[who], "版本": 1})
    return sorted(rows, key=lambda row: (str(row["月份"]), str(row["工号"]), str(row["版本"])))


# -- decisions ---------------------------------------------------------------------------------------

#: (工号, month) without a campaign that ended in it.
NO_CAMPAIGN = frozenset(
    {("S003", 1), ("S005", 2), ("S002", 2), ("S007", 5), ("S004", 8), ("S006", 10), ("S008", 10)}
)

_DECIDED: tuple[tuple[int, str, str, str], ...] = (
    (10, "X004", "5.1.2.c", "当月两周在外培训，客户评价不足 5 份"),
)


def decision_rows() -> list[Cells]:
    """Return the register 考核决定: whoever had no campaign, and what else was decided."""
    found = [(month, who, "5.1.1.c", "当月没有结束的推广活动") for who, month in NO_CAMPAIGN]
    return [
        {
            "月份": month_of(month),
            "工号": who,
            "指标": kpi,
            "处理": "剔除",
            "理由": reason,
            "决定人工号": "M001",
            "决定日期": dt.date(2026, month + 1, 3),
        }
        for month, who, kpi, reason in sorted([*found, *_DECIDED])
    ]
