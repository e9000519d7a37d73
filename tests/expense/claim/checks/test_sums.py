"""The budget to the cent."""

from __future__ import annotations

from claims import check, claim, found, line

from mktkit.rules import Rules


def test_a_line_on_the_budget_to_the_cent_passes(rules: Rules) -> None:
    assert "over_budget" not in found(check(claim(line("其他", 100, "1")), rules, "over_budget"))
