"""What a company is asked once about its own files: which column a header is, what a value means, what holds for all rows."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from mktkit.errors import opposite
from mktkit.fields.choice import YES_NO
from mktkit.fields.number import INTEGER
from mktkit.registers.agreed import BLANK
from mktkit.registers.folder import Dataset
from mktkit.registers.headers import fold
from mktkit.registers.model import Column, Register
from mktkit.registers.registry import HEADER_MAPPING, REGISTERS
from mktkit.registers.table import RegisterTable, Unknown
from mktkit.registers.template import write_template
from mktkit.rules import Rules

__all__ = ["ELSEWHERE", "OF_NO_USE", "Question", "agreed_lines", "agreed_workbook", "questions"]

#: Answers that are no column and no value.
OF_NO_USE = "不用"
ELSEWHERE = "在别的列里"
#: More alike than this, and nothing else near it, a name is preselected.
_CLEAR, _APART = 0.75, 0.2
#: Of a number with more values than these the meaning of a word is not asked.
_MOST_VALUES = 10

#: Headers that exports bear about themselves, which no register holds.
_ABOUT_ITSELF = re.compile(
    r"序号?|no\.?|#|备注|(所用|答题)(时间|时长)|来源(详情)?|来自ip|ip(地址)?|[主被]叫号码|振铃.*|通话时长.*|录音.*|打印.*|导出.*"
)
#: Headers below which stands what is nobody's business, and numbers of telephones anywhere.
_PERSONAL = re.compile(r"称呼|姓名|手机|电话|联系|微信|qq|邮箱|身份证|地址|ip|号码", re.IGNORECASE)
_TELEPHONE = re.compile(r"(?<!\d)(1\d{2})\d{4}(\d{4})(?!\d)")

#: Words of scales, from the least on.
_SCALES = (
    ("非常不满意", "不满意", "一般", "满意", "非常满意"),
    ("很不满意", "不满意", "一般", "满意", "很满意"),
    ("很不满意", "不太满意", "一般", "比较满意", "很满意"),
    ("非常不满意", "比较不满意", "一般", "比较满意", "非常满意"),
    ("很差", "差", "一般", "好", "很好"),
    ("非常差", "差", "一般", "好", "非常好"),
)

About = Literal["列名", "值", "固定值", "量表"]


@dataclass(frozen=True)
class Question:
    """One thing to be said about a company's own files.

    Attributes
    ----------
    register
        Title of the register.
    file
        Where it was met first.
    about
        A header, a value, or a required column that no header names.
    own
        The header or value as the company writes it; empty for a column that is not there.
    column
        Standard header; empty for a header that may be any.
    count
        How many cells hold the value.
    samples
        Some cells below the header.
    choices
        What may be answered.
    suggested
        The answer that is clear; empty where none is.
    """

    register: str
    file: str
    about: About
    own: str
    column: str
    count: int
    samples: tuple[str, ...]
    choices: tuple[str, ...]
    suggested: str = ""

    @property
    def title(self) -> str:
        """The question in words."""
        if self.about == "列名":
            return f"{self.register}：「{self.own}」是哪一列"
        if self.about == "量表":
            return f"{self.register}：「{self.column}」写的是{self.own}，读作几分"
        if self.about == "值":
            return f"{self.register}：「{self.column}」写的「{self.own}」是哪一种"
        return f"{self.register}：没有「{self.column}」这一列，整个文件都是"

    @property
    def help(self) -> str:
        """Where it was met, how often, and what stands there."""
        private = self.about == "列名" and _PERSONAL.search(self.own)
        shown = "" if private else "、".join(_TELEPHONE.sub(r"\1****\2", one) for one in self.samples)
        said = [self.file, f"{self.count} 格" if self.about == "值" else "", f"例如 {shown}" if shown else ""]
        return "；".join(part for part in said if part)


def questions(dataset: Dataset, rules: Rules) -> list[Question]:
    """Return what is to be asked of a folder of registers: headers first, then columns that are missing, then values.

    Each header and value is asked once a register, however many files and cells hold it.

    Parameters
    ----------
    dataset
        The registers as read with what is agreed already.
    rules
        The rules in force; they hold some of the choices.
    """
    found: dict[tuple[str, str, str, str], Question] = {}
    for name, table in dataset.tables.items():
        register = REGISTERS[name]
        scales, others = _scales(register, table.unknown, rules)
        for scale in scales:
            found.setdefault((scale.register, scale.about, scale.column, scale.own), scale)
        lacking = {one.file for one in others if one.column is not None and not one.text}
        for one in others:
            asked = _question(register, table, one, rules, lacking)
            if asked is not None:
                found.setdefault((asked.register, asked.about, asked.column, asked.own), asked)
    order = {"列名": 0, "固定值": 1, "量表": 2, "值": 3}
    return sorted(found.values(), key=lambda one: order[one.about])


def _scales(
    register: Register, unknown: Iterable[Unknown], rules: Rules
) -> tuple[list[Question], list[Unknown]]:
    """Return one question for each column of numbers that is written in the words of a scale, and what is left."""
    words: dict[str, list[Unknown]] = {}
    left: list[Unknown] = []
    for one in unknown:
        is_number = one.column is not None and one.column.kind is INTEGER and one.text
        (words.setdefault(one.column.title, []) if one.column and is_number else left).append(one)
    asked = []
    for column, items in words.items():
        scale = next((one for one in _SCALES if {item.text for item in items} <= set(one)), None)
        first = items[0]
        if scale is None or first.column is None or len(_values(first.column, rules)) != len(scale):
            left += items
            continue
        count = sum(item.count for item in items)
        up, down = _worded(scale, up=True), _worded(scale, up=False)
        asked.append(
            Question(register.title, first.file, "量表", "、".join(scale), column, count, (), (up, down), up)
        )
    return asked, left


def _worded(scale: Sequence[str], *, up: bool) -> str:
    """Return the answer that gives the words of a scale its numbers."""
    numbers = range(1, len(scale) + 1) if up else range(len(scale), 0, -1)
    return "，".join(f"{word} {number}" for word, number in zip(scale, numbers, strict=True))


def _question(
    register: Register, table: RegisterTable, one: Unknown, rules: Rules, lacking: Collection[str]
) -> Question | None:
    if one.column is None:
        if _ABOUT_ITSELF.fullmatch(fold(one.text)) and one.file not in lacking:
            return None
        if _ABOUT_ITSELF.fullmatch(fold(one.text)) and fold(one.text) != "序号":
            return None
        named = {name for places in table.positions.values() for name in places}
        open_columns = [column for column in register.columns if column.name not in named]
        choices = (*(column.title for column in open_columns), OF_NO_USE)
        words = {column.title: (column.title, *column.aliases) for column in open_columns}
        suggested = _clear(one.text, words)
        return Question(
            register.title, one.file, "列名", one.text, "", one.count, one.samples, choices, suggested
        )
    allowed = _values(one.column, rules)
    if not allowed:
        return None
    if not one.text and (one.column.kind is INTEGER or one.elsewhere):
        return None
    if not one.text:
        return Question(
            register.title, one.file, "固定值", "", one.column.title, 1, (), (*allowed, ELSEWHERE)
        )
    choices = allowed if one.column.required else (*allowed, BLANK)
    suggested = _clear(one.text, {value: (value,) for value in allowed})
    return Question(
        register.title, one.file, "值", one.text, one.column.title, one.count, (), choices, suggested
    )


def _values(column: Column, rules: Rules) -> tuple[str, ...]:
    """Return the values a column may hold where they are few, empty where they are not."""
    if column.kind is YES_NO:
        return ("是", "否")
    if column.kind is INTEGER and column.low is not None and column.high is not None:
        few = range(column.low, column.high + 1)
        return tuple(map(str, few)) if len(few) <= _MOST_VALUES else ()
    return column.choices_in(rules)


def _clear(word: str, known: Mapping[str, Iterable[str]]) -> str:
    """Return what a word clearly is: much alike, no opposite, and nothing else near it."""
    alike = sorted(
        (
            (max(SequenceMatcher(None, fold(word), fold(one)).ratio() for one in names), title)
            for title, names in known.items()
        ),
        reverse=True,
    )
    if not alike or alike[0][0] < _CLEAR or opposite(word, alike[0][1]):
        return ""
    return alike[0][1] if len(alike) < 2 or alike[0][0] - alike[1][0] >= _APART else ""


def agreed_lines(asked: Sequence[Question], answers: Sequence[str | None]) -> list[dict[str, object]]:
    """Return the lines of 《列名对照》 that answers make; a question without one makes none.

    Parameters
    ----------
    asked
        The questions.
    answers
        One of its choices for each, None where none was made.

    Returns
    -------
    list of dict
        Cells by Chinese column title.
    """
    lines: list[dict[str, object]] = []
    for one, answer in zip(asked, answers, strict=True):
        if not answer:
            continue
        if one.about == "量表":
            for word, number in (said.rsplit(" ", 1) for said in answer.split("，")):
                lines.append(
                    {
                        "登记表": one.register,
                        "对照什么": "值",
                        "标准列名": one.column,
                        "本公司写法": word,
                        "标准写法": number,
                    }
                )
            continue
        line: dict[str, object] = {"登记表": one.register, "对照什么": one.about}
        if one.about == "列名" and answer == OF_NO_USE:
            line |= {"对照什么": "不用", "本公司列名": one.own}
        elif one.about == "列名":
            line |= {"本公司列名": one.own, "标准列名": answer}
        elif answer == ELSEWHERE:
            line |= {"对照什么": "别的列", "标准列名": one.column}
        else:
            line |= {"标准列名": one.column, "本公司写法": one.own or None, "标准写法": answer}
        lines.append(line)
    return lines


def agreed_workbook(
    earlier: RegisterTable | None, lines: Sequence[Mapping[str, object]], rules: Rules
) -> bytes:
    """Return 《列名对照》 with new lines below those that were agreed before.

    Parameters
    ----------
    earlier
        What was read of it; None where there is none yet.
    lines
        As :func:`agreed_lines` makes them.
    rules
        The rules in force.
    """
    rows: list[dict[str, object]] = []
    if earlier is not None:
        titles = [column.title for column in HEADER_MAPPING.columns]
        columns = [earlier.columns[column.name] for column in HEADER_MAPPING.columns]
        rows += [dict(zip(titles, values, strict=True)) for values in zip(*columns, strict=True)]
    return write_template(HEADER_MAPPING, rules, [*rows, *map(dict, lines)])
