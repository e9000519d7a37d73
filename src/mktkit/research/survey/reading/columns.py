"""A question of one column: what kind it is, and its cells as answers, everything unreadable named."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mktkit.research.survey.model import QuestionKind, SurveyQuestion
from mktkit.research.survey.reading.notation import (
    SKIPPED,
    blank,
    options_in,
    without_words,
    words_beside,
)
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.text import narrow

__all__ = ["kind_of", "read_column"]

#: A column of longer texts, or of more different ones, is no choice.
_LONG, _MANY = 100, 30

#: Cell → what was answered in it, None where nothing was. Each different cell is read once: a hundred thousand answers
#: hold few different ones.
Read = Mapping[str, list[str] | None]


def kind_of(cells: Sequence[str]) -> QuestionKind:
    """Tell by the answers what kind of question it was, where no code book says so.

    Examples
    --------
    >>> kind_of(["男", "女"]), kind_of(["甲┋乙"]), kind_of(["5", "4"]), kind_of(["35", "41"])
    ('单选', '多选', '量表', '数字')
    """
    counted: Counter[str] = Counter()
    for cell, count in Counter(cells).items():
        if not blank(cell):
            # What is written beside an option does not make the question an open one.
            counted[narrow(without_words(cell)) or narrow(cell)] += count
    if any("┋" in one or "┇" in one for one in counted):
        return "多选"
    if counted and all(re.fullmatch(r"-?\d+(\.\d+)?", one) for one in counted):
        return "量表" if all(re.fullmatch(r"\d|10", one) for one in counted) else "数字"
    if any(len(one) > _LONG for one in counted) or (
        len(counted) > _MANY and 2 * len(counted) > counted.total()
    ):
        return "填空"
    return "单选"


def read_column(
    reading: Reading, number: str, title: str, cells: Sequence[str], known: SurveyQuestion | None
) -> None:
    """Read a question of one column; `known` is what the code book says of it."""
    kind = known.kind if known else kind_of(cells)
    # An item of a grid keeps its own words beside those of its question.
    asked = known.title if known and "." not in number else title
    question = SurveyQuestion(number, asked, kind, known.codes if known else ())
    read: Read = {cell: _read(cell, kind) for cell in dict.fromkeys(cells)}
    if kind == "填空":
        reading.columns[number] = [None if read[cell] is None else cell for cell in cells]
        reading.questions[number] = replace(question, codes=())
        return
    written = sum(words_beside(cell) for cell in cells if read[cell] is not None)
    if written:
        reading.say(f"有 {written} 份在选项旁写了补充文字，只计选项", column=question.label)
    if kind in ("量表", "数字"):
        _read_numbers(reading, question, cells, read)
    else:
        _read_choices(reading, question, cells, read)


def _read(cell: str, kind: QuestionKind) -> list[str] | None:
    if narrow(cell) in SKIPPED or (kind != "数字" and blank(cell)):
        return None
    if kind == "填空":
        return [cell]
    options = without_words(cell)
    parts = options_in(options) if kind == "多选" else [options]
    return [narrow(part) for part in parts if narrow(part)]


def _read_numbers(reading: Reading, question: SurveyQuestion, cells: Sequence[str], read: Read) -> None:
    coded = question.codes if question.kind == "量表" else ()
    by = {narrow(option): float(score) for score, option in coded}
    by |= {narrow(score): float(score) for score, _ in coded}
    values: dict[str, float | None] = {}
    for cell, parts in read.items():
        number = parts[0].replace(",", "") if parts else ""
        if by and parts:
            values[cell] = by.get(parts[0])
        elif re.fullmatch(r"-?\d{1,15}(\.\d{1,10})?", number):
            values[cell] = float(number)
        else:
            values[cell] = None
    wrong = {cell for cell, parts in read.items() if parts and values[cell] is None}
    want = "应为：" + "、".join(f"{one}（{option}）" for one, option in coded[:12]) if by else "应为数"
    reading.wrong(question.label, cells, wrong, want, "核对编码表，或改正这一格")
    reading.columns[question.number] = [values[cell] for cell in cells]
    reading.questions[question.number] = question


def _read_choices(reading: Reading, question: SurveyQuestion, cells: Sequence[str], read: Read) -> None:
    if not question.codes:
        seen = dict.fromkeys(part for parts in read.values() for part in parts or ())
        question = replace(question, codes=tuple((str(at), part) for at, part in enumerate(seen, 1)))
        by = {part: part for part in seen}
    else:
        by = question.spellings
    wrong = {cell for cell, parts in read.items() if any(part not in by for part in parts or ())}
    several = question.kind == "多选"
    reading.wrong(
        question.label,
        cells,
        wrong,
        "应为：" + "、".join(f"{one}（{option}）" for one, option in question.codes[:20]),
        "自填的文字放到另一道填空题；是新选项的，在编码表里补上"
        if several
        else "在编码表里补上这个选项，或改正数据",
    )
    reading.questions[question.number] = question
    chosen = {
        cell: None if parts is None else {by[part] for part in parts if part in by}
        for cell, parts in read.items()
    }
    if not several:
        single = {cell: next(iter(picked), None) if picked else None for cell, picked in chosen.items()}
        reading.columns[question.number] = [single[cell] for cell in cells]
        return
    for option in question.options:
        picks = {cell: None if picked is None else option in picked for cell, picked in chosen.items()}
        reading.columns[question.column(option)] = [picks[cell] for cell in cells]
