"""A question of several columns: a multiple choice of one column an option, or a grid of one column an item."""

from __future__ import annotations

from collections.abc import Mapping

from mktkit.errors import show
from mktkit.research.survey.model import SurveyQuestion
from mktkit.research.survey.reading.columns import read_column
from mktkit.research.survey.reading.headers import QuestionColumns
from mktkit.research.survey.reading.notation import mark_of, only_marks, words_beside
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.text import narrow

__all__ = ["read_question"]

#: Options behind each other that one fault names.
_NAMED = 8


def read_question(reading: Reading, group: QuestionColumns, known: SurveyQuestion | None) -> None:
    """Read a question as the header shows it; `known` is what the code book says of it."""
    if len(group.columns) == 1:
        read_column(reading, group.number, group.title, reading.cells(group.columns[0][0]), known)
        return
    columns = {name: reading.cells(position) for position, name in group.columns}
    if len(columns) < len(group.columns):
        reading.fail("两列的选项相同", "每个选项一列", "改好选项的文字", column=group.label)
    elif known.kind == "多选" if known else _is_multiple(columns):
        _read_options(reading, group, columns, known)
    else:
        _read_items(reading, group, columns, known)


def _is_multiple(columns: Mapping[str, list[str]]) -> bool:
    cells = {cell for column in columns.values() for cell in column}
    return "0" in cells or only_marks(cells)


def _read_items(
    reading: Reading, group: QuestionColumns, columns: Mapping[str, list[str]], known: SurveyQuestion | None
) -> None:
    """Read a grid: every item is a question of its own."""
    asked = known.title if known else group.title
    for position, (name, cells) in enumerate(columns.items(), 1):
        title = f"{asked}：{name}" if asked else name
        read_column(reading, f"{group.number}.{position}", title, cells, known)


def _read_options(
    reading: Reading, group: QuestionColumns, columns: Mapping[str, list[str]], known: SurveyQuestion | None
) -> None:
    """Read a multiple choice of one column an option: chosen, not chosen, skipped."""
    if known and known.codes:
        by = known.spellings
        unknown = [name for name in columns if narrow(name) not in by]
        if unknown:
            reading.fail(
                f"选项{'、'.join(show(one) for one in unknown[:_NAMED])}不在编码表里",
                "应为：" + "、".join(known.options[:20]),
                "在编码表里补上，或改好表头",
                column=group.label,
            )
            return
        columns = {by[narrow(name)]: cells for name, cells in columns.items()}
    codes = tuple((str(at), name) for at, name in enumerate(columns, 1))
    question = SurveyQuestion(group.number, known.title if known else group.title, "多选", codes)
    marked = {name: _marks(reading, question, name, cells) for name, cells in columns.items()}
    written = sum(
        mark is True and cell != name and words_beside(cell)
        for name, marks in marked.items()
        for cell, mark in zip(columns[name], marks, strict=True)
    )
    if written:
        reading.say(f"有 {written} 份在选项旁写了补充文字，只计选项", column=question.label)
    # Where every cell is empty the question was left out.
    asked = [any(row) for row in zip(*columns.values(), strict=True)]
    for name, marks in marked.items():
        reading.columns[question.column(name)] = [
            mark if some else None for mark, some in zip(marks, asked, strict=True)
        ]
    reading.questions[group.number] = question


def _marks(reading: Reading, question: SurveyQuestion, option: str, cells: list[str]) -> list[bool | None]:
    """Read an option's column; each different cell once."""
    marks: dict[str, bool | None] = {}
    wrong = set()
    for cell in dict.fromkeys(cells):
        try:
            marks[cell] = mark_of(cell, option)
        except ValueError:
            marks[cell] = None
            wrong.add(cell)
    reading.wrong(
        f"{question.label}（{option}）",
        cells,
        wrong,
        "多选的一格应为 1（选了）或 0（没选）",
        "自填的文字放到另一道填空题，这一格改成 1 或 0",
    )
    return [marks[cell] for cell in cells]
