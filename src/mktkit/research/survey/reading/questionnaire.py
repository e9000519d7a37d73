"""A questionnaire's file as a survey: its sheet and header found, its questions read, with a code book where there is one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from mktkit.errors import Finding, MktkitError, fault, notice, show
from mktkit.registers.files import read_sheets
from mktkit.registers.reading import read_table
from mktkit.registers.sheets import RawSheet
from mktkit.research.survey.model import Survey, SurveyQuestion
from mktkit.research.survey.reading.codebook import CODEBOOK, questions_of
from mktkit.research.survey.reading.headers import QuestionColumns, groups_of
from mktkit.research.survey.reading.notation import plain
from mktkit.research.survey.reading.options import read_question
from mktkit.research.survey.reading.sheet import Reading
from mktkit.research.survey.text import narrow
from mktkit.rules import Rules

__all__ = ["read_questionnaire"]

_HEADER_ROWS = 10
_CODEBOOK = "编码表"


def read_questionnaire(files: Sequence[tuple[Path, str]], rules: Rules) -> Survey:
    """Read the answers to a questionnaire, with a code book where there is one.

    Parameters
    ----------
    files
        Path and name of the export (.xlsx, .xls, .ods, .csv), and of the code book (编码表 in its name) where codes stand
        for options; the code book may also be a sheet 编码表 of the same workbook.
    rules
        The rules in force.

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
    sheets, findings = read_sheets(path, name)
    if any(sheet.name == _CODEBOOK for sheet in sheets):
        books.append((path, name))
    codes, said = _codes(books, name, rules)
    findings += said
    content = [one for one in sheets if one.name != _CODEBOOK and any(map(_filled, one.rows))]
    if not content or any(one.level == "fault" for one in findings):
        if sheets and not content:
            findings.append(fault("文件里没有答卷", "应有一行题目和下面的答卷", "换成正确的文件", file=name))
        return _survey({}, {}, 0, findings)
    reading = _begin(content[0], findings)
    for sheet in content[1:]:
        reading.findings.append(
            notice(
                f"工作表「{sheet.name}」没有读取", "", "只读第一张有内容的工作表", file=name, sheet=sheet.name
            )
        )
    _read(reading, codes)
    return _survey(reading.columns, reading.questions, len(reading.rows), reading.findings)


def _filled(row: Sequence[object]) -> int:
    """Return how many cells of a row hold something."""
    return sum(bool(narrow(cell)) for cell in row)


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
    """Find the header: the row in which most cells are filled, the first of them."""
    filled = list(map(_filled, sheet.rows[:_HEADER_ROWS]))
    header = filled.index(max(filled))
    below = range(header + 1, len(sheet.rows))
    rows = [index for index in below if any(plain(cell) for cell in sheet.rows[index])]
    reading = Reading(sheet, header, rows, findings=findings)
    titles = sheet.rows[header]
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


def _read(reading: Reading, codes: Mapping[str, SurveyQuestion]) -> None:
    groups, left, twice = groups_of(reading.sheet.rows[reading.header])
    for number in twice:
        reading.fail(f"题号 {number} 出现在两处", "同一题的各列应挨着，题号不重复", "改好题号")
    if not groups:
        reading.fail("找不到题目", "表头每题一列，如“1、您的性别”", "用问卷平台导出的原始文件")
    if not reading.rows:
        reading.fail("没有一份答卷（n = 0）", "题目下面每行一份答卷", "换成有答卷的文件")
    if left:
        reading.say(f"没有读取的列：{'、'.join(left[:20])}", "答卷的编号、时间、来源和个人信息不用于分析")
    _compare(reading, groups, codes)
    for group in groups if reading.rows else ():
        read_question(reading, group, codes.get(group.number))
    without = [one.number for one in groups if one.number not in codes]
    if codes and without:
        reading.say(f"编码表里没有第 {'、'.join(without[:20])} 题，按文件里的写法读")


def _compare(
    reading: Reading, groups: Sequence[QuestionColumns], codes: Mapping[str, SurveyQuestion]
) -> None:
    """Say which questions the code book has and the file has not."""
    asked = {one.number for one in groups}
    absent = [number for number in codes if number not in asked]
    if absent:
        reading.fail(
            f"编码表里的第 {'、'.join(absent[:10])} 题在问卷文件里没有",
            "编码表和问卷应是同一份",
            "换成对应的编码表",
        )


def _survey(
    columns: Mapping[str, Sequence[object]],
    questions: Mapping[str, SurveyQuestion],
    n: int,
    findings: Sequence[Finding],
) -> Survey:
    import pandas as pd

    frame = pd.DataFrame(
        {name: pd.Series(list(values), dtype=object) for name, values in columns.items()}, index=range(n)
    )
    for question in questions.values():
        if question.kind in ("量表", "数字"):
            frame[question.number] = frame[question.number].astype(float)
    ordered = sorted(findings, key=lambda item: item.level != "fault")
    return Survey(dict(questions), frame, tuple(ordered))
