"""The example that the product shows: the autumn exhibition of the example set, with numbers nobody's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from mktkit.promotion.model import (
    Change,
    Channel,
    Evaluation,
    ExecutionLog,
    LogEntry,
    Positioning,
    PromotionPlan,
    Reputation,
)

__all__ = ["evaluation", "log", "plan", "positioning"]


def positioning() -> Positioning:
    """Return a filled positioning sheet."""
    return Positioning(
        number="B2026-01",
        brand="示例品牌",
        features="设备故障能提前报警，换件不停机。",
        customers="华东地区有连续生产线的中型工厂，设备主管说了算。",
        competition="同类产品比价格，售后要等两三天；没有一家讲“不停机”。",
        core_value="让生产线不停。",
        image="懂设备、说得清、到得快的现场伙伴。",
        personality="踏实、直接、守时；不夸大，不说术语。",
    )


def plan() -> PromotionPlan:
    """Return a filled channel plan."""
    return PromotionPlan(
        number="T2026-03",
        name="秋季新品推广",
        positioning="B2026-01",
        reason="展会面对面演示“不停机换件”，直播让来不了的人看同一场演示，公众号在前后各推一次，把人引到询价页。",
        budget_limit=6000000,
        channels=[
            Channel(
                channel="展会", goal="留下联系方式的到访客户", target=40, unit="位", content="现场演示不停机换件，每小时一场",
                starts_on=dt.date(2026, 10, 14), ends_on=dt.date(2026, 10, 16), budget=3000000, owner_id="S001",
            ),
            Channel(
                channel="线上直播", goal="提交试用申请的观众", target=60, unit="位", content="转播展台演示，工程师答疑",
                starts_on=dt.date(2026, 10, 15), ends_on=dt.date(2026, 10, 15), budget=1200000, owner_id="S002",
            ),
            Channel(
                channel="公众号", goal="点击询价的读者", target=200, unit="位", content="会前预告、会后案例各一篇",
                starts_on=dt.date(2026, 10, 8), ends_on=dt.date(2026, 10, 23), budget=300000, owner_id="S002",
            ),
        ],
    )  # fmt: skip


def log() -> ExecutionLog:
    """Return a filled execution log."""
    return ExecutionLog(
        plan="T2026-03",
        entries=[
            LogEntry(day=dt.date(2026, 10, 8), channel="公众号", done="推出会前预告", result="阅读 3,200 次", cost=150000),
            LogEntry(
                day=dt.date(2026, 10, 14), channel="展会", done="开展，演示 6 场", result="到访 96 人",
                adjusted="午后加演两场", feedback="想看真实产线上的效果", cost=2865000,
            ),
            LogEntry(day=dt.date(2026, 10, 15), channel="线上直播", done="转播一场", result="观看 1,850 人", cost=980000),
        ],
    )  # fmt: skip


def evaluation() -> Evaluation:
    """Return a filled evaluation; its campaign and wave stand in the example set of registers."""
    return Evaluation(
        campaign_id="P2026-060",
        wave_id="W2026-2",
        reputation=Reputation(yes_before=212, n_before=400, yes_after=238, n_after=400),
        changes=[
            Change(indicator="网站访问量", unit="次", before=Decimal(8100), after=Decimal(9800), past="8200、7900、8500"),
            Change(indicator="公众号新增粉丝", unit="人", before=Decimal(240), after=Decimal(265), past="250、230、275"),
            Change(indicator="销售额", unit="万元", before=Decimal("186.5"), after=Decimal("201.2"), past="179.8、192.4、188.0"),
        ],
        concurrent="十月是采购旺季，一家对手停产检修",
        worked="现场演示每小时一场，到访的人停留久；三天都达到参与和曝光的目标。",
        failed="留下联系方式的只有目标的四分之三：展台没有专人登记，高峰时漏了人。",
        next_steps="下次展会设两名登记人员，用扫码代替手填；直播改在工作日午休。",
    )  # fmt: skip
