"""Expense rows from any finance system's export: every row is used or refused with a reason, and the 分 add up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mktkit.errors import Finding, fault, notice, show
from mktkit.expense.ledger.categories import categorise
from mktkit.expense.ledger.rows import COLUMNS, FileCount, Refusal, as_categories, read_block
from mktkit.expense.ledger.sources import Source
from mktkit.expense.ledger.table import Unmapped, read_blocks
from mktkit.expense.model import UNCATEGORISED
from mktkit.money import yuan
from mktkit.registers.expenses import unfit_reversals
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["COLUMNS", "FileCount", "Ledger", "Refusal", "read_ledger"]


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
    unmapped
        Files whose columns somebody has to name first; nothing of them was read.
    findings
        Faults of whole files, and notices.
    """

    frame: pd.DataFrame
    refused: tuple[Refusal, ...]
    counts: tuple[FileCount, ...]
    unmapped: tuple[Unmapped, ...]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """Files that could not be read at all."""
        return tuple(one for one in self.findings if one.level == "fault")

    def uncategorised(self) -> pd.DataFrame:
        """Return the rows that no category rule matched."""
        return self.frame[self.frame["category"] == UNCATEGORISED]


def read_ledger(
    files: Sequence[tuple[Path, str]], rules: Rules, sources: Mapping[str, Source] | None = None
) -> Ledger:
    """Read exports into one ledger.

    Parameters
    ----------
    files
        Files and the names that messages call them.
    rules
        In force; they hold the categories and what belongs to them.
    sources
        Remembered sources by the signature of their headers.

    Returns
    -------
    Ledger
        ``rows`` = ``used`` + ``refused`` in every file.

    Notes
    -----
    制度 6.1.1, 6.1.2.
    """
    import pandas as pd

    frames: list[pd.DataFrame] = []
    refused: list[Refusal] = []
    counts: list[FileCount] = []
    unmapped: list[Unmapped] = []
    findings: list[Finding] = []
    for path, name in files:
        blocks, strange, found = read_blocks(path, name, sources or {})
        unmapped += strange
        findings += found
        findings += [
            fault(
                f"认不出哪一列是{'、'.join(one.missing)}",
                "表头里应能找到日期和金额",
                "在列名对照里写明，记住后同样的文件不用再对",
                file=one.file,
                sheet=one.sheet,
            )
            for one in strange
        ]
        for block in blocks:
            frame, said, count, told = read_block(block, rules)
            frames.append(frame)
            refused += said
            counts.append(count)
            findings += told
    whole = pd.concat(frames, ignore_index=True) if len(frames) > 1 else (frames or [_empty()])[0]
    if len(frames) > 1:
        whole = as_categories(whole)
        whole, doubled = _already_there(whole)
        refused += doubled
        counts = _recount(counts, doubled)
    whole["category"], whole["item"] = categorise(whole, rules)
    findings += _reversals(whole)
    order = {id(one): at for at, one in enumerate(refused)}
    refused.sort(key=lambda one: (one.finding.file, one.finding.sheet, one.finding.row or 0, order[id(one)]))
    return Ledger(whole, tuple(refused), tuple(counts), tuple(unmapped), tuple(findings))


def _empty() -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame({name: pd.Series(dtype=object) for name in COLUMNS})
    for name in ("amount", "row"):
        frame[name] = frame[name].astype("int64")
    return as_categories(frame)


# -- across files --------------------------------------------------------------------------------------

_SAME = [
    "document_id",
    "line_id",
    "spent_on",
    "amount",
    "vendor",
    "summary",
    "account",
    "account_name",
    "invoice_id",
]


def _already_there(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Refusal]]:
    """Refuse rows that an earlier file already held; rows without a number are never taken for the same."""
    import pandas as pd

    numbered = frame[frame["document_id"].notna() & (frame["document_id"].astype(str) != "")]
    keys = pd.util.hash_pandas_object(numbered[_SAME].astype(str), index=False)
    seen = pd.DataFrame(
        {"key": keys, "file": numbered["file"].astype(str) + "「" + numbered["sheet"].astype(str)}
    )
    # Within one file the same line may stand twice and be two; the n-th here is the n-th there.
    seen["nth"] = seen.groupby(["key", "file"], observed=True).cumcount()
    again = seen.duplicated(["key", "nth"], keep="first")
    doubled = seen.index[again]
    if not len(doubled):
        return frame, []
    refused = []
    for at in doubled:
        row: Any = frame.loc[at]
        refused.append(
            Refusal(
                fault(
                    f"单号{show(row['document_id'])}这一行在前面的文件里已经有了，内容完全相同",
                    "同一笔只计一次",
                    "不用改；若真是两笔，请让单号或行号不同",
                    file=str(row["file"]),
                    sheet=str(row["sheet"]),
                    row=int(row["row"]),
                ),
                int(row["amount"]),
            )
        )
    return frame.drop(index=doubled).reset_index(drop=True), refused


def _recount(counts: Sequence[FileCount], doubled: Sequence[Refusal]) -> list[FileCount]:
    made = []
    for count in counts:
        mine = [
            one.amount or 0
            for one in doubled
            if count.file
            == (one.finding.file if not one.finding.sheet else f"{one.finding.file}「{one.finding.sheet}」")
        ]
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


def _reversals(frame: pd.DataFrame) -> list[Finding]:
    """Say which red-letter rows have no original here, or take back more than it was."""
    tied = frame["reverses"].notna()
    if not tied.any():
        return []
    names = set(frame.loc[tied, "reverses"].astype(str))
    meant = (
        tied
        | frame["document_id"].astype(object).isin(names)
        | frame["invoice_id"].astype(object).isin(names)
    )
    texts = frame.loc[meant, ["document_id", "invoice_id", "amount", "reverses"]].astype(object)
    columns = texts.where(texts.notna(), None).to_dict("list")
    places = frame.loc[meant, ["file", "sheet", "row"]].to_numpy(dtype=object).tolist()
    found = []
    for position, why, left in unfit_reversals(*columns.values()):
        original, amount = columns["reverses"][position], columns["amount"][position]
        what, mend = {
            "positive": (f"冲红原单号是{show(original)}，金额却是正数", "冲红的行金额应为负数，请核对"),
            "unknown": (f"冲红的原单{show(original)}不在导入的台账里", "原单可能在更早的月份"),
            "above": (
                f"冲红 {yuan(-amount)}，超过原单{show(original)}余下的 {yuan(left)}",
                "核对原单号和金额",
            ),
        }[why]
        file, sheet, row = places[position]
        found.append(notice(what, "", mend, file=file, sheet=sheet, row=int(row), column="冲红原单号"))
    return found
