"""The five sales registers as rows, told from what was sold."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping

from mktkit.samples import october
from mktkit.samples.people import Target, serving
from mktkit.samples.rows import (
    DATA_END,
    MONTHS,
    Cells,
    chance,
    day_on_or_after,
    month_of,
    numbered,
    split_tax,
    spread,
    workdays_within,
    yuan_cell,
)
from mktkit.samples.sales import Customer, SampleSales
from mktkit.workdays import Calendar

__all__ = ["customer_rows", "expense_rows", "ledger_rows", "receipt_rows", "satisfaction_rows"]


def ledger_rows(ledger: SampleSales) -> list[Cells]:
    """Return the register 销售台账: one row a line and person, each with the line's whole amount."""
    contracts: dict[str, str] = {}
    rows: list[Cells] = []
    for line in ledger.lines:
        net, tax = split_tax(line.gross)
        contract = (
            None if line.returns else contracts.setdefault(line.order_id, f"HT-2026-{len(contracts) + 1:04d}")
        )
        for who, share in line.shares:
            rows.append(
                {
                    "订单号": line.order_id,
                    "行号": str(line.line_no),
                    "类型": "退货" if line.returns else "销售",
                    "签约日期": line.signed,
                    "客户编号": line.customer.customer_id,
                    "客户名称": line.customer.name,
                    "业务员工号": who,
                    "分成比例": None if share == 100 else f"{share}%",
                    "产品": line.product,
                    "数量": line.quantity,
                    "不含税金额": yuan_cell(net),
                    "税额": yuan_cell(tax),
                    "价税合计": yuan_cell(line.gross),
                    "合同编号": contract,
                    "发货日期": line.shipped,
                    "开票日期": line.invoiced,
                    "退货原单号": line.returns or None,
                }
            )
    return rows


def receipt_rows(calendar: Calendar, ledger: SampleSales) -> list[Cells]:
    """Return the register 回款登记: most orders paid, some in two parts, some returns paid back."""
    rng = chance("receipts")
    rows: list[Cells] = []

    def paid(order_id: str, due: dt.date | None, day: dt.date, amount: int) -> None:
        received = day_on_or_after(calendar, day)
        if received is not None:
            method = rng.choice(("银行转账",) * 8 + ("承兑汇票", "支票"))
            cells: Cells = {
                "订单号": order_id,
                "应收日期": due,
                "到账日期": received,
                "金额": yuan_cell(amount),
                "方式": method,
            }
            rows.append(cells)

    for line, amount in ledger.orders():
        due = line.signed + dt.timedelta(days=line.customer.credit_days)
        late = rng.choice((-6, -3, -1, 0, 0, 2, 5, 12, 30))
        day = max(line.signed, due + dt.timedelta(days=late))
        if rng.random() < 0.25:
            advance = amount * 3 // 10 // 100 * 100
            paid(line.order_id, line.signed, line.signed + dt.timedelta(days=rng.randint(0, 5)), advance)
            paid(line.order_id, due, day, amount - advance)
        elif rng.random() < 0.95:
            paid(line.order_id, due, day, amount)
    for line in ledger.lines:
        if (
            line.returns
            and line.signed < DATA_END
            and line.returns.startswith("D2026")
            and rng.random() < 0.3
        ):
            paid(line.returns, None, line.signed + dt.timedelta(days=rng.randint(3, 10)), line.gross)
    return list(numbered(rows, "回款单号", "H2026-", 4, ("到账日期", "订单号", "金额")))


_SOURCES = ("行业展会", "老客户介绍", "网站留言", "电话拜访", "经销商推荐")


def customer_rows(ledger: SampleSales) -> list[Cells]:
    """Return the register 客户档案; the grade follows what was bought in 2026."""
    rng = chance("customers")
    bought: Counter[str] = Counter()
    for line in ledger.lines:
        bought[line.customer.customer_id] += line.gross
    rows: list[Cells] = []
    for number, one in ledger.customers.items():
        amount = bought[number]
        rows.append(
            {
                "客户编号": number,
                "名称": one.name,
                "统一社会信用代码": f"SHILI{number:0>13}" if rng.random() < 0.6 else None,
                "类别": rng.choice(("终端客户", "终端客户", "终端客户", "经销商", "合作伙伴")),
                "等级": "A" if amount >= 500_000_00 else "B" if amount >= 100_000_00 else "C",
                "来源渠道": rng.choice(_SOURCES),
                "建档日期": one.filed,
                "首单日期": one.first_order,
                "归属工号": one.owner,
                "账期（天）": one.credit_days,
                "信用额度": rng.choice((50_000, 100_000, 200_000, 300_000)),
                "联系人": "示例联系人",
                "电话（脱敏）": f"138****{int(number[1:]):04d}",
            }
        )
    return rows


def satisfaction_rows(calendar: Calendar, ledger: SampleSales) -> list[Cells]:
    """Return the register 满意度调查: six to ten valid answers a person and month, and a few that are not."""
    rng = chance("satisfaction")
    served: dict[str, list[Customer]] = defaultdict(list)
    for one in ledger.customers.values():
        served[one.owner].append(one)
    rows = october.answer_rows()
    for month in MONTHS:
        for who, first, last in serving("销售代表", month):
            if month == 10 and who in october.HAND_MADE:
                continue
            days = workdays_within(calendar, first, last)
            for position in range(rng.randint(6, 10)):
                day = rng.choice(days[len(days) // 3 :])
                known = [one for one in served[who] if one.first_order is not None and one.first_order <= day]
                rows.append(
                    {
                        "日期": day,
                        "客户编号": rng.choice(known).customer_id if known else None,
                        "评价对象工号": who,
                        "分数": rng.choices((5, 4, 3, 2, 1), (56, 36, 5, 2, 1))[0],
                        "是否有效": "是" if position % 3 else None,
                    }
                )
                if rng.random() < 0.03:
                    rows.append({**rows[-1], "是否有效": "否"})
    return list(numbered(rows, "问卷编号", "2026", 5, ("日期", "评价对象工号", "客户编号", "分数")))


def expense_rows(calendar: Calendar, targets: Mapping[tuple[str, int], Target]) -> list[Cells]:
    """Return the register 费用台账 of the sales department: a few documents a person and month, near the budget."""
    rng = chance("expenses")
    rows: list[Cells] = []

    def spent(day: dt.date, month: int, who: str, amount: int) -> None:
        cells: Cells = {
            "日期": day,
            "归属月份": month_of(month),
            "部门": "销售部",
            "工号": who,
            "预算科目": "其他" if amount > 0 and rng.random() < 0.08 else "销售费用",
            "金额": yuan_cell(amount),
            "含税否": "是" if rng.random() < 0.8 else None,
            "报销单号": f"BX2026{month:02d}{rng.randrange(1, 400):04d}" if rng.random() < 0.7 else None,
        }
        rows.append(cells)

    for who, expenses in october.EXPENSES.items():
        for day_of_month, yuan in expenses:
            spent(dt.date(2026, 10, day_of_month), 10, who, yuan * 100)
    for month in MONTHS:
        for who, first, last in serving("销售代表", month):
            if month == 10 and who in october.HAND_MADE:
                continue
            days = workdays_within(calendar, first, last)
            total = int(targets[who, month].budget * rng.uniform(0.72, 1.14)) // 10 * 10
            for amount in spread(total, rng.randint(3, 6), rng, 10):
                spent(rng.choice(days), month, who, amount)
    # Spent in the last days of June, booked in July: the month of the budget is what counts.
    spent(dt.date(2026, 6, 30), 7, "X006", 680_00)
    spent(dt.date(2026, 4, 21), 4, "X008", -260_00)
    return list(numbered(rows, "单号", "F2026-", 4, ("日期", "工号", "金额")))
