"""Columns of a finance system's export, whatever its kind: ledger, sub-ledger, payment bill, bank, plain list."""

from __future__ import annotations

from typing import ClassVar

from mktkit.fields import Code, Day, Money, Month, Text, entry
from mktkit.registers import Register
from mktkit.registers.expenses import ExpenseRow

__all__ = ["AMOUNTS", "FINANCE", "FinanceRow"]

#: The columns that may hold what was spent; one of them must be there.
AMOUNTS = ("amount", "debit", "credit", "local_amount", "net_amount")


class FinanceRow(ExpenseRow):
    """A row of a finance system's export: only date and amount must be there."""

    title: ClassVar = "财务明细"
    file_names: ClassVar[tuple[str, ...]] = ()

    document_id: Code | None = entry(  # type: ignore[assignment]  # an export may lack what the register wants
        "单号",
        aliases=(
            "单据号", "凭证号", "凭证编号", "凭证字号", "凭证号数", "交易单号", "交易订单号", "交易号", "流水号",
            "交易流水号", "Transaction number", "EcritureNum", "Belegnummer",
        ),
        default=None,
    )  # fmt: skip
    word: Text | None = entry("凭证字", aliases=("凭证类别",), default=None)
    line_id: Code | None = entry("行号", aliases=("分录号", "分录行号", "分录行"), default=None)
    spent_on: Day = entry(
        "日期",
        aliases=(
            "发生日期", "记账日期", "制单日期", "凭证日期", "业务日期", "交易日期", "交易日", "付款日期", "付款时间",
            "交易时间", "Payment Date", "Date paid", "Date", "EcritureDate", "Belegdatum",
        ),
    )  # fmt: skip
    year: Text | None = entry("会计年度", aliases=("年度", "会计年"), default=None)
    period: Month | None = entry(  # type: ignore[assignment]  # an export may lack what the register wants
        "归属月份", aliases=("所属月份", "归属期间", "会计期间", "期间"), default=None
    )
    category: Text | None = entry("预算科目", default=None)  # type: ignore[assignment]  # an export may lack what the register wants
    amount: Money | None = entry(  # type: ignore[assignment]  # an export may lack what the register wants
        "金额",
        aliases=("含税金额", "价税合计", "发生额", "交易额", "Amount", "Betrag"),
        default=None,
    )
    debit: Money | None = entry(
        "借方金额",
        aliases=("借方发生额", "借方", "支出金额", "支出", "记账金额(支出)", "转出金额", "Debit"),
        default=None,
    )
    credit: Money | None = entry(
        "贷方金额",
        aliases=("贷方发生额", "贷方", "收入金额", "收入", "记账金额(收入)", "转入金额", "Credit"),
        default=None,
    )
    local_amount: Money | None = entry(
        "本币金额", aliases=("本位币金额", "人民币金额", "折人民币", "记账金额"), default=None
    )
    foreign_amount: Text | None = entry(
        "原币金额", aliases=("外币金额", "外币", "交易金额", "交易金额(支出)", "Montantdevise"), default=None
    )
    foreign_credit: Text | None = entry("原币收入", aliases=("交易金额(收入)",), default=None)
    foreign_currency: Text | None = entry("原币币种", aliases=("交易币种",), default=None)
    currency: Text | None = entry(
        "币种", aliases=("币别", "记账币种", "Currency", "Idevise", "Währung"), default=None
    )
    direction: Text | None = entry(
        "借贷方向", aliases=("方向", "借贷标志", "借贷", "收付标志", "S/H", "D/C"), default=None
    )
    balance: Text | None = entry("余额", aliases=("账户余额", "本次余额"), default=None)
    balance_side: Text | None = entry("余额方向", default=None)
    flow: Text | None = entry("收/支", aliases=("收支", "收支类型", "收/付", "资金流向"), default=None)
    status: Text | None = entry("交易状态", aliases=("当前状态",), default=None)
    trade: Text | None = entry("交易类型", aliases=("交易分类", "业务类型"), default=None)
    order_id: Code | None = entry("商户单号", aliases=("商家订单号", "商户订单号"), default=None)
    refunded: Money | None = entry("成功退款", default=None)
    approval: Text | None = entry("审核状态", aliases=("凭证状态",), default=None)
    dimension: Text | None = entry("核算项目", aliases=("核算维度", "辅助核算", "辅助项"), default=None)
    tax_rate: Text | None = entry("税率", default=None)
    account: Code | None = entry(
        "会计科目编码",
        aliases=("科目编码", "科目代码", "会计科目代码", "CompteNum", "Konto"),
        default=None,
    )
    account_name: Text | None = entry(
        "会计科目名称",
        aliases=("科目名称", "科目全名", "会计科目", "科目", "费用科目", "CompteLib", "Expenses type"),
        default=None,
    )
    vendor: Text | None = entry(
        "供应商",
        aliases=(
            "供应商名称", "往来单位", "收款单位", "销方名称", "交易对方", "对方户名", "对方名称", "收(付)方名称",
            "Beneficiary Name", "Supplier name",
        ),
        default=None,
    )  # fmt: skip
    place: Text | None = entry("交易场所", aliases=("商户名称",), default=None)
    summary: Text | None = entry(
        "摘要",
        aliases=("事由", "用途", "说明", "商品", "商品说明", "商品名称", "EcritureLib", "Buchungstext"),
        default=None,
    )


#: What an export is read as.
FINANCE = Register("finance", FinanceRow)
