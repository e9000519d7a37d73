"""The four service registers: 客户咨询, 客户投诉, 客户回访, 客户意见."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator

from mktkit.rules import Rules
from mktkit.samples import october
from mktkit.samples.people import serving
from mktkit.samples.rows import DATA_END, MONTHS, Cells, chance, numbered, workdays_within
from mktkit.samples.sales import SampleSales
from mktkit.workdays import Calendar, Shift, deadline

__all__ = ["callback_rows", "complaint_rows", "inquiry_rows", "opinion_rows"]

_POST = "客服人员"
_MINUTE, _HOUR = 60, 3600
_CLOSED = dt.datetime.combine(DATA_END, dt.time(18))

#: The channels, their limits in seconds of shift time and how often each is used, in the sample edition.
_CHANNELS = (
    ("电话", 20, 45),
    ("在线留言", 5 * _MINUTE, 30),
    ("网站留言", 2 * _HOUR, 15),
    ("邮件", 8 * _HOUR, 10),
)
_CALL_BACK = 30 * _MINUTE
_MISSED = {"电话": 0.08}


def _people(calendar: Calendar) -> Iterator[tuple[int, str, list[dt.date]]]:
    """Yield month, person and workdays of everybody whose month chance fills."""
    for month in MONTHS:
        for who, first, last in serving(_POST, month):
            if not (month == 10 and who in october.HAND_MADE):
                yield month, who, workdays_within(calendar, first, last)


def _moment(rng: random.Random, shift: Shift, day: dt.date) -> dt.datetime:
    """Return a moment in the shift of `day`, to the second."""
    spans = shift.bounds
    opening, closing = rng.choices(spans, [end - start for start, end in spans])[0]
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=rng.randrange(opening, closing - 60))


class _Clock:
    """Shift time that passes, up to the moment at which the registers were closed."""

    def __init__(self, rules: Rules) -> None:
        self.calendar, self.shift = rules.calendar, rules.service.shift.working

    def after(self, moment: dt.datetime, seconds: float) -> dt.datetime | None:
        """Return the moment some seconds of shift time later, None if nobody had written it down yet."""
        found = deadline(self.calendar, self.shift, moment, int(seconds))
        return found if found <= _CLOSED else None


def inquiry_rows(rules: Rules) -> list[Cells]:
    """Return the register 客户咨询: fifty-five to seventy-seven tickets a person and month."""
    rng, clock = chance("inquiries"), _Clock(rules)
    rows = october.inquiry_rows()
    for _, who, days in _people(rules.calendar):
        for _ in range(rng.randint(55, 77)):
            channel, limit, _weight = rng.choices(_CHANNELS, [weight for *_, weight in _CHANNELS])[0]
            received = _moment(rng, clock.shift, rng.choice(days))
            if channel in ("网站留言", "邮件") and rng.random() < 0.3:
                # Written in the evening; the shift's clock starts on the next morning.
                received = received.replace(hour=rng.randint(18, 22))
            missed = rng.random() < _MISSED.get(channel, 0)
            row: Cells = {"渠道": channel, "接收时间": received, "接待工号": who, "是否复杂": "否"}
            if rng.random() < 0.02:
                rows.append({**row, "无效标记": "是"})
                continue
            factor = rng.uniform(1.1, 2.5) if rng.random() < 0.045 else rng.uniform(0.12, 0.9)
            response = clock.after(received, (_CALL_BACK if missed else limit) * factor)
            if missed:
                never = rng.random() < 0.1
                response = None if never else response
                row["未接/回拨"] = "已回拨" if response else "未接"
            row["首次回复时间"] = row["最终答复时间"] = response
            if response and channel != "电话" and rng.random() < 0.12:
                row |= {
                    "是否复杂": "是",
                    "转办部门": rng.choice(("技术部", "生产部", "物流部")),
                    "承诺时间": deadline(clock.calendar, clock.shift, received, 3 * clock.shift.seconds),
                    "最终答复时间": clock.after(response, rng.uniform(0.3, 3.2) * clock.shift.seconds),
                }
            rows.append(row)
    return list(numbered(rows, "工单号", "G2026-", 5, ("接收时间", "接待工号", "渠道")))


def _complaint_by_hand(
    level: str, received: dt.datetime, resolved: dt.datetime | None, confirmed: str | None
) -> Cells:
    return {
        "级别": level,
        "受理时间": received,
        "受理工号": "K001",
        "致歉时间": received + dt.timedelta(minutes=10),
        "转办时间": received + dt.timedelta(minutes=40),
        "责任部门": "生产部",
        "方案时间": resolved and received + dt.timedelta(hours=1),
        "办结时间": resolved,
        "客户确认": confirmed,
        "重复投诉": "否",
    }


def complaint_rows(rules: Rules) -> list[Cells]:
    """Return the register 客户投诉: two to four a person and month; one in seven runs late."""
    rng, clock = chance("complaints"), _Clock(rules)
    rows = [_complaint_by_hand(*one) for one in october.COMPLAINTS]
    day = clock.shift.seconds
    for _, who, days in _people(rules.calendar):
        for _ in range(rng.choice((2, 2, 3, 3, 4))):
            major = rng.random() < 0.15
            limit = (7 if major else 3) * day
            received = _moment(rng, clock.shift, rng.choice(days))
            resolved = clock.after(
                received, limit * (rng.uniform(1.1, 2) if rng.random() < 0.14 else rng.uniform(0.2, 0.9))
            )
            forwarded = clock.after(received, rng.randint(30, 110) * _MINUTE)
            row: Cells = {
                "级别": "重大" if major else rng.choice(("一般", "一般", None)),
                "受理时间": received,
                "受理工号": who,
                "致歉时间": clock.after(received, rng.randint(4, 28) * _MINUTE),
                "转办时间": forwarded,
                "责任部门": rng.choice(("生产部", "物流部", "技术部", "销售部")) if forwarded else None,
                "方案时间": clock.after(received, rng.uniform(0.3, 0.95) * min(day, limit * 0.2)),
                "办结时间": resolved,
                "重复投诉": "是" if rng.random() < 0.04 else "否",
            }
            if resolved:
                row["客户确认"] = rng.choices(("认可", "不认可"), (95, 5))[0]
                row["回访结果"] = "客户表示满意" if row["客户确认"] == "认可" else "客户要求重新处理"
            rows.append(row)
    return list(numbered(rows, "投诉号", "T2026-", 3, ("受理时间", "受理工号")))


#: (工号, month) with fewer scored callbacks than the rule asks for; nobody has decided about it.
_FEW_CALLBACKS = frozenset({("K005", 10)})


def callback_rows(rules: Rules, ledger: SampleSales) -> list[Cells]:
    """Return the register 客户回访: eight to twelve a person and month, most of them answered."""
    rng = chance("callbacks")
    rows = october.callback_rows()
    for month, who, days in _people(rules.calendar):
        known = ledger.bought_by(days[0])
        few = (who, month) in _FEW_CALLBACKS
        for position in range(4 if few else rng.randint(8, 12)):
            visited = rng.choice(days)
            # Enough of them are answered for a base.
            connected = few or position < 6 or rng.random() < 0.75
            row: Cells = {
                "客户编号": rng.choice(known).customer_id,
                "类型": rng.choice(("例行回访", "例行回访", "新客户回访", "投诉后回访")),
                "应访日": visited - dt.timedelta(days=rng.choice((0, 0, 0, 1, 2, 3))),
                "实访日": visited,
                "工号": who,
                "是否接通": "是" if connected else "否",
            }
            if connected:
                row |= {
                    "产品满意度": rng.choices((5, 4, 3, 2), (45, 40, 12, 3))[0],
                    "服务评价": rng.choices((5, 4, 3), (55, 38, 7))[0],
                    "对回访工作满意度": rng.choices((5, 4, 3, 2), (62, 32, 5, 1))[0],
                    "新需求": rng.choice(_NEEDS) if rng.random() < 0.08 else None,
                }
            rows.append(row)
    return list(numbered(rows, "回访号", "V2026-", 4, ("实访日", "工号", "客户编号")))


_NEEDS = (
    "想试用旗舰型",
    "需要更小的包装规格",
    "问能否按季度结算",
    "+ 配件包两套",
    "@销售 请报旗舰型的价格",
    "希望安排一次培训",
)
_WISHES = (
    "希望{}包装上标明批号",
    "{}的说明书字太小",
    "建议{}增加小规格",
    "{}交货再快两天就好了",
    "希望{}能在网上查订单",
    "{}的外箱容易破损",
)
_PRODUCTS = ("标准型", "专业型", "旗舰型", "配件包", "服务包")
#: What customers write may begin like a formula; it is text.
_MARKED = (
    "=价格能不能再低一点",
    "+1 同意上面那位的意见",
    "-希望少打推销电话",
    "@客服 请尽快回电",
    "=1+1",
    '=HYPERLINK("#","点这里")',
)


def opinion_rows(rules: Rules, ledger: SampleSales) -> list[Cells]:
    """Return the register 客户意见: five to eleven a person and month; repeated ones are not valid."""
    rng = chance("opinions")
    rows: list[Cells] = []

    def heard(who: str, day: dt.date, valid: str | None) -> None:
        known = ledger.bought_by(day.replace(day=1))
        forwarded = rng.random() < 0.5
        rows.append(
            {
                "日期": day,
                "客户编号": rng.choice(known).customer_id,
                "收集工号": who,
                "原文": rng.choice(_WISHES).format(rng.choice(_PRODUCTS)),
                "是否有效（去重）": valid,
                "转办部门": rng.choice(("生产部", "物流部", "技术部")) if forwarded else None,
                "处理结果": "已回复客户" if forwarded and rng.random() < 0.7 else None,
            }
        )

    for _, who, days in _people(rules.calendar):
        for _ in range(rng.randint(5, 11)):
            heard(who, rng.choice(days), "是" if rng.random() < 0.93 else "否")
    for who, day, valid in october.OPINIONS:
        heard(who, dt.date(2026, 10, day), valid)
    found = list(numbered(rows, "意见号", "Y2026-", 3, ("日期", "收集工号", "原文")))
    for position, text in enumerate(_MARKED):
        found[40 + 97 * position]["原文"] = text
    return found
