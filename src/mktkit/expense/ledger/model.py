"""What a ledger is: the rows that are used, those that are refused, and what became of each file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mktkit.errors import Finding
from mktkit.expense.model import UNCATEGORISED

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "ASIDE",
    "COLUMNS",
    "TEXTS",
    "FileCount",
    "Ledger",
    "Refusal",
    "Unmapped",
    "as_categories",
    "no_rows",
    "no_rows_aside",
]

#: Columns of the ledger's frame: amounts in 分 (int64), ``spent_on`` a date, all else text or categories.
COLUMNS = (
    "file", "sheet", "row", "document_id", "line_id", "spent_on", "month", "department", "employee_id", "category",
    "item", "amount", "net_amount", "tax", "currency", "rate", "vendor", "summary", "account", "account_name",
    "invoice_id", "claim_id", "reverses",
)  # fmt: skip
#: Those that are text.
TEXTS = (
    "document_id", "line_id", "department", "employee_id", "category", "item", "currency", "rate", "vendor",
    "summary", "account", "account_name", "invoice_id", "claim_id", "reverses",
)  # fmt: skip
#: Texts of which nearly every row has its own.
_DISTINCT = ("document_id", "invoice_id")


#: Columns of rows that are no expense, or wait for an answer: ``reason`` one of the reasons, ``amount`` in 分, NA
#: where it could not be read, ``asked`` whether somebody has to decide.
ASIDE = ("file", "sheet", "row", "reason", "amount", "asked", "source", "spent_on", "document_id", "summary")


@dataclass(frozen=True)
class Refusal:
    """A row that is not used: where it stands, what is wrong, its amount in 分 where that could be read."""

    finding: Finding
    amount: int | None


@dataclass(frozen=True)
class FileCount:
    """What became of a file: ``rows`` = ``used`` + ``refused`` + ``left_out`` + ``asked``.

    Blank rows and rows that repeat others as a total stand beside them.
    """

    file: str
    sheet: str
    source: str
    rows: int
    used: int
    refused: int
    blank: int
    totals: int
    amount_used: int
    amount_refused: int
    #: Refused rows whose amount could not be read at all.
    unread: int
    #: What it was read as, and rows and 分 that are no expense, and that somebody has to decide about.
    kind: str = ""
    left_out: int = 0
    asked: int = 0
    amount_left_out: int = 0
    amount_asked: int = 0

    @property
    def title(self) -> str:
        """The file, with its sheet where it has several to name."""
        return f"{self.file}「{self.sheet}」" if self.sheet else self.file


@dataclass(frozen=True)
class Unmapped:
    """A file whose headers leave something open: somebody has to say it once.

    Attributes
    ----------
    missing
        What no header names: 日期, 金额, or 费用科目 where none of the accounts is known as one of expense.
    unsettled
        Headers that could turn a sign, a unit, a tax or a currency, and mean nothing here yet.
    """

    file: str
    sheet: str
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]
    unsettled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ledger:
    """What was read.

    Attributes
    ----------
    frame
        One row a used row, with :data:`COLUMNS`.
    refused
        Every row that is not used.
    counts
        By file.
    aside
        Every row that is no expense or waits for an answer, with :data:`ASIDE`.
    unmapped
        Files whose columns somebody has to name first; nothing of them was read.
    findings
        Faults of whole files, and notices.
    """

    frame: pd.DataFrame
    refused: tuple[Refusal, ...] = ()
    counts: tuple[FileCount, ...] = ()
    unmapped: tuple[Unmapped, ...] = ()
    findings: tuple[Finding, ...] = ()
    aside: pd.DataFrame = field(default_factory=lambda: no_rows_aside())

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Files that could not be read at all."""
        return tuple(one for one in self.findings if one.level == "fault")

    def uncategorised(self) -> pd.DataFrame:
        """Return the rows that no category rule matched."""
        return self.frame[self.frame["category"] == UNCATEGORISED]


def as_categories(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn the texts that repeat themselves into categories; the frame itself is changed."""
    for name in ("file", "sheet", "month", *TEXTS):
        if frame[name].dtype != "category" and name not in _DISTINCT:
            frame[name] = frame[name].astype("category")
    return frame


def no_rows_aside() -> pd.DataFrame:
    """Return the frame of rows aside, without any."""
    import pandas as pd

    return pd.DataFrame({name: pd.Series(dtype=object) for name in ASIDE}).astype(
        {"row": "int64", "amount": "Int64", "asked": bool}
    )


def no_rows() -> pd.DataFrame:
    """Return a ledger's frame without any row."""
    import pandas as pd

    frame = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    return as_categories(frame.astype({"amount": "int64", "row": "int64"}))
