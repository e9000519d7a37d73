"""Expense rows from any finance system's export: every row is used or refused with a reason, and the 分 add up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mktkit.errors import Finding, fault, nearest, notice, show
from mktkit.expense.categories import categorise
from mktkit.expense.cells import day_kind, money_kind
from mktkit.expense.model import UNCATEGORISED
from mktkit.expense.raw import Block, Unmapped, read_blocks
from mktkit.expense.sources import FINANCE, Source
from mktkit.money import round_half_up, yuan
from mktkit.registers import kinds
from mktkit.registers.kinds import Kind
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "FileCount", "Ledger", "Refusal", "is_missing", "read_ledger"]

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
_TEXTS = (
    "document_id", "line_id", "department", "employee_id", "category", "item", "currency", "rate", "vendor",
    "summary", "account", "account_name", "invoice_id", "claim_id", "reverses",
)  # fmt: skip
_TOTAL = re.compile(r".{0,12}(合计|总计|小计|累计|余额|grand ?total|sub-?total|total)[:：]?", re.IGNORECASE)
_TOTAL_WORD = re.compile("[计额Tt]")
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


@dataclass(frozen=True)
class Ledger:
    """What was read.

    Attributes
    ----------
    frame
        One row a used row, with :data:`COLUMNS`.
    refused
        Every row that is not used.
    counts
        By file.
    unmapped
        Files whose columns somebody has to name first; nothing of them was read.
    findings
        Faults of whole files, and notices.
    """

    frame: pd.DataFrame
    refused: tuple[Refusal, ...]
    counts: tuple[FileCount, ...]
    unmapped: tuple[Unmapped, ...]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Files that could not be read at all."""
        return tuple(one for one in self.findings if one.level == "fault")

    def uncategorised(self) -> pd.DataFrame:
        """Return the rows that no category rule matched."""
        return self.frame[self.frame["category"] == UNCATEGORISED]


@dataclass
class _Part:
    """A block with its cells read."""

    block: Block
    count: int
    values: dict[str, Any]
    wrong: dict[int, tuple[str, str, str, str]]
    notices: list[Finding]


def read_ledger(
    files: Sequence[tuple[Path, str]], rules: Rules, sources: Mapping[str, Source] | None = None
) -> Ledger:
    """Read exports into one ledger.

    Parameters
    ----------
    files
        Files and the names that messages call them.
    rules
        In force; they hold the categories and what belongs to them.
    sources
        Remembered sources by the signature of their headers.

    Returns
    -------
    Ledger
        ``rows`` = ``used`` + ``refused`` in every file.

    Notes
    -----
    制度 6.1.1, 6.1.2.
    """
    import pandas as pd

    frames: list[pd.DataFrame] = []
    refused: list[Refusal] = []
    counts: list[FileCount] = []
    unmapped: list[Unmapped] = []
    findings: list[Finding] = []
    for path, name in files:
        blocks, strange, found = read_blocks(path, name, sources or {})
        unmapped += strange
        findings += found
        findings += [
            fault(
                f"认不出哪一列是{'、'.join(one.missing)}",
                "表头里应能找到日期和金额",
                "在列名对照里写明，记住后同样的文件不用再对",
                file=one.file,
                sheet=one.sheet,
            )
            for one in strange
        ]
        for block in blocks:
            frame, said, count, told = _read_block(block, rules)
            frames.append(frame)
            refused += said
            counts.append(count)
            findings += told
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else (frames or [_empty()])[0]
    if len(frames) > 1:
        whole = _as_categories(whole)
        whole, doubled = _already_there(whole)
        refused += doubled
        counts = _recount(counts, doubled)
    whole["category"], whole["item"] = categorise(whole, rules)
    findings += _reversals(whole)
    order = {id(one): at for at, one in enumerate(refused)}
    refused.sort(key=lambda one: (one.finding.file, one.finding.sheet, one.finding.row or 0, order[id(one)]))
    return Ledger(whole, tuple(refused), tuple(counts), tuple(unmapped), tuple(findings))


def _empty() -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    for name in ("amount", "row"):
        frame[name] = frame[name].astype("int64")
    return _as_categories(frame)


def _as_categories(frame: pd.DataFrame) -> pd.DataFrame:
    for name in ("file", "sheet", "month", *_TEXTS):
        if frame[name].dtype != "category" and name not in ("document_id", "invoice_id"):
            frame[name] = frame[name].astype("category")
    return frame


# -- a column ------------------------------------------------------------------------------------------


@dataclass
class _Read:
    """A column read: values, positions that could not be read, and how many cells were converted."""

    values: Any
    faults: dict[int, tuple[str, str]]
    converted: dict[int, str]


def _blank(cells: pd.Series[Any]) -> np.ndarray:
    """Return which cells are blank."""
    if cells.dtype == "category":
        flags = np.fromiter((not str(one).strip() for one in cells.cat.categories), bool)
        found: np.ndarray = np.append(flags, True)[cells.cat.codes]
        return found
    if cells.dtype != object:
        return ~np.fromiter(map(bool, map(str.strip, _objects(cells))), bool, len(cells))
    return np.fromiter(
        (one is None or (type(one) is str and not one.strip()) for one in cells), bool, len(cells)
    )


def _objects(cells: pd.Series[Any]) -> Any:
    """Return the Python strings of a text column, which are faster to walk than the column."""
    return cells.to_numpy(dtype=object)


def _convert(kind: Kind, cells: pd.Series[Any]) -> _Read:
    """Read a column; each distinct cell of a categorical one once."""
    import pandas as pd

    if cells.dtype != "category":
        read = kind.convert(cells.tolist())
        return _Read(pd.Series(read.values, dtype=object), read.faults, read.converted)
    read = kind.convert(cells.cat.categories.tolist())
    codes = cells.cat.codes.to_numpy()
    faults: dict[int, tuple[str, str]] = {}
    converted: dict[int, str] = {}
    for code, why in read.faults.items():
        faults |= dict.fromkeys(np.flatnonzero(codes == code).tolist(), why)
    for code, said in read.converted.items():
        first = int(np.argmax(codes == code))
        converted[first] = said
    # Two ways to write one value are one category.
    distinct = [one for one in dict.fromkeys(read.values) if one is not None]
    places = {one: at for at, one in enumerate(distinct)}
    back = np.array([places.get(one, -1) for one in read.values] + [-1], dtype=np.int32)
    made = pd.Categorical.from_codes(back[codes], categories=distinct)
    return _Read(pd.Series(made), faults, converted)


#: Lines of a column that is nothing but plain amounts.
_UNPLAIN = re.compile(r"[^0-9.\-\n]")
#: What keeps a column of codes from being taken as it is.
_UNTIDY = re.compile(r"[^\x21-\x7e\n]|^\d(?:\.\d+)?[Ee]\+\d{2}$", re.MULTILINE)


def _amounts(kind: Kind, cells: pd.Series[Any]) -> _Read:
    """Read amounts: plain ones all at once, the rest cell by cell."""
    import pandas as pd

    if cells.dtype == "category" or cells.dtype == object:
        read = _convert(kind, cells)
        values = read.values.astype(object)
        return _Read(
            pd.array(values.where(values.notna(), None).tolist(), dtype="Int64"), read.faults, read.converted
        )
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        fen = np.round(numbers * 100)
        # The double nearest to n/100 is the cell's only when the cell has at most two decimals.
        fine = (fen / 100 == numbers) & (np.abs(numbers) <= 1e12)
    if _UNPLAIN.search("\n".join(_objects(cells))):
        fine &= ~cells.str.contains(r"[^0-9.\-]", regex=True).to_numpy(dtype=bool)
    values = pd.array(np.where(fine, fen, 0).astype("int64"), dtype="Int64")
    rest = np.flatnonzero(~fine)
    values[rest] = pd.NA
    read_rest = kind.convert(cells.iloc[rest].tolist())
    known = [at for at, one in enumerate(read_rest.values) if one is not None]
    values[rest[known]] = [read_rest.values[at] for at in known]
    return _Read(
        values,
        {int(rest[at]): why for at, why in read_rest.faults.items()},
        {int(rest[at]): said for at, said in read_rest.converted.items()},
    )


def _codes(cells: pd.Series[Any]) -> _Read:
    """Read document numbers; a column of plain ones is taken as it is."""
    if cells.dtype in ("category", object) or _UNTIDY.search("\n".join(_objects(cells))):
        read = _convert(kinds.CODE, cells)
        return _Read(read.values, read.faults, read.converted)
    return _Read(cells, {}, {})


# -- a table -------------------------------------------------------------------------------------------


def _read_block(block: Block, rules: Rules) -> tuple[pd.DataFrame, list[Refusal], FileCount, list[Finding]]:
    import pandas as pd

    source = block.source or Source(name="通用")
    part = _Part(block, len(block), {}, {}, [])
    blank, totals = _left_out(block)
    left = blank | totals
    money = money_kind(source.numbers)
    for name in ("amount", "credit", "net_amount", "tax"):
        _take(part, name, _amounts(money, block.columns[name]) if name in block.columns else None, left)
    _take(part, "spent_on", _column(block, "spent_on", day_kind(source.dates)), left)
    _take(part, "month", _column(block, "period", kinds.MONTH), left, title="period")
    for name in _TEXTS:
        kind = FINANCE.column(name).kind_of
        if name in ("document_id", "invoice_id") and name in block.columns:
            _take(part, name, _codes(block.columns[name]), left)
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
        "file": pd.Categorical.from_codes(np.zeros(len(at), dtype=np.int8), categories=[block.file]),
        "sheet": pd.Categorical.from_codes(np.zeros(len(at), dtype=np.int8), categories=[block.sheet]),
        "row": at + block.first_row,
        **{
            name: part.values[name].iloc[at].reset_index(drop=True) for name in (*_TEXTS, "spent_on", "month")
        },
        "amount": amount[at].to_numpy(dtype="int64", na_value=0),
        **{name: part.values[name][at] for name in ("net_amount", "tax")},
    }
    frame = _as_categories(pd.DataFrame({name: columns[name] for name in COLUMNS}))
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


def _column(block: Block, name: str, kind: Kind) -> _Read | None:
    return _convert(kind, block.columns[name]) if name in block.columns else None


def _take(part: _Part, name: str, read: _Read | None, left: np.ndarray, title: str = "") -> None:
    """Keep a column's values, note what is wrong in it and what was converted."""
    import pandas as pd

    where = {"file": part.block.file, "sheet": part.block.sheet}
    column = FINANCE.column(title or name)
    if read is None:
        whole = pd.array([pd.NA], dtype="Int64").take(np.zeros(part.count, dtype=int))
        blank = pd.Series(pd.Categorical.from_codes(np.full(part.count, -1, dtype=np.int8), categories=[]))
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
    blanks = [_blank(one) for one in every]
    blank = np.logical_and.reduce(blanks)
    blank[list(block.bad)] = False
    marked = np.zeros(len(block), dtype=bool)
    for cells in every:
        marked |= _says_total(cells)
    marked &= ~blank
    dateless = _blank(block.columns["spent_on"]) | _says_total(block.columns["spent_on"])
    return blank, marked & dateless


def _says_total(cells: pd.Series[Any]) -> np.ndarray:
    if cells.dtype == "category":
        flags = np.fromiter((_is_total(one) for one in cells.cat.categories), bool)
        found: np.ndarray = np.append(flags, False)[cells.cat.codes]
        return found
    texts = _objects(cells)
    # Numbers of documents and amounts: a million, and hardly ever a word among them.
    if cells.dtype != object and not _TOTAL_WORD.search("\n".join(texts)):
        return np.zeros(len(cells), dtype=bool)
    return np.fromiter(map(_is_total, texts), bool, len(cells))


def _is_total(cell: Any) -> bool:
    return isinstance(cell, str) and _TOTAL.fullmatch("".join(cell.split())) is not None


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
    from fractions import Fraction

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


def is_missing(value: Any) -> bool:
    """Return whether a cell of the frame is blank: None, NaN or NA."""
    import pandas as pd

    return bool(pd.isna(value))


def _known_category(part: _Part, rules: Rules, left: np.ndarray) -> None:
    """Refuse rows charged to a category that does not exist (any more)."""
    cells = part.values["category"]
    if "category" not in part.block.columns:
        return
    texts = cells.astype(object)
    known = rules.expense.categories
    for position in np.flatnonzero(texts.notna() & ~texts.isin([*known, UNCATEGORISED]) & ~left).tolist():
        near = nearest(str(texts.iloc[position]), known)
        mend = f"最接近的是「{near}」" if near else "改成现有的科目，或由公司在规则 6.1.1 里加上它"
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
        of_day = pd.Series(pd.Categorical.from_codes(back[days.cat.codes], categories=distinct))
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


# -- across files --------------------------------------------------------------------------------------

_SAME = [
    "document_id",
    "line_id",
    "spent_on",
    "amount",
    "vendor",
    "summary",
    "account",
    "account_name",
    "invoice_id",
]


def _already_there(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Refusal]]:
    """Refuse rows that an earlier file already held; rows without a number are never taken for the same."""
    import pandas as pd

    numbered = frame[frame["document_id"].notna() & (frame["document_id"].astype(str) != "")]
    keys = pd.util.hash_pandas_object(numbered[_SAME].astype(str), index=False)
    seen = pd.DataFrame(
        {"key": keys, "file": numbered["file"].astype(str) + "「" + numbered["sheet"].astype(str)}
    )
    # Within one file the same line may stand twice and be two; the n-th here is the n-th there.
    seen["nth"] = seen.groupby(["key", "file"], observed=True).cumcount()
    again = seen.duplicated(["key", "nth"], keep="first")
    doubled = seen.index[again]
    if not len(doubled):
        return frame, []
    refused = []
    for at in doubled:
        row = frame.loc[at]
        refused.append(
            Refusal(
                fault(
                    f"单号{show(row['document_id'])}这一行在前面的文件里已经有了，内容完全相同",
                    "同一笔只计一次",
                    "不用改；若真是两笔，请让单号或行号不同",
                    file=str(row["file"]),
                    sheet=str(row["sheet"]),
                    row=int(row["row"]),
                ),
                int(row["amount"]),
            )
        )
    return frame.drop(index=doubled).reset_index(drop=True), refused


def _recount(counts: Sequence[FileCount], doubled: Sequence[Refusal]) -> list[FileCount]:
    from dataclasses import replace

    made = []
    for count in counts:
        mine = [
            one.amount or 0
            for one in doubled
            if count.file
            == (one.finding.file if not one.finding.sheet else f"{one.finding.file}「{one.finding.sheet}」")
        ]
        made.append(
            replace(
                count,
                used=count.used - len(mine),
                refused=count.refused + len(mine),
                amount_used=count.amount_used - sum(mine),
                amount_refused=count.amount_refused + sum(mine),
            )
        )
    return made


def _reversals(frame: pd.DataFrame) -> list[Finding]:
    """Say which red-letter rows have no original here, or take back more than it was."""
    tied = frame[frame["reverses"].notna()]
    if tied.empty:
        return []
    found = []
    names = set(tied["reverses"].astype(str))
    spent: dict[str, int] = dict.fromkeys(names, 0)
    present: set[str] = set()
    for column in ("document_id", "invoice_id"):
        of = frame[frame[column].astype(str).isin(names) & (frame["amount"] > 0)]
        for name, amount in zip(of[column].astype(str), of["amount"], strict=True):
            spent[name] += int(amount)
            present.add(name)
    for row in tied.itertuples():
        name = str(row.reverses)
        where = {"file": str(row.file), "sheet": str(row.sheet), "row": int(row.row), "column": "冲红原单号"}
        if name not in present:
            found.append(
                notice(f"冲红的原单{show(name)}不在导入的台账里", "", "原单可能在更早的月份", **where)
            )
        elif spent[name] + int(row.amount) < 0:
            found.append(
                notice(
                    f"冲红 {yuan(-int(row.amount))}，超过原单{show(name)}余下的 {yuan(spent[name])}",
                    "冲红合计不超过原单",
                    "核对原单号和金额",
                    **where,
                )
            )
        else:
            spent[name] += int(row.amount)
    return found
