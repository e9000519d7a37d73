"""What is said of a questionnaire's questions by whoever knows it: short name, kind, options; kept for the next wave."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict, model_validator

from mktkit.errors import MktkitError
from mktkit.fields import entry
from mktkit.files import write_whole
from mktkit.paths import data_folder
from mktkit.research.survey.model import QuestionKind, Survey, SurveyQuestion
from mktkit.research.survey.reading.questionnaire import Told

__all__ = ["Codebook", "CodebookLine", "LeftKind", "codebook_of", "keep_codebook", "kept_for", "told_by"]

#: A question that is not analysed, and why.
LeftKind = Literal["权重", "个人信息", "不分析"]
LineKind = Literal[QuestionKind, LeftKind]
_LEFT: Mapping[str, LeftKind] = {"权重": "权重", "个人信息": "个人信息", "不分析": "不分析"}
_CODED = re.compile(r"\s*(-?[\w.]{1,20})\s*=\s*(.+)")
_SCORED = frozenset({"量表", "NPS"})
_LAST = "上次定的"


class CodebookLine(BaseModel):
    """A question of the questionnaire, as it is to be read."""

    number: str = entry("题号", min_length=1)
    asked: str = entry("题目（文件里的写法）", default="")
    name: str = entry("简称", default="", help="结果、图表、报告里都用它；不写就用题目")
    kind: LineKind = entry("题型")
    options: str = entry("选项", default="", help="按要印的次序，用；隔开；文件里是代码的写成 1=男；2=女")
    basis: str = entry("怎么知道的", default="")

    @model_validator(mode="after")
    def _scored(self) -> CodebookLine:
        codes = [code for code, _ in self.codes()]
        twice = next((code for code in codes if codes.count(code) > 1), None)
        if twice is not None:
            raise ValueError(f"代码「{twice}」写了两次，一个代码一个选项")
        wrong = (
            [code for code, _ in self.codes() if not re.fullmatch(r"-?\d+", code)]
            if self.kind in _SCORED
            else []
        )
        if wrong:
            raise ValueError(f"{self.kind}题的分数写的是「{wrong[0]}」，应为整数，如 1=很差；2=较差")
        return self

    def codes(self) -> tuple[tuple[str, str], ...]:
        """Return code → option, in the order written."""
        # A half-width sign may be an option's own, where full-width ones part them.
        signs = r"[；\n]" if "；" in self.options else r"[;\n]"
        parts = [part for one in re.split(signs, self.options) if (part := one.strip())]
        numbers = all(re.fullmatch(r"-?\d+", part) for part in parts)
        found = []
        for at, part in enumerate(parts, 1):
            match = _CODED.fullmatch(part)
            if match:
                found.append((match[1], match[2].strip()))
            else:
                found.append((part if numbers else str(at), part))
        return tuple(found)


class Codebook(BaseModel):
    """How a questionnaire's questions are to be read: guesses are marked as such."""

    model_config = ConfigDict(title="题目")
    form_name: ClassVar = "survey_codebook.Codebook"

    lines: list[CodebookLine] = entry("题目", default=list, help="猜的请看一遍，不对就改")


def codebook_of(survey: Survey, kept: Codebook | None = None) -> Codebook:
    """Return what is known and guessed of a survey's questions, a line each; those left out are there too.

    Parameters
    ----------
    survey
        As read.
    kept
        What was said of an earlier wave; a question with the same words is taken from it.

    Examples
    --------
    >>> import pandas as pd
    >>> asked = SurveyQuestion("1", "性别", "单选", (("1", "男"), ("2", "女")), basis="猜的：几种文字反复出现")
    >>> [(one.kind, one.options) for one in codebook_of(Survey({"1": asked}, pd.DataFrame())).lines]
    [('单选', '男；女')]
    """
    before = {one.asked: one for one in kept.lines} if kept else {}
    lines = []
    for question in survey.questions.values():
        asked = question.asked or question.title
        earlier = before.get(asked)
        if earlier is not None:
            lines.append(earlier.model_copy(update={"number": question.number, "basis": _LAST}))
            continue
        lines.append(
            CodebookLine(
                number=question.number,
                asked=asked,
                name=question.title if question.asked else "",
                kind=question.kind,
                options=_written(question),
                basis=question.basis,
            )
        )
    for place in survey.places:
        kind = _LEFT.get(place.why)
        if place.left and kind is not None:
            earlier = before.get(place.header)
            line = CodebookLine(number=place.left, asked=place.header, kind=kind, basis="按表头或内容认出")
            lines.append(
                line if earlier is None else earlier.model_copy(update={"number": place.left, "basis": _LAST})
            )
    return Codebook.model_construct(lines=sorted(lines, key=lambda one: _order(one.number)))


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split(".") if part.isdigit())


def _written(question: SurveyQuestion) -> str:
    positions = [str(at) for at in range(1, len(question.codes) + 1)]
    plain = (
        question.kind not in _SCORED
        and [code for code, _ in question.codes] == positions
        and not any("=" in option for option in question.options)
    )
    written = "；".join(
        option if plain or code == option else f"{code}={option}" for code, option in question.codes
    )
    # So that a half-width sign of the only option is taken for its own.
    return f"{written}；" if ";" in written and "；" not in written else written


def told_by(book: Codebook) -> Told:
    """Return a code book as the reader takes it.

    Examples
    --------
    >>> told = told_by(Codebook(lines=[CodebookLine(number="1", asked="您的性别", name="性别", kind="单选", options="1=男；2=女")]))
    >>> told.questions["1"].title, told.questions["1"].codes
    ('性别', (('1', '男'), ('2', '女')))
    """
    questions: dict[str, SurveyQuestion] = {}
    left: dict[str, str] = {}
    for line in book.lines:
        if line.kind == "权重" or line.kind == "个人信息" or line.kind == "不分析":
            left[line.number] = line.kind
            continue
        codes = line.codes() if line.kind not in ("数字", "填空") else ()
        # Without a name of its own a question keeps its words.
        title = line.name or line.asked or line.number
        questions[line.number] = SurveyQuestion(
            line.number, title, line.kind, codes, basis=line.basis or "编码页"
        )
    return Told(questions, left)


def _file(folder: Path | None) -> Path:
    return (folder or data_folder()) / "survey-codebooks.json"


def _kept(folder: Path | None) -> list[Codebook]:
    path = _file(folder)
    if not path.is_file():
        return []
    try:
        return [Codebook.model_validate(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, RecursionError, OSError):
        raise MktkitError(
            "记住的问卷编码读不出来", "应为本程序写的文件", "移走这个文件，再定一次", where=str(path)
        ) from None


def _shared(book: Codebook, asked: Iterable[str]) -> int:
    return len({one.asked for one in book.lines} & set(asked))


def keep_codebook(book: Codebook, folder: Path | None = None) -> None:
    """Keep a code book on this machine; it takes the place of an earlier one of the same questions.

    Raises
    ------
    MktkitError
        What is kept cannot be read or written.
    """
    asked = [one.asked for one in book.lines]
    others = [one for one in _kept(folder) if _shared(one, asked) < max(len(one.lines), len(asked))]
    kept = [book.model_dump(mode="json"), *(one.model_dump(mode="json") for one in others)]
    write_whole(_file(folder), json.dumps(kept, ensure_ascii=False, indent=1).encode())


def kept_for(questions: Sequence[str], folder: Path | None = None) -> Codebook | None:
    """Return the code book kept for most of these questions, None where none has half of them.

    Parameters
    ----------
    questions
        Their words as the file has them.
    """
    best = max(_kept(folder), key=lambda one: _shared(one, questions), default=None)
    return best if best is not None and 2 * _shared(best, questions) >= len(questions) > 0 else None
