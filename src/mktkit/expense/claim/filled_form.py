"""A filled-in claim form as it stands in its file: every text with its cell, nothing judged yet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mktkit.errors import Finding, FindingsError, fault, show
from mktkit.expense.claim.form_layout import FormLayout, form_layout
from mktkit.fields.layout import Spec
from mktkit.fields.text import CODE
from mktkit.registers.files import read_sheets
from mktkit.registers.sheets import RawSheet
from mktkit.registers.totals import is_total
from mktkit.rules import Rules

__all__ = ["CellKey", "ClaimTexts", "read_claim_texts"]

#: More digits than these a spreadsheet does not keep in a number.
_EXACT = 10**15
#: Titles that make a row the header of the lines.
_HEADER = {"类别", "日期", "金额"}

#: A field of the claim, or (line from 0, field of the line).
CellKey = str | tuple[int, str]


@dataclass
class ClaimTexts:
    """A filled-in form as it stands in its file.

    Attributes
    ----------
    file, sheet
        As messages call it.
    fields
        Field → text.
    lines
        The same of every line.
    cells
        Field, or (line from 0, field) → (row from 1, title of the column) in the file.
    findings
        What could not be taken over.
    """

    file: str
    sheet: str
    fields: dict[str, str] = field(default_factory=dict)
    lines: list[dict[str, str]] = field(default_factory=list)
    cells: dict[CellKey, tuple[int, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def texts(self) -> dict[str, str | list[dict[str, str]]]:
        """All of it, as :meth:`mktkit.forms.Form.put` takes it."""
        return {**self.fields, "lines": self.lines}

    def fault(
        self, what: str, want: str = "", mend: str = "", *, row: int | None = None, column: str = ""
    ) -> None:
        """Note what could not be taken over, or cannot stay."""
        self.findings.append(
            fault(what, want, mend, file=self.file, sheet=self.sheet, row=row, column=column)
        )


def read_claim_texts(path: Path, name: str, rules: Rules) -> ClaimTexts:
    """Read a filled-in form without judging what stands in it.

    Raises
    ------
    FindingsError
        The file cannot be read, or is no claim form.
    """
    sheets, findings = read_sheets(path, name)
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            if {_title(cell) for cell in row} >= _HEADER:
                return _read(sheet, at, form_layout(rules))
    if not findings:
        mend = "用空白报销单填写：python run.py expense claim --blank -o 报销单.xlsx"
        findings = [fault("找不到费用明细的表头", "应有 类别、日期、金额 等列", mend, file=name)]
    raise FindingsError(findings, "这个文件读不成报销单")


def _read(sheet: RawSheet, head: int, layout: FormLayout) -> ClaimTexts:
    read = ClaimTexts(sheet.file, sheet.name)
    labels = {one.title: one for one in layout.fields}
    for number, row in enumerate(sheet.rows[:head]):
        for position, cell in enumerate(row[:-1]):
            spec = labels.get(_title(cell))
            if spec is not None and spec.name not in read.fields:
                read.fields[spec.name] = _take(read, sheet, (number, position + 1), spec)
                read.cells[spec.name] = number + 1, spec.title
    titles = [_title(cell) for cell in sheet.rows[head]]
    columns = {one.title: one for one in layout.lines.fields}
    for title in titles:
        if title and title not in columns:
            want, mend = "应为空白报销单里的列名", "改好列名，或删去这一列"
            read.fault(f"不认识的列{show(title)}", want, mend, row=head + 1)
    used = {at: columns[title] for at, title in enumerate(titles) if title in columns}
    for number in _lines(sheet, head, used):
        line = len(read.lines)
        read.cells.update({(line, spec.name): (number + 1, spec.title) for spec in used.values()})
        read.lines.append({spec.name: _take(read, sheet, (number, at), spec) for at, spec in used.items()})
    return read


def _lines(sheet: RawSheet, head: int, used: dict[int, Spec]) -> Iterator[int]:
    """Yield the rows below the header that are lines: no totals, and something in a column that is used."""
    for number, row in enumerate(sheet.rows[head + 1 :], head + 1):
        first = next((_title(cell) for cell in row if cell != ""), "")
        if not is_total(first) and any(_text(_cell(row, at)) for at in used):
            yield number


def _take(read: ClaimTexts, sheet: RawSheet, at: tuple[int, int], spec: Spec) -> str:
    """Return the text of a cell; what a spreadsheet lost of it is a fault."""
    number, position = at
    cell, broken = _cell(sheet.rows[number], position), sheet.broken.get(at)
    if broken is not None:
        mend = "在 Excel 里改好公式并保存，或直接填值"
        read.fault(f"这一格是{show(broken)}，没有值", "应为确定的值", mend, row=number + 1, column=spec.title)
    elif spec.kind is CODE and isinstance(cell, float) and abs(cell) >= _EXACT:
        what, mend = f"号码被存成了数 {cell:.0f}，后几位已经丢失", "把这一格的格式设为“文本”，重新填写"
        read.fault(what, "号码应存成文本", mend, row=number + 1, column=spec.title)
    return _text(cell)


def _cell(row: Sequence[object], position: int) -> object:
    return row[position] if position < len(row) else ""


def _title(cell: object) -> str:
    """Return a label without what decorates it."""
    return cell.strip().rstrip("*:： ").strip() if isinstance(cell, str) else ""


def _text(cell: object) -> str:
    """Return a cell as a person would have typed it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    return str(cell).strip()
