"""One question of a questionnaire's file: from its cells to answers, everything unreadable named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mktkit.errors import Finding, fault, notice, show
from mktkit.registers.files import RawSheet
from mktkit.research.survey.codebook import Kind, Question
from mktkit.research.survey.headers import Group, narrow

__all__ = ["Reading", "plain", "read_group"]

#: How platforms write that a question was skipped, or an option not reached.
_BLANK = frozenset({"", "(跳过)", "(空)", "-2", "-3", "-2.0", "-3.0"})
#: What the platforms put between several chosen options in one cell.
_SEVERAL = re.compile(r"[┋┇]|\s*\|\s*")
#: What somebody wrote beside an option: 其他〖电视广告〗.
_WRITTEN = re.compile(r"〖(.*?)〗|\[(.*?)\]$", re.DOTALL)
_YES, _NO = frozenset({"1", "是", "√", "选中", "true"}), frozenset({"0", "否", "", "未选中", "false"})
#: A column of longer texts, or of more different ones, is no choice.
_LONG, _MANY = 100, 30
#: Options behind each other that one fault names.
_NAMED = 8


@dataclass
class Reading:
    """What has been read so far; `rows` are those of the sheet, below its header, that hold answers."""

    sheet: RawSheet
    header: int
    rows: list[int]
    columns: dict[str, list[Any]] = field(default_factory=dict)
    questions: dict[str, Question] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def cells(self, position: int) -> list[Any]:
        return [
            self.sheet.rows[row][position] if position < len(self.sheet.rows[row]) else ""
            for row in self.rows
        ]

    def wrong(self, question: str, values: Mapping[str, list[int]], want: str, mend: str) -> None:
        for value, at in list(values.items())[:50]:
            rows = "、".join(str(self.rows[one] + 1) for one in at[:5])
            several = (
                f"（第 {rows} {'等 ' + str(len(at)) + ' 行' if len(at) > 5 else '行'}）"
                if len(at) > 1
                else ""
            )
            self.findings.append(
                fault(
                    f"写的是{show(value)}{several}",
                    want,
                    mend,
                    file=self.sheet.file,
                    sheet=self.sheet.name,
                    row=self.rows[at[0]] + 1,
                    column=question,
                )
            )

    def say(self, what: str, mend: str = "", column: str = "") -> None:
        self.findings.append(
            notice(what, "", mend, file=self.sheet.file, sheet=self.sheet.name, column=column)
        )


def plain(cell: Any) -> str:
    """Return a cell as text; a whole number without its point."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()


def read_group(reading: Reading, group: Group, known: Question | None) -> None:
    if len(group.columns) == 1:
        cells = [plain(cell) for cell in reading.cells(group.columns[0][0])]
        _read_column(reading, group.number, group.title, cells, known)
        return
    columns = {name: [plain(cell) for cell in reading.cells(position)] for position, name in group.columns}
    if len(columns) < len(group.columns):
        reading.findings.append(
            fault(
                "两列的选项相同",
                "每个选项一列",
                "改好选项的文字",
                file=reading.sheet.file,
                sheet=reading.sheet.name,
                column=f"{group.number}、{group.title}",
            )
        )
        return
    marks = {cell for cells in columns.values() for cell in cells} - _BLANK
    multiple = (
        known.kind == "多选"
        if known
        else any(cells.count("0") for cells in columns.values()) or marks <= _YES
    )
    if multiple:
        _read_options(reading, group, columns, known)
        return
    # A grid: every item is a question of its own.
    for position, (name, cells) in enumerate(columns.items(), 1):
        asked = known.title if known else group.title
        title = f"{asked}：{name}" if asked else name
        _read_column(reading, f"{group.number}.{position}", title, cells, known)


def _read_options(
    reading: Reading, group: Group, columns: Mapping[str, list[str]], known: Question | None
) -> None:
    """Read a multiple choice of one column an option: chosen, not chosen, skipped."""
    options = list(columns)
    if known and known.codes:
        by = {
            narrow(one): option
            for pair in known.codes
            for one, option in ((pair[0], pair[1]), (pair[1], pair[1]))
        }
        unknown = [name for name in options if by.get(narrow(name)) is None]
        if unknown:
            reading.findings.append(
                fault(
                    f"选项{'、'.join(show(one) for one in unknown[:_NAMED])}不在编码表里",
                    "应为：" + "、".join(known.options[:20]),
                    "在编码表里补上，或改好表头",
                    file=reading.sheet.file,
                    sheet=reading.sheet.name,
                    column=f"{group.number}、{group.title}",
                )
            )
            return
        columns = {by[narrow(name)]: cells for name, cells in columns.items()}
        options = list(columns)
    title = known.title if known else group.title
    written = 0
    table: dict[str, list[bool | None]] = {}
    for name, cells in columns.items():
        marks = {cell: _mark(cell, name) for cell in dict.fromkeys(cells)}
        wrong = {cell for cell, mark in marks.items() if mark == "?"}
        written += sum(marks[cell] == "+" for cell in cells)
        read: list[bool | None] = [_MARKED[marks[cell]] for cell in cells]
        table[name] = read
        reading.wrong(
            f"{group.number}、{title}（{name}）",
            _places(cells, wrong),
            "多选的一格应为 1（选了）或 0（没选）",
            "自填的文字放到另一道填空题，这一格改成 1 或 0",
        )
    if written:
        reading.say(f"有 {written} 份在选项旁写了补充文字，只计选项", column=f"{group.number}、{title}")
    # Where nothing at all is marked the question was left out.
    blank = [not any(columns[name][at] for name in columns) for at in range(len(reading.rows))]
    for name, read in table.items():
        reading.columns[f"{group.number}/{name}"] = [
            None if blank[at] else one for at, one in enumerate(read)
        ]
    codes = tuple((str(at), name) for at, name in enumerate(options, 1))
    reading.questions[group.number] = Question(group.number, title, "多选", codes)


#: Mark of a cell of a multiple choice → chosen, not chosen, skipped; ``+`` chosen with words beside it, ``?`` neither.
_MARKED = {"1": True, "+": True, "0": False, "-": None, "?": None}


def _mark(cell: str, option: str) -> str:
    mark = narrow(cell).lower()
    if mark in _BLANK - {""}:
        return "-"
    if mark in _YES or cell == option:
        return "1"
    if mark in _NO:
        return "0"
    alone = narrow(_WRITTEN.sub("", cell)).lower()
    return "+" if _WRITTEN.search(cell) and alone in (*_YES, option.lower()) else "?"


def _read_column(reading: Reading, number: str, title: str, cells: list[str], known: Question | None) -> None:
    kind = known.kind if known else _kind(cells)
    title = known.title if known and "." not in number else title
    # Distinct cells are read once: a hundred thousand answers hold few different ones.
    written = 0
    readable: dict[str, list[str] | None] = {}
    for cell, count in Counter(cells).items():
        if (kind != "数字" and narrow(cell) in _BLANK) or cell == "" or narrow(cell) in ("(跳过)", "(空)"):
            readable[cell] = None
        elif kind == "填空":
            readable[cell] = [cell]
        else:
            parts = _SEVERAL.split(_WRITTEN.sub("", cell)) if kind == "多选" else [_WRITTEN.sub("", cell)]
            readable[cell] = [narrow(part) for part in parts if narrow(part)]
            written += count if _WRITTEN.search(cell) else 0
    if written:
        reading.say(f"有 {written} 份在选项旁写了补充文字，只计选项", column=f"{number}、{title}")
    if kind in ("量表", "数字"):
        _read_numbers(reading, number, title, kind, cells, readable, known)
    elif kind == "填空":
        reading.columns[number] = [None if readable[cell] is None else cell for cell in cells]
        reading.questions[number] = Question(number, title, "填空")
    else:
        _read_choices(reading, number, title, kind, cells, readable, known)


def _kind(cells: Sequence[str]) -> Kind:
    """Tell by the answers what kind of question it was, where no code book says so."""
    counted: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        if narrow(cell) not in _BLANK:
            # What is written beside an option does not make the question an open one.
            counted[narrow(_WRITTEN.sub("", cell)) or narrow(cell)] += count
    distinct = set(counted)
    if any("┋" in one or "┇" in one for one in distinct):
        return "多选"
    if distinct and all(re.fullmatch(r"-?\d+(\.\d+)?", one) for one in distinct):
        return "量表" if all(re.fullmatch(r"\d|10", one) for one in distinct) else "数字"
    if any(len(one) > _LONG for one in distinct) or (
        len(distinct) > _MANY and 2 * len(distinct) > sum(counted.values())
    ):
        return "填空"
    return "单选"


def _places(cells: Sequence[str], wrong: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for at, cell in enumerate(cells):
        if cell in wrong:
            found.setdefault(cell, []).append(at)
    return found


def _read_numbers(
    reading: Reading,
    number: str,
    title: str,
    kind: Kind,
    cells: Sequence[str],
    readable: Mapping[str, list[str] | None],
    known: Question | None,
) -> None:
    by = {narrow(option): float(one) for one, option in known.codes} if known and kind == "量表" else {}
    by |= {narrow(one): float(one) for one, _ in known.codes} if known and kind == "量表" else {}
    values: dict[str, float | None] = {}
    wrong = set()
    for cell, parts in readable.items():
        text = parts[0] if parts else ""
        if parts is None or not parts:
            values[cell] = None
        elif by:
            values[cell] = by.get(text)
            wrong |= {cell} if values[cell] is None else set()
        elif re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", text.replace(",", "")):
            values[cell] = float(text.replace(",", ""))
        else:
            values[cell] = None
            wrong.add(cell)
    want = (
        "应为：" + "、".join(f"{one}（{option}）" for one, option in known.codes[:12])
        if by and known
        else "应为数"
    )
    reading.wrong(f"{number}、{title}", _places(cells, wrong), want, "核对编码表，或改正这一格")
    reading.columns[number] = [values[cell] for cell in cells]
    reading.questions[number] = Question(number, title, kind, known.codes if known else ())


def _read_choices(
    reading: Reading,
    number: str,
    title: str,
    kind: Kind,
    cells: Sequence[str],
    readable: Mapping[str, list[str] | None],
    known: Question | None,
) -> None:
    if known and known.codes:
        by = {narrow(one): option for one, option in known.codes} | {
            narrow(option): option for _, option in known.codes
        }
        codes = known.codes
    else:
        seen = dict.fromkeys(part for parts in readable.values() for part in parts or ())
        by = {part: part for part in seen}
        codes = tuple((str(at), part) for at, part in enumerate(seen, 1))
    chosen: dict[str, set[str] | None] = {}
    wrong = set()
    for cell, parts in readable.items():
        if parts is None:
            chosen[cell] = None
            continue
        if any(part not in by for part in parts):
            wrong.add(cell)
        chosen[cell] = {by[part] for part in parts if part in by}
    reading.wrong(
        f"{number}、{title}",
        _places(cells, wrong),
        "应为：" + "、".join(f"{one}（{option}）" for one, option in codes[:20]),
        "自填的文字放到另一道填空题；是新选项的，在编码表里补上"
        if kind == "多选"
        else "在编码表里补上这个选项，或改正数据",
    )
    reading.questions[number] = Question(number, title, kind, codes)
    if kind == "单选":
        single = {cell: next(iter(picked), None) if picked else None for cell, picked in chosen.items()}
        reading.columns[number] = [single[cell] for cell in cells]
        return
    for _, option in codes:
        picks = {cell: None if picked is None else option in picked for cell, picked in chosen.items()}
        reading.columns[f"{number}/{option}"] = [picks[cell] for cell in cells]
