"""The blank claim form as a workbook, for whoever installs nothing: fields above, lines below, drop-downs, notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.expense.claim.form_layout import form_layout
from mktkit.fields.choice import YES_NO
from mktkit.fields.layout import Spec
from mktkit.forms.widgets.look import look_of
from mktkit.office.drop_down import DropDowns
from mktkit.office.excel import Styles, new_workbook, print_on_a4
from mktkit.rules import SAMPLE_LABEL, Rules

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["blank_claim"]

#: Rows for lines.
_LINES = 200
#: Row of the first field, from 0.
_FIRST = 3
_SMALL = {"font_color": "#5B6675"}


def blank_claim(rules: Rules) -> bytes:
    """Return the blank form as an .xlsx.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> blank_claim(load_rules(on=dt.date(2026, 10, 1), company=None))[:2]
    b'PK'
    """
    layout = form_layout(rules)
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("报销单")
        drop_downs = DropDowns(workbook)
        sheet.write_string(0, 0, "费用报销单（填好后发给同事导入；带 * 的必填）", styles.title)
        basis = f"依据：{rules.cite('6.2.1')}；费用标准见 {rules.cite('6.2.2')}"
        note = f"{basis}。{SAMPLE_LABEL}" if rules.is_sample("expense", "lodging") else basis
        sheet.write_string(1, 0, note, styles.get(**_SMALL))
        for row, spec in enumerate(layout.fields, _FIRST):
            _write_field(sheet, styles, row, spec)
            if entries := _entries(spec):
                drop_downs.offer(sheet, (row, 1, row, 1), entries)
        head = _FIRST + len(layout.fields) + 2
        sheet.write_string(head - 1, 0, "费用明细（每张发票一行）", styles.get(bold=True, font_size=12))
        for position, spec in enumerate(layout.lines.fields):
            _write_column(sheet, styles, (head, position), spec)
            if entries := _entries(spec):
                drop_downs.offer(sheet, (head + 1, position, head + _LINES, position), entries)
        print_on_a4(sheet, head)
    return buffer.getvalue()


def _write_field(sheet: Worksheet, styles: Styles, row: int, spec: Spec) -> None:
    label = styles.get(bold=True, bg_color="#DCE6F1", border=1, border_color="#D5DBE3")
    sheet.write_string(row, 0, _label(spec), label)
    sheet.write_blank(row, 1, None, styles.cell(_format(spec)))
    sheet.write_string(row, 2, _hint(spec), styles.get(**_SMALL))


def _write_column(sheet: Worksheet, styles: Styles, at: tuple[int, int], spec: Spec) -> None:
    head, position = at
    # The first two columns hold the fields above, too.
    width = (16, 30)[position] if position < 2 else max(9, look_of(spec.kind).width // 9)
    sheet.set_column(position, position, width)
    sheet.write_string(head, position, _label(spec), styles.head)
    if hint := _hint(spec):
        sheet.write_comment(head, position, hint)
    for row in range(head + 1, head + 1 + _LINES):
        sheet.write_blank(row, position, None, styles.cell(_format(spec)))


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
