"""The one way in: the next version of its number, its files, its chain, and what stops it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from mktkit.desk.handing_in import draft_of, hand_in, keep
from mktkit.desk.papers import Paper, always
from mktkit.errors import FindingsError, MktkitError, fault, notice
from mktkit.forms import entry
from mktkit.records import Actor, Step, Store, open_store
from mktkit.rules import Rules

CLERK = Actor("S001", "示例乙", ("市场专员",))
BOSS = Actor("G01", "高层", ("公司高层",))


class Sheet(BaseModel):
    number: str = entry("编号")
    value: str = entry("核心价值")


SHEET: Paper[Sheet, Sheet] = Paper(
    kind="brand_positioning",
    model=Sheet,
    number=lambda sheet: sheet.number,
    title=lambda sheet: f"定位书 {sheet.value}",
    clause="3.2.1",
    department=always("市场部"),
    files=lambda sheet, rules: ((f"{sheet.value}.txt", sheet.value.encode()),),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 10, 8, tzinfo=dt.UTC)) as opened:
        yield opened


def test_the_same_number_is_the_next_version(store: Store, rules: Rules) -> None:
    keep(store, draft_of(store, SHEET, Sheet(number="A", value="省心"), rules), CLERK)
    record = hand_in(store, SHEET, Sheet(number="A", value="可靠"), CLERK, rules)
    assert (record.version, record.status, record.title, record.department) == (
        3,
        "pending",
        "定位书 可靠",
        "市场部",
    )
    assert [one.name for one in record.attachments] == ["可靠.txt"]


def test_files_of_the_version_before_stay_where_the_paper_says_so(store: Store, rules: Rules) -> None:
    paper = replace(SHEET, keeps_file=lambda sheet, name: True)
    keep(store, draft_of(store, paper, Sheet(number="A", value="省心"), rules), CLERK)
    record = hand_in(store, paper, Sheet(number="A", value="可靠"), CLERK, rules)
    assert [one.name for one in record.attachments] == ["省心.txt", "可靠.txt"]


def test_without_a_number_each_is_a_document_of_its_own(store: Store, rules: Rules) -> None:
    paper = replace(SHEET, number=lambda sheet: "")
    first, second = (hand_in(store, paper, Sheet(number="A", value="省心"), CLERK, rules) for _ in range(2))
    assert first.document != second.document
    assert (first.version, second.version) == (2, 2)


def test_without_a_clause_it_is_filed_at_once(store: Store, rules: Rules) -> None:
    record = hand_in(store, replace(SHEET, clause=""), Sheet(number="A", value="省心"), CLERK, rules)
    assert record.status == "filed"


def test_a_fault_stops_it_and_a_notice_does_not(store: Store, rules: Rules) -> None:
    sheet = Sheet(number="A", value="省心")
    stopped = replace(SHEET, check=lambda sheet, store: [fault("没有依据", mend="补上依据")])
    with pytest.raises(
        FindingsError, match=r"还不能提交（可以先保存），共 1 处；请逐条改好后重试\n1\. 没有依据；补上依据"
    ):
        hand_in(store, stopped, sheet, CLERK, rules)
    assert store.find("A") is None
    told = replace(SHEET, check=lambda sheet, store: [notice("没有依据")])
    assert hand_in(store, told, sheet, CLERK, rules).status == "pending"


def test_what_has_passed_is_corrected_with_a_reason(store: Store, rules: Rules) -> None:
    hand_in(store, SHEET, Sheet(number="A", value="省心"), CLERK, rules)
    store.act("A", BOSS, "approve")
    with pytest.raises(MktkitError, match="更正要写明理由"):
        hand_in(store, SHEET, Sheet(number="A", value="省钱"), CLERK, rules)
    record = hand_in(store, SHEET, Sheet(number="A", value="省钱"), CLERK, rules, "客户调研后调整")
    assert (record.revision, record.status) == (2, "pending")
    assert [one.reason for one in store.history("A")] == ["", "", "", "客户调研后调整", ""]


def test_a_paper_may_send_it_another_way(store: Store, rules: Rules) -> None:
    def higher(sheet: Sheet, chain: tuple[Step, ...], rules: Rules) -> tuple[Step, ...]:
        return (*chain, Step("备案", "财务部门", "财务部门"))

    record = hand_in(store, replace(SHEET, steps=higher), Sheet(number="A", value="省心"), CLERK, rules)
    assert [step.by for step in record.chain] == ["公司高层", "财务部门"]
