"""What one can say of numbers before and after: how much they changed, and whether more than they usually do."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from itertools import pairwise

from scipy import special

from mktkit.errors import MktkitError
from mktkit.office.document import Table, TableColumn
from mktkit.promotion.model import Change, past_values
from mktkit.research.model import Analysis, KeyFigure, Plot, figure
from mktkit.rules.subjects import PromotionValues

__all__ = ["change", "conversion_funnel", "cost_per_result", "usual_range"]


def usual_range(past: Sequence[Decimal], confidence: Decimal) -> tuple[float, float]:
    """Return between which values one more period would lie if nothing but usual ups and downs moved it.

    Parameters
    ----------
    past
        Values of equally long periods, at least two.
    confidence
        In %.

    Notes
    -----
    Prediction interval of one further observation of a normal sample, mean ± t(n−1)·s·√(1 + 1/n) (Hahn and Meeker,
    Statistical Intervals, 1991, ch. 4).

    Examples
    --------
    >>> low, high = usual_range([Decimal(8200), Decimal(7900), Decimal(8500), Decimal(8100)], Decimal(95))
    >>> round(low), round(high)
    (7285, 9065)
    """
    n = len(past)
    if n < 2:
        raise MktkitError(f"以往只有 {n} 期", "至少要有 2 期才看得出起伏", "补上以往各期")
    values = [float(one) for one in past]
    half = (
        float(special.stdtrit(n - 1, 0.5 + float(confidence) / 200))
        * statistics.stdev(values)
        * math.sqrt(1 + 1 / n)
    )
    middle = statistics.fmean(values)
    return middle - half, middle + half


def change(asked: Change, rule: PromotionValues) -> Analysis:
    """Compare a count of a period before and of one after, and with how it usually goes up and down.

    Parameters
    ----------
    asked
        What is counted, of the last period before, the first one after, and earlier ones of the same length.
    rule
        How sure the range that counts as usual is to be, and how many periods it takes to speak of one.

    Notes
    -----
    制度 3.2.4.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rule = load_rules(on=dt.date(2026, 10, 1), company=None).promotion
    >>> asked = Change(indicator="网站访问量", unit="次", before=Decimal(8100), after=Decimal(9800), past="8200、7900、8500")
    >>> result = change(asked, rule)
    >>> result["增长率"].text, result["平常波动上限"].text, result["判断"].text
    ('21.0%', '9,065 次', '超出平常波动')
    """
    name, before, after = asked.indicator, asked.before, asked.after
    digits = max(0, *(-int(one.as_tuple().exponent) for one in (before, after)))
    count = partial(figure, unit=asked.unit, digits=digits)
    figures = [count("活动前", before), count("活动后", after), count("增减", after - before)]
    warnings = []
    if before:
        figures.append(figure("增长率", Fraction(after - before) / Fraction(before) * 100, "%", 1))
    else:
        figures.append(KeyFigure("增长率", None))
        warnings.append(f"{name}活动前是 0，算不出增长率，只写增减")
    usual = [*past_values(asked.past), before]
    method = "增长率＝（后 − 前）÷ 前"
    if len(usual) >= rule.past_periods:
        low, high = usual_range(usual, rule.confidence)
        inside = low <= float(after) <= high
        figures += [
            count("平常波动下限", low),
            count("平常波动上限", high),
            KeyFigure("判断", None, words="在平常波动之内" if inside else "超出平常波动"),
        ]
        method += f"；平常波动＝以往 {len(usual)} 期的均值 ± t·s·√(1+1/n)，即再有一期会落在哪里（{rule.confidence:f}% 预测区间）"
        if inside:
            warnings.append(f"{name}的变化没有超出平常波动，不能说是有了变化")
    else:
        figures.append(KeyFigure("判断", None, words="不能判断"))
        warnings.append(
            f"{name}只有 {len(usual)} 期以往的数，至少 {rule.past_periods} 期才能判断是不是平常的起伏"
        )
    return Analysis(
        title=name,
        method=method,
        n=None,
        figures=tuple(figures),
        assumptions=("各期同样长短、口径相同", "以往各期没有一路上升或下降的趋势"),
        caveats=("一直在涨的数（粉丝总数）应填每期新增数", "有淡旺季的，以往各期应取往年同期"),
        warnings=tuple(warnings),
        clause="3.2.4",
    )


def conversion_funnel(stages: Mapping[str, int]) -> Analysis:
    """Give how many are left at each stage, of the stage before and of the first.

    Raises
    ------
    MktkitError
        Fewer than two stages.

    Notes
    -----
    制度 3.2.4.

    Examples
    --------
    >>> result = conversion_funnel({"曝光": 20000, "参与": 300, "转化": 30})
    >>> result["参与占曝光"].text, result["转化占参与"].text, result["转化占曝光"].text
    ('1.50%', '10.00%', '0.15%')
    """
    if len(stages) < 2:
        raise MktkitError(f"转化漏斗只有 {len(stages)} 个环节", "至少要有两个环节", "补上环节，或留空")
    (first, whole), *_ = stages.items()
    rows = [(first, whole, "—", "—")]
    figures, warnings = [], []
    for (previous, earlier), (name, count) in pairwise(stages.items()):
        step = _share(f"{name}占{previous}", count, earlier)
        overall = step if previous == first else _share(f"{name}占{first}", count, whole)
        figures += [step] if overall is step else [step, overall]
        rows.append((name, count, step.text, overall.text))
        if count > earlier:
            warnings.append(
                f"{name} {count:,} 多于前一步{previous} {earlier:,}，两步数的不是同一批人，核对口径"
            )
    columns = (
        TableColumn("环节"),
        *(TableColumn(title, "right") for title in ("数量", "占上一步", "占第一步")),
    )
    return Analysis(
        title="转化漏斗",
        method="各环节的数量 ÷ 上一环节、÷ 第一环节",
        n=None,
        figures=tuple(figures),
        tables=(Table(columns, tuple(rows), caption="转化漏斗"),),
        assumptions=("各环节数的是同一批人，后一步的人都经过前一步",),
        caveats=("曝光按次数、参与按人数计时，比率只用来和别的活动相比",),
        warnings=tuple(warnings),
        plot=Plot("funnel", dict(stages), "转化漏斗"),
        clause="3.2.4",
    )


def _share(name: str, part: int, whole: int) -> KeyFigure:
    return figure(name, Fraction(part, whole) * 100, "%", 2) if whole else KeyFigure(name, None)


def cost_per_result(cost: int | None, budget: int | None, results: Mapping[str, int]) -> Analysis:
    """Give what each result cost.

    Parameters
    ----------
    cost, budget
        In 分; None where it was not written down.
    results
        参与, 曝光, 转化 → how many; 曝光 is counted by the thousand.

    Notes
    -----
    制度 3.2.4. Divided exactly and rounded once to 分.

    Examples
    --------
    >>> result = cost_per_result(2865000, 3000000, {"参与": 300, "曝光": 20000, "转化": 30})
    >>> [one.text for one in result.figures]
    ['28,650.00 元', '95.5%', '95.50 元', '1,432.50 元', '955.00 元']
    """
    warnings = []
    figures = []
    if cost is None:
        figures.append(KeyFigure("花费", None))
        warnings.append("《推广活动》没有填花费，算不出每个结果花多少钱")
    else:
        figures.append(figure("花费", Fraction(cost, 100), "元"))
        if budget:
            figures.append(figure("预算执行率", Fraction(cost, budget) * 100, "%", 1))
            if cost > budget:
                warnings.append(f"花费超过预算 {(cost - budget) / 100:,.2f} 元")
        for name, count in results.items():
            thousand = 1000 if name == "曝光" else 1
            title = "每千次曝光" if thousand == 1000 else f"每个{name}"
            if count:
                figures.append(figure(title, Fraction(cost * thousand, count * 100), "元"))
            else:
                figures.append(KeyFigure(title, None))
                warnings.append(f"{name}是 0，算不出{title}花多少钱")
    return Analysis(
        title="花费与结果",
        method="花费 ÷ 结果；曝光按每千次",
        n=None,
        figures=tuple(figures),
        assumptions=("花费已全部入账，员工的工时不在内",),
        caveats=("结果不同的活动（展会与直播）之间，只比同一种结果的花费",),
        warnings=tuple(warnings),
        clause="3.2.4",
    )
