"""The working paper, opened again."""

from __future__ import annotations

import io

import openpyxl

from mktkit.research.model import Analysis
from mktkit.research.workbook import working_paper


def test_the_working_paper_holds_every_figure_and_table(results: tuple[Analysis, ...]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(working_paper("示例", results, problems=["=1+1"])))
    assert len(book.sheetnames) == len(results) + 2
    summary = book["数字"]
    listed = [[cell.value for cell in row] for row in summary.iter_rows(min_row=5, max_col=7)]
    wanted = [(one.title, figure.name, figure.text) for one in results for figure in one.figures]
    assert [(row[0], row[1], row[4]) for row in listed[: len(wanted)]] == wanted
    assert any("没有计算：=1+1" in str(row[0]) for row in listed)
    for title, name, _, _, text, _, sheet in listed[: len(wanted)]:
        cells = {str(cell.value) for row in book[sheet].iter_rows(max_col=2) for cell in row}
        assert {title, name, text} <= cells
    # Numbers of tables are numbers, text is never a formula.
    rake = book["加权"]
    assert any(cell.value == 45 for row in rake.iter_rows() for cell in row)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
