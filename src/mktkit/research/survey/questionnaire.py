"""Questionnaire files as survey platforms export them: one column an option, codes or texts, UTF-8 or GBK."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mktkit.errors import Finding, MktkitError, fault, notice, show
from mktkit.registers.files import RawSheet, read_sheets
from mktkit.registers.reading import read_table
from mktkit.research.survey.answers import Reading, plain, read_group
from mktkit.research.survey.codebook import CODEBOOK, Question, questions_of
from mktkit.research.survey.crosstab import Answers, code
from mktkit.research.survey.headers import groups_of, narrow
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Survey", "read_questionnaire"]

_HEADER_ROWS = 10


@dataclass(frozen=True)
class Survey:
    """A questionnaire's answers.

    Attributes
    ----------
    questions
        Number → question, in the order of the file.
    frame
        One row a respondent. A single choice, a text: column ``3``, str, None where left out; a rating or number:
        float; a multiple choice: a column ``3/option`` each of True, False, None.
    findings
        What was found in the file; with faults the answers are not to be used.
    """

    questions: Mapping[str, Question]
    frame: pd.DataFrame = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop an analysis."""
        return tuple(item for item in self.findings if item.level == "fault")

    def __len__(self) -> int:
        return len(self.frame)

    def question(self, number: str) -> Question:
        """Return a question by its number (``3``, ``Q3``) or its words.

        Raises
        ------
        MktkitError
            No such question.
        """
        wanted = narrow(number)
        for one in self.questions.values():
            if wanted in (one.number, one.title, one.label) or wanted.upper() == f"Q{one.number}":
                return one
        raise MktkitError(
            f"问卷里没有第 {show(number)} 题",
            "题号应为：" + "、".join(list(self.questions)[:40]),
            "核对题号",
        )

    def column(self, number: str) -> list[Any]:
        """Return the answers to a question of one column, None where left out."""
        question = self.question(number)
        if question.kind == "多选":
            raise MktkitError(f"第 {question.label} 是多选题", "这里要用单选、量表或数字题", "换一题")
        return [None if one != one else one for one in self.frame[question.number].tolist()]

    def chosen(self, number: str) -> dict[str, list[Any]]:
        """Return the answers to a multiple choice: option → one a respondent."""
        question = self.question(number)
        if question.kind != "多选":
            raise MktkitError(f"第 {question.label} 不是多选题", "这里要用多选题", "换一题")
        return {option: self.frame[f"{question.number}/{option}"].tolist() for option in question.options}

    def answers(self, number: str) -> Answers:
        """Return the answers to a question of one column, ready for cross tables and raking."""
        question = self.question(number)
        values = self.column(number)
        if question.kind in ("量表", "数字"):
            values = [None if one is None else f"{one:g}" for one in values]
            levels = sorted({one for one in values if one is not None}, key=float)
            return code(question.title, values, levels)
        return code(question.title, values, question.options)


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
    books = [one for one in files if "编码表" in one[1]]
    exports = [one for one in files if "编码表" not in one[1]]
    if len(exports) != 1:
        names = "、".join(name for _, name in exports)
        raise MktkitError(
            f"有 {len(exports)} 个问卷文件{f'：{names}' if names else ''}",
            "一次放一个问卷文件，另可放一个文件名里有“编码表”的文件",
            "留下要分析的那一个",
        )
    path, name = exports[0]
    sheets, findings = read_sheets(path, name)
    codes: dict[str, Question] = {}
    if any(sheet.name == "编码表" for sheet in sheets):
        books.append((path, name))
    for book in books:
        table = read_table(CODEBOOK, [book], rules)
        # A workbook's other sheets hold the answers.
        findings += [one for one in table.findings if one.sheet in ("", "编码表") or one.file != name]
        if not table.faults and len(table):
            codes |= questions_of(table)
    content = [
        one for one in sheets if one.name != "编码表" and any(any(narrow(c) for c in row) for row in one.rows)
    ]
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
    return _read(reading, codes)


def _begin(sheet: RawSheet, findings: list[Finding]) -> Reading:
    """Find the header: the row in which most cells are filled, the first of them."""
    filled = [sum(bool(narrow(cell)) for cell in row) for row in sheet.rows[:_HEADER_ROWS]]
    header = filled.index(max(filled))
    rows = [
        index
        for index in range(header + 1, len(sheet.rows))
        if any(plain(cell) for cell in sheet.rows[index])
    ]
    reading = Reading(sheet, header, rows, findings=findings)
    for (row, position), shown in sorted(sheet.broken.items()):
        reading.findings.append(
            fault(
                f"这一格是{show(shown)}，没有值",
                "应为确定的值",
                "在 Excel 里改好公式并保存，或直接填值",
                file=sheet.file,
                sheet=sheet.name,
                row=row + 1,
                column=narrow(sheet.rows[header][position]) if position < len(sheet.rows[header]) else "",
            )
        )
    blank = len(sheet.rows) - header - 1 - len(rows)
    if blank:
        reading.say(f"有 {blank} 行空白，没有计入")
    return reading


def _read(reading: Reading, codes: Mapping[str, Question]) -> Survey:
    sheet = reading.sheet
    header = sheet.rows[reading.header]
    groups, left, twice = groups_of(header)
    where = {"file": sheet.file, "sheet": sheet.name}
    for number in twice:
        reading.findings.append(
            fault(f"题号 {number} 出现在两处", "同一题的各列应挨着，题号不重复", "改好题号", **where)
        )
    if not groups:
        reading.findings.append(
            fault("找不到题目", "表头每题一列，如“1、您的性别”", "用问卷平台导出的原始文件", **where)
        )
    if not reading.rows:
        reading.findings.append(
            fault("没有一份答卷（n = 0）", "题目下面每行一份答卷", "换成有答卷的文件", **where)
        )
    if left:
        reading.say(f"没有读取的列：{'、'.join(left[:20])}", "答卷的编号、时间、来源和个人信息不用于分析")
    absent = [number for number in codes if number not in {one.number for one in groups}]
    if absent:
        reading.findings.append(
            fault(
                f"编码表里的第 {'、'.join(absent[:10])} 题在问卷文件里没有",
                "编码表和问卷应是同一份",
                "换成对应的编码表",
                **where,
            )
        )
    for group in groups if reading.rows else ():
        read_group(reading, group, codes.get(group.number))
    if codes:
        without = [one.number for one in groups if one.number not in codes]
        if without:
            reading.say(f"编码表里没有第 {'、'.join(without[:20])} 题，按文件里的写法读")
    return _survey(reading.columns, reading.questions, len(reading.rows), reading.findings)


def _survey(
    columns: Mapping[str, list[Any]], questions: Mapping[str, Question], n: int, findings: Sequence[Finding]
) -> Survey:
    import pandas as pd

    frame = pd.DataFrame(
        {name: pd.Series(values, dtype=object) for name, values in columns.items()}, index=range(n)
    )
    for question in questions.values():
        if question.kind in ("量表", "数字"):
            frame[question.number] = frame[question.number].astype(float)
    ordered = sorted(findings, key=lambda item: item.level != "fault")
    return Survey(dict(questions), frame, tuple(ordered))
