"""Whose export a file is: which of its columns mean what, how it writes dates and numbers; remembered by its headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal, TypedDict, Unpack

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mktkit.errors import QUOTED, MktkitError, closest, show
from mktkit.expense.ledger.finance import FINANCE
from mktkit.files import write_whole
from mktkit.messages import wanted
from mktkit.paths import data_folder
from mktkit.registers.headers import fold

__all__ = [
    "Answer",
    "DateStyle",
    "ExportSource",
    "KindName",
    "NumberStyle",
    "ReadingStyle",
    "Unit",
    "load_sources",
    "make_source",
    "remember_source",
    "signature",
    "source_for",
    "with_answers",
]

#: 看文件: as the cells themselves prove, refused where they do not.
DateStyle = Literal["看文件", "年-月-日", "日-月-年", "月-日-年"]
NumberStyle = Literal["看文件", "1,234.56", "1.234,56"]
#: What an export is; 看文件: by its shape.
KindName = Literal["看文件", "凭证账", "明细账", "微信账单", "支付宝账单", "银行明细", "普通清单"]
Unit = Literal["看文件", "元", "千元", "万元"]
#: Whether rows that somebody had to decide about are expenses.
Answer = Literal["计入", "不计"]


_TITLES = {one.title: one.name for one in FINANCE.columns}


class ExportSource(BaseModel):
    """How one system's export is to be read: what a person chose once, never asked again.

    Attributes
    ----------
    name
        What people call it: 用友、金蝶、采购平台.
    headers
        The headers it comes with; a file with the same ones is its.
    columns
        Header of the file → column of the ledger; headers that are not here are found by their usual names.
    ignored
        Headers that mean nothing here, although their name says otherwise.
    dates, numbers, unit
        How it writes them; nothing is guessed.
    kind
        What sort of export it is.
    accounts
        Which accounts are expense: beginnings of their codes or names; none: those of the national charts.
    office_departments
        Departments whose 管理费用 count.
    own_name
        The company's own name at its bank: a payment to it is none.
    constants
        Column of the ledger → what every row has that leaves it blank.
    values
        Column of the ledger → the file's own word → ours.
    answers
        Reason of :mod:`mktkit.expense.ledger.reasons` → whether such rows are expenses.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    headers: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    ignored: tuple[str, ...] = ()
    dates: DateStyle = "看文件"
    numbers: NumberStyle = "看文件"
    unit: Unit = "看文件"
    kind: KindName = "看文件"
    accounts: tuple[str, ...] = ()
    office_departments: tuple[str, ...] = ()
    own_name: str = ""
    constants: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    answers: dict[str, Answer] = {}

    @model_validator(mode="after")
    def _known(self) -> ExportSource:
        named = (*self.columns.values(), *self.constants, *self.values)
        unknown = [standard for standard in named if standard not in _TITLES]
        if unknown:
            raise ValueError(f"台账没有这一列：{'、'.join(unknown)}，可写：{'、'.join(_TITLES)}")
        doubled = [one for one in _TITLES if list(self.columns.values()).count(one) > 1]
        if doubled:
            raise ValueError(f"有两列都对照到{'、'.join(doubled)}，每列只能有一个")
        return self


class ReadingStyle(TypedDict, total=False):
    """How an export is read, beyond its columns; as of :class:`ExportSource`."""

    dates: DateStyle
    numbers: NumberStyle
    unit: Unit
    kind: KindName
    accounts: tuple[str, ...]
    office_departments: tuple[str, ...]
    own_name: str
    constants: dict[str, str]
    values: dict[str, dict[str, str]]
    answers: dict[str, Answer]


def make_source(
    name: str,
    headers: Iterable[str],
    columns: Mapping[str, str],
    ignored: Iterable[str] = (),
    **reading: Unpack[ReadingStyle],
) -> ExportSource:
    """Return a source, or say what is wrong with it in words.

    Raises
    ------
    MktkitError
        A header the file does not have, a column the ledger does not have, or one named twice.

    Examples
    --------
    >>> make_source("甲", ["Paid on", "Net"], {"Paid on": "日期", "Net": "金额"}).columns["Net"]
    '金额'
    """
    known = tuple(str(one) for one in headers if str(one).strip())
    for own in (*columns, *ignored):
        if own not in known:
            raise MktkitError(
                f"文件里没有表头{show(own)}",
                "可写：" + "、".join(known),
                closest(own, known, "照文件里的写法写", written=QUOTED),
                where="列名对照",
            )
    try:
        return ExportSource(
            name=name, headers=known, columns=dict(columns), ignored=tuple(ignored), **reading
        )
    except ValidationError as problem:
        raise MktkitError("；".join(wanted(one) for one in problem.errors()), where="列名对照") from None


def with_answers(source: ExportSource, answers: Mapping[str, Answer]) -> ExportSource:
    """Return a source with what was said about rows that may be an expense, by reason."""
    return source.model_copy(update={"answers": source.answers | dict(answers)})


def signature(headers: Iterable[str]) -> str:
    """Return what tells one export from another: its headers, whatever their order and decoration.

    Examples
    --------
    >>> signature(["日期 *", "金额（元）"]) == signature(["金额", "日期"])
    True
    """
    text = "\n".join(sorted({fold(one) for one in headers if str(one).strip()}))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _file(folder: Path | None) -> Path:
    return (folder or data_folder()) / "expense-sources.json"


def load_sources(folder: Path | None = None) -> dict[str, ExportSource]:
    """Return the remembered sources by the signature of their headers.

    Raises
    ------
    MktkitError
        The file was damaged.
    """
    path = _file(folder)
    if not path.is_file():
        return {}
    try:
        listed = [ExportSource.model_validate(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, RecursionError, OSError):
        raise MktkitError(
            "记住的列名对照读不出来", "应为本程序写的文件", "删去或移走这个文件，再对照一次", where=str(path)
        ) from None
    return {signature(one.headers): one for one in listed}


def remember_source(source: ExportSource, folder: Path | None = None) -> None:
    """Keep how an export is read; one with the same headers is replaced."""
    known = load_sources(folder) | {signature(source.headers): source}
    text = json.dumps([one.model_dump() for one in known.values()], ensure_ascii=False, indent=1)
    write_whole(_file(folder), text.encode())


def source_for(sources: Mapping[str, ExportSource], rows: Sequence[Sequence[object]]) -> ExportSource | None:
    """Return the remembered source one of whose header rows stands among the first rows of a sheet."""
    for row in rows:
        known = sources.get(signature(str(cell) for cell in row if cell is not None))
        if known is not None:
            return known
    return None
