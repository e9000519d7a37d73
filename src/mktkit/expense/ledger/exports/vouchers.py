"""A ledger by voucher: every side of every voucher; what counts are the accounts of expense."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.exports.kind import (
    Cells,
    ExportKind,
    RowsFound,
    WrongRows,
    both_sides,
    closing,
    directed,
)
from mktkit.expense.ledger.reasons import Reason
from mktkit.money import yuan

__all__ = ["EXPENSE_ACCOUNTS", "VOUCHERS"]

#: 销售费用、财务费用 of the national charts: 企业会计准则, 小企业会计准则, 企业会计制度; and their names.
EXPENSE_ACCOUNTS = ("6601", "6603", "5601", "5603", "5501", "5503", "销售费用", "营业费用", "财务费用")
#: 管理费用 counts only with the departments that were chosen.
_OFFICE = ("6602", "5602", "5502", "管理费用")
_TAX = ("2221", "2171", "应交税")
#: 本年利润, to which expenses are closed at a period's end.
_PROFIT = ("4103", "3103", "3131", "本年利润")
_APPROVED = frozenset({"已审核", "审核", "已过账", "已记账", "已复核", "是"})
_DEPARTMENT = re.compile(r"(?:部门|成本中心)\s*[:：]\s*([^;；,，]+)")
_PERSON = re.compile(r"(?:职员|员工|人员|个人)\s*[:：]\s*([^;；,，/]+)/")


def _begins(text: str, beginnings: tuple[str, ...]) -> bool:
    return text.replace(".", "").replace(" ", "").startswith(beginnings)


def _on(cells: Cells, beginnings: tuple[str, ...]) -> np.ndarray:
    """Return the rows on some accounts: by their code, by their name where they have no code."""
    by_name = cells.where("account_name", lambda text: _begins(text, beginnings))
    by_code = cells.where("account", lambda text: _begins(text, beginnings))
    found: np.ndarray = by_code | (by_name & ~cells.filled("account"))
    return found


def _lacks(cells: Cells) -> str:
    """Ask which accounts are expense where none is known as one."""
    accounts = cells.source.accounts or EXPENSE_ACCOUNTS
    return "" if (_on(cells, (*accounts, *_OFFICE)) & cells.own).any() else "费用科目"


def _fits(cells: Cells) -> bool:
    sided = cells.has("credit") or cells.has("debit") or cells.has("direction", "amount")
    accounts = [cells.values[name] for name in ("account", "account_name") if cells.has(name)]
    if not sided or not any(one.nunique() > 1 for one in accounts):
        return False
    return not _lacks(cells) or _several_sides(cells)


def _several_sides(cells: Cells) -> bool:
    """Return whether most documents have more lines than one."""
    numbers = cells.values["document_id"]
    return bool(numbers.notna().any()) and int(numbers.nunique()) * 2 <= int(numbers.notna().sum())


def _read(cells: Cells) -> RowsFound:
    filled_down = _filled_down(cells)
    cells.values.update(filled_down)
    if cells.has("credit") or cells.has("debit"):
        amount, wrong = both_sides(cells), list[WrongRows]()
    elif cells.has("direction"):
        amount, wrong = directed(cells)
    else:
        amount, wrong = cells.values["amount"].copy(), []
    departments = _departments(cells)
    cells.values.update(departments)
    expense = _on(cells, cells.source.accounts or EXPENSE_ACCOUNTS)
    office = _on(cells, _OFFICE) & ~expense
    chosen = cells.where("department", lambda text: text in cells.source.office_departments)
    out = {
        Reason.CLOSING: closing(cells) | _closed(cells),
        Reason.TAX_ACCOUNT: _on(cells, _TAX) & ~expense,
        Reason.OFFICE: office & ~chosen,
        Reason.COUNTER_ENTRY: ~expense & ~office,
    }
    approved = cells.where("approval", lambda text: text.strip() in _APPROVED)
    asked = {Reason.UNAPPROVED: cells.filled("approval") & ~approved}
    values = filled_down | departments
    return RowsFound(amount, out, asked, wrong, values, _balanced(cells, amount))


def _filled_down(cells: Cells) -> dict[str, Any]:
    """Return day and number of lines that leave them to the first line of their voucher."""
    values = cells.values
    if not cells.has("document_id"):
        return {}
    names = [name for name in ("spent_on", "document_id", "word", "period", "approval") if name in values]
    follows = cells.own & ~cells.filled("spent_on") & ~cells.filled("document_id")
    made: dict[str, Any] = (
        {name: values[name].where(~follows, values[name].ffill()) for name in names} if follows.any() else {}
    )
    if cells.has("word"):
        words, numbers = ((made.get(name, values[name])).astype(object) for name in ("word", "document_id"))
        joined = [
            number if is_missing(word) or is_missing(number) else f"{word}-{number}"
            for word, number in zip(words, numbers, strict=True)
        ]
        made["document_id"] = _text(joined)
    return made


def _departments(cells: Cells) -> dict[str, Any]:
    """Return department and person that stand in the auxiliary accounts: 部门:BM02/市场部;员工:E017/江予."""
    if not cells.has("dimension"):
        return {}
    texts = cells.values["dimension"].astype(object)
    made: dict[str, Any] = {}
    if not cells.has("department"):
        made["department"] = _text([_department(one) for one in texts])
    if not cells.has("employee_id"):
        found = [None if is_missing(one) else _PERSON.search(one) for one in texts]
        made["employee_id"] = _text([one and one[1].strip() for one in found])
    return made


def _department(text: Any) -> str | None:
    if is_missing(text):
        return None
    if match := _DEPARTMENT.search(text):
        return str(match[1]).rpartition("/")[2].strip()
    # Without a label it is a department where it is called one.
    return str(text).strip() if re.fullmatch(r"\S{1,10}部门?", str(text).strip()) else None


def _text(texts: list[Any]) -> Any:
    import pandas as pd

    return pd.Series(pd.Categorical(texts))


def _closed(cells: Cells) -> np.ndarray:
    """Return the rows of vouchers that have a side on 本年利润."""
    import pandas as pd

    profit: np.ndarray = _on(cells, _PROFIT) & cells.own
    if not profit.any() or not cells.has("document_id"):
        return profit
    days = cells.values["spent_on"].astype(object)
    numbers = cells.values["document_id"].astype(object)
    voucher = pd.Series(
        [
            None if is_missing(number) else (number, str(day)[:7])
            for number, day in zip(numbers, days, strict=True)
        ]
    )
    found: np.ndarray = profit | voucher.isin(set(voucher[profit].dropna())).to_numpy()
    return found


def _balanced(cells: Cells, amount: Any) -> list[str]:
    """Say whether debits and credits are the same; where only accounts of expense were exported there is no other side."""
    if not (_on(cells, ("1", "2", "3", "4")) & cells.own).any():
        return []
    own = amount[cells.own]
    if cells.has("credit"):
        credit = int(cells.values["credit"][cells.own].sum())
    else:
        side = cells.where("direction", lambda text: text.casefold() in {"贷", "贷方", "c", "h"})
        credit = -int(amount[cells.own & side].sum())
    debit = int(own.sum()) + credit
    if debit == credit:
        return [f"借方合计 {yuan(debit)} 元 ＝ 贷方合计 {yuan(credit)} 元"]
    return [
        f"借方合计 {yuan(debit)} 元，贷方合计 {yuan(credit)} 元，相差 {yuan(abs(debit - credit))} 元："
        "导出的凭证可能不全，请核对"
    ]


VOUCHERS = ExportKind("凭证账", _fits, _read, _lacks)
