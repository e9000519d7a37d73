"""Statements of a bank: its debit is what the company paid; money that comes back reduces it, other income is none."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from mktkit.expense.ledger.exports.kind import Cells, ExportKind, RowsFound, both_sides
from mktkit.expense.ledger.reasons import Reason
from mktkit.expense.ledger.words import CREDIT, DEBIT

__all__ = ["BANK"]

_BACK = re.compile(r"退|撤销|冲正|冲账|红字|返还")
_TAX = re.compile(r"税款|缴税|扣税|实时缴税|国家金库|税务")
_MOVED = re.compile(r"理财|结构性存款|定期|基金|申购|还款|提现|转存|大额存单")
_WAGES = re.compile(r"工资|代发|社保|公积金|奖金")
_PETTY = re.compile(r"备用金|借款|借支")
_OWNER = re.compile(r"户名\s*[:：]+\s*([^\s,，:：]{4,})")
#: Names of two or three characters are people's; a longer one may be a shop's.
_PERSON = re.compile(r"[\u4e00-\u9fff]{2,3}")


def _fits(cells: Cells) -> bool:
    sided = cells.has("credit") or cells.has("debit") or cells.has("direction", "amount")
    accounts = cells.has("account") or cells.has("account_name")
    return sided and cells.has("balance") and not accounts and (cells.has("vendor") or cells.has("trade"))


def _read(cells: Cells) -> RowsFound:
    if cells.has("credit") or cells.has("debit"):
        amount, doubtful = both_sides(cells), cells.none()
        income = np.asarray((cells.values["credit"].fillna(0) != 0), dtype=bool)
    else:
        amount, doubtful = _signed(cells)
        income = cells.where("direction", lambda text: text.casefold() in CREDIT)
    back = income & _says(cells, _BACK)
    spent = ~income & ~doubtful
    own_name = cells.source.own_name or _owner(cells)
    own = cells.where("vendor", lambda text: bool(own_name) and own_name in text)
    out = {
        Reason.OWN_ACCOUNT: own & ~back,
        Reason.INCOME: income & ~back,
        Reason.TAX_PAID: spent & _says(cells, _TAX),
        Reason.NEUTRAL: spent & _says(cells, _MOVED),
    }
    person = cells.where("vendor", lambda text: bool(_PERSON.fullmatch(text.strip())))
    asked = {
        Reason.SIGN: doubtful,
        Reason.WAGES: spent & _says(cells, _WAGES),
        Reason.PETTY_CASH: spent & _says(cells, _PETTY),
        Reason.TRANSFER: spent & person,
    }
    shop = cells.values["vendor"].astype(object)
    vendor = shop.where(shop.notna(), cells.values["place"].astype(object)).astype("category")
    return RowsFound(
        amount,
        out,
        asked,
        values={"vendor": vendor},
        said=["按银行的记法：银行的借方（支出）是本公司付出的钱"],
    )


def _says(cells: Cells, words: re.Pattern[str]) -> np.ndarray:
    names = ("trade", "summary", "vendor")
    found: np.ndarray = np.logical_or.reduce(
        [cells.where(name, lambda text: bool(words.search(text))) for name in names]
    )
    return found


def _signed(cells: Cells) -> tuple[Any, np.ndarray]:
    """Return the one amount as money paid; a debit whose sign is not that of the others is doubtful.

    Some banks write what was paid with a minus, some without; most debits of a file tell which.
    """
    debit = cells.where("direction", lambda text: text.casefold() in DEBIT)
    credit = cells.where("direction", lambda text: text.casefold() in CREDIT)
    amount = cells.values["amount"].copy()
    negative = np.asarray((amount < 0).fillna(False), dtype=bool)
    minus = bool(negative[debit].mean() > 0.5) if debit.any() else False
    amount[debit & minus] = -amount[debit & minus]
    amount[credit] = -amount[credit] if not (credit & negative).any() else -abs(amount[credit])
    return amount, debit & (negative != minus) & np.asarray(~amount.isna(), dtype=bool)


def _owner(cells: Cells) -> str:
    """Return whose account it is, as the rows above the header say."""
    for text in (text for row in cells.table.above for text in row):
        if match := _OWNER.search(text):
            return match[1]
    return ""


BANK = ExportKind("银行明细", _fits, _read)
