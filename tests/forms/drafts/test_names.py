"""Drafts are found again although the classes of their forms have moved."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from mktkit.appraisal.pages import ScoringRequest
from mktkit.desk.person import DeclaredPerson
from mktkit.expense.budget.model import Budget
from mktkit.expense.claim.model import Claim
from mktkit.expense.pages.budget import HandingIn
from mktkit.expense.pages.summary import SummaryRequest
from mktkit.forms import form, list_drafts
from mktkit.onboarding.model import Candidate
from mktkit.onboarding.pages import sit
from mktkit.promotion.model import Evaluation, ExecutionLog, Positioning, PromotionPlan
from mktkit.research.market.model import MarketData
from mktkit.research.pages.plan import SampleRequest
from mktkit.research.pages.sources import CheckRequest
from mktkit.research.pages.survey import SurveyRequest
from mktkit.research.plan.model import ResearchPlan
from mktkit.research.report.model import ResearchReport
from mktkit.rules import load_rules

TODAY = dt.date(2026, 11, 1)
#: Made by the version whose modules still had their old names; in each form 「写到一半」 stands in one field.
KEPT = Path(__file__).parent / "kept_before"
#: The field, read from the files.
WRITTEN = {
    DeclaredPerson: "name",
    SummaryRequest: "revenue",
    Candidate: "name",
    CheckRequest: "first_number",
    SurveyRequest: "task_id",
    MarketData: "market_total",
    HandingIn: "reason",
    Budget: "note",
    ResearchReport: "recommendations",
    Positioning: "personality",
    PromotionPlan: "budget_limit",
    ExecutionLog: "plan",
    Evaluation: "next_steps",
    ScoringRequest: "employee_id",
    SampleRequest: "response_rate",
    ResearchPlan: "other",
    Claim: "handler_name",
}


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    monkeypatch.setenv("MKTKIT_PERSON", "X001")
    shutil.copytree(KEPT, tmp_path / "drafts")


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model.__name__)
def test_a_draft_kept_under_the_old_module_comes_back(model: type[BaseModel]) -> None:
    asked = form(model, draft="2026-11", rules=load_rules(on=TODAY), today=TODAY)
    assert "已恢复" in asked.bar.state["saved"]
    assert asked.raw[WRITTEN[model]] == "写到一半"


def test_an_exam_begun_before_goes_on() -> None:
    candidate = Candidate(person_id="X001", name="张三", post="市场专员")
    ((title, (frame, _)),) = sit(candidate, on=TODAY, rules=load_rules(on=TODAY)).items()
    (asked,) = frame.children
    assert title.endswith("接着上次没有交的卷")
    assert "卷号 0a1b2c3d" in asked.bar.state["title"]
    assert "已恢复" in asked.bar.state["saved"]


def test_every_draft_kept_before_is_one_of_these() -> None:
    exam = {"exam_form.Answers_0a1b2c3d"}
    assert {row["表单"] for row in list_drafts()} == {model.form_name for model in WRITTEN} | exam  # type: ignore[attr-defined]


def test_a_form_that_adds_to_another_has_drafts_of_its_own() -> None:
    class More(Claim):
        """Inherits the fields, not the drafts."""

    def written(model: Any) -> str:
        asked = form(model, draft="甲", rules=load_rules(on=TODAY), today=TODAY)
        asked.fill(name="张三")
        (row,) = [row for row in list_drafts() if row["单据"] == "甲"]
        asked.discard()
        return row["表单"]

    assert written(Claim) == "claim.Claim"
    assert written(More).startswith("test_names.")
