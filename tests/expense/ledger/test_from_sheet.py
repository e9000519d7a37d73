"""Sheets of a workbook: merged cells and error values refuse their rows."""

from __future__ import annotations

from ledgers import Reader, adds_up, reasons


def test_a_header_in_row_5_of_a_workbook_and_its_merged_cells(desk: Reader) -> None:
    import xlsxwriter

    path = desk.folder / "合并.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(4, 0, ["日期", "部门", "金额"])
        for at in range(3):
            sheet.write_row(5 + at, 0, [f"2026-10-0{at + 1}", "市场部", 10 + at])
        sheet.merge_range(6, 1, 7, 1, "市场部")
    ledger = desk.read(path)
    assert list(ledger.frame["amount"]) == [10_00]
    assert [row for row, _ in reasons(ledger)] == [7, 8]
    assert all("合并单元格" in words for _, words in reasons(ledger))
    adds_up(ledger)


def test_an_error_value_refuses_its_row(desk: Reader) -> None:
    import xlsxwriter

    path = desk.folder / "错误.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["日期", "金额"])
        sheet.write_row(1, 0, ["2026-10-01", 5])
        sheet.write(2, 0, "2026-10-02")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
    ledger = desk.read(path)
    assert list(ledger.frame["amount"]) == [5_00]
    ((row, words),) = reasons(ledger)
    assert row == 3
    assert "#N/A" in words
