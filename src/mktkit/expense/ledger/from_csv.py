"""A plain .csv as a table of an export: read by pandas' own parser, a million rows in a breath."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import fault
from mktkit.expense.ledger.header import SEARCHED_ROWS, TitledColumns, find_columns
from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.sources import ExportSource
from mktkit.expense.ledger.table import QUOTE, TOO_MANY, ExportTable, Tables
from mktkit.registers.sheets import RawSheet

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MAX_CSV_MB", "plain_csv"]

#: A .csv is read in pieces and may be larger than a workbook.
MAX_CSV_MB = 1024
_MB = 1024 * 1024
#: Columns with a text of its own in nearly every row; the others repeat themselves.
_DISTINCT = {"document_id", "amount", "debit", "credit", "local_amount", "net_amount", "tax", "invoice_id"}


def plain_csv(path: Path, name: str, sources: Mapping[str, ExportSource]) -> Tables | None:
    """Read a plain .csv; None where anything is unusual, for the careful reader to explain.

    Parameters
    ----------
    path, name
        The file, and what messages call it.
    sources
        Remembered sources by signature.
    """
    size = path.stat().st_size
    if size > MAX_CSV_MB * _MB:
        what = f"文件有 {size // _MB} MB，太大"
        return Tables(
            findings=(fault(what, f"一个 .csv 最多 {MAX_CSV_MB} MB", "按月份导出几个文件", file=name),)
        )
    encoding = _encoding(path)
    if encoding is None or size == 0:
        return None
    with path.open(encoding=encoding, newline="") as file:
        lines = [line for line, _ in zip(file, range(SEARCHED_ROWS + 5), strict=False)]
    # A quoted line break would make lines and rows two things.
    if any(line.count('"') % 2 for line in lines):
        return None
    delimiter = _delimiter(lines)
    rows = list(csv.reader(lines, delimiter=delimiter))
    found = find_columns(rows, sources)
    if isinstance(found, Unmapped):
        return Tables(unmapped=(replace(found, file=name),))
    if len(rows) <= found.header.row + 1 or found.parts is not None:
        return None
    cells = _parsed(path, encoding, delimiter, found)
    if cells is None:
        return None
    return Tables((_table(name, cells, found),), (), tuple(found.header.findings(RawSheet(name, "", []))))


def _parsed(path: Path, encoding: str, delimiter: str, titled: TitledColumns) -> pd.DataFrame | None:
    """Return the cells below the header by position, one column more than it has; None where pandas cannot tell."""
    import pandas as pd

    try:
        return pd.read_csv(
            path,
            encoding=encoding,
            sep=delimiter,
            header=None,
            skiprows=titled.header.row + 1,
            names=list(range(len(titled.texts) + 1)),
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


def _table(name: str, cells: pd.DataFrame, titled: TitledColumns) -> ExportTable:
    width, positions = len(titled.texts), titled.header.positions
    extra = cells[width]
    bad = dict.fromkeys(np.flatnonzero(extra.notna() & (extra != "")).tolist(), (TOO_MANY, QUOTE))
    distinct = {position for field, position in positions.items() if field in _DISTINCT}
    for position in range(width):
        if position not in distinct:
            cells[position] = cells[position].astype("category")
    columns = {field: cells[position] for field, position in positions.items()}
    others = tuple(cells[position] for position in range(width) if position not in positions.values())
    first, texts = titled.header.row + 2, titled.texts
    return ExportTable(name, "", first, columns, others, bad, titled.source, texts, titled.above)


def _delimiter(lines: Sequence[str]) -> str:
    """Return what parts the cells: the mark that most lines have; a decimal comma does not stand in the header."""
    counts = {mark: [line.count(mark) for line in lines] for mark in ",\t;"}
    return max(counts, key=lambda mark: (sum(map(bool, counts[mark])), sum(counts[mark])))


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
