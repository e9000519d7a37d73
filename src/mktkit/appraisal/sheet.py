"""A month as a notebook shows it: score it, look at tables and a chart, take the files."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mktkit.appraisal.model import AppraisalResult, Period, PersonScore
from mktkit.appraisal.month import appraise, departments_of
from mktkit.appraisal.report import detail_rows, only_person, summary_rows
from mktkit.appraisal.word import write_sheet
from mktkit.appraisal.workbook import write_workbook
from mktkit.files import save_document
from mktkit.html import Html, element, table
from mktkit.money import yuan
from mktkit.office.charts import Chart, stacked_bars
from mktkit.registers import Dataset, read_dataset, read_files
from mktkit.rules import SAMPLE_LABEL, Rules, load_rules

if TYPE_CHECKING:
    from IPython.display import HTML

__all__ = ["EXAMPLE", "ScoredMonth", "score_month"]

#: What a notebook writes instead of a folder to see the example set.
EXAMPLE = "示例"

_STYLE = "border-collapse:collapse;font-size:13px;line-height:1.5"
_CELL = "border:1px solid #d5dbe3;padding:3px 8px;text-align:left"
#: Longer texts may wrap; numbers, names and titles stay on one line.
_SHORT = 16
_HEAD = ";background:#1f4e79;color:#fff"


def _cell(tag: str, value: object) -> Html:
    said = "" if value is None else str(value)
    style = _CELL + (";white-space:nowrap" if len(said) <= _SHORT else ";min-width:14em")
    return element(tag, said, style=f"{style}{_HEAD if tag == 'th' else ''}")


def html_table(rows: Iterable[Mapping[str, Any]], caption: str = "") -> Html:
    """Return rows as an HTML table; whatever stands in a cell is text.

    Examples
    --------
    >>> "<img" in html_table([{"姓名": "<img src=x>"}])
    False
    """
    listed = list(rows)
    if not listed:
        return element("p", f"{caption}：没有。")
    titles = list(listed[0])
    title = element("caption", caption, style="text-align:left;font-weight:bold;padding:4px 0")
    return table(
        [_cell("th", title) for title in titles],
        [element("tr", *(_cell("td", row.get(title)) for title in titles)) for row in listed],
        caption=title if caption else None,
        style=_STYLE,
    )


def _html(text: str) -> HTML:
    from IPython.display import HTML

    return HTML(text)  # type: ignore[no-untyped-call]  # IPython ships no types here


@dataclass(frozen=True)
class ScoredMonth:
    """A scored month for looking at."""

    result: AppraisalResult
    rules: Rules

    @cached_property
    def _mark(self) -> str:
        return f"{self.result.period.month} 绩效考核（{self.result.edition}{f'，{SAMPLE_LABEL}' if self.result.sample else ''}）"

    def summary(self) -> HTML:
        """Everybody's total, ranked."""
        return _html(html_table(summary_rows(self.result), self._mark))

    def departments(self) -> HTML:
        """Every department's total over the pooled rows of its people."""
        rows = [
            {
                "部门": one.department,
                "总分": one.total,
                "等级": one.grade,
                "状态": one.status,
                "参加考核人数": one.headcount,
                "说明": one.note,
            }
            for one in self.result.departments
        ]
        return _html(html_table(rows, "各部门"))

    def details(self, employee_id: str) -> HTML:
        """Every KPI of one person, with what it rests on."""
        alone = only_person(self.result, employee_id)
        rows = [
            {key: value for key, value in row.items() if key not in ("部门", "工号", "姓名")}
            for row in detail_rows(alone)
        ]
        person = alone.people[0]
        return _html(html_table(rows, f"{person.employee_id} {person.name}：{_told(person)}"))

    def problems(self) -> HTML:
        """What was noticed in the registers."""
        return _html(html_table([finding.as_row() for finding in self.result.findings], "数据问题"))

    def contributions(self) -> Chart:
        """What each KPI brought to each total, as a chart."""
        groups: dict[str, dict[str, dict[str, float]]] = {}
        totals: dict[str, str] = {}
        for person in self.result.people:
            weights = sum(float(kpi.counted_weight) for kpi in person.kpis)
            if person.total is None or not weights:
                continue
            label = f"{person.employee_id} {person.name}"
            totals[label] = f"{person.total}"
            groups.setdefault(person.department, {})[label] = {
                kpi.title: float(kpi.weighted) / weights for kpi in person.kpis
            }
        note = "权重×得分÷计入的权重，各段相加即总分；待定和不考核的人不在图上"
        alt = "；".join(
            f"{department}：" + "、".join(f"{label} {totals[label]}" for label in bars)
            for department, bars in groups.items()
        )
        return stacked_bars(
            groups,
            title=f"{self.result.period.month} 各项指标对总分的贡献",
            axis="分",
            note=note,
            totals=totals,
            alt=f"各人总分。{alt}",
        )

    def form_of(self, employee_id: str, folder: Path | str = "结果", supervisor: str = "") -> HTML:
        """Write one person's 绩效考核表 as a Word file, to be talked over and signed; the bonus is not on it."""
        name = f"绩效考核表-{self.result.period.month}-{employee_id}.docx"
        save_document(
            Path(folder) / name, write_sheet(self.result, self.rules, employee_id, supervisor=supervisor)
        )
        return _links(folder, [name])

    def files(self, folder: Path | str = "结果") -> HTML:
        """Write the workbook, with and without the bonus sheet, and show where it is."""
        month, written = self.result.period.month, []
        for name, bonus in ((f"绩效考核-{month}.xlsx", False), (f"绩效考核-{month}-含奖金.xlsx", True)):
            save_document(Path(folder) / name, write_workbook(self.result, self.rules, bonus=bonus))
            written.append(name)
        return _links(folder, written)


def _links(folder: Path | str, names: Iterable[str]) -> HTML:
    links = [element("li", element("a", name, href=f"{folder}/{name}", download=True)) for name in names]
    said = element("p", "已写出（在左边的文件列表里，右键可下载）：")
    return _html(said + element("ul", *links))


def _told(person: PersonScore) -> str:
    if person.total is None:
        return f"{person.status}。{person.note}"
    money = f"，绩效奖金 {yuan(person.bonus)} 元" if person.bonus is not None else ""
    return f"总分 {person.total}，{person.grade}{money}。{person.note}"


def _example(rules: Rules) -> Dataset:
    from mktkit.samples import write_sample

    with tempfile.TemporaryDirectory(prefix="mktkit-") as folder:
        write_sample(Path(folder), rules)
        return read_dataset(Path(folder), rules)


def score_month(
    month: str, department: str = "全部", registers: Path | str | Mapping[str, Path] = EXAMPLE
) -> ScoredMonth:
    """Score a month from a folder of registers, or from the example set.

    Parameters
    ----------
    month
        ``2026-10``.
    department
        市场部, 销售部, 客服部 or 全部.
    registers
        The folder, the files by their names, or 示例.

    Raises
    ------
    MktkitError
        Wrong month, department or folder; every fault of the registers at once.
    """
    rules = load_rules(on=Period.of(month).first)
    period = Period.of(month, rules.appraisal.cutoff_days)
    chosen = departments_of(department)
    if isinstance(registers, Mapping):
        dataset = read_files(registers, rules)
    elif str(registers) == EXAMPLE:
        dataset = _example(load_rules(on=dt.date(2026, 10, 1)))
    else:
        dataset = read_dataset(Path(registers), rules)
    return ScoredMonth(appraise(dataset, period, rules, chosen), rules)
