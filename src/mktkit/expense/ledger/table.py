"""An export as it lies on disk: its header, and its columns as raw cells; a large .csv is read by pandas' own parser."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mktkit.errors import Finding, FindingsError, fault, notice
from mktkit.expense.ledger.sources import FINANCE, Source, source_for
from mktkit.registers.files import RawSheet, read_sheets
from mktkit.registers.headers import Header, find_header
from mktkit.registers.reading import PAGE_SHEETS

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MAX_CSV_MB", "Block", "Unmapped", "headers_of", "read_blocks"]

#: A .csv is read in pieces and may be larger than a workbook.
MAX_CSV_MB = 1024
_MB = 1024 * 1024
_SEARCHED = 30
#: Columns with a text of its own in nearly every row; the others repeat themselves.
_DISTINCT = {"document_id", "amount", "credit", "net_amount", "tax", "invoice_id"}


@dataclass(frozen=True)
class Block:
    """One table of a file.

    Attributes
    ----------
    file, sheet
        As messages call it.
    first_row
        Row of its first data row as the spreadsheet shows it.
    columns
        Ledger column → raw cells, one a row: categories or text of a .csv, objects of a workbook.
    others
        The columns that are not used, for telling totals and blank rows.
    bad
        Position → why the row cannot be used whatever stands in it.
    source
        Who remembered how it is read, None for the usual headers.
    headers
        The header row as it stands.
    """

    file: str
    sheet: str
    first_row: int
    columns: dict[str, pd.Series[Any]]
    others: tuple[pd.Series[Any], ...]
    bad: dict[int, tuple[str, str]]
    source: Source | None
    headers: tuple[str, ...]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))


@dataclass(frozen=True)
class Unmapped:
    """A file whose headers do not say which column is the date or the amount: somebody has to."""

    file: str
    sheet: str
    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    missing: tuple[str, ...]


def read_blocks(
    path: Path, name: str, sources: Mapping[str, Source]
) -> tuple[list[Block], list[Unmapped], list[Finding]]:
    """Read the tables of a file.

    Parameters
    ----------
    path, name
        The file, and what messages call it.
    sources
        Remembered sources by signature.

    Returns
    -------
    tuple
        Tables, tables whose headers need mapping, and what is wrong with the file itself.
    """
    if path.suffix.lower() == ".csv":
        fast = _fast_csv(path, name, sources)
        if fast is not None:
            return fast
    sheets, findings = read_sheets(path, name)
    blocks: list[Block] = []
    unmapped: list[Unmapped] = []
    for sheet in sheets:
        if sheet.name in PAGE_SHEETS or not any(cell not in ("", None) for row in sheet.rows for cell in row):
            continue
        found = _header(sheet.rows, sources)
        if isinstance(found, Unmapped):
            unmapped.append(Unmapped(name, sheet.name, found.headers, found.samples, found.missing))
        else:
            header, source, headers = found
            findings += header.findings(sheet)
            blocks.append(_from_sheet(sheet, header, source, headers))
    if blocks:
        # Beside a ledger, notes and pivot tables are no ledger; one that half is was meant.
        findings += [
            notice(
                f"工作表「{one.sheet}」没有日期和金额，没有读取",
                "",
                "若应读取，请补齐表头",
                file=name,
                sheet=one.sheet,
            )
            for one in unmapped
            if len(one.missing) == 2
        ]
        unmapped = [one for one in unmapped if len(one.missing) < 2]
    elif sheets and not unmapped:
        findings.append(fault("文件里没有内容", "应有表头和数据", "换成正确的文件", file=name))
    return blocks, unmapped, findings


def headers_of(path: Path, name: str) -> tuple[str, ...]:
    """Return the header row of a file's first table, for the mapping form.

    Raises
    ------
    FindingsError
        The file cannot be read.
    """
    blocks, unmapped, findings = read_blocks(path, name, {})
    if blocks:
        return blocks[0].headers
    if unmapped:
        return unmapped[0].headers
    raise FindingsError([one for one in findings if one.level == "fault"], "文件读不出来")


# -- the header ----------------------------------------------------------------------------------------


def _complete(header: Header | None) -> bool:
    return (
        header is not None and not header.missing and {"amount", "credit"} & header.positions.keys() != set()
    )


def _header(
    rows: Sequence[Sequence[Any]], sources: Mapping[str, Source]
) -> tuple[Header, Source | None, tuple[str, ...]] | Unmapped:
    top = [list(row) for row in rows[:_SEARCHED]]
    source = source_for(sources, top)
    mapping = source.header_mapping() if source else {}
    if source and source.ignored:
        top = [["" if str(cell).strip() in source.ignored else cell for cell in row] for row in top]
    header = find_header(top, FINANCE, mapping)
    if header is not None and _complete(header):
        return header, source, _texts(rows[header.row])
    for index, (upper, lower) in enumerate(pairwise(top)):
        # A header of two rows: what is split below stands once above.
        width = max(len(upper), len(lower))
        wide = [[*row, *[""] * (width - len(row))] for row in (upper, lower)]
        both = [below if str(below).strip() else above for above, below in zip(*wide, strict=True)]
        joined = find_header([both], FINANCE, mapping)
        if joined is not None and _complete(joined):
            header = Header(index + 1, joined.positions, joined.unknown, joined.doubled, joined.missing)
            return header, source, _texts(both)
    at = header.row if header is not None else _likely_header(top)
    headers = _texts(rows[at]) if rows else ()
    missing = ["日期"] if header is None or "spent_on" not in header.positions else []
    missing += ["金额"] if header is None or not {"amount", "credit"} & header.positions.keys() else []
    samples = tuple(_texts(row) for row in rows[at + 1 : at + 4])
    return Unmapped("", "", headers, samples, tuple(missing))


def _likely_header(rows: Sequence[Sequence[Any]]) -> int:
    """Return the first row that fills most columns with text."""
    filled = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in rows]
    return filled.index(max(filled)) if filled else 0


def _texts(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple("" if cell is None else str(cell).strip() for cell in row)


# -- workbooks, and any .csv with a difficulty ---------------------------------------------------------


def _from_sheet(sheet: RawSheet, header: Header, source: Source | None, headers: tuple[str, ...]) -> Block:
    import pandas as pd

    first = header.row + 1
    width = max(len(headers), max(header.positions.values()) + 1)
    broken = {row for row, _ in sheet.broken}
    last = max([len(sheet.rows), *(row + 1 for row in broken)])
    rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows[first:]]
    rows += [[""] * width for _ in range(last - first - len(rows))]
    used = set(header.positions.values())
    bad: dict[int, tuple[str, str]] = {}
    for (row, position), shown in sheet.broken.items():
        if row >= first and position in used:
            bad[row - first] = (f"有一格是 {shown}，没有值", "改好公式并保存，或直接填值")
    for (top, left), (bottom, right) in sheet.merged:
        if bottom > top and any(left <= position <= right for position in used):
            for at in range(max(top, first), bottom + 1):
                bad[at - first] = ("数据区里有合并单元格", "取消合并，并把值填进每一行")
    for at, cells in enumerate(rows):
        if any(str(cell).strip() for cell in cells[width:]):
            bad[at] = (_TOO_MANY, _QUOTE)
    columns = {
        name: pd.Series([row[position] for row in rows], dtype=object)
        for name, position in header.positions.items()
    }
    others = tuple(
        pd.Series([row[position] for row in rows], dtype=object)
        for position in range(len(headers))
        if position not in used
    )
    return Block(sheet.file, sheet.name, first + 1, columns, others, bad, source, headers)


_TOO_MANY = "这一行比表头多出格子"
_QUOTE = "若是金额里的逗号，把金额用英文双引号括起来，或导出时不要千分位"


# -- a large .csv --------------------------------------------------------------------------------------


def _fast_csv(
    path: Path, name: str, sources: Mapping[str, Source]
) -> tuple[list[Block], list[Unmapped], list[Finding]] | None:
    """Read a plain .csv with pandas' parser; None where anything is unusual, for the careful reader to explain."""
    import pandas as pd

    size = path.stat().st_size
    if size > MAX_CSV_MB * _MB:
        told = fault(
            f"文件有 {size // _MB} MB，太大",
            f"一个 .csv 最多 {MAX_CSV_MB} MB",
            "按月份导出几个文件",
            file=name,
        )
        return [], [], [told]
    encoding = _encoding(path)
    if encoding is None or size == 0:
        return None
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line, _ in zip(file, range(_SEARCHED + 5), strict=False)]
    # A quoted line break would make lines and rows two things.
    if any(line.count('"') % 2 for line in lines):
        return None
    marked = next((line for line in lines if "," in line or "\t" in line), "")
    delimiter = "\t" if marked.count("\t") > marked.count(",") else ","
    rows = list(csv.reader(lines, delimiter=delimiter))
    found = _header(rows, sources)
    if isinstance(found, Unmapped):
        return [], [Unmapped(name, "", found.headers, found.samples, found.missing)], []
    header, source, headers = found
    if len(rows) <= header.row + 1:
        return None
    try:
        read = pd.read_csv(
            path,
            encoding=encoding,
            sep=delimiter,
            header=None,
            skiprows=header.row + 1,
            names=list(range(len(headers) + 1)),
            index_col=False,
            # Never "category": pandas would make numbers of codes, and lose their leading zeros.
            dtype=str,
            na_filter=False,
            skip_blank_lines=False,
            low_memory=True,
            on_bad_lines="error",
        )
    except (ValueError, pd.errors.ParserError):
        return None
    extra = read[len(headers)]
    bad = dict.fromkeys(np.flatnonzero(extra.notna() & (extra != "")).tolist(), (_TOO_MANY, _QUOTE))
    distinct = {position for field, position in header.positions.items() if field in _DISTINCT}
    for position in range(len(headers)):
        if position not in distinct:
            read[position] = read[position].astype("category")
    used = header.positions.values()
    columns = {field: read[position] for field, position in header.positions.items()}
    others = tuple(read[position] for position in range(len(headers)) if position not in used)
    sheet = RawSheet(name, "", [])
    block = Block(name, "", header.row + 2, columns, others, bad, source, headers)
    return [block], [], header.findings(sheet)


def _encoding(path: Path) -> str | None:
    """Return what the file is written in, None where it is neither UTF-8 nor GB 18030, or damaged."""
    for encoding in ("utf-8-sig", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as file:
                while piece := file.read(4 * _MB):
                    if b"\0" in piece:
                        return None
                    decoder.decode(piece)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    return None
