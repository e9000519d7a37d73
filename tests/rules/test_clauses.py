"""The register of clauses: complete, and whatever it says carries a clause out exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.registers import REGISTERS
from mktkit.rules import Rules

ROOT = Path(__file__).parents[2]

# Every id of the regulation, written down from its text.
REGULATION = """
1 1.1 1.2 1.3 1.3.1 1.3.2 1.3.3 1.3.4
2 2.1 2.2 2.2.1 2.2.2 2.2.3 2.2.4
3 3.1 3.1.1 3.1.2 3.1.3 3.1.4 3.2 3.2.1 3.2.2 3.2.3 3.2.4
3.3 3.3.1 3.3.2 3.3.3 3.3.4 3.3.5 3.3.6 3.4 3.4.1 3.4.2 3.4.3
4 4.1 4.1.1 4.1.2 4.1.3 4.2 4.2.1 4.2.2 4.2.3 4.3 4.3.1 4.3.2 4.3.3
5 5.1 5.1.1 5.1.1.a 5.1.1.b 5.1.1.c 5.1.1.d 5.1.2 5.1.2.a 5.1.2.b 5.1.2.c 5.1.2.d 5.1.3 5.1.3.a 5.1.3.b 5.1.3.c 5.1.3.d
5.2 5.3 5.3.1 5.3.2 5.3.3 5.3.4
6 6.1 6.1.1 6.1.2 6.2 6.2.1 6.2.2
"""

# Who approves what, from the regulation.
CHAINS = {
    "3.1.1": [("批准", "营销经理")],
    "3.1.4": [("审核", "营销经理")],
    "3.2.1": [("审批", "公司高层")],
    "6.1.2": [("审核", "财务部门"), ("审批", "公司高层")],
    "6.2.1": [("审核签字", "部门负责人"), ("审核", "财务部门")],
}


def test_every_clause_of_the_regulation_stands_in_it_once_and_in_order(rules: Rules) -> None:
    assert list(rules.clauses) == REGULATION.split()


def test_whatever_carries_a_clause_out_exists(rules: Rules) -> None:
    carriers = {carrier for clause in rules.clauses.values() for carrier in clause.carried_out_by}
    assert carriers
    for carrier in carriers:
        kind, _, name = carrier.partition(":")
        assert kind in ("register", "notebook"), carrier
        assert (
            name in REGISTERS if kind == "register" else (ROOT / "notebooks" / f"{name}.ipynb").is_file()
        ), carrier


def test_every_clause_that_a_register_or_column_names_exists(rules: Rules) -> None:
    named = {clause for register in REGISTERS.values() for clause in register.clauses}
    named |= {
        column.clause for register in REGISTERS.values() for column in register.columns if column.clause
    }
    assert named <= set(rules.clauses)


def test_a_register_says_it_serves_what_is_said_to_be_carried_out_by_it(rules: Rules) -> None:
    for clause in rules.clauses.values():
        for carrier in clause.carried_out_by:
            if clause.kind == "metric" and carrier.startswith("register:"):
                assert clause.id in REGISTERS[carrier.partition(":")[2]].clauses, (clause.id, carrier)


@pytest.mark.parametrize("clause", CHAINS)
def test_who_approves(rules: Rules, clause: str) -> None:
    assert [(step.step, step.by) for step in rules.approval(clause)] == CHAINS[clause]


def test_nobody_else_is_asked_to_approve(rules: Rules) -> None:
    assert {clause for clause in rules.clauses if rules.approval(clause)} == {*CHAINS, "5.2"}


def test_every_page_exists(rules: Rules) -> None:
    for page in {clause.page for clause in rules.clauses.values()}:
        assert (ROOT / "docs" / "rules" / f"{page}.md").is_file()


def test_an_unknown_clause_names_the_nearest(rules: Rules) -> None:
    with pytest.raises(MktkitError, match=re.compile(r"没有条款「5\.1\.2\.z」.*最接近的是 5\.1\.2")):
        rules.clause("5.1.2.z")


def test_a_citation(rules: Rules) -> None:
    assert rules.cite("5.1.2.a") == "《营销部门制度规范》5.1.2.a 销售业绩完成率（示例版）"
    assert rules.clause("5.1.2.a").url == "rules/appraisal/#c5-1-2-a"
