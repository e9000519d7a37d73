"""What the budget has left for a claim."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from claims import claim, line, night

from mktkit.desk.handing_in import hand_in
from mktkit.expense.budget.calc import spread_budget
from mktkit.expense.budget.model import Budget, BudgetLine
from mktkit.expense.budget.paper import BUDGET
from mktkit.expense.claim.budget_left import budget_left
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.ledger.book import import_files
from mktkit.expense.pages.claim import ClaimDesk, claims
from mktkit.records import Actor, Store
from mktkit.rules import Rules

HEAD = Actor("M001", "示例乙", ("营销经理",))
FINANCE = Actor("F001", "示例丙", ("财务部门",))
TOP = Actor("G001", "示例丁", ("公司高层",))
CLERK = Actor("S009", "示例戊")


def test_the_budget_left_is_what_was_approved_less_spent_less_committed(
    store: Store, rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path / "data"))
    assert budget_left(store, rules, [2026]) is None
    plan = BudgetLine(department="销售部", category="销售费用", annual=12_000_00)
    hand_in(store, BUDGET, spread_budget(Budget(year=2026, lines=[plan]), rules), CLERK, rules)
    for person in (FINANCE, TOP):
        store.act("YS-2026", person, "approve")
    (tmp_path / "台账.csv").write_text(
        "日期,部门,预算科目,供应商,摘要,金额\r\n2026-10-09,销售部,销售费用,示例快递,快递,100.00\r\n",
        encoding="utf-8",
    )
    import_files([(tmp_path / "台账.csv", "台账.csv")], rules)
    record = hand_in_claim(store, night(), rules)
    for person in (HEAD, FINANCE):
        store.act(record.document, person, "approve")
    # 1,000.00 a month, 100.00 spent, 2 nights × 350.00 committed.
    left = budget_left(store, rules, [2026]) or {}
    assert left["销售部", "销售费用", "2026-10"] == 200_00
    assert left["销售部", "销售费用", "2026-11"] == 1_000_00
    desk = claims(store, rules)
    desk.form.value = claim(line("其他", 200.01, "5"))
    desk.checks.refresh()
    assert "预算还剩 200.00 元，这次 200.01 元" in str(desk.checks)
    desk.form.discard()


@pytest.fixture
def desk(store: Store, rules: Rules) -> Iterator[ClaimDesk]:
    made = claims(store, rules)
    yield made
    made.form.discard()
