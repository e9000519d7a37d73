"""A list of rows as one widget: the operations stand in :mod:`mktkit.forms.widgets.rows`, the view in grid.js."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import traitlets as t

from mktkit.fields.kind import Choice
from mktkit.fields.layout import Layout, Spec
from mktkit.fields.reading import Problem, ReadRow, RowReader
from mktkit.forms.assets import script, style
from mktkit.forms.widgets.base import BrowserWidget, Message
from mktkit.forms.widgets.look import look_of
from mktkit.forms.widgets.rows import MAX_ROWS, Sheet, parse_block

__all__ = ["Grid"]

#: Where the selection goes, as [row id, column, row id, column], and what is to be said.
Outcome: TypeAlias = tuple[list[int] | None, str]


def _column(spec: Spec, readonly: bool = False) -> dict[str, object]:
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


class Grid(BrowserWidget):
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

    _esm = t.Unicode(script("widgets/popup", "widgets/grid_parts", "widgets/grid")).tag(sync=True)
    _css = t.Unicode(style("widgets/popup", "widgets/grid")).tag(sync=True)
    columns: t.List[dict[str, object]] = t.List().tag(sync=True)
    #: Id, texts and computed texts of each row; the browser asks for all of them only when it draws anew.
    rows: t.List[list[object]] = t.List().tag(sync=True)
    marks: t.Dict[str, dict[str, list[object]]] = t.Dict().tag(sync=True)
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
        self._sent_rows: dict[int, list[object]] = {}
        self._sent_marks: dict[str, dict[str, list[object]]] = {}
        self._sent_order: list[int] = []
        columns = [
            *map(_column, layout.fields),
            *(_column(one, readonly=True) for one in layout.computed),
        ]
        super().__init__(self._heard, columns=columns, label=label, today=today)

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

    def _should_send_property(self, key: str, value: object) -> bool:
        # Once a browser shows the grid, differences are sent as messages; the whole is for one that draws anew.
        late = self._shown and key in ("rows", "marks")
        return not late and bool(super()._should_send_property(key, value))

    def _wire(self, row: int, cells: tuple[str, ...]) -> list[object]:
        """Return a row as it is sent: its id, its texts, its computed texts."""
        computed = self.reader.read(cells).computed if any(cells) else ()
        return [row, *cells, *(computed or ("",) * len(self.reader.layout.computed))]

    def _marked(self, row: int, cells: tuple[str, ...]) -> dict[str, list[object]]:
        """Return the marks of a row as they are sent: column → words, and whether something is only missing."""
        if not any(cells):
            return {}
        found = {**self._extra.get(row, {}), **self.reader.read(cells).problems}
        return {str(at): [one.message, one.missing] for at, one in found.items()}

    def refresh(self, focus: list[int] | None = None, say: str = "") -> None:
        """Tell the browser what is different from what it shows."""
        wire = {row: self._wire(row, cells) for row, cells in self.sheet.rows}
        all_marks = {str(row): self._marked(row, cells) for row, cells in self.sheet.rows}
        marks = {row: found for row, found in all_marks.items() if found}
        order = list(wire)
        gone = dict.fromkeys(row for row in self._sent_marks if row not in marks)
        new = {row: found for row, found in marks.items() if self._sent_marks.get(row) != found}
        different: dict[str, object] = {
            "order": order if order != self._sent_order else None,
            "set": [row for number, row in wire.items() if self._sent_rows.get(number) != row],
            "marks": {**gone, **new},
            "focus": focus,
            "say": say,
        }
        message = {
            key: value for key, value in different.items() if value or (key == "order" and value == [])
        }
        self._sent_rows, self._sent_marks, self._sent_order = wire, marks, order
        self.rows, self.marks = list(wire.values()), marks
        if self._shown and message:
            self.send({"kind": "rows", **message})

    def _heard(self, message: Message, _parts: object) -> None:
        if message.get("op") == "show":
            # Whatever changed while the browser was about to draw is sent once more.
            self._shown = True
            self.send({"kind": "rows", "order": self._sent_order, "set": self.rows, "marks": self.marks})
        elif not self.readonly:
            focus, say = self.apply(message)
            self._changed()
            self.refresh(focus, say)

    def apply(self, message: Message) -> Outcome:
        """Carry out an operation of the browser.

        Returns
        -------
        tuple
            Where the selection goes, as [row id, column, row id, column], and what is to be said.
        """
        acts = {
            "edit": self._edit,
            "paste": self._paste,
            "insert": self._insert,
            "delete": self._delete,
            "move": self._move,
            "undo": self._undo,
            "redo": self._redo,
        }
        act = acts.get(str(message.get("op")))
        return act(message) if act else (None, "")

    def _undo(self, _message: Message) -> Outcome:
        return None, "" if self.sheet.undo() else "没有可撤销的"

    def _redo(self, _message: Message) -> Outcome:
        return None, "" if self.sheet.redo() else "没有可重做的"

    def _edit(self, message: Message) -> Outcome:
        changes = [(int(row), int(column), str(text)) for row, column, text in message["cells"]]
        for row, _, _ in changes:
            # The browser shows what was typed already; it must hear the outcome even if nothing changed.
            self._sent_rows.pop(row, None)
        known = {row for row, _ in self.sheet.rows}
        self._sent_order += [row for row in dict.fromkeys(one[0] for one in changes) if row not in known]
        self.sheet.edit(changes)
        return None, ""

    def _insert(self, message: Message) -> Outcome:
        new = self.sheet.insert(message.get("before"), int(message.get("number", 1)))
        return ([new[0], 0, new[-1], 0], "") if new else (None, f"最多 {MAX_ROWS} 行")

    def _delete(self, message: Message) -> Outcome:
        self.sheet.delete(map(int, message["rows"]))
        return None, f"删除了 {len(message['rows'])} 行，可以撤销"

    def _move(self, message: Message) -> Outcome:
        self.sheet.move(map(int, message["rows"]), int(message["by"]))
        return None, ""

    def _paste(self, message: Message) -> Outcome:
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
        titles = "\t".join(str(column["title"]) for column in self.columns)
        return [titles, *("\t".join(map(str, row[1:])).rstrip() for row in self.rows)]

    def __str__(self) -> str:
        return "\n".join(self.lines())
