"""Making the budget by form: fetched, its months shown, handed in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.expense.budget.example import example_budget
from mktkit.expense.budget.model import Budget
from mktkit.expense.pages.budget import HandingIn, Opening, open_budget, preview_budget, submit_budget
from mktkit.forms import form
from mktkit.records import open_store
from mktkit.rules import Rules


def test_the_form_takes_a_budget_shows_its_months_and_hands_it_in(tmp_path: Path, rules: Rules) -> None:
    made = form(Budget, draft=False, rules=rules, today=dt.date(2026, 10, 1))
    assert "示例" in open_budget(Opening(what="示例", year=2027), made)
    assert made.value == example_budget(2027)
    shown = preview_budget(made.value)
    # 18 + 60 + 10 + 4 × 1.5 = 94 万.
    assert shown["按部门"][-1]["预算"] == "940,000.00"
    handing = HandingIn(person_id="S001", name="甲", posts=["市场专员"])
    said = submit_budget(made, handing, open_store(folder=tmp_path))
    assert "YS-2027" in said
    assert "审核（财务部门）" in said
    again = form(Budget, draft=False, rules=rules, today=dt.date(2026, 10, 1))
    assert "第 2 版" in open_budget(Opening(year=2027), again, open_store(folder=tmp_path))
    assert again.value.total == 940_000_00
    with pytest.raises(MktkitError, match="没有 2030 年的预算"):
        open_budget(Opening(year=2030), again, open_store(folder=tmp_path))
