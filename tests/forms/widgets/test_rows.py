"""The rows of a grid: operations, undo, and the clipboard's format."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from mktkit.forms.widgets.rows import MAX_ROWS, Sheet, parse_block

CELLS = st.text(alphabet=st.sampled_from('甲乙a1 "\t\n,'), max_size=5)
BLOCKS = st.lists(st.lists(CELLS, min_size=1, max_size=4), min_size=1, max_size=5)


def _three() -> Sheet:
    sheet = Sheet(2)
    sheet.paste(None, 0, [["甲", "1"], ["乙", "2"], ["丙", "3"]])
    sheet.forget()
    return sheet


@given(BLOCKS)
def test_a_block_is_read_as_excel_writes_it(block: list[list[str]]) -> None:
    """Python's own writer of the Excel dialect is the other implementation."""
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab").writerows(block)
    # The writer quotes a lone empty cell, which a spreadsheet does not put there either way.
    assert parse_block(out.getvalue()) == block


def test_operations_change_what_they_name_and_nothing_else() -> None:
    sheet = _three()
    first, second, third = (row for row, _ in sheet.rows)
    sheet.edit([(second, 1, "20")])
    assert sheet.cells == [("甲", "1"), ("乙", "20"), ("丙", "3")]
    sheet.move([third], -1)
    assert [row for row, _ in sheet.rows] == [first, third, second]
    sheet.move([first, third], -1)
    assert [row for row, _ in sheet.rows] == [first, third, second]
    sheet.delete([first])
    assert sheet.cells == [("丙", "3"), ("乙", "20")]
    sheet.insert(second)
    assert sheet.cells == [("丙", "3"), ("", ""), ("乙", "20")]


def test_undo_and_redo_go_step_by_step() -> None:
    sheet = _three()
    start = list(sheet.rows)
    first = sheet.rows[0][0]
    sheet.edit([(first, 0, "一")])
    after_edit = list(sheet.rows)
    sheet.delete([first])
    assert sheet.undo()
    assert sheet.rows == after_edit
    assert sheet.undo()
    assert sheet.rows == start
    assert not sheet.undo()
    assert sheet.redo()
    assert sheet.rows == after_edit
    sheet.edit([(first, 0, "二")])
    assert not sheet.redo()


def test_paste_adds_rows_and_says_what_found_no_place() -> None:
    sheet = _three()
    assert sheet.paste(sheet.rows[2][0], 1, [["30", "溢出"], ["40"]]) == 1
    assert sheet.cells[2:] == [("丙", "30"), ("", "40")]
    full = Sheet(1)
    assert full.paste(None, 0, [["x"]] * (MAX_ROWS + 3)) == 3
    assert len(full.rows) == MAX_ROWS


def test_a_blank_row_takes_the_defaults_when_it_is_first_written_to() -> None:
    sheet = Sheet(3, defaults=("", "1", "否"))
    sheet.edit([(10**9, 0, "甲")])
    assert sheet.cells == [("甲", "1", "否")]
    sheet.edit([(sheet.rows[0][0], 1, "")])
    assert sheet.cells == [("甲", "", "否")]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 6), CELLS), max_size=12))
def test_all_the_way_back_is_where_it_began(steps: list[tuple[int, int, str]]) -> None:
    sheet = _three()
    start, seen = list(sheet.rows), 0
    for kind, at, text in steps:
        row = sheet.rows[at % len(sheet.rows)][0] if sheet.rows else None
        before = list(sheet.rows)
        if kind == 0 and row is not None:
            sheet.edit([(row, at % 2, text)])
        elif kind == 1:
            sheet.insert(row)
        elif kind == 2 and row is not None:
            sheet.delete([row])
        elif kind == 3 and row is not None:
            sheet.move([row], 1 if at % 2 else -1)
        else:
            sheet.paste(row, at % 2, [[text, text], [text]])
        seen += before != sheet.rows
    for _ in range(seen):
        assert sheet.undo()
    assert sheet.rows == start
    assert not sheet.undo()
