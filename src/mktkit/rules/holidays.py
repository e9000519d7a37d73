"""Which days are off and worked: the State Council's notices as shipped, the company's file and table laid over them.

The company may write a year in ``holidays.yaml``, or days in a table 放假调休.xlsx or .csv (日期、安排) of its folder.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

from mktkit.errors import show
from mktkit.rules.editions import SHIPPED
from mktkit.rules.yamlfile import KeyPath, Yaml, YamlDocument, named, read_yaml
from mktkit.workdays import Calendar

__all__ = ["TABLE_NAMES", "read_calendar"]

#: Names of the company's table, either of which it may keep.
TABLE_NAMES = ("放假调休.xlsx", "放假调休.csv")
_OFF, _ON = "放假", "上班"
#: Days of every year that are off by law and stand in every notice: a table that has them is a year's whole table.
_EVERY_YEAR = ((1, 1), (5, 1), (10, 1))


def read_calendar(folder: Path | None, problems: list[str]) -> Calendar:
    """Return the calendar: each year as the company's own file has it, else as ours, with the days of its table.

    Parameters
    ----------
    folder
        The company's folder; None takes ours alone.
    problems
        What is wrong is added to it.

    Notes
    -----
    A year that is in neither file becomes known once the table has its 1 January, 1 May and 1 October as 放假.
    """
    holidays: set[dt.date] = set()
    makeups: set[dt.date] = set()
    known: set[int] = set()
    for year, (entry, document) in _years(folder).items():
        at: KeyPath = (year,)
        try:
            known.add(int(year))
            days = named(entry)["days"]
            for index, item in enumerate(days if isinstance(days, list) else _refuse()):
                at = (year, "days", index)
                off, on = _holiday(int(year), named(item))
                holidays |= off
                makeups |= on
        except (KeyError, ValueError):
            problems.append(
                f"{document.where(at)}：{year} 年的节假日写法不对；每项应写 name、from、to、workdays，日期如 2026-10-01，from 不晚于 to"
            )
    table = _table(folder, problems) if folder is not None else {}
    off = {day for day, is_off in table.items() if is_off}
    holidays = (holidays | off) - (table.keys() - off)
    makeups = (makeups | (table.keys() - off)) - off
    known |= {
        year
        for year in {day.year for day in off}
        if all(dt.date(year, month, day) in off for month, day in _EVERY_YEAR)
    }
    return Calendar(frozenset(holidays), frozenset(makeups), frozenset(known))


def _years(folder: Path | None) -> dict[str, tuple[Yaml, YamlDocument]]:
    found: dict[str, tuple[Yaml, YamlDocument]] = {}
    own = folder / "holidays.yaml" if folder is not None else None
    for path in [SHIPPED / "holidays.yaml", *([own] if own is not None and own.is_file() else [])]:
        document = read_yaml(path, path.name if path.parent == SHIPPED else f"{path.parent.name}/{path.name}")
        found |= {year: (entry, document) for year, entry in named(document.data).items()}
    return found


def _holiday(year: int, item: dict[str, Yaml]) -> tuple[set[dt.date], set[dt.date]]:
    """Return the days off of a holiday, and the days on which they are made up for."""
    first, last, makeups = _day(item["from"]), _day(item["to"]), item["workdays"]
    if not (first.year - 1 <= year <= last.year + 1 and first <= last):
        _refuse()
    off = {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
    return off, {_day(day) for day in (makeups if isinstance(makeups, list) else _refuse())}


def _day(written: Yaml) -> dt.date:
    return written if isinstance(written, dt.date) else _refuse()


def _refuse() -> NoReturn:
    raise ValueError


# -- the company's table -----------------------------------------------------------------------------


def _table(folder: Path, problems: list[str]) -> dict[dt.date, bool]:
    """Return the table's days: day → whether it is off."""
    found: dict[dt.date, bool] = {}
    for path in (folder / name for name in TABLE_NAMES):
        if path.is_file():
            where = f"{folder.name}/{path.name}"
            for number, cells in _rows(path):
                day, said = _date(cells[0]), str(cells[1]).strip()
                if day is None:
                    problems.append(f"{where} 第 {number} 行：日期写成了{show(cells[0])}；应如 2027-01-01")
                elif said not in (_OFF, _ON):
                    problems.append(
                        f"{where} 第 {number} 行：安排写成了{show(said)}；应为「{_OFF}」或「{_ON}」"
                    )
                elif found.setdefault(day, said == _OFF) != (said == _OFF):
                    problems.append(
                        f"{where} 第 {number} 行：{day} 既写了{_OFF}又写了{_ON}；同一天只能是一种"
                    )
    return found


def _rows(path: Path) -> Iterator[tuple[int, list[object]]]:
    """Yield (row number, 日期 and 安排) of every row below the header that is not blank."""
    rows: list[list[object]]
    if path.suffix == ".csv":
        rows = [list(row) for row in csv.reader(io.StringIO(_text(path.read_bytes())))]
    else:
        from python_calamine import CalamineWorkbook

        rows = [
            list(row)
            for row in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
        ]
    for number, row in enumerate(rows, 1):
        cells = [*row, "", ""][:2]
        if number > 1 and any(str(cell).strip() for cell in cells):
            yield number, cells


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _date(cell: object) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    written = (
        str(cell)
        .strip()
        .replace("年", "-")
        .replace("月", "-")
        .removesuffix("日")
        .replace("/", "-")
        .replace(".", "-")
    )
    try:
        year, month, day = map(int, written.split("-"))
        return dt.date(year, month, day)
    except ValueError:
        return None
