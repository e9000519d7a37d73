"""A questionnaire's file as a survey: its sheet and header found, its questions read, with a code book where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mktkit.errors import Finding, MktkitError, fault, notice, show
from mktkit.registers.files import read_sheets
from mktkit.registers.reading import read_table
from mktkit.registers.sheets import RawSheet
from mktkit.research.survey.model import NUMERIC, Survey, SurveyQuestion
from mktkit.research.survey.reading.codebook import CODEBOOK, questions_of
from mktkit.research.survey.reading.dialects import layout_of
from mktkit.research.survey.reading.headers import QuestionColumns, filled
from mktkit.research.survey.reading.notation import plain
from mktkit.research.survey.reading.options import read_question
from mktkit.research.survey.reading.personal import PERSONAL
from mktkit.research.survey.reading.respondents import (
    left_out,
    note_masked,
    persons_of,
    seconds_of,
    weighting_of,
)
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.reading.spss import SAV, read_sav
from mktkit.research.survey.text import narrow
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Told", "read_questionnaire"]

_CODEBOOK = "编码表"


@dataclass(frozen=True)
class Told:
    """What people have said of a questionnaire's columns.

    Attributes
    ----------
    questions
        Number → kind, options and short name.
    left
        Number → why the question is left out: 个人信息, 不分析.
    """

    questions: Mapping[str, SurveyQuestion] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)


def read_questionnaire(files: Sequence[tuple[Path, str]], rules: Rules, told: Told | None = None) -> Survey:
    """Read the answers to a questionnaire, with a code book where there is one.

    Parameters
    ----------
    files
        Path and name of the export (.xlsx, .xls, .ods, .csv, .sav), and of the code book (编码表 in its name) where codes
        stand for options; the code book may also be a sheet 编码表 of the same workbook.
    rules
        The rules in force.
    told
        What was said of the questions before; a code book that comes with the files goes before it.

    Returns
    -------
    Survey
        With every fault and notice. Columns that tell who answered (address, name, telephone) are not read.

    Raises
    ------
    MktkitError
        No file, or several questionnaires at once.

    Notes
    -----
    制度 3.1.2, 3.1.3.
    """
    books = [one for one in files if _CODEBOOK in one[1]]
    exports = [one for one in files if _CODEBOOK not in one[1]]
    if len(exports) != 1:
        names = "、".join(name for _, name in exports)
        raise MktkitError(
            f"有 {len(exports)} 个问卷文件{f'：{names}' if names else ''}",
            "一次放一个问卷文件，另可放一个文件名里有“编码表”的文件",
            "留下要分析的那一个",
        )
    path, name = exports[0]
    orders: Mapping[int, tuple[str, ...]] = {}
    if path.suffix.lower() == SAV:
        sheets, findings, orders = read_sav(path, name)
    else:
        sheets, findings = read_sheets(path, name)
    if any(sheet.name == _CODEBOOK for sheet in sheets):
        books.append((path, name))
    codes, said = _codes(books, name, rules)
    findings += said
    content = [one for one in sheets if one.name != _CODEBOOK and any(map(filled, one.rows))]
    if not content or any(one.level == "fault" for one in findings):
        if sheets and not content:
            findings.append(fault("文件里没有答卷", "应有一行题目和下面的答卷", "换成正确的文件", file=name))
        return Survey({}, _frame({}, {}, 0), _ordered(findings))
    reading = _begin(content[0], findings)
    reading.orders = orders
    for sheet in content[1:]:
        reading.findings.append(
            notice(
                f"工作表「{sheet.name}」没有读取", "", "只读第一张有内容的工作表", file=name, sheet=sheet.name
            )
        )
    return _read(reading, codes, told or Told())


def _codes(
    books: Sequence[tuple[Path, str]], export: str, rules: Rules
) -> tuple[dict[str, SurveyQuestion], list[Finding]]:
    """Return what the code books say of the questions, and what was found in them."""
    codes: dict[str, SurveyQuestion] = {}
    findings: list[Finding] = []
    for book in books:
        table = read_table(CODEBOOK, [book], rules)
        # A workbook's other sheets hold the answers.
        findings += [one for one in table.findings if one.sheet in ("", _CODEBOOK) or one.file != export]
        if not table.faults and len(table):
            codes |= questions_of(table)
    return codes, findings


def _begin(sheet: RawSheet, findings: list[Finding]) -> Reading:
    layout = layout_of(sheet.rows)
    below = range(layout.body, len(sheet.rows))
    rows = [index for index in below if any(plain(cell) for cell in sheet.rows[index])]
    reading = Reading(sheet, layout, rows, findings=findings)
    titles = sheet.rows[layout.header]
    for (row, position), shown in sorted(sheet.broken.items()):
        reading.fail(
            f"这一格是{show(shown)}，没有值",
            "应为确定的值",
            "在 Excel 里改好公式并保存，或直接填值",
            column=narrow(titles[position]) if position < len(titles) else "",
            row=row + 1,
        )
    if len(below) > len(rows):
        reading.say(f"有 {len(below) - len(rows)} 行空白，没有计入")
    return reading


def _read(
    reading: Reading,
    codes: Mapping[str, SurveyQuestion],
    told: Told,
) -> Survey:
    layout = reading.layout
    for number in layout.twice:
        reading.fail(f"题号 {number} 出现在两处", "同一题的各列应挨着，题号不重复", "改好题号")
    if not layout.questions:
        reading.fail("找不到题目", "表头每题一列，如“1、您的性别”", "用问卷平台导出的原始文件")
    if not reading.rows:
        reading.fail("没有一份答卷（n = 0）", "题目下面每行一份答卷", "换成有答卷的文件")
    known = {**told.questions, **codes}
    groups = [left_out(reading, group, known, told.left) for group in layout.questions]
    read = [group for group in groups if group.columns]
    _compare(reading, layout.questions, codes)
    for group in read if reading.rows else ():
        read_question(reading, group, known)
    _place_the_rest(reading)
    _say_left(reading)
    note_masked(reading)
    without = [one.number for one in read if one.number not in codes]
    if codes and without:
        reading.say(f"编码表里没有第 {'、'.join(without[:20])} 题，按文件里的写法读")
    return Survey(
        dict(reading.questions),
        _frame(reading.columns, reading.questions, len(reading.rows)),
        _ordered(reading.findings),
        tuple(reading.places[position] for position in sorted(reading.places)),
        seconds_of(reading),
        persons_of(reading),
        weighting_of(reading),
        "SPSS" if reading.sheet.file.lower().endswith(SAV) else layout.dialect,
    )


def _place_the_rest(reading: Reading) -> None:
    """Say of every column that is no question what it is."""
    width = max((len(row) for row in reading.sheet.rows), default=0)
    for position in range(max(width, len(reading.layout.headers))):
        if position in reading.places:
            continue
        role = reading.layout.about.get(position, "")
        cells = [] if role else [cell for cell in reading.raw(position) if cell]
        if role:
            reading.place(position, why=role)
        elif not cells:
            headers = reading.layout.headers
            if position < len(headers) and headers[position].text:
                reading.place(position, why="没有读出")
            else:
                reading.place(position, why="空列")
        elif cells == [str(at) for at in range(1, len(cells) + 1)] or len(set(cells)) == len(reading.rows):
            reading.place(position, why="答卷编号")
        else:
            reading.place(position, why="没有表头")
            reading.say(
                f"第 {position + 1} 列没有表头，有 {len(cells)} 格内容，没有读取", "是一道题的，补上表头再试"
            )


def _say_left(reading: Reading) -> None:
    """Say which columns are no questions, by their headers."""
    left = [reading.places[at] for at in sorted(reading.places) if not reading.places[at].number]
    about = [one.header for one in left if one.header]
    if about:
        reading.say(
            f"没有读取的列：{'、'.join(about[:20])}{f' 等 {len(about)} 列' if len(about) > 20 else ''}",
            "答卷的编号、时间、来源和个人信息不用于分析",
        )
    personal = [one.header for one in left if one.why == PERSONAL]
    if personal:
        reading.say(f"有 {len(personal)} 列是个人信息，没有读取，也不留存：{'、'.join(personal[:20])}")


def _compare(
    reading: Reading, groups: Sequence[QuestionColumns], codes: Mapping[str, SurveyQuestion]
) -> None:
    """Say which questions the code book has and the file has not."""
    asked = {one.number for one in groups}
    absent = [number for number in codes if number not in asked and number.partition(".")[0] not in asked]
    if absent:
        reading.fail(
            f"编码表里的第 {'、'.join(absent[:10])} 题在问卷文件里没有",
            "编码表和问卷应是同一份",
            "换成对应的编码表",
        )


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda item: item.level != "fault"))


def _frame(
    columns: Mapping[str, Sequence[object]], questions: Mapping[str, SurveyQuestion], n: int
) -> pd.DataFrame:
    import pandas as pd

    frame = pd.DataFrame(
        {name: pd.Series(list(values), dtype=object) for name, values in columns.items()}, index=range(n)
    )
    for question in questions.values():
        numbers = [question.number] if question.kind in NUMERIC else []
        if question.kind == "排序":
            numbers = [question.column(option) for option in question.options]
        for name in numbers:
            frame[name] = frame[name].astype(float)
    return frame
