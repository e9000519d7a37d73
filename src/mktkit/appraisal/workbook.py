"""The result workbook: 汇总, 部门, 明细 with live formulas, 评分曲线, 奖金, 数据问题, 依据.

Every computed cell is a formula over cells of this workbook, with the value Python got as its cached value, so that a
score clicked in Excel or WPS shows how it came about.  Formulas round where Python rounds and use INDEX, MATCH, IF,
ROUND and SUMPRODUCT alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mktkit.appraisal.model import AppraisalResult, DepartmentScore, KpiScore, PersonScore
from mktkit.errors import Finding
from mktkit.office.excel import Styles, column_letter, new_workbook, print_on_a4, write_cell, write_table
from mktkit.office.excel_charts import Area, Series, add_chart
from mktkit.rules import SAMPLE_LABEL, Rules
from mktkit.rules.schema import Curve
from mktkit.rules.subjects import without_base

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_workbook"]

_TOP = 3
_HEADER = _TOP
_FIRST = _TOP + 1

#: A table of more rows leaves no room for a chart on its page.
_ONE_PAGE = 10

_SUMMARY = (
    ("名次", 7), ("工号", 10), ("姓名", 14), ("部门", 10), ("岗位", 12), ("总分", 10), ("等级", 9), ("状态", 10), ("说明", 60),
)  # fmt: skip
_DETAIL = (
    ("部门", 9), ("工号", 9), ("姓名", 13), ("条款", 9), ("指标", 22), ("分子", 13), ("分母", 10), ("倍数", 7), ("实际", 13), ("目标", 13),
    ("单位", 8), ("完成率（%）", 11), ("曲线读数", 11), ("得分", 9), ("权重", 8), ("计入权重", 9), ("权重×得分", 11), ("依据行数", 9), ("说明", 60),
)  # fmt: skip
_COLUMN = {title: position for position, (title, _) in enumerate(_DETAIL)}
_BONUS = (
    ("工号", 10), ("姓名", 14), ("部门", 10), ("总分", 10), ("等级", 9), ("奖金基数（元）", 14), ("系数", 12), ("在岗天数", 10), ("当月天数", 10),
    ("绩效奖金（元）", 15), ("说明", 60),
)  # fmt: skip


@dataclass
class _Book:
    """What later sheets must know of earlier ones."""

    workbook: xlsxwriter.Workbook
    styles: Styles
    result: AppraisalResult
    rules: Rules
    #: clause or "系数" → (first row, last row) of its points on 评分曲线, from 1.
    curves: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: 工号 or department → (first row, last row) of its KPIs on 明细, from 1.
    details: dict[str, tuple[int, int]] = field(default_factory=dict)
    #: 工号 → row on 汇总; department → row on 部门, from 1.
    totals: dict[str, int] = field(default_factory=dict)
    grades: tuple[int, int] = (0, 0)


def _clauses(result: AppraisalResult) -> list[str]:
    """Return the KPIs that stand in the result, each once."""
    kpis = [one.kpis for one in result.people] + [one.kpis for one in result.departments]
    return list(dict.fromkeys(kpi.clause for listed in kpis for kpi in listed))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def write_workbook(result: AppraisalResult, rules: Rules, *, bonus: bool = True) -> bytes:
    """Return the result as an .xlsx.

    Parameters
    ----------
    result
        A scored month; of one person after :func:`mktkit.appraisal.report.only_person`.
    rules
        The rules it was scored by.
    bonus
        False leaves the bonus sheet out, for a copy that is shown around.

    Returns
    -------
    bytes
    """
    with new_workbook() as (workbook, styles, buffer):
        book = _Book(workbook, styles, result, rules)
        # Excel shows sheets in the order they are added; 汇总 comes first though it is written from the others.
        summary = workbook.add_worksheet("汇总")
        departments = workbook.add_worksheet("部门") if result.departments else None
        detail = workbook.add_worksheet("明细")
        money = workbook.add_worksheet("奖金") if bonus else None
        problems = workbook.add_worksheet("数据问题")
        curves = workbook.add_worksheet("评分曲线")
        _curves(book, curves)
        _detail(book, detail)
        if departments is not None:
            _departments(book, departments)
        _summary(book, summary)
        if money is not None:
            _bonus(book, money)
        _problems(book, problems)
        _basis(book, workbook.add_worksheet("依据"))
        summary.activate()
    return buffer.getvalue()


def _head(book: _Book, sheet: Worksheet, title: str, columns: tuple[tuple[str, int], ...]) -> None:
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, f"{book.result.period.month} 绩效考核 · {title}", book.styles.title)
    sample = f"　{SAMPLE_LABEL}" if book.result.sample else ""
    sheet.write_string(
        1,
        0,
        f"《营销部门制度规范》第 5 章 · {book.result.edition}{sample}",
        book.styles.get(font_color="#9A3412" if sample else "#5B6675"),
    )
    for position, (name, width) in enumerate(columns):
        sheet.set_column(position, position, width)
        sheet.write_string(_HEADER, position, name, book.styles.head)
    sheet.set_row(_HEADER, 22)
    sheet.freeze_panes(_FIRST, 0)
    print_on_a4(sheet, _HEADER)


# -- 评分曲线 -----------------------------------------------------------------------------------------


def _curves(book: _Book, sheet: Worksheet) -> None:
    _head(
        book,
        sheet,
        "评分曲线",
        (("条款", 10), ("名称", 26), ("横坐标", 12), ("得分或系数", 12), ("类型", 12)),
    )
    row = _FIRST
    kpis = book.rules.appraisal.kpi
    used = _clauses(book.result)
    entries: list[tuple[str, str, str, Curve, str]] = [
        (
            clause,
            clause,
            book.rules.clause(clause).title,
            kpis[clause].curve,
            "阶梯" if kpis[clause].kind == "step" else "直线",
        )
        for clause in used
    ]
    entries.append(("系数", "5.3.1", "绩效奖金系数", book.rules.appraisal.coefficient.curve, "直线"))
    for key, clause, title, points, kind in entries:
        book.curves[key] = (row + 1, row + len(points))
        for x, y in points:
            for position, value in enumerate((clause, title, x, y, kind)):
                write_cell(sheet, row, position, value, book.styles.cell())
            row += 1
    row += 1
    grades = [*reversed(book.rules.appraisal.grades)]
    book.grades = (row + 1, row + len(grades))
    for grade in grades:
        for position, value in enumerate(("5.3.2", "等级", grade.from_total, grade.name, "起")):
            write_cell(sheet, row, position, value, book.styles.cell())
        row += 1


def _read_curve(book: _Book, key: str, x: str, kind: str = "linear") -> str:
    """Return the formula that reads a curve at the cell `x`."""
    first, last = book.curves[key]
    xs, ys = f"评分曲线!$C${first}:$C${last}", f"评分曲线!$D${first}:$D${last}"
    low, high = (
        f"IF({x}<=INDEX({xs},1),INDEX({ys},1),",
        f"IF({x}>=INDEX({xs},{last - first + 1}),INDEX({ys},{last - first + 1}),",
    )
    at = f"MATCH({x},{xs},1)"
    if kind == "step":
        return f"{low}INDEX({ys},{at}))"
    x0, x1, y0, y1 = (
        f"INDEX({column},{at}{more})" for column, more in ((xs, ""), (xs, "+1"), (ys, ""), (ys, "+1"))
    )
    return f"{low}{high}{y0}+({x}-{x0})*({y1}-{y0})/({x1}-{x0})))"


# -- 明细 --------------------------------------------------------------------------------------------


def _detail(book: _Book, sheet: Worksheet) -> None:
    _head(book, sheet, "明细（点任一得分可看公式）", _DETAIL)
    row = _FIRST
    for person in book.result.people:
        row = _block(
            book,
            sheet,
            row,
            person.employee_id,
            (person.department, person.employee_id, person.name),
            person.kpis,
        )
    for one in book.result.departments:
        row = _block(book, sheet, row, one.department, (one.department, "", "（部门合计）"), one.kpis)
    sheet.autofilter(_HEADER, 0, max(row - 1, _HEADER), len(_DETAIL) - 1)
    sheet.freeze_panes(_FIRST, _COLUMN["分子"])


def _block(
    book: _Book, sheet: Worksheet, row: int, key: str, who: tuple[str, str, str], kpis: tuple[KpiScore, ...]
) -> int:
    if kpis:
        book.details[key] = (row + 1, row + len(kpis))
    for kpi in kpis:
        _kpi(book, sheet, row, who, kpi)
        row += 1
    return row


def _kpi(book: _Book, sheet: Worksheet, row: int, who: tuple[str, str, str], kpi: KpiScore) -> None:
    cell = book.styles.cell
    at = {title: f"{column_letter(position)}{row + 1}" for title, position in _COLUMN.items()}

    def put(title: str, value: Any, number_format: str = "", **style: Any) -> None:
        write_cell(sheet, row, _COLUMN[title], value, cell(number_format, **style))

    def formula(title: str, text: str, value: Any, number_format: str) -> None:
        sheet.write_formula(row, _COLUMN[title], f"={text}", cell(number_format), value)

    for title, text in zip(
        ("部门", "工号", "姓名", "条款", "指标", "单位"), (*who, kpi.clause, kpi.title, kpi.unit), strict=True
    ):
        put(title, text)
    measured = kpi.state == "measured"
    in_yuan = 100 if kpi.unit == "元" else 1
    amount = "#,##0.00" if kpi.unit == "元" else "0.####"
    put("分子", None if kpi.numerator is None else float(kpi.numerator / in_yuan), amount)
    put("分母", _float(kpi.denominator), "0.####")
    put("倍数", kpi.scale)
    put("目标", None if kpi.target is None else float(kpi.target / in_yuan), amount)
    if measured and kpi.actual is not None:
        formula("实际", f"{at['分子']}*{at['倍数']}/{at['分母']}", float(kpi.actual / in_yuan), amount)
    else:
        put("实际", None)
    if measured and kpi.attainment is not None:
        formula("完成率（%）", f"{at['实际']}*100/{at['目标']}", float(kpi.attainment), "0.00")
    else:
        put("完成率（%）", None)
    rule = book.rules.appraisal.kpi[kpi.clause]
    if measured and kpi.read_at is not None and kpi.score is not None:
        source = at["完成率（%）"] if rule.reads == "attainment" else at["实际"]
        formula("曲线读数", source, float(kpi.read_at), "0.00")
        formula(
            "得分",
            f"ROUND({_read_curve(book, kpi.clause, at['曲线读数'], rule.kind)},2)",
            float(kpi.score),
            "0.00",
        )
    else:
        put("曲线读数", None)
        put("得分", kpi.score, "0.00")
    put("权重", kpi.weight, "0.##")
    formula("计入权重", f'IF({at["得分"]}="",0,{at["权重"]})', float(kpi.counted_weight), "0.##")
    formula("权重×得分", f'IF({at["得分"]}="",0,{at["权重"]}*{at["得分"]})', float(kpi.weighted), "0.00##")
    put("依据行数", kpi.rows, "0")
    if kpi.note:
        sheet.write_string(
            row,
            _COLUMN["说明"],
            kpi.note,
            book.styles.get(bold=True, font_color="#9A3412", bg_color="#FFEDD5", text_wrap=True, border=1),
        )
        sheet.set_row(row, 34)
    else:
        put("说明", "")


# -- 汇总 and 部门 -------------------------------------------------------------------------------------


def _total_formula(book: _Book, key: str) -> str:
    first, last = book.details[key]
    weights, scores = (
        f"明细!${column_letter(_COLUMN[title])}${first}:${column_letter(_COLUMN[title])}${last}"
        for title in ("计入权重", "权重×得分")
    )
    return f"ROUND(SUMPRODUCT({scores})/SUMPRODUCT({weights}),2)"


def _grade_formula(book: _Book, total: str) -> str:
    first, last = book.grades
    return f"INDEX(评分曲线!$D${first}:$D${last},MATCH({total},评分曲线!$C${first}:$C${last},1))"


def _scored_row(
    book: _Book,
    sheet: Worksheet,
    row: int,
    key: str,
    column: int,
    one: PersonScore | DepartmentScore,
    total: str,
) -> None:
    """Write total, grade, status and note from `column` on."""
    styles = book.styles
    book.totals[key] = row + 1
    if one.total is None:
        for offset, text in enumerate(("", "", one.status, one.note)):
            write_cell(sheet, row, column + offset, text, styles.warning if offset >= 2 else styles.cell())
        sheet.set_row(row, 34)
        return
    sheet.write_formula(row, column, f"={total}", styles.cell("0.00", bold=True), float(one.total))
    sheet.write_formula(
        row,
        column + 1,
        f"={_grade_formula(book, f'{column_letter(column)}{row + 1}')}",
        styles.cell(),
        one.grade,
    )
    write_cell(sheet, row, column + 2, one.status, styles.cell())
    write_cell(
        sheet,
        row,
        column + 3,
        one.note,
        styles.warning if any(kpi.state == "exclude" for kpi in one.kpis) else styles.cell(text_wrap=True),
    )


def _departments(book: _Book, sheet: Worksheet) -> None:
    _head(
        book,
        sheet,
        "部门（全部人员的记录合起来算）",
        (("部门", 12), ("参加考核人数", 13), ("总分", 10), ("等级", 9), ("状态", 10), ("说明", 70)),
    )
    for row, one in enumerate(book.result.departments, _FIRST):
        write_cell(sheet, row, 0, one.department, book.styles.cell())
        write_cell(sheet, row, 1, one.headcount, book.styles.cell("0"))
        _scored_row(book, sheet, row, one.department, 2, one, _total_formula(book, one.department))
    _chart(book, sheet, "部门", 0, 2, [one.total for one in book.result.departments])


def _summary(book: _Book, sheet: Worksheet) -> None:
    _head(book, sheet, "汇总", _SUMMARY)
    for row, person in enumerate(book.result.people, _FIRST):
        for position, value in enumerate(
            (person.rank, person.employee_id, person.name, person.department, person.post)
        ):
            write_cell(sheet, row, position, value, book.styles.cell())
        if person.kpis:
            total = _total_formula(book, person.employee_id) if person.total is not None else ""
        elif person.total is not None and book.result.departments:
            cells = "+".join(f"部门!$C${book.totals[one.department]}" for one in book.result.departments)
            total = f"ROUND(({cells})/{len(book.result.departments)},2)"
        else:
            # One person's sheet of 营销经理 must not carry the departments; the mean stands in the note.
            total = str(person.total)
        _scored_row(book, sheet, row, person.employee_id, 5, person, total)
    if book.result.people:
        sheet.autofilter(_HEADER, 0, _HEADER + len(book.result.people), len(_SUMMARY) - 1)
    _chart(book, sheet, "汇总", 2, 5, [person.total for person in book.result.people])


def _chart(
    book: _Book, sheet: Worksheet, name: str, names: int, totals: int, labels: list[Decimal | None]
) -> None:
    """Draw the totals below the table, as a chart of Excel's own."""
    if sum(total is not None for total in labels) < 2:
        return
    last = _FIRST + len(labels) - 1
    if len(labels) > _ONE_PAGE:
        # Printed, the chart would be cut in two by the page.
        sheet.print_area(0, 0, last, len(_SUMMARY) - 1)
    add_chart(
        book.workbook,
        sheet,
        "bar",
        Area(name, _FIRST, names, last, names),
        [Series("总分", Area(name, _FIRST, totals, last, totals))],
        title=f"{book.result.period.month} 总分",
        unit="分",
        at=(last + 2, 0),
        alt="总分的条形图",
        number_format="0.00",
        size=(760, min(max(200, 26 * len(labels) + 80), 1500)),
    )


# -- 奖金 --------------------------------------------------------------------------------------------


def _bonus(book: _Book, sheet: Worksheet) -> None:
    _head(book, sheet, "绩效奖金（5.3.1，属个人信息，勿外传）", _BONUS)
    for row, person in enumerate(book.result.people, _FIRST):
        cell, line = book.styles.cell, row + 1
        for position, value in enumerate((person.employee_id, person.name, person.department)):
            write_cell(sheet, row, position, value, cell())
        if person.total is None or person.base is None or person.coefficient is None or person.bonus is None:
            blank: tuple[Any, ...] = ("", "", "", "", person.days, book.result.period.days, "", person.note)
            for position, value in enumerate(blank, 3):
                write_cell(sheet, row, position, value, cell())
            continue
        source = book.totals[person.employee_id]
        sheet.write_formula(row, 3, f"=汇总!$F${source}", cell("0.00"), float(person.total))
        sheet.write_formula(row, 4, f"=汇总!$G${source}", cell(), person.grade)
        write_cell(sheet, row, 5, person.base / 100, cell("#,##0.00"))
        sheet.write_formula(
            row, 6, f"={_read_curve(book, '系数', f'D{line}')}", cell("0.0000##"), float(person.coefficient)
        )
        write_cell(sheet, row, 7, person.days, cell("0"))
        write_cell(sheet, row, 8, book.result.period.days, cell("0"))
        sheet.write_formula(
            row,
            9,
            f"=ROUND(F{line}*G{line}*H{line}/I{line},2)",
            cell("#,##0.00", bold=True),
            person.bonus / 100,
        )
        write_cell(
            sheet,
            row,
            10,
            "" if person.days == book.result.period.days else f"当月在岗 {person.days} 天，按天折算",
            cell(text_wrap=True),
        )


# -- 数据问题 and 依据 -----------------------------------------------------------------------------------


def _problems(book: _Book, sheet: Worksheet) -> None:
    columns = [
        ("级别", 8, ""),
        ("文件", 28, ""),
        ("工作表", 16, ""),
        ("行", 7, "0"),
        ("列", 16, ""),
        ("问题", 60, ""),
        ("要求", 30, ""),
        ("怎么改", 36, ""),
    ]
    _head(book, sheet, "数据问题", tuple((title, int(width)) for title, width, _ in columns))
    findings: list[Finding] = sorted(book.result.findings, key=lambda one: one.level != "fault")
    rows = [finding.as_row() for finding in findings] or [{"级别": "", "问题": "没有发现问题"}]
    write_table(sheet, book.styles, _HEADER, columns, rows)


def _basis(book: _Book, sheet: Worksheet) -> None:
    columns = [
        ("条款", 10, ""),
        ("名称", 26, ""),
        ("引用", 70, ""),
        ("权重", 8, "0.##"),
        ("目标", 10, ""),
        ("没有基数时", 14, ""),
        ("取值", 22, ""),
        ("为什么", 60, ""),
    ]
    _head(book, sheet, "依据", tuple((title, int(width)) for title, width, _ in columns))
    rules = book.rules
    rows: list[dict[str, Any]] = []
    for clause in _clauses(book.result):
        kpi = rules.appraisal.kpi[clause]
        rows.append(
            {
                "条款": clause,
                "名称": rules.clause(clause).title,
                "引用": rules.cite(clause),
                "权重": kpi.weight,
                "目标": f"{kpi.target}" if kpi.target is not None else (kpi.target_column or ""),
                "没有基数时": without_base(kpi.missing),
                "取值": SAMPLE_LABEL if rules.is_sample("appraisal", "kpi", clause) else "公司值",
                "为什么": kpi.why,
            }
        )
    for clause, name in (("5.2", "annual"), ("5.3.1", "coefficient"), ("5.3.2", "grades")):
        sample = SAMPLE_LABEL if rules.is_sample("appraisal", name) else "公司值"
        rows.append(
            {"条款": clause, "名称": rules.clause(clause).title, "引用": rules.cite(clause), "取值": sample}
        )
    below = write_table(sheet, book.styles, _HEADER, columns, rows) + 1
    period = book.result.period
    for offset, (title, text) in enumerate(
        (
            ("考核月份", f"{period.month}（{period.first} 至 {period.last}，截止 {period.cutoff}）"),
            ("规则版本", rules.edition),
            ("规则指纹", rules.fingerprint),
            (
                "进位",
                "四舍五入，只在三处：指标得分（两位）、总分（两位）、金额（分）；印出来的数就是下一步用的数",
            ),
            ("部门得分", "全部人员的记录合起来算，不是各人得分的平均"),
            ("没有基数", "不等于零分：按规则待定、剔除、满分或零分"),
        )
    ):
        sheet.write_string(below + offset, 0, title, book.styles.get(bold=True))
        sheet.write_string(below + offset, 1, text, book.styles.get())
