"""Competitors side by side: weighted scores, and where each is strong or weak."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from mktkit.errors import MktkitError, show
from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.rounding import Number, exact, rounded

__all__ = ["competitor_matrix"]

_WHERE = "竞争对手对比"
#: A score this far above or below the mean of all is a strength or a weakness.
_APART = Fraction(1, 2)


def competitor_matrix(
    weights: Mapping[str, Number], scores: Mapping[str, Mapping[str, Number]], highest: int = 5
) -> Analysis:
    """Score competitors (and oneself) by weighted criteria.

    Parameters
    ----------
    weights
        Criterion → weight in %; they sum to 100.
    scores
        Company → criterion → score from 1 to `highest`.

    Raises
    ------
    MktkitError
        Fewer than two companies, weights that do not sum to 100, a score that is missing or out of range.

    Notes
    -----
    制度 3.1.3 竞争对手优劣势.

    Examples
    --------
    >>> result = competitor_matrix(
    ...     {"质量": 60, "价格": 40}, {"本公司": {"质量": 4, "价格": 3}, "甲": {"质量": 3, "价格": 5}}
    ... )
    >>> result["本公司"].text, result["甲"].text
    ('3.60', '3.80')
    """
    if len(scores) < 2:
        raise MktkitError(f"只有 {len(scores)} 家", "至少两家才能对比", "补上竞争对手", where=_WHERE)
    weighed = _weighed(weights)
    for company, row in scores.items():
        _check_row(company, row, weighed, highest)
    totals = {
        company: sum((weighed[criterion] * exact(row[criterion]) for criterion in weighed), Fraction(0)) / 100
        for company, row in scores.items()
    }
    order = sorted(scores, key=lambda company: -totals[company])
    rows = {company: scores[company] for company in order}
    apart = rounded(_APART, 1)
    return Analysis(
        title=_WHERE,
        method=f"加权得分 = Σ 权重 × 得分（1 到 {highest} 分）；比各家平均高 {apart} 分以上为优势，低 {apart} 分以上为劣势",
        n=len(scores),
        figures=tuple(figure(company, totals[company], "", 2) for company in order),
        tables=(
            grid(
                ("企业", "加权得分", "优势", "劣势"), list(_judged(rows, weighed, totals)), "竞争对手的优劣势"
            ),
            grid(
                ("项目", "权重（%）", *order),
                [
                    (one, rounded(weight, 1), *(row[one] for row in rows.values()))
                    for one, weight in weighed.items()
                ],
                "各项得分",
            ),
        ),
        assumptions=(
            "各家按同样的尺度打分，打分有依据（资料、试用、客户评价）",
            "权重反映客户看重什么，而不是自己擅长什么",
        ),
        caveats=(
            "由一个人凭印象打分：至少两人分别打，取平均并说明差异",
            "得分差很小（0.2 分以内）：不分高下",
        ),
        plot=Plot(
            "heat_map",
            {company: {one: row[one] for one in weighed} for company, row in rows.items()},
            "竞争对手各项得分",
            "分",
        ),
    )


def _weighed(weights: Mapping[str, Number]) -> dict[str, Fraction]:
    weighed = {name: exact(weight) for name, weight in weights.items()}
    if any(weight < 0 for weight in weighed.values()) or sum(weighed.values()) != 100:
        raise MktkitError(
            f"各项权重相加是 {rounded(sum(weighed.values()))}",
            "各项不小于 0，相加正好是 100",
            "改好权重",
            where=_WHERE,
        )
    return weighed


def _check_row(company: str, row: Mapping[str, Number], criteria: Collection[str], highest: int) -> None:
    """Refuse scores that are missing, out of range, or for what has no weight."""
    wanted = f"应为 1 到 {highest} 分"
    for criterion in criteria:
        score, place = row.get(criterion), f"{show(company)}的{show(criterion)}"
        if score is None or score != score:
            raise MktkitError(f"{place}没有打分", wanted, "补上这一格", where=_WHERE)
        if not 1 <= score <= highest:
            raise MktkitError(f"{place}打了 {score} 分", wanted, "改正这一格", where=_WHERE)
    extra = next((criterion for criterion in row if criterion not in criteria), None)
    if extra is not None:
        raise MktkitError(
            f"{show(company)}打分的{show(extra)}没有权重",
            "每个打分的项都要有权重",
            "补上权重，或删去",
            where=_WHERE,
        )


def _judged(
    rows: Mapping[str, Mapping[str, Number]], criteria: Collection[str], totals: Mapping[str, Fraction]
) -> Iterator[tuple[str, Decimal, str, str]]:
    """Yield company, weighted score, and where it lies above and below the mean of all."""
    scored = {company: {one: exact(row[one]) for one in criteria} for company, row in rows.items()}
    means = {one: sum(row[one] for row in scored.values()) / Fraction(len(scored)) for one in criteria}
    for company, row in scored.items():
        strong = [one for one in means if row[one] - means[one] >= _APART]
        weak = [one for one in means if means[one] - row[one] >= _APART]
        yield company, rounded(totals[company]), "、".join(strong) or "—", "、".join(weak) or "—"
