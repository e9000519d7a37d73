"""Drop-down lists of a workbook: their entries stand on a hidden sheet, because a list in the cell is limited to 255 characters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

__all__ = ["DROP_DOWNS_SHEET", "DropDowns"]

#: Name of the hidden sheet; readers pass it over.
DROP_DOWNS_SHEET = "选项"


class DropDowns:
    """The drop-downs of one workbook; made after its first visible sheet.

    Examples
    --------
    >>> from mktkit.office.excel import new_workbook
    >>> with new_workbook() as (workbook, styles, buffer):
    ...     sheet = workbook.add_worksheet("甲")
    ...     DropDowns(workbook).offer(sheet, (1, 0, 20, 0), ["是", "否"])
    """

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        self._sheet = workbook.add_worksheet(DROP_DOWNS_SHEET)
        self._sheet.hide()
        self._used = 0

    def offer(
        self,
        sheet: Worksheet,
        area: tuple[int, int, int, int],
        entries: Sequence[str],
        *,
        at: int | None = None,
        **told: str,
    ) -> None:
        """Let cells be chosen from a list.

        Parameters
        ----------
        sheet
            Where the cells stand.
        area
            First row, first column, last row, last column.
        entries
            What may be chosen.
        at
            Column of the hidden sheet that holds them; by default the next that is free.
        told
            Further texts of the validation, as xlsxwriter names them.
        """
        from xlsxwriter.utility import xl_col_to_name

        column = self._used if at is None else at
        self._used = max(self._used, column) + 1
        for row, text in enumerate(entries):
            self._sheet.write_string(row, column, text)
        letter = xl_col_to_name(column)
        source = f"={DROP_DOWNS_SHEET}!${letter}$1:${letter}${len(entries)}"
        rule = {"validate": "list", "source": source, "error_message": "请从下拉列表中选", **told}
        sheet.data_validation(*area, rule)
