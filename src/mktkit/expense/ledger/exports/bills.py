"""Bills of 微信 and 支付宝: what was paid, each refund taken off once; neutral moves, income and unpaid orders left out."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Any

import numpy as np

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.exports.kind import Cells, ExportKind, RowsFound
from mktkit.expense.ledger.reasons import Reason
from mktkit.expense.ledger.words import CREDIT
from mktkit.money import parse_yuan

__all__ = ["ALIPAY", "WECHAT"]

_PAID_FLOWS = frozenset({"支出", "支", "已支出"})
_UNPAID = re.compile(r"交易关闭|关闭|等待(买家)?付款|待付款|未付款|失败|已撤销|已取消|对方已退还|已全额退还")
_PAID = re.compile(
    r"成功|已转账|收钱|收款|等待|确认收货|已收货|已发货|已退款|已全额退款|已到账|已存入|完成|受理"
)
_REFUNDED = re.compile(r"已退款\s*[(（]?\s*([¥￥]?[\d,.]+)")
_FULL = "已全额退款"


def _common(
    cells: Cells, amount: Any, refunds: np.ndarray
) -> tuple[dict[Reason, np.ndarray], dict[Reason, np.ndarray]]:
    """Return what both bills leave out and ask about; `refunds` are dealt with by each."""
    paid = cells.where("flow", _PAID_FLOWS.__contains__)
    income = cells.where("flow", lambda text: text in CREDIT or text == "已收入")
    status = cells.filled("status")
    unpaid = cells.where("status", lambda text: bool(_UNPAID.search(text)))
    known = cells.where("status", lambda text: bool(_PAID.search(text)))
    out = {
        Reason.NOT_PAID: unpaid & ~refunds,
        Reason.INCOME: income & ~refunds,
        Reason.NEUTRAL: ~paid & ~income & ~refunds,
    }
    packet = cells.where("trade", lambda text: "红包" in text and "转账" not in text)
    asked = {
        Reason.RED_PACKET: packet & ~refunds,
        Reason.TRANSFER: cells.where("trade", lambda text: "转账" in text) & ~refunds,
        Reason.STATUS: status & ~unpaid & ~known & ~refunds,
    }
    return out, asked


# -- 微信 ------------------------------------------------------------------------------------------------


def _wechat(cells: Cells) -> RowsFound:
    """Read a bill in which a refund stands in the state of what was paid, and as a row of its own."""
    amount = cells.values["amount"].copy()
    refund = cells.where("trade", lambda text: "退款" in text) & ~cells.where(
        "flow", _PAID_FLOWS.__contains__
    )
    states = cells.values["status"].astype(object)
    left: dict[str, int] = defaultdict(int)
    for at in np.flatnonzero(~refund & cells.where("status", lambda text: "退款" in text)).tolist():
        if not is_missing(amount[at]):
            back = _taken_back(str(states.iloc[at]), int(amount[at]))
            left[_whose(cells, at)] += back
            amount[at] -= back
    out, asked = _common(cells, amount, refund)
    counted, alone = cells.none(), cells.none()
    for at in np.flatnonzero(refund).tolist():
        back = 0 if is_missing(amount[at]) else int(amount[at])
        (counted if back <= left[_whose(cells, at)] else alone)[at] = True
        left[_whose(cells, at)] -= back if counted[at] else 0
        amount[at] = -back
    out[Reason.REFUND_COUNTED], asked[Reason.REFUND_ALONE] = counted, alone
    return RowsFound(amount, out, asked)


def _taken_back(state: str, paid: int) -> int:
    if _FULL in state:
        return paid
    found = _REFUNDED.search(state)
    return min(paid, parse_yuan(found[1])) if found else paid


def _whose(cells: Cells, at: int) -> str:
    name = cells.values["vendor"].iloc[at]
    return "" if is_missing(name) else str(name)


# -- 支付宝 ----------------------------------------------------------------------------------------------


def _alipay(cells: Cells) -> RowsFound:
    """Read a bill in which a refund stands in a column, or as a row with the number of its order."""
    amount = cells.values["amount"].copy()
    if cells.has("refunded"):
        amount = amount - cells.values["refunded"].fillna(0)
        return RowsFound(amount, *_common(cells, amount, cells.none()))
    refund = cells.where("status", lambda text: "退款成功" in text)
    unpaid = cells.where("status", lambda text: bool(_UNPAID.search(text)))
    orders = cells.values["order_id"].astype(object)
    paid = {
        orders.iloc[at]: at
        for at in np.flatnonzero(~refund & cells.where("flow", _PAID_FLOWS.__contains__)).tolist()
        if not is_missing(orders.iloc[at])
    }
    out, asked = _common(cells, amount, refund)
    counted, alone = cells.none(), cells.none()
    for at in np.flatnonzero(refund).tolist():
        back, original = amount[at], paid.get(orders.iloc[at])
        (alone if original is None else counted)[at] = True
        # An order refunded as a whole is closed, and counts neither way.
        if original is not None and not unpaid[original] and not is_missing(back):
            amount[original] -= back
        amount[at] = -back
    out[Reason.REFUND_COUNTED], asked[Reason.REFUND_ALONE] = counted, alone
    return RowsFound(amount, out, asked)


def _is_bill(cells: Cells) -> bool:
    return cells.has("flow", "amount", "status")


def _is_wechat(cells: Cells) -> bool:
    return (_is_bill(cells) and any("微信" in text for row in cells.table.above for text in row)) or (
        _is_bill(cells) and "当前状态" in cells.table.headers
    )


WECHAT = ExportKind("微信账单", _is_wechat, _wechat)
ALIPAY = ExportKind("支付宝账单", _is_bill, _alipay)
