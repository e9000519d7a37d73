"""The register of clauses: complete, and whatever it says carries a clause out exists."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.registers import REGISTERS
from mktkit.rules import DEPARTMENTS, EVERYONE, Clause, Rules, load_rules
from mktkit.rules.subjects.appraisal import KPI_CLAUSES

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


def test_the_kpis_are_the_metrics_of_the_departments() -> None:
    groups = tuple(f"{group}." for group in DEPARTMENTS.values())
    assert list(KPI_CLAUSES) == [one for one in REGULATION.split() if one.startswith(groups)]


def test_whatever_carries_a_clause_out_exists(rules: Rules) -> None:
    carriers = {carrier for clause in rules.clauses.values() for carrier in clause.carried_out_by}
    assert carriers
    for carrier in carriers:
        kind, _, name = carrier.partition(":")
        assert kind in ("register", "notebook", "metric"), carrier
        exists = {
            "register": name in REGISTERS,
            "notebook": (ROOT / "notebooks" / f"{name}.ipynb").is_file()
            and (ROOT / "docs" / "toolkit" / f"{name}.md").is_file(),
            "metric": name in rules.appraisal.kpi,
        }
        assert exists[kind], carrier


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


# -- whom it obliges ---------------------------------------------------------------------------------

# What the regulation says to everyone, and what it says to one post alone, written down from its text.
TO_ALL = """
1 1.1 1.2 1.3 1.3.1 1.3.2 1.3.3 1.3.4 2 2.1 2.2 3
4 4.1 4.1.1 4.1.2 4.1.3 4.2 4.2.1 4.2.2 4.2.3 4.3 4.3.1 4.3.2 4.3.3
5 5.1 5.2 5.3 5.3.1 5.3.2 5.3.3 5.3.4 6 6.1 6.1.2 6.2 6.2.1 6.2.2
"""
TO_ONE = {
    "营销经理": "2.2.1 3.1 3.1.1 3.1.4 6.1.1",
    "市场专员": "2.2.2 3.1 3.1.1 3.1.2 3.1.3 3.1.4 3.2 3.2.1 3.2.2 3.2.3 3.2.4 5.1.1 5.1.1.a 5.1.1.b 5.1.1.c 5.1.1.d",
    "销售代表": "2.2.3 3.3 3.3.1 3.3.2 3.3.3 3.3.4 3.3.5 3.3.6 5.1.2 5.1.2.a 5.1.2.b 5.1.2.c 5.1.2.d",
    "客服人员": "2.2.4 3.4 3.4.1 3.4.2 3.4.3 5.1.3 5.1.3.a 5.1.3.b 5.1.3.c 5.1.3.d",
}


@pytest.mark.parametrize("post", TO_ONE)
def test_a_post_is_obliged_by_exactly_these(rules: Rules, post: str) -> None:
    expected = {*TO_ALL.split(), *TO_ONE[post].split()}
    assert {clause.id for clause in rules.clauses_of(post)} == expected


def test_every_clause_obliges_somebody_who_exists(rules: Rules) -> None:
    posts = rules.onboarding.posts
    known = {EVERYONE, *posts, *(entry.department for entry in posts.values())}
    for clause in rules.clauses.values():
        assert set(clause.binds) <= known, clause.id
        assert clause.owner in posts, clause.id


def test_an_unknown_post_names_the_nearest(rules: Rules) -> None:
    with pytest.raises(MktkitError, match=r"没有岗位「销售代理」.*最接近的是 销售代表"):
        rules.clauses_of("销售代理")


# -- how it ages -------------------------------------------------------------------------------------


def reviewed(rules: Rules, day: dt.date, months: int) -> Clause:
    return rules.clause("1.1").model_copy(update={"last_reviewed": day, "review_months": months})


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (dt.date(2026, 11, 23), 12, dt.date(2027, 11, 23)),
        (dt.date(2026, 11, 23), 1, dt.date(2026, 12, 23)),
        (dt.date(2026, 11, 23), 2, dt.date(2027, 1, 23)),
        # A shorter month, and a leap day.
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2028, 2, 29), 12, dt.date(2029, 2, 28)),
    ],
)
def test_when_a_review_is_due(rules: Rules, day: dt.date, months: int, due: dt.date) -> None:
    clause = reviewed(rules, day, months)
    assert clause.review_due == due
    assert not clause.is_overdue(due)
    assert clause.is_overdue(due + dt.timedelta(days=1))


@pytest.fixture
def company(tmp_path: Path) -> Path:
    (tmp_path / "expense.yaml").write_text(
        "- from: 2026-10-01\n  note: 总经理办公会\n  values:\n    6.2.2:\n      meals: {first: 120, second: 100, other: 80}\n",
        encoding="utf-8",
    )
    (tmp_path / "revisions.yaml").write_text(
        "- {date: 2027-03-01, clauses: [4.2.2], change: 周五可着便装, basis: 总经理办公会 2027-02-20}\n",
        encoding="utf-8",
    )
    return tmp_path


def test_a_clause_is_in_force_from_what_the_company_put_in_force(company: Path) -> None:
    early = load_rules(on=dt.date(2026, 12, 1), company=company)
    assert early.in_force_since("6.2.2") == dt.date(2026, 10, 1)
    # Its new words are not in force yet, and the regulation names no date.
    assert early.in_force_since("4.2.2") is None
    late = load_rules(on=dt.date(2027, 3, 1), company=company)
    assert late.in_force_since("4.2.2") == late.changed("4.2.2") == dt.date(2027, 3, 1)
    assert late.changed("4.2.1") == dt.date(2026, 11, 23)


def test_a_wrong_change_register_is_refused(tmp_path: Path) -> None:
    (tmp_path / "revisions.yaml").write_text(
        "- {date: 2027-03-01, clauses: [4.2.9], change: 改}\n- {date: 春天, change: 改}\n", encoding="utf-8"
    )
    with pytest.raises(MktkitError) as caught:
        load_rules(on=dt.date(2027, 3, 1), company=tmp_path)
    assert "revisions.yaml 第 1 行：没有条款「4.2.9」；最接近的是 4.2." in str(caught.value)
    assert "revisions.yaml 第 2 行：应为日期" in str(caught.value)
