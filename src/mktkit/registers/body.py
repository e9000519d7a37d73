"""Which rows below a header count: those that hold something and are no total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mktkit.errors import Finding, fault, notice
from mktkit.registers.headers import Header
from mktkit.registers.sheets import RawCell, RawSheet
from mktkit.registers.totals import is_total

__all__ = ["Body", "find_body", "listed"]


@dataclass(frozen=True)
class Body:
    """The rows below a header.

    Attributes
    ----------
    kept
        Index of every row that counts → its cells, as many as the header is wide.
    blanks, totals
        Indices of rows that do not count.
    """

    kept: dict[int, list[RawCell]] = field(default_factory=dict)
    blanks: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def findings(self, sheet: RawSheet, used: Sequence[int]) -> list[Finding]:
        """Return what is to be said of the rows, where the columns `used` are read."""
        found = []
        if self.blanks:
            rows = listed([index + 1 for index in self.blanks])
            found.append(notice(f"有 {len(self.blanks)} 行空白，没有计入：{rows}", **sheet.place))
        found += [
            notice("合计行没有计入", "", "登记表里不必写合计", row=index + 1, **sheet.place)
            for index in self.totals
        ]
        if not self.kept:
            found.append(notice("表头下面没有数据", "", "没有发生的可以留空", **sheet.place))
        return [*found, *self._merged(sheet, used)]

    def _merged(self, sheet: RawSheet, used: Sequence[int]) -> list[Finding]:
        """Say where cells of rows that count are merged: all but the first of them read as blank."""
        found = []
        for (top, left), (bottom, right) in sheet.merged:
            rows = [index for index in range(top, bottom + 1) if index in self.kept]
            if rows and any(left <= position <= right for position in used):
                found.append(
                    fault(
                        "数据区里有合并单元格",
                        "每格各填各的值",
                        "取消合并，并把值填进每一行",
                        row=rows[0] + 1,
                        **sheet.place,
                    )
                )
        return found


def listed(rows: Sequence[int], most: int = 10) -> str:
    """Return row numbers as they are listed in a message, cut where there are many.

    Examples
    --------
    >>> listed([3, 5]), listed([3, 5], most=1)
    ('第 3、5 行', '第 3 等行')
    """
    return "第 " + "、".join(map(str, rows[:most])) + (" 等行" if len(rows) > most else " 行")


def find_body(sheet: RawSheet, header: Header) -> Body:
    """Return the rows of a sheet below its header."""
    used = sorted(header.positions.values())
    broken = {row for row, position in sheet.broken if position in used}
    # What calamine leaves out at the end may be formulas without a result.
    rows = sheet.rows + [[]] * (max(broken, default=-1) + 1 - len(sheet.rows))
    body, width = Body(), used[-1] + 1
    for index in range(header.row + 1, _end(rows, header.row + 1, broken)):
        row = rows[index]
        left_out = None if _begins_with_code(row, used[0]) else _left_out(body, row, used, index in broken)
        if left_out is None:
            body.kept[index] = row if len(row) >= width else row + [""] * (width - len(row))
        else:
            left_out.append(index)
    return body


def _end(rows: Sequence[Sequence[RawCell]], first: int, broken: set[int]) -> int:
    last = len(rows)
    while last > first and last - 1 not in broken and all(cell in ("", None) for cell in rows[last - 1]):
        last -= 1
    return last


def _begins_with_code(row: Sequence[RawCell], leader: int) -> bool:
    """Nearly every row begins with a code of its own, which is neither blank nor the word for a total."""
    first = row[leader] if leader < len(row) else None
    return type(first) is str and first[:1].isalnum() and first.isascii()


def _left_out(body: Body, row: Sequence[RawCell], used: Sequence[int], is_broken: bool) -> list[int] | None:
    """Return where a row that does not count is noted, None where it counts."""
    cells = [row[position] for position in used if position < len(row)]
    if all(cell is None or cell == "" or (type(cell) is str and not cell.strip()) for cell in cells):
        # Blank because a formula failed is not blank.
        return None if is_broken else body.blanks
    word = next((cell for cell in cells if type(cell) is str and cell.strip()), "")
    return body.totals if is_total(word) else None
