"""Net, tax and total of a line: they add up to the cent, or the claim stops."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

import pytest

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.rules import Rules


def claim(net: int, tax: int, amount: int) -> Claim:
    bill = ClaimLine(
        kind="其他", day=dt.date(2026, 10, 12), amount=amount, net=net, tax=tax, invoice_number="2" * 20, attachments=1,
        buyer="示例科技有限公司", buyer_tax_number="91110108MA0000000X",
    )  # fmt: skip
    return Claim(
        claimed_on=dt.date(2026, 10, 20), person_id="X001", name="示例甲", department="销售部", post="销售代表",
        month="2026-10", category="销售费用", purpose="寄样品", lines=[bill],
    )  # fmt: skip


def test_a_receipt_of_140_with_7_percent_included(rules: Rules) -> None:
    """130.84 + 9.16 = 140.00: of an amount with tax included, tax is 7 ÷ 107 (the tax fraction of a 7 % VAT or GST)."""
    tax = (Decimal(140) * 7 / 107).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert (Decimal(140) - tax, tax) == (Decimal("130.84"), Decimal("9.16"))
    assert check_claim(claim(13084, 916, 14000), rules).findings == ()


@pytest.mark.parametrize("tax", [915, 917, 0])
def test_a_cent_more_or_less_does_not_add_up(rules: Rules, tax: int) -> None:
    (finding,) = check_claim(claim(13084, tax, 14000), rules).findings
    assert (finding.check, finding.severity) == ("tax_sum", "stop")
