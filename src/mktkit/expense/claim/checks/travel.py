"""Checks of travel (制度 6.2.2): class of transport, dates within the trip, no night or day twice."""

from __future__ import annotations

from functools import reduce
from operator import or_

import narwhals as nw

from mktkit.expense.claim.checks.model import LineCells, Test, day
from mktkit.rules import Rules

__all__ = ["under"]


def _class_words(rules: Rules, row: LineCells) -> tuple[str, str]:
    one = rules.expense.transport.get(row["level"])
    allowed = "、".join(one.allowed) if one else "（规则没有写）"
    more = f"；{'、'.join(one.with_approval)}须事前批准" if one and one.with_approval else ""
    chosen = f"交通等级是{row['transport_class']}" if row["transport_class"] else "没有填交通等级"
    return f"{chosen}，职级是{row['level']}", f"可以乘坐{allowed}{more}"


def _outside_words(row: LineCells) -> tuple[str, str]:
    trip = f"{day(row['departed_on'])} 至 {day(row['returned_on'])}"
    until = f" 至 {day(row['until'])}" if row["until"] != row["day"] else ""
    return f"{row['kind']}的日期是 {day(row['day'])}{until}", f"出差期间是 {trip}"


def _nights_words(row: LineCells) -> tuple[str, str]:
    trip = int((row["returned_on"] - row["departed_on"]).total_seconds()) // 86400
    if row["kind"] == "住宿":
        return f"住宿共报了 {row['summed']} 晚", f"出差 {trip} 晚（返程日减出发日）"
    return f"餐补共报了 {row['summed']} 天", f"出差 {trip + 1} 天（返程日减出发日再加一）"


def under(rules: Rules) -> tuple[Test, ...]:
    """Return the tests of travel under `rules`."""
    chosen, level = nw.col("transport_class"), nw.col("level")
    right = [
        (level == name)
        & (
            chosen.is_in(list(one.allowed))
            | (chosen.is_in(list(one.with_approval)) & (nw.col("approval") != ""))
        )
        for name, one in rules.expense.transport.items()
    ]
    trip = (nw.col("returned_on") - nw.col("departed_on")).dt.total_minutes() // 1440
    trip_days = trip + nw.when(nw.col("kind") == "餐补").then(nw.lit(1)).otherwise(nw.lit(0))
    outside = (nw.col("day") < nw.col("departed_on")) | (nw.col("until") > nw.col("returned_on"))
    # The last of a claim's lines is told of, so that it is said once.
    last = ~nw.col("claim").is_duplicated() | (nw.col("line") == nw.col("line").max().over("claim"))
    return (
        Test("transport_class", ~reduce(or_, right), lambda row: _class_words(rules, row), ("城市间交通",)),
        Test("outside_trip", outside, _outside_words, ("住宿", "餐补", "城市间交通", "市内交通")),
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
