"""The code book of a questionnaire: which code stands for which option."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

from mktkit.errors import MktkitError
from mktkit.fields import Code, Text, entry
from mktkit.registers.checks import duplicates
from mktkit.registers.model import Columns, Register, Row, RowFinding
from mktkit.registers.reading import RegisterTable
from mktkit.research.survey.model import QuestionKind, SurveyQuestion
from mktkit.rules import Rules

__all__ = ["CODEBOOK", "questions_of"]


class CodebookRow(Row):
    """An option of a question."""

    title: ClassVar = "编码表"
    file_names: ClassVar = ("编码表",)
    clauses: ClassVar = ("3.1.2",)
    about: ClassVar = "每个选项一行；数字题、填空题一行，不写代码和选项。"

    number: Code = entry("题号", aliases=("题目编号",), example="3")
    question: Text = entry("题目", aliases=("题干",), example="您用过哪些品牌？")
    kind: QuestionKind = entry("题型", example="多选")
    code: Code | None = entry("代码", aliases=("选项代码", "编码"), example="1", default=None)
    option: Text | None = entry("选项", aliases=("选项文字",), example="甲品牌", default=None, max_length=200)

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A code once a question; options where there is something to choose."""
        yield from duplicates(columns, ("number", "code"), "题号＋代码", "删去多余的一行，或改成各自的代码")
        yield from duplicates(columns, ("number", "option"), "题号＋选项", "删去多余的一行，或改选项的文字")
        rows = zip(*(columns[name] for name in ("number", "kind", "code", "option")), strict=True)
        kinds: dict[str, str] = {}
        for position, (number, kind, code, option) in enumerate(rows):
            if number is not None and kind is not None and kinds.setdefault(number, kind) != kind:
                yield RowFinding(
                    position,
                    "kind",
                    f"题型写的是「{kind}」，同一题前面写的是「{kinds[number]}」",
                    "一题一种题型",
                    "改成一样的",
                )
            if kind in ("单选", "多选", "量表", "NPS", "排序") and (code is None or option is None):
                yield RowFinding(
                    position, "option", f"{kind}题没有写代码或选项", "每个选项一行，写代码和选项", "补上"
                )
            if kind in ("量表", "NPS") and code is not None and not code.lstrip("-").isdigit():
                yield RowFinding(
                    position, "code", f"{kind}题的代码写的是「{code}」", "应为分数，如 1 到 5", "改成整数"
                )


#: The code book; read beside the questionnaire's file, scored by nothing.
CODEBOOK = Register("codebook", CodebookRow)


def questions_of(table: RegisterTable) -> dict[str, SurveyQuestion]:
    """Return the questions of a code book by their number.

    Raises
    ------
    MktkitError
        The code book is empty.
    """
    found: dict[str, SurveyQuestion] = {}
    columns = (table.columns[name] for name in ("number", "question", "kind", "code", "option"))
    for number, title, kind, code, option in zip(*columns, strict=True):
        earlier = found.get(number, SurveyQuestion(number, title, kind, basis="编码表"))
        added = ((code, option),) if code is not None and option is not None else ()
        found[number] = replace(earlier, codes=(*earlier.codes, *added))
    if not found:
        raise MktkitError("编码表里没有题目", "每个选项一行", "补上题目，或不带编码表")
    return found
