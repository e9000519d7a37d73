"""Whose export a file is: which of its columns mean what, how it writes dates and numbers; remembered by its headers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mktkit.errors import QUOTED, MktkitError, closest, show
from mktkit.fields import Code, Day, Money, Month, Text, entry
from mktkit.files import write_whole
from mktkit.messages import wanted
from mktkit.paths import data_folder
from mktkit.registers import Register
from mktkit.registers.expenses import ExpenseRow
from mktkit.registers.headers import fold

__all__ = [
    "FINANCE",
    "DateStyle",
    "ExportSource",
    "FinanceRow",
    "NumberStyle",
    "load_sources",
    "make_source",
    "remember_source",
    "signature",
    "source_for",
]

DateStyle = Literal["年-月-日", "日-月-年", "月-日-年"]
NumberStyle = Literal["1,234.56", "1.234,56"]


class FinanceRow(ExpenseRow):
    """A row of a finance system's export: only date and amount must be there."""

    title: ClassVar = "财务明细"
    file_names: ClassVar[tuple[str, ...]] = ()

    document_id: Code | None = entry(  # type: ignore[assignment]  # an export may lack what the register wants
        "单号",
        aliases=("单据号", "凭证号", "凭证编号", "凭证字号", "交易号", "流水号", "Transaction number"),
        default=None,
    )
    spent_on: Day = entry(
        "日期",
        aliases=(
            "发生日期",
            "记账日期",
            "制单日期",
            "凭证日期",
            "业务日期",
            "付款日期",
            "Payment Date",
            "Date paid",
        ),
    )
    period: Month | None = entry("归属月份", aliases=("所属月份", "会计期间", "期间"), default=None)  # type: ignore[assignment]  # an export may lack what the register wants
    category: Text | None = entry("预算科目", default=None)  # type: ignore[assignment]  # an export may lack what the register wants
    amount: Money | None = entry(  # type: ignore[assignment]  # an export may lack what the register wants
        "金额",
        aliases=("含税金额", "价税合计", "发生额", "借方金额", "借方发生额", "借方", "本币金额", "Amount"),
        default=None,
    )
    credit: Money | None = entry("贷方金额", aliases=("贷方发生额", "贷方"), default=None)
    account_name: Text | None = entry(
        "会计科目名称", aliases=("科目名称", "会计科目", "科目", "费用科目"), default=None
    )
    vendor: Text | None = entry(
        "供应商",
        aliases=("供应商名称", "往来单位", "收款单位", "销方名称", "Beneficiary Name", "Supplier name"),
        default=None,
    )


#: What an export is read as.
FINANCE = Register("finance", FinanceRow)

_TITLES = {one.title: one.name for one in FINANCE.columns}


class ExportSource(BaseModel):
    """How one system's export is to be read.

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
    dates, numbers
        How it writes them; nothing is guessed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    headers: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    ignored: tuple[str, ...] = ()
    dates: DateStyle = "年-月-日"
    numbers: NumberStyle = "1,234.56"

    @model_validator(mode="after")
    def _known(self) -> ExportSource:
        unknown = [standard for standard in self.columns.values() if standard not in _TITLES]
        if unknown:
            raise ValueError(f"台账没有这一列：{'、'.join(unknown)}，可写：{'、'.join(_TITLES)}")
        doubled = [one for one in _TITLES if list(self.columns.values()).count(one) > 1]
        if doubled:
            raise ValueError(f"有两列都对照到{'、'.join(doubled)}，每列只能有一个")
        return self


def make_source(
    name: str,
    headers: Iterable[str],
    columns: Mapping[str, str],
    ignored: Iterable[str] = (),
    dates: DateStyle = "年-月-日",
    numbers: NumberStyle = "1,234.56",
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
    known = [str(one) for one in headers if str(one).strip()]
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
            name=name,
            headers=tuple(known),
            columns=dict(columns),
            ignored=tuple(ignored),
            dates=dates,
            numbers=numbers,
        )
    except ValidationError as problem:
        raise MktkitError("；".join(wanted(one) for one in problem.errors()), where="列名对照") from None


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
    except (ValueError, ValidationError, OSError):
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
