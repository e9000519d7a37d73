"""Columns of an export, read all at once: each distinct cell of a repeating column once, plain amounts by the million."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from mktkit.fields.kind import Kind
from mktkit.fields.text import CODE
from mktkit.registers.totals import is_total

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Read",
    "blank_cells",
    "coded",
    "convert",
    "is_missing",
    "passing",
    "read_amounts",
    "read_codes",
    "says_total",
]

_TOTAL_WORD = re.compile("[计额Tt]")


def coded(codes: Any, categories: Sequence[Any]) -> Any:
    """Return a categorical series; -1 is blank."""
    import pandas as pd

    return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(categories, dtype=object)))


def is_missing(value: Any) -> bool:
    """Return whether a cell of the frame is blank: None, NaN or NA."""
    import pandas as pd

    return bool(pd.isna(value))


def passing(column: Any, test: Callable[[str], bool]) -> np.ndarray:
    """Return for every row whether its text passes; each distinct text is looked at once, a blank never passes."""
    texts = column if column.dtype == "category" else column.astype("category")
    passed = np.fromiter((test(str(one)) for one in texts.cat.categories), bool, len(texts.cat.categories))
    # A blank has the code -1, and takes the last place.
    found: np.ndarray = np.append(passed, False)[texts.cat.codes]
    return found


@dataclass
class Read:
    """A column read: values, positions that could not be read, and how many cells were converted."""

    values: Any
    faults: dict[int, tuple[str, str]]
    converted: dict[int, str]


def blank_cells(cells: pd.Series[Any]) -> np.ndarray:
    """Return which cells are blank."""
    if cells.dtype == "category":
        flags = np.fromiter((not str(one).strip() for one in cells.cat.categories), bool)
        found: np.ndarray = np.append(flags, True)[cells.cat.codes]
        return found
    if cells.dtype != object:
        return ~np.fromiter(map(bool, map(str.strip, _objects(cells))), bool, len(cells))
    return np.fromiter(
        (one is None or (type(one) is str and not one.strip()) for one in cells), bool, len(cells)
    )


def _objects(cells: pd.Series[Any]) -> Any:
    """Return the Python strings of a text column, which are faster to walk than the column."""
    return cells.to_numpy(dtype=object)


def convert(kind: Kind, cells: pd.Series[Any]) -> Read:
    """Read a column; each distinct cell of a categorical one once."""
    import pandas as pd

    if cells.dtype != "category":
        read = kind.convert(cells.tolist())
        return Read(pd.Series(read.values, dtype=object), read.faults, read.converted)
    read = kind.convert(cells.cat.categories.tolist())
    codes = cells.cat.codes.to_numpy()
    faults: dict[int, tuple[str, str]] = {}
    converted: dict[int, str] = {}
    for code, why in read.faults.items():
        faults |= dict.fromkeys(np.flatnonzero(codes == code).tolist(), why)
    for code, said in read.converted.items():
        first = int(np.argmax(codes == code))
        converted[first] = said
    # Two ways to write one value are one category.
    distinct = [one for one in dict.fromkeys(read.values) if one is not None]
    places = {one: at for at, one in enumerate(distinct)}
    back = np.array([places.get(one, -1) for one in read.values] + [-1], dtype=np.int32)
    return Read(coded(back[codes], distinct), faults, converted)


#: Lines of a column that is nothing but plain amounts.
_UNPLAIN = re.compile(r"[^0-9.\-\n]")
#: What keeps a column of codes from being taken as it is.
_UNTIDY = re.compile(r"[^\x21-\x7e\n]|^\d(?:\.\d+)?[Ee]\+\d{2}$", re.MULTILINE)


def read_amounts(kind: Kind, cells: pd.Series[Any], *, usual: bool = True) -> Read:
    """Read amounts: plain ones all at once, the rest cell by cell; where the way is not `usual` all of them so."""
    import pandas as pd

    if not usual or cells.dtype == "category" or cells.dtype == object:
        read = convert(kind, cells)
        values = read.values.astype(object)
        return Read(
            pd.array(values.where(values.notna(), None).tolist(), dtype="Int64"), read.faults, read.converted
        )
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    with np.errstate(invalid="ignore"):
        fen = np.round(numbers * 100)
        # The double nearest to n/100 is the cell's only when the cell has at most two decimals.
        fine = (fen / 100 == numbers) & (np.abs(numbers) <= 1e12)
    if _UNPLAIN.search("\n".join(_objects(cells))):
        fine &= ~cells.str.contains(r"[^0-9.\-]", regex=True).to_numpy(dtype=bool)
    values = pd.array(np.where(fine, fen, 0).astype("int64"), dtype="Int64")
    rest = np.flatnonzero(~fine)
    values[rest] = pd.NA
    read_rest = kind.convert(cells.iloc[rest].tolist())
    known = [at for at, one in enumerate(read_rest.values) if one is not None]
    values[rest[known]] = [read_rest.values[at] for at in known]
    return Read(
        values,
        {int(rest[at]): why for at, why in read_rest.faults.items()},
        {int(rest[at]): said for at, said in read_rest.converted.items()},
    )


def read_codes(cells: pd.Series[Any]) -> Read:
    """Read document numbers; a column of plain ones is taken as it is."""
    if cells.dtype in ("category", object) or _UNTIDY.search("\n".join(_objects(cells))):
        read = convert(CODE, cells)
        return Read(read.values, read.faults, read.converted)
    blank = (cells == "").to_numpy(dtype=bool)
    return Read(cells.where(~blank, None) if blank.any() else cells, {}, {})


def says_total(cells: pd.Series[Any]) -> np.ndarray:
    """Return which cells call their row a total."""
    if cells.dtype == "category":
        flags = np.fromiter((_is_total(one) for one in cells.cat.categories), bool)
        found: np.ndarray = np.append(flags, False)[cells.cat.codes]
        return found
    texts = _objects(cells)
    # Numbers of documents and amounts: a million, and hardly ever a word among them.
    if cells.dtype != object and not _TOTAL_WORD.search("\n".join(texts)):
        return np.zeros(len(cells), dtype=bool)
    return np.fromiter(map(_is_total, texts), bool, len(cells))


def _is_total(cell: Any) -> bool:
    return isinstance(cell, str) and is_total(cell, labelled=True)
