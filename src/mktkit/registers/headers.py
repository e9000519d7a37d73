"""Finding the header row under title rows, and saying which columns are missing or unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mktkit.errors import Finding, fault, nearest, notice, show
from mktkit.registers.model import Column, Register
from mktkit.registers.sheets import RawSheet

__all__ = ["Header", "find_header", "fold", "missing_columns"]

#: How far down the header row may stand.
_SEARCHED_ROWS = 30


def fold(text: object) -> str:
    """Return a header without what people decorate it with: width, spaces, line breaks, stars, trailing units.

    Examples
    --------
    >>> fold("价税合计 *\\n（元）"), fold("电话（脱敏）"), fold("Net Amount")
    ('价税合计', '电话(脱敏)', 'netamount')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(text))).casefold()
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
        row = self.row + 1
        found = [
            fault(
                f"{show(first)}和{show(second)}都是「{column.title}」",
                "每列只能有一个",
                "删去或改名其中一列",
                row=row,
                **sheet.place,
            )
            for column, first, second in self.doubled
        ]
        if self.unknown:
            found.append(
                notice(
                    f"没有用到的列：{'、'.join(self.unknown.values())}",
                    "",
                    "不影响计算；若有用，在《列名对照》里写明它是哪一列",
                    row=row,
                    **sheet.place,
                )
            )
        return found


def find_header(
    rows: Sequence[Sequence[object]], register: Register, mapping: Mapping[str, str]
) -> Header | None:
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
    names = _names(register, mapping)
    index = _most_named(rows, names, at_least=min(2, len(register.columns)))
    if index is None:
        return None
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    doubled: list[tuple[Column, str, str]] = []
    for position, cell in enumerate(rows[index]):
        text = str(cell).strip()
        column = names.get(fold(text))
        if column is None:
            unknown |= {position: text} if text else {}
        elif column.name in positions:
            doubled.append((column, str(rows[index][positions[column.name]]).strip(), text))
        else:
            positions[column.name] = position
    missing = tuple(column for column in register.columns if column.required and column.name not in positions)
    return Header(index, positions, unknown, tuple(doubled), missing)


def _names(register: Register, mapping: Mapping[str, str]) -> dict[str, Column]:
    """Return folded header → column; the company's own go before titles, these before aliases."""
    titles = {column.title: column for column in register.columns}
    return {
        **{fold(alias): column for column in register.columns for alias in column.aliases},
        **{fold(title): column for title, column in titles.items()},
        **{fold(own): titles[standard] for own, standard in mapping.items() if standard in titles},
    }


def _most_named(rows: Sequence[Sequence[object]], names: Mapping[str, Column], at_least: int) -> int | None:
    """Return the first of the rows that name most columns, None where no row names enough."""
    matched = [
        len({names[folded].name for cell in row if isinstance(cell, str) and (folded := fold(cell)) in names})
        for row in rows[:_SEARCHED_ROWS]
    ]
    most = max(matched, default=0)
    return matched.index(most) if most >= at_least else None


def missing_columns(register: Register, sheet: RawSheet, header: Header | None) -> list[Finding]:
    """Say which required columns a sheet lacks and which unknown header might be meant."""
    if header is None:
        needed = "、".join(column.title for column in register.columns if column.required)
        return [
            fault(
                f"找不到{register.title}的表头",
                f"前 {_SEARCHED_ROWS} 行里应有一行列名，至少有：{needed}",
                "对照空白模板补上表头",
                **sheet.place,
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
                **sheet.place,
            )
        )
    return found
