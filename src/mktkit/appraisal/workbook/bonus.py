"""奖金: what each total pays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.appraisal.model import PersonScore
from mktkit.appraisal.workbook.book import FIRST, Formula, MonthBook, head, put
from mktkit.appraisal.workbook.curves import COEFFICIENT, read_curve
from mktkit.money import yuan

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_bonus"]

_COLUMNS = (
    ("工号", 10, ""), ("姓名", 14, ""), ("部门", 10, ""), ("总分", 10, "0.00"), ("等级", 9, ""), ("奖金基数（元）", 14, "#,##0.00"),
    ("系数", 12, "0.0000##"), ("计奖天数", 10, "0"), ("当月天数", 10, "0"), ("绩效奖金（元）", 15, "#,##0.00"), ("说明", 60, ""),
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
        values = paid or ("", "", "", "", sum(one.days for one in person.pay), month, "", person.note)
        cells = (person.employee_id, person.name, person.department, *values)
        for position, (value, (title, _, shown)) in enumerate(zip(cells, _COLUMNS, strict=True)):
            style = book.styles.cell(shown, **_STYLE.get(title, {})) if paid else book.styles.cell()
            put(sheet, row, position, value, style)


def _paid(book: MonthBook, line: int, person: PersonScore) -> tuple[object, ...] | None:
    """Return the cells of `line` from 总分 on, None where there is nothing to pay."""
    if person.coefficient is None or person.bonus is None:
        return None
    source, month = book.totals[person.employee_id], book.result.period.days
    days = sum(one.days for one in person.pay)
    scored = person.total is not None
    return (
        Formula(f"汇总!$F${source}", float(person.total)) if person.total is not None else "",
        Formula(f"汇总!$G${source}", person.grade) if scored else "",
        _base(person, days),
        Formula(read_curve(book, COEFFICIENT, f"D{line}"), float(person.coefficient))
        if scored
        else float(person.coefficient),
        days,
        month,
        Formula(f"ROUND(F{line}*G{line}*H{line}/I{line},2)", person.bonus / 100),
        _remark(person, days, month),
    )


def _base(person: PersonScore, days: int) -> float | Formula:
    """Return the base in 元; of several within the month their mean by days, which the bonus multiplies out again."""
    if person.base is not None or not days:
        return (person.base or 0) / 100
    earned = "+".join(f"{(one.base or 0) / 100:g}*{one.days}" for one in person.pay)
    return Formula(f"({earned})/{days}", sum((one.base or 0) * one.days for one in person.pay) / 100 / days)


def _remark(person: PersonScore, days: int, month: int) -> str:
    parts = [] if days == month else [f"当月计奖 {days} 天，按天折算"]
    if len(person.pay) > 1:
        parts.append(
            "、".join(f"{one.post}基数 {yuan(one.base or 0)} 元 {one.days} 天" for one in person.pay)
        )
    return "；".join([*parts, *([] if person.total is not None else [person.note])])
