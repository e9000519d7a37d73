"""Reliability by another package and another formula."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from mktkit.research.survey.reliability import cronbach_alpha

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_alpha_is_that_of_an_independent_package() -> None:
    # pingouin 0.7.0, cronbach_alpha(data=…), gives 0.9088235294117647 for these twelve answers.
    items = {
        "一": [4, 5, 3, 2, 4, 5, 1, 3, 4, 2, 5, 3],
        "二": [4, 4, 3, 2, 5, 5, 2, 3, 3, 2, 4, 3],
        "三": [3, 5, 2, 1, 4, 4, 1, 4, 4, 3, 5, 2],
        "四": [5, 4, 3, 3, 4, 5, 2, 2, 5, 1, 4, 3],
    }
    result = cronbach_alpha("量表", items)
    assert result["α"].text == "0.91"
    # The same by the other formula: k · mean covariance ÷ (mean variance + (k − 1) · mean covariance).
    matrix = np.cov(np.array(list(items.values()), dtype=float))
    shared = (matrix.sum() - np.trace(matrix)) / 12
    assert 4 * shared / (np.trace(matrix) / 4 + 3 * shared) == pytest.approx(0.9088235294117647)
    # Without an item: what a scale of the other three gives.
    without = {row[0]: row[3] for row in result.tables[0].rows}
    rest = {name: column for name, column in items.items() if name != "二"}
    assert without["二"] == cronbach_alpha("量表", rest)["α"].value


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: cronbach_alpha("量表", {"一": [1, 2, 3]}), ["只有 1 题"]),
        (lambda: cronbach_alpha("量表", {"一": [1, None, 3], "二": [1, 2, None]}), ["1 份"]),
        (lambda: cronbach_alpha("量表", {"一": [1, 1, 1], "二": [2, 2, 2]}), ["总分都一样"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
