"""Checks of entertaining guests (制度 6.2.2): approved before, guests and purpose named, few hosts."""

from __future__ import annotations

import narwhals as nw

from mktkit.expense.claim.checks.approvers import approver, level_at_least
from mktkit.expense.claim.checks.model import LineCells, Test, fen, trimmed
from mktkit.money import yuan
from mktkit.rules import Rules

__all__ = ["under"]

_KIND = ("业务招待",)


def _guests_words(row: LineCells) -> tuple[str, str]:
    missing = [
        name
        for name, there in (
            ("客人单位和姓名", row["guest_names"].strip()),
            ("客人数", row["guests"] > 0),
            ("事由", row["purpose"].strip()),
        )
        if not there
    ]
    return f"没有写{'、'.join(missing)}", "招待要写明客人、人数和事由"


def under(rules: Rules) -> tuple[Test, ...]:
    """Return the tests of entertainment under `rules`."""
    rule = rules.expense.entertainment
    approval_from = fen(rule.prior_approval_from)
    few = (nw.col("guests") > 0) & (nw.col("guests") <= rule.few_guests)
    return (
        Test(
            "prior_approval",
            (nw.col("amount") >= approval_from) & (trimmed("approval") == ""),
            lambda row: (
                f"招待 {yuan(row['amount'])} 元，没有事前批准",
                f"单次 {yuan(approval_from)} 元起须事前批准",
            ),
            _KIND,
        ),
        *(
            approver(
                (nw.col("amount") >= approval_from) & (nw.col("level") == level),
                level_at_least(rules, post),
                rules,
                _KIND,
            )
            for level, post in rule.approved_by.items()
        ),
        Test(
            "guests",
            (trimmed("guest_names") == "") | (nw.col("guests") <= 0) | (trimmed("purpose") == ""),
            _guests_words,
            _KIND,
        ),
        Test(
            "hosts",
            few & (nw.col("hosts") > rule.hosts_for_few),
            lambda row: (
                f"客人 {row['guests']} 人，陪同 {row['hosts']} 人",
                f"客人 {rule.few_guests} 人以内，陪同不超过 {rule.hosts_for_few} 人",
            ),
            _KIND,
        ),
    )
