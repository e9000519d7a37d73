"""A question of several columns: ticks or ranks of one column an option, or a grid of one column an item."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mktkit.errors import show
from mktkit.research.survey.model import SurveyQuestion
from mktkit.research.survey.reading.columns import read_column
from mktkit.research.survey.reading.headers import QuestionColumns
from mktkit.research.survey.reading.kinds import guess_kind
from mktkit.research.survey.reading.notation import blank, mark_of, only_marks, without_words, words_beside
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.text import narrow

__all__ = ["read_question"]

#: Options behind each other that one fault names.
_NAMED = 8
#: The column of what somebody wrote beside an option: 其他[选项填空], 其他____:填空.
_BESIDE = re.compile(
    r"(.*?)[_\s]*(?:[:(\[]\s*(?:选项)?(?:填空|文本|补充|说明)\s*[)\]]?|补充(?:说明|内容))|(other)\s*\(please specify\)",
    re.IGNORECASE,
)
_RANKS = re.compile(r"排序|排名|排列|名次|先后|\brank", re.IGNORECASE)

Columns = Mapping[str, list[str]]


def read_question(reading: Reading, group: QuestionColumns, known: Mapping[str, SurveyQuestion]) -> None:
    """Read a question as the header shows it; `known` is what the code book says, by number."""
    told = known.get(group.number)
    beside = [
        (position, item) for position, item in group.columns if item and _is_beside(reading, position, item)
    ]
    columns = [one for one in group.columns if one not in beside]
    if len(columns) == 1:
        _read_single(reading, group, columns[0], told)
    elif columns:
        _read_several(reading, group, columns, known)
    for at, (position, item) in enumerate(beside, len(columns) + 1):
        _read_beside(reading, group, (position, item), at)


def _is_beside(reading: Reading, position: int, item: str) -> bool:
    match = _BESIDE.fullmatch(item)
    if match is None:
        return False
    # A tick column of SurveyMonkey bears the same words: there the cells say them again.
    cells = {narrow(cell) for cell in reading.cells(position) if not blank(cell)}
    return not cells or not (cells <= {narrow(item), "1"})


def _read_beside(reading: Reading, group: QuestionColumns, column: tuple[int, str], at: int) -> None:
    position, item = column
    number = f"{group.number}.{at}"
    match = _BESIDE.fullmatch(item)
    option = next((one for one in match.groups() if one), item) if match else item
    title = f"{group.title}：{option}（写的字）"
    question = SurveyQuestion(number, title, "填空", basis="选项旁写的文字")
    reading.place(position, number)
    read_column(reading, question, [_unless_repeated(cell, item) for cell in reading.cells(position)])


def _unless_repeated(cell: str, item: str) -> str:
    return "" if narrow(cell) == narrow(item) else cell


def _read_single(
    reading: Reading, group: QuestionColumns, column: tuple[int, str], told: SurveyQuestion | None
) -> None:
    position, item = column
    title = f"{group.title}：{item}" if item and item != group.title else group.title
    cells = reading.cells(position)
    reading.place(position, group.number)
    read_column(
        reading, _known_or_guessed(reading, replace(group, title=title), (position, cells), told), cells
    )


def _known_or_guessed(
    reading: Reading, group: QuestionColumns, column: tuple[int, list[str]], told: SurveyQuestion | None
) -> SurveyQuestion:
    number, title = group.number, group.title
    position, cells = column
    if told is not None:
        return replace(told, number=number, asked=title if title != told.title else "")
    guess = guess_kind(title, cells, separator=reading.layout.separator)
    order = reading.orders.get(position, ())
    if guess.kind == "单选" and order:
        codes = tuple((str(at), option) for at, option in enumerate(order, 1))
        return SurveyQuestion(number, title, "单选", codes, basis="文件里的值标签")
    if group.kind is not None and group.kind != guess.kind:
        codes = guess.codes if {guess.kind, group.kind} == {"量表", "NPS"} else ()
        return SurveyQuestion(number, title, group.kind, codes, basis="平台在题目后写着")
    return SurveyQuestion(number, title, guess.kind, guess.codes, basis=f"猜的：{guess.basis}")


def _read_several(
    reading: Reading,
    group: QuestionColumns,
    named: Sequence[tuple[int, str]],
    known: Mapping[str, SurveyQuestion],
) -> None:
    columns = {_bare(item): reading.cells(position) for position, item in named}
    told = known.get(group.number)
    if len(columns) < len(named):
        reading.fail("两列的选项相同", "每个选项一列", "改好选项的文字", column=group.label)
        return
    for at, (position, _) in enumerate(named, 1):
        grid = f"{group.number}.{at}"
        reading.place(position, grid if grid in known else group.number)
    if told is None and any(f"{group.number}.{at}" in known for at in range(1, len(named) + 1)):
        _read_items(reading, group, columns, known)
        return
    kind = (
        told.kind
        if told
        else group.kind
        if group.kind in ("多选", "排序")
        else _kind_of(group.title, columns)
    )
    if kind == "多选":
        _read_options(reading, group, columns, told)
    elif kind == "排序":
        _read_ranks(reading, group, columns, told)
    else:
        for at, (position, _) in enumerate(named, 1):
            reading.place(position, f"{group.number}.{at}")
        _read_items(reading, group, columns, known)


def _bare(item: str) -> str:
    """Return an option without the line on which one could write."""
    return re.sub(r"[_＿]{2,}$", "", item).strip() or item


def _kind_of(title: str, columns: Columns) -> str:
    cells = {cell for column in columns.values() for cell in column if not blank(cell)}
    if _are_ranks(title, columns):
        return "排序"
    if only_marks(cells) or _are_own_words(columns):
        return "多选"
    numbers = {cell for cell in cells if re.fullmatch(r"-?\d+(\.\d+)?", cell)}
    # Something else among ticks is a tick that cannot be read, and is said.
    return "多选" if "0" in cells and numbers <= {"0", "1"} else "量表"


def _are_ranks(title: str, columns: Columns) -> bool:
    """Tell whether the cells are ranks: whole numbers up to the number of options, none twice in a row."""
    allowed = {str(at) for at in range(1, len(columns) + 1)}
    rows = [[cell for cell in row if not blank(cell)] for row in zip(*columns.values(), strict=True)]
    rows = [row for row in rows if row]
    if not rows or any(set(row) - allowed or len(set(row)) < len(row) for row in rows):
        return False
    # Of a question that does not speak of order only many answers show that it was one.
    return _RANKS.search(title) is not None or (len(columns) >= 3 and len(rows) >= 10)


def _are_own_words(columns: Columns) -> bool:
    """Tell whether each column holds nothing but one text of its own, its option's or another, and blanks."""
    texts = {
        name: {narrow(without_words(cell)) for cell in column if not blank(cell)}
        for name, column in columns.items()
    }
    own = all(given <= {narrow(name)} for name, given in texts.items())
    single = [next(iter(given)) for given in texts.values() if len(given) == 1]
    return any(texts.values()) and (
        own or (len(single) == len(texts) and len(set(single)) == len(single) and _gaps(columns))
    )


def _gaps(columns: Columns) -> bool:
    return any(blank(cell) for column in columns.values() for cell in column)


def _read_items(
    reading: Reading, group: QuestionColumns, columns: Columns, known: Mapping[str, SurveyQuestion]
) -> None:
    """Read a grid: every item is a question of its own, and all of them are of one kind."""
    told = known.get(group.number)
    together = [cell for cells in columns.values() for cell in cells]
    guess = guess_kind(group.title, together, separator=reading.layout.separator, in_grid=True)
    for position, (name, cells) in enumerate(columns.items(), 1):
        number = f"{group.number}.{position}"
        title = f"{told.title if told else group.title}：{name}".strip("：")
        own = known.get(number)
        if own is not None:
            question = replace(own, asked=title if title != own.title else "")
        elif told is not None:
            # An item keeps its own words beside those of its question.
            question = replace(told, number=number, title=title)
        else:
            question = SurveyQuestion(number, title, guess.kind, guess.codes, basis=f"猜的：{guess.basis}")
        read_column(reading, question, cells)


def _renamed(
    reading: Reading, group: QuestionColumns, columns: Columns, told: SurveyQuestion | None
) -> Columns | None:
    """Return the columns by the options of the code book; None, and a fault, where one is not in it."""
    if told is None or not told.codes:
        return columns
    by = told.spellings
    unknown = [name for name in columns if narrow(name) not in by]
    if unknown:
        reading.fail(
            f"选项{'、'.join(show(one) for one in unknown[:_NAMED])}不在编码表里",
            "应为：" + "、".join(told.options[:20]),
            "在编码表里补上，或改好表头",
            column=group.label,
        )
        return None
    return {by[narrow(name)]: cells for name, cells in columns.items()}


def _question(
    group: QuestionColumns, columns: Columns, told: SurveyQuestion | None, kind: str, basis: str
) -> SurveyQuestion:
    codes = tuple((str(at), name) for at, name in enumerate(columns, 1))
    if told is not None:
        order = {option: at for at, option in enumerate(told.options)}
        codes = tuple(sorted(codes, key=lambda one: order.get(one[1], len(order))))
        asked = group.title if group.title != told.title else ""
        return replace(told, codes=codes, asked=asked)
    return SurveyQuestion(group.number, group.title, kind, codes, basis=basis)  # type: ignore[arg-type]  # one of two kinds


def _read_options(
    reading: Reading, group: QuestionColumns, columns: Columns, told: SurveyQuestion | None
) -> None:
    """Read a multiple choice of one column an option: chosen, not chosen, skipped."""
    renamed = _renamed(reading, group, columns, told)
    if renamed is None:
        return
    words = {name: _own_word(name, cells) for name, cells in renamed.items()}
    question = _question(group, renamed, told, "多选", "猜的：每个选项一列，选了才填")
    marked = {name: _marks(reading, question, (name, words[name]), cells) for name, cells in renamed.items()}
    written = sum(
        mark is True and narrow(cell) != narrow(name) and words_beside(cell)
        for name, marks in marked.items()
        for cell, mark in zip(renamed[name], marks, strict=True)
    )
    if written:
        reading.say(f"有 {written} 份在选项旁写了补充文字，只计选项", column=question.label)
    # Where every cell is empty the question was left out.
    asked = [any(row) for row in zip(*renamed.values(), strict=True)]
    for name, marks in marked.items():
        reading.columns[question.column(name)] = [
            mark if some else None for mark, some in zip(marks, asked, strict=True)
        ]
    reading.questions[group.number] = question


def _own_word(name: str, cells: Sequence[str]) -> str:
    """Return the one text that stands in an option's column; its header's where there is none, or a mark."""
    given = {narrow(cell) for cell in cells if not blank(cell)}
    return next(iter(given)) if len(given) == 1 and not only_marks(given) and given != {"0"} else name


def _marks(
    reading: Reading, question: SurveyQuestion, option: tuple[str, str], cells: Sequence[str]
) -> list[bool | None]:
    """Read an option's column, whose tick may be its header's text or its own; each different cell once."""
    name, word = option
    marks: dict[str, bool | None] = {}
    wrong = set()
    for cell in dict.fromkeys(cells):
        try:
            marks[cell] = True if narrow(cell) == word and word != name else mark_of(cell, name)
        except ValueError:
            marks[cell] = None
            wrong.add(cell)
    reading.wrong(
        f"{question.label}（{name}）",
        cells,
        wrong,
        "多选的一格应为 1（选了）或 0（没选）",
        "自填的文字放到另一道填空题，这一格改成 1 或 0",
    )
    return [marks[cell] for cell in cells]


def _read_ranks(
    reading: Reading, group: QuestionColumns, columns: Columns, told: SurveyQuestion | None
) -> None:
    """Read a ranking of one column an option: its rank from 1, nothing where it was not ranked."""
    renamed = _renamed(reading, group, columns, told)
    if renamed is None:
        return
    question = _question(group, renamed, told, "排序", "猜的：每个选项一列，填的是名次")
    allowed = {str(at) for at in range(1, len(renamed) + 1)}
    for name, cells in renamed.items():
        wrong = {cell for cell in cells if not blank(cell) and cell not in allowed}
        reading.wrong(
            f"{question.label}（{name}）", cells, wrong, f"名次应为 1 到 {len(renamed)}", "改正这一格"
        )
        reading.columns[question.column(name)] = [float(cell) if cell in allowed else None for cell in cells]
    reading.questions[group.number] = question
