"""The rows of an export's table: each one used, or refused with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from mktkit.errors import QUOTED, Finding, closest, fault, notice, show
from mktkit.expense.ledger.cells import day_kind, money_kind
from mktkit.expense.ledger.columns import Read, coded, convert, is_missing, read_amounts, read_codes
from mktkit.expense.ledger.exports import plain
from mktkit.expense.ledger.model import COLUMNS, TEXTS, FileCount, Ledger, Refusal, as_categories
from mktkit.expense.ledger.sources import FINANCE, ExportSource
from mktkit.expense.ledger.table import ExportTable
from mktkit.expense.model import UNCATEGORISED
from mktkit.fields.days import MONTH
from mktkit.money import round_half_up, yuan
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_rows"]

_AMOUNTS = ("amount", "credit", "net_amount", "tax")
_NUMBERS = ("document_id", "invoice_id")
_OWN_CURRENCY = ("人民币", "CNY", "RMB", "¥")


def read_rows(table: ExportTable, rules: Rules) -> Ledger:
    """Read a table; what no category is written for is not categorised yet.

    Parameters
    ----------
    table
        Raw cells by ledger column.
    rules
        In force; they hold the categories.
    """
    source = table.source or ExportSource(name="通用")
    blank, totals = plain.left_out(table)
    rows = _Rows(table, blank | totals)
    _read_cells(rows, source)
    for position, (what, mend) in table.bad.items():
        rows.refuse([position], _Wrong("", what, "", mend))
    amount = plain.amounts(table, rows.values)
    _check_filled_in(rows, amount)
    _check_tax(rows, amount)
    amount = _in_own_currency(rows, amount)
    _check_category(rows, rules)
    frame, refused = _used(rows, amount), rows.refused(amount)
    known = [one.amount for one in refused if one.amount is not None]
    count = FileCount(
        file=table.file,
        sheet=table.sheet,
        source=source.name,
        rows=len(frame) + len(refused),
        used=len(frame),
        refused=len(refused),
        blank=int(blank.sum()),
        totals=int(totals.sum()),
        amount_used=int(frame["amount"].sum()),
        amount_refused=sum(known),
        unread=len(refused) - len(known),
    )
    _say_left_out(rows, blank, "是空白")
    _say_left_out(rows, totals, "是合计、小计")
    _say_negative(rows, frame)
    return Ledger(frame, refused, (count,), findings=tuple(rows.notices))


@dataclass(frozen=True)
class _Wrong:
    """Why a row is not used: in which column, what stands there, what is wanted, how to mend it."""

    column: str
    what: str
    want: str
    mend: str
    #: Whether its amount could be read all the same.
    amount_read: bool = True


class _Rows:
    """The rows of a table while they are read."""

    def __init__(self, table: ExportTable, left_out: np.ndarray) -> None:
        self.table, self.left_out = table, left_out
        #: Ledger column → values of all rows.
        self.values: dict[str, Any] = {}
        self.notices: list[Finding] = []
        self._wrong: dict[int, _Wrong] = {}

    def where(self, flags: Any) -> list[int]:
        """Return the positions at which something is so, without rows that are left out."""
        found: list[int] = np.flatnonzero(np.asarray(flags, dtype=bool) & ~self.left_out).tolist()
        return found

    def refuse(self, positions: Iterable[int], wrong: _Wrong) -> None:
        """Refuse rows; what is said of a row first stands."""
        for position in positions:
            if not self.left_out[position]:
                self._wrong.setdefault(position, wrong)

    def notice(self, what: str, mend: str = "", *, row: int | None = None, column: str = "") -> None:
        """Say something of the table."""
        self.notices.append(
            notice(what, "", mend, file=self.table.file, sheet=self.table.sheet, row=row, column=column)
        )

    @property
    def used(self) -> np.ndarray:
        """Positions of the rows that are used."""
        flags = ~self.left_out
        flags[list(self._wrong)] = False
        return np.flatnonzero(flags)

    def refused(self, amount: Any) -> tuple[Refusal, ...]:
        """Return the rows that are not used, in their order."""
        return tuple(self._refusal(position, amount[position]) for position in sorted(self._wrong))

    def _refusal(self, position: int, amount: Any) -> Refusal:
        wrong, table = self._wrong[position], self.table
        finding = fault(
            wrong.what,
            wrong.want,
            wrong.mend,
            file=table.file,
            sheet=table.sheet,
            row=position + table.first_row,
            column=wrong.column,
        )
        return Refusal(finding, int(amount) if wrong.amount_read and not is_missing(amount) else None)


# -- cells ---------------------------------------------------------------------------------------------


def _read_cells(rows: _Rows, source: ExportSource) -> None:
    """Read every column; one that the table does not have is blank."""
    columns, money = rows.table.columns, money_kind(source.numbers)
    for name in _AMOUNTS:
        _take(rows, name, read_amounts(money, columns[name]) if name in columns else None)
    for name, kind in (("spent_on", day_kind(source.dates)), ("period", MONTH)):
        _take(rows, name, convert(kind, columns[name]) if name in columns else None)
    for name in TEXTS:
        if name not in columns:
            _take(rows, name, None)
        elif name in _NUMBERS:
            _take(rows, name, read_codes(columns[name]))
        else:
            _take(rows, name, convert(FINANCE.column(name).kind, columns[name]))


def _take(rows: _Rows, name: str, read: Read | None) -> None:
    """Keep a column's values, note what is wrong in it and what was converted."""
    import pandas as pd

    if read is None:
        count = len(rows.table)
        missing = pd.array([pd.NA], dtype="Int64").take(np.zeros(count, dtype=int))
        rows.values[name] = missing if name in _AMOUNTS else coded(np.full(count, -1, dtype=np.int8), [])
        return
    rows.values[name] = read.values
    cells, title = rows.table.columns[name], FINANCE.column(name).title
    for position, (want, mend) in read.faults.items():
        what = f"写的是{show(cells.iloc[position])}"
        rows.refuse([position], _Wrong(title, what, want, mend or "核对后改正这一格", name != "amount"))
    said = {at: words for at, words in read.converted.items() if not rows.left_out[at]}
    if said:
        first = next(iter(said))
        what = f"有 {len(said)} 种写法换算过，如{show(cells.iloc[first])}{said[first]}"
        rows.notice(what, "不影响计算", row=first + rows.table.first_row, column=title)


# -- rows ----------------------------------------------------------------------------------------------


def _check_filled_in(rows: _Rows, amount: Any) -> None:
    """Refuse rows without an amount or a day."""
    missing = rows.where(amount.isna())
    rows.refuse(missing, _Wrong("金额", "没有填金额", "每行要有金额", "补上这一格", amount_read=False))
    missing = rows.where(rows.values["spent_on"].isna())
    rows.refuse(missing, _Wrong("日期", "没有填日期", "每行要有日期", "补上这一格"))


def _check_tax(rows: _Rows, amount: Any) -> None:
    """Refuse rows whose net amount and tax are not the amount."""
    if not {"net_amount", "tax"} <= rows.table.columns.keys():
        return
    net, tax = rows.values["net_amount"], rows.values["tax"]
    for at in rows.where(((net + tax) != amount).fillna(False)):
        parts = f"不含税金额 {yuan(int(net[at]))} 加税额 {yuan(int(tax[at]))}"
        what = f"{parts} 不等于金额 {yuan(int(amount[at]))}"
        rows.refuse([at], _Wrong("金额", what, "不含税金额＋税额＝金额", "核对这三格"))


def _in_own_currency(rows: _Rows, amount: Any) -> Any:
    """Return the amounts in 人民币: a foreign one times its rate, rounded to 分 once."""
    if "currency" not in rows.table.columns:
        return amount
    currencies = rows.values["currency"].astype(object)
    foreign = rows.where(currencies.notna() & ~currencies.isin(_OWN_CURRENCY))
    if not foreign:
        return amount
    made, rates = amount.copy(), rows.values["rate"]
    for at in foreign:
        rate = "" if is_missing(rates.iloc[at]) else str(rates.iloc[at])
        if not re.fullmatch(r"\d{1,6}(\.\d{1,8})?", rate) or not Fraction(rate):
            what = f"币种是{show(currencies.iloc[at])}，汇率是{show(rate)}"
            rows.refuse([at], _Wrong("汇率", what, "外币要有汇率，如 7.1234", "补上汇率"))
        elif not is_missing(amount[at]):
            made[at] = int(round_half_up(int(amount[at]) * Fraction(rate)))
    rows.notice(f"有 {len(foreign)} 行是外币，按各行的汇率折成人民币", "核对汇率", column="币种")
    return made


def _check_category(rows: _Rows, rules: Rules) -> None:
    """Refuse rows charged to a category that does not exist (any more)."""
    if "category" not in rows.table.columns:
        return
    texts, known = rows.values["category"].astype(object), rules.expense.categories
    for at in rows.where(texts.notna() & ~texts.isin([*known, UNCATEGORISED])):
        what = f"科目{show(texts.iloc[at])}不在规则里"
        otherwise = "改成现有的科目，或由公司在规则 6.1.1 里加上它"
        mend = closest(str(texts.iloc[at]), known, otherwise, written=QUOTED)
        rows.refuse([at], _Wrong("预算科目", what, "只能写：" + "、".join(known), mend))


# -- what comes of them --------------------------------------------------------------------------------


def _used(rows: _Rows, amount: Any) -> pd.DataFrame:
    """Return the rows that are used, with the columns of a ledger."""
    import pandas as pd

    at, table = rows.used, rows.table
    days, months = _days_and_months(rows)
    values = rows.values | {"spent_on": days, "month": months}
    columns: dict[str, Any] = {
        "file": coded(np.zeros(len(at), dtype=np.int8), [table.file]),
        "sheet": coded(np.zeros(len(at), dtype=np.int8), [table.sheet]),
        "row": at + table.first_row,
        **{name: values[name].iloc[at].reset_index(drop=True) for name in (*TEXTS, "spent_on", "month")},
        "amount": amount[at].to_numpy(dtype="int64", na_value=0),
        **{name: values[name][at] for name in ("net_amount", "tax")},
    }
    return as_categories(pd.DataFrame({name: columns[name] for name in COLUMNS}))


def _days_and_months(rows: _Rows) -> tuple[Any, Any]:
    """Return every row's day, and its month: the one written, else that of its day."""
    import pandas as pd

    read, written = rows.values["spent_on"], rows.values["period"]
    if read.dtype == "category":
        # Each distinct day once; a blank has the code -1, and takes the last place.
        days_of = pd.to_datetime(read.cat.categories)
        listed = [f"{day.year:04d}-{day.month:02d}" for day in read.cat.categories]
        distinct = sorted(set(listed))
        places = np.array([distinct.index(one) for one in listed] + [-1], dtype=np.int32)
        months = coded(places[read.cat.codes], distinct)
        days = pd.Series(np.append(days_of.to_numpy(), np.datetime64("NaT"))[read.cat.codes])
    else:
        texts = [None if is_missing(day) else f"{day.year:04d}-{day.month:02d}" for day in read]
        months, days = pd.Series(texts, dtype=object), pd.to_datetime(read)
    if "period" in rows.table.columns:
        own = written.astype(object)
        months = own.where(own.notna(), months.astype(object)).astype("category")
    return days, months


def _say_left_out(rows: _Rows, flags: np.ndarray, what: str) -> None:
    numbers = (np.flatnonzero(flags) + rows.table.first_row).tolist()
    if numbers:
        listed = "、".join(map(str, numbers[:10])) + (" 等行" if len(numbers) > 10 else " 行")
        rows.notice(f"有 {len(numbers)} 行{what}，没有计入：第 {listed}")


def _say_negative(rows: _Rows, frame: pd.DataFrame) -> None:
    negative = frame.loc[frame["amount"] < 0, "amount"]
    if len(negative):
        what = f"有 {len(negative)} 行是负数，共 {yuan(int(negative.sum()))} 元，按冲减计"
        rows.notice(what, "核对是不是红字")
