"""Registers of the sales department: 销售台账, 回款登记, 客户档案, 满意度调查."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from mktkit.errors import show
from mktkit.fields import BasisPoints, Code, Count, Day, Money, Score, Text, Whole, YesNo, entry
from mktkit.money import yuan
from mktkit.registers.checks import duplicates, each_row, groups
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules

__all__ = ["CustomerRow", "ReceiptRow", "SalesLedgerRow", "SatisfactionRow"]

_WHOLE = 10000


def _shares(columns: Columns) -> Iterator[RowFinding]:
    """Yield every order line whose people do not share exactly the whole of it."""
    shares, people = columns["share"], columns["salesperson_id"]
    lines = set(zip(columns["order_id"], columns["line_no"], strict=True))
    if len(lines) == len(shares) and not any(shares):
        return
    apart = _shared_apart(columns)
    for (order, line), positions in groups(columns, ("order_id", "line_no")).items():
        if order in apart:
            continue
        total = sum(shares[position] or _WHOLE for position in positions)
        if total == _WHOLE and len({people[position] for position in positions}) == len(positions):
            continue
        several = len(positions) > 1
        which, so = f"订单号＋行号{show(f'{order}＋{line}', 80)}", f"分成比例合计 {total / 100:g}%"
        yield RowFinding(
            positions[-1],
            "order_id" if several else "share",
            f"{which}出现 {len(positions)} 次" if several else f"{which}{so}",
            "每个订单行只记一次；几个人分成的每人一行，分成比例合计 100%",
            "删去重复的一行，或改正分成比例",
            same_as=positions[0] if several else None,
            and_so=so if several else "",
        )


def _shared_apart(columns: Columns) -> set[str]:
    """Return the orders of one line whose people stand with line numbers of their own.

    Each of their rows has another person, all the same amount, and their shares come to the whole.
    """
    found = set()
    for (order,), positions in groups(columns, ("order_id",)).items():
        shares = [columns["share"][at] for at in positions]
        if len(positions) < 2 or None in shares or sum(shares) != _WHOLE:
            continue
        people = {columns["salesperson_id"][at] for at in positions}
        amounts = {columns["gross_amount"][at] for at in positions}
        if len(people) == len(positions) and len(amounts) == 1:
            found.add(order)
    return found


class SalesLedgerRow(Row):
    """A line of an order or of a return; a line shared by several people has one row a person."""

    title: ClassVar = "销售台账"
    file_names: ClassVar = ("销售台账", "销售明细", "订单明细")
    clauses: ClassVar = ("3.3.4", "3.3.5", "5.1.2.a", "5.1.2.b")
    about: ClassVar = "每个订单行一行；几个人分成的，每人一行，各行都写整行的金额，按分成比例计，比例合计 100%。退货另起一行，金额写负数，冲减退货当月的业绩。"

    order_id: Code = entry("订单号", aliases=("订单编号", "单号"), example="D20261008-01", key=True)
    line_no: Text = entry("行号", aliases=("订单行", "序号"), example="1", key=True)
    kind: Literal["销售", "退货"] = entry("类型", aliases=("单据类型",), example="销售")
    signed_on: Day = entry(
        "签约日期",
        aliases=("订单日期", "日期", "下单日期"),
        example="2026-10-08",
        help="退货填退货日期",
        clause="5.1.2.a",
    )
    customer_id: Code = entry("客户编号", aliases=("客户代码",), example="K0012")
    customer_name: Text | None = entry("客户名称", default=None)
    salesperson_id: Code = entry(
        "业务员工号", person=True, aliases=("销售代表工号", "业务员"), example="X001", key=True
    )
    share: BasisPoints | None = entry(
        "分成比例", aliases=("分成",), example="100%", default=None, help="空白按 100%"
    )
    product: Text | None = entry("产品", aliases=("品名",), example="标准型", default=None)
    quantity: Whole | None = entry("数量", example="10", default=None, help="退货写负数")
    net_amount: Money | None = entry(
        "不含税金额", aliases=("未税金额",), example="10000.00", unit="元", default=None
    )
    tax: Money | None = entry("税额", example="1300.00", unit="元", default=None)
    gross_amount: Money = entry(
        "价税合计", aliases=("含税金额", "金额", "合计金额"), example="11300.00", unit="元", clause="5.1.2.a"
    )
    contract_id: Code | None = entry(
        "合同编号", aliases=("合同号",), example="HT-2026-118", default=None, clause="3.3.4"
    )
    shipped_on: Day | None = entry("发货日期", example="2026-10-15", default=None, clause="3.3.5")
    invoiced_on: Day | None = entry("开票日期", default=None)
    original_order_id: Code | None = entry("退货原单号", aliases=("原单号",), default=None, help="退货时必填")
    original_signed_on: Day | None = entry(
        "原单签约日期",
        aliases=("原单日期",),
        default=None,
        help="原单不在本表里的退货填：退货算在签原单的部门和业务员",
        clause="5.1.2.a",
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """Shares of a line sum to 100 %; returns are marked, negative and name their order; amounts add up."""
        yield from _shares(columns)
        yield from _signs(columns)
        yield from _originals(columns)
        yield from _sums(columns)
        yield from _basis(columns, rules)


def _signs(columns: Columns) -> Iterator[RowFinding]:
    """Yield sales below zero, returns above it, and returns that name no order."""
    names = ("kind", "gross_amount", "original_order_id", "quantity")
    for position, (kind, amount, original, quantity) in each_row(columns, *names):
        if kind == "销售" and quantity is not None and quantity < 0:
            yield RowFinding(
                position,
                "quantity",
                f"类型是“销售”，数量却是负数 {quantity}",
                "销售数量不能为负；退货的类型写“退货”",
                "改正数量，或把类型改为退货",
            )
        if kind == "销售" and amount is not None and amount < 0:
            yield RowFinding(
                position,
                "gross_amount",
                f"类型是“销售”，金额却是负数 {yuan(amount)}",
                "销售金额不能为负；退货的类型写“退货”",
                "改正金额，或把类型改为退货并填退货原单号",
            )
        if kind == "退货" and amount is not None and amount > 0:
            yield RowFinding(
                position,
                "gross_amount",
                f"类型是“退货”，金额却是正数 {yuan(amount)}",
                "退货金额写负数",
                f"改为 -{yuan(amount)}",
            )
        if kind == "退货" and not original:
            yield RowFinding(
                position,
                "original_order_id",
                "退货没有写原单号",
                "退货要写明退的是哪张订单",
                "补上退货原单号",
            )


def _originals(columns: Columns) -> Iterator[RowFinding]:
    known = set(columns["order_id"])
    for position, original in enumerate(columns["original_order_id"]):
        if original and original not in known:
            yield RowFinding(
                position,
                "original_order_id",
                f"退货原单「{original}」不在本表里",
                "原单若在更早的台账里则无妨",
                "核对原单号",
                level="notice",
            )


def _sums(columns: Columns) -> Iterator[RowFinding]:
    for position, (net, tax, gross) in each_row(columns, "net_amount", "tax", "gross_amount"):
        if net is not None and tax is not None and gross is not None and net + tax != gross:
            yield RowFinding(
                position,
                "gross_amount",
                f"不含税金额 {yuan(net)} ＋ 税额 {yuan(tax)} 不等于价税合计 {yuan(gross)}",
                "价税合计＝不含税金额＋税额",
                "核对三个金额",
            )


def _basis(columns: Columns, rules: Rules) -> Iterator[RowFinding]:
    """Yield a fault where sales count by a date that nobody wrote."""
    basis = rules.appraisal.sales_basis
    needed = {"发货": ("shipped_on", "发货日期"), "开票": ("invoiced_on", "开票日期")}.get(basis)
    if needed is None or not columns["order_id"]:
        return
    name, title = needed
    if all(day is None for day in columns[name]):
        what = f"业绩按{basis}计，可“{title}”一格也没有填"
        yield RowFinding(0, name, what, f"应填{title}", f"补上{title}")


class ReceiptRow(Row):
    """A payment received."""

    title: ClassVar = "回款登记"
    file_names: ClassVar = ("回款登记", "回款")
    clauses: ClassVar = ("3.3.6", "5.1.2.a", "5.1.2.b")
    about: ClassVar = "每笔到账一行。退款写负数。"

    receipt_id: Code = entry("回款单号", aliases=("收款单号",), example="H2026-210", key=True)
    order_id: Code = entry("订单号", aliases=("订单编号",), example="D20261008-01")
    due_on: Day | None = entry("应收日期", example="2026-11-08", default=None)
    received_on: Day = entry("到账日期", aliases=("收款日期",), example="2026-11-05")
    amount: Money = entry("金额", aliases=("回款金额", "到账金额"), example="11300.00", unit="元")
    method: Literal["银行转账", "承兑汇票", "支票", "现金", "其他"] = entry(
        "方式", aliases=("收款方式",), example="银行转账"
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A receipt once."""
        yield from duplicates(columns, ("receipt_id",), "回款单号")


class CustomerRow(Row):
    """A customer file."""

    title: ClassVar = "客户档案"
    file_names: ClassVar = ("客户档案", "客户名录", "客户资料")
    clauses: ClassVar = ("3.3.1", "5.1.2.b")
    about: ClassVar = "每个客户一行。首单日期要与销售台账一致，两处矛盾时不计算。"

    customer_id: Code = entry("客户编号", aliases=("客户代码",), example="K0012", key=True)
    name: Text = entry("名称", aliases=("客户名称",), example="（示例）某某公司")
    credit_code: Code | None = entry(
        "统一社会信用代码", aliases=("信用代码",), default=None, min_length=18, max_length=18
    )
    category: Text | None = entry(
        "类别",
        aliases=("客户类别",),
        example="终端客户",
        default=None,
        choices=lambda rules: rules.sales.customer_categories,
        clause="3.3.1",
    )
    grade: Text | None = entry(
        "等级",
        aliases=("客户等级",),
        example="B",
        default=None,
        choices=lambda rules: [grade.grade for grade in rules.sales.customer_grades],
        clause="3.3.1",
    )
    source: Text | None = entry("来源渠道", aliases=("来源",), example="行业展会", default=None)
    filed_on: Day = entry("建档日期", example="2026-09-20")
    first_order_on: Day | None = entry(
        "首单日期", example="2026-10-08", default=None, help="还没有成交留空", clause="5.1.2.b"
    )
    owner_id: Code = entry(
        "归属工号", person=True, aliases=("归属业务员", "负责人工号"), example="X001", clause="5.1.2.b"
    )
    owner_since: Day | None = entry(
        "归属生效日",
        default=None,
        help="客户后来换了归属的填：晚于首单日期时，新客户仍算首单的业务员",
        clause="5.1.2.b",
    )
    credit_days: Count | None = entry("账期（天）", aliases=("账期",), example="30", unit="天", default=None)
    credit_limit: Money | None = entry("信用额度", unit="元", default=None, ge=0)
    contact: Text | None = entry("联系人", default=None)
    phone: Text | None = entry(
        "电话（脱敏）", aliases=("电话",), example="138****0000", default=None, help="只填脱敏后的号码"
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A customer once."""
        yield from duplicates(columns, ("customer_id",), "客户编号")


class SatisfactionRow(Row):
    """An answer about the service of sales."""

    title: ClassVar = "满意度调查"
    file_names: ClassVar = ("满意度调查", "客户满意度")
    clauses: ClassVar = ("2.2.3", "5.1.2.c")
    about: ClassVar = "每份答卷一行，1—5 分。"

    survey_id: Code = entry("问卷编号", aliases=("问卷号",), example="Q2026-0301", key=True)
    surveyed_on: Day = entry("日期", aliases=("填写日期", "调查日期"), example="2026-10-18")
    customer_id: Code | None = entry("客户编号", example="K0012", default=None)
    order_id: Code | None = entry("订单号", default=None)
    employee_id: Code = entry("评价对象工号", person=True, aliases=("评价对象", "业务员工号"), example="X001")
    score: Score = entry("分数", aliases=("满意度", "评分"), example="5", unit="分")
    valid: YesNo | None = entry("是否有效", aliases=("有效",), example="是", default=None, help="空白按有效")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """An answer once."""
        yield from duplicates(columns, ("survey_id",), "问卷编号")
