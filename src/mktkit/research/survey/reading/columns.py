"""A question of one column: its cells as answers, everything unreadable named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from mktkit.research.survey.model import NUMERIC, QuestionKind, SurveyQuestion
from mktkit.research.survey.reading.notation import SKIPPED, blank, options_in, without_words, words_beside
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.text import narrow

__all__ = ["read_column"]

#: Cell → what was answered in it, None where nothing was. Each different cell is read once: a hundred thousand answers
#: hold few different ones.
Read = Mapping[str, list[str] | None]

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,20})?")
_ARROW = r"\s*(?:→|->|>)\s*"


def read_column(reading: Reading, question: SurveyQuestion, cells: Sequence[str]) -> None:
    """Read a question of one column, whose kind and options are known or guessed."""
    kind = question.kind
    separator = _ARROW if kind == "排序" and any("→" in cell for cell in cells) else reading.layout.separator
    read: Read = {cell: _read(cell, question, separator) for cell in dict.fromkeys(cells)}
    if kind == "填空":
        reading.columns[question.number] = [None if read[cell] is None else cell for cell in cells]
        reading.questions[question.number] = replace(question, codes=())
        return
    beside = {cell for cell, parts in read.items() if parts is not None and words_beside(cell)}
    written = sum(cell in beside for cell in cells)
    if written:
        reading.say(f"有 {written} 份在选项旁写了补充文字，只计选项", column=question.label)
    if kind in NUMERIC:
        _read_numbers(reading, question, cells, read)
    else:
        _read_choices(reading, question, cells, read)


def _read(cell: str, question: SurveyQuestion, separator: str) -> list[str] | None:
    kind: QuestionKind = question.kind
    if narrow(cell) in SKIPPED or (kind != "数字" and blank(cell) and narrow(cell) not in question.spellings):
        return None
    if kind == "填空":
        return [cell]
    if kind not in ("多选", "排序"):
        return [one] if (one := narrow(without_words(cell))) else None
    by = question.spellings
    parts = options_in(cell, separator)
    if by and any(part not in by for part in parts):
        # An option whose own words hold the sign that separates: known options are looked for, the longest first.
        return _known_in(narrow(cell), by) or parts
    return parts


def _known_in(cell: str, known: Mapping[str, str]) -> list[str] | None:
    """Return the known options that make a cell up, None where they do not."""
    found: list[tuple[int, str]] = []
    rest = cell
    for option in sorted(known, key=len, reverse=True):
        at = rest.find(option)
        if at >= 0 and len(option) > 1:
            found.append((at, option))
            rest = rest[:at] + "\0" * len(option) + rest[at + len(option) :]
    left = re.sub(r"[\0\s,，、;；|┋]+", "", rest)
    return [option for _, option in sorted(found)] if found and not left else None


def _read_numbers(reading: Reading, question: SurveyQuestion, cells: Sequence[str], read: Read) -> None:
    coded = question.codes if question.kind != "数字" else ()
    by = {narrow(option): float(score) for score, option in coded}
    by |= {narrow(score): float(score) for score, _ in coded}
    values: dict[str, float | None] = {}
    for cell, parts in read.items():
        number = parts[0].replace(",", "") if parts else ""
        if by and parts:
            values[cell] = by.get(parts[0])
        elif _NUMBER.fullmatch(number):
            values[cell] = float(number)
        else:
            values[cell] = None
    if question.kind == "数字":
        _leave_skips(reading, question, cells, values)
    skipped = {cell for cell in values if question.kind == "数字" and blank(cell)}
    wrong = {cell for cell, parts in read.items() if parts and values[cell] is None and cell not in skipped}
    want = "应为：" + "、".join(_written(one, option) for one, option in coded[:12]) if by else "应为数"
    reading.wrong(question.label, cells, wrong, want, "核对编码表，或改正这一格")
    reading.columns[question.number] = [values[cell] for cell in cells]
    reading.questions[question.number] = question


def _written(code: str, option: str) -> str:
    return code if code == option else f"{code}（{option}）"


def _leave_skips(
    reading: Reading, question: SurveyQuestion, cells: Sequence[str], values: dict[str, float | None]
) -> None:
    """Take −2 and −3 for questions skipped, unless other answers are negative too: then they may be answers."""
    skips = {cell for cell, value in values.items() if value is not None and blank(cell)}
    if not skips or any(
        value < 0 for cell, value in values.items() if value is not None and cell not in skips
    ):
        return
    count = sum(cell in skips for cell in cells)
    for cell in skips:
        values[cell] = None
    reading.say(f"有 {count} 份是 -2 或 -3，是平台写的“没有回答”，没有计入", column=question.label)


def _read_choices(reading: Reading, question: SurveyQuestion, cells: Sequence[str], read: Read) -> None:
    if not question.codes:
        seen = dict.fromkeys(part for parts in read.values() for part in parts or ())
        numbers = all(_NUMBER.fullmatch(part) for part in seen)
        ordered = sorted(seen, key=float) if numbers else list(seen)
        codes = tuple((part if numbers else str(at), part) for at, part in enumerate(ordered, 1))
        question = replace(question, codes=codes)
        by = {part: part for part in seen}
    else:
        by = question.spellings
    wrong = {cell for cell, parts in read.items() if any(part not in by for part in parts or ())}
    several = question.kind in ("多选", "排序")
    reading.wrong(
        question.label,
        cells,
        wrong,
        "应为：" + "、".join(_written(one, option) for one, option in question.codes[:20]),
        "自填的文字放到另一道填空题；是新选项的，在编码表里补上"
        if several
        else "在编码表里补上这个选项，或改正数据",
    )
    reading.questions[question.number] = question
    chosen = {
        cell: None if parts is None else [by[part] for part in parts if part in by]
        for cell, parts in read.items()
    }
    if not several:
        single = {cell: next(iter(picked), None) if picked else None for cell, picked in chosen.items()}
        reading.columns[question.number] = [single[cell] for cell in cells]
        return
    place = _rank if question.kind == "排序" else _tick
    for option in question.options:
        each = {cell: None if picked is None else place(picked, option) for cell, picked in chosen.items()}
        reading.columns[question.column(option)] = [each[cell] for cell in cells]


def _tick(picked: Sequence[str], option: str) -> bool:
    return option in picked


def _rank(picked: Sequence[str], option: str) -> float | None:
    return float(picked.index(option) + 1) if option in picked else None
