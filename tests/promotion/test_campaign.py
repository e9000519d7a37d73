"""What is not in the registers, or not there yet, is said."""

from __future__ import annotations

import narwhals as nw
import pytest

from mktkit.appraisal.kpi import Frames
from mktkit.errors import MktkitError
from mktkit.promotion import example
from mktkit.promotion.calc import RulesOf, evaluate
from mktkit.promotion.model import Evaluation


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"campaign_id": "P2026-06O"}, "没有活动号「P2026-06O」.*最接近的是 P2026-06"),
        ({"wave_id": "W2025-2"}, "没有对照批次"),
        ({"wave_id": "W1"}, "没有批次「W1」"),
    ],
)
def test_what_is_not_in_the_registers_is_said(
    frames: Frames, rules_of: RulesOf, asked: dict[str, str], said: str
) -> None:
    with pytest.raises(MktkitError, match=said):
        evaluate(example.evaluation().model_copy(update=asked), frames, rules_of)


def test_a_campaign_that_still_runs_has_no_score(frames: Frames, rules_of: RulesOf) -> None:
    campaigns = frames["campaigns"]
    running = campaigns.filter(nw.col("participation_actual").is_null())["campaign_id"][0]
    with pytest.raises(MktkitError, match="还没有填实际数"):
        evaluate(Evaluation(campaign_id=running), frames, rules_of)
