"""The budget among the records: approval in order, revisions that keep what they replace."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mktkit.desk.handing_in import hand_in
from mktkit.errors import MktkitError
from mktkit.expense.budget.calc import budget_cells, spread_budget
from mktkit.expense.budget.model import Budget, BudgetLine
from mktkit.expense.budget.paper import BUDGET, review_budget
from mktkit.expense.budget.store import budget_in_force
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules

CLERK = Actor("S001", "甲", ("市场专员",))
FINANCE = Actor("C001", "乙", ("财务部门",))
BOARD = Actor("G001", "丙", ("公司高层",))


def line(**changes: Any) -> BudgetLine:
    return BudgetLine(**{"department": "市场部", "category": "品牌推广费用", "annual": 120_000_00} | changes)


def budget(*lines: BudgetLine) -> Budget:
    return Budget(year=2027, lines=list(lines or [line()]))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(folder=tmp_path)


def test_approval_goes_in_order_and_nobody_approves_their_own(store: Store, rules: Rules) -> None:
    record = hand_in(store, BUDGET, spread_budget(budget(), rules), CLERK, rules)
    assert record.status_title == "审批中：审核（财务部门）"
    with pytest.raises(MktkitError, match="财务部门"):
        store.act(record.document, BOARD, "approve")
    with pytest.raises(MktkitError, match="经办人"):
        store.act(record.document, CLERK, "approve")
    store.act(record.document, FINANCE, "approve")
    assert budget_in_force(store, 2027) is None
    with pytest.raises(MktkitError, match="已经办过"):
        store.act(record.document, FINANCE, "approve")
    store.act(record.document, BOARD, "approve")
    found = budget_in_force(store, 2027)
    assert found is not None
    assert sum(cell.amount for cell in budget_cells(found)) == 120_000_00
    assert budget_in_force(store, 2026) is None


def test_a_revision_keeps_what_it_replaces_and_counts_once_approved(store: Store, rules: Rules) -> None:
    first = hand_in(store, BUDGET, spread_budget(budget(), rules), CLERK, rules)
    for who in (FINANCE, BOARD):
        store.act(first.document, who, "approve")
    more = spread_budget(budget(line(annual=150_000_00)), rules)
    with pytest.raises(MktkitError, match="理由"):
        hand_in(store, BUDGET, more, CLERK, rules)
    revised = hand_in(store, BUDGET, more, CLERK, rules, "新增秋季活动")
    assert revised.revision == 2
    standing = budget_in_force(store, 2027)
    assert standing is not None
    assert standing.total == 120_000_00
    shown = review_budget(more, revised, store, rules)
    assert [row["增减"] for row in shown["与现行预算相比"]] == ["30,000.00"]
    for who in (FINANCE, BOARD):
        store.act(first.document, who, "approve")
    now = budget_in_force(store, 2027)
    assert now is not None
    assert now.total == 150_000_00
    # Every version is still there.
    totals = [Budget.model_validate(one.data).total for one in store.history(first.document)]
    assert (totals[0], totals[-1]) == (120_000_00, 150_000_00)


def test_a_returned_budget_is_mended_and_handed_in_again(store: Store, rules: Rules) -> None:
    record = hand_in(store, BUDGET, spread_budget(budget(), rules), CLERK, rules)
    store.act(record.document, FINANCE, "return", "缺明细")
    again = hand_in(store, BUDGET, spread_budget(budget(line(item="广告")), rules), CLERK, rules)
    assert (again.document, again.status_title) == (record.document, "审批中：审核（财务部门）")
