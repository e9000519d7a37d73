"""The example report: a made-up survey of channel prices and market figures that are nobody's."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from mktkit.registers import REGISTERS, write_template
from mktkit.research.market.concentration import concentration
from mktkit.research.market.growth import growth
from mktkit.research.model import Analysis
from mktkit.research.proportions import Proportion, compare_proportions, estimate_proportion
from mktkit.research.report.model import Disclosure, ReportFinding, ResearchReport, TypedFigure
from mktkit.research.serialization import to_json
from mktkit.research.survey.frequency import frequency
from mktkit.rules import Rules, load_rules

__all__ = ["example_analyses", "example_files", "example_report"]

#: Answers of the example survey to what matters most, option → how many.
_REASONS = {"质量稳定": 160, "价格合适": 120, "交货快": 72, "售后好": 48}


def example_analyses(rules: Rules) -> tuple[Analysis, ...]:
    """Return the results that the example report stands on.

    Examples
    --------
    >>> from mktkit.rules import load_rules
    >>> [one.title for one in example_analyses(load_rules(on=dt.date(2026, 10, 1), company=None))]
    ['市场规模的增长', '市场集中度', '最看重的因素', '知晓率', '知晓率的比较']
    """
    answers = [option for option, count in _REASONS.items() for _ in range(count)]
    return (
        growth("市场规模", {"2022": 9800, "2023": 10400, "2024": 11300, "2025": 12500}, "万元"),
        concentration({"本公司": 18, "甲公司": 27, "乙公司": 21, "丙公司": 12}, rules.research.concentration),
        frequency("最看重的因素", answers, tuple(_REASONS)),
        estimate_proportion("知晓率", Proportion(172, 400), rules.research.confidence),
        compare_proportions(
            "知晓率", Proportion(160, 400), Proportion(172, 400), ("四月", "十月"), rules.research.confidence
        ),
    )


def example_report() -> ResearchReport:
    """Return the example report, complete."""
    return ResearchReport(
        task_id="R2026-EX1",
        title="华东渠道价格调研报告",
        company="示例公司",
        authors="市场部",
        written_on=dt.date(2026, 10, 27),
        introduction="华东是公司最大的市场。今年经销商多次反映价格难以比较，营销部门据此安排了本次调研，供调整渠道价格时使用。\n本报告写给营销经理和总经理办公会。",
        purpose="弄清华东市场有多大、还在不在涨，客户凭什么选品牌，知道本公司的人有没有增加。",
        questions=[
            "市场有多大，增长多快？",
            "市场由谁占着？",
            "客户最看重什么？",
            "知道本公司的人增加了没有？",
        ],
        methods="先用行业报告和统计数据估计市场，再用问卷了解客户。问卷在客户档案之外的企业名录里随机抽取，网络填答，电话催答两次。",
        figures=[TypedFigure(name="市场规模", value=Decimal("12500"), unit="万元", source="Y2026-EX1")],
        findings=[
            ReportFinding(
                title="市场还在涨，去年到了 {市场规模}",
                text="华东市场规模为 {市场规模}，比上年增长 {2025 同比增长}；三年来年均复合增长 {年均复合增长}。",
                shows="市场规模的增长",
                sources="Y2026-EX1、Y2026-EX2",
                strength="强",
                answers=1,
            ),
            ReportFinding(
                title="四家占了大半个市场",
                text="前四家合计占 {CR4}，HHI 为 {HHI}，属于{集中程度}。本公司与前两家还有差距。",
                shows="市场集中度",
                sources="Y2026-EX2",
                strength="中",
                answers=2,
            ),
            ReportFinding(
                title="客户先看质量，再看价格",
                text="最看重质量稳定的占 {质量稳定}，看重价格合适的占 {价格合适}，看重售后的只有 {售后好}。",
                shows="最看重的因素",
                sources="Y2026-EX3",
                strength="中",
                answers=3,
            ),
            ReportFinding(
                title="知道本公司的人没有明显增加",
                text="十月知晓率为 {知晓率}，误差 ±{误差}。与四月相比高 {差}，p = {p 值}，这个差别可能只是抽样的偶然。",
                shows="知晓率、知晓率的比较",
                sources="Y2026-EX3",
                strength="中",
                answers=4,
            ),
        ],
        conclusions="市场年均增长 {年均复合增长}，四家占 {CR4}；客户先看质量，价格居次。半年来知晓率没有可以确认的提升。",
        recommendations="渠道价格暂不跟随降价，把质量数据做成客户看得懂的材料。\n下半年的推广先在知晓率低的地区试点，做之前和做之后各测一次。",
        disclosure=Disclosure(
            sponsor="本公司营销部门，费用列市场调研费用",
            conducted_by="市场部",
            universe="华东三省一市在用同类设备的企业，约 2,000 家",
            sampling="从企业名录简单随机抽取，不分层",
            sample_size=400,
            modes=["网络问卷", "电话访问"],
            started_on=dt.date(2026, 10, 12),
            ended_on=dt.date(2026, 10, 20),
            response_rate=Decimal(40),
            weighting="未加权",
            error="知晓率 ±{误差}（95% 置信水平，未计设计效应）",
            questionnaire="见附件《华东渠道价格调研-问卷》",
            limits="没有覆盖从未买过同类设备的企业；知晓率是提示后的，高于无提示。",
        ),
    )


def example_files(rules: Rules | None = None) -> dict[str, bytes]:
    """Return the files that go with the example report: its results and its sources, file name → content.

    Examples
    --------
    >>> list(example_files())
    ['分析结果.json', '信息来源.xlsx']
    """
    rules = rules or load_rules(on=dt.date(2026, 10, 1), company=None)
    about = (
        ("Y2026-EX1", "行业报告", "2026 年行业年度报告", "行业协会", dt.date(2026, 10, 8)),
        ("Y2026-EX2", "统计数据", "统计年鉴分行业数据", "统计局", dt.date(2026, 10, 9)),
        ("Y2026-EX3", "调研问卷", "华东渠道价格调研问卷", None, dt.date(2026, 10, 21)),
    )
    rows: list[dict[str, object]] = [
        {
            "来源号": number, "任务号": "R2026-EX1", "渠道": channel, "名称": name, "发布方": publisher, "收集日期": day,
            "收集人工号": "S001", "链接": f"https://example.com/{number}", "真实": "是", "准确": "是", "完整": "是", "核对人工号": "S005",
        }
        for number, channel, name, publisher, day in about
    ]  # fmt: skip
    return {
        "分析结果.json": to_json(example_analyses(rules)).encode(),
        "信息来源.xlsx": write_template(REGISTERS["sources"], rules, rows),
    }
