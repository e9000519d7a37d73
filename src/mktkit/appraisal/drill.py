"""From a score down to the rows it was made of, and from a row back to where it went: what the form shows of it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, create_model

from mktkit.appraisal.lineage_report import Cells, counted_rows, lineage_rows, place_rows
from mktkit.appraisal.model import AppraisalResult
from mktkit.forms import entry, form, live

__all__ = ["PlaceAsked", "RowsAsked", "drill", "place_asked", "rows_asked", "rows_of"]


class RowsAsked(BaseModel):
    """Which score is asked about."""

    who: str = entry("谁的得分")
    clause: str = entry("哪项指标")


class PlaceAsked(BaseModel):
    """Which row of which file is asked about."""

    file: str = entry("文件")
    sheet: str | None = entry("工作表", default=None, help="留空：每张工作表的这一行都看")
    row: int = entry("行", ge=1, help="照表格左边的行号")


def rows_asked(result: AppraisalResult) -> type[RowsAsked]:
    """Return the model of the form: it offers whoever was scored, and the KPIs of the month."""
    whose = {one.department: f"{one.department}（部门）" for one in result.departments}
    whose |= {one.employee_id: f"{one.employee_id} {one.name}" for one in result.people if one.kpis}
    kpis = {one.clause: f"{one.clause} {one.title}" for one in result.lineages}
    fields: dict[str, Any] = {
        "who": (str, entry("谁的得分", choices=list(whose), labels=whose)),
        "clause": (str, entry("哪项指标", choices=list(kpis), labels=kpis)),
    }
    return create_model("RowsAskedOfMonth", __base__=RowsAsked, __module__=__name__, **fields)


def place_asked(result: AppraisalResult) -> type[PlaceAsked]:
    """Return the model of the form: it offers the files whose rows a KPI counts."""
    files = list(dict.fromkeys(place[0] for one in result.lineages for place in one.places))
    fields: dict[str, Any] = {"file": (str, entry("文件", choices=files))}
    return create_model("PlaceAskedOfMonth", __base__=PlaceAsked, __module__=__name__, **fields)


def rows_of(result: AppraisalResult, asked: RowsAsked) -> list[Cells] | str:
    """Return the rows behind the score that is asked about, or say why there are none."""
    kpis = {one.department: one.kpis for one in result.departments}
    whole = asked.who in kpis
    kpis |= {one.employee_id: one.kpis for one in result.people}
    if asked.clause not in [kpi.clause for kpi in kpis[asked.who]]:
        return f"{asked.who} 不按 {asked.clause} 考核，请选另一项指标"
    listed = counted_rows(result, asked.clause, None if whole else asked.who)
    return listed or f"{asked.who} 的 {asked.clause} 没有计入的行"


def drill(result: AppraisalResult) -> dict[str, object]:
    """Return what the form shows of where the rows went: the sums, and a way down and back.

    Returns
    -------
    dict
        Title → table, or a form with the table that follows it.
    """
    down, back = form(rows_asked(result), draft=False), form(place_asked(result), draft=False)
    return {
        "数据去向（当月行数＝计入＋不计）": lineage_rows(result),
        "从得分看用到的行": [down, live(down, lambda asked: rows_of(result, asked))],
        "从一行看去向": [
            back,
            live(back, lambda asked: place_rows(result, asked.file, asked.row, asked.sheet)),
        ],
    }
