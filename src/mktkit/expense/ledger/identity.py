"""What makes a row the same as one of an earlier export: booked once, however often it is exported.

A row with a number is known by it, its month, its account and its amount; one without by its day, amount, account and
summary; the n-th of several alike is the n-th there.  The same number with another amount was changed since.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AmendedRow", "Meeting", "Overlap", "OverlapChoice", "meet", "overlap_of"]

#: What is done with a file whose rows meet earlier ones.
OverlapChoice = Literal["只加新的", "以新的为准", "都是新的"]

#: A number of a voucher without what systems write it with: 记 - 0003 and 记3 are one.
_DECORATION = re.compile(r"[\s\-—_－号字第]|(?<!\d)0+(?=\d)")


@dataclass(frozen=True)
class Meeting:
    """Rows of an export that meet earlier ones.

    Attributes
    ----------
    there
        Flags of its rows that are there already.
    changed
        (earlier row, its row) by position: the same number with another amount.
    by_number
        Flags of those that are there by their number; the others only look the same.
    """

    there: np.ndarray
    changed: tuple[tuple[int, int], ...]
    by_number: np.ndarray


@dataclass(frozen=True)
class AmendedRow:
    """The same number with another amount, in 分: where it stands now and where it stood."""

    document_id: str
    row: int
    amount: int
    before: int
    before_file: str
    before_row: int


@dataclass(frozen=True)
class Overlap:
    """How a file meets what is booked, in rows and 分; somebody has to choose what is to be done.

    ``alike`` of the rows that are there have no number and only look the same.
    """

    file: str
    new: int
    there: int
    amount_new: int
    amount_there: int
    changes: tuple[AmendedRow, ...]
    alike: int

    @property
    def in_doubt(self) -> bool:
        """Whether more than equal rows of equal number meet."""
        return bool(self.changes or self.alike)

    @property
    def holds_nothing_new(self) -> bool:
        """Whether every row is booked as it stands."""
        return not self.new and not self.changes


def meet(before: pd.DataFrame, new: pd.DataFrame) -> Meeting:
    """Return which rows of an export are among earlier ones.

    Parameters
    ----------
    before, new
        Frames of a ledger.
    """
    there, by_number = np.zeros(len(new), dtype=bool), np.zeros(len(new), dtype=bool)
    if before.empty or new.empty:
        return Meeting(there, (), by_number)
    old, own = _keys(before), _keys(new)
    account = _in_both("account", old, own) or _in_both("account_name", old, own)
    taken = np.zeros(len(old), dtype=bool)

    def pair(names: list[str], old_rows: np.ndarray, own_rows: np.ndarray) -> list[tuple[int, int]]:
        found = _pairs(old[names][old_rows & ~taken], own[names][own_rows & ~there])
        taken[[one for one, _ in found]] = True
        there[[one for _, one in found]] = True
        return found

    numbered = (old["number"] != "").to_numpy(), (own["number"] != "").to_numpy()
    every = np.ones(len(old), dtype=bool), np.ones(len(own), dtype=bool)
    pair(["number", "month", "amount", *account], *numbered)
    by_number |= there
    alike = ["day", "amount", *account, *_in_both("summary", old, own)]
    pair(alike, every[0], ~numbered[1])
    pair(alike, ~numbered[0], every[1])
    changed = _pairs(
        old[["number", "month", *account]][numbered[0] & ~taken],
        own[["number", "month", *account]][numbered[1] & ~there],
    )
    return Meeting(there, tuple(changed), by_number)


def _keys(frame: pd.DataFrame) -> pd.DataFrame:
    """Return what rows are known by, as plain texts and numbers; a blank is ''."""
    import pandas as pd

    texts = frame[["document_id", "account", "account_name", "summary"]].astype(object)
    texts = texts.where(texts.notna(), "").astype(str)
    numbers, distinct = pd.factorize(texts["document_id"])
    plain = np.array([_DECORATION.sub("", one) for one in distinct], dtype=object)
    days = pd.to_datetime(frame["spent_on"])
    return pd.DataFrame(
        {
            "number": plain[numbers] if len(plain) else numbers,
            "month": (days.dt.year * 12 + days.dt.month).to_numpy(),
            "day": days.to_numpy(),
            "amount": frame["amount"].to_numpy(),
            "account": texts["account"].str.replace(r"[.\s]", "", regex=True).to_numpy(),
            "account_name": texts["account_name"].to_numpy(),
            "summary": texts["summary"].to_numpy(),
        }
    )


def _in_both(name: str, old: pd.DataFrame, own: pd.DataFrame) -> list[str]:
    """Return the column where both exports have it; what only one of them has tells nothing."""
    return [name] if (old[name] != "").any() and (own[name] != "").any() else []


def _pairs(old: pd.DataFrame, own: pd.DataFrame) -> list[tuple[int, int]]:
    """Return the labels of rows alike, each paired once: the n-th of several with the n-th."""
    names = list(own)
    numbered = [
        frame.assign(nth=frame.groupby(names, sort=False).cumcount(), **{label: frame.index})
        for frame, label in ((old, "old"), (own, "own"))
    ]
    both = numbered[0].merge(numbered[1], on=[*names, "nth"])
    return list(zip(both["old"].tolist(), both["own"].tolist(), strict=True))


def overlap_of(before: pd.DataFrame, new: pd.DataFrame, found: Meeting) -> Overlap:
    """Return how a file meets what is booked, for a person to choose by."""
    amounts = new["amount"].to_numpy()
    changed = np.zeros(len(new), dtype=bool)
    changed[[own for _, own in found.changed]] = True
    fresh = ~found.there & ~changed
    return Overlap(
        file=str(new["file"].iloc[0]),
        new=int(fresh.sum()),
        there=int(found.there.sum()),
        amount_new=int(amounts[fresh].sum()),
        amount_there=int(amounts[found.there].sum()),
        changes=tuple(_change(before.iloc[old], new.iloc[own]) for old, own in found.changed),
        alike=int((found.there & ~found.by_number).sum()),
    )


def _change(old: Any, own: Any) -> AmendedRow:
    return AmendedRow(
        str(own["document_id"]),
        int(own["row"]),
        int(own["amount"]),
        int(old["amount"]),
        str(old["file"]),
        int(old["row"]),
    )
