"""奖金: what each total pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.appraisal.model import PersonScore
from mktkit.appraisal.workbook.book import FIRST, Formula, MonthBook, head, put
from mktkit.appraisal.workbook.curves import COEFFICIENT, read_curve

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_bonus"]

_COLUMNS = (
    ("工号", 10, ""), ("姓名", 14, ""), ("部门", 10, ""), ("总分", 10, "0.00"), ("等级", 9, ""), ("奖金基数（元）", 14, "#,##0.00"),
    ("系数", 12, "0.0000##"), ("在岗天数", 10, "0"), ("当月天数", 10, "0"), ("绩效奖金（元）", 15, "#,##0.00"), ("说明", 60, ""),
)  # fmt: skip
_STYLE: dict[str, dict[str, bool]] = {"绩效奖金（元）": {"bold": True}, "说明": {"text_wrap": True}}


def write_bonus(book: MonthBook, sheet: Worksheet) -> None:
    """Write base, coefficient, days and bonus of everybody; blank with the reason where there is none."""
    head(
        book,
        sheet,
        "绩效奖金（5.3.1，属个人信息，勿外传）",
        ((title, width) for title, width, _ in _COLUMNS),
    )
    for row, person in enumerate(book.result.people, FIRST):
        paid = _paid(book, row + 1, person)
        month = book.result.period.days
        values = paid or ("", "", "", "", person.days, month, "", person.note)
        cells = (person.employee_id, person.name, person.department, *values)
        for position, (value, (title, _, shown)) in enumerate(zip(cells, _COLUMNS, strict=True)):
            style = book.styles.cell(shown, **_STYLE.get(title, {})) if paid else book.styles.cell()
            put(sheet, row, position, value, style)


def _paid(book: MonthBook, line: int, person: PersonScore) -> tuple[object, ...] | None:
    """Return the cells of `line` from 总分 on, None where there is nothing to pay."""
    if person.total is None or person.base is None or person.coefficient is None or person.bonus is None:
        return None
    source, month = book.totals[person.employee_id], book.result.period.days
    return (
        Formula(f"汇总!$F${source}", float(person.total)),
        Formula(f"汇总!$G${source}", person.grade),
        person.base / 100,
        Formula(read_curve(book, COEFFICIENT, f"D{line}"), float(person.coefficient)),
        person.days,
        month,
        Formula(f"ROUND(F{line}*G{line}*H{line}/I{line},2)", person.bonus / 100),
        "" if person.days == month else f"当月在岗 {person.days} 天，按天折算",
    )
