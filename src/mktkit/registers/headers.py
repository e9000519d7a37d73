"""Finding the header row under title rows, and saying which columns are missing or unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mktkit.errors import Finding, fault, nearest, notice, show
from mktkit.registers.files import RawSheet
from mktkit.registers.model import Column, Register

__all__ = ["Header", "find_header", "fold", "missing_columns"]

#: How far down the header row may stand.
_SEARCHED_ROWS = 30


def fold(text: object) -> str:
    """Return a header without what people decorate it with: width, spaces, line breaks, stars, trailing units.

    Examples
    --------
    >>> fold("价税合计 *\\n（元）"), fold("电话（脱敏）")
    ('价税合计', '电话(脱敏)')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text)))
    return re.sub(r"\*|\((元|人民币|必填|选填)\)", "", plain)


@dataclass(frozen=True)
class Header:
    """The header row of a sheet.

    Attributes
    ----------
    row
        Index of the row, from 0.
    positions
        field name → column index.
    unknown
        Column index → header that means nothing here.
    doubled
        (column, first index, second index) of headers that name the same column.
    missing
        Required columns that are not there.
    """

    row: int
    positions: dict[str, int]
    unknown: dict[int, str]
    doubled: tuple[tuple[Column, str, str], ...]
    missing: tuple[Column, ...]

    def findings(self, sheet: RawSheet) -> list[Finding]:
        """Return what is to be said of the header itself."""
        where: dict[str, Any] = {"file": sheet.file, "sheet": sheet.name, "row": self.row + 1}
        found = [
            fault(
                f"{show(first)}和{show(second)}都是「{column.title}」",
                "每列只能有一个",
                "删去或改名其中一列",
                **where,
            )
            for column, first, second in self.doubled
        ]
        if self.unknown:
            found.append(
                notice(
                    f"没有用到的列：{'、'.join(self.unknown.values())}",
                    "",
                    "不影响计算；若有用，在《列名对照》里写明它是哪一列",
                    **where,
                )
            )
        return found


def find_header(rows: list[list[Any]], register: Register, mapping: Mapping[str, str]) -> Header | None:
    """Return the row that names most columns of the register, None where no row names two.

    Parameters
    ----------
    rows
        Raw cells of the sheet.
    register
        What is looked for.
    mapping
        Header of the company's own → standard header; it goes before titles and aliases.
    """
    names = {fold(alias): column for column in register.columns for alias in column.aliases}
    names |= {fold(column.title): column for column in register.columns}
    titles = {column.title: column for column in register.columns}
    names |= {fold(own): titles[standard] for own, standard in mapping.items() if standard in titles}
    best: tuple[int, int] = (0, 0)
    for index, row in enumerate(rows[:_SEARCHED_ROWS]):
        matched = len(
            {names[folded].name for cell in row if isinstance(cell, str) and (folded := fold(cell)) in names}
        )
        best = max(best, (matched, -index))
    matched, index = best[0], -best[1]
    if matched < min(2, len(register.columns)):
        return None
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    doubled: list[tuple[Column, str, str]] = []
    for position, cell in enumerate(rows[index]):
        text = str(cell).strip()
        if not text:
            continue
        column = names.get(fold(text))
        if column is None:
            unknown[position] = text
        elif column.name in positions:
            doubled.append((column, str(rows[index][positions[column.name]]).strip(), text))
        else:
            positions[column.name] = position
    missing = tuple(column for column in register.columns if column.required and column.name not in positions)
    return Header(index, positions, unknown, tuple(doubled), missing)


def missing_columns(register: Register, sheet: RawSheet, header: Header | None) -> list[Finding]:
    """Say which required columns a sheet lacks and which unknown header might be meant."""
    where: dict[str, Any] = {"file": sheet.file, "sheet": sheet.name}
    if header is None:
        needed = "、".join(column.title for column in register.columns if column.required)
        return [
            fault(
                f"找不到{register.title}的表头",
                f"前 {_SEARCHED_ROWS} 行里应有一行列名，至少有：{needed}",
                "对照空白模板补上表头",
                **where,
            )
        ]
    found = []
    for column in header.missing:
        likely = nearest(column.title, header.unknown.values())
        guess = f"若{show(likely)}就是它，" if likely else "若有别的列就是它，"
        found.append(
            fault(
                f"缺少必填的列「{column.title}」",
                "表头写「" + "」或「".join([column.title, *column.aliases]) + "」",
                f"补上这一列；{guess}在同一文件夹的《列名对照》里写明",
                row=header.row + 1,
                column=column.title,
                **where,
            )
        )
    return found
