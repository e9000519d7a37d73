"""Expense rows from any finance system's export: every row is used or refused with a reason, and the 分 add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from mktkit.errors import Finding, SheetPlace, fault, show
from mktkit.expense.ledger.categories import categorise
from mktkit.expense.ledger.files import read_tables
from mktkit.expense.ledger.identity import already_there, recount
from mktkit.expense.ledger.model import Ledger, Unmapped, as_categories, no_rows, no_rows_aside
from mktkit.expense.ledger.reversals import reversal_findings
from mktkit.expense.ledger.rows import read_rows
from mktkit.expense.ledger.sources import ExportSource
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["read_ledger"]


def read_ledger(
    files: Sequence[tuple[Path, str]], rules: Rules, sources: Mapping[str, ExportSource] | None = None
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
    whole = _joined([part for path, name in files for part in _parts(path, name, rules, sources or {})])
    whole.frame["category"], whole.frame["item"] = categorise(whole.frame, rules)
    by_place = sorted(
        whole.refused, key=lambda one: (one.finding.file, one.finding.sheet, one.finding.row or 0)
    )
    return Ledger(
        whole.frame,
        tuple(by_place),
        whole.counts,
        whole.unmapped,
        (*whole.findings, *reversal_findings(whole.frame)),
        whole.aside,
    )


def _parts(path: Path, name: str, rules: Rules, sources: Mapping[str, ExportSource]) -> Iterator[Ledger]:
    """Yield what is said of a file as a whole, then each of its tables."""
    read = read_tables(path, name, sources)
    asked = tuple(map(_unmapped_fault, read.unmapped))
    yield Ledger(no_rows(), unmapped=read.unmapped, findings=(*read.findings, *asked))
    for table in read.tables:
        part = read_rows(table, rules)
        yield replace(part, findings=(*part.findings, *map(_unmapped_fault, part.unmapped)))


def _unmapped_fault(one: Unmapped) -> Finding:
    place: SheetPlace = {"file": one.file, "sheet": one.sheet}
    if one.unsettled:
        what = f"这些列可能改变正负、单位、税或币种：{'、'.join(map(show, one.unsettled))}"
        mend = "在列名对照里写明它是哪一列，或写明不用；记住后同样的文件不用再对"
        return fault(what, "要先说清它是什么，才能导入", mend, **place)
    if "费用科目" in one.missing:
        seen = "、".join(show(text) for text in one.samples[0][:8])
        what = f"认不出哪些科目是费用，表里有{seen}"
        return fault(what, "要知道哪些科目算费用", "在对照里写上费用科目的编码开头或名称", **place)
    return fault(
        f"认不出哪一列是{'、'.join(one.missing)}",
        "表头里应能找到日期和金额",
        "在列名对照里写明，记住后同样的文件不用再对",
        **place,
    )


def _joined(parts: Sequence[Ledger]) -> Ledger:
    """Join the tables; a row that an earlier one held is refused."""
    import pandas as pd

    frames = [part.frame for part in parts if part.counts]
    refused = [one for part in parts for one in part.refused]
    counts = [one for part in parts for one in part.counts]
    if len(frames) > 1:
        frame, doubled = already_there(as_categories(pd.concat(frames, ignore_index=True)))
        refused, counts = [*refused, *doubled], recount(counts, doubled)
    else:
        frame = frames[0] if frames else no_rows()
    return Ledger(
        frame,
        tuple(refused),
        tuple(counts),
        tuple(one for part in parts for one in part.unmapped),
        tuple(one for part in parts for one in part.findings),
        _joined_aside(parts),
    )


def _joined_aside(parts: Sequence[Ledger]) -> pd.DataFrame:
    import pandas as pd

    frames = [part.aside for part in parts if len(part.aside)]
    return pd.concat(frames, ignore_index=True) if frames else no_rows_aside()
