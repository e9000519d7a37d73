"""Sales registers of ten months: orders first, and from them customers, payments, answers and expenses.

Every salesperson wins customers and sells to those already won; what is sold in a month is spread over its
orders so that it comes near the target.  The registers agree because they are all told from the same orders.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mktkit.samples import october
from mktkit.samples.people import Target, serving
from mktkit.samples.rows import (
    DATA_END,
    MONTHS,
    chance,
    day_on_or_after,
    part_of_month,
    spread,
    workdays_within,
)
from mktkit.workdays import Calendar

__all__ = ["Customer", "SaleLine", "SampleSales", "sell"]

#: Customers won by each salesperson before the ledger begins.
_OLD_CUSTOMERS = 22
_OCTOBER = dt.date(2026, 10, 1)


@dataclass(frozen=True)
class Customer:
    """A customer; ``first_order`` is None for one who has not bought yet."""

    customer_id: str
    owner: str
    filed: dt.date
    first_order: dt.date | None
    credit_days: int

    @property
    def name(self) -> str:
        """A name that is nobody's."""
        return f"（示例）客户{self.customer_id[1:]}公司"


@dataclass(frozen=True)
class SaleLine:
    """A line of an order or return: amount with tax in 分, people with their share in percent."""

    order_id: str
    line_no: int
    signed: dt.date
    customer: Customer
    shares: tuple[tuple[str, int], ...]
    product: str
    quantity: int
    gross: int
    shipped: dt.date | None = None
    invoiced: dt.date | None = None
    returns: str = ""


@dataclass(frozen=True)
class SampleSales:
    """Everything sold: lines by date, and every customer by number."""

    lines: tuple[SaleLine, ...]
    customers: Mapping[str, Customer]

    def orders(self) -> Iterator[tuple[SaleLine, int]]:
        """Yield the first line of every order sold and the order's whole amount, by date."""
        sums: Counter[str] = Counter()
        first: dict[str, SaleLine] = {}
        for line in self.lines:
            if not line.returns:
                sums[line.order_id] += line.gross
                first.setdefault(line.order_id, line)
        for order_id, line in first.items():
            yield line, sums[order_id]

    def bought_by(self, day: dt.date) -> list[Customer]:
        """Return the customers who had bought by the day before."""
        return [
            one for one in self.customers.values() if one.first_order is not None and one.first_order < day
        ]


_PRODUCTS = ("标准型", "标准型", "专业型", "专业型", "旗舰型", "配件包", "服务包")


class _Selling:
    """The year as it goes by."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.rng = chance("sales")
        self.customers: dict[str, Customer] = {}
        self.won: dict[str, list[Customer]] = defaultdict(list)
        self.lines: list[SaleLine] = []
        self.orders_of_day: Counter[str] = Counter()

    def customer(self, owner: str, filed: dt.date, first_order: dt.date | None) -> Customer:
        """File a customer under the next number."""
        number = f"C{len(self.customers) + 1:04d}"
        found = Customer(number, owner, filed, first_order, self.rng.choice((15, 30, 30, 45, 60)))
        self.customers[number] = found
        return found

    def number(self, kind: str, day: dt.date) -> str:
        """Return the next order number of a day."""
        stem = f"{kind}{day:%Y%m%d}"
        self.orders_of_day[stem] += 1
        return f"{stem}-{self.orders_of_day[stem]:02d}"

    def sent(self, signed: dt.date) -> tuple[dt.date | None, dt.date | None]:
        """Return when an order was shipped and invoiced, None after the data ends."""
        shipped = day_on_or_after(self.calendar, signed + dt.timedelta(days=self.rng.randint(2, 12)))
        invoiced = shipped and day_on_or_after(
            self.calendar, shipped + dt.timedelta(days=self.rng.randint(0, 4))
        )
        return shipped, invoiced

    def before_2026(self) -> None:
        """File the customers won before the ledger begins."""
        days = workdays_within(self.calendar, dt.date(2024, 1, 2), dt.date(2025, 12, 31))
        for who, _, _ in serving("销售代表", 1):
            for _ in range(_OLD_CUSTOMERS):
                first = self.rng.choice(days)
                self.won[who].append(
                    self.customer(who, first - dt.timedelta(days=self.rng.randint(5, 60)), first)
                )

    def month(self, who: str, days: list[dt.date], part: float, target: Target) -> None:
        """Sell for one person during the workdays of a month, of which the person serves `part`."""
        rng = self.rng
        new = max(1, target.customers + rng.choice((-1, 0, 0, 0, 1, 1))) if part > 0.5 else 1
        orders: list[tuple[dt.date, Customer]] = []
        for _ in range(new):
            day = rng.choice(days)
            customer = self.customer(who, day - dt.timedelta(days=rng.randint(4, 40)), day)
            self.won[who].append(customer)
            orders.append((day, customer))
        for _ in range(round(rng.randint(9, 14) * part)):
            day = rng.choice(days)
            # Not the day of the first order itself: its order would be as good a first one.
            known = [one for one in self.won[who] if one.first_order is not None and one.first_order < day]
            if known:
                orders.append((day, rng.choice(known)))
        sizes = [rng.choice((1, 1, 1, 2, 2, 3)) for _ in orders]
        total = int(target.sales * rng.uniform(0.74, 1.22)) // 1000 * 1000
        amounts = iter(spread(total, sum(sizes), rng, 1000))
        for (day, customer), size in sorted(zip(orders, sizes, strict=True), key=lambda pair: pair[0][0]):
            order_id = self.number("D", day)
            shares = self._shares(who, day, customer)
            shipped, invoiced = self.sent(day)
            for line_no in range(1, size + 1):
                product, quantity = rng.choice(_PRODUCTS), rng.randint(1, 40)
                self.lines.append(
                    SaleLine(
                        order_id,
                        line_no,
                        day,
                        customer,
                        shares,
                        product,
                        quantity,
                        next(amounts),
                        shipped,
                        invoiced,
                    )
                )

    def _shares(self, who: str, day: dt.date, customer: Customer) -> tuple[tuple[str, int], ...]:
        """Return who shares an order: now and then two people, never in a first order nor with a hand-made October."""
        if customer.first_order == day or self.rng.random() > 0.02:
            return ((who, 100),)
        others = [
            other
            for other, first, last in serving("销售代表", day.month)
            if other != who and first <= day <= last and not (day >= _OCTOBER and other in october.HAND_MADE)
        ]
        mine = self.rng.choice((50, 60, 70))
        return ((who, mine), (self.rng.choice(others), 100 - mine))

    def returns(self) -> None:
        """Take back a part of one line in sixty, some weeks later, from the one who sold it."""
        rng = self.rng
        for line in [one for one in self.lines if len(one.shares) == 1]:
            if rng.random() > 1 / 60:
                continue
            day = day_on_or_after(self.calendar, line.signed + dt.timedelta(days=rng.randint(8, 40)))
            who = line.shares[0][0]
            if day is None or (day >= _OCTOBER and (who in october.HAND_MADE or who == "X012")):
                continue
            part = rng.choice((0.2, 0.25, 0.5, 1))
            gross = -(int(line.gross * part) // 100 * 100)
            quantity = max(1, int(line.quantity * part))
            self.lines.append(
                SaleLine(
                    self.number("TH", day),
                    1,
                    day,
                    line.customer,
                    line.shares,
                    line.product,
                    quantity,
                    gross,
                    returns=line.order_id,
                )
            )

    def by_hand(self) -> None:
        """Add the orders and customers of the hand-made October, and a return of what an earlier ledger holds."""
        for number, (owner, first) in october.CUSTOMERS.items():
            self.customers[number] = Customer(number, owner, first - dt.timedelta(days=12), first, 30)
        for one in october.ORDERS:
            shipped, invoiced = (None, None) if one.returns else self.sent(one.signed_on)
            customer = self.customers[one.customer_id]
            self.lines.append(
                SaleLine(
                    one.order_id,
                    1,
                    one.signed_on,
                    customer,
                    one.shares,
                    "专业型",
                    10,
                    one.gross * 100,
                    shipped,
                    invoiced,
                    one.returns,
                )
            )
        old = next(
            one for one in self.won["X005"] if one.first_order is not None and one.first_order.year == 2024
        )
        self.lines.append(
            SaleLine(
                "TH20260108-81",
                1,
                dt.date(2026, 1, 8),
                old,
                (("X005", 100),),
                "标准型",
                2,
                -3_390_00,
                returns="D20251211-03",
            )
        )

    def prospects(self) -> None:
        """File some who have not bought yet."""
        for _ in range(36):
            owner, first, _ = self.rng.choice(serving("销售代表", 9))
            day = max(first, dt.date(2026, 1, 5)) + dt.timedelta(days=self.rng.randrange(20))
            self.customer(owner, min(day, DATA_END), None)


def sell(calendar: Calendar, targets: Mapping[tuple[str, int], Target]) -> SampleSales:
    """Return what was sold from January to October 2026.

    Parameters
    ----------
    calendar
        Workdays: nobody signs on a holiday.
    targets
        Targets by (工号, month).
    """
    year = _Selling(calendar)
    year.before_2026()
    for month in MONTHS:
        for who, first, last in serving("销售代表", month):
            if not (month == 10 and who in october.HAND_MADE):
                days, part = workdays_within(calendar, first, last), part_of_month(calendar, first, last)
                year.month(who, days, part, targets[who, month])
    year.prospects()
    year.returns()
    year.by_hand()
    lines = sorted(year.lines, key=lambda line: (line.signed, line.order_id, line.line_no))
    return SampleSales(tuple(lines), dict(sorted(year.customers.items())))
