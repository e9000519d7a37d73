"""How an export is read, by form: its columns, kind, accounts, and what every row has; filled with what is known."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from mktkit.expense.ledger.finance import FINANCE
from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.sources import (
    DateStyle,
    ExportSource,
    KindName,
    NumberStyle,
    Unit,
    make_source,
)
from mktkit.forms import entry
from mktkit.registers.headers import fold
from mktkit.rules import DEPARTMENTS, MARKETING, Rules

__all__ = ["HeaderLine", "SourceForm", "ValueLine", "made_source", "source_form"]

_STANDARD = [one.title for one in FINANCE.columns]
#: Field of the form → column that it fills in every row that leaves it blank.
_CONSTANTS = {"department": "部门", "category": "预算科目", "currency": "币种", "rate": "汇率"}


def _departments(rules: Rules) -> list[str]:
    return [*DEPARTMENTS, MARKETING]


def _categories(rules: Rules) -> list[str]:
    return list(rules.expense.categories)


class HeaderLine(BaseModel):
    """One column of the file."""

    own: str = entry("文件里的列名")
    sample: str = entry("头几行的内容", default="")
    standard: str | None = entry("是台账的哪一列", choices=_STANDARD, default=None, help="不用的留空")


class ValueLine(BaseModel):
    """One word of the file and ours for it."""

    column: str | None = entry("哪一列", choices=["部门", "预算科目"], default=None)
    own: str = entry("文件里写的", default="")
    standard: str = entry("就是", default="", help="部门或预算科目的名称")


class SourceForm(BaseModel):
    """How a file is read; remembered for every file with these headers."""

    name: str = entry("来源名称", example="用友", min_length=1, max_length=40)
    kind: KindName = entry("是哪一种导出", default="看文件", help="看文件：按它有哪些列来认")
    dates: DateStyle = entry(
        "日期写法",
        default="看文件",
        help="05/03/2026 是 5 月还是 3 月，程序不猜；看文件：有大于 12 的日子才认得出",
    )
    numbers: NumberStyle = entry("数字写法", default="看文件")
    unit: Unit = entry("金额单位", default="看文件", help="看文件：表头或表题写着万元的按万元，否则按元")
    accounts: str = entry(
        "哪些会计科目是费用",
        default="",
        help="凭证账用：编码的开头或名称，用顿号隔开，如 6601、6603；留空按 6601、6603、5601、5603、5501、5503 认",
    )
    office_departments: str = entry(
        "管理费用算哪些部门的", default="", help="凭证账用：部门名称，用顿号隔开；留空不算管理费用"
    )
    own_name: str = entry("本公司的户名", default="", help="银行明细用：转给自己的不是费用；留空从表题认")
    department: str | None = entry("整份都是哪个部门", choices=_departments, default=None)
    category: str | None = entry("整份都是哪个预算科目", choices=_categories, default=None)
    currency: str = entry("整份是什么币种", default="", help="留空是人民币；外币要写汇率")
    rate: str = entry("汇率", default="", example="7.1234")
    lines: list[HeaderLine] = entry("列名对照", default=list)
    values: list[ValueLine] = entry(
        "部门和科目的写法", default=list, help="文件里的写法与预算里的名称不同时填，如 营销一部 就是 销售部"
    )


def made_source(value: SourceForm, headers: Sequence[str]) -> ExportSource:
    """Return the source that a form describes.

    Raises
    ------
    MktkitError
        Two headers are given one meaning.
    """
    constants = {title: getattr(value, name) for name, title in _CONSTANTS.items() if getattr(value, name)}
    words: dict[str, dict[str, str]] = {}
    for line in value.values:
        if line.column and line.own and line.standard:
            words.setdefault(line.column, {})[line.own] = line.standard
    return make_source(
        value.name,
        headers,
        {line.own: line.standard for line in value.lines if line.standard},
        [line.own for line in value.lines if not line.standard],
        dates=value.dates,
        numbers=value.numbers,
        unit=value.unit,
        kind=value.kind,
        accounts=_listed(value.accounts),
        office_departments=_listed(value.office_departments),
        own_name=value.own_name.strip(),
        constants=constants,
        values=words,
    )


def _listed(text: str) -> tuple[str, ...]:
    parts = text.replace("，", "、").replace(",", "、").split("、")
    return tuple(one.strip() for one in parts if one.strip())


def source_form(file: Unmapped, known: ExportSource | None = None) -> SourceForm:
    """Return the form with the headers of a file; what is remembered, or what their usual names say, is filled in.

    Parameters
    ----------
    file
        What is asked about.
    known
        How it is read now.
    """
    blank = {
        name: one.get_default(call_default_factory=True) for name, one in SourceForm.model_fields.items()
    }
    filled: dict[str, Any] = blank | {"name": "", "lines": _lines(file, known)}
    if known is not None:
        filled |= {
            name: getattr(known, name) for name in ("name", "kind", "dates", "numbers", "unit", "own_name")
        }
        filled |= {name: "、".join(getattr(known, name)) for name in ("accounts", "office_departments")}
        filled |= {
            name: known.constants[title] for name, title in _CONSTANTS.items() if title in known.constants
        }
        filled["values"] = [
            ValueLine(column=column, own=own, standard=standard)
            for column, words in known.values.items()
            for own, standard in words.items()
        ]
    # As it stands, whether it is complete or not: the form shows what is missing.
    return SourceForm.model_construct(**filled)


def _lines(file: Unmapped, known: ExportSource | None) -> list[HeaderLine]:
    usual = {fold(alias): one.title for one in FINANCE.columns for alias in (*one.aliases, one.title)}
    chosen = known.columns if known else {}
    ignored = known.ignored if known else ()
    lines: list[HeaderLine] = []
    used: set[str | None] = set()
    for at, own in enumerate(file.headers):
        if not own:
            continue
        standard = None if own in ignored else chosen.get(own) or usual.get(fold(own))
        standard = None if standard in used else standard
        used.add(standard)
        samples = "；".join(row[at] for row in file.samples if at < len(row) and row[at])
        lines.append(HeaderLine(own=own, sample=samples[:60], standard=standard))
    return lines
