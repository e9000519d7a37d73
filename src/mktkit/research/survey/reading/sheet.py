"""A questionnaire's sheet while it is read: its cells, what was understood of them, what was found."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from mktkit.errors import Finding, Where, fault, notice, show
from mktkit.registers.sheets import RawCell, RawSheet
from mktkit.research.survey.model import ColumnPlace, SurveyQuestion
from mktkit.research.survey.reading.headers import FileLayout
from mktkit.research.survey.reading.notation import plain
from mktkit.research.survey.reading.personal import masked

__all__ = ["Reading"]

#: So many different values of a question are named.
_MOST = 50


@dataclass
class Reading:
    """What has been read so far.

    Attributes
    ----------
    layout
        Where the header is, and which columns belong together.
    rows
        Positions of the rows below it that hold answers.
    places
        Position of a column → what became of it.
    orders
        Position of a column → its options in their order, where the file knows them.
    columns
        As :class:`mktkit.research.survey.model.Survey` holds them.
    """

    sheet: RawSheet
    layout: FileLayout
    rows: list[int]
    places: dict[int, ColumnPlace] = field(default_factory=dict)
    orders: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, Sequence[object]] = field(default_factory=dict)
    questions: dict[str, SurveyQuestion] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _columns: list[tuple[RawCell, ...]] = field(default_factory=list, repr=False)
    _texts: dict[int, list[str]] = field(default_factory=dict, repr=False)

    def raw(self, position: int) -> list[str]:
        """Return a column's cells as text, as they stand."""
        if position not in self._texts:
            if not self._columns:
                self._columns = list(zip_longest(*(self.sheet.rows[row] for row in self.rows)))
            cells = self._columns[position] if position < len(self._columns) else (None,) * len(self.rows)
            # Each different cell is turned into text once: a hundred thousand answers hold few different ones.
            text = {cell: plain(cell) for cell in set(cells)}
            self._texts[position] = [text[cell] for cell in cells]
        return self._texts[position]

    def cells(self, position: int) -> list[str]:
        """Return a column's answers as text, telephone numbers and the like masked before anything is kept."""
        cells = self.raw(position)
        hidden = {cell: masked(cell) for cell in set(cells)}
        return [hidden[cell] for cell in cells]

    def place(self, position: int, number: str = "", why: str = "", left: str = "") -> None:
        """Note what became of a column."""
        headers = self.layout.headers
        header = headers[position].text if position < len(headers) else ""
        self.places[position] = ColumnPlace(position, header, number, why, left)

    def fail(self, what: str, want: str, mend: str, *, column: str = "", row: int | None = None) -> None:
        """Note a fault of this sheet."""
        place: Where = {"file": self.sheet.file, "sheet": self.sheet.name, "column": column, "row": row}
        self.findings.append(fault(what, want, mend, **place))

    def say(self, what: str, mend: str = "", column: str = "") -> None:
        """Note what was read otherwise than it stands there."""
        self.findings.append(
            notice(what, "", mend, file=self.sheet.file, sheet=self.sheet.name, column=column)
        )

    def wrong(
        self, question: str, cells: Sequence[str], values: Collection[str], want: str, mend: str
    ) -> None:
        """Note each value that cannot be read, once, with the rows it stands in."""
        if not values:
            return
        places: dict[str, list[int]] = {}
        for row, cell in zip(self.rows, cells, strict=True):
            if cell in values:
                places.setdefault(cell, []).append(row + 1)
        for value, rows in list(places.items())[:_MOST]:
            first = "、".join(map(str, rows[:5]))
            tail = f"等 {len(rows)} 行" if len(rows) > 5 else "行"
            several = f"（第 {first} {tail}）" if len(rows) > 1 else ""
            self.fail(f"写的是{show(value)}{several}", want, mend, column=question, row=rows[0])
