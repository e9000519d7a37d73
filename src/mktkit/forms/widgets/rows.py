"""The rows of a grid as plain data: what each operation makes of them, and the way back.

Nothing here knows a widget.  A row is an id that never changes and one text a column; every operation makes new
rows of old ones, so that undo is the list that stood there before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count

__all__ = ["MAX_ROWS", "Row", "Sheet", "parse_block"]

#: Id and the texts of its cells.
Row = tuple[int, tuple[str, ...]]

#: A grid takes no more rows than this; larger tables belong into a register file.
MAX_ROWS = 5000
_MAX_STEPS = 200


def parse_block(block: str) -> list[list[str]]:
    """Read a block as a spreadsheet puts it on the clipboard: tabs, line ends, quoted cells.

    A cell is quoted when it holds a tab, a line end or a quote; a quote inside is doubled.  A quote in the middle
    of a cell is an ordinary character.

    Examples
    --------
    >>> parse_block('甲\\t1\\r\\n"两\\n行"\\t"说 ""好"" 吗"\\r\\n')
    [['甲', '1'], ['两\\n行', '说 "好" 吗']]
    >>> parse_block('5" 屏\\t2')
    [['5" 屏', '2']]
    """
    text = block.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    rows: list[list[str]] = [[]]
    at, end = 0, len(text)
    while True:
        cell, at = _quoted(text, at) if text.startswith('"', at) else (None, at)
        if cell is None:
            stop = min((one for one in (text.find("\t", at), text.find("\n", at)) if one >= 0), default=end)
            cell, at = text[at:stop], stop
        rows[-1].append(cell)
        if at >= end:
            return rows
        if text[at] == "\n":
            rows.append([])
        at += 1


def _quoted(text: str, start: int) -> tuple[str | None, int]:
    """Read a quoted cell; None when the quote is an ordinary character after all."""
    at, parts = start + 1, []
    while True:
        close = text.find('"', at)
        if close < 0:
            return None, start
        parts.append(text[at:close])
        if text.startswith('"', close + 1):
            parts.append('"')
            at = close + 2
            continue
        follows = text[close + 1 : close + 2]
        return ("".join(parts), close + 1) if follows in ("", "\t", "\n") else (None, start)


class Sheet:
    """Rows of texts with operations, undo and redo.

    Parameters
    ----------
    width
        Number of columns.
    defaults
        Text that a column takes when a blank row is first written to.
    canonical
        Returns the cells of a row as they are to be shown: ``3/5`` becomes ``2026-03-05``.

    Examples
    --------
    >>> sheet = Sheet(2)
    >>> sheet.paste(None, 0, [["甲", "1"], ["乙", "2"]])
    0
    >>> sheet.cells
    [('甲', '1'), ('乙', '2')]
    >>> sheet.undo(), sheet.cells
    (True, [])
    """

    def __init__(
        self,
        width: int,
        defaults: Sequence[str] = (),
        canonical: Callable[[tuple[str, ...]], tuple[str, ...]] = lambda cells: cells,
    ) -> None:
        self.width = width
        self.defaults = tuple(defaults) or ("",) * width
        self.rows: list[Row] = []
        self._canonical = canonical
        self._ids = count(1)
        self._past: list[list[Row]] = []
        self._future: list[list[Row]] = []

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """The texts alone."""
        return [cells for _, cells in self.rows]

    def index(self, row: int | None) -> int:
        """Return where a row stands; behind the last one when there is no such row."""
        return next((at for at, (one, _) in enumerate(self.rows) if one == row), len(self.rows))

    def _become(self, rows: list[Row]) -> None:
        if rows != self.rows:
            self._past.append(self.rows)
            del self._past[:-_MAX_STEPS]
            self._future.clear()
            self.rows = rows

    def _written(self, before: tuple[str, ...], after: Sequence[str]) -> tuple[str, ...]:
        """Return the cells of a row just written to; a row that was blank takes the defaults where it stays blank."""
        cells = tuple(after)
        if not any(before) and any(cell.strip() for cell in cells):
            cells = tuple(
                cell if cell.strip() else default for cell, default in zip(cells, self.defaults, strict=True)
            )
        return self._canonical(cells)

    def load(self, rows: Iterable[Sequence[str]]) -> None:
        """Take other rows; one step that can be undone.  Rows that stay as they were keep their ids."""
        old: dict[tuple[str, ...], list[int]] = {}
        for number, cells in reversed(self.rows):
            old.setdefault(cells, []).append(number)
        made: list[Row] = []
        for one in rows:
            cells = tuple(one)
            known = old.get(cells)
            made.append((known.pop() if known else next(self._ids), cells))
        self._become(made)

    def forget(self) -> None:
        """Start the history here."""
        self._past.clear()
        self._future.clear()

    def edit(self, changes: Iterable[tuple[int, int, str]]) -> None:
        """Write texts into cells, as (row id, column, text); an id that is not there is a new row at the end."""
        wanted: dict[int, dict[int, str]] = {}
        for row, column, text in changes:
            if 0 <= column < self.width:
                wanted.setdefault(row, {})[column] = text
        made = [
            (row, self._written(cells, [wanted[row].get(at, cell) for at, cell in enumerate(cells)]))
            if row in wanted
            else (row, cells)
            for row, cells in self.rows
        ]
        blank = ("",) * self.width
        present = {row for row, _ in self.rows}
        for row, texts in wanted.items():
            if row not in present and len(made) < MAX_ROWS:
                made.append((row, self._written(blank, [texts.get(at, "") for at in range(self.width)])))
        self._become(made)

    def insert(self, before: int | None = None, number: int = 1) -> list[int]:
        """Put blank rows before a row, or at the end; return their ids."""
        number = min(number, MAX_ROWS - len(self.rows))
        at = self.index(before)
        new = [(next(self._ids), ("",) * self.width) for _ in range(number)]
        self._become([*self.rows[:at], *new, *self.rows[at:]])
        return [row for row, _ in new]

    def delete(self, rows: Iterable[int]) -> None:
        """Take rows out."""
        gone = set(rows)
        self._become([row for row in self.rows if row[0] not in gone])

    def move(self, rows: Iterable[int], by: int) -> None:
        """Move rows up (-1) or down (1) past their neighbour; rows at the edge stay."""
        moving, made = set(rows), list(self.rows)
        order = range(len(made)) if by < 0 else range(len(made) - 1, -1, -1)
        for at in order:
            to = at + (1 if by > 0 else -1)
            if made[at][0] in moving and 0 <= to < len(made) and made[to][0] not in moving:
                made[at], made[to] = made[to], made[at]
        self._become(made)

    def paste(self, row: int | None, column: int, block: Sequence[Sequence[str]]) -> int:
        """Write a block from a cell rightwards and down, adding rows as needed.

        Returns
        -------
        int
            How many texts found no column or no row, and are not in the sheet.
        """
        start, lost = self.index(row), 0
        made = list(self.rows)
        for down, texts in enumerate(block):
            at = start + down
            if at >= MAX_ROWS:
                lost += sum(1 for text in texts if text.strip())
                continue
            if at >= len(made):
                made.append((next(self._ids), ("",) * self.width))
            number, before = made[at]
            cells = list(before)
            for right, text in enumerate(texts):
                if column + right < self.width:
                    cells[column + right] = text.strip(" ")
                elif text.strip():
                    lost += 1
            made[at] = (number, self._written(before, cells))
        self._become(made)
        return lost

    def undo(self) -> bool:
        """Go one step back; False when there is none."""
        return self._go(self._past, self._future)

    def redo(self) -> bool:
        """Go one step forward again; False when there is none."""
        return self._go(self._future, self._past)

    def _go(self, source: list[list[Row]], target: list[list[Row]]) -> bool:
        if not source:
            return False
        target.append(self.rows)
        self.rows = source.pop()
        return True
