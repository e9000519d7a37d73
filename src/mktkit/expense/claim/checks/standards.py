"""Standards: how much of a line is allowed (制度 6.2.2). What exceeds them is the claimant's own part."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal

import narwhals as nw

from mktkit.expense.claim.checks.model import LineCells, Test
from mktkit.expense.claim.lines import NONE, Frame
from mktkit.expense.claim.model import LINE_KINDS
from mktkit.expense.claim.standing import Standing
from mktkit.money import yuan
from mktkit.rules import Rules
from mktkit.rules.subjects import CityTiers, TierLimits

__all__ = ["TESTS", "fen", "limited", "tier_of"]

#: Kind with a standard → the check that tells of it, the unit it is counted in.
_STANDARDS = {
    "住宿": ("lodging", "晚"),
    "餐补": ("meals", "天"),
    "市内交通": ("local_transport", "天"),
    "业务招待": ("per_head", "人"),
}
_TIERS = ("first", "second", "other")


def fen(amount: Decimal) -> int:
    """Return an amount of the rules in 分."""
    return int(amount * 100)


def tier_of(place: str, tiers: CityTiers) -> str:
    """Return the tier of a place: of the city its name begins with.

    Examples
    --------
    >>> tiers = CityTiers(first=("北京", "上海"), second=("杭州",))
    >>> [tier_of(place, tiers) for place in ("上海市浦东新区", " 杭州", "浙江省杭州市", "义乌")]
    ['first', 'second', 'second', 'other']
    """
    plain = unicodedata.normalize("NFKC", place).strip()
    # A province before the city: 浙江省杭州市.
    for text in (plain, plain.partition("省")[2], plain.partition("自治区")[2]):
        for tier, cities in (("first", tiers.first), ("second", tiers.second)):
            if text and text.startswith(cities):
                return tier
    return "other"


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


def _with_limits(lines: Frame, rules: Rules) -> Frame:
    """Add tier, rate, units (nights, days, heads) and limit of each line."""
    places = lines["place"].unique().to_list()
    tiers = [tier_of(place, rules.expense.city_tiers) for place in places]
    names = ("kind", "level", "tier", "rate")
    rates = dict(zip(names, map(list, zip(*_rates(rules), strict=True)), strict=True))
    nights = (nw.col("until") - nw.col("day")).dt.total_minutes() // 1440
    kind = nw.col("kind")
    return (
        lines.with_columns(tier=nw.col("place").replace_strict(places, tiers, return_dtype=nw.String))
        .join(nw.from_dict(rates, backend=lines.implementation), on=["kind", "level", "tier"], how="left")
        .with_columns(
            cap_month=nw.col("day").dt.year() * 12 + nw.col("day").dt.month(),
            units=nw.when(kind == "住宿")
            .then(nights)
            .when(kind.is_in(["餐补", "市内交通"]))
            .then(nights + 1)
            .when(kind == "业务招待")
            .then(nw.col("guests") + nw.col("hosts"))
            .otherwise(nw.lit(1)),
        )
        .with_columns(
            limit=nw.when(
                (nw.col("rate") >= 0)
                & ((kind != "业务招待") | (nw.col("units") > 0))
                & ((kind != "市内交通") | ~nw.col("departed_on").is_null())
            )
            .then(nw.col("rate") * nw.col("units"))
            .otherwise(nw.lit(NONE))
        )
    )


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
    ordered = _with_limits(lines, rules).sort("day", "invoice", "amount", "claim", "line")
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
            piece = _used_up(piece, ["person_id", "day"], nw.col("limit"))
        piece = piece.with_columns(by_standard=nw.col("allowed"), cap=nw.lit(NONE, dtype=nw.Int64))
        if kind in caps:
            piece = _capped(piece, kind, fen(caps[kind]), standing)
        pieces[kind] = piece
    return pieces


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
    kind = row["kind"]
    unit = _STANDARDS[kind][1]
    own = yuan(row["amount"] - row["by_standard"])
    standard = f"标准 {yuan(row['rate'])} 元/{unit} × {row['units']} {unit} = {yuan(row['limit'])} 元"
    return (
        f"{kind} {yuan(row['amount'])} 元，可报 {yuan(row['by_standard'])} 元，自负 {own} 元",
        f"{standard}{'（当天合计）' if kind == '市内交通' else ''}",
    )


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
    Test("monthly_cap", nw.col("allowed") < nw.col("by_standard"), _over_cap),
)
