"""The rows of an export's table: each one used, left out for a reason, waiting for an answer, or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from mktkit.errors import QUOTED, Finding, closest, fault, notice, show
from mktkit.expense.ledger.cells import day_kind, money_kind, month_kind
from mktkit.expense.ledger.columns import Read, coded, convert, is_missing, read_amounts, read_codes
from mktkit.expense.ledger.exports import Cells, RowsFound, kind_of
from mktkit.expense.ledger.finance import FINANCE
from mktkit.expense.ledger.model import (
    COLUMNS,
    TEXTS,
    FileCount,
    Ledger,
    Refusal,
    Unmapped,
    as_categories,
    no_rows,
    no_rows_aside,
)
from mktkit.expense.ledger.reasons import Reason
from mktkit.expense.ledger.repeats import blank_and_totals, notes_of
from mktkit.expense.ledger.sources import ExportSource
from mktkit.expense.ledger.styles import day_style, number_style, unit_of
from mktkit.expense.ledger.table import ExportTable
from mktkit.expense.model import UNCATEGORISED
from mktkit.money import round_half_up, yuan
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_rows"]

_AMOUNTS = ("amount", "debit", "credit", "local_amount", "net_amount", "tax", "refunded")
_NUMBERS = ("document_id", "invoice_id", "order_id")
#: Texts that a row may lack or have garbled without its amount being in doubt.
_OPTIONAL = frozenset(
    {"document_id", "line_id", "department", "employee_id", "item", "vendor", "place", "summary", "account",
     "account_name", "invoice_id", "claim_id", "reverses", "order_id", "word", "dimension", "balance"}
)  # fmt: skip
_OWN_CURRENCY = frozenset({"人民币", "人民币元", "cny", "rmb", "¥", "元", "本位币"})
#: Kinds whose debit and credit are in the book's own currency whatever the currency of the deal was.
_IN_BOOK_CURRENCY = frozenset({"凭证账", "明细账"})


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
    rows = _Rows(table)
    _read_cells(rows, source)
    blank, totals = blank_and_totals(table, rows.values)
    notes = notes_of(table, rows.values, ~(blank | totals))
    rows.leave(blank | totals | notes)
    cells = Cells(table, rows.values, source, ~rows.left_out)
    kind = kind_of(cells)
    if missing := kind.lacks(cells):
        return Ledger(no_rows(), unmapped=(_open(table, missing),))
    found = kind.read(cells)
    rows.values |= found.values
    aside = _put_aside(rows, found, source)
    _refuse_unread(rows, found)
    amount = found.amount
    _check_filled_in(rows, amount)
    _check_tax(rows, amount)
    if kind.name not in _IN_BOOK_CURRENCY or not {"debit", "credit"} & table.columns.keys():
        amount = _in_own_currency(rows, amount, source)
    if _unit(rows.table, source) != "元":
        doubtful = _doubtful_unit(rows, amount)
        aside |= _put_aside(rows, RowsFound(amount, asked={Reason.UNIT: doubtful}), source)
    _check_category(rows, rules)
    frame, refused = _used(rows, amount), rows.refused(amount)
    repeated = {Reason.BALANCE: totals, Reason.HEADING: notes}
    beside = _aside_frame(
        rows, amount, aside | {one: (flags, False) for one, flags in repeated.items()}, source
    )
    _say_left_out(rows, blank, "是空白")
    _say_left_out(rows, totals, "是合计、小计")
    _say_negative(rows, frame)
    for what in found.said:
        rows.notice(what)
    count = _counted(rows, frame, refused, aside, amount)
    count = replace(
        count, kind=kind.name, source=source.name, blank=int(blank.sum()), totals=int(totals.sum())
    )
    return Ledger(frame, refused, (count,), findings=tuple(rows.notices), aside=beside)


def _open(table: ExportTable, missing: str) -> Unmapped:
    """Return what has to be said of a table, with the first of its accounts to look at."""
    listed = [table.columns[name] for name in ("account", "account_name") if name in table.columns]
    samples = tuple(tuple(dict.fromkeys(map(str, one)))[:20] for one in listed)
    return Unmapped(table.file, table.sheet, table.headers, samples, (missing,))


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

    def __init__(self, table: ExportTable) -> None:
        self.table, self.left_out = table, np.zeros(len(table), dtype=bool)
        #: Ledger column → values of all rows.
        self.values: dict[str, Any] = {}
        self.notices: list[Finding] = []
        #: Column → what could not be read in it, by position; told once it is known which rows count.
        self.unread: dict[str, Read] = {}
        self._wrong: dict[int, _Wrong] = {}

    def leave(self, flags: np.ndarray) -> None:
        """Take rows out of what is the table's own."""
        self.left_out = self.left_out | flags

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


def _unit(table: ExportTable, source: ExportSource) -> Any:
    return unit_of(table.above) if source.unit == "看文件" else source.unit


def _read_cells(rows: _Rows, source: ExportSource) -> None:
    """Read every column; one that the table does not have is blank, or what the source says of all rows."""
    columns = rows.table.columns
    numbers = [columns[name] for name in _AMOUNTS if name in columns]
    style = number_style(numbers) if source.numbers == "看文件" else source.numbers
    unit = _unit(rows.table, source)
    foreign = source.constants.get("币种", "人民币").casefold() not in _OWN_CURRENCY
    money = money_kind(style, unit, foreign=foreign)
    if style != "1,234.56" and source.numbers == "看文件":
        rows.notice("金额都用逗号作小数点，按 1.234,56 的写法读")
    if unit != "元":
        rows.notice(f"金额的单位是{unit}，已折成元")
    for name in _AMOUNTS:
        usual = style == "1,234.56" and unit == "元" and not foreign
        _take(rows, name, read_amounts(money, columns[name], usual=usual) if name in columns else None)
    days = day_style(columns["spent_on"]) if source.dates == "看文件" else source.dates
    if days != source.dates and days != "年-月-日":
        rows.notice(f"日期按“{days}”读：有的日子大于 12，只能这样读")
    _take(rows, "spent_on", convert(day_kind(days), columns["spent_on"]))
    _take(rows, "period", _periods(rows))
    for column in FINANCE.columns:
        name = column.name
        if name in rows.values:
            continue
        if name not in columns:
            _take(rows, name, None)
        else:
            _take(
                rows,
                name,
                read_codes(columns[name]) if name in _NUMBERS else convert(column.kind, columns[name]),
            )
    _fill_in(rows, source)


def _periods(rows: _Rows) -> Read | None:
    """Read the accounting periods; beside a year of their own they are months of it."""
    import pandas as pd

    columns = rows.table.columns
    if "period" not in columns:
        return None
    cells = columns["period"]
    if "year" in columns:
        years = [re.sub(r"\D", "", str(one).removesuffix(".0")) for one in columns["year"]]
        months = [str(one).removesuffix(".0").strip() for one in cells]
        cells = pd.Series(
            [
                f"{year}-{month}" if year and month.isdecimal() else month
                for year, month in zip(years, months, strict=True)
            ],
            dtype=object,
        )
    days = rows.values["spent_on"]
    listed = days.cat.categories if days.dtype == "category" else days
    return convert(month_kind([None if is_missing(day) else f"{day:%Y-%m}" for day in listed]), cells)


def _fill_in(rows: _Rows, source: ExportSource) -> None:
    """Put in what the source says of every row, and our words for the file's own."""
    titles = {one.title: one.name for one in FINANCE.columns}
    for title, constant in source.constants.items():
        name = titles[title]
        values = rows.values[name].astype(object)
        rows.values[name] = values.where(values.notna(), constant).astype("category")
    for title, words in source.values.items():
        name = titles[title]
        values = rows.values[name].astype(object)
        rows.values[name] = values.map(
            lambda one, words=words: words.get(one, one), na_action="ignore"
        ).astype("category")


def _take(rows: _Rows, name: str, read: Read | None) -> None:
    """Keep a column's values; what could not be read of it is told later."""
    import pandas as pd

    if read is None:
        count = len(rows.table)
        missing = pd.array([None] * count, dtype="Int64") if name in _AMOUNTS else None
        rows.values[name] = missing if name in _AMOUNTS else coded(np.full(count, -1, dtype=np.int8), [])
        return
    rows.values[name], rows.unread[name] = read.values, read


def _refuse_unread(rows: _Rows, found: RowsFound) -> None:
    """Refuse rows with a cell that cannot be read; a column that is not needed never costs the expense."""
    for position, (what, mend) in rows.table.bad.items():
        rows.refuse([position], _Wrong("", what, "", mend))
    for name, read in rows.unread.items():
        cells, title = rows.table.columns[name], FINANCE.column(name).title
        if name in _OPTIONAL:
            _say_unread(rows, name, read)
            continue
        for position, (want, mend) in read.faults.items():
            what = f"写的是{show(cells.iloc[position])}"
            known = name not in _AMOUNTS
            rows.refuse([position], _Wrong(title, what, want, mend or "核对后改正这一格", known))
        said = {at: words for at, words in read.converted.items() if not rows.left_out[at]}
        if said:
            first = next(iter(said))
            what = f"有 {len(said)} 种写法换算过，如{show(cells.iloc[first])}{said[first]}"
            rows.notice(what, "不影响计算", row=first + rows.table.first_row, column=title)
    for wrong in found.wrong:
        for position in rows.where(wrong.rows):
            what = "这一格是空白" if not _raw(rows, wrong.column, position) else "写的不对"
            rows.refuse([position], _Wrong(wrong.column, what, wrong.want, wrong.mend, amount_read=False))


def _raw(rows: _Rows, title: str, position: int) -> str:
    name = next(one.name for one in FINANCE.columns if one.title == title)
    column = rows.table.columns.get(name)
    return "" if column is None else str(column.iloc[position]).strip()


def _say_unread(rows: _Rows, name: str, read: Read) -> None:
    faults = [at for at in read.faults if not rows.left_out[at]]
    if faults:
        first = faults[0]
        shown = show(rows.table.columns[name].iloc[first])
        what = f"有 {len(faults)} 格读不全，如{shown}：这一列留空，金额照算"
        mend = "要用到它的，从原来的系统按文本重新导出"
        rows.notice(what, mend, row=first + rows.table.first_row, column=FINANCE.column(name).title)


# -- rows that do not count ----------------------------------------------------------------------------

#: Reason → its rows, and whether they wait for an answer.
_Aside = dict[Reason, tuple[np.ndarray, bool]]


def _put_aside(rows: _Rows, found: RowsFound, source: ExportSource) -> _Aside:
    """Take out the rows that are no expense and those that wait; the first reason that fits a row is its own."""
    aside: _Aside = {}
    taken = rows.left_out.copy()
    for reason, flags in found.out.items():
        own = flags & ~taken
        aside[reason] = own, False
        taken |= own
    for reason, flags in found.asked.items():
        answer = source.answers.get(reason.value)
        if answer == "计入":
            continue
        own = flags & ~taken
        aside[reason] = own, answer is None
        taken |= own
    rows.leave(taken)
    return {reason: pair for reason, pair in aside.items() if pair[0].any()}


def _doubtful_unit(rows: _Rows, amount: Any) -> np.ndarray:
    """Return the rows that are a thousand times more or less than is usual in their table."""
    own = np.abs(amount.to_numpy(dtype=float, na_value=0))
    counted = own[(own > 0) & ~rows.left_out]
    usual = np.median(counted) if len(counted) else 0
    found: np.ndarray = (own > 0) & ((own > usual * 1000) | (own < usual / 1000)) & _without_unit(rows)
    return found


def _without_unit(rows: _Rows) -> np.ndarray:
    """Return the rows whose amount names no unit of its own."""
    cells = rows.table.columns.get("amount")
    if cells is None:
        return np.ones(len(rows.table), dtype=bool)
    return np.fromiter((not re.search(r"[元万千]", str(one)) for one in cells), bool, len(cells))


def _aside_frame(rows: _Rows, amount: Any, aside: _Aside, source: ExportSource) -> pd.DataFrame:
    """Return every row that does not count, with its reason."""
    import pandas as pd

    table, frames = rows.table, [no_rows_aside()]
    for reason, (flags, asked) in aside.items():
        at = np.flatnonzero(flags)
        if not len(at):
            continue
        texts = {
            name: rows.values[name].iloc[at].astype(object).to_numpy()
            for name in ("spent_on", "document_id", "summary")
        }
        frames.append(
            pd.DataFrame(
                {"file": table.file, "sheet": table.sheet, "row": at + table.first_row, "reason": reason.value,
                 "amount": amount[at], "asked": asked, "source": source.name, **texts}
            )
        )  # fmt: skip
    found = pd.concat(frames[1:], ignore_index=True) if len(frames) > 1 else frames[0]
    return found.sort_values("row", kind="stable").reset_index(drop=True)


def _counted(
    rows: _Rows, frame: pd.DataFrame, refused: tuple[Refusal, ...], aside: _Aside, amount: Any
) -> FileCount:
    known = [one.amount for one in refused if one.amount is not None]
    flags = {asked: [own for own, waits in aside.values() if waits is asked] for asked in (False, True)}
    sums = {asked: sum(int(amount[own].fillna(0).sum()) for own in listed) for asked, listed in flags.items()}
    counts = {asked: sum(int(own.sum()) for own in listed) for asked, listed in flags.items()}
    unread = sum(int(amount[own].isna().sum()) for own, _ in aside.values())
    return FileCount(
        file=rows.table.file,
        sheet=rows.table.sheet,
        source="",
        rows=len(frame) + len(refused) + counts[False] + counts[True],
        used=len(frame),
        refused=len(refused),
        blank=0,
        totals=0,
        amount_used=int(frame["amount"].sum()),
        amount_refused=sum(known),
        unread=len(refused) - len(known) + unread,
        left_out=counts[False],
        asked=counts[True],
        amount_left_out=sums[False],
        amount_asked=sums[True],
    )


# -- rows ----------------------------------------------------------------------------------------------


def _check_filled_in(rows: _Rows, amount: Any) -> None:
    """Refuse rows without an amount or a day."""
    missing = rows.where(amount.isna())
    rows.refuse(missing, _Wrong("金额", "没有填金额", "每行要有金额", "补上这一格", amount_read=False))
    missing = rows.where(rows.values["spent_on"].isna())
    rows.refuse(missing, _Wrong("日期", "没有填日期", "每行要有日期", "补上这一格"))


def _check_tax(rows: _Rows, amount: Any) -> None:
    """Refuse rows whose net amount and tax are not the amount."""
    if "tax" not in rows.table.columns:
        return
    net, tax = rows.values["net_amount"], rows.values["tax"]
    for at in rows.where(((net + tax) != amount).fillna(False)):
        parts = f"不含税金额 {yuan(int(net[at]))} 加税额 {yuan(int(tax[at]))}"
        what = f"{parts} 不等于金额 {yuan(int(amount[at]))}"
        rows.refuse([at], _Wrong("金额", what, "不含税金额＋税额＝金额", "核对这三格"))


def _in_own_currency(rows: _Rows, amount: Any, source: ExportSource) -> Any:
    """Return the amounts in 人民币: a foreign one times its rate, rounded to 分 once; one in 本币 stays as it is."""
    if rows.values["currency"].isna().all() or "foreign_amount" in rows.table.columns:
        return amount
    currencies = rows.values["currency"].astype(object)
    own = currencies.map(lambda one: one.casefold() in _OWN_CURRENCY, na_action="ignore")
    local = np.asarray(~rows.values["local_amount"].isna(), dtype=bool)
    foreign = rows.where(currencies.notna() & ~own.fillna(True).astype(bool) & ~local)
    if not foreign:
        return amount
    made, rates = amount.copy(), rows.values["rate"]
    for at in foreign:
        rate = "" if is_missing(rates.iloc[at]) else str(rates.iloc[at])
        if not re.fullmatch(r"\d{1,6}(\.\d{1,8})?", rate) or not Fraction(rate):
            what = f"币种是{show(currencies.iloc[at])}，汇率是{show(rate)}"
            wrong = _Wrong("汇率", what, "外币要有汇率，如 7.1234", "补上汇率", amount_read=False)
            rows.refuse([at], wrong)
        elif not is_missing(amount[at]):
            made[at] = int(round_half_up(int(amount[at]) * Fraction(rate)))
    whole = "币种" in source.constants
    rows.notice(
        f"有 {len(foreign)} 行是外币，按{'这个来源写明的' if whole else '各行的'}汇率折成人民币",
        "核对汇率",
        column="币种",
    )
    return made


def _check_category(rows: _Rows, rules: Rules) -> None:
    """Refuse rows charged to a category that does not exist (any more)."""
    if rows.values["category"].isna().all():
        return
    texts, known = rows.values["category"].astype(object), rules.expense.categories
    for at in rows.where(texts.notna() & ~texts.isin([*known, UNCATEGORISED])):
        what = f"科目{show(texts.iloc[at])}不在规则里"
        otherwise = "改成现有的科目，或由公司在规则 6.1.1 里加上它"
        mend = (
            closest(str(texts.iloc[at]), known, otherwise, written=QUOTED)
            + "；或在对照里写明这个科目归到哪里"
        )
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
    if written.notna().any():
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
