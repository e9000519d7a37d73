"""Whom a result rests on."""

from __future__ import annotations

import numpy as np

from mktkit.research.survey.base import effective_n


def test_effective_n_by_hand() -> None:
    # 6² ÷ (1 + 1 + 16).
    assert effective_n(np.array([1.0, 1.0, 4.0])) == 2.0
