"""The claim form as a workbook: blank for whoever installs nothing, and read back with every fault by its cell."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mktkit.errors import Finding, FindingsError, MktkitError, fault, show
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.fields.choice import YES_NO
from mktkit.fields.layout import Known, Layout, Spec, layout_of
from mktkit.fields.reading import RowReader, read_text, said
from mktkit.fields.text import CODE
from mktkit.forms.widgets.look import look_of
from mktkit.office.drop_down import DropDowns
from mktkit.office.excel import new_workbook, print_on_a4
from mktkit.registers.files import read_sheets
from mktkit.registers.sheets import RawSheet
from mktkit.registers.totals import is_total
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["ClaimTexts", "blank_claim", "read_claim", "read_claim_texts"]

_TITLE = "费用报销单"
_LINES = 200
#: More digits than these a spreadsheet does not keep in a number.
_EXACT = 10**15


def _layout(rules: Rules) -> Layout:
    return layout_of(Claim, Known(rules.on, {}, lambda: rules))


def _fields(layout: Layout) -> list[Spec]:
    return [one for one in layout.fields if one.item is None]


def _grid(layout: Layout) -> Layout:
    found = next(one.item for one in layout.fields if one.name == "lines")
    assert found is not None
    return found


# -- writing -----------------------------------------------------------------------------------------


def blank_claim(rules: Rules) -> bytes:
    """Return the blank form as an .xlsx: fields above, lines below, drop-downs, notes.

    Examples
    --------
    >>> from mktkit.rules import load_rules
    >>> blank_claim(load_rules(on=dt.date(2026, 10, 1), company=None))[:2]
    b'PK'
    """
    layout = _layout(rules)
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("报销单")
        drop_downs = DropDowns(workbook)
        sheet.write_string(0, 0, f"{_TITLE}（填好后发给同事导入；带 * 的必填）", styles.title)
        basis = f"依据：{rules.cite('6.2.1')}；费用标准见 {rules.cite('6.2.2')}"
        note = f"{basis}。{SAMPLE_LABEL}" if rules.is_sample("expense", "lodging") else basis
        sheet.write_string(1, 0, note, styles.get(font_color="#5B6675"))
        label = styles.get(bold=True, bg_color="#DCE6F1", border=1, border_color="#D5DBE3")
        for row, spec in enumerate(_fields(layout), 3):
            sheet.write_string(row, 0, _label(spec), label)
            sheet.write_blank(row, 1, None, styles.cell(_format(spec)))
            sheet.write_string(row, 2, _hint(spec), styles.get(font_color="#5B6675"))
            if entries := _entries(spec):
                drop_downs.offer(sheet, (row, 1, row, 1), entries)
        head = 3 + len(_fields(layout)) + 2
        sheet.write_string(head - 1, 0, "费用明细（每张发票一行）", styles.get(bold=True, font_size=12))
        for position, spec in enumerate(_grid(layout).fields):
            width = 16 if position < 2 else max(9, look_of(spec.kind).width // 9)
            sheet.set_column(position, position, 30 if position == 1 else width)
            sheet.write_string(head, position, _label(spec), styles.head)
            if hint := _hint(spec):
                sheet.write_comment(head, position, hint)
            for row in range(head + 1, head + 1 + _LINES):
                sheet.write_blank(row, position, None, styles.cell(_format(spec)))
            if entries := _entries(spec):
                drop_downs.offer(sheet, (head + 1, position, head + _LINES, position), entries)
        print_on_a4(sheet, head)
    return buffer.getvalue()


def _label(spec: Spec) -> str:
    return f"{spec.title} *" if spec.required else spec.title


def _hint(spec: Spec) -> str:
    example = f"例：{spec.example}" if spec.example else ""
    clause = f"条款 {spec.clause}" if spec.clause else ""
    return "；".join(part for part in (spec.help, example, clause) if part)


def _format(spec: Spec) -> str:
    kinds = {"money": "#,##0.00", "day": "yyyy-mm-dd", "integer": "0"}
    return kinds.get(spec.kind.name, "@")


def _entries(spec: Spec) -> list[str]:
    return ["是", "否"] if spec.kind is YES_NO else [one.label for one in spec.given.choices]


# -- reading -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClaimTexts:
    """A filled-in form as it stands in its file.

    Attributes
    ----------
    texts
        Field → text, as :meth:`mktkit.forms.Form.put` takes it; ``lines`` is a list of these.
    cells
        Field, or (line from 0, field) → (row from 1, title of the column) in the file.
    findings
        What could not be taken over.
    """

    texts: dict[str, Any]
    sheet: RawSheet
    cells: dict[Any, tuple[int, str]] = dataclass_field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_claim_texts(path: Path, name: str, rules: Rules) -> ClaimTexts:
    """Read a filled-in form without judging what stands in it.

    Raises
    ------
    FindingsError
        The file cannot be read, or is no claim form.
    """
    sheets, findings = read_sheets(path, name)
    layout = _layout(rules)
    columns = {one.title: one for one in _grid(layout).fields}
    for sheet in sheets:
        for at, row in enumerate(sheet.rows):
            titles = [_plain(cell) for cell in row]
            if {"类别", "日期", "金额"} <= set(titles):
                return _read(sheet, at, titles, columns, {one.title: one for one in _fields(layout)})
    if not findings:
        mend = "用空白报销单填写：python run.py expense claim --blank -o 报销单.xlsx"
        findings = [fault("找不到费用明细的表头", "应有 类别、日期、金额 等列", mend, file=name)]
    raise FindingsError(findings, "这个文件读不成报销单")


def _plain(cell: Any) -> str:
    return cell.strip().rstrip("*:： ").strip() if isinstance(cell, str) else ""


def _read(
    sheet: RawSheet, head: int, titles: list[str], columns: dict[str, Spec], labels: dict[str, Spec]
) -> ClaimTexts:
    texts: dict[str, Any] = {}
    places: dict[Any, tuple[int, str]] = {}
    findings: list[Finding] = []
    where = sheet.place

    def take(cell: Any, at: tuple[int, int], spec: Spec) -> str:
        broken = sheet.broken.get(at)
        if broken is not None:
            mend = "在 Excel 里改好公式并保存，或直接填值"
            findings.append(
                fault(
                    f"这一格是{show(broken)}，没有值",
                    "应为确定的值",
                    mend,
                    row=at[0] + 1,
                    column=spec.title,
                    **where,
                )
            )
        elif spec.kind is CODE and isinstance(cell, float) and abs(cell) >= _EXACT:
            findings.append(
                fault(
                    f"号码被存成了数 {cell:.0f}，后几位已经丢失",
                    "号码应存成文本",
                    "把这一格的格式设为“文本”，重新填写",
                    row=at[0] + 1,
                    column=spec.title,
                    **where,
                )
            )
        return _text(cell)

    for number, row in enumerate(sheet.rows[:head]):
        for position, cell in enumerate(row[:-1]):
            spec = labels.get(_plain(cell))
            if spec is not None and spec.name not in texts:
                texts[spec.name] = take(row[position + 1], (number, position + 1), spec)
                places[spec.name] = number + 1, spec.title
    unknown = [title for title in titles if title and title not in columns]
    findings += [
        fault(
            f"不认识的列{show(title)}",
            "应为空白报销单里的列名",
            "改好列名，或删去这一列",
            row=head + 1,
            **where,
        )
        for title in unknown
    ]
    lines: list[dict[str, str]] = []
    for number in range(head + 1, len(sheet.rows)):
        row = [*sheet.rows[number], *[""] * (len(titles) - len(sheet.rows[number]))]
        first = next((_plain(cell) for cell in row if cell != ""), "")
        if is_total(first) or not any(_text(row[at]) for at, title in enumerate(titles) if title in columns):
            continue
        line = {}
        for position, title in enumerate(titles):
            if title in columns:
                line[columns[title].name] = take(row[position], (number, position), columns[title])
                places[len(lines), columns[title].name] = number + 1, title
        lines.append(line)
    texts["lines"] = lines
    return ClaimTexts(texts, sheet, places, tuple(findings))


def _text(cell: Any) -> str:
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


def read_claim(path: Path, rules: Rules, name: str = "") -> Claim:
    """Read a filled-in form.

    Parameters
    ----------
    path
        The .xlsx, as :func:`blank_claim` writes it, or any table with its titles.
    rules
        For the choices.
    name
        What messages call the file.

    Raises
    ------
    FindingsError
        Everything that is wrong, by sheet, row and column.
    """
    if not path.is_file():
        raise MktkitError("找不到这个文件", "应为填好的报销单", "检查路径是否写对", where=str(path))
    read = read_claim_texts(path, name or path.name, rules)
    layout = _layout(rules)
    findings = list(read.findings)
    where = read.sheet.place

    def wrong(key: Any, text: str, message: str) -> None:
        row, title = read.cells.get(key, (None, ""))
        what = f"写的是{show(text)}" if text else "没有填"
        findings.append(fault(what, message, "核对后改正这一格", row=row, column=title, **where))

    data: dict[str, Any] = {}
    for spec in _fields(layout):
        text = read.texts.get(spec.name, "")
        if not text and not spec.required:
            continue
        value, problem = read_text(spec, text)
        if problem:
            wrong(
                spec.name, text, problem.message if spec.name in read.cells else f"缺少「{spec.title}」这一项"
            )
        else:
            data[spec.name] = value
    rows = _grid(layout)
    reader = RowReader(rows)
    lines: list[ClaimLine] = []
    for number, texts in enumerate(read.texts["lines"]):
        # A cell left blank is the field's default, as in a new row of the form.
        cells = tuple(
            texts.get(spec.name, "") or ("" if spec.required else spec.write(spec.default))
            for spec in rows.fields
        )
        row = reader.read(cells)
        for at, problem in row.problems.items():
            spec = rows.fields[max(at, 0)]
            wrong((number, spec.name), cells[at] if at >= 0 else "", problem.message)
        if isinstance(row.value, ClaimLine):
            lines.append(row.value)
    if not read.texts["lines"]:
        findings.append(fault("没有费用明细", "至少一行", "在表头下面逐行填写", **where))
    if not findings:
        try:
            return Claim.model_validate(data | {"lines": lines})
        except ValidationError as error:
            by_name = layout.by_name
            for detail in error.errors(include_url=False):
                field = by_name.get(str(detail["loc"][0])) if detail["loc"] else None
                message = said(field, detail).message
                if field is None:
                    findings.append(fault(message, **where))
                else:
                    wrong(field.name, read.texts.get(field.name, "") if field.item is None else "", message)
    raise FindingsError(findings, "报销单还不能用")
