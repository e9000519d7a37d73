"""The workbooks, opened again."""

from __future__ import annotations

import io

import openpyxl

from mktkit.promotion import example
from mktkit.promotion.calc import Evaluated
from mktkit.promotion.workbook import evaluation_workbook, plan_workbook
from mktkit.rules import Rules


def test_the_workbook_holds_the_score_as_formulas(result: Evaluated, rules: Rules) -> None:
    content = evaluation_workbook(example.evaluation(), result, rules)
    formulas = openpyxl.load_workbook(io.BytesIO(content))["活动得分"]
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["活动得分"]
    assert formulas["F7"].value == "=E7*MIN(D7,1)"
    assert [values[f"F{row}"].value for row in (5, 6, 7, 8)] == [30, 30, 30, 90]
    told = {
        row[1].value: row[2].value
        for row in openpyxl.load_workbook(io.BytesIO(content))["评估"].iter_rows(min_row=5)
    }
    assert told["每个转化"] == "955.00 元"


def test_the_plan_and_its_log_add_up(rules: Rules) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(plan_workbook(example.plan(), rules, example.log())), data_only=True
    )
    assert [row[5].value for row in book["推广渠道计划"].iter_rows(min_row=5)] == [30000, 12000, 3000, 45000]
    assert [row[1].value for row in book["推广渠道计划"].iter_rows(min_row=5)][:3] == [
        "展会",
        "线上直播",
        "公众号",
    ]
    assert [row[0].value for row in book["推广渠道计划"].iter_rows(min_row=5)][:3] == ["线下", "线上", "线上"]
    assert [row[6].value for row in book["执行记录"].iter_rows(min_row=5)] == [1500, 28650, 9800, 39950]
