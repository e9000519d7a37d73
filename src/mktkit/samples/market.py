"""The market registers: 调研任务, 信息来源, 知名度测评, 推广活动, 信息抽检."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from mktkit.samples import october
from mktkit.samples.people import NO_CAMPAIGN, serving
from mktkit.samples.rows import DATA_END, MONTHS, Cells, chance, numbered, workdays_within
from mktkit.workdays import Calendar

__all__ = ["awareness_rows", "campaign_rows", "source_rows", "spot_check_rows", "task_rows"]

_POST = "市场专员"
_REGIONS = ("华东", "华南", "华北", "西南", "华中", "东北", "西北")
_TOPICS = (
    "渠道价格调研",
    "客户需求访谈",
    "同类产品对比",
    "经销商满意度调研",
    "新品试用反馈",
    "行业展会观察",
    "招标信息梳理",
)


def _by_hand(who: str, month: int) -> bool:
    return month == 10 and who in october.HAND_MADE


def _shift(days: Sequence[dt.date], position: int) -> dt.date | None:
    """Return a workday by position, None beyond the data."""
    return days[position] if position < len(days) else None


def task_rows(calendar: Calendar) -> list[Cells]:
    """Return the register 调研任务: one or two a person and month, most of them in time."""
    rng = chance("tasks")
    year = workdays_within(calendar, dt.date(2025, 11, 3), DATA_END)
    place = {day: position for position, day in enumerate(year)}
    rows = october.task_rows()
    for month in MONTHS:
        for who, first, last in serving(_POST, month):
            if _by_hand(who, month):
                continue
            days = workdays_within(calendar, first, last)
            for _ in range(1 if len(days) < 15 else rng.choice((1, 2, 2))):
                due = place[rng.choice(days[len(days) // 2 :])]
                planned = due - rng.randint(8, 16) if len(days) >= 15 else place[days[0]]
                submitted, reviewed = due - rng.randint(2, 5), due - rng.randint(0, 1)
                if rng.random() < 0.12:
                    # Late by some days: the report, or only its review.
                    reviewed = due + rng.randint(1, 6)
                    submitted = reviewed - rng.randint(1, 4)
                done_on = _shift(year, submitted)
                cells: Cells = {
                    "名称": rng.choice(_REGIONS) + rng.choice(_TOPICS),
                    "负责人工号": who,
                    "计划批准日": year[planned],
                    "应完成日": year[due],
                    "提交日": done_on,
                    "审核通过日": _shift(year, reviewed) if done_on else None,
                }
                rows.append(cells)
                if rng.random() < 0.04:
                    cancelled: Cells = {
                        "名称": "（已取消）" + rng.choice(_TOPICS),
                        "负责人工号": who,
                        "取消（批准人）": "M001",
                    }
                    rows.append({**cells, **cancelled, "提交日": None, "审核通过日": None})
    return list(numbered(rows, "任务号", "R2026-", 3, ("应完成日", "负责人工号", "名称")))


_SOURCES = (
    ("行业报告", "行业年度报告", "行业协会"),
    ("统计数据", "统计年鉴分行业数据", "统计局"),
    ("竞争对手资料", "竞争对手公开报价单", "竞争对手官网"),
    ("客户反馈", "客户访谈纪要", None),
    ("调研问卷", "问卷平台导出", None),
)


def source_rows(calendar: Calendar) -> list[Cells]:
    """Return the register 信息来源: two or three sources of every task that was handed in."""
    rng = chance("sources")
    rows: list[Cells] = []
    for task in task_rows(calendar):
        begun, done = task["计划批准日"], task["提交日"]
        if not isinstance(begun, dt.date) or not isinstance(done, dt.date):
            continue
        days = workdays_within(calendar, begun, done)
        for channel, name, publisher in rng.sample(_SOURCES, rng.choice((2, 2, 3))):
            collected = rng.choice(days)
            title = f"{str(task['名称']).removeprefix('（已取消）')}：{name}"
            others = [
                who
                for who, first, last in serving(_POST, collected.month)
                if who != task["负责人工号"] and first <= collected <= last
            ]
            checker = rng.choice(others) if collected.year == 2026 and others else None
            verdict = (
                {"真实": "是", "准确": "是" if rng.random() < 0.96 else "否", "完整": "是"} if checker else {}
            )
            found = (
                {"链接": f"https://example.com/{task['任务号']}/{len(rows) + 1}"}
                if publisher
                else {"文件指纹": hashlib.sha256(f"{task['任务号']} {name}".encode()).hexdigest()}
            )
            rows.append(
                {
                    "任务号": task["任务号"],
                    "渠道": channel,
                    "名称": title,
                    "发布方": publisher,
                    "收集日期": collected,
                    "收集人工号": task["负责人工号"],
                    **found,
                    **verdict,
                    "核对人工号": checker,
                }
            )
    return list(numbered(rows, "来源号", "Y2026-", 3, ("收集日期", "任务号", "渠道")))


def awareness_rows() -> list[Cells]:
    """Return the register 知名度测评: a baseline of 2025 and one wave each half year, asked in both ways."""
    waves = (
        ("W2025-2", dt.date(2025, 10, 22), "提示后", 400, 148, None),
        ("W2025-2N", dt.date(2025, 10, 22), "无提示", 400, 56, None),
        ("W2026-1", dt.date(2026, 4, 21), "提示后", 400, 160, "W2025-2"),
        ("W2026-1N", dt.date(2026, 4, 21), "无提示", 400, 62, "W2025-2N"),
        ("W2026-2", dt.date(2026, 10, 20), "提示后", 400, 172, "W2026-1"),
        ("W2026-2N", dt.date(2026, 10, 20), "无提示", 400, 70, "W2026-1N"),
    )
    return [
        {
            "批次": wave,
            "日期": day,
            "地区/人群": "华东目标客户",
            "提示方式": prompt,
            "样本数": sample,
            "知晓数": aware,
            "对照批次": baseline,
        }
        for wave, day, prompt, sample, aware, baseline in waves
    ]


_CHANNELS = (
    ("展会", "区域展会", "留下联系方式的到访客户"),
    ("线上直播", "产品直播", "提交试用申请的观众"),
    ("公众号", "专题推送", "点击询价的读者"),
    ("线下活动", "客户沙龙", "当场签下意向单的客户"),
    ("短信", "新品通知", "回复索取资料的客户"),
)


def campaign_rows(calendar: Calendar) -> list[Cells]:
    """Return the register 推广活动: one that ends in the month for nearly everybody, and one still running."""
    rng = chance("campaigns")
    rows = [dict(one) for one in october.CAMPAIGNS]
    for month in MONTHS:
        for who, first, last in serving(_POST, month):
            if not _by_hand(who, month) and (who, month) not in NO_CAMPAIGN:
                days = workdays_within(calendar, first, last)
                end = rng.randrange(4, len(days))
                rows.append(_campaign(rng.choice(_CHANNELS), who, days[end - rng.randint(0, 4)], days[end]))
    for row in rows[len(october.CAMPAIGNS) :]:
        for part, low, high, step in (("参与", 10, 50, 10), ("曝光", 10, 100, 500), ("转化", 4, 16, 5)):
            target = rng.randint(low, high) * step
            row |= {f"{part}目标": target, f"{part}实际": round(target * rng.uniform(0.68, 1.12))}
        budget = rng.randint(4, 40) * 1000
        row |= {"预算": budget, "花费": round(budget * rng.uniform(0.8, 1.05), 1)}
    running = _campaign(_CHANNELS[1], "S002", dt.date(2026, 10, 28), dt.date(2026, 11, 6))
    rows.append({**running, "参与目标": 200, "曝光目标": 15_000, "转化目标": 30, "预算": 12_000})
    return list(numbered(rows, "活动号", "P2026-", 3, ("结束日期", "负责人工号", "名称")))


def _campaign(kind: tuple[str, str, str], who: str, first: dt.date, last: dt.date) -> Cells:
    channel, name, definition = kind
    return {
        "名称": f"{first.month} 月{name}",
        "负责人工号": who,
        "开始日期": first,
        "结束日期": last,
        "渠道": channel,
        "转化定义": definition,
    }


def spot_check_rows(calendar: Calendar) -> list[Cells]:
    """Return the register 信息抽检: about two a person and month, by a colleague."""
    rng = chance("spot checks")
    rows = october.spot_check_rows()
    for month in MONTHS:
        people = serving(_POST, month)
        for who, first, last in people:
            if _by_hand(who, month):
                continue
            days = workdays_within(calendar, first, last)
            for _ in range(rng.choice((2, 2, 3)) if len(days) >= 15 else 1):
                checked = rng.randint(4, 12) * 5
                wrong = (
                    rng.choices((0, 1, 2, 3), (45, 35, 15, 5))[0]
                    if checked >= 30
                    else rng.choice((0, 0, 0, 1))
                )
                rows.append(
                    {
                        "日期": rng.choice(days),
                        "收集人工号": who,
                        "抽检人工号": rng.choice(
                            [other for other, *_ in people if other not in (who, "S008")]
                        ),
                        "抽检条数": checked,
                        "正确条数": checked - wrong,
                        "错误类型": rng.choice(("数据过期", "来源不明", "抄录错误")) if wrong else None,
                    }
                )
    return list(numbered(rows, "抽检号", "C2026-", 3, ("日期", "收集人工号", "抽检人工号")))
