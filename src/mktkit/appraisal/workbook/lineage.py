"""数据去向 and 逐行去向: how many of the month's rows counted and why the others did not, then every row by itself."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from mktkit.appraisal.lineage import APART, BASELINE, COUNTED, Lineage, TracedRow
from mktkit.appraisal.lineage_report import FATE_TITLES, exact_yuan
from mktkit.appraisal.workbook.book import FIRST, HEADER, Formula, MonthBook, head, put
from mktkit.office.excel import column_letter

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["ROWS", "write_lineage", "write_rows"]

#: Sheet of every row.
ROWS = "逐行去向"

_MONEY = "#,##0.00####"
_SUMS = (
    ("条款", 10, ""), ("指标", 24, ""), ("登记表", 14, ""), ("去向", 18, ""), ("行数", 10, "0"), ("金额（元）", 16, _MONEY), ("差", 8, "0.00"),
)  # fmt: skip
_COLUMNS = (
    ("条款", 10, ""), ("工号", 10, ""), ("姓名", 14, ""), ("去向", 16, ""), ("文件", 30, ""), ("工作表", 14, ""), ("行", 8, "0"),
    ("行数", 8, "0"), ("分子", 14, ""), ("分母", 10, "0"),
)  # fmt: skip
_AT = {title: column_letter(position) for position, (title, _, _) in enumerate(_COLUMNS)}


class _Line(NamedTuple):
    """A row as a line of the sheet; of a row that is split over several people only the first entry is a row."""

    one: Lineage
    row: TracedRow
    first: bool


def write_rows(book: MonthBook, sheet: Worksheet) -> None:
    """Write every row, by KPI, fate and person, and keep where each person's and each KPI's begin."""
    title = "逐行去向（筛选工号和条款，得到一个得分用到的行；筛选文件和行，得到一行的去向）"
    head(book, sheet, title, ((title, width) for title, width, _ in _COLUMNS))
    names = {person.employee_id: person.name for person in book.result.people}
    styles = [book.styles.cell(shown) for _, _, shown in _COLUMNS]
    numerators = {True: book.styles.cell(_MONEY), False: book.styles.cell("0.####")}
    line = FIRST
    for one in book.result.lineages:
        styles[_position("分子")] = numerators[one.kind == "amount"]
        book.rows.setdefault((None, one.clause), line + 1)
        for written in _lines(one):
            book.rows.setdefault((written.row.employee_id, one.clause), line + 1)
            _write(sheet, line, written, names, styles)
            line += 1
    book.last_row = line
    sheet.autofilter(HEADER, 0, max(line - 1, HEADER), len(_COLUMNS) - 1)


def _position(title: str) -> int:
    return next(at for at, column in enumerate(_COLUMNS) if column[0] == title)


def _lines(one: Lineage) -> Iterator[_Line]:
    """Return the rows in the order of the shares; what a counted row is held against stands among the counted."""
    order = {share.fate: at for at, share in enumerate(one.shares)} | {BASELINE: 0}
    listed = sorted(one.traced(), key=lambda row: (order[row.fate], row.employee_id or ""))
    seen: set[tuple[str, str, int]] = set()
    for row in listed:
        place = row[:3]
        yield _Line(one, row, row.fate != BASELINE and place not in seen)
        if row.fate != BASELINE:
            seen.add(place)


def _write(sheet: Worksheet, line: int, written: _Line, names: dict[str, str], styles: list[Format]) -> None:
    one, row, first = written
    texts = (
        one.clause, row.employee_id or "", names.get(row.employee_id or "", ""), FATE_TITLES[row.fate],
        row.file, row.sheet,
    )  # fmt: skip
    for position, text in enumerate(texts):
        sheet.write_string(line, position, text, styles[position])
    counts = row.fate in (COUNTED, BASELINE, APART)
    numerator = exact_yuan(row.numerator) if one.kind == "amount" else row.numerator if counts else None
    denominator = row.denominator if counts and one.kind in ("rate", "mean") else None
    numbers = (row.row, int(first), numerator, denominator)
    for position, number in enumerate(numbers, len(texts)):
        if number is None:
            sheet.write_blank(line, position, None, styles[position])
        else:
            sheet.write_number(line, position, float(number), styles[position])


def write_lineage(book: MonthBook, sheet: Worksheet) -> None:
    """Write for each KPI the month's rows and their shares, added up from the sheet of rows."""
    head(book, sheet, "数据去向（当月的行＝计入＋各原因不计）", ((title, width) for title, width, _ in _SUMS))
    styles = [book.styles.cell(shown) for _, _, shown in _SUMS]
    line = FIRST
    for one in book.result.lineages:
        book.lineages[one.clause] = line + 1
        target = f"internal:'{ROWS}'!A{book.rows[None, one.clause]}"
        sheet.write_url(line, 0, target, styles[0], one.clause, "看这项指标的每一行")
        for at, cells in enumerate(_sums(book, one, line + 1)):
            for position, value in enumerate((one.clause, one.title, one.register, *cells)):
                if at or position:
                    put(sheet, line, position, value, styles[position])
            line += 1


def _sums(book: MonthBook, one: Lineage, line: int) -> Iterator[tuple[object, ...]]:
    """Yield the cells from 去向 on: the month's rows in `line`, counted from 1, then a share a line, then what is left."""
    amounts = [share.amount for share in one.shares if share.amount is not None]
    whole = float(exact_yuan(sum(amounts, Fraction(0)))) if amounts else None
    last = line + len(one.shares)
    yield "当月的行", one.total, whole, Formula(f"E{line}-SUMPRODUCT(E{line + 1}:E{last})", 0)
    for below, share in enumerate(one.shares, line + 1):
        amount = None if share.amount is None else float(exact_yuan(share.amount))
        added = None if amount is None else Formula(_sum(book, "分子", below), amount)
        yield FATE_TITLES[share.fate], Formula(_sum(book, "行数", below), share.rows), added, None


def _sum(book: MonthBook, column: str, line: int) -> str:
    """Return the formula that adds up a column over the rows of the KPI and the fate of this line."""

    def cells(title: str) -> str:
        return f"{ROWS}!${_AT[title]}${FIRST + 1}:${_AT[title]}${max(book.last_row, FIRST + 1)}"

    return f"SUMPRODUCT(({cells('条款')}=$A{line})*({cells('去向')}=$D{line})*{cells(column)})"
