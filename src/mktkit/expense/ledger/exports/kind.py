"""What a kind of export is: a shape by which it is known, and its own reading of the rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from mktkit.expense.ledger.columns import passing
from mktkit.expense.ledger.reasons import Reason
from mktkit.expense.ledger.sources import ExportSource, KindName
from mktkit.expense.ledger.table import ExportTable
from mktkit.expense.ledger.words import CREDIT, DEBIT, is_closing

__all__ = ["Cells", "ExportKind", "RowsFound", "WrongRows", "both_sides", "closing", "directed"]


@dataclass(frozen=True)
class Cells:
    """A table as a kind sees it.

    Attributes
    ----------
    table
        Raw cells.
    values
        Ledger column → values of all rows: amounts in 分 (Int64), texts, days; a missing column is blank.
    source
        What was chosen about it.
    own
        Rows that are neither blank nor a total nor a note.
    """

    table: ExportTable
    values: dict[str, Any]
    source: ExportSource
    own: np.ndarray

    def has(self, *names: str) -> bool:
        """Return whether the table has all of these columns."""
        return all(name in self.table.columns for name in names)

    def where(self, name: str, test: Callable[[str], bool]) -> np.ndarray:
        """Return the rows whose text in a column passes."""
        return passing(self.values[name], test)

    def filled(self, name: str) -> np.ndarray:
        """Return the rows that have something in a column."""
        found: np.ndarray = self.values[name].notna().to_numpy(dtype=bool)
        return found

    def none(self) -> np.ndarray:
        """Return flags of no row."""
        return np.zeros(len(self.table), dtype=bool)


@dataclass(frozen=True)
class WrongRows:
    """Rows that cannot be read: which, in which column, what is wanted, how to mend it."""

    rows: np.ndarray
    column: str
    want: str
    mend: str


@dataclass
class RowsFound:
    """What a kind makes of a table.

    Attributes
    ----------
    amount
        What was spent, in 分 (Int64); money back is negative.
    out
        Rows that are no expense, by reason; what an earlier reason took stays there.
    asked
        Rows that are an expense only if somebody says so, by reason.
    wrong
        Rows that cannot be read.
    values
        Columns that are other than the cells say.
    said
        What is to be known of the file as a whole.
    """

    amount: Any
    out: dict[Reason, np.ndarray] = field(default_factory=dict)
    asked: dict[Reason, np.ndarray] = field(default_factory=dict)
    wrong: list[WrongRows] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class ExportKind:
    """A kind of export.

    Attributes
    ----------
    name
        What users call it, and how the choice is kept.
    fits
        Whether a table has its shape.
    read
        Its own reading.
    lacks
        What has to be said before it can be read, '' when nothing.
    """

    name: KindName
    fits: Callable[[Cells], bool]
    read: Callable[[Cells], RowsFound]
    lacks: Callable[[Cells], str] = lambda cells: ""


def both_sides(cells: Cells) -> Any:
    """Return debit less credit in 分; NA where neither is filled in."""
    debit = cells.values["debit" if cells.has("debit") else "amount"]
    credit = cells.values["credit"]
    both = debit.fillna(0) - credit.fillna(0)
    both[debit.isna() & credit.isna()] = None
    return both


def directed(cells: Cells) -> tuple[Any, list[WrongRows]]:
    """Return the one amount with the sign of its direction; rows whose direction says neither are wrong."""
    debit = cells.where("direction", lambda text: text.casefold() in DEBIT)
    credit = cells.where("direction", lambda text: text.casefold() in CREDIT)
    amount = cells.values["amount"].copy()
    amount[credit] = -amount[credit]
    unknown = ~debit & ~credit & ~np.asarray(amount.isna(), dtype=bool)
    amount[unknown] = None
    wrong = WrongRows(unknown, "借贷方向", "应写借或贷", "补上这一格；正负由它定")
    return amount, [wrong]


def closing(cells: Cells) -> np.ndarray:
    """Return the rows whose summary closes an expense into the year's profit."""
    return cells.where("summary", is_closing)
