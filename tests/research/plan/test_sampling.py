"""How many to ask: by hand, by statsmodels, and what must hold."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats import proportion as peer

from mktkit.research.plan.sampling import Precision, required_sample, sample_size

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        # 1.96² · 0.25 ÷ 0.05² = 384.15 (Krejcie & Morgan 1970 print 384 for the largest universe; rounded up 385).
        ({"margin": 5}, 385),
        # 384.15 ÷ (1 + 383.15 ÷ 2000) = 322.4.
        ({"margin": 5, "population": 2000}, 323),
        # 1.96² · 0.25 ÷ 0.03² = 1067.1.
        ({"margin": 3}, 1068),
        # 2.5758² · 0.25 ÷ 0.05² = 663.5.
        ({"margin": 5, "confidence": 99}, 664),
        # 1.96² · 0.1 · 0.9 ÷ 0.05² = 138.3.
        ({"margin": 5, "share": 10}, 139),
        # 384.15 · 1.5 = 576.2.
        ({"margin": 5, "design_effect": 1.5}, 577),
        # All of ten: 384.15 ÷ (1 + 383.15 ÷ 10) = 9.77.
        ({"margin": 5, "population": 10}, 10),
        ({"margin": 5, "population": 1}, 1),
    ],
)
def test_required_sample(arguments: dict[str, Any], needed: int) -> None:
    assert required_sample(Precision(**arguments)) == needed


@pytest.mark.parametrize(
    ("margin", "share", "level"), list(product((1, 3, 5, 10), (50, 20, 3), (90, 95, 99)))
)
def test_sample_size_is_statsmodels_rounded_up(margin: int, share: int, level: int) -> None:
    exact = peer.samplesize_confint_proportion(share / 100, margin / 100, 1 - level / 100)
    assert required_sample(Precision(margin, level, share=share)) == int(np.ceil(exact))


@given(st.integers(1, 49), st.integers(50, 99), st.integers(1, 100_000))
def test_never_more_are_needed_than_there_are(margin: int, level: int, population: int) -> None:
    needed = required_sample(Precision(margin, level, population))
    assert 1 <= needed <= min(population, required_sample(Precision(margin, level)))
    assert needed <= required_sample(Precision(margin, level, population + 1))


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: required_sample(Precision(0)), ["允许误差"]),
        (lambda: required_sample(Precision(5, 100)), ["置信水平"]),
        (lambda: required_sample(Precision(5, population=0)), ["总体人数是 0"]),
        (lambda: sample_size(Precision(5), response_rate=0), ["回收率"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
