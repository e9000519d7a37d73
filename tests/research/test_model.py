"""What every result carries, and how a figure is found."""

from __future__ import annotations

import pytest

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis


def test_a_figure_is_found_by_name_or_the_nearest_is_told(results: tuple[Analysis, ...]) -> None:
    with pytest.raises(MktkitError, match="最接近的是「市场规模」"):
        _ = results[0]["市场规摸"]


def test_every_result_tells_method_assumptions_and_when_not_to_use_it(results: tuple[Analysis, ...]) -> None:
    assert {one.title for one in results} >= {"市场集中度", "加权", "竞争对手对比", "推荐意愿"}
    for one in results:
        assert one.method
        assert one.caveats
        assert one.clause == "3.1.3"
        assert len({figure.name for figure in one.figures}) == len(one.figures)
        assert one.assumptions or one.title == "建议"
