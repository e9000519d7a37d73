"""The result workbook reopened: cached values are the JSON's, and recalculation by another program gives the same."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Scored = tuple[dict[str, Any], Path]

_HEADER = 4
#: Functions that the design allows in formulas.
_ALLOWED = {"INDEX", "MATCH", "IF", "ROUND", "SUMPRODUCT"}


def rows(sheet: Worksheet) -> list[dict[str, Any]]:
    titles = [cell.value for cell in sheet[_HEADER]]
    listed = [
        dict(zip(titles, (cell.value for cell in row), strict=True))
        for row in sheet.iter_rows(min_row=_HEADER + 1)
    ]
    return [row for row in listed if any(value is not None for value in row.values())]


def test_cached_values_equal_the_json(scored: Scored) -> None:
    data, path = scored
    book = openpyxl.load_workbook(path, data_only=True)
    people = {one["employee_id"]: one for one in data["people"]}
    summary = rows(book["汇总"])
    assert [row["工号"] for row in summary] == list(people)
    for row in summary:
        one = people[row["工号"]]
        assert (row["总分"], row["名次"], row["状态"]) == (one["total"], one["rank"], one["status"])
        assert (row["等级"] or "") == one["grade"]
    for row in rows(book["奖金"]):
        assert row["绩效奖金（元）"] == people[row["工号"]]["bonus"]
    kpis = {(one["employee_id"], kpi["clause"]): kpi for one in data["people"] for kpi in one["kpis"]}
    seen = 0
    for row in rows(book["明细"]):
        if row["工号"]:
            kpi = kpis[row["工号"], row["条款"]]
            assert row["得分"] == kpi["score"]
            assert row["权重×得分"] == (kpi["weighted"] or 0)
            assert row["依据行数"] == kpi["rows"]
            seen += 1
    assert seen == len(kpis)
    basis = {row[0].value: row[1].value for row in book["依据"].iter_rows() if row[0].value}
    assert basis["规则指纹"] == data["fingerprint"]


def test_the_months_rows_add_up_from_the_sheet_of_rows(scored: Scored) -> None:
    book = openpyxl.load_workbook(scored[1], data_only=True)
    listed, sums = rows(book["逐行去向"]), rows(book["数据去向"])
    data = {one["clause"]: one for one in scored[0]["lineages"]}
    whole = {row["条款"]: row for row in sums if row["去向"] == "当月的行"}
    assert list(whole) == list(data)
    for clause, one in data.items():
        shares = [row for row in sums if row["条款"] == clause and row["去向"] != "当月的行"]
        assert whole[clause]["行数"] == sum(row["行数"] for row in shares) == one["total"]
        assert whole[clause]["差"] == 0
        for share, row in zip(one["shares"], shares, strict=True):
            own = [line for line in listed if (line["条款"], line["去向"]) == (clause, row["去向"])]
            assert sum(line["行数"] for line in own) == row["行数"] == share["rows"]
            if share["amount"] is not None:
                fen = sum(round(line["分子"] * 100) for line in own)
                assert fen == round(row["金额（元）"] * 100) == share["amount"]
    # What stands in 明细 is what its rows come to.
    for kpi in rows(book["明细"]):
        if kpi["工号"] and kpi["条款"] != "5.1.1.b":
            own = [
                line
                for line in listed
                if (line["条款"], line["工号"], line["去向"]) == (kpi["条款"], kpi["工号"], "计入")
            ]
            assert len(own) == kpi["依据行数"]
            assert round(sum(line["分子"] for line in own), 6) == round(kpi["分子"] or 0, 6)


def test_links_lead_from_the_rules_to_the_rows(scored: Scored) -> None:
    book = openpyxl.load_workbook(scored[1], data_only=True)

    def target(cell: Any) -> Any:
        sheet, at = cell.hyperlink.location.split("!")
        return book[sheet.strip("'")][at]

    kpis = {one["clause"] for one in scored[0]["lineages"]}
    basis = [row[0] for row in book["依据"].iter_rows(min_row=_HEADER + 1) if row[0].value in kpis]
    assert len(basis) == len(kpis)
    for cell in basis:
        there = target(cell)
        assert there.parent.title == "数据去向"
        assert there.value == cell.value
        first = target(there)
        assert (first.parent.title, first.value) == ("逐行去向", cell.value)
    titles = [cell.value for cell in book["明细"][_HEADER]]
    at = {title: titles.index(title) for title in ("工号", "条款", "依据行数")}
    linked = 0
    for row in book["明细"].iter_rows(min_row=_HEADER + 1):
        if row[at["依据行数"]].hyperlink is not None:
            first = target(row[at["依据行数"]])
            assert first.value == row[at["条款"]].value
            # Awareness counts for the whole department, under nobody's 工号.
            if row[at["工号"]].value and first.value != "5.1.1.b":
                assert book["逐行去向"].cell(first.row, 2).value == row[at["工号"]].value
            linked += 1
    assert linked > 100


def test_every_score_is_a_live_formula_of_few_functions(scored: Scored) -> None:
    book = openpyxl.load_workbook(scored[1])
    values = openpyxl.load_workbook(scored[1], data_only=True)
    formulas = 0
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    formulas += 1
                    assert set(re.findall(r"([A-Z]+)\(", cell.value)) <= _ALLOWED, cell.value
                    assert values[sheet.title][cell.coordinate].value is not None, (
                        f"{sheet.title}!{cell.coordinate} has no cached value"
                    )
    measured = sum(kpi["state"] == "measured" for one in scored[0]["people"] for kpi in one["kpis"])
    assert formulas > 4 * measured


def test_libreoffice_recalculates_every_cell_to_the_same(
    sample: Path, recalculated: Callable[[Callable[[], bytes]], int]
) -> None:
    from mktkit.appraisal import Period, appraise
    from mktkit.appraisal.workbook import write_workbook
    from mktkit.registers import read_dataset
    from mktkit.rules import load_rules

    rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    result = appraise(read_dataset(sample, rules), Period.of("2026-10"), rules)
    assert recalculated(lambda: write_workbook(result, rules)) > 500


def test_one_persons_workbook_holds_nobody_else(
    scored: Scored, sample: Path, tmp_path: Path, mktkit: Any
) -> None:
    path = tmp_path / "one.xlsx"
    done = mktkit(
        "score",
        "--department",
        "sales",
        "--month",
        "2026-10",
        "--registers",
        sample,
        "-o",
        path,
        "--person",
        "X001",
    )
    assert done.returncode == 0, done.stderr
    others = {one["employee_id"] for one in scored[0]["people"]} - {"X001"}
    others |= {one["name"] for one in scored[0]["people"] if one["employee_id"] != "X001"}
    text = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(path)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    assert "X001" in text
    assert not {
        other for other in others if any(re.search(rf"(?<!\w){re.escape(other)}(?!\w)", one) for one in text)
    }
    assert not any(other in done.stdout for other in others)


def test_text_that_looks_like_a_formula_stays_text(tmp_path: Path, rules: Any) -> None:
    from mktkit.errors import notice
    from mktkit.office.excel import Styles, new_workbook, write_table

    nasty = ["=1+1", "+1", "-1+2", "@SUM(A1)", "=cmd|' /C calc'!A0", "http://x.example/", "1234"]
    with new_workbook() as (book, styles, buffer):
        assert isinstance(styles, Styles)
        write_table(book.add_worksheet("表"), styles, 0, [("甲", 10, "")], [{"甲": text} for text in nasty])
    (tmp_path / "n.xlsx").write_bytes(buffer.getvalue())
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "n.xlsx")["表"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        (text, "s", None) for text in nasty
    ]
    assert notice("=1+1").as_row()["问题"] == "=1+1"


def test_the_same_input_gives_the_same_bytes(sample: Path, tmp_path: Path) -> None:
    """In processes of their own, with other hash seeds."""
    made = []
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.xlsx"
        done = subprocess.run(
            [sys.executable, "-m", "mktkit", "score", "--department", "all", "--month", "2026-10", "--registers", sample, "-o", path,
             "--format", "json"],
            env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True, timeout=120,
        )  # fmt: skip
        made.append((done.stdout, path.read_bytes()))
    assert made[0] == made[1]
