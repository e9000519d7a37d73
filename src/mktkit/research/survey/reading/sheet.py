"""A questionnaire's sheet while it is read: its cells, what was understood of them, what was found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mktkit.errors import Finding, Where, fault, notice, show
from mktkit.registers.sheets import RawSheet
from mktkit.research.survey.model import SurveyQuestion
from mktkit.research.survey.reading.notation import plain

__all__ = ["Reading"]

#: So many different values of a question are named.
_MOST = 50


@dataclass
class Reading:
    """What has been read so far.

    Attributes
    ----------
    header
        Position of the header row in the sheet.
    rows
        Positions of the rows below it that hold answers.
    columns
        As :class:`mktkit.research.survey.model.Survey` holds them.
    """

    sheet: RawSheet
    header: int
    rows: list[int]
    columns: dict[str, Sequence[object]] = field(default_factory=dict)
    questions: dict[str, SurveyQuestion] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def cells(self, position: int) -> list[str]:
        """Return a column's answers as text."""
        sheet = self.sheet.rows
        return [plain(sheet[row][position]) if position < len(sheet[row]) else "" for row in self.rows]

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
        places: dict[str, list[int]] = {}
        for row, cell in zip(self.rows, cells, strict=True):
            if cell in values:
                places.setdefault(cell, []).append(row + 1)
        for value, rows in list(places.items())[:_MOST]:
            first = "、".join(map(str, rows[:5]))
            tail = f"等 {len(rows)} 行" if len(rows) > 5 else "行"
            several = f"（第 {first} {tail}）" if len(rows) > 1 else ""
            self.fail(f"写的是{show(value)}{several}", want, mend, column=question, row=rows[0])
