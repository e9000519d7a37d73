"""Raking by hand and by ipfn, and what must hold."""

from __future__ import annotations

from collections.abc import Callable

import ipfn
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.research.survey.base import effective_n
from mktkit.research.survey.coding import code
from mktkit.research.survey.raking import rake

Work = Callable[[], object]
Refused = Callable[[Work, list[str]], None]


def test_raking_by_hand() -> None:
    # Two questions that do not depend on each other: every weight is the product of its two ratios.
    # 60 men, 40 women; half of each young: men 50 ÷ 60, women 50 ÷ 40, young 30 ÷ 50, old 70 ÷ 50.
    sex = ["男"] * 60 + ["女"] * 40
    age = (["青"] * 30 + ["老"] * 30) + (["青"] * 20 + ["老"] * 20)
    raked = rake(
        [code("性别", sex), code("年龄", age)], {"性别": {"男": 50, "女": 50}, "年龄": {"青": 30, "老": 70}}
    )
    wanted = [50 / 60 * 0.6] * 30 + [50 / 60 * 1.4] * 30 + [1.25 * 0.6] * 20 + [1.25 * 1.4] * 20
    assert raked.weights == pytest.approx(wanted)
    assert raked.design_effect == pytest.approx(100 * sum(one * one for one in wanted) / sum(wanted) ** 2)


# The peer still uses what pandas will drop.
@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("seed", range(6))
def test_raking_is_ipfn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = 600
    frame = pd.DataFrame(
        {
            "性别": rng.choice(["男", "女"], n, p=[0.62, 0.38]),
            "年龄": rng.choice(["青", "中", "老"], n, p=[0.5, 0.3, 0.2]),
            "地区": rng.choice(["东", "南", "西", "北"], n, p=[0.4, 0.3, 0.2, 0.1]),
        }
    )
    targets = {
        "性别": {"男": 51, "女": 49},
        "年龄": {"青": 35, "中": 40, "老": 25},
        "地区": {"东": 30, "南": 25, "西": 25, "北": 20},
    }
    raked = rake([code(name, frame[name], list(shares)) for name, shares in targets.items()], targets)
    margins = [pd.Series(shares).rename_axis(name) * n / 100 for name, shares in targets.items()]
    cells = frame.groupby(list(targets)).size().rename("total").reset_index().astype({"total": float})
    fitted = ipfn.ipfn.ipfn(
        cells, margins, [[name] for name in targets], convergence_rate=1e-12, max_iteration=2000
    ).iteration()
    ours = frame.assign(weight=raked.weights).groupby(list(targets))["weight"].sum()
    theirs = fitted.set_index(list(targets))["total"]
    np.testing.assert_allclose(ours.sort_index(), theirs.sort_index(), atol=1e-4)
    for name, shares in targets.items():
        got = frame.assign(weight=raked.weights).groupby(name)["weight"].sum() / n * 100
        assert got.to_dict() == pytest.approx(shares, abs=1e-6)


@settings(max_examples=60)
@given(st.integers(0, 2**32 - 1), st.integers(20, 200))
def test_raked_margins_are_the_targets(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    questions = [code(name, [f"{name}{one}" for one in rng.integers(0, 3, n)]) for name in "甲乙"]
    targets = {}
    for question in questions:
        shares = rng.integers(1, 50, len(question.options)).astype(float)
        shares *= 100 / shares.sum()
        targets[question.title] = dict(zip(question.options, map(float, shares), strict=True))
    try:
        raked = rake(questions, targets)
    except MktkitError:
        return
    assert raked.weights.sum() == pytest.approx(n)
    assert (raked.weights > 0).all()
    assert 1 - 1e-9 <= raked.design_effect == pytest.approx(n / effective_n(raked.weights))
    for question in questions:
        got = np.bincount(question.codes, raked.weights) / n * 100
        assert got.tolist() == pytest.approx(list(targets[question.title].values()), abs=1e-5)


@pytest.mark.parametrize(
    ("work", "words"),
    [
        (lambda: rake([code("性别", ["男", "男"], ["男", "女"])], {"性别": {"男": 50, "女": 50}}),
         ["「女」", "50.0%", "一份也没有"]),
        (lambda: rake([code("性别", ["男", "女"])], {"性别": {"男": 60, "女": 43}}), ["103.0%", "100%"]),
        (lambda: rake([code("性别", ["男", "女"])], {"性别": {"男": 100}}), ["「女」有 1 份", "没有写"]),
        (lambda: rake([code("性别", ["男", None])], {"性别": {"男": 100}}), ["1 份没有回答"]),
        (lambda: rake([], {}), ["没有选加权的题"]),
        # Each sex lives in one region only: the margins contradict each other.
        (lambda: rake([code("性别", ["男", "女"]), code("地区", ["东", "西"])],
                      {"性别": {"男": 50, "女": 50}, "地区": {"东": 30, "西": 70}}), ["不能同时满足", "20.00"]),
    ],
)  # fmt: skip
def test_what_cannot_be_calculated_is_said(refused: Refused, work: Work, words: list[str]) -> None:
    refused(work, words)
