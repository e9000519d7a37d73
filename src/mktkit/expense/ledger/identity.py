"""What makes a row the same as one of another file: booked once, however often it is exported."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mktkit.errors import fault, show
from mktkit.expense.ledger.model import FileCount, Refusal

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["already_there", "recount"]

#: What two rows of one number must share to be the same.
_SAME = [
    "document_id", "line_id", "spent_on", "amount", "vendor", "summary", "account", "account_name", "invoice_id",
]  # fmt: skip


def already_there(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Refusal]]:
    """Refuse rows that an earlier file already held; rows without a number are never taken for the same.

    Parameters
    ----------
    frame
        Of several files, with the columns of a ledger.

    Returns
    -------
    tuple
        The frame without them, and a refusal each.
    """
    import pandas as pd

    numbered = frame[frame["document_id"].notna() & (frame["document_id"].astype(str) != "")]
    keys = pd.util.hash_pandas_object(numbered[_SAME].astype(str), index=False)
    seen = numbered[["file", "sheet"]].assign(key=keys)
    # Within one file the same line may stand twice and be two; the n-th here is the n-th there.
    seen["nth"] = seen.groupby(["key", "file", "sheet"], observed=True).cumcount()
    again = seen.index[seen.duplicated(["key", "nth"], keep="first")]
    if not len(again):
        return frame, []
    rows = frame.loc[again, ["document_id", "file", "sheet", "row", "amount"]].to_dict("records")
    refused = [_refusal(row) for row in rows]
    return frame.drop(index=again).reset_index(drop=True), refused


def _refusal(row: Mapping[Hashable, Any]) -> Refusal:
    finding = fault(
        f"单号{show(row['document_id'])}这一行在前面的文件里已经有了，内容完全相同",
        "同一笔只计一次",
        "不用改；若真是两笔，请让单号或行号不同",
        file=str(row["file"]),
        sheet=str(row["sheet"]),
        row=int(row["row"]),
    )
    return Refusal(finding, int(row["amount"]))


def recount(counts: Sequence[FileCount], refused: Sequence[Refusal]) -> list[FileCount]:
    """Return the counts with rows that were used taken for refused."""
    made = []
    for count in counts:
        place = count.file, count.sheet
        mine = [one.amount or 0 for one in refused if (one.finding.file, one.finding.sheet) == place]
        made.append(
            replace(
                count,
                used=count.used - len(mine),
                refused=count.refused + len(mine),
                amount_used=count.amount_used - sum(mine),
                amount_refused=count.amount_refused + sum(mine),
            )
        )
    return made
