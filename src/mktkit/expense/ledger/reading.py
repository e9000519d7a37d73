"""Expense rows from any finance system's export: every row is used or refused with a reason, and the 分 add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from mktkit.errors import Finding, SheetPlace, fault, show
from mktkit.expense.ledger.categories import categorise
from mktkit.expense.ledger.files import read_tables
from mktkit.expense.ledger.identity import Overlap
from mktkit.expense.ledger.joining import Choices, join_files
from mktkit.expense.ledger.model import Ledger, Unmapped, no_rows
from mktkit.expense.ledger.reversals import reversal_findings
from mktkit.expense.ledger.rows import read_rows
from mktkit.expense.ledger.sources import ExportSource
from mktkit.rules import Rules

__all__ = ["read_chosen", "read_ledger"]


def read_ledger(
    files: Sequence[tuple[Path, str]], rules: Rules, sources: Mapping[str, ExportSource] | None = None
) -> Ledger:
    """Read exports into one ledger; where they overlap in doubt, that is a fault.

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
        ``rows`` = ``used`` + ``refused`` + ``left_out`` + ``asked`` in every file.

    Notes
    -----
    制度 6.1.1, 6.1.2.
    """
    whole, overlaps = read_chosen(files, rules, sources or {}, {})
    return replace(
        whole, findings=(*whole.findings, *(_overlap_fault(one) for one in overlaps if one.in_doubt))
    )


def read_chosen(
    files: Sequence[tuple[Path, str]], rules: Rules, sources: Mapping[str, ExportSource], choices: Choices
) -> tuple[Ledger, tuple[Overlap, ...]]:
    """Read exports as :func:`read_ledger` does, by what was chosen about overlaps; return those left open too."""
    parts = [part for path, name in files for part in _parts(path, name, rules, sources)]
    whole, overlaps = join_files(parts, choices)
    whole.frame["category"], whole.frame["item"] = categorise(whole.frame, rules)
    by_place = sorted(
        whole.refused, key=lambda one: (one.finding.file, one.finding.sheet, one.finding.row or 0)
    )
    findings = (*whole.findings, *reversal_findings(whole.frame))
    return replace(whole, refused=tuple(by_place), findings=findings), overlaps


def _overlap_fault(one: Overlap) -> Finding:
    return fault(
        f"与前面的文件重叠：{one.there} 行像是已经有了，{len(one.changes)} 行单号相同而金额不同",
        "同一笔只能计一次，重叠的要先选怎么办",
        "用「导入」把文件收进台账，导入时会列出重叠的行请您选",
        file=one.file,
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
    if any("期初" in header for header in one.headers) and any("期末" in header for header in one.headers):
        what = "像是科目余额表，只有余额，没有一笔一笔的日期和凭证"
        return fault(what, "应为序时账、凭证或明细账", "在财务系统里导出序时账或明细账", **place)
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
