"""What was given back is tied to what it takes from."""

from __future__ import annotations

import pytest
from claims import after, claim, found, line

from mktkit.expense.claim.calc import check_claim, settlement
from mktkit.expense.claim.model import Claim
from mktkit.rules import Rules

TICKET = "22222222222222222221"


@pytest.mark.parametrize(
    ("one", "allowed"),
    [
        # 500 and 120 back are 380.
        (
            claim(line("城市间交通", 500, "1"), line("城市间交通", -120, refund_of=TICKET, attachments=1)),
            380_00,
        ),
        (claim(line("城市间交通", 500, "1"), line("城市间交通", -120, attachments=1)), 380_00),
        # Of a night of 500 are 350 allowed; 120 back come first from the own part: 380, of which 350.
        (
            claim(
                line("住宿", 500, "1", until="2026-10-13"),
                line("住宿", -120, refund_of=TICKET, attachments=1),
            ),
            350_00,
        ),
        # 200 back leave 300, all of it allowed.
        (
            claim(
                line("住宿", 500, "1", until="2026-10-13"),
                line("住宿", -200, refund_of=TICKET, attachments=1),
            ),
            300_00,
        ),
    ],
)
def test_a_refund_lowers_what_is_allowed(one: Claim, allowed: int, rules: Rules) -> None:
    checked = check_claim(one, rules)
    assert not checked.stopped
    assert checked.allowed == allowed
    assert checked.allowed + checked.own == one.total
    assert "refund_tied" in found(checked)


@pytest.mark.parametrize(
    "one",
    [
        claim(line("其他", -100, attachments=1)),
        claim(line("城市间交通", 300, "1"), line("城市间交通", -350, refund_of=TICKET, attachments=1)),
        claim(line("其他", 300, "1"), line("其他", 300, "2"), line("其他", -100, attachments=1)),
        claim(line("其他", 300, "1"), line("其他", -100, refund_of="999", attachments=1)),
    ],
)
def test_a_refund_without_its_original_is_asked(one: Claim, rules: Rules) -> None:
    checked = check_claim(one, rules)
    assert checked.stopped
    assert "refund" in found(checked)


def test_a_ticket_of_an_earlier_claim_is_given_back(rules: Rules) -> None:
    before = claim(line("城市间交通", 109.50, "1"))
    back = claim(line("城市间交通", -50, refund_of=TICKET, attachments=1))
    checked = check_claim(back, rules, after(("BX-250", before)))
    paid = settlement(back, checked)
    assert (checked.allowed, paid.refund, paid.due) == (-50_00, 50_00, 0)
    (tied,) = [one.what for one in checked.findings if one.check == "refund_tied"]
    assert "报销单 BX-250" in tied
    assert "109.50" not in tied
