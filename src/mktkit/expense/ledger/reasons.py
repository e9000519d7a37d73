"""Why a row of an export is no expense, or is one only if somebody says so."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """Why a row is left out or asked about: the key by which an answer is remembered."""

    # Vouchers and sub-ledgers.
    COUNTER_ENTRY = "counter_entry"
    TAX_ACCOUNT = "tax_account"
    CLOSING = "closing"
    OFFICE = "office"
    BALANCE = "balance"
    UNAPPROVED = "unapproved"
    # Bills and banks.
    INCOME = "income"
    NEUTRAL = "neutral"
    NOT_PAID = "not_paid"
    REFUND_COUNTED = "refund_counted"
    TAX_PAID = "tax_paid"
    OWN_ACCOUNT = "own_account"
    TRANSFER = "transfer"
    RED_PACKET = "red_packet"
    REFUND_ALONE = "refund_alone"
    WAGES = "wages"
    PETTY_CASH = "petty_cash"
    SIGN = "sign"
    STATUS = "status"
    # Any table.
    UNIT = "unit"
    HEADING = "heading"
    # Several files.
    BOOKED = "booked"
    REPLACED = "replaced"

    @property
    def words(self) -> str:
        """What users read."""
        return _WORDS[self]


_WORDS = {
    Reason.COUNTER_ENTRY: "对方科目",
    Reason.TAX_ACCOUNT: "税金",
    Reason.CLOSING: "结转到本年利润",
    Reason.OFFICE: "管理费用（没有选部门）",
    Reason.BALANCE: "期初、合计、累计、承前过次",
    Reason.UNAPPROVED: "凭证没有审核",
    Reason.INCOME: "收入",
    Reason.NEUTRAL: "不计收支（提现、还款、理财等）",
    Reason.NOT_PAID: "交易关闭或没有付款",
    Reason.REFUND_COUNTED: "退款行（已从原单减去）",
    Reason.TAX_PAID: "缴税",
    Reason.OWN_ACCOUNT: "转给本公司自己的账户",
    Reason.TRANSFER: "转账给个人",
    Reason.RED_PACKET: "红包",
    Reason.REFUND_ALONE: "退款，原单不在这个文件里",
    Reason.WAGES: "工资、社保",
    Reason.PETTY_CASH: "备用金、借款",
    Reason.SIGN: "正负与借贷标志不合",
    Reason.STATUS: "交易状态不认识",
    Reason.UNIT: "与别的行差一千倍以上，单位可疑",
    Reason.HEADING: "重复的表头、落款和说明",
    Reason.BOOKED: "已经在台账里",
    Reason.REPLACED: "被后来的导入改了金额",
}
