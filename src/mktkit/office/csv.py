"""Rows as a .csv that Excel and WPS open in Chinese."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

__all__ = ["write_csv"]

#: A spreadsheet may take what begins so for a formula: some of them trim first, some read full-width signs as ASCII.
_FORMULA_LIKE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_NUMBER = re.compile(r"-?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?%?")


def write_csv(rows: Sequence[Mapping[str, object]]) -> bytes:
    """Return rows as a .csv that Excel and WPS open in Chinese; text that looks like a formula stays text.

    Examples
    --------
    >>> write_csv([{"摘要": "=1+1", "金额": "-5.00"}]).decode("utf-8-sig")
    "摘要,金额\\r\\n'=1+1,-5.00\\r\\n"
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    if rows:
        writer.writerow(rows[0])
    writer.writerows([_safe(cell) for cell in row.values()] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> str:
    shown = "" if cell is None or cell != cell else str(cell)
    if isinstance(cell, int | float | Decimal) or _NUMBER.fullmatch(shown):
        return shown.replace(",", "")
    return f"'{shown}" if shown.startswith(_FORMULA_LIKE) else shown
