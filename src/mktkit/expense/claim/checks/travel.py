"""Checks of travel (制度 6.2.2): class of transport, dates within the trip, no night or day twice."""

from __future__ import annotations

from functools import reduce
from operator import or_

import narwhals as nw

from mktkit.expense.claim.checks.model import LineCells, Test, day
from mktkit.expense.claim.model import TOP
from mktkit.money import yuan
from mktkit.rules import Rules

__all__ = ["under"]


def _class_words(rules: Rules, row: LineCells) -> tuple[str, str]:
    one = rules.expense.transport.get(row["level"])
    allowed = "、".join(one.allowed) if one else "（规则没有写）"
    more = f"；{'、'.join(one.with_approval)}须事前批准" if one and one.with_approval else ""
    chosen = f"交通等级是{row['transport_class']}" if row["transport_class"] else "没有填交通等级"
    return f"{chosen}，职级是{row['level']}", f"可以乘坐{allowed}{more}；其他等级须{TOP}批准"


def _outside_words(row: LineCells) -> tuple[str, str]:
    trip = f"{day(row['departed_on'])} 至 {day(row['returned_on'])}"
    until = f" 至 {day(row['until'])}" if row["until"] != row["day"] else ""
    return f"{row['kind']}的日期是 {day(row['day'])}{until}", f"出差期间是 {trip}"


def _nights_words(row: LineCells) -> tuple[str, str]:
    trip = int((row["returned_on"] - row["departed_on"]).total_seconds()) // 86400
    if row["kind"] == "住宿":
        return f"住宿共报了 {row['summed']} 晚", f"出差 {trip} 晚（返程日减出发日）"
    return f"餐补共报了 {row['summed']} 天", f"出差 {trip + 1} 天（返程日减出发日再加一）"


def _fare_words(rules: Rules, row: LineCells) -> tuple[str, str]:
    amount, allowed = row["amount"], row["by_standard"]
    parts = f"可报 {yuan(allowed)} 元，自负 {yuan(amount - allowed)} 元"
    one = rules.expense.transport.get(row["level"])
    standard = "、".join(one.allowed) if one else "标准等级"
    what = f"交通等级是{row['transport_class']}，{yuan(amount)} 元，{parts}"
    return what, f"可以乘坐{standard}，填的标准等级票价是 {yuan(allowed)} 元"


def _no_trip_words(row: LineCells) -> tuple[str, str]:
    return f"餐补 {row['units']} 天，没有填出差起止", "餐补按出差的天数"


def _right_class(rules: Rules) -> nw.Expr:
    """Return the expression of lines whose class their level may take, or was approved for."""
    chosen, level = nw.col("transport_class"), nw.col("level")
    approved = nw.col("approval") != ""
    by_top = approved & (nw.col("approver_post") == TOP) & (chosen != "")
    right = [
        (level == name)
        & (chosen.is_in(list(one.allowed)) | (chosen.is_in(list(one.with_approval)) & approved) | by_top)
        for name, one in rules.expense.transport.items()
    ]
    return reduce(or_, right)


def _allowed_class(rules: Rules) -> nw.Expr:
    """Return the expression of lines whose class their level may take without asking."""
    chosen, level = nw.col("transport_class"), nw.col("level")
    return reduce(
        or_,
        ((level == name) & chosen.is_in(list(one.allowed)) for name, one in rules.expense.transport.items()),
    )


def fare_counts(rules: Rules) -> nw.Expr:
    """Return the expression of lines that are allowed up to the fare of the standard class."""
    return ~_right_class(rules) & (nw.col("transport_class") != "") & (nw.col("standard_fare") >= 0)


def under(rules: Rules) -> tuple[Test, ...]:
    """Return the tests of travel under `rules`."""
    wrong = ~_right_class(rules) & ~fare_counts(rules)
    trip = (nw.col("returned_on") - nw.col("departed_on")).dt.total_minutes() // 1440
    trip_days = trip + nw.when(nw.col("kind") == "餐补").then(nw.lit(1)).otherwise(nw.lit(0))
    outside = (nw.col("day") < nw.col("departed_on")) | (nw.col("until") > nw.col("returned_on"))
    # The last of a claim's lines is told of, so that it is said once.
    last = ~nw.col("claim").is_duplicated() | (nw.col("line") == nw.col("line").max().over("claim"))
    return (
        Test("transport_class", wrong, lambda row: _class_words(rules, row), ("城市间交通",)),
        Test(
            "transport_fare",
            nw.col("by_standard") < nw.col("amount"),
            lambda row: _fare_words(rules, row),
            ("城市间交通",),
        ),
        Test(
            "transport_approved",
            _right_class(rules) & ~_allowed_class(rules),
            lambda row: (f"交通等级是{row['transport_class']}，批准单号 {row['approval']}", ""),
            ("城市间交通",),
        ),
        Test(
            "day_room",
            nw.col("day") == nw.col("until"),
            lambda row: (
                f"钟点房按一晚标准的 {rules.expense.day_room}%，核定 {yuan(row['by_standard'])} 元",
                "",
            ),
            ("住宿",),
        ),
        Test("outside_trip", outside, _outside_words, ("住宿", "餐补", "城市间交通", "市内交通")),
        Test("trip_missing", nw.col("departed_on").is_null(), _no_trip_words, ("餐补",)),
        *(
            Test(
                "nights",
                ~nw.col("departed_on").is_null() & (nw.col("summed") > trip_days) & last,
                _nights_words,
                (kind,),
            )
            for kind in ("住宿", "餐补")
        ),
    )
