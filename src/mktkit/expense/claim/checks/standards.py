"""Standards: how much of a line is allowed (制度 6.2.2). What exceeds them is the claimant's own part."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import narwhals as nw

from mktkit.errors import show
from mktkit.expense.claim.checks.meals import hosted_shares
from mktkit.expense.claim.checks.model import LineCells, Test, fen
from mktkit.expense.claim.checks.travel import fare_counts
from mktkit.expense.claim.lines import NONE, PEOPLE_MARK, Frame
from mktkit.expense.claim.model import LINE_KINDS
from mktkit.expense.claim.places import tier_of
from mktkit.expense.claim.standing import Standing
from mktkit.money import yuan
from mktkit.rules import Rules
from mktkit.rules.subjects import TierLimits

__all__ = ["TESTS", "limited"]

#: Kind with a standard → the check that tells of it, the unit it is counted in.
_STANDARDS = {
    "住宿": ("lodging", "晚"),
    "餐补": ("meals", "天"),
    "市内交通": ("local_transport", "天"),
    "业务招待": ("per_head", "人"),
}
#: A whole in the ten-thousandths that :func:`fen` makes of per cent.
_WHOLE = 10_000
_TIERS = ("first", "second", "other")
#: Tiers of a place that is not known, or abroad.
_NO_STANDARD = ("", "abroad")
#: Kinds whose standard goes by the city.
_PLACED = ("住宿", "餐补", "市内交通", "业务招待")


#: What a person may choose for a place that is no city of ours → its tier; 境外 has no standard.
_CHOSEN = {"一线城市": "first", "二线城市": "second", "其他城市": "other", "境外": "abroad"}


def _rates(rules: Rules) -> Iterable[tuple[str, str, str, int]]:
    """Yield what a unit of each kind may cost, by level and tier; :data:`NONE` where there is no standard."""
    values = rules.expense
    by_level: dict[str, Mapping[str, TierLimits]] = {
        "住宿": values.lodging,
        "餐补": dict.fromkeys(values.lodging, values.meals),
        "市内交通": dict.fromkeys(values.lodging, values.local_transport),
        "业务招待": values.entertainment.per_head,
    }
    for kind in LINE_KINDS:
        check, _ = _STANDARDS.get(kind, ("", ""))
        ignored = bool(check) and values.claim_checks[check].severity == "ignore"  # type: ignore[index]
        for level in {post.level for post in rules.onboarding.posts.values()} | {"经理", "员工"}:
            limits = by_level.get(kind, {}).get(level)
            for tier in _TIERS:
                yield kind, level, tier, NONE if limits is None or ignored else fen(getattr(limits, tier))
            for tier in _NO_STANDARD:
                yield kind, level, tier, NONE


def _placed(lines: Frame, rules: Rules) -> Frame:
    """Add the tier of each line: of its place, else what was chosen, else ''."""
    places = lines["place"].unique().to_list()
    found = [tier_of(place, rules.expense.city_tiers) for place in places]
    known = nw.col("place").replace_strict(places, found, return_dtype=nw.String)
    chosen = nw.col("city_tier").replace_strict(
        ["", *_CHOSEN], ["", *_CHOSEN.values()], return_dtype=nw.String
    )
    return lines.with_columns(known_tier=known).with_columns(
        tier=nw.when(nw.col("known_tier") != "").then(nw.col("known_tier")).otherwise(chosen)
    )


def _with_limits(lines: Frame, rules: Rules, standing: Standing) -> Frame:
    """Add tier, rate, units (nights of all rooms, days, heads), what hosted meals take off, and limit of each line."""
    names = ("kind", "level", "tier", "rate")
    rates = dict(zip(names, map(list, zip(*_rates(rules), strict=True)), strict=True))
    days = (nw.col("until") - nw.col("day")).dt.total_minutes() // 1440
    kind = nw.col("kind")
    day_room = (kind == "住宿") & (days == 0)
    return (
        _placed(lines, rules)
        .join(nw.from_dict(rates, backend=lines.implementation), on=["kind", "level", "tier"], how="left")
        .with_columns(
            hosted=hosted_shares(lines, rules, standing),
            earlier=_earlier_words(lines, standing),
            cap_month=nw.col("day").dt.year() * 12 + nw.col("day").dt.month(),
            units=nw.when(kind == "住宿")
            .then(days)
            .when(kind.is_in(["餐补", "市内交通"]))
            .then(days + 1)
            .when(kind == "业务招待")
            .then(nw.col("guests") + nw.col("hosts"))
            .otherwise(nw.lit(1)),
        )
        .with_columns(
            limit=nw.when((kind == "城市间交通") & fare_counts(rules))
            .then(nw.col("standard_fare"))
            .when((nw.col("rate") < 0) | ((kind == "业务招待") & (nw.col("units") <= 0)))
            .then(nw.lit(NONE))
            .when((kind == "市内交通") & nw.col("departed_on").is_null())
            .then(nw.lit(NONE))
            .when(day_room)
            .then(nw.col("rate") * nw.col("rooms") * fen(rules.expense.day_room) // _WHOLE)
            .when(kind == "住宿")
            .then(nw.col("rate") * nw.col("units") * nw.col("rooms"))
            .otherwise(nw.col("rate") * (nw.col("units") * _WHOLE - nw.col("hosted")) // _WHOLE)
        )
    )


def _earlier_words(lines: Frame, standing: Standing) -> nw.Series[Any]:
    """Return, a line, which earlier claims have used of the day's local transport, in words; '' for none."""
    used = standing.local_transport_claims
    keys = lines.select("person_id", "day").rows() if used else ()
    named = [used.get((person, day.date()), ()) for person, day in keys] or [()] * len(lines)
    words = [f"，含报销单 {'、'.join(claims)} 里的" if claims else "" for claims in named]
    return nw.new_series("earlier", words, nw.String, backend=lines.implementation)


def _used_up(piece: Frame, groups: list[str], limit: nw.Expr) -> Frame:
    """Let lines of a group use a limit up in their order; adds nothing where the limit is :data:`NONE`."""
    used = nw.col("allowed").cum_sum().over(*groups) - nw.col("allowed")
    left = nw.max_horizontal(limit - used, nw.lit(0))
    return piece.with_columns(
        allowed=nw.when(limit >= 0)
        .then(nw.min_horizontal(nw.col("allowed"), left))
        .otherwise(nw.col("allowed"))
    )


def limited(lines: Frame, rules: Rules, standing: Standing) -> dict[str, Frame]:
    """Return the lines by kind, with what is allowed of each.

    Parameters
    ----------
    lines
        Columns of :data:`mktkit.expense.claim.lines.COLUMNS`.

    Returns
    -------
    dict
        Kind → its lines in order of date and invoice number, with tier, rate, units, limit, by_standard and allowed.

    Notes
    -----
    制度 6.2.2. Lodging is measured a line by itself, never pooled; a day's local transport and a month's cap are used up
    in order of date, then invoice number.
    """
    ordered = _with_limits(lines, rules, standing).sort("day", "invoice", "amount", "claim", "line")
    caps = rules.expense.monthly_caps
    if rules.expense.claim_checks["monthly_cap"].severity == "ignore":
        caps = {}
    pieces: dict[str, Frame] = {}
    for kind in LINE_KINDS:
        piece = ordered.filter(nw.col("kind") == kind)
        if not len(piece):
            continue
        by_line = nw.when(nw.col("limit") >= 0).then(nw.min_horizontal("amount", "limit"))
        piece = piece.with_columns(allowed=by_line.otherwise(nw.col("amount")))
        if kind == "市内交通":
            piece = _used_up(_daily(piece, standing), ["person_id", "day"], nw.col("left_of_day"))
            piece = piece.drop("left_of_day")
        piece = piece.with_columns(by_standard=nw.col("allowed"), cap=nw.lit(NONE, dtype=nw.Int64))
        if kind in caps:
            piece = _capped(piece, kind, fen(caps[kind]), standing)
        pieces[kind] = piece
    return pieces


def _daily(piece: Frame, standing: Standing) -> Frame:
    """Add what earlier claims of the person left of the day's local transport."""
    used = standing.local_transport
    keys = piece.select("person_id", "day").rows() if used else ()
    before = [used.get((person, day.date()), 0) for person, day in keys] or [0] * len(piece)
    taken = nw.new_series("taken", before, nw.Int64, backend=piece.implementation)
    left = nw.max_horizontal(nw.col("limit") - taken, nw.lit(0))
    return piece.with_columns(left_of_day=nw.when(nw.col("limit") >= 0).then(left).otherwise(nw.lit(NONE)))


def _capped(piece: Frame, kind: str, cap: int, standing: Standing) -> Frame:
    """Let the lines of a person and month use up what earlier claims left of the cap."""
    used = [(person, text, amount) for (person, text, of), amount in standing.used.items() if of == kind]
    piece = piece.with_columns(cap=nw.lit(cap, dtype=nw.Int64))
    for person, text, amount in used:
        number = int(text[:4]) * 12 + int(text[5:7])
        same = (nw.col("person_id") == person) & (nw.col("cap_month") == number)
        piece = piece.with_columns(
            cap=nw.when(same).then(nw.lit(max(cap - amount, 0))).otherwise(nw.col("cap"))
        )
    return _used_up(piece, ["person_id", "cap_month"], nw.col("cap"))


def _over_standard(row: LineCells) -> tuple[str, str]:
    own = yuan(row["amount"] - row["by_standard"])
    return (
        f"{row['kind']} {yuan(row['amount'])} 元，可报 {yuan(row['by_standard'])} 元，自负 {own} 元",
        _standard_words(row),
    )


def _standard_words(row: LineCells) -> str:
    kind, rate, limit = row["kind"], yuan(row["rate"]), yuan(row["limit"])
    unit = _STANDARDS[kind][1]
    rooms = f" × {row['rooms']} 间" if kind == "住宿" and row["rooms"] > 1 else ""
    if kind == "住宿" and not row["units"]:
        return f"钟点房按标准 {rate} 元/{unit} 的一部分{rooms}，共 {limit} 元"
    people = row["people"].count(PEOPLE_MARK) + 1
    if kind == "住宿" and people > row["rooms"]:
        rooms = f"{rooms}（同住 {people} 人算 {row['rooms']} 间）"
    hosted = f"（已扣招待餐 {yuan(row['rate'] * row['units'] - row['limit'])} 元）" if row["hosted"] else ""
    day = f"（当天合计{row['earlier']}）" if kind == "市内交通" else ""
    return f"标准 {rate} 元/{unit} × {row['units']} {unit}{rooms} = {limit} 元{hosted}{day}"


def _chosen_words(row: LineCells) -> str:
    return "境外没有标准，由审核人核定" if row["tier"] == "abroad" else "应为这个地点的档次"


def _over_cap(row: LineCells) -> tuple[str, str]:
    own = yuan(row["by_standard"] - row["allowed"])
    return (
        f"{row['day']:%Y 年 %m 月}{row['kind']}累计超过上限，本行可报 {yuan(row['allowed'])} 元，自负 {own} 元",
        f"这次报销前本月还可报 {yuan(row['cap'])} 元",
    )


#: What the own parts are said by.
TESTS = (
    *(
        Test(check, nw.col("by_standard") < nw.col("amount"), _over_standard, (kind,))  # type: ignore[arg-type]
        for kind, (check, _) in _STANDARDS.items()
    ),
    Test(
        "place_unknown",
        (nw.col("tier") == "") & ~((nw.col("kind") == "市内交通") & nw.col("departed_on").is_null()),
        lambda row: (f"地点是{show(row['place'])}", "应写到城市，费用标准按城市分档"),
        _PLACED,
    ),
    Test(
        "place_chosen",
        (nw.col("known_tier") == "") & (nw.col("city_tier") != ""),
        lambda row: (f"地点{show(row['place'])}认不出，选的是{row['city_tier']}", _chosen_words(row)),
        _PLACED,
    ),
    Test("monthly_cap", nw.col("allowed") < nw.col("by_standard"), _over_cap),
)
