"""How much of a line is allowed: lodging line by line, caps by date."""

from __future__ import annotations

from typing import Any

from claims import check, claim, line

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.standing import Standing
from mktkit.rules import Rules


def test_lodging_is_never_pooled(rules: Rules) -> None:
    # 300 of the cheap night and 350 of the dear one: the 50 saved do not pay for the 100 above.
    one = claim(
        line("住宿", 300, "1", until="2026-10-13"), line("住宿", 450, "2", "2026-10-13", until="2026-10-14")
    )
    assert list(check(one, rules).lines["allowed"]) == [30000, 35000]


def test_caps_are_used_up_by_date_then_invoice_number(rules: Rules) -> None:
    # 5,000 a month for entertainment. Written last, dated first: served first.
    def dinner(number: str, day: str) -> Any:
        return line("业务招待", 2000, number, day, guests=19, hosts=1, approval="P1")

    one = claim(dinner("3", "2026-10-13"), dinner("2", "2026-10-13"), dinner("1", "2026-10-12"))
    assert list(check(one, rules).lines["allowed"]) == [100000, 200000, 200000]
    earlier = Standing(
        used={("X001", "2026-10", "业务招待"): 350000, ("X002", "2026-10", "业务招待"): 500000}
    )
    assert check_claim(one, rules, earlier).allowed == 150000
