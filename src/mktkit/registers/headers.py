"""Finding the header row under title rows, and saying which columns are missing or unknown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from mktkit.errors import Finding, fault, nearest, notice, show
from mktkit.fields.kind import visible
from mktkit.fields.money import MONEY, MONEY_UNITS
from mktkit.registers.model import Column, Register
from mktkit.registers.sheets import RawSheet

__all__ = ["Header", "find_header", "fold", "likely_header", "missing_columns"]

#: How far down the header row may stand.
_SEARCHED_ROWS = 30


def fold(text: object) -> str:
    """Return a header without what people decorate it with: width, spaces, line breaks, stars, trailing units.

    Examples
    --------
    >>> fold("价税合计 *\\n（元）"), fold("电话（脱敏）"), fold("Net Amount")
    ('价税合计', '电话(脱敏)', 'netamount')
    """
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", visible(str(text)))).casefold()
    return re.sub(r"\*|\((元|人民币|必填|选填)\)", "", plain)


#: The unit behind a header, and in a line above the table; 元 is what everything is in.
_UNIT_OF_HEADER = re.compile(r"[(\[/,、_-](?:单位:?)?(?:人民币)?(百元|千元|万元|百万元|亿元)[)\]]?$")
_UNIT_OF_TABLE = re.compile(r"(?:货币|金额|计量)?单位:?(?:人民币)?(元|百元|千元|万元|百万元|亿元)")
#: Headers of running numbers, which are read only where nothing else says which row it is.
_RUNNING = frozenset({"序号", "序", "no", "no.", "#"})


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
    units
        field name → unit of its amounts, where the header or a line above says another than 元.
    """

    row: int
    positions: dict[str, int]
    unknown: dict[int, str]
    doubled: tuple[tuple[Column, str, str], ...]
    missing: tuple[Column, ...]
    units: Mapping[str, str] = field(default_factory=dict)

    def findings(self, sheet: RawSheet) -> list[Finding]:
        """Return what is to be said of the header itself."""
        row = self.row + 1
        found = [
            fault(
                f"{show(first)}和{show(second)}都是「{column.title}」",
                "每列只能有一个",
                "删去或改名其中一列",
                row=row,
                column=column.title,
                cause="doubled_column",
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
                    cause="unknown_columns",
                    **sheet.place,
                )
            )
        return found


def find_header(
    rows: Sequence[Sequence[object]],
    register: Register,
    mapping: Mapping[str, str],
    *,
    ignored: Collection[str] = (),
    given: Collection[str] = (),
    units: bool = False,
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
    ignored
        Headers of the company's own that are of no use.
    given
        Standard headers whose values are known for the whole file, so that the column may be missing.
    units
        Whether amounts are converted from the unit that a header names; otherwise such a header is unknown.
    """
    column_of = partial(_column_of, _names(register, mapping), units)
    index = _most_named(rows, column_of, at_least=min(2, len(register.columns)))
    if index is None:
        return None
    passed = {fold(one) for one in ignored}
    named = {
        column.name for cell in rows[index] if fold(cell) not in _RUNNING and (column := column_of(cell))
    }
    told = dict(_units_above(rows[:index], register)) if units else {}
    positions: dict[str, int] = {}
    unknown: dict[int, str] = {}
    doubled: list[tuple[Column, str, str]] = []
    for position, cell in enumerate(rows[index]):
        text = str(cell).strip()
        column = column_of(text) if fold(text) not in passed else None
        if column is None or (fold(text) in _RUNNING and column.name in named):
            unknown |= {position: text} if text and fold(text) not in passed else {}
        elif column.name in positions:
            doubled.append((column, str(rows[index][positions[column.name]]).strip(), text))
        else:
            positions[column.name] = position
            if column.kind is MONEY and (unit := _own_unit(text)):
                told[column.name] = unit
    missing = tuple(
        column
        for column in register.columns
        if column.required and column.name not in positions and column.title not in given
    )
    known = {name: unit for name, unit in told.items() if unit != "元" and name in positions}
    return Header(index, positions, unknown, tuple(doubled), missing, known)


def _column_of(names: Mapping[str, Column], units: bool, text: object) -> Column | None:
    """Return the column that a header means; one of amounts may bear a unit behind its name."""
    key = fold(text)
    found = names.get(key)
    if found is None and units and (match := _UNIT_OF_HEADER.search(key)):
        bare = names.get(key[: match.start()])
        return bare if bare is not None and bare.kind is MONEY else None
    return found


def _own_unit(header: str) -> str:
    """Return the unit of amounts that a header names itself, empty where it names none."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", header))
    if re.search(r"\((单位:?)?(人民币)?元\)", plain):
        return "元"
    match = _UNIT_OF_HEADER.search(plain)
    return match[1] if match else ""


def _units_above(rows: Sequence[Sequence[object]], register: Register) -> Mapping[str, str]:
    """Return field name → the unit that a line above the table says its amounts are in."""
    for row in rows:
        for cell in row:
            plain = fold(cell) if isinstance(cell, str) else ""
            match = _UNIT_OF_TABLE.search(plain)
            if match and match[1] in MONEY_UNITS:
                return {one.name: match[1] for one in register.columns if one.kind is MONEY}
    return {}


def likely_header(rows: Sequence[Sequence[object]], register: Register) -> Header:
    """Return the row that is likeliest a header where none names two columns: the first that fills most with texts."""
    filled = [
        sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in rows[:_SEARCHED_ROWS]
    ]
    index = filled.index(max(filled))
    names = _names(register, {})
    texts = {at: str(cell).strip() for at, cell in enumerate(rows[index]) if str(cell).strip()}
    unknown = {at: text for at, text in texts.items() if fold(text) not in names}
    known = {names[fold(text)].name for text in texts.values() if fold(text) in names}
    missing = tuple(column for column in register.columns if column.required and column.name not in known)
    return Header(index, {}, unknown, (), missing)


def _names(register: Register, mapping: Mapping[str, str]) -> dict[str, Column]:
    """Return folded header → column; the company's own go before titles, these before aliases."""
    titles = {column.title: column for column in register.columns}
    return {
        **{fold(alias): column for column in register.columns for alias in column.aliases},
        **{fold(title): column for title, column in titles.items()},
        **{fold(own): titles[standard] for own, standard in mapping.items() if standard in titles},
    }


def _most_named(
    rows: Sequence[Sequence[object]], column_of: Callable[[object], Column | None], at_least: int
) -> int | None:
    """Return the first of the rows that name most columns, None where no row names enough."""
    matched = [
        len({found.name for cell in row if isinstance(cell, str) and (found := column_of(cell)) is not None})
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
                cause="no_header",
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
                cause="missing_column",
                **sheet.place,
            )
        )
    return found
