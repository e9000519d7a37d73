"""A list of models as one grid within a form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import ipywidgets as w
from pydantic_core import ErrorDetails

from mktkit.fields.layout import Spec
from mktkit.fields.reading import Problem, ReadRow, said
from mktkit.forms.places import Fault, Left, Raw
from mktkit.forms.widgets.control import Control
from mktkit.forms.widgets.grid import Grid

__all__ = ["GridControl"]


class GridControl(Control):
    """A list of models as one grid."""

    def _body(self) -> list[w.Widget]:
        assert self.spec.item is not None
        self._filled: list[tuple[int, ReadRow]] = []
        caption = self.around.make("Label", "mk-caption", value=self.spec.title)
        self.grid = Grid(self.spec.item, self.spec.title, str(self.spec.given.today), self.changed)
        return [caption, self.grid]

    @property
    def fields(self) -> tuple[Spec, ...]:
        """Columns that are written, in order."""
        return self.grid.reader.layout.fields

    @property
    def names(self) -> list[str]:
        """Names of the columns that are written, in order."""
        return [one.name for one in self.fields]

    @property
    def raw(self) -> list[Raw]:
        return [dict(zip(self.names, cells, strict=True)) for cells in self.grid.sheet.cells]

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            return False
        self.grid.load(tuple(str(row.get(name, "")) for name in self.names) for row in raw)
        return True

    def adopt(self, raw: Raw) -> list[Left]:
        if not isinstance(raw, list):
            return super().adopt(raw)
        rows = [(number, row) for number, row in enumerate(raw, 1) if isinstance(row, dict)]
        self.put([self._todays(row) for _, row in rows])
        known = {name for one in self.fields for name in (one.name, *one.formerly)}
        return [
            Left(f"{self.spec.title} 第 {number} 行 {name}", str(text))
            for number, row in rows
            for name, text in row.items()
            if name not in known and str(text).strip()
        ]

    def _todays(self, row: Mapping[str, Raw]) -> dict[str, Raw]:
        """Return a row of a draft under today's columns."""
        return {
            one.name: next((row[name] for name in (one.name, *one.formerly) if name in row), one.write(None))
            for one in self.fields
        }

    def load(self, value: object) -> None:
        rows = value if isinstance(value, Iterable) else ()
        self.grid.load(self.grid.reader.write(row) for row in rows)
        self.grid.sheet.forget()

    def read(self) -> object:
        self.problem = None
        self._filled = self.grid.filled()
        if not self._filled and self.spec.nullable:
            return None
        return [row.value for _, row in self._filled if row.value is not None]

    @property
    def readable(self) -> bool:
        return self.problem is None and self._rows_readable

    @property
    def _rows_readable(self) -> bool:
        return all(row.value is not None for _, row in self._filled)

    def blame(self, details: Sequence[ErrorDetails]) -> list[Problem]:
        # What the model says of rows while one of them cannot be read is not to be trusted.
        trusted = details if self._rows_readable else []
        extra: dict[int, dict[int, Problem]] = {}
        for detail in trusted:
            match detail["loc"]:
                case (int() as position, *rest):
                    name = str(rest[0]) if rest else ""
                    column = self.names.index(name) if name in self.names else -1
                    extra.setdefault(self._filled[position][0], {})[column] = said(None, detail)
                case ():
                    self.problem = self.problem or said(self.spec, detail)
        self.grid.blame(extra)
        return []

    def faults(self, prefix: tuple[str | int, ...] = (), place: str = "") -> Iterator[Fault]:
        yield from super().faults(prefix, place)
        numbers = {row: at for at, (row, _) in enumerate(self.grid.sheet.rows, 1)}
        for row, column, problem in self.grid.problems():
            spec = self.fields[column] if column >= 0 else None
            title = f"{place}{self.spec.title} 第 {numbers[row]} 行" + (f" {spec.title}" if spec else "")
            path = (*prefix, self.spec.name, numbers[row], *((spec.name,) if spec else ()))
            yield Fault(path, title, problem.message, problem.missing, self.name, row, column)

    def lines(self, indent: str = "") -> Iterator[str]:
        yield f"{indent}{self.spec.title}："
        yield from (f"{indent}    {line}" for line in self.grid.lines())

    def lock(self, locked: bool) -> None:
        self.grid.readonly = locked

    def echo(self) -> str:
        return f"有 {self.grid.blank} 行空白，不计入" if self.grid.blank else ""
