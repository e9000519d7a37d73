"""Drop-downs: their entries on a hidden sheet, each list in a column of its own."""

from __future__ import annotations

from io import BytesIO

import openpyxl

from mktkit.office.drop_down import DROP_DOWNS_SHEET, DropDowns
from mktkit.office.excel import new_workbook


def test_each_list_stands_in_a_column_of_the_hidden_sheet() -> None:
    long = [f"很长的选项第 {number} 个" for number in range(60)]
    with new_workbook() as (workbook, _, buffer):
        sheet = workbook.add_worksheet("甲")
        lists = DropDowns(workbook)
        lists.offer(sheet, (1, 0, 20, 0), ["是", "否"])
        lists.offer(sheet, (1, 2, 20, 2), long, error_title="不在可选范围")
        lists.offer(sheet, (1, 3, 20, 3), ["乙"], at=30)
        lists.offer(sheet, (1, 4, 20, 4), ["丙"])
    book = openpyxl.load_workbook(BytesIO(buffer.getvalue()))
    hidden = book[DROP_DOWNS_SHEET]
    assert hidden.sheet_state == "hidden"
    assert [cell.value for cell in hidden["A"]][:2] == ["是", "否"]
    assert [cell.value for cell in hidden["B"]] == long
    assert (hidden["AE1"].value, hidden["AF1"].value) == ("乙", "丙")
    rules = {str(one.sqref): one.formula1 for one in book["甲"].data_validations.dataValidation}
    assert rules == {
        "A2:A21": "选项!$A$1:$A$2",
        "C2:C21": "选项!$B$1:$B$60",
        "D2:D21": "选项!$AE$1:$AE$1",
        "E2:E21": "选项!$AF$1:$AF$1",
    }
