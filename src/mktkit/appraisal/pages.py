"""A month as a notebook and a form show it: score it, look at tables and a chart, take the files."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from pydantic import BaseModel

from mktkit.appraisal.drill import drill
from mktkit.appraisal.lineage_report import counted_rows, lineage_rows, place_rows
from mktkit.appraisal.mending import AGREED_FILE, mending, with_agreed
from mktkit.appraisal.model import AppraisalResult, Period, PersonScore
from mktkit.appraisal.month import appraise, departments_of
from mktkit.appraisal.progress import Progress, month_state, progress_of, progress_rows
from mktkit.appraisal.report import (
    contributions,
    department_rows,
    kpi_rows,
    person_rows,
    summary_rows,
)
from mktkit.appraisal.word import write_sheet
from mktkit.appraisal.workbook import write_workbook
from mktkit.errors import FindingsError
from mktkit.files import save_document
from mktkit.findings import grouped
from mktkit.forms import Code, Month, download, entry
from mktkit.forms.files.upload import Files
from mktkit.html import Html, element, table
from mktkit.money import yuan
from mktkit.office.charts import Chart
from mktkit.paths import company_folder
from mktkit.registers import Dataset, findings_workbook, marked_copies, read_dataset, read_files
from mktkit.rules import SAMPLE_LABEL, Rules, load_rules
from mktkit.rules.subjects import Department

if TYPE_CHECKING:
    from IPython.display import HTML

__all__ = ["EXAMPLE", "ScoredMonth", "ScoringRequest", "score_month", "score_request"]

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


def html_table(rows: Iterable[Mapping[str, object]], caption: str = "") -> Html:
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
        return _html(html_table(department_rows(self.result), "各部门"))

    def details(self, employee_id: str) -> HTML:
        """Every KPI of one person, with what it rests on."""
        person = next((one for one in self.result.people if one.employee_id == employee_id), None)
        if person is None:
            # The notebook begins with a number of the example set, which own data need not have.
            known = "、".join(one.employee_id for one in self.result.people)
            return _html(
                element(
                    "p",
                    f"{self.result.period.month} 的考核里没有工号 {employee_id}；改成下面的一个：{known}。",
                )
            )
        title = f"{person.employee_id} {person.name}：{_told(person)}"
        return _html(html_table(kpi_rows(person), title))

    def lineage(self) -> HTML:
        """Where the month's rows went: counted, or left out for which reason."""
        return _html(html_table(lineage_rows(self.result), "数据去向（当月行数＝计入＋不计）"))

    def rows(self, clause: str, employee_id: str | None = None) -> HTML:
        """Every row behind a KPI of a person, or of its department."""
        whose = employee_id or "部门"
        listed = counted_rows(self.result, clause, employee_id)
        return _html(html_table(listed, f"{whose} 的 {clause} 用到的行"))

    def place(self, file: str, row: int, sheet: str | None = None) -> HTML:
        """What became of a row of a file."""
        return _html(html_table(place_rows(self.result, file, row, sheet), f"{file} 第 {row} 行的去向"))

    def problems(self) -> HTML:
        """What was noticed in the registers."""
        return _html(html_table([finding.as_row() for finding in self.result.findings], "数据问题"))

    def contributions(self) -> Chart:
        """What each KPI brought to each total, as a chart."""
        return contributions(self.result)

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


@dataclass(frozen=True)
class RunningMonth:
    """A month that still runs, for looking at: how far it is, and nothing that could be taken for a result."""

    progress: Progress

    @property
    def _mark(self) -> str:
        one = self.progress
        return f"{one.period.month} 期中进度，到 {one.today}（{one.period.cutoff} 截止以后才有考核结果）"

    def summary(self) -> HTML:
        """How far everybody is, what is left, where today's pace leads."""
        return _html(html_table(progress_rows(self.progress), self._mark))

    def departments(self) -> HTML:
        """How far every department is."""
        rows = [row for row in progress_rows(self.progress) if not row["工号"]]
        return _html(html_table(rows, f"各部门，{self._mark}"))

    def details(self, employee_id: str) -> HTML:
        """How far one person is."""
        rows = [row for row in progress_rows(self.progress) if row["工号"] == employee_id]
        return _html(html_table(rows, f"{employee_id}，{self._mark}"))

    def problems(self) -> HTML:
        """What was noticed in the registers so far."""
        return _html(html_table([finding.as_row() for finding in self.progress.findings], "数据问题"))

    def rows(self, *_: object) -> HTML:
        """Say that there is no result yet."""
        return _html(element("p", f"{self._mark}。"))

    lineage = contributions = files = rows


def score_month(
    month: str,
    department: str = "全部",
    registers: Path | str | Mapping[str, Path] = EXAMPLE,
    *,
    today: dt.date | None = None,
) -> ScoredMonth | RunningMonth:
    """Score a month from a folder of registers, or from the example set.

    Parameters
    ----------
    month
        ``2026-10``.
    department
        市场部, 销售部, 客服部 or 全部.
    registers
        The folder, the files by their names, or 示例.
    today
        The day on which it is done, by the computer's clock; the example set has a day of its own, after its data.

    Returns
    -------
    ScoredMonth or RunningMonth
        The result; of a month whose cut-off day has not passed, how far it is.

    Raises
    ------
    MktkitError
        A month that has not begun, wrong month, department or folder; every fault of the registers at once.
    """
    rules = load_rules(on=Period.of(month).first)
    period = Period.of(month, rules.appraisal.cutoff_days)
    chosen = departments_of(department)
    day = today or (_example_day() if registers == EXAMPLE else dt.date.today())
    running = month_state(period, day) == "running"
    if isinstance(registers, Mapping):
        dataset = read_files(registers, rules)
    elif str(registers) == EXAMPLE:
        dataset = _example(load_rules(on=dt.date(2026, 10, 1)))
    else:
        dataset = read_dataset(Path(registers), rules)
    if running:
        return RunningMonth(progress_of(dataset, period, rules, chosen, today=day))
    return ScoredMonth(appraise(dataset, period, rules, chosen, today=day), rules)


def _example_day() -> dt.date:
    from mktkit.samples.rows import DATA_END

    return DATA_END + dt.timedelta(days=1)


# -- the form ----------------------------------------------------------------------------------------


class ScoringRequest(BaseModel):
    """What is to be scored."""

    form_name: ClassVar = "scoring_form.ScoringRequest"

    month: Month = entry("考核月份", default="2026-10", clause="5.2")
    department: Literal["全部", Department] = entry(
        "部门", default="全部", help="要算营销经理的得分就选全部", clause="5.1"
    )
    source: Literal["示例", "拖进来的文件", "文件夹"] = entry(
        "登记表", default="示例", help="先看示例，再换成自己的"
    )
    folder: str = entry(
        "登记表文件夹", default="", help="这台电脑上放登记表的文件夹", shown_if={"source": "文件夹"}
    )
    employee_id: Code | None = entry("看谁的明细", default=None, example="X001", help="填工号；留空不看")


def score_request(request: ScoringRequest, files: Files = dict) -> dict[str, object]:
    """Score what is asked for and return what to show: tables, a chart, files; or every fault of the registers.

    Parameters
    ----------
    request
        What is to be scored.
    files
        Gives the files dropped in.

    Returns
    -------
    dict
        Title → rows, chart or download buttons, for :func:`mktkit.live` and :func:`mktkit.action`.

    Examples
    --------
    >>> shown = score_request(ScoringRequest(department="销售部", employee_id="X001"))
    >>> [row["得分"] for row in shown["X001 的明细"]][0]
    Decimal('110.00')
    """
    try:
        scored = _scored(request, files)
    except FindingsError as problem:
        return _to_be_mended(request, files, problem)
    if isinstance(scored, RunningMonth):
        told = f"期中进度，到 {scored.progress.today}（{scored.progress.period.cutoff} 截止以后才有考核结果）"
        found = [finding.as_row() for finding in scored.progress.findings]
        return {told: progress_rows(scored.progress), "数据问题": found}
    result, month = scored.result, request.month
    shown: dict[str, object] = {"汇总": summary_rows(result), "各部门": department_rows(result)}
    if result.sample:
        shown["规则"] = f"{result.edition}，{SAMPLE_LABEL}"
    person = next((one for one in result.people if one.employee_id == request.employee_id), None)
    own = person_rows(person) if person is not None else []
    if request.employee_id:
        shown[f"{request.employee_id} 的明细"] = own or f"{month} 的考核里没有工号 {request.employee_id}"
    shown |= drill(result)
    shown["各项指标的贡献"] = scored.contributions().png
    shown["数据问题"] = [finding.as_row() for finding in result.findings]
    workbook = partial(write_workbook, result, scored.rules)
    written = [
        download(f"绩效考核-{month}.xlsx", partial(workbook, bonus=False)),
        download(f"绩效考核-{month}-含奖金.xlsx", workbook, label="下载含奖金的一份（属个人信息，勿外传）"),
    ]
    if person is not None and own:
        sheet = partial(write_sheet, result, scored.rules, person.employee_id)
        written.append(download(f"绩效考核表-{month}-{person.employee_id}.docx", sheet))
    return shown | {"结果文件": written}


def _to_be_mended(request: ScoringRequest, files: Files, problem: FindingsError) -> dict[str, object]:
    """Return what stops a score: what is to be said of one's own files, every group of faults, and files to mend them in."""
    groups = grouped(problem.findings)
    shown: dict[str, object] = {
        f"{problem.what}，请逐条改好后再打分": [one.as_row() for one in groups if one.level == "fault"]
    }
    rules = load_rules(on=Period.of(request.month).first)
    given = _given(request, files)
    if given:
        page = mending(given, _kept(request), rules, lambda: score_request(request, files))
        if page is not None:
            shown = {"公司自己的写法": page, **shown}
        dataset = read_files(with_agreed(given, _kept(request)), rules)
        listed = partial(findings_workbook, problem.findings, dataset.cell_of)
        marked = marked_copies(given, problem.findings, dataset.cell_of)
        shown["在 Excel 里改"] = [
            download("要改的.xlsx", listed),
            *(download(name, content) for name, content in marked.items()),
        ]
    notices = [one.as_row() for one in groups if one.level == "notice"]
    return shown | ({"提示": notices} if notices else {})


def _given(request: ScoringRequest, files: Files) -> dict[str, Path]:
    """Return the files that are scored, by name; none of the example set."""
    if request.source == "文件夹":
        folder = Path(request.folder or ".")
        found = sorted(path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else []
        return {path.relative_to(folder).as_posix(): path for path in found}
    return dict(sorted(files().items())) if request.source == "拖进来的文件" else {}


def _kept(request: ScoringRequest) -> Path:
    """Return where the meaning of one's own headers and values is kept: beside the registers, else with the company's rules."""
    return (Path(request.folder or ".") if request.source == "文件夹" else company_folder()) / AGREED_FILE


def _scored(request: ScoringRequest, files: Files) -> ScoredMonth | RunningMonth:
    if request.source == "示例":
        return score_month(request.month, request.department, EXAMPLE)
    if request.source == "文件夹":
        return score_month(request.month, request.department, Path(request.folder or "."))
    return score_month(request.month, request.department, with_agreed(_given(request, files), _kept(request)))
