"""SPSS: variables as columns, their labels as headers, value labels as options, user-missing values as no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from mktkit.errors import Finding, fault
from mktkit.registers.sheets import RawCell, RawSheet

__all__ = ["SAV", "read_sav"]

#: The ending of such a file.
SAV = ".sav"


def read_sav(path: Path, name: str) -> tuple[list[RawSheet], list[Finding], dict[int, tuple[str, ...]]]:
    """Read a .sav as a sheet whose header is its variables' labels.

    Parameters
    ----------
    path, name
        The file, and what messages call it.

    Returns
    -------
    list of RawSheet
        One, empty where the file cannot be read.
    list of Finding
        What is wrong with the file.
    dict of int to tuple of str
        Position of a column → its value labels in the order of their values; the cells hold the labels already.
    """
    import pyreadstat

    try:
        frame, meta = pyreadstat.read_sav(path)
    except (pyreadstat.ReadstatError, OSError, ValueError):
        return (
            [],
            [fault("文件打不开，不是完好的 SPSS 文件", "应为 .sav", "重新导出，或导出为 .xlsx", file=name)],
            {},
        )
    header: list[RawCell] = []
    columns: list[list[RawCell]] = []
    orders: dict[int, tuple[str, ...]] = {}
    for at, (variable, label) in enumerate(zip(meta.column_names, meta.column_labels, strict=True)):
        header.append(_header(variable, label or ""))
        words = meta.variable_value_labels.get(variable, {})
        if words:
            orders[at] = tuple(str(words[value]) for value in sorted(words))
        columns.append([_cell(value, words) for value in frame[variable].tolist()])
    rows = [list(row) for row in zip(*columns, strict=True)]
    return [RawSheet(name, "", [header, *rows])], [], orders


def _header(variable: str, label: str) -> str:
    """Return a header with the variable's number before its label, so that a grid's columns stand together."""
    number = re.fullmatch(r"[Qq](\d{1,4})(?:[_.].*)?", variable)
    if not label:
        return variable
    return f"{number[1]}、{label}" if number and not re.match(r"[Qq]?\d+[、.]", label) else label


def _cell(value: object, words: Mapping[float | int, str]) -> RawCell:
    if value is None or value != value:
        return None
    word = words.get(value) if isinstance(value, float | int) else None
    return word if word is not None else value  # type: ignore[return-value]  # a number, a text or a date
