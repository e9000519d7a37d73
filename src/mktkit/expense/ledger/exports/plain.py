"""A plain list: a row an expense, its amount tax-inclusive in one column, or net with its tax."""

from __future__ import annotations

from typing import Any

import numpy as np

from mktkit.expense.ledger.exports.kind import Cells, ExportKind, RowsFound, WrongRows

__all__ = ["PLAIN"]

_YES = frozenset({"是", "含税", "y", "yes", "true", "1", "√"})
_NO = frozenset({"否", "不含税", "未税", "n", "no", "false", "0", "×"})


def _read(cells: Cells) -> RowsFound:
    values = cells.values
    amount = values["amount"].copy()
    if cells.has("local_amount"):
        local = values["local_amount"]
        amount[~local.isna()] = local[~local.isna()]
    return _with_tax(cells, amount)


def _with_tax(cells: Cells, amount: Any) -> RowsFound:
    """Return the amounts with their tax: net of it where 含税否 says so, or where only 不含税金额 is filled in."""
    net, tax = cells.values["net_amount"].copy(), cells.values["tax"].copy()
    excluded = cells.where("tax_included", lambda text: text.casefold() in _NO)
    included = cells.where("tax_included", lambda text: text.casefold() in _YES)
    blank = np.asarray(amount.isna(), dtype=bool)
    # A net amount and a tax of nothing beside an amount are fields that were not filled in.
    empty = np.asarray(((net.fillna(0) == 0) & (tax.fillna(0) == 0) & ~blank).fillna(False), dtype=bool)
    net[empty], tax[empty] = None, None
    with_net = np.asarray(~net.isna(), dtype=bool)
    # 金额 itself is the net one where it says that it is without tax and no net amount stands beside it.
    is_net = excluded & ~blank & ~with_net
    net[is_net] = amount[is_net]
    from_net = (excluded & blank & with_net) | is_net | (blank & with_net & ~included & ~excluded)
    no_tax = from_net & np.asarray(tax.isna(), dtype=bool)
    made = amount.copy()
    made[from_net] = net[from_net] + tax[from_net]
    wrong = [
        WrongRows(no_tax, "税额", "只有不含税的金额，要有税额才知道含税是多少", "补上税额；免税的写 0"),
        WrongRows(
            blank & with_net & included,
            "含税否",
            "写着含税，却只填了不含税金额",
            "把含税的数填进“价税合计”，或把含税否改为“否”并补上税额",
        ),
    ]
    said = (
        f"有 {int(from_net.sum())} 行写的是不含税的金额，已加上税额" if (from_net & cells.own).any() else ""
    )
    return RowsFound(
        made,
        wrong=wrong,
        values={"net_amount": net, "tax": tax},
        said=[said] if said else [],
    )


PLAIN = ExportKind("普通清单", lambda cells: True, _read)
