"""The example campaign, evaluated from the example set."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import narwhals as nw
import pytest

from mktkit.appraisal.kpi import Frames
from mktkit.appraisal.model import Period
from mktkit.promotion import example
from mktkit.promotion.calc import Evaluated, evaluate
from mktkit.registers import read_dataset
from mktkit.rules import Rules, load_rules


@pytest.fixture(scope="session")
def frames(sample: Path, rules: Rules) -> Frames:
    dataset = read_dataset(sample, rules, only=("campaigns", "awareness_waves"))
    return {name: nw.from_native(table.frame(), eager_only=True) for name, table in dataset.tables.items()}


@pytest.fixture(scope="session")
def rules_of() -> Callable[[Period], Rules]:
    """The sample rules of a month."""
    return lambda period: load_rules(on=period.first, company=None)


@pytest.fixture(scope="session")
def result(frames: Frames, rules_of: Callable[[Period], Rules]) -> Evaluated:
    return evaluate(example.evaluation(), frames, rules_of)
