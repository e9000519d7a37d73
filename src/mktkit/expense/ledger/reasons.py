"""Why a row of an export is no expense, or is one only if somebody says so."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """Why a row is left out or asked about: the key that is remembered, and what users read."""

    title: str

    def __new__(cls, key: str, title: str) -> Reason:
        made = str.__new__(cls, key)
        made._value_ = key
        made.title = title
        return made

    # Vouchers and sub-ledgers.
    COUNTER_ENTRY = "counter_entry", "对方科目"
    TAX_ACCOUNT = "tax_account", "税金"
    CLOSING = "closing", "结转到本年利润"
    OFFICE = "office", "管理费用（没有选部门）"
    BALANCE = "balance", "期初、合计、累计、承前过次"
    UNAPPROVED = "unapproved", "凭证没有审核"
    # Bills and banks.
    INCOME = "income", "收入"
    NEUTRAL = "neutral", "不计收支（提现、还款、理财等）"
    NOT_PAID = "not_paid", "交易关闭或没有付款"
    REFUND_COUNTED = "refund_counted", "退款行（已从原单减去）"
    TAX_PAID = "tax_paid", "缴税"
    OWN_ACCOUNT = "own_account", "转给本公司自己的账户"
    TRANSFER = "transfer", "转账给个人"
    RED_PACKET = "red_packet", "红包"
    REFUND_ALONE = "refund_alone", "退款，原单不在这个文件里"
    WAGES = "wages", "工资、社保"
    PETTY_CASH = "petty_cash", "备用金、借款"
    SIGN = "sign", "正负与借贷标志不合"
    STATUS = "status", "交易状态不认识"
    # Any table.
    UNIT = "unit", "与别的行差一千倍以上，单位可疑"
    HEADING = "heading", "重复的表头、落款和说明"
    # Several files.
    BOOKED = "booked", "已经在台账里"
    REPLACED = "replaced", "被后来的导入改了金额"
