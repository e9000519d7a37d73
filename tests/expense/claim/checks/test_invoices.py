"""Invoices: in time, once by whomever."""

from __future__ import annotations

import datetime as dt
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from claims import check, claim, found, line

from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.claim.receipts import invoice_key
from mktkit.expense.claim.standing import Standing
from mktkit.rules import Rules


def test_a_year_that_has_ended_is_claimed_by_mid_january(rules: Rules) -> None:
    trip = {"departed_on": None, "returned_on": None}
    late = claim(line("其他", 10, "1", "2026-12-20"), claimed_on=date(2027, 1, 16), **trip)
    in_time = claim(line("其他", 10, "1", "2026-12-20"), claimed_on=date(2027, 1, 15), **trip)
    assert "overdue" in found(check(late, rules))
    assert "overdue" not in found(check(in_time, rules))


def test_invoices_of_everybody_count_whatever_their_width(rules: Rules) -> None:
    digital = "26332000000012345678"
    wide = "２６３３２０００ ００００-１２３４５６７８"
    standing = Standing(invoices={invoice_key("", digital): "20261001-aaaa"})
    one = claim(line("其他", 10, "1", invoice_number=wide))
    (finding,) = check_claim(one, rules, standing).findings
    assert (finding.check, finding.severity) == ("invoice_repeated", "stop")
    assert "报销单 20261001-aaaa" in finding.what
    old = Standing(invoices={invoice_key("033000220011", "00012345"): "A"})
    same_number = claim(line("其他", 10, "1", invoice_code="044000220011", invoice_number="00012345"))
    assert check_claim(same_number, rules, old).findings == ()


def test_blank_numbers_are_no_duplicates(rules: Rules) -> None:
    one = claim(line("餐补", 80, until="2026-10-12"), line("餐补", 80, day="2026-10-13", until="2026-10-13"))
    assert "invoice_repeated" not in found(check(one, rules))
    assert invoice_key("033000220011", "  ") == ""


def taxed(net: int, tax: int, amount: int) -> Claim:
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
    assert check_claim(taxed(13084, 916, 14000), rules).findings == ()


@pytest.mark.parametrize("tax", [915, 917, 0])
def test_a_cent_more_or_less_does_not_add_up(rules: Rules, tax: int) -> None:
    (finding,) = check_claim(taxed(13084, tax, 14000), rules).findings
    assert (finding.check, finding.severity) == ("tax_sum", "stop")
