"""A thousand claims of members of a parliament: what was claimed twice is found, a blank number is no duplicate.

Method: a claim repeats another where seller, document number (normalised as invoices are) and amount are the same.  The
number alone does not tell: one booking stands on several rows, with each leg and each refund of it.  What must come out
is counted here with Python's own csv module and ``Counter``.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import narwhals as nw
import pytest

from mktkit.expense.claim.checks.invoices import repeated
from mktkit.expense.claim.receipts import invoice_key

pytestmark = pytest.mark.realdata


@pytest.fixture
def claims(published: Callable[[str], Path]) -> list[dict[str, str]]:
    with published("claims-deputies-sample.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _fen(text: str) -> int:
    return int(Decimal(text) * 100)


def test_the_true_duplicates_are_found_and_blanks_are_none(claims: list[dict[str, str]]) -> None:
    keys = []
    for row in claims:
        number = invoice_key("", row["document_number"])
        keys.append(f"{row['cnpj_cpf']}|{number}|{_fen(row['document_value'])}" if number else "")
    frame = nw.from_dict({"row": list(range(len(claims))), "key": keys}, backend="pandas")
    again = set(frame.filter(repeated(frame, "key", {}))["row"].to_list())

    plain = Counter(
        (row["cnpj_cpf"], row["document_number"].strip(), row["document_value"])
        for row in claims
        if row["document_number"].strip()
    )
    assert len(claims) == 1000
    assert sum(1 for row in claims if not row["document_number"].strip()) == 30
    # Sixteen pairs: fifteen seat fees of 39.00 billed for the way out and back, one ticket with two passengers.
    assert len(again) == sum(count - 1 for count in plain.values()) == 16
    assert {
        plain[row["cnpj_cpf"], row["document_number"].strip(), row["document_value"]]
        for row in (claims[at] for at in again)
    } == {2}
    assert not any(claims[at]["document_number"].strip() == "" for at in again)
    # No two rows are the same in every column: each pair is for a person to look at.
    assert len({tuple(row.values()) for row in claims}) == 1000
