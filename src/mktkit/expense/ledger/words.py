"""What finance systems write in their rows: words of balances, closings, directions; what their headers tell."""

from __future__ import annotations

import re

__all__ = ["CREDIT", "DEBIT", "is_balance", "is_closing", "is_note", "tells_money"]

#: How a direction column says which side a row stands on.
DEBIT = frozenset({"借", "借方", "d", "dr", "s", "debit", "支", "支出", "付", "出"})
CREDIT = frozenset({"贷", "贷方", "c", "cr", "h", "credit", "收", "收入", "入"})

_BALANCE = re.compile(
    r"(本[期月日年季]|当[期月日年]|上[年期月])?(期初|年初|月初|合计|累计|总计|小计|结余|发生额合计)(余额|结存)?"
    r"|(期初|期末|年初|月初|上年|上月|本月|本期)?(余额|结余|结存)|承前页?|承上页|过次页?|转下页|上[年期月]结转"
)
_CLOSING = re.compile(r"结转.*(损益|本年利润|利润)|(损益|利润)类?结转|^期末结转$")
_NOTE = re.compile(r"[:：]")
#: A header that could turn a sign, a unit, a tax or a currency; numbers of tax payers do not.
_MONEY = re.compile(
    r"方向|借贷|收支|收/支|红字|冲销|税(?!号|务|纳|人)|币|汇率|^单位$|[万千百]元"
    r"|\b(vat|tax|currency|fx|sign|debit|credit|dr|cr)\b|währung|devise|^[sd]/[hc]$",
    re.IGNORECASE,
)


def is_balance(text: str) -> bool:
    """Return whether a summary is that of a balance or sum: its row repeats others.

    Examples
    --------
    >>> is_balance("本年累计"), is_balance("承前页"), is_balance("上月餐费合计报销")
    (True, True, False)
    """
    return _BALANCE.fullmatch(re.sub(r"[\s:：]", "", text)) is not None


def is_closing(text: str) -> bool:
    """Return whether a summary is that of closing expenses into the year's profit.

    Examples
    --------
    >>> is_closing("期间损益结转"), is_closing("结转本期损益"), is_closing("结转上月运费")
    (True, True, False)
    """
    return _CLOSING.search(text) is not None


def is_note(cells: list[str]) -> bool:
    """Return whether filled cells of a row without amounts are a note: a line of its own, or 制表人：.

    Examples
    --------
    >>> is_note(["制表人：高闻", "打印日期：2026.11.03"]), is_note(["甲", "乙"])
    (True, False)
    """
    return len(cells) == 1 or all(_NOTE.search(one) for one in cells)


def tells_money(header: str) -> bool:
    """Return whether a header could turn a sign, a unit, a tax or a currency.

    Examples
    --------
    >>> tells_money("税额"), tells_money("Irrecoverable VAT"), tells_money("纳税人识别号"), tells_money("备注")
    (True, True, False, False)
    """
    return (
        "纳税人" not in header and not header.endswith("类型") and _MONEY.search(header.strip()) is not None
    )
