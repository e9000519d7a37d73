"""A list of rows as one widget: the operations stand in :mod:`mktkit.forms.widgets.rows`, the view in static/grid.js."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import anywidget
import traitlets as t

from mktkit.fields.kind import Choice
from mktkit.fields.layout import Layout, Spec
from mktkit.fields.reading import Problem, ReadRow, RowReader
from mktkit.forms.static import script, style
from mktkit.forms.widgets.base import PlainText
from mktkit.forms.widgets.look import look_of
from mktkit.forms.widgets.rows import MAX_ROWS, Sheet, parse_block

__all__ = ["Grid"]


def _column(spec: Spec, readonly: bool = False) -> dict[str, Any]:
    look = look_of(spec.kind)
    choices = spec.given.choices or (
        (Choice("是", True), Choice("否", False)) if spec.kind.name == "yes_no" else ()
    )
    return {
        "title": spec.title,
        "unit": spec.unit,
        "kind": look.cell,
        "choices": [one.label for one in choices] if look.cell == "choice" else [],
        "width": max(look.width, 18 + 15 * len(spec.title + spec.unit)),
        "required": spec.required and not spec.nullable and not readonly,
        "readonly": readonly,
        "help": "　".join(
            part
            for part in (spec.help, f"例：{spec.example}" if spec.example else "", spec.kind.hint)
            if part
        ),
    }


class Grid(PlainText, anywidget.AnyWidget):
    """Rows with typed columns; what the browser sends are texts and operations, what it gets are texts and marks.

    Parameters
    ----------
    layout
        The row model.
    label
        Title of the list, for screen readers.
    changed
        Called after each operation.
    """

    _esm = t.Unicode(script("popup", "grid_parts", "grid")).tag(sync=True)
    _css = t.Unicode(style("popup", "grid")).tag(sync=True)
    columns: t.List[Any] = t.List().tag(sync=True)
    #: Id, texts and computed texts of each row; the browser asks for all of them only when it draws anew.
    rows: t.List[Any] = t.List().tag(sync=True)
    marks: t.Dict[str, Any] = t.Dict().tag(sync=True)
    label = t.Unicode().tag(sync=True)
    today = t.Unicode().tag(sync=True)
    readonly = t.Bool(False).tag(sync=True)
    most = t.Int(MAX_ROWS).tag(sync=True)

    def __init__(
        self, layout: Layout, label: str = "", today: str = "", changed: Callable[[], None] | None = None
    ) -> None:
        self.reader = RowReader(layout)
        defaults = [
            "" if one.required or isinstance(one.default, list) else one.write(one.default)
            for one in layout.fields
        ]
        self.sheet = Sheet(len(layout.fields), defaults, lambda cells: self.reader.read(cells).cells)
        self._shown = False
        self._changed = changed or (lambda: None)
        self._extra: dict[int, dict[int, Problem]] = {}
        self._sent_rows: dict[int, list[Any]] = {}
        self._sent_marks: dict[str, dict[str, list[Any]]] = {}
        self._sent_order: list[int] = []
        columns = [
            *map(_column, layout.fields),
            *(_column(one, readonly=True) for one in layout.computed),
        ]
        super().__init__(columns=columns, label=label, today=today)
        self.on_msg(self._heard)

    # -- content -------------------------------------------------------------------------------------

    def load(self, rows: Iterable[tuple[str, ...]]) -> None:
        """Show other rows."""
        self.sheet.load(rows)
        self.refresh()

    def filled(self) -> list[tuple[int, ReadRow]]:
        """Return the rows that are not wholly blank, with their ids."""
        return [
            (row, self.reader.read(cells))
            for row, cells in self.sheet.rows
            if any(cell.strip() for cell in cells)
        ]

    @property
    def blank(self) -> int:
        """How many rows are wholly blank; they do not count."""
        return sum(1 for cells in self.sheet.cells if not any(cell.strip() for cell in cells))

    def blame(self, extra: dict[int, dict[int, Problem]]) -> None:
        """Mark cells for what the document as a whole says of them: row id → column (-1 the row) → problem."""
        self._extra = extra
        self.refresh()

    def problems(self) -> list[tuple[int, int, Problem]]:
        """Return what is wrong, as (row id, column, problem), in the order of the rows."""
        return [
            (row, at, problem)
            for row, read in self.filled()
            for at, problem in sorted({**self._extra.get(row, {}), **read.problems}.items())
        ]

    # -- to and from the browser ---------------------------------------------------------------------

    def _should_send_property(self, key: str, value: Any) -> bool:
        # Once a browser shows the grid, differences are sent as messages; the whole is for one that draws anew.
        late = self._shown and key in ("rows", "marks")
        return not late and bool(super()._should_send_property(key, value))

    def refresh(self, focus: list[int] | None = None, say: str = "") -> None:
        """Tell the browser what is different from what it shows."""
        blank = ("",) * len(self.reader.layout.computed)
        wire: dict[int, list[Any]] = {}
        marks: dict[str, dict[str, list[Any]]] = {}
        for row, cells in self.sheet.rows:
            if not any(cells):
                wire[row] = [row, *cells, *blank]
                continue
            read = self.reader.read(cells)
            wire[row] = [row, *cells, *(read.computed or blank)]
            found = {**self._extra.get(row, {}), **read.problems}
            if found:
                marks[str(row)] = {str(at): [one.message, one.missing] for at, one in found.items()}
        order = list(wire)
        message: dict[str, Any] = {"kind": "rows"}
        if order != self._sent_order:
            message["order"] = order
        if changed := [row for number, row in wire.items() if self._sent_rows.get(number) != row]:
            message["set"] = changed
        gone = {row: None for row in self._sent_marks if row not in marks}
        new = {row: found for row, found in marks.items() if self._sent_marks.get(row) != found}
        if gone or new:
            message["marks"] = {**gone, **new}
        if focus:
            message["focus"] = focus
        if say:
            message["say"] = say
        self._sent_rows, self._sent_marks, self._sent_order = wire, marks, order
        self.rows, self.marks = list(wire.values()), marks
        if self._shown and len(message) > 1:
            self.send(message)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, dict) and content.get("op") == "show":
            # Whatever changed while the browser was about to draw is sent once more.
            self._shown = True
            self.send({"kind": "rows", "order": self._sent_order, "set": self.rows, "marks": self.marks})
            return
        if not isinstance(content, dict) or self.readonly:
            return
        focus, say = self.apply(content)
        self._changed()
        self.refresh(focus, say)

    def apply(self, message: dict[str, Any]) -> tuple[list[int] | None, str]:
        """Carry out an operation of the browser.

        Returns
        -------
        tuple
            Where the selection goes, as [row id, column, row id, column], and what is to be said.
        """
        sheet, kind = self.sheet, message.get("op")
        if kind == "edit":
            changes = [(int(row), int(column), str(text)) for row, column, text in message["cells"]]
            for row, _, _ in changes:
                # The browser shows what was typed already; it must hear the outcome even if nothing changed.
                self._sent_rows.pop(row, None)
            known = {row for row, _ in sheet.rows}
            self._sent_order += [row for row in dict.fromkeys(one[0] for one in changes) if row not in known]
            sheet.edit(changes)
        elif kind == "paste":
            return self._paste(message)
        elif kind == "insert":
            new = sheet.insert(message.get("before"), int(message.get("number", 1)))
            return ([new[0], 0, new[-1], 0] if new else None), "" if new else f"最多 {MAX_ROWS} 行"
        elif kind == "delete":
            sheet.delete(map(int, message["rows"]))
            return None, f"删除了 {len(message['rows'])} 行，可以撤销"
        elif kind == "move":
            sheet.move(map(int, message["rows"]), int(message["by"]))
        elif kind == "undo":
            return None, "" if sheet.undo() else "没有可撤销的"
        elif kind == "redo":
            return None, "" if sheet.redo() else "没有可重做的"
        return None, ""

    def _paste(self, message: dict[str, Any]) -> tuple[list[int] | None, str]:
        block = parse_block(str(message["text"]))
        row, column = message.get("row"), int(message.get("column", 0))
        titles = [one.title for one in self.reader.layout.fields]
        if len(block) > 1 and [cell.strip() for cell in block[0]] == titles[column : column + len(block[0])]:
            block = block[1:]
        start = self.sheet.index(row)
        lost = self.sheet.paste(row, column, block)
        last = min(start + len(block), len(self.sheet.rows)) - 1
        width = max(map(len, block))
        say = f"粘贴了 {len(block)} 行" + (
            f"；有 {lost} 格放不下，没有粘贴（最多 {MAX_ROWS} 行、{len(titles)} 列）" if lost else ""
        )
        right = min(column + width, len(titles)) - 1
        return [self.sheet.rows[start][0], column, self.sheet.rows[last][0], right], say

    # -- plain text ----------------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """Return the rows as plain text, where no browser draws them."""
        titles = "\t".join(column["title"] for column in self.columns)
        return [titles, *("\t".join(map(str, row[1:])).rstrip() for row in self.rows)]

    def __str__(self) -> str:
        return "\n".join(self.lines())
