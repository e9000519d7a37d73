"""What calamine does not say of a sheet, read from its XML: error values, formulas, extent."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["UNCALCULATED", "error_cells", "extent", "formulas", "uncalculated_cells"]

#: How a formula without a result is shown.
UNCALCULATED = "公式还没有算出结果"

# Prefixes are any, quotes are either; no pattern runs past the next tag, so that damaged XML takes no longer.
_CELL = rb"<(?:\w+:)?c\s([^<>]*)>"
_FORMULA = rb"\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*\bt=["']e["'][^<>]*)>(?:%b)?\s*(?:<(?:\w+:)?v[^<>]*>([^<]*))?""" % _FORMULA
)
_UNCALCULATED_CELL = re.compile(
    rb"%b%b\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v[^<>/]*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>" % (_CELL, _FORMULA)
)
_FORMULA_TEXT = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?>([^<]*)<")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")
_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]+)(\d+)["']""")
# Most sheets hold neither, and looking for a fixed beginning costs little.
_FORMULA_MARKS = (re.compile(rb"<f[>\s/]"), re.compile(rb":f[>\s/]"))
_ERROR_MARK = re.compile(rb"""t=["']e["']""")


def uncalculated_cells(content: bytes) -> frozenset[tuple[int, int]]:
    """Find cells with a formula nobody has calculated: they read as blank."""
    found: dict[tuple[int, int], str] = {}
    if any(mark.search(content) for mark in _FORMULA_MARKS):
        for match in _UNCALCULATED_CELL.finditer(content):
            # A formula whose result is an empty text says that it is a text.
            if b't="str"' not in match[1] and b"t='str'" not in match[1]:
                found |= _at(match[1], UNCALCULATED)
    return frozenset(found)


def formulas(content: bytes) -> Iterator[str]:
    """Yield the text of every formula of a sheet."""
    for match in _FORMULA_TEXT.finditer(content):
        yield match[1].decode("utf-8", "replace")


def error_cells(content: bytes) -> dict[tuple[int, int], str]:
    """Find cells whose value is an error: they read as blank."""
    found: dict[tuple[int, int], str] = {}
    if _ERROR_MARK.search(content):
        for match in _ERROR_CELL.finditer(content):
            found |= _at(match[1], (match[2] or b"").decode("utf-8", "replace").strip() or "错误值")
    return found


def _at(attributes: bytes, shown: str) -> dict[tuple[int, int], str]:
    reference = _REFERENCE.search(attributes)
    return {(int(reference[2]) - 1, _column_number(reference[1]) - 1): shown} if reference else {}


#: Each is absent only from sheets of fewer than 30 million cells: 26 columns of 999,999 rows, or 286 columns
#: (A to JZ) of 99,999 rows.
_FAR = (
    re.compile(rb"""r=["'](?:[A-Za-z]{2}|[A-Za-z]\d{7})"""),
    re.compile(rb"""r=["'](?:[A-Za-z]{3}|[K-Zk-z][A-Za-z]|[A-Za-z]{1,2}\d{6})"""),
)


def extent(content: bytes) -> tuple[int, int]:
    """Return how many rows and columns calamine would keep of a sheet; (0, 0) where they are surely few."""
    rows = columns = 0
    # Before the data stand namespaces, which look like references.
    start = max(content.find(b"sheetData"), 0)
    if all(pattern.search(content, start) for pattern in _FAR):
        # A cell that is only formatted does not count.
        for attributes in _FILLED_CELL.findall(content):
            if reference := _REFERENCE.search(attributes):
                rows = max(rows, int(reference[2]))
                columns = max(columns, _column_number(reference[1]))
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
