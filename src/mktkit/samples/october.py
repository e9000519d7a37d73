"""October 2026 of six people, made by hand in round figures, so that a pocket calculator can follow the scoring.

Every row of these people that bears on October stands here; chance adds none.

=====  =========  ==================================================================================  ========
who    clause     rows of October 2026                                                                actual
=====  =========  ==================================================================================  ========
X001   5.1.2.a    90,400 + 45,200 + 33,900 + 22,600 + 60 % of 56,500 − 6,000 = 220,000; target 200,000  110 %
       5.1.2.b    4 first orders; target 3                                                            4
       5.1.2.c    5, 5, 5, 4, 4, 5 (and an invalid 1): (4 × 100 + 2 × 75) ÷ 6                         91.6667
       5.1.2.d    3,500 + 2,500 + 1,500 − 300 = 7,200; budget 8,000                                   90 %
X002   5.1.2.a    67,800 + 56,500 + 45,200 + 33,900 + 33,900 + 22,600 + 40,100 = 300,000; of 200,000    150 %
       5.1.2.b    6 first orders; target 3                                                            6
       5.1.2.c    5, 5, 5, 5, 5                                                                       100
       5.1.2.d    2,600 + 1,400 = 4,000; budget 8,000                                                 50 %
X003   5.1.2.a    45,200 + 33,900 + 22,600 + 78,300 = 180,000; target 180,000                         100 %
       5.1.2.b    3 first orders; target 3                                                            3
       5.1.2.c    5, 4, 5 (and two invalid): 3 answers are fewer than 5, nobody has decided           no base
       5.1.2.d    4,000 + 2,000 = 6,000; budget 6,000                                                 100 %
X004   5.1.2.a    33,900 + 22,600 + 87,500 = 144,000; target 180,000                                  80 %
       5.1.2.b    2 first orders; target 3                                                            2
       5.1.2.c    4, 4, 5, 3: 4 answers are fewer than 5, decided 剔除                                no base
       5.1.2.d    4,100 + 2,500 = 6,600; budget 6,000                                                 110 %
S001   5.1.1.a    4 tasks due (a fifth was cancelled), 3 reviewed by their due day                    75 %
       5.1.1.b    172 of 400 on 20 October, 160 of 400 in the spring wave: 43 % − 40 %                3
       5.1.1.c    30 + 30 + 40 × 30/40 = 90; 30 × 150/200 + 30 (capped) + 40 × 20/40 = 72.5; mean     81.25
       5.1.1.d    29 + 20 right of 30 + 20 checked                                                    98 %
K001   5.1.3.a    22 tickets, 1 invalid, 1 still running, 1 of the other 20 late                      95 %
       5.1.3.b    11 complaints, 1 still running, 9 of the other 10 resolved, 1 not accepted          90 %
       5.1.3.c    5, 5, 4, 4, 4, 4 of eight callbacks: (2 × 100 + 4 × 75) ÷ 6                         83.3333
       5.1.3.d    11 valid of 14 opinions; target 10                                                  11
K002   5.1.3.a    10 tickets, all in time                                                             100 %
       5.1.3.b    no complaint                                                                        no base
       5.1.3.c    5, 5, 5, 5, 5                                                                       100
       5.1.3.d    12 valid of 13 opinions; target 12                                                  12
=====  =========  ==================================================================================  ========
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from mktkit.samples.rows import Cells

__all__ = [
    "CAMPAIGNS",
    "COMPLAINTS",
    "CUSTOMERS",
    "EXPENSES",
    "HAND_MADE",
    "OPINIONS",
    "ORDERS",
    "TARGETS",
    "Order",
    "answer_rows",
    "callback_rows",
    "inquiry_rows",
    "spot_check_rows",
    "task_rows",
]

#: Whose October is made by hand.
HAND_MADE = frozenset({"X001", "X002", "X003", "X004", "S001", "K001", "K002"})


def _day(day: int) -> dt.date:
    return dt.date(2026, 10, day)


def _at(day: int, clock: str) -> dt.datetime:
    return dt.datetime.combine(_day(day), dt.time.fromisoformat(clock))


# -- sales -------------------------------------------------------------------------------------------

#: 工号 → sales target in 元, new customers, expense budget in 元.
TARGETS: dict[str, tuple[int, int, int]] = {
    "X001": (200_000, 3, 8_000),
    "X002": (200_000, 3, 8_000),
    "X003": (180_000, 3, 6_000),
    "X004": (180_000, 3, 6_000),
}


@dataclass(frozen=True)
class Order:
    """An order of one line: amount with tax in 元; `shares` of several people in percent; `returns` an order."""

    order_id: str
    signed_on: dt.date
    customer_id: str
    shares: tuple[tuple[str, int], ...]
    gross: int
    returns: str = ""


def _sold(order_id: str, day: int, customer_id: str, who: str, gross: int) -> Order:
    return Order(order_id, _day(day), customer_id, ((who, 100),), gross)


ORDERS: tuple[Order, ...] = (
    # What comes back in October was sold in September.
    Order("D20260915-81", dt.date(2026, 9, 15), "C9006", (("X001", 100),), 45_200),
    _sold("D20261009-81", 9, "C9001", "X001", 90_400),
    _sold("D20261013-81", 13, "C9002", "X001", 45_200),
    _sold("D20261020-81", 20, "C9003", "X001", 33_900),
    _sold("D20261027-81", 27, "C9004", "X001", 22_600),
    Order("D20261016-81", _day(16), "C9005", (("X001", 60), ("X005", 40)), 56_500),
    Order("TH20261022-81", _day(22), "C9006", (("X001", 100),), -6_000, returns="D20260915-81"),
    _sold("D20261008-82", 8, "C9011", "X002", 67_800),
    _sold("D20261012-82", 12, "C9012", "X002", 56_500),
    _sold("D20261014-82", 14, "C9013", "X002", 45_200),
    _sold("D20261019-82", 19, "C9014", "X002", 33_900),
    _sold("D20261023-82", 23, "C9015", "X002", 33_900),
    _sold("D20261029-82", 29, "C9016", "X002", 22_600),
    _sold("D20261030-82", 30, "C9017", "X002", 40_100),
    _sold("D20261010-83", 10, "C9021", "X003", 45_200),
    _sold("D20261015-83", 15, "C9022", "X003", 33_900),
    _sold("D20261021-83", 21, "C9023", "X003", 22_600),
    _sold("D20261028-83", 28, "C9024", "X003", 78_300),
    _sold("D20261012-84", 12, "C9031", "X004", 33_900),
    _sold("D20261026-84", 26, "C9032", "X004", 22_600),
    _sold("D20261030-84", 30, "C9033", "X004", 87_500),
)

#: 客户编号 → 归属工号, 首单日期.
CUSTOMERS: dict[str, tuple[str, dt.date]] = {
    "C9001": ("X001", _day(9)),
    "C9002": ("X001", _day(13)),
    "C9003": ("X001", _day(20)),
    "C9004": ("X001", _day(27)),
    "C9005": ("X001", dt.date(2025, 3, 18)),
    "C9006": ("X001", dt.date(2024, 11, 7)),
    "C9011": ("X002", _day(8)),
    "C9012": ("X002", _day(12)),
    "C9013": ("X002", _day(14)),
    "C9014": ("X002", _day(19)),
    "C9015": ("X002", _day(23)),
    "C9016": ("X002", _day(29)),
    "C9017": ("X002", dt.date(2025, 6, 24)),
    "C9021": ("X003", _day(10)),
    "C9022": ("X003", _day(15)),
    "C9023": ("X003", _day(21)),
    "C9024": ("X003", dt.date(2024, 5, 16)),
    "C9031": ("X004", _day(12)),
    "C9032": ("X004", _day(26)),
    "C9033": ("X004", dt.date(2025, 9, 11)),
}

#: 工号 → (day, customer, score, valid) of every answer.
_ANSWERS: dict[str, tuple[tuple[int, str, int, bool], ...]] = {
    "X001": (
        (12, "C9001", 5, True),
        (15, "C9002", 5, True),
        (17, "C9005", 1, False),
        (20, "C9005", 5, True),
        (23, "C9006", 4, True),
        (27, "C9003", 4, True),
        (30, "C9004", 5, True),
    ),
    "X002": tuple(
        (day, customer, 5, True)
        for day, customer in ((9, "C9011"), (13, "C9012"), (16, "C9013"), (21, "C9014"), (27, "C9015"))
    ),
    "X003": (
        (13, "C9021", 5, True),
        (16, "C9022", 4, True),
        (19, "C9024", 2, False),
        (22, "C9023", 5, True),
        (29, "C9024", 3, False),
    ),
    "X004": ((14, "C9031", 4, True), (20, "C9033", 4, True), (27, "C9032", 5, True), (30, "C9033", 3, True)),
}


def answer_rows() -> list[Cells]:
    """Return rows of 满意度调查 without their number."""
    return [
        {
            "日期": _day(day),
            "客户编号": customer,
            "评价对象工号": who,
            "分数": score,
            "是否有效": "是" if valid else "否",
        }
        for who, answers in _ANSWERS.items()
        for day, customer, score, valid in answers
    ]


#: 工号 → (day, amount in 元) of every expense.
EXPENSES: dict[str, tuple[tuple[int, int], ...]] = {
    "X001": ((9, 3_500), (15, 2_500), (22, 1_500), (26, -300)),
    "X002": ((13, 2_600), (27, 1_400)),
    "X003": ((14, 4_000), (28, 2_000)),
    "X004": ((12, 4_100), (21, 2_500)),
}

# -- market ------------------------------------------------------------------------------------------


def task_rows() -> list[Cells]:
    """Return rows of 调研任务 without their number: planned, due, submitted, reviewed."""
    known: tuple[tuple[str, int, int | None, int | None, str | None], ...] = (
        ("华东渠道价格调研", 16, 14, 15, None),
        ("同类产品包装对比", 20, 19, 20, None),
        ("老客户续购意向调研", 27, 23, 26, None),
        ("新品试用反馈汇总", 23, 22, 26, None),
        ("展会观众画像", 29, None, None, "M001"),
    )
    return [
        {
            "名称": name,
            "负责人工号": "S001",
            "计划批准日": dt.date(2026, 9, 28),
            "应完成日": _day(due),
            "提交日": submitted and _day(submitted),
            "审核通过日": reviewed and _day(reviewed),
            "取消（批准人）": cancelled,
        }
        for name, due, submitted, reviewed, cancelled in known
    ]


#: Rows of 推广活动 without their number.
CAMPAIGNS: tuple[Cells, ...] = (
    {
        "名称": "秋季产品展会", "负责人工号": "S001", "开始日期": _day(14), "结束日期": _day(16), "渠道": "展会",
        "参与目标": 300, "参与实际": 300, "曝光目标": 20_000, "曝光实际": 20_000, "转化目标": 40, "转化实际": 30,
        "转化定义": "留下联系方式的到访客户", "预算": 30_000, "花费": 28_650,
    },
    {
        "名称": "老客户答谢会", "负责人工号": "S001", "开始日期": _day(23), "结束日期": _day(23), "渠道": "线下活动",
        "参与目标": 200, "参与实际": 150, "曝光目标": 10_000, "曝光实际": 12_000, "转化目标": 40, "转化实际": 20,
        "转化定义": "当场签下意向单的客户", "预算": 18_000, "花费": 17_320.5,
    },
)  # fmt: skip


def spot_check_rows() -> list[Cells]:
    """Return rows of 信息抽检 without their number."""
    return [
        {
            "日期": _day(15),
            "收集人工号": "S001",
            "抽检人工号": "S002",
            "抽检条数": 30,
            "正确条数": 29,
            "错误类型": "数据过期",
        },
        {"日期": _day(28), "收集人工号": "S001", "抽检人工号": "S003", "抽检条数": 20, "正确条数": 20},
    ]


# -- service -----------------------------------------------------------------------------------------

#: (工号, 渠道, received, first response, 未接/回拨, 无效标记)
_INQUIRIES: tuple[tuple[str, str, tuple[int, str], tuple[int, str] | None, str | None, str | None], ...] = (
    ("K001", "电话", (8, "09:05:00"), (8, "09:05:12"), None, None),
    ("K001", "电话", (8, "14:20:30"), (8, "14:20:45"), None, None),
    ("K001", "电话", (9, "10:11:05"), (9, "10:11:25"), None, None),  # just in time: 20 s
    ("K001", "电话", (12, "16:02:10"), (12, "16:02:18"), None, None),
    ("K001", "电话", (20, "11:30:00"), (20, "11:30:15"), None, None),
    ("K001", "电话", (22, "15:45:20"), (22, "15:45:33"), None, None),
    ("K001", "电话", (13, "09:40:00"), (13, "10:05:00"), "已回拨", None),  # called back after 25 min
    ("K001", "电话", (19, "13:30:00"), None, None, "是"),  # wrong number
    ("K001", "在线留言", (9, "11:57:00"), (9, "13:01:00"), None, None),  # 4 min, lunch between
    ("K001", "在线留言", (12, "10:00:00"), (12, "10:03:20"), None, None),
    ("K001", "在线留言", (14, "14:10:00"), (14, "14:17:30"), None, None),  # late: 7 min 30 s
    ("K001", "在线留言", (21, "09:15:00"), (21, "09:18:40"), None, None),
    ("K001", "在线留言", (26, "16:30:00"), (26, "16:34:59"), None, None),
    ("K001", "在线留言", (28, "08:45:00"), (28, "08:50:00"), None, None),  # just in time: 5 min
    ("K001", "网站留言", (15, "17:25:00"), (16, "09:50:00"), None, None),  # 5 + 80 min, a night between
    ("K001", "网站留言", (10, "10:00:00"), (10, "11:40:00"), None, None),  # a Saturday that was worked
    ("K001", "网站留言", (17, "20:15:00"), (19, "10:20:00"), None, None),  # 110 min from Monday 08:30
    ("K001", "网站留言", (27, "11:30:00"), (27, "14:20:00"), None, None),  # 30 + 80 min
    ("K001", "邮件", (9, "16:00:00"), (10, "15:30:00"), None, None),  # 1.5 + 3.5 + 2.5 h
    ("K001", "邮件", (16, "15:00:00"), (19, "14:00:00"), None, None),  # 2.5 + 3.5 + 1 h, a weekend between
    ("K001", "邮件", (23, "09:00:00"), (23, "16:30:00"), None, None),
    ("K001", "邮件", (30, "17:25:00"), None, None, None),  # 8 h still running at the month's end
    ("K002", "电话", (8, "10:00:00"), (8, "10:00:10"), None, None),
    ("K002", "电话", (13, "10:00:00"), (13, "10:00:15"), None, None),
    ("K002", "电话", (21, "15:00:00"), (21, "15:00:08"), None, None),
    ("K002", "电话", (29, "09:00:00"), (29, "09:00:12"), None, None),
    ("K002", "在线留言", (9, "09:30:00"), (9, "09:32:00"), None, None),
    ("K002", "在线留言", (16, "14:00:00"), (16, "14:03:00"), None, None),
    ("K002", "在线留言", (22, "16:00:00"), (22, "16:04:00"), None, None),
    ("K002", "网站留言", (12, "09:00:00"), (12, "10:30:00"), None, None),
    ("K002", "网站留言", (26, "13:00:00"), (26, "14:00:00"), None, None),
    ("K002", "邮件", (14, "08:30:00"), (14, "16:00:00"), None, None),
)  # fmt: skip


def inquiry_rows() -> list[Cells]:
    """Return rows of 客户咨询 without their number."""
    return [
        {
            "渠道": channel,
            "接收时间": _at(*received),
            "首次回复时间": response and _at(*response),
            "接待工号": who,
            "是否复杂": "否",
            "无效标记": invalid,
            "未接/回拨": missed,
        }
        for who, channel, received, response, missed, invalid in _INQUIRIES
    ]


#: Complaints of K001: level, received, resolved, 客户确认.
COMPLAINTS: tuple[tuple[str, dt.datetime, dt.datetime | None, str | None], ...] = (
    ("一般", _at(8, "09:30:00"), _at(10, "16:00:00"), "认可"),
    ("一般", _at(9, "10:00:00"), _at(12, "11:00:00"), "认可"),
    ("一般", _at(10, "14:05:00"), _at(13, "15:30:00"), "认可"),
    ("一般", _at(12, "11:20:00"), _at(14, "10:00:00"), "认可"),
    ("一般", _at(13, "10:20:00"), _at(22, "16:00:00"), "认可"),  # late, yet resolved by the month's end
    ("重大", _at(14, "08:50:00"), _at(21, "17:00:00"), "认可"),
    ("一般", _at(15, "15:40:00"), _at(19, "11:10:00"), "认可"),
    ("一般", _at(19, "09:15:00"), _at(21, "14:30:00"), None),
    ("一般", _at(21, "16:10:00"), _at(23, "10:45:00"), "认可"),
    ("一般", _at(16, "13:30:00"), _at(20, "09:40:00"), "不认可"),  # not resolved
    ("一般", _at(30, "10:00:00"), None, None),  # three workdays are not over at the month's end
)

#: (工号, day, answered, 对回访工作满意度)
_CALLBACKS: tuple[tuple[str, int, bool, int | None], ...] = (
    ("K001", 9, True, 5),
    ("K001", 12, True, 5),
    ("K001", 14, True, 4),
    ("K001", 16, False, None),
    ("K001", 20, True, 4),
    ("K001", 22, True, None),
    ("K001", 26, True, 4),
    ("K001", 29, True, 4),
    *(("K002", day, True, 5) for day in (9, 13, 19, 22, 27)),
)


def callback_rows() -> list[Cells]:
    """Return rows of 客户回访 without their number."""
    customers = [customer for customer, (_, first) in CUSTOMERS.items() if first < _day(1)]
    return [
        {
            "客户编号": customers[position % len(customers)],
            "类型": "例行回访",
            "应访日": _day(day),
            "实访日": _day(day),
            "工号": who,
            "是否接通": "是" if connected else "否",
            "产品满意度": 4 if connected else None,
            "服务评价": 5 if connected else None,
            "对回访工作满意度": score,
        }
        for position, (who, day, connected, score) in enumerate(_CALLBACKS)
    ]


#: (工号, day, 是否有效) of every opinion; None is not yet judged.
OPINIONS: tuple[tuple[str, int, str | None], ...] = (
    *(("K001", day, "是") for day in (8, 9, 12, 13, 14, 16, 19, 21, 23, 27, 29)),
    ("K001", 15, "否"),
    ("K001", 26, "否"),
    ("K001", 30, None),
    *(("K002", day, "是") for day in (8, 9, 10, 12, 13, 14, 16, 20, 21, 23, 26, 28)),
    ("K002", 22, "否"),
)
