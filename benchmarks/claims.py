"""100,000 claim lines checked against all rules: ours on pandas and on Polars against a row-by-row Python loop.

    python benchmarks/claims.py [--lines N] [--rounds N] [--format json]

The loop applies the same rules to the same lines, once over the rows of the frame (``iterrows``, as people write it) and
once over plain dicts, the fastest a loop can be.  All four must come to the same findings and the same allowed parts.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pandas as pd

from mktkit.expense.claim.checks import check_claims
from mktkit.expense.claim.checks.invoices import same_name
from mktkit.expense.claim.checks.model import fen
from mktkit.expense.claim.lines import COLUMNS, frame_of
from mktkit.expense.claim.places import tier_of
from mktkit.rules import Rules, load_rules

RULES = load_rules(on=dt.date(2026, 10, 1), company=None)
DAY = dt.timedelta(days=1)
Result = tuple[set[tuple[str, int, str]], list[tuple[str, int, int]]]


def lines(number: int) -> list[dict[str, Any]]:
    """Return lines of claims, five a claim, the same on every run; about one in twenty has something wrong."""
    chance = random.Random(20261123)
    rows = []
    for at in range(number):
        claim = at // 5
        wrong = chance.random() < 0.05
        kind = ("住宿", "餐补", "城市间交通", "市内交通", "业务招待", "广告宣传", "其他")[chance.randrange(7)]
        start = dt.date(2026, 1, 5) + DAY * (claim % 300)
        rows.append(
            {
                "claim": f"B{claim:06d}", "line": at % 5 + 1, "person_id": f"X{claim % 4000:04d}", "department": "销售部",
                "level": "员工" if claim % 9 else "经理", "month": f"{start:%Y-%m}", "category": "销售费用", "purpose": "拜访客户",
                "claimed_on": start + DAY * (10 if claim % 23 else 50), "departed_on": start, "returned_on": start + DAY * 2,
                "stated_total": None if claim % 50 else 1, "kind": kind, "day": start, "until": start + DAY * (kind in ("住宿", "餐补")),
                "place": ("北京", "上海市", "杭州", "义乌", "南京市")[at % 5],
                "amount": {"住宿": 28000, "餐补": 12000, "市内交通": 1000, "业务招待": 36000, "广告宣传": 90000}.get(kind, 7300)
                * (3 if wrong and at % 3 == 0 else 1),
                "invoice_kind": "数电票", "invoice": f"{26 * 10**18 + (at if not wrong else at // 7):d}", "code": "",
                "number": f"{26 * 10**18 + (at if not wrong else at // 7):d}", "seller": f"商家 {at % 997}",
                "buyer": "示例科技有限公司" if not wrong or at % 2 else "个人", "buyer_tax_number": "91110108MA0000000X",
                "net": 10000 if wrong and at % 5 == 0 else None, "tax": 600 if wrong and at % 5 == 0 else None, "red": False,
                "attachments": 1, "transport_class": "高铁二等座" if not wrong else "飞机头等舱", "guests": 2, "hosts": 1,
                "guest_names": "示例客户", "approval": "", "approved_by": "", "contract": "HT", "plan_item": "推广",
                "acceptance": "YS" if not wrong else "", "quotes": 3,
            }
        )  # fmt: skip
    return rows


#: What the loop does not look for: what was added since it was written, and is found by looking across claims.
NOT_IN_THE_LOOP = frozenset({
    "night_repeated", "meal_repeated", "same_stay", "same_entertaining", "hosted_meal", "invoice_likely", "day_room",
    "receipt_fields", "booking_month", "tax_amount",
})  # fmt: skip


def by_row(rows: Iterable[Any], rules: Rules = RULES) -> Result:
    """Apply every rule line by line, as one would write it down."""
    found: set[tuple[str, int, str]] = set()
    allowed: dict[tuple[str, int], int] = {}
    rule = rules.expense
    kept: list[Any] = []
    sums: dict[str, int] = defaultdict(int)
    spans: dict[tuple[str, str], int] = defaultdict(int)
    ends: dict[tuple[str, str], Any] = {}
    stated: dict[str, int] = {}
    by_seller: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
    for row in rows:
        claim, line, kind, amount = row["claim"], row["line"], row["kind"], row["amount"]

        def tell(check: str, claim: str = claim, line: int = line) -> None:
            found.add((claim, line, check))

        kept.append(row)
        sums[claim] += amount
        stated[claim] = row["stated_total"]
        tier = tier_of(row["place"], rule.city_tiers)
        nights = (row["until"] - row["day"]).days
        limit = None
        if kind == "住宿":
            limit = fen(getattr(rule.lodging[row["level"]], tier)) * nights
        elif kind == "餐补":
            limit = fen(getattr(rule.meals, tier)) * (nights + 1)
        elif kind == "业务招待" and row["guests"] + row["hosts"] > 0:
            limit = fen(getattr(rule.entertainment.per_head[row["level"]], tier)) * (
                row["guests"] + row["hosts"]
            )
        allowed[claim, line] = amount if limit is None else min(amount, limit)
        if limit is not None and amount > limit:
            tell({"住宿": "lodging", "餐补": "meals", "业务招待": "per_head"}[kind])
        if kind in ("住宿", "餐补"):
            spans[claim, kind] += nights + (kind == "餐补")
            if (claim, kind) not in ends or line > ends[claim, kind]["line"]:
                ends[claim, kind] = row
        if kind in ("住宿", "餐补", "城市间交通", "市内交通") and (
            row["day"] < row["departed_on"] or row["until"] > row["returned_on"]
        ):
            tell("outside_trip")
        if kind == "城市间交通":
            classes = rule.transport[row["level"]]
            right = row["transport_class"] in classes.allowed or (
                row["transport_class"] in classes.with_approval and row["approval"]
            )
            if not right:
                tell("transport_class")
        if kind == "业务招待":
            if amount >= fen(rule.entertainment.prior_approval_from) and not row["approval"].strip():
                tell("prior_approval")
            if not row["guest_names"].strip() or row["guests"] <= 0 or not row["purpose"].strip():
                tell("guests")
            if (
                0 < row["guests"] <= rule.entertainment.few_guests
                and row["hosts"] > rule.entertainment.hosts_for_few
            ):
                tell("hosts")
        if kind == "广告宣传":
            if not (row["contract"].strip() and row["plan_item"].strip() and row["acceptance"].strip()):
                tell("advertising_documents")
            if amount >= fen(rule.advertising.three_quotes_from) and row["quotes"] < 3:
                tell("three_quotes")
            own = row["level"] == "经理" and amount <= fen(rule.advertising.manager_up_to)
            if amount > fen(rule.advertising.staff_up_to) and not row["approval"].strip() and not own:
                tell("advertising_approval")
        if kind not in rule.without_invoice:
            if not row["invoice"]:
                tell("invoice_missing")
            if row["attachments"] <= 0:
                tell("attachment_missing")
        if row["invoice"]:
            if same_name(row["buyer"]) != same_name(rule.company.name):
                tell("buyer_name")
            if row["buyer_tax_number"].strip().upper() != rule.company.tax_number:
                tell("buyer_tax_number")
            code, number = row["code"], row["number"]
            shaped = number.isdigit() and (
                (len(number) == 20 and not code)
                or (len(number) == 8 and code.isdigit() and len(code) in (10, 12))
            )
            if not shaped and row["invoice_kind"] not in ("铁路电子客票", "航空行程单", "其他"):
                tell("invoice_number")
        if row["red"]:
            tell("invoice_red")
        ended = max(row["returned_on"], row["until"])
        month, day = map(int, rule.claim_deadline.next_year.split("-"))
        deadline = min(
            ended + DAY * rule.claim_deadline.after.amount,
            ended.replace(year=ended.year + 1, month=month, day=day),
        )
        if row["claimed_on"] > deadline:
            tell("overdue")
        if row["until"] > row["claimed_on"]:
            tell("future")
        if row["net"] >= 0 and row["tax"] >= 0 and row["net"] + row["tax"] != amount:
            tell("tax_sum")
        if row["approved_by"] and row["approved_by"].strip() == row["person_id"]:
            tell("own_approval")
        if kind in ("业务招待", "广告宣传") and row["seller"]:
            by_seller[kind, row["person_id"], row["seller"]].append(row)
    seen: set[str] = set()
    for row in sorted(kept, key=lambda row: (row["claimed_on"], row["claim"], row["line"])):
        if row["invoice"] and row["invoice"] in seen:
            found.add((row["claim"], row["line"], "invoice_repeated"))
        seen.add(row["invoice"])
    _caps(kept, allowed, found, rule)
    for (claim, kind), total in spans.items():
        row = ends[claim, kind]
        if total > (row["returned_on"] - row["departed_on"]).days + (kind == "餐补"):
            found.add((claim, row["line"], "nights"))
    found |= {(claim, 0, "total") for claim, said in stated.items() if said >= 0 and said != sums[claim]}
    _splits(by_seller, found, rule)
    settled = sorted((claim, line, amount) for (claim, line), amount in allowed.items())
    return found, settled


def _caps(
    rows: list[Any], allowed: dict[tuple[str, int], int], found: set[tuple[str, int, str]], rule: Any
) -> None:
    """Use up what a day and a month allow, in order of date, then invoice number."""
    order = sorted(
        (row for row in rows if row["kind"] in ("市内交通", *rule.monthly_caps)),
        key=lambda row: (row["day"], row["invoice"], row["amount"], row["claim"], row["line"]),
    )
    days: dict[Any, int] = defaultdict(int)
    months: dict[Any, int] = defaultdict(int)
    for row in order:
        key = row["claim"], row["line"]
        if row["kind"] == "市内交通":
            limit = fen(getattr(rule.local_transport, tier_of(row["place"], rule.city_tiers)))
            limit *= (row["until"] - row["day"]).days + 1
            day = row["person_id"], row["day"]
            rest = max(limit - days[day], 0)
            days[day] += allowed[key]
            if allowed[key] > rest:
                allowed[key] = rest
                found.add((*key, "local_transport"))
        if row["kind"] in rule.monthly_caps:
            month = row["person_id"], row["day"].year, row["day"].month, row["kind"]
            rest = max(fen(rule.monthly_caps[row["kind"]]) - months[month], 0)
            months[month] += allowed[key]
            if allowed[key] > rest:
                allowed[key] = rest
                found.add((*key, "monthly_cap"))


def _splits(groups: Mapping[Any, list[Any]], found: set[tuple[str, int, str]], rule: Any) -> None:
    """Find small amounts that together reach a limit."""
    limits = {
        "业务招待": [fen(rule.entertainment.prior_approval_from)],
        "广告宣传": [
            fen(rule.advertising.staff_up_to) + 1, fen(rule.advertising.manager_up_to) + 1, fen(rule.advertising.three_quotes_from),
        ],
    }  # fmt: skip
    for (kind, _, _), group in groups.items():
        group.sort(key=lambda row: (row["day"], row["claim"], row["line"]))
        runs: list[list[Any]] = []
        for row in group:
            if runs and (row["day"] - runs[-1][-1]["day"]).days <= rule.split.days:
                runs[-1].append(row)
            else:
                runs.append([row])
        for run in runs:
            last = None
            for limit in sorted(limits[kind]):
                small = [row for row in run if row["amount"] < limit]
                if len(small) > 1 and sum(row["amount"] for row in small) >= limit:
                    last = small[-1]
            if last is not None:
                found.add((last["claim"], last["line"], "split"))


def ours(frame: Any) -> Result:
    """Check the frame."""
    checked = check_claims(frame, RULES)
    columns = [list(checked.lines[name]) for name in ("claim", "line", "allowed")]
    found = {(one.claim, one.line, one.check) for one in checked.findings if one.check not in NOT_IN_THE_LOOP}
    return found, list(zip(*columns, strict=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    rows = lines(arguments.lines)
    frame = frame_of(rows).to_native()
    polars = frame_of(rows, "polars").to_native()
    plain = frame[list(COLUMNS)].to_dict("records")
    ways: dict[str, Callable[[], Result]] = {
        "mktkit pandas": lambda: ours(frame),
        "mktkit Polars": lambda: ours(polars),
        "loop over dicts": lambda: by_row(plain),
        "loop over iterrows": lambda: by_row(row for _, row in frame.iterrows()),
    }
    best: dict[str, float] = {}
    results: dict[str, Result] = {}
    for turn in range(arguments.rounds):
        for name, way in ways.items():
            if turn and name == "loop over iterrows":
                continue
            started = time.perf_counter()
            results[name] = way()
            best[name] = min(best.get(name, float("inf")), time.perf_counter() - started)
    first, *others = results.values()
    assert all(one == first for one in others), "the ways do not agree"
    ratios = {f"{loop} ÷ {own}": best[loop] / best[own] for loop in list(ways)[2:] for own in list(ways)[:2]}
    if arguments.format == "json":
        print(
            json.dumps(
                {"lines": arguments.lines, "findings": len(first[0]), "seconds": best, "ratios": ratios}
            )
        )
        return
    print(f"{arguments.lines:,} lines, {len(first[0]):,} findings, pandas {pd.__version__}")
    for name, seconds in best.items():
        print(f"{name:20} {seconds:8.2f} s")
    for name, ratio in ratios.items():
        print(f"{name:38} {ratio:6.1f} ×")


if __name__ == "__main__":
    main()
