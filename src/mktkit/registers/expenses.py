"""费用台账 and 费用预算: what was spent, by whom, on what, and what may be; the ledger of chapter 6 and of 5.1.2.d."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, ClassVar, Literal

from mktkit.errors import show
from mktkit.fields import Code, Day, Money, Month, Text, YesNo, entry
from mktkit.money import yuan
from mktkit.registers.checks import duplicates, each_row, repeated
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules

__all__ = ["BudgetRow", "ExpenseRow", "unfit_reversals"]


class ExpenseRow(Row):
    """An expense."""

    title: ClassVar = "费用台账"
    file_names: ClassVar[tuple[str, ...]] = ("费用台账", "费用明细账")
    clauses: ClassVar = ("5.1.2.d", "6.1.1", "6.1.2")
    about: ClassVar = (
        "每张单据每个科目一行，金额含税，以人民币计；红字发票和冲红写负数，并写明冲的是哪张原单。"
        "财务系统导出的明细不用照抄，用「费用汇总」或 mktkit expense import 导入。"
    )

    document_id: Code = entry(
        "单号",
        aliases=("单据号", "凭证号", "凭证编号", "凭证字号", "交易号", "流水号"),
        example="F2026-0188",
        key=True,
    )
    line_id: Code | None = entry(
        "行号",
        aliases=("分录号", "分录行号"),
        example="1",
        default=None,
        help="同一单号、同一科目有几行时填",
    )
    spent_on: Day = entry(
        "日期", aliases=("发生日期", "记账日期", "制单日期", "业务日期", "付款日期"), example="2026-10-11"
    )
    period: Month = entry("归属月份", aliases=("所属月份", "会计期间", "期间"), example="2026-10")
    department: Text | None = entry(
        "部门", aliases=("部门名称", "成本中心", "费用部门", "归属部门"), example="销售部", default=None
    )
    employee_id: Code | None = entry(
        "工号",
        person=True,
        aliases=("员工编号", "职员编号"),
        example="X001",
        default=None,
        help="部门和工号至少填一个；要计入个人 5.1.2.d 的填工号",
    )
    category: Text = entry(
        "预算科目",
        aliases=("科目", "费用科目"),
        example="销售费用",
        key=True,
        choices=lambda rules: rules.expense.categories,
        clause="6.1.1",
    )
    item: Text | None = entry("细目", aliases=("费用项目", "费用类型"), example="业务招待费", default=None)
    amount: Money = entry(
        "金额",
        aliases=("含税金额", "价税合计", "发生额", "借方金额", "本币金额"),
        example="860.00",
        unit="元",
    )
    net_amount: Money | None = entry("不含税金额", default=None, unit="元")
    tax: Money | None = entry("税额", aliases=("进项税额",), default=None, unit="元")
    tax_included: YesNo | None = entry(
        "含税否", aliases=("是否含税",), example="是", default=None, help="空白按含税"
    )
    currency: Text | None = entry("币种", aliases=("币别",), default=None, help="空白为人民币")
    rate: Text | None = entry("汇率", default=None, example="7.1234", help="外币写明：1 外币合多少元人民币")
    vendor: Text | None = entry(
        "供应商", aliases=("供应商名称", "往来单位", "收款单位", "销方名称"), default=None
    )
    summary: Text | None = entry("摘要", aliases=("事由", "用途", "说明"), default=None)
    account: Code | None = entry(
        "会计科目编码", aliases=("科目编码", "科目代码", "会计科目代码"), default=None
    )
    account_name: Text | None = entry("会计科目名称", aliases=("科目名称", "会计科目"), default=None)
    invoice_id: Code | None = entry("发票号码", aliases=("发票号",), default=None)
    claim_id: Code | None = entry("报销单号", default=None, help="填了，这张报销单就不再算已占用的预算")
    reverses: Code | None = entry(
        "冲红原单号",
        aliases=("原单号", "原发票号码", "红字对应原单"),
        default=None,
        help="负数行填：冲的是哪张单号或发票号码",
    )

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """Each line once, everybody's department known, parts that add up, reversals that fit their original."""
        yield from _doubled(columns)
        yield from _belonging(columns)
        yield from _amounts(columns)
        yield from _reversals(columns)


class BudgetRow(Row):
    """What may be spent in one month."""

    title: ClassVar = "费用预算"
    file_names: ClassVar = ("费用预算",)
    clauses: ClassVar = ("6.1.1", "6.1.2")
    about: ClassVar = (
        "每个部门、科目、细目和月份一行。平时在「费用预算」里编制和审批，不必填这张表；"
        "预算在别处批准的，照它填好，用 mktkit expense summary --budget 读。"
    )

    department: Text = entry("部门", example="市场部", key=True)
    category: Text = entry(
        "预算科目",
        aliases=("科目",),
        example="品牌推广费用",
        key=True,
        choices=lambda rules: rules.expense.categories,
        clause="6.1.1",
    )
    item: Text | None = entry("细目", example="广告宣传费", default=None, key=True)
    month: Month = entry("月份", example="2026-10", key=True)
    amount: Money = entry("金额", aliases=("预算金额",), example="20000.00", unit="元", ge=0)
    plan: Text | None = entry("计划项目", default=None, help="对应年度营销计划的哪一项")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """One budget a department, category, item and month."""
        filled = {**columns, "item": [one or "" for one in columns["item"]]}
        names = ("department", "category", "item", "month")
        yield from duplicates(
            filled, names, "部门＋预算科目＋细目＋月份", "同一个月只能有一个预算，合成一行，或写明不同的细目"
        )


def _doubled(columns: Columns) -> Iterator[RowFinding]:
    rows = each_row(columns, "document_id", "line_id", "category")
    keys = (None if None in (row[0], row[2]) else (row[0], row[1] or "", row[2]) for _, row in rows)
    for position, first, key in repeated(keys):
        yield RowFinding(
            position,
            "document_id",
            f"单号＋行号＋预算科目{show('＋'.join(part for part in key if part), 80)}重复",
            "同一单号、同一科目的几行用行号分开",
            "删去多余的一行，或填上各自的行号",
            same_as=first,
        )


def _belonging(columns: Columns) -> Iterator[RowFinding]:
    for position, (who, where) in each_row(columns, "employee_id", "department"):
        if who is None and where is None:
            yield RowFinding(position, "department", "部门和工号都没有填", "至少填一个", "补上部门或工号")


def _amounts(columns: Columns) -> Iterator[RowFinding]:
    names = ("amount", "net_amount", "tax", "tax_included", "currency", "rate")
    for position, (amount, net, tax, included, currency, rate) in each_row(columns, *names):
        if None not in (amount, net, tax) and net + tax != amount:
            yield RowFinding(
                position,
                "amount",
                f"不含税金额 {yuan(net)} 加税额 {yuan(tax)} 不等于金额 {yuan(amount)}",
                "不含税金额＋税额＝金额",
                "核对这三格",
            )
        if amount is not None and amount < 0:
            yield RowFinding(position, "amount", f"金额是负数 {yuan(amount)}，按冲红计", level="notice")
        if included is False:
            yield RowFinding(
                position,
                "tax_included",
                "这一行不含税，费用预算按含税比较",
                "",
                "改填含税金额",
                level="notice",
            )
        if currency is not None and currency.upper() not in ("人民币", "CNY", "RMB") and rate is None:
            yield RowFinding(
                position,
                "currency",
                f"币种是{show(currency)}，没有写汇率",
                "金额以人民币计，外币要写明折算用的汇率",
                "填上汇率，并核对金额是不是折算后的人民币",
            )


def unfit_reversals(
    documents: Sequence[Any], invoices: Sequence[Any], amounts: Sequence[Any], reverses: Sequence[Any]
) -> Iterator[tuple[int, Literal["positive", "unknown", "above"], int]]:
    """Yield every reversal that does not fit its original: position, why, and what was left of the original in 分.

    An original is known by its document and by its invoice; whichever is named, it is taken back once.
    """
    account: dict[Any, Any] = {}
    left: dict[Any, int] = defaultdict(int)
    for document, invoice, amount in zip(documents, invoices, amounts, strict=True):
        if amount is not None and amount > 0 and (document or invoice):
            name = account.setdefault(document or invoice, document or invoice)
            account.setdefault(invoice or document, name)
            left[name] += amount
    for position, (original, amount) in enumerate(zip(reverses, amounts, strict=True)):
        if not original or amount is None:
            continue
        name = account.get(original)
        if amount > 0:
            yield position, "positive", 0
        elif name is None:
            yield position, "unknown", 0
        elif -amount > left[name]:
            yield position, "above", left[name]
        else:
            left[name] += amount


def _reversals(columns: Columns) -> Iterator[RowFinding]:
    """Hold each reversal against the document or invoice it takes back."""
    names = ("document_id", "invoice_id", "amount", "reverses")
    for position, why, left in unfit_reversals(*(columns[name] for name in names)):
        original, amount = columns["reverses"][position], columns["amount"][position]
        level: Literal["fault", "notice"] = "notice" if why == "unknown" else "fault"
        what, want = {
            "positive": (f"冲红原单号是{show(original)}，金额却是正数", "冲红的行金额写负数"),
            "unknown": (f"冲红的原单{show(original)}不在本表里", "原单可能在以前的台账"),
            "above": (
                f"冲红 {yuan(-amount)}，超过原单{show(original)}余下的 {yuan(left)}",
                "冲红合计不超过原单",
            ),
        }[why]
        yield RowFinding(position, "reverses", what, want, "核对原单号和金额", level=level)
