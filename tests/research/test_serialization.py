"""Results as text and back."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction

import pytest

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.serialization import from_json, to_json


def test_results_come_back_as_they_were(results: tuple[Analysis, ...]) -> None:
    assert from_json(to_json(results)) == results
    odd = Analysis(
        "甲", "乙", 3, (figure("丙", Fraction(1, 3)),), (grid(("一", "二"), [("x", Decimal("1.50")), (None, 2)], "表"),),
        plot=Plot("intervals", {"知晓率": (Decimal("43.0"), 38.2, Fraction(479, 10))}, "图", "%", options={"note": "n"}),
    )  # fmt: skip
    assert from_json(to_json([odd]).encode()) == (odd,)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", b"PK\x03\x04", '{"kind": "research_analyses", "format": 2, "analyses": []}',
     '{"kind": "research_analyses", "format": 1, "analyses": [{}]}',
     '{"kind": "research_analyses", "format": 1, "analyses": [{"title": 1, "figures": [], "tables": [], "plot": null}]}',
     "[" * 100_000],
)  # fmt: skip
def test_another_file_is_refused(text: str | bytes) -> None:
    with pytest.raises(MktkitError, match="不是分析结果文件"):
        from_json(text)


def test_results_are_json_and_hold_no_answer_sheet(results: tuple[Analysis, ...]) -> None:
    kept = to_json(results)
    assert json.loads(kept)["kind"] == "research_analyses"
    assert "192.0.2.1" not in kept
