"""Scoring a month by a form: choose, drop the registers in, look, take the files.  For people, without code."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import BaseModel

from mktkit.appraisal.report import detail_rows, summary_rows
from mktkit.appraisal.sheet import EXAMPLE, ScoredMonth, score_month
from mktkit.appraisal.word import write_sheet
from mktkit.appraisal.workbook import write_workbook
from mktkit.errors import FindingsError
from mktkit.forms import Code, Month, download, entry
from mktkit.forms.files.upload import Files
from mktkit.rules.subjects import Department

__all__ = ["ScoringRequest", "score_request"]


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


def score_request(request: ScoringRequest, files: Files = dict) -> dict[str, Any]:
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
        return {f"{problem.what}，请逐条改好后再打分": [finding.as_row() for finding in problem.findings]}
    result, month = scored.result, request.month
    shown: dict[str, Any] = {"汇总": summary_rows(result)}
    if request.employee_id:
        own = [row for row in detail_rows(result) if row["工号"] == request.employee_id]
        shown[f"{request.employee_id} 的明细"] = own or f"{month} 的考核里没有工号 {request.employee_id}"
    shown["各项指标的贡献"] = scored.contributions().png
    shown["数据问题"] = [finding.as_row() for finding in result.findings]
    workbook = partial(write_workbook, result, scored.rules)
    shown["结果文件"] = [
        download(f"绩效考核-{month}.xlsx", partial(workbook, bonus=False)),
        download(f"绩效考核-{month}-含奖金.xlsx", workbook, label="下载含奖金的一份（属个人信息，勿外传）"),
    ]
    if request.employee_id and own:
        sheet = partial(write_sheet, result, scored.rules, request.employee_id)
        shown["结果文件"].append(download(f"绩效考核表-{month}-{request.employee_id}.docx", sheet))
    return shown


def _scored(request: ScoringRequest, files: Files) -> ScoredMonth:
    if request.source == "示例":
        return score_month(request.month, request.department, EXAMPLE)
    if request.source == "文件夹":
        return score_month(request.month, request.department, Path(request.folder or "."))
    return score_month(request.month, request.department, dict(sorted(files().items())))
