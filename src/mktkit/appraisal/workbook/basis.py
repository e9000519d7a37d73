"""数据问题 and 依据: what was found in the registers, and the rules that the figures follow from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.appraisal.workbook.book import HEADER, MonthBook, head
from mktkit.office.excel import write_table
from mktkit.rules import SAMPLE_LABEL, Rules
from mktkit.rules.subjects import without_base

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

__all__ = ["write_basis", "write_problems"]

_PROBLEMS = [
    ("级别", 8, ""), ("文件", 28, ""), ("工作表", 16, ""), ("行", 7, "0"), ("列", 16, ""), ("问题", 60, ""), ("要求", 30, ""), ("怎么改", 36, ""),
]  # fmt: skip
_BASIS = [
    ("条款", 10, ""), ("名称", 26, ""), ("引用", 70, ""), ("权重", 8, "0.##"), ("目标", 10, ""), ("没有基数时", 14, ""), ("取值", 22, ""), ("为什么", 60, ""),
]  # fmt: skip


def write_problems(book: MonthBook, sheet: Worksheet) -> None:
    """Write what was found, faults first."""
    head(book, sheet, "数据问题", ((title, width) for title, width, _ in _PROBLEMS))
    findings = sorted(book.result.findings, key=lambda one: one.level != "fault")
    rows = [finding.as_row() for finding in findings] or [{"级别": "", "问题": "没有发现问题"}]
    write_table(sheet, book.styles, HEADER, _PROBLEMS, rows)


def write_basis(book: MonthBook, sheet: Worksheet) -> None:
    """Write each KPI's rule, then what holds of the whole workbook."""
    head(book, sheet, "依据", ((title, width) for title, width, _ in _BASIS))
    rules = book.rules
    rows = [_kpi(rules, clause) for clause in book.clauses]
    for clause, name in (("5.2", "annual"), ("5.3.1", "coefficient"), ("5.3.2", "grades")):
        rows.append(_clause(rules, clause) | {"取值": _whose(rules, name)})
    below = write_table(sheet, book.styles, HEADER, _BASIS, rows) + 1
    for line, clause in enumerate(book.clauses, HEADER + 1):
        if clause in book.lineages:
            target = f"internal:'数据去向'!A{book.lineages[clause]}"
            sheet.write_url(line, 0, target, book.styles.cell(text_wrap=True), clause, "看当月的行都去了哪里")
    for row, (title, text) in enumerate(_facts(book), below):
        sheet.write_string(row, 0, title, book.styles.get(bold=True))
        sheet.write_string(row, 1, text, book.styles.get())


def _clause(rules: Rules, clause: str) -> dict[str, object]:
    return {"条款": clause, "名称": rules.clause(clause).title, "引用": rules.cite(clause)}


def _whose(rules: Rules, *path: str) -> str:
    return SAMPLE_LABEL if rules.is_sample("appraisal", *path) else "公司值"


def _kpi(rules: Rules, clause: str) -> dict[str, object]:
    kpi = rules.appraisal.kpi[clause]
    return _clause(rules, clause) | {
        "权重": kpi.weight,
        "目标": f"{kpi.target}" if kpi.target is not None else (kpi.target_column or ""),
        "没有基数时": without_base(kpi.missing),
        "取值": _whose(rules, "kpi", clause),
        "为什么": kpi.why,
    }


def _facts(book: MonthBook) -> tuple[tuple[str, str], ...]:
    period = book.result.period
    return (
        ("考核月份", f"{period.month}（{period.first} 至 {period.last}，截止 {period.cutoff}）"),
        ("规则版本", book.rules.edition),
        ("规则指纹", book.rules.fingerprint),
        (
            "进位",
            "四舍五入，只在三处：指标得分（两位）、总分（两位）、金额（分）；印出来的数就是下一步用的数",
        ),
        ("部门得分", "全部人员的记录合起来算，不是各人得分的平均"),
        ("没有基数", "不等于零分：按规则待定、剔除、满分或零分"),
    )
