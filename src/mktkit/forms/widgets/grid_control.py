"""A list of models as one grid within a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mktkit.fields.reading import Problem
from mktkit.forms.places import Fault, Left
from mktkit.forms.widgets.control import Control, Raw
from mktkit.forms.widgets.grid import Grid

__all__ = ["GridControl"]


class GridControl(Control):
    """A list of models as one grid."""

    def _body(self) -> list[Any]:
        assert self.spec.item is not None
        caption = self.desk.make("Label", "mk-caption", value=self.spec.title)
        self.grid = Grid(self.spec.item, self.spec.title, str(self.spec.given.today), self.changed)
        return [caption, self.grid]

    @property
    def names(self) -> list[str]:
        """Columns that are written, in order."""
        return [one.name for one in self.grid.reader.layout.fields]

    @property
    def raw(self) -> Raw:
        return [dict(zip(self.names, cells, strict=True)) for cells in self.grid.sheet.cells]

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            return False
        self.grid.load(tuple(str(row.get(name, "")) for name in self.names) for row in raw)
        return True

    def adapt(self, raw: Raw) -> tuple[Raw, list[Left]]:
        """Return the rows of a draft under today's columns, and what has no column any more."""
        if not isinstance(raw, list):
            return raw, []
        fields = self.grid.reader.layout.fields
        lost: list[Left] = []
        rows = []
        for number, row in enumerate(raw, 1):
            if not isinstance(row, dict):
                continue
            made = {
                one.name: next(
                    (row[name] for name in (one.name, *one.formerly) if name in row), one.write(None)
                )
                for one in fields
            }
            known = {name for one in fields for name in (one.name, *one.formerly)}
            lost += [
                Left(f"{self.spec.title} 第 {number} 行 {name}", str(text))
                for name, text in row.items()
                if name not in known and str(text).strip()
            ]
            rows.append(made)
        return rows, lost

    def load(self, value: Any) -> None:
        self.grid.load(self.grid.reader.write(row) for row in value or ())
        self.grid.sheet.forget()

    def read(self) -> Any:
        self.problem = None
        self._filled = self.grid.filled()
        if not self._filled and self.spec.nullable:
            return None
        return [row.value for _, row in self._filled if row.value is not None]

    @property
    def readable(self) -> bool:
        """Whether every row could be read."""
        return all(row.value is not None for _, row in self._filled)

    def blame(self, found: Mapping[tuple[int, int], Problem]) -> None:
        """Mark what the document says of rows: (position, column or -1) → problem."""
        extra: dict[int, dict[int, Problem]] = {}
        for (position, column), problem in found.items():
            extra.setdefault(self._filled[position][0], {})[column] = problem
        self.grid.blame(extra)

    def faults(self, prefix: tuple[str | int, ...], place: str) -> Iterator[Fault]:
        """Yield what is wrong in the rows."""
        numbers = {row: at for at, (row, _) in enumerate(self.grid.sheet.rows, 1)}
        fields = self.grid.reader.layout.fields
        for row, column, problem in self.grid.problems():
            spec = fields[column] if column >= 0 else None
            title = f"{place} 第 {numbers[row]} 行" + (f" {spec.title}" if spec else "")
            path = (*prefix, self.spec.name, numbers[row], *((spec.name,) if spec else ()))
            yield Fault(path, title, problem.message, problem.missing, self.name, row, column)

    def lock(self, locked: bool) -> None:
        self.grid.readonly = locked

    def echo(self) -> str:
        return f"有 {self.grid.blank} 行空白，不计入" if self.grid.blank else ""
