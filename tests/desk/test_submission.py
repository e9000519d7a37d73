"""The buttons below a form: kept, waiting for the right post, corrected with a reason once passed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from mktkit.desk.papers import Paper, always
from mktkit.desk.person import person
from mktkit.desk.submission import Submission, submission
from mktkit.errors import fault
from mktkit.forms import Form, entry, form
from mktkit.records import Actor, Store, open_store
from mktkit.rules import Rules


class Sheet(BaseModel):
    number: str = entry("编号")
    value: str = entry("核心价值")


POSITIONING: Paper[Sheet, Sheet] = Paper(
    kind="brand_positioning",
    model=Sheet,
    department=always("市场部"),
    clause="3.2.1",
    number=lambda sheet: f"品牌定位书-{sheet.number}",
    title=lambda sheet: f"品牌定位书 {sheet.number}",
    files=lambda sheet, rules: (("定位书.txt", sheet.value.encode()),),
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 10, 8, tzinfo=dt.UTC)) as opened:
        yield opened


@pytest.fixture
def sheet() -> Form[Sheet]:
    return form(Sheet, draft=False)


@pytest.fixture
def buttons(sheet: Form[Sheet], store: Store, rules: Rules) -> Submission[Sheet]:
    made = submission(sheet, POSITIONING, store=store, rules=rules)
    made.who.fill(person_id="S001", name="示例乙", posts=["市场专员"])
    return made


def test_an_incomplete_form_is_not_kept_and_says_how_much_is_missing(
    buttons: Submission[Sheet], store: Store
) -> None:
    assert buttons.hand_in(submit=True) is None
    assert "还有 2 处要填或要改" in str(buttons)
    assert list(store.list()) == []


def test_the_same_number_is_the_next_version_and_waits_for_the_executives(
    buttons: Submission[Sheet], sheet: Form[Sheet], store: Store
) -> None:
    sheet.fill(number="A", value="省心")
    buttons.hand_in(submit=False)
    sheet.fill(value="省心可靠")
    buttons.hand_in(submit=True)
    history = store.history("品牌定位书-A")
    assert [one.action for one in history] == ["save", "save", "submit"]
    assert "审批中：审批（公司高层）" in str(buttons)
    assert store.attachment(history[-1].attachments[0]).decode() == "省心可靠"


def test_what_has_passed_is_corrected_with_a_reason_alone(
    buttons: Submission[Sheet], sheet: Form[Sheet], store: Store
) -> None:
    sheet.fill(number="A", value="省心")
    buttons.hand_in(submit=True)
    store.act("品牌定位书-A", Actor("G01", "高层", ("公司高层",)), "approve")
    sheet.fill(value="省钱")
    assert buttons.hand_in(submit=True) is None
    assert "更正要写明理由" in str(buttons)
    buttons.reason.value = "客户调研后调整"
    record = buttons.hand_in(submit=True)
    assert record is not None
    assert record.revision == 2
    assert store.latest("品牌定位书-A").status == "pending"


def test_several_forms_of_a_page_are_handed_in_by_one_person(
    sheet: Form[Sheet], store: Store, rules: Rules
) -> None:
    who = person(rules=rules)
    first, second = (submission(sheet, POSITIONING, who=who, store=store, rules=rules) for _ in range(2))
    who.fill(person_id="S001", name="示例乙", posts=["市场专员"])
    sheet.fill(number="A", value="省心")
    assert who not in first.children
    for one in (first, second):
        record = one.hand_in(submit=False)
        assert record is not None
        assert record.who.person_id == "S001"


def test_each_fault_stands_on_a_line_of_its_own(sheet: Form[Sheet], store: Store, rules: Rules) -> None:
    paper = replace(POSITIONING, check=lambda sheet, store: [fault("没有 <依据>"), fault("没有签字")])
    made = submission(sheet, paper, store=store, rules=rules)
    made.who.fill(person_id="S001", name="示例乙", posts=["市场专员"])
    sheet.fill(number="A", value="省心")
    assert made.hand_in(submit=True) is None
    assert "请逐条改好后重试<br>1. 没有 &lt;依据&gt;。<br>2. 没有签字。" in made.said.value
    assert store.find("品牌定位书-A") is None
