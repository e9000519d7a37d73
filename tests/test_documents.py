"""Every kind of document in one list, which loads none of what a document is calculated with."""

from __future__ import annotations

import subprocess
import sys

import pytest

from mktkit.documents import PAPERS
from mktkit.rules import Rules

HEAVY = {"docx", "matplotlib", "narwhals", "numpy", "pandas", "scipy", "xlsxwriter"}

#: What stores hold since the first release: a kind renamed would leave its documents unreadable.
KINDS = {
    "onboarding_exam": "",
    "expense_claim": "6.2.1",
    "expense_budget": "6.1.2",
    "research_plan": "3.1.1",
    "research_report": "3.1.4",
    "brand_positioning": "3.2.1",
    "promotion_plan": "3.2.2",
    "promotion_log": "3.2.3",
    "promotion_evaluation": "3.2.4",
}


def test_every_kind_is_listed_under_its_name_with_its_clause() -> None:
    assert {kind: paper.clause for kind, paper in PAPERS.items()} == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_the_clause_of_a_kind_is_in_the_rules(kind: str, rules: Rules) -> None:
    clause = PAPERS[kind].clause
    assert clause == "" or rules.clause(clause)


def test_listing_them_loads_nothing_that_calculates_or_draws() -> None:
    code = "import sys, mktkit.documents; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stdout.split())
