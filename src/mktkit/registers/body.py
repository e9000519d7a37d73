"""Which rows below a header count: those that hold something and are no total, signature or page number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from mktkit.errors import Finding, fault, notice
from mktkit.fields.kind import Refused
from mktkit.registers.headers import Header
from mktkit.registers.model import Column, Register
from mktkit.registers.sheets import RawCell, RawSheet
from mktkit.registers.totals import is_count, not_data

__all__ = ["Body", "data_above", "find_body", "listed"]


@dataclass(frozen=True)
class Body:
    """The rows below a header.

    Attributes
    ----------
    kept
        Index of every row that counts → its cells, as many as the header is wide.
    blanks
        Indices of blank rows.
    others
        What a row is called that is no data → their indices.
    """

    kept: dict[int, list[RawCell]] = field(default_factory=dict)
    blanks: list[int] = field(default_factory=list)
    others: dict[str, list[int]] = field(default_factory=dict)

    def findings(self, sheet: RawSheet, used: Sequence[int]) -> list[Finding]:
        """Return what is to be said of the rows, where the columns `used` are read."""
        found = []
        if self.blanks:
            rows = listed([index + 1 for index in self.blanks])
            what = f"有 {len(self.blanks)} 行空白，没有计入：{rows}"
            found.append(notice(what, cause="blank_rows", **sheet.place))
        for word, indices in self.others.items():
            rows = listed([index + 1 for index in indices])
            what = f"{word}行没有计入：{rows}"
            mend = "登记表里不必写合计" if word == "合计" else ""
            found.append(notice(what, "", mend, row=indices[0] + 1, cause="no_data", **sheet.place))
        if not self.kept:
            said = notice("表头下面没有数据", "", "没有发生的可以留空", cause="no_rows", **sheet.place)
            found.append(said)
        return [*found, *self._merged(sheet, used)]

    def _merged(self, sheet: RawSheet, used: Sequence[int]) -> list[Finding]:
        """Say where cells of rows that count are merged: all but the first of them read as blank."""
        found = []
        for (top, left), (bottom, right) in sheet.merged:
            rows = [index for index in range(top, bottom + 1) if index in self.kept]
            if rows and any(left <= position <= right for position in used):
                found.append(
                    fault(
                        "数据区里有合并单元格",
                        "每格各填各的值",
                        "取消合并，并把值填进每一行",
                        row=rows[0] + 1,
                        cause="merged",
                        **sheet.place,
                    )
                )
        return found


def listed(rows: Sequence[int], most: int = 10) -> str:
    """Return row numbers as they are listed in a message, cut where there are many.

    Examples
    --------
    >>> listed([3, 5]), listed([3, 5], most=1)
    ('第 3、5 行', '第 3 等行')
    """
    return "第 " + "、".join(map(str, rows[:most])) + (" 等行" if len(rows) > most else " 行")


def find_body(sheet: RawSheet, header: Header, register: Register) -> Body:
    """Return the rows of a sheet below its header."""
    used = sorted(header.positions.values())
    broken = {row for row, position in sheet.broken if position in used}
    # What calamine leaves out at the end may be formulas without a result.
    rows = sheet.rows + [[]] * (max(broken, default=-1) + 1 - len(sheet.rows))
    body, width, chosen = Body(), used[-1] + 1, _Chosen.of(header, register)
    titles = sheet.rows[header.row]
    for index in range(header.row + 1, _end(rows, header.row + 1, broken)):
        row = rows[index]
        if not _begins_with_code(row, chosen.leader):
            if index not in broken and all(_is_blank(row, position) for position in used):
                word = not_data([cell for cell in row if type(cell) is str])
                (body.others.setdefault(word, []) if word else body.blanks).append(index)
                continue
            if word := chosen.no_data(row):
                body.others.setdefault(word, []).append(index)
                continue
            if row == titles:
                body.others.setdefault("重复的表头", []).append(index)
                continue
        body.kept[index] = row if len(row) >= width else row + [""] * (width - len(row))
    return body


@dataclass(frozen=True)
class _Chosen:
    """The columns by which a row is seen to be data.

    Attributes
    ----------
    leader
        Column of a code that nearly every row begins with.
    keys
        Columns that together name a row.
    needed
        Columns without which a row is none, amounts and counts aside.
    """

    leader: int
    keys: tuple[int, ...]
    needed: tuple[int, ...]

    @classmethod
    def of(cls, header: Header, register: Register) -> _Chosen:
        """Choose them among the columns a header names."""
        here = [(header.positions[one.name], one) for one in register.columns if one.name in header.positions]
        required = [(position, one) for position, one in here if one.required]
        codes = [position for position, one in required if one.kind.name == "code" and one.key]
        keys = tuple(position for position, one in required if one.key)
        needed = tuple(position for position, one in required if one.kind.name not in ("money", "integer"))
        first = min(header.positions.values())
        return cls(min(codes, default=first), keys, needed or (first,))

    def no_data(self, row: Sequence[RawCell]) -> str:
        """Return what a row is called that is no data.

        A row that names itself counts whatever words stand in it, unless the word stands where its name should; how
        many there are is no name.
        """
        texts = {at: cell for at, cell in enumerate(row) if type(cell) is str and cell.strip()}
        word = not_data(texts.values())
        if not word:
            return ""
        said = {at for at, text in texts.items() if not_data([text])}
        if word in ("签字", "说明"):
            filled = [at for at, cell in enumerate(row) if not _is_blank(row, at)]
            labels = {at for at in filled if at in said or (at - 1 in said)}
            return word if 2 * len(labels) >= len(filled) else ""
        said |= {at for at in self.keys if is_count(texts.get(at, ""))}
        if any(not _is_blank(row, at) and at not in said for at in self.keys):
            return ""
        blank = [at for at in self.needed if _is_blank(row, at) or at in said]
        return word if 2 * len(blank) > len(self.needed) or not said & set(self.keys) else ""


def _is_blank(row: Sequence[RawCell], position: int) -> bool:
    cell = row[position] if position < len(row) else None
    return cell is None or cell == "" or (type(cell) is str and not cell.strip())


def _end(rows: Sequence[Sequence[RawCell]], first: int, broken: set[int]) -> int:
    last = len(rows)
    while last > first and last - 1 not in broken and all(cell in ("", None) for cell in rows[last - 1]):
        last -= 1
    return last


def _begins_with_code(row: Sequence[RawCell], leader: int) -> bool:
    """Nearly every row begins with a code of its own, which is neither blank nor the word for a total."""
    first = row[leader] if leader < len(row) else None
    return type(first) is str and first[:1].isalnum() and first.isascii() and any(map(str.isdigit, first))


def data_above(sheet: RawSheet, header: Header, register: Register) -> list[Finding]:
    """Say which rows above the header look like data: typed over the template's example, or put there by mistake."""
    examples = {one.name: one.example for one in register.columns}
    found = []
    for index in range(header.row):
        row = sheet.rows[index]
        filled = {
            one.name: row[position]
            for one in register.columns
            if (position := header.positions.get(one.name)) is not None and not _is_blank(row, position)
        }
        if all(str(cell).strip() == examples[name] for name, cell in filled.items()):
            continue
        if _reads_as_data(filled, register.columns):
            found.append(
                fault(
                    "表头上面的这一行像是数据，没有读取",
                    "数据应在表头下面",
                    "移到表头下面；若是说明或示例，请删去这一行",
                    row=index + 1,
                    cause="data_above",
                    **sheet.place,
                )
            )
    return found


def _reads_as_data(filled: dict[str, RawCell], columns: Collection[Column]) -> bool:
    """Return whether what stands in a row can be read, every key of it and nearly all that is required."""
    read = set()
    for one in columns:
        if one.name in filled:
            try:
                one.kind.read_cell(filled[one.name])
            except Refused:
                continue
            read.add(one.name)
    required = [one for one in columns if one.required]
    keys = [one for one in required if one.key]
    here = [one for one in required if one.name in read]
    telling = any(one.kind.name in ("day", "moment", "money", "month") for one in here) or any(
        one.kind.name == "code" and any(mark.isdigit() for mark in str(filled[one.name])) for one in here
    )
    return telling and all(one.name in read for one in keys) and 4 * len(here) >= 3 * len(required)
