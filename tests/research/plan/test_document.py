"""The plan as a document."""

from __future__ import annotations

from mktkit.research.plan.document import plan_document
from mktkit.research.plan.example import example_plan
from mktkit.rules import Rules


def test_a_draft_says_that_it_is_none_yet(rules: Rules) -> None:
    document = plan_document(example_plan(), rules)
    assert "未经批准不得实施" in str(document.blocks[0])
