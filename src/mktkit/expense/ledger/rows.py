"""A table of an export, row by row used or refused with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from mktkit.errors import QUOTED, Finding, closest, fault, notice, show
from mktkit.expense.ledger.cells import day_kind, money_kind
from mktkit.expense.ledger.columns import (
    Read,
    blank_cells,
    coded,
    convert,
    is_missing,
    read_amounts,
    read_codes,
    says_total,
)
from mktkit.expense.ledger.sources import FINANCE, Source
from mktkit.expense.ledger.table import Block
from mktkit.expense.model import UNCATEGORISED
from mktkit.fields import kinds
from mktkit.fields.kinds import Kind
from mktkit.money import round_half_up, yuan
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "FileCount", "Refusal", "as_categories", "read_block"]

#: Columns of the ledger's frame: amounts in 分 (int64), ``spent_on`` a date, all else text or categories.
COLUMNS = (
    "file",
    "sheet",
    "row",
    "document_id",
    "line_id",
    "spent_on",
    "month",
    "department",
    "employee_id",
    "category",
    "item",
    "amount",
    "net_amount",
    "tax",
    "currency",
    "rate",
    "vendor",
    "summary",
    "account",
    "account_name",
    "invoice_id",
    "claim_id",
    "reverses",
)
TEXTS = (
    "document_id", "line_id", "department", "employee_id", "category", "item", "currency", "rate", "vendor",
    "summary", "account", "account_name", "invoice_id", "claim_id", "reverses",
)  # fmt: skip


_OWN = ("人民币", "CNY", "RMB", "¥")


@dataclass(frozen=True)
class Refusal:
    """A row that is not used: where it stands, what is wrong, its amount in 分 where that could be read."""

    finding: Finding
    amount: int | None


@dataclass(frozen=True)
class FileCount:
    """What became of a file: ``rows`` = ``used`` + ``refused``; blank and total rows stand beside them."""

    file: str
    source: str
    rows: int
    used: int
    refused: int
    blank: int
    totals: int
    amount_used: int
    amount_refused: int
    #: Refused rows whose amount could not be read at all.
    unread: int


@dataclass
class _Part:
    """A block with its cells read."""

    block: Block
    count: int
    values: dict[str, Any]
    wrong: dict[int, tuple[str, str, str, str]]
    notices: list[Finding]


def as_categories(frame: pd.DataFrame) -> pd.DataFrame:
    for name in ("file", "sheet", "month", *TEXTS):
        if frame[name].dtype != "category" and name not in ("document_id", "invoice_id"):
            frame[name] = frame[name].astype("category")
    return frame


def read_block(block: Block, rules: Rules) -> tuple[pd.DataFrame, list[Refusal], FileCount, list[Finding]]:
    import pandas as pd

    source = block.source or Source(name="通用")
    part = _Part(block, len(block), {}, {}, [])
    blank, totals = _left_out(block)
    left = blank | totals
    money = money_kind(source.numbers)
    for name in ("amount", "credit", "net_amount", "tax"):
        _take(part, name, read_amounts(money, block.columns[name]) if name in block.columns else None, left)
    _take(part, "spent_on", _column(block, "spent_on", day_kind(source.dates)), left)
    _take(part, "month", _column(block, "period", kinds.MONTH), left, title="period")
    for name in TEXTS:
        kind = FINANCE.column(name).kind_of
        if name in ("document_id", "invoice_id") and name in block.columns:
            _take(part, name, read_codes(block.columns[name]), left)
        else:
            _take(part, name, _column(block, name, kind), left)
    for position, (what, mend) in block.bad.items():
        part.wrong.setdefault(position, ("", what, "", mend))
    amount = _signed(part, left)
    _required(part, amount, left)
    amount = _in_own_currency(part, amount, left)
    _known_category(part, rules, left)
    _months(part)
    wrong = np.zeros(part.count, dtype=bool)
    wrong[[at for at in part.wrong if not left[at]]] = True
    used = ~(left | wrong)
    at = np.flatnonzero(used)
    columns: dict[str, Any] = {
        "file": coded(np.zeros(len(at), dtype=np.int8), [block.file]),
        "sheet": coded(np.zeros(len(at), dtype=np.int8), [block.sheet]),
        "row": at + block.first_row,
        **{name: part.values[name].iloc[at].reset_index(drop=True) for name in (*TEXTS, "spent_on", "month")},
        "amount": amount[at].to_numpy(dtype="int64", na_value=0),
        **{name: part.values[name][at] for name in ("net_amount", "tax")},
    }
    frame = as_categories(pd.DataFrame({name: columns[name] for name in COLUMNS}))
    refused = [_refusal(part, position, amount) for position in np.flatnonzero(wrong).tolist()]
    known = [one.amount for one in refused if one.amount is not None]
    count = FileCount(
        block.file if not block.sheet else f"{block.file}「{block.sheet}」",
        source.name,
        int((~left).sum()),
        len(at),
        len(refused),
        int(blank.sum()),
        int(totals.sum()),
        int(columns["amount"].sum()),
        sum(known),
        len(refused) - len(known),
    )
    return frame, refused, count, [*part.notices, *_notices(part, frame, blank, totals)]


def _column(block: Block, name: str, kind: Kind) -> Read | None:
    return convert(kind, block.columns[name]) if name in block.columns else None


def _take(part: _Part, name: str, read: Read | None, left: np.ndarray, title: str = "") -> None:
    """Keep a column's values, note what is wrong in it and what was converted."""
    import pandas as pd

    where = {"file": part.block.file, "sheet": part.block.sheet}
    column = FINANCE.column(title or name)
    if read is None:
        whole = pd.array([pd.NA], dtype="Int64").take(np.zeros(part.count, dtype=int))
        blank = coded(np.full(part.count, -1, dtype=np.int8), [])
        part.values[name] = whole if name in ("amount", "credit", "net_amount", "tax") else blank
        return
    part.values[name] = read.values
    cells = part.block.columns[title or name]
    for position, (want, mend) in read.faults.items():
        if not left[position]:
            what = f"写的是{show(cells.iloc[position])}"
            part.wrong.setdefault(position, (column.title, what, want, mend or "核对后改正这一格"))
    said = {at: words for at, words in read.converted.items() if not left[at]}
    if said:
        first = next(iter(said))
        part.notices.append(
            notice(
                f"有 {len(said)} 种写法换算过，如{show(cells.iloc[first])}{said[first]}",
                "",
                "不影响计算",
                row=first + part.block.first_row,
                column=column.title,
                **where,
            )
        )


def _left_out(block: Block) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows are blank, and which are totals of others: a total word leads them and no date stands in them."""
    every = [*block.columns.values(), *block.others]
    blanks = [blank_cells(one) for one in every]
    blank = np.logical_and.reduce(blanks)
    blank[list(block.bad)] = False
    marked = np.zeros(len(block), dtype=bool)
    for cells in every:
        marked |= says_total(cells)
    marked &= ~blank
    dateless = blank_cells(block.columns["spent_on"]) | says_total(block.columns["spent_on"])
    return blank, marked & dateless


def _signed(part: _Part, left: np.ndarray) -> Any:
    """Return the amounts: 借方 less 贷方 where both are kept."""
    debit, credit = part.values["amount"], part.values["credit"]
    if "credit" not in part.block.columns:
        return debit
    both = debit.fillna(0) - credit.fillna(0)
    both[debit.isna() & credit.isna()] = None
    return both


def _required(part: _Part, amount: Any, left: np.ndarray) -> None:
    missing = np.asarray(amount.isna()) & ~left
    for position in np.flatnonzero(missing).tolist():
        part.wrong.setdefault(position, ("金额", "没有填金额", "每行要有金额", "补上这一格"))
    for position in np.flatnonzero(np.asarray(part.values["spent_on"].isna()) & ~left).tolist():
        part.wrong.setdefault(position, ("日期", "没有填日期", "每行要有日期", "补上这一格"))
    net, tax = part.values["net_amount"], part.values["tax"]
    if {"net_amount", "tax"} <= part.block.columns.keys():
        off = np.asarray(((net + tax) != amount).fillna(False), dtype=bool) & ~left
        for position in np.flatnonzero(off).tolist():
            what = f"不含税金额 {yuan(int(net[position]))} 加税额 {yuan(int(tax[position]))} 不等于金额 {yuan(int(amount[position]))}"
            part.wrong.setdefault(position, ("金额", what, "不含税金额＋税额＝金额", "核对这三格"))


def _in_own_currency(part: _Part, amount: Any, left: np.ndarray) -> Any:
    """Return the amounts in 人民币: a foreign one times its rate, rounded to 分 once."""
    currencies = part.values["currency"]
    if "currency" not in part.block.columns:
        return amount
    texts = currencies.astype(object)
    foreign = np.flatnonzero(texts.notna() & ~texts.isin(_OWN) & ~left)
    if not len(foreign):
        return amount
    made = amount.copy()
    rates = part.values["rate"]
    for position in foreign.tolist():
        rate = str(rates.iloc[position]) if not is_missing(rates.iloc[position]) else ""
        if not re.fullmatch(r"\d{1,6}(\.\d{1,8})?", rate) or not Fraction(rate):
            what = f"币种是{show(texts.iloc[position])}，汇率是{show(rate)}"
            part.wrong.setdefault(position, ("汇率", what, "外币要有汇率，如 7.1234", "补上汇率"))
        elif not is_missing(amount[position]):
            made[position] = int(round_half_up(int(amount[position]) * Fraction(rate)))
    where = {"file": part.block.file, "sheet": part.block.sheet}
    part.notices.append(
        notice(f"有 {len(foreign)} 行是外币，按各行的汇率折成人民币", "", "核对汇率", column="币种", **where)
    )
    return made


def _known_category(part: _Part, rules: Rules, left: np.ndarray) -> None:
    """Refuse rows charged to a category that does not exist (any more)."""
    cells = part.values["category"]
    if "category" not in part.block.columns:
        return
    texts = cells.astype(object)
    known = rules.expense.categories
    for position in np.flatnonzero(texts.notna() & ~texts.isin([*known, UNCATEGORISED]) & ~left).tolist():
        otherwise = "改成现有的科目，或由公司在规则 6.1.1 里加上它"
        mend = closest(str(texts.iloc[position]), known, otherwise, written=QUOTED)
        part.wrong.setdefault(
            position,
            ("预算科目", f"科目{show(texts.iloc[position])}不在规则里", "只能写：" + "、".join(known), mend),
        )


def _months(part: _Part) -> None:
    """Give every row its month: the one written, else that of its day."""
    import pandas as pd

    days = part.values["spent_on"]
    if days.dtype == "category":
        listed = [f"{day.year:04d}-{day.month:02d}" for day in days.cat.categories]
        distinct = sorted(set(listed))
        back = np.array([distinct.index(one) for one in listed] + [-1], dtype=np.int32)
        of_day = coded(back[days.cat.codes], distinct)
        part.values["spent_on"] = pd.Series(
            np.append(pd.to_datetime(days.cat.categories).to_numpy(), np.datetime64("NaT"))[days.cat.codes]
        )
    else:
        of_day = pd.Series(
            [None if is_missing(day) else f"{day.year:04d}-{day.month:02d}" for day in days], dtype=object
        )
        part.values["spent_on"] = pd.to_datetime(days)
    written = part.values["month"]
    if "period" in part.block.columns:
        texts = written.astype(object)
        of_day = texts.where(texts.notna(), of_day.astype(object)).astype("category")
    part.values["month"] = of_day


def _refusal(part: _Part, position: int, amount: Any) -> Refusal:
    title, what, want, mend = part.wrong[position]
    block = part.block
    place = {"file": block.file, "sheet": block.sheet, "row": position + block.first_row, "column": title}
    value = None if title == "金额" and "不等于" not in what else amount[position]
    return Refusal(
        fault(what, want, mend, **place), None if value is None or is_missing(value) else int(value)
    )


def _notices(part: _Part, frame: pd.DataFrame, blank: np.ndarray, totals: np.ndarray) -> list[Finding]:
    where = {"file": part.block.file, "sheet": part.block.sheet}
    found = []
    for flags, what in ((blank, "是空白"), (totals, "是合计、小计")):
        rows = (np.flatnonzero(flags) + part.block.first_row).tolist()
        if rows:
            listed = "、".join(map(str, rows[:10])) + (" 等行" if len(rows) > 10 else " 行")
            found.append(notice(f"有 {len(rows)} 行{what}，没有计入：第 {listed}", **where))
    negative = frame["amount"] < 0
    if negative.any():
        total = yuan(int(frame.loc[negative, "amount"].sum()))
        found.append(
            notice(
                f"有 {int(negative.sum())} 行是负数，共 {total} 元，按冲减计", "", "核对是不是红字", **where
            )
        )
    return found
