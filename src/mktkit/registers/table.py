"""A register as read: its rows by column, where each stood, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mktkit.errors import Finding, fault
from mktkit.registers.agreed import NOTHING, Agreed
from mktkit.registers.model import Column, Register, RowFinding
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Gathered", "Place", "RegisterTable", "Unknown"]

#: File, sheet, row as the spreadsheet shows it.
Place = tuple[str, str, int]


@dataclass(frozen=True)
class Unknown:
    """Something of a file that nobody has said the meaning of yet.

    Attributes
    ----------
    file
        Where it was met first.
    column
        The standard column concerned; None for a header that may be any.
    text
        The header or the value as the company writes it; empty for a column that is not there.
    count
        How many cells hold it.
    samples
        Some cells below the header, or where the value stands.
    headers
        For a missing column: the file's headers that are not used.
    elsewhere
        For a missing column: whether it was said already that no single value holds for the whole file.
    """

    file: str
    column: Column | None
    text: str
    count: int = 1
    samples: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    elsewhere: bool = False


@dataclass(frozen=True)
class RegisterTable:
    """A register as read.

    Attributes
    ----------
    register
        What it is.
    columns
        field name → values, one a row; None for blank.
    places
        (file, sheet, row as the spreadsheet shows it) of every row.
    findings
        Faults and notices, in the order of the files.
    positions
        (file, sheet) → field name → column as the spreadsheet counts it, from 0.
    unknown
        Headers and values that stop it and may be given a meaning.
    """

    register: Register
    columns: dict[str, list[Any]]
    places: list[Place]
    findings: tuple[Finding, ...] = ()
    positions: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    unknown: tuple[Unknown, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop a calculation."""
        return tuple(item for item in self.findings if item.level == "fault")

    def cell_of(self, finding: Finding) -> tuple[int, int] | None:
        """Return (row, column) from 0 of the cell that a finding is about; None where it is about none here."""
        here = self.positions.get((finding.file, finding.sheet), {})
        for one in self.register.columns:
            if one.title == finding.column and one.name in here and finding.row is not None:
                return finding.row - 1, here[one.name]
        return None

    def __len__(self) -> int:
        return len(self.places)

    def frame(self) -> pd.DataFrame:
        """Return the rows as a pandas frame: one column a field, nullable dtypes, money in 分."""
        import pandas as pd

        return pd.DataFrame(
            {
                one.name: pd.Series(self.columns[one.name], dtype=one.kind.dtype)
                for one in self.register.columns
            }
        )


@dataclass
class Gathered:
    """What has been read so far, of however many files.

    Attributes
    ----------
    reported
        (position, field) of cells already reported, so that a blank left by a fault is not reported again.
    agreed
        What the company said of its own files.
    strange
        (field, what stands there) → positions of the cells that could not be read.
    """

    register: Register
    rules: Rules
    columns: dict[str, list[Any]]
    places: list[Place] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    reported: set[tuple[int, str]] = field(default_factory=set)
    agreed: Agreed = NOTHING
    positions: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    unknown: list[Unknown] = field(default_factory=list)
    strange: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def refuse(
        self,
        position: int,
        column: Column,
        what: str,
        want: str,
        mend: str = "",
        *,
        cause: str,
        value: object = "",
    ) -> None:
        """Report a cell, once."""
        if (position, column.name) in self.reported:
            return
        self.reported.add((position, column.name))
        file, sheet, row = self.places[position]
        mend = mend or "核对后改正这一格"
        stood = "" if value is None else str(value)
        self.findings.append(
            fault(
                what,
                want,
                mend,
                file=file,
                sheet=sheet,
                row=row,
                column=column.title,
                cause=cause,
                value=stood,
            )
        )
        if stood and cause in ("unreadable", "unknown_choice"):
            self.strange.setdefault((column.name, stood), []).append(position)

    def place(self, found: RowFinding) -> Finding:
        """Give what a check found its place in the files."""
        file, sheet, row = self.places[found.position]
        what = found.what
        if found.same_as is not None:
            what += f"，与前面的{self._seen_from(file, sheet, found.same_as)}相同"
        if found.and_so:
            what += f"，{found.and_so}"
        title = self.register.column(found.field).title if found.field else ""
        return Finding(
            found.level,
            what,
            found.want,
            found.mend,
            file=file,
            sheet=sheet,
            row=row,
            column=title,
            cause=found.cause,
        )

    def _seen_from(self, file: str, sheet: str, position: int) -> str:
        other_file, other_sheet, row = self.places[position]
        if (other_file, other_sheet) == (file, sheet):
            return f"第 {row} 行"
        return f"{other_file}{f'「{other_sheet}」' if other_sheet else ''}第 {row} 行"

    def table(self) -> RegisterTable:
        """Return the register: its faults first, then in the order of the files."""
        sheets = dict.fromkeys((file, sheet) for file, sheet, _ in self.places)
        order = {sheet: at for at, sheet in enumerate(sheets)}
        findings = sorted(
            self.findings,
            key=lambda item: (item.level != "fault", order.get((item.file, item.sheet), -1), item.row or 0),
        )
        values = [
            Unknown(self.places[rows[0]][0], self.register.column(name), stood, len(rows))
            for (name, stood), rows in self.strange.items()
        ]
        return RegisterTable(
            self.register,
            self.columns,
            self.places,
            tuple(findings),
            self.positions,
            (*self.unknown, *values),
        )
