"""Several exports made one ledger: no row twice, and what of an overlap is to be kept as it was chosen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from mktkit.expense.ledger.identity import Meeting, Overlap, OverlapChoice, meet, overlap_of
from mktkit.expense.ledger.model import ASIDE, FileCount, Ledger, as_categories, no_rows, no_rows_aside
from mktkit.expense.ledger.reasons import Reason

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["AS_BEFORE", "Choices", "join_files"]

#: How files are joined that were booked before overlaps were asked about: what has the same number counts once.
AS_BEFORE: Literal[""] = ""
#: File → what was chosen.
Choices = Mapping[str, OverlapChoice | Literal[""]]


def join_files(parts: Sequence[Ledger], choices: Choices) -> tuple[Ledger, tuple[Overlap, ...]]:
    """Join tables in the order they came; return the ledger, and the overlaps nobody chose about.

    Parameters
    ----------
    parts
        A table each, those of one file together.
    choices
        By file.
    """
    import pandas as pd

    frame, aside, open_overlaps = no_rows(), [part.aside for part in parts], list[Overlap]()
    moved: list[pd.DataFrame] = []
    frames = [part.frame for part in parts if len(part.frame)]
    for own in frames:
        if frame.empty:
            frame = own
            continue
        name = str(own["file"].iloc[0])
        near = np.flatnonzero(_months(frame).isin(_months(own).unique()))
        before = frame.iloc[near].reset_index(drop=True)
        own = own.reset_index(drop=True)
        found = meet(before, own)
        same_file = np.asarray(before["file"].astype(object) == name, dtype=bool)
        if same_file.all() and len(same_file):
            drop, old = found.by_number, list[int]()
        else:
            drop, old = _dropped(found, choices.get(name))
            if name not in choices and (found.changed or found.there.any()):
                open_overlaps.append(overlap_of(before, own, found))
        moved += [_moved(own[drop], Reason.BOOKED), _moved(frame.iloc[near[old]], Reason.REPLACED)]
        kept = frame.drop(index=frame.index[near[old]]) if old else frame
        frame = pd.concat([kept, own[~drop]], ignore_index=True)
    counts = [one for part in parts for one in part.counts]
    beside = [one for one in (*aside, *moved) if len(one)]
    whole = Ledger(
        as_categories(frame),
        tuple(one for part in parts for one in part.refused),
        tuple(_recounted(counts, moved)),
        tuple(one for part in parts for one in part.unmapped),
        tuple(one for part in parts for one in part.findings),
        pd.concat(beside, ignore_index=True) if beside else no_rows_aside(),
    )
    return whole, tuple(open_overlaps)


def _months(frame: pd.DataFrame) -> pd.Series[int]:
    import pandas as pd

    days = pd.to_datetime(frame["spent_on"])
    return days.dt.year * 12 + days.dt.month


def _dropped(found: Meeting, choice: str | None) -> tuple[np.ndarray, list[int]]:
    """Return which rows of a file are not booked, and which earlier ones give way to it."""
    changed = np.zeros(len(found.there), dtype=bool)
    changed[[own for _, own in found.changed]] = True
    if choice == "只加新的":
        return found.there | changed, []
    if choice == "以新的为准":
        return found.there, [old for old, _ in found.changed]
    if choice == "都是新的":
        return changed & False, []
    return found.by_number, []


def _moved(rows: pd.DataFrame, reason: Reason) -> pd.DataFrame:
    """Return used rows as rows that do not count."""
    made = rows.assign(reason=reason.value, asked=False, source="")
    return made[list(ASIDE)].astype({"file": object, "sheet": object, "amount": "Int64"})


def _recounted(counts: Sequence[FileCount], moved: Sequence[pd.DataFrame]) -> list[FileCount]:
    """Return the counts with the rows that do not count any more taken for left out."""
    rows, sums = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for frame in moved:
        for file, sheet, amount in zip(frame["file"], frame["sheet"], frame["amount"], strict=True):
            rows[file, sheet] += 1
            sums[file, sheet] += int(amount)
    return [
        replace(
            one,
            used=one.used - rows[one.file, one.sheet],
            left_out=one.left_out + rows[one.file, one.sheet],
            amount_used=one.amount_used - sums[one.file, one.sheet],
            amount_left_out=one.amount_left_out + sums[one.file, one.sheet],
        )
        for one in counts
    ]
