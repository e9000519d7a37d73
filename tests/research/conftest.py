"""The example survey, market and report, and what many of their tests need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mktkit.desk.handing_in import hand_in
from mktkit.errors import MktkitError
from mktkit.records import Actor, Store, open_store
from mktkit.research.market.analysis import analyse_market
from mktkit.research.market.example import example_market
from mktkit.research.model import Analysis
from mktkit.research.pages.survey import example_request, example_survey
from mktkit.research.plan.example import example_plan
from mktkit.research.plan.paper import RESEARCH_PLAN
from mktkit.research.report.example import example_analyses
from mktkit.research.survey.analysis import analyse_survey
from mktkit.rules import Rules

Work = Callable[[], object]


@pytest.fixture
def refused() -> Callable[[Work, list[str]], None]:
    """Tell whether work is refused in these words."""

    def check(work: Work, words: list[str]) -> None:
        with pytest.raises(MktkitError) as caught:
            work()
        for word in words:
            assert word in str(caught.value)

    return check


@pytest.fixture(scope="session")
def results(rules: Rules) -> tuple[Analysis, ...]:
    """Every result of the example market and the example survey."""
    market, _ = analyse_market(example_market(), rules)
    survey, _ = analyse_survey(example_survey(rules), example_request())
    return (*market, *survey)


@pytest.fixture(scope="session")
def analyses(rules: Rules) -> tuple[Analysis, ...]:
    """The results that the example report stands on."""
    return example_analyses(rules)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    day = dt.datetime(2026, 9, 18, 2, tzinfo=dt.UTC)
    with open_store(folder=tmp_path / "records", clock=lambda: day) as opened:
        yield opened


@pytest.fixture
def hand_in_plan(store: Store, rules: Rules) -> Callable[[], str]:
    """Hand the example plan in and return its number."""
    author = Actor("S001", "李明", ("市场专员",))
    return lambda: hand_in(store, RESEARCH_PLAN, example_plan(), author, rules).document
