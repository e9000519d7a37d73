"""What checking claims speaks of: a test, a finding, the result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import narwhals as nw

from mktkit.rules.subjects.claim_checks import SEVERITY_TITLES, CheckName, ClaimCheck, Severity

__all__ = [
    "CheckResult",
    "ClaimFinding",
    "LineCells",
    "Said",
    "Test",
    "day",
    "fen",
    "place_words",
    "rows_of",
    "trimmed",
]


class LineCells:
    """A line of a frame by column; only what is asked for is fetched, for a frame of many columns is dear to turn over."""

    def __init__(self, fetch: Callable[[str], list[Any]], at: int) -> None:
        self._fetch, self._at = fetch, at

    def __getitem__(self, column: str) -> Any:
        return self._fetch(column)[self._at]


def rows_of(frame: Any) -> Iterator[LineCells]:
    """Yield the lines of a frame."""
    fetched: dict[str, list[Any]] = {}

    def fetch(column: str) -> list[Any]:
        if column not in fetched:
            fetched[column] = frame[column].to_list()
        return fetched[column]

    return (LineCells(fetch, at) for at in range(len(frame)))


class Said(NamedTuple):
    """What a check says: of which claim and line (0 for the claim as a whole), what stands there, what is wanted."""

    claim: str
    line: int
    what: str
    want: str


@dataclass(frozen=True)
class ClaimFinding:
    """Something to be mended, or known, about a claim.

    Attributes
    ----------
    claim, line
        Where; line 0 is the claim as a whole.
    check, title, clause, severity, mend
        As the rules have it.
    what, want
        What stands there, and what is wanted.
    """

    claim: str
    line: int
    check: CheckName
    title: str
    clause: str
    severity: Severity
    what: str
    want: str
    mend: str

    @classmethod
    def of(cls, check: CheckName, said: Said, rule: ClaimCheck) -> ClaimFinding:
        """Return what a check says as the rules want it told."""
        return cls(
            said.claim,
            said.line,
            check,
            rule.title,
            rule.clause,
            rule.severity,
            said.what,
            said.want,
            rule.mend,
        )

    @property
    def where(self) -> str:
        """The place in words."""
        return f"第 {self.line} 行" if self.line else "整张报销单"

    def __str__(self) -> str:
        parts = (self.what, self.want, self.mend)
        return f"{self.where}：{'；'.join(part for part in parts if part)}（{self.clause} {self.title}）。"

    def as_row(self) -> dict[str, Any]:
        """Return the finding as one table row with Chinese titles."""
        return {
            "级别": SEVERITY_TITLES[self.severity],
            "位置": self.where,
            "检查": self.title,
            "条款": self.clause,
            "问题": self.what,
            "要求": self.want,
            "怎么改": self.mend,
        }


@dataclass(frozen=True)
class Test:
    """One test: which lines it finds, and what it says of each.

    Attributes
    ----------
    check
        Which check of the rules it carries out.
    mask
        True for the lines it finds; null counts as False.
    words
        What stands there, and what is wanted.
    kinds
        Kinds of line it looks at; empty for all.
    """

    check: CheckName
    mask: nw.Expr
    words: Callable[[LineCells], tuple[str, str]]
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class CheckResult:
    """Claims checked.

    Attributes
    ----------
    lines
        A frame with claim, line, amount, allowed, own (分), by claim and line: allowed + own = amount.
    findings
        By claim and line, the gravest first.
    budgeted
        Whether a budget was known to hold the claims against.
    """

    lines: Any
    findings: tuple[ClaimFinding, ...]
    budgeted: bool = False

    @property
    def stopped(self) -> bool:
        """Whether something must be mended before the claim is handed in."""
        return any(one.severity == "stop" for one in self.findings)

    @property
    def allowed(self) -> int:
        """Sum of the allowed parts in 分."""
        return int(self.lines["allowed"].sum())

    @property
    def own(self) -> int:
        """Sum of the own parts in 分."""
        return int(self.lines["own"].sum())


def fen(amount: Decimal) -> int:
    """Return an amount of the rules in 分, a percentage in ten-thousandths."""
    return int(amount * 100)


def place_words(own: str, claim: str, line: int) -> str:
    """Say where something stands already: in the claim itself, else the number of the other one and nothing of it."""
    return f"本单第 {line} 行" if claim == own else f"报销单 {claim}"


def day(moment: Any) -> str:
    """Return a date as messages print it."""
    return f"{moment:%Y-%m-%d}"


def trimmed(column: str) -> nw.Expr:
    """Return the text of a column without spaces around it."""
    return nw.col(column).str.strip_chars()
