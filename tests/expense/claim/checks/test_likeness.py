"""Invoices that are likely the same: 20 digits or code with 8, zeros lost, a code left out."""

from __future__ import annotations

from typing import Any

import pytest
from claims import after, claim, found, line

from mktkit.expense.claim.calc import check_claim
from mktkit.rules import Rules

DIGITAL = {"invoice_number": "26320000000000123456", "seller": "示例广告"}
PAPER = {"invoice_code": "032002600104", "invoice_number": "00123456", "seller": "示例广告"}


@pytest.mark.parametrize(
    ("earlier", "now", "likely"),
    [
        (DIGITAL, PAPER, True),
        (PAPER, DIGITAL, True),
        (DIGITAL, PAPER | {"seller": "另一家"}, False),
        # Zeros that a spreadsheet took, a code that was not written.
        (PAPER, PAPER | {"invoice_number": "123456"}, True),
        (PAPER, PAPER | {"invoice_code": "32002600104"}, True),
        (PAPER, {"invoice_number": "00123456"}, True),
        # Two lunches of one price at one place are two.
        (PAPER, PAPER | {"invoice_number": "00123457"}, False),
        (DIGITAL, DIGITAL | {"invoice_number": "26320000000000123457"}, False),
        (PAPER, PAPER | {"invoice_code": "044002600104"}, False),
    ],
)
def test_what_looks_alike_is_said(
    earlier: dict[str, Any], now: dict[str, Any], likely: bool, rules: Rules
) -> None:
    before = claim(line("其他", 380, "9", **earlier), person_id="X002", name="示例己")
    checked = check_claim(claim(line("其他", 380, "1", **now)), rules, after(("BX-500", before)))
    told = [one.what for one in checked.findings if one.check == "invoice_likely"]
    assert bool(told) == likely
    assert all("报销单 BX-500" in what for what in told)


def test_another_amount_is_another_invoice(rules: Rules) -> None:
    before = claim(line("其他", 381, "9", **PAPER))
    checked = check_claim(
        claim(line("其他", 380, "1", **(PAPER | {"invoice_number": "123456"}))), rules, after(("B", before))
    )
    assert "invoice_likely" not in found(checked)
