"""A banner table: a question's answers by groups side by side, and letters where two groups differ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from string import ascii_uppercase
from typing import TYPE_CHECKING

import numpy as np
from scipy import special

from mktkit.errors import MktkitError
from mktkit.research.model import Analysis, KeyFigure, figure, grid
from mktkit.research.proportions import Proportion, two_proportion_test
from mktkit.research.rounding import rounded
from mktkit.research.survey.base import FEW, RANDOM, SELECTED
from mktkit.research.survey.model import NUMERIC, Survey, SurveyQuestion

if TYPE_CHECKING:
    import numpy.typing as npt

    from mktkit.research.survey.base import Weights

    Mask = npt.NDArray[np.bool_]

__all__ = ["BannerGroup", "BannerRow", "banner", "banner_of", "welch_test"]

#: Groups beyond the letters of the alphabet cannot be told apart.
_MOST = len(ascii_uppercase)


@dataclass(frozen=True)
class BannerGroup:
    """A column: who belongs to it, of every respondent."""

    name: str
    members: Mask = field(repr=False)


@dataclass(frozen=True)
class BannerRow:
    """A row: an option and who chose it, or a mean.

    Attributes
    ----------
    values
        One a respondent, NaN where the question was left out; of an option 1 for chosen and 0 for not.
    mean
        Whether a mean is shown, and not a share.
    """

    name: str
    values: Weights = field(repr=False)
    mean: bool = False


@dataclass(frozen=True)
class _Cell:
    """What a row says of a group: share or mean, its base, and the unweighted answers that are tested."""

    shown: float
    answers: Weights = field(repr=False)


def welch_test(first: Weights, second: Weights) -> float:
    """Return the two-sided p that two independent means are equal, variances need not be.

    Notes
    -----
    Welch, The generalization of 'Student's' problem when several different population variances are involved, Biometrika 34 (1947).

    Examples
    --------
    >>> round(welch_test(np.array([1.0, 2.0, 3.0, 4.0]), np.array([3.0, 4.0, 5.0, 6.0])), 4)
    0.071
    """
    parts = [one.var(ddof=1) / len(one) for one in (first, second)]
    spread = float(sum(parts))
    if spread == 0:
        return 1.0 if first.mean() == second.mean() else 0.0
    t = float(first.mean() - second.mean()) / math.sqrt(spread)
    degrees = spread**2 / sum(
        float(part) ** 2 / (len(one) - 1) for part, one in zip(parts, (first, second), strict=True)
    )
    return float(2 * special.stdtr(degrees, -abs(t)))


def _p(line: BannerRow, first: Weights, second: Weights) -> float | None:
    """Return p of two groups, None where too few answered for the test to hold."""
    if line.mean:
        return welch_test(first, second) if min(len(first), len(second)) >= 2 else None
    pooled = (first.sum() + second.sum()) / (len(first) + len(second))
    if min(share * len(one) for share in (pooled, 1 - pooled) for one in (first, second)) < 5:
        return None
    before, after = (Proportion(int(one.sum()), len(one)) for one in (first, second))
    return two_proportion_test(before, after)[1]


def banner(
    title: str,
    groups: Sequence[BannerGroup],
    lines: Sequence[BannerRow],
    weights: Weights | None = None,
    *,
    overlapping: bool = False,
) -> Analysis:
    """Lay a question's answers out by groups, in % of each group.

    Parameters
    ----------
    groups
        The columns, lettered A, B, C ….
    lines
        The rows.
    weights
        One a respondent: shares and means are weighted, tests are not.
    overlapping
        Whether somebody may belong to several groups: then no two of them are independent, and none is tested.

    Raises
    ------
    MktkitError
        Fewer than two groups that answered, or more than there are letters.

    Notes
    -----
    制度 3.1.3. Pairs of shares by the pooled z test, of means by Welch's t, each at 5 % with Bonferroni's correction for the pairs
    of a row; shares only where every expected count is 5 or more.

    Examples
    --------
    >>> members = np.arange(200) < 100
    >>> bought = np.where(np.arange(200) < 60, 1.0, 0.0)
    >>> bought[100:130] = 1.0
    >>> result = banner("买过", [BannerGroup("南京", members), BannerGroup("苏州", ~members)], [BannerRow("是", bought)])
    >>> result.tables[0].rows[1]
    ('是', '60.0% B', '30.0%')
    """
    each = np.ones(len(groups[0].members)) if groups and weights is None else weights
    used = [one for one in groups if lines and (one.members & ~np.isnan(lines[0].values)).any()]
    if len(used) < 2 or each is None:
        raise MktkitError("有回答的组不到两个", "至少要有两组才能比", "换一题来分组", where=title)
    if len(used) > _MOST:
        raise MktkitError(f"分成了 {len(used)} 组", f"最多 {_MOST} 组", "先合并选项，再分组", where=title)
    letters = dict(zip((one.name for one in used), ascii_uppercase, strict=False))
    bases = [int((one.members & ~np.isnan(lines[0].values)).sum()) for one in used]
    rows: list[tuple[str, ...]] = [("n（加权前）" if weights is not None else "n", *map(str, bases))]
    figures: list[KeyFigure] = []
    untested = 0
    for line in lines:
        cells = [_cell(line, one, each) for one in used]
        above, unsure = ({}, 0) if overlapping else _letters(line, used, cells, letters)
        untested += unsure
        rows.append(
            (
                line.name,
                *(
                    " ".join(filter(None, (_shown(line, cell), above.get(one.name, ""))))
                    for one, cell in zip(used, cells, strict=True)
                ),
            )
        )
        figures += [
            figure(f"{one.name}：{line.name}", cell.shown, "" if line.mean else "%", 2 if line.mean else 1)
            for one, cell in zip(used, cells, strict=True)
            if len(cell.answers)
        ]
    few = [one.name for one, n in zip(used, bases, strict=True) if n < FEW]
    pairs = len(used) * (len(used) - 1) // 2
    warnings = [f"{'、'.join(few[:8])}不到 {FEW} 份，只作参考"] if few else []
    if overlapping:
        warnings.append("分组的题可以多选，同一人在几组里，各组不独立，没有检验")
    if untested:
        warnings.append(f"有 {untested} 对份数太少（期望频数小于 5），没有检验")
    test = (
        "没有检验"
        if overlapping
        else f"字母写在高的一组，表示比那一组高：占比用 z 检验（合并方差），均值用 Welch t 检验，双侧，水平 5%，每行 {pairs} 对按 Bonferroni 校正"
    )
    return Analysis(
        title=title,
        method=f"分组比较：各组内的占比和均值；{test}{'；占比和均值加权，检验不加权' if weights is not None else ''}",
        n=int(np.logical_or.reduce([one.members for one in used])[~np.isnan(lines[0].values)].sum()),
        figures=tuple(figures),
        tables=(grid(("", *(f"{letters[one.name]} {one.name}" for one in used)), rows, title),),
        assumptions=(RANDOM, "各组是互不相干的人"),
        caveats=(SELECTED, "一次比很多行：总会有几行碰巧不同，先想好要看哪一行"),
        warnings=tuple(warnings),
    )


def _cell(line: BannerRow, group: BannerGroup, weights: Weights) -> _Cell:
    valid = group.members & ~np.isnan(line.values)
    total = weights[valid].sum()
    shown = float((line.values[valid] * weights[valid]).sum() / total) if total else math.nan
    return _Cell(shown if line.mean else 100 * shown, line.values[valid])


def _shown(line: BannerRow, cell: _Cell) -> str:
    if not len(cell.answers):
        return "—"
    return f"{rounded(cell.shown)}" if line.mean else f"{rounded(cell.shown, 1)}%"


def _letters(
    line: BannerRow, groups: Sequence[BannerGroup], cells: Sequence[_Cell], letters: dict[str, str]
) -> tuple[dict[str, str], int]:
    """Return group → letters of the groups it is above, and how many pairs had too few answers."""
    above: dict[str, str] = {}
    untested = 0
    pairs = len(groups) * (len(groups) - 1) // 2
    for (one, first), (other, second) in combinations(zip(groups, cells, strict=True), 2):
        p = _p(line, first.answers, second.answers)
        if p is None:
            untested += 1
        elif p * pairs < 0.05:
            high, low = (one, other) if first.answers.mean() > second.answers.mean() else (other, one)
            above[high.name] = above.get(high.name, "") + letters[low.name]
    return {name: "".join(sorted(found)) for name, found in above.items()}, untested


def banner_of(survey: Survey, by: str, number: str, weights: Weights | None = None) -> Analysis:
    """Lay the answers to a question out by those to another, both of which may be multiple choices.

    Raises
    ------
    MktkitError
        A question that does not exist, or whose answers make no groups or rows.
    """
    grouping = survey.question(by)
    title = f"{survey.heading(by)} × {survey.heading(number)}（分组比较）"
    groups = [BannerGroup(name, values == 1) for name, values in _options(survey, grouping)]
    return banner(
        title,
        groups,
        list(_lines(survey, survey.question(number))),
        weights,
        overlapping=grouping.kind == "多选",
    )


def _options(survey: Survey, question: SurveyQuestion) -> Iterator[tuple[str, Weights]]:
    """Yield option → 1 chosen, 0 not, NaN left out."""
    if question.kind == "多选":
        for option, column in survey.chosen(question.number).items():
            yield option, np.array([np.nan if one is None else float(one) for one in column])
        return
    if question.kind in ("填空", "排序", "数字"):
        raise MktkitError(f"第 {question.label} 是{question.kind}题", "这里要用单选、多选或量表题", "换一题")
    answers = survey.answers(question.number)
    for at, option in enumerate(answers.options):
        yield option, np.where(answers.codes < 0, np.nan, (answers.codes == at).astype(float))


def _lines(survey: Survey, question: SurveyQuestion) -> Iterator[BannerRow]:
    if question.kind in NUMERIC:
        values = [np.nan if one is None else one for one in survey.scores(question.number)]
        yield BannerRow("均值", np.array(values, dtype=float), mean=True)
    if question.kind != "数字":
        yield from (BannerRow(name, values) for name, values in _options(survey, question))
