"""Answers that are no answers: sent twice, too fast, in a straight line, of people not asked for; counted, and left out by choice."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from mktkit.errors import QUOTED, MktkitError, closest, show
from mktkit.research.survey.analysis_plan import AnalysisPlan, QuotaLine, ScreenLine
from mktkit.research.survey.model import NUMERIC, Survey, SurveyQuestion
from mktkit.rules import Rules

if TYPE_CHECKING:
    import numpy.typing as npt

    #: Of every respondent, whether a check points at the answers.
    Marked = npt.NDArray[np.bool_]

__all__ = ["Cleaned", "CleaningStep", "clean_survey", "quota_rows"]

#: A grid of fewer items says nothing of how somebody answered.
_ITEMS = 3
_LACKING = {"答得过快": "文件里没有所用时间", "直线作答": "矩阵量表的项太少"}
#: Equal answers to fewer questions are a coincidence.
_ALIKE = 5


@dataclass(frozen=True)
class CleaningStep:
    """One check.

    Attributes
    ----------
    name
        What is looked for.
    rule
        When an answer sheet counts as that, in words.
    found
        How many do; None where the file does not tell.
    left_out
        How many were left out by it and not by a check before; 0 where it was not chosen.
    chosen
        Whether they are left out.
    lacking
        What the file would have to tell.
    """

    name: str
    rule: str
    found: int | None
    left_out: int
    chosen: bool
    lacking: str = ""

    def as_row(self) -> dict[str, object]:
        """Return the check as a row of a table."""
        return {
            "清理": self.name,
            "怎样算": self.rule,
            "有几份": f"看不出：{self.lacking}" if self.found is None else self.found,
            "去掉": self.left_out if self.chosen else "没有选，都留着",
        }


@dataclass(frozen=True)
class Cleaned:
    """A survey without the answers that were left out by choice, and every check."""

    survey: Survey
    steps: tuple[CleaningStep, ...]


def clean_survey(survey: Survey, wanted: AnalysisPlan, rules: Rules) -> Cleaned:
    """Count answers that are no answers, and leave out those that are chosen to be.

    Parameters
    ----------
    survey
        As read.
    wanted
        Which checks are chosen, and who was not to be asked.
    rules
        When an answer was too fast or in a straight line.

    Raises
    ------
    MktkitError
        A question or option of a screen that does not exist, or nobody is left.

    Notes
    -----
    制度 3.1.2: 信息应真实、准确、完整.
    """
    checks: list[tuple[str, str, bool, Callable[[], Marked | None]]] = [
        (
            "重复提交",
            f"同一手机号、微信号或邮箱，或至少 {_ALIKE} 题、全部回答都相同；留第一份",
            "重复提交" in wanted.cleaning,
            partial(_repeated, survey),
        ),
        (
            "答得过快",
            f"所用时间不到全部答卷中位数的 1/{rules.research.speeder_part}",
            "答得过快" in wanted.cleaning,
            partial(_speeders, survey, rules.research.speeder_part),
        ),
        (
            "直线作答",
            f"各个矩阵量表里每项都打同一个分，共 {rules.research.straight_items} 项以上",
            "直线作答" in wanted.cleaning,
            partial(_straight, survey, rules.research.straight_items),
        ),
        *(
            (
                f"甄别：{_question(survey, one).label}",
                f"答的是「{one.option}」",
                True,
                partial(_screened, survey, one),
            )
            for one in wanted.screens
        ),
    ]
    out = np.zeros(len(survey), dtype=bool)
    steps = []
    for name, rule, chosen, check in checks:
        marked = check()
        left = int((marked & ~out).sum()) if chosen and marked is not None else 0
        lacking = "" if marked is not None else _LACKING[name]
        found = None if marked is None else int(marked.sum())
        steps.append(CleaningStep(name, rule, found, left, chosen, lacking))
        if chosen and marked is not None:
            out |= marked
    if len(survey) and out.all():
        raise MktkitError(
            f"清理以后一份答卷也不剩（原有 {len(survey)} 份）",
            "至少要留 1 份",
            "少选几项清理，或核对甄别的选项",
            where="清理",
        )
    return Cleaned(
        survey.kept(~out, _said(steps, len(survey), int(out.sum()))) if out.any() else survey, tuple(steps)
    )


def _said(steps: Sequence[CleaningStep], n: int, out: int) -> str:
    each = "、".join(f"{one.name} {one.left_out} 份" for one in steps if one.left_out)
    return f"收到 {n} 份，去掉{each}，余 {n - out} 份"


def _repeated(survey: Survey) -> Marked | None:
    marked = np.zeros(len(survey), dtype=bool)
    persons: set[int] = set()
    for at, person in enumerate(survey.persons):
        marked[at] = person is not None and person in persons
        persons |= {person} - {None}  # type: ignore[arg-type]  # the set without None
    asked = survey.frame.shape[1]
    if asked:
        given = survey.frame.notna().sum(axis=1).to_numpy()
        # Short questionnaires are answered alike by chance.
        marked |= survey.frame.duplicated().to_numpy() & (given >= _ALIKE)
    return marked


def _speeders(survey: Survey, part: int) -> Marked | None:
    known = [one for one in survey.seconds if one is not None]
    if not known:
        return None
    least = statistics.median(known) / part
    return np.array([one is not None and one < least for one in survey.seconds], dtype=bool)


def _grids(survey: Survey) -> Iterator[list[str]]:
    """Yield the numbers of the items of every grid of scores."""
    items: defaultdict[str, list[str]] = defaultdict(list)
    for number, question in survey.questions.items():
        if "." in number and question.kind in NUMERIC and question.kind != "数字":
            items[number.rpartition(".")[0]].append(number)
    yield from (numbers for numbers in items.values() if len(numbers) >= _ITEMS)


def _straight(survey: Survey, least: int) -> Marked | None:
    grids = list(_grids(survey))
    if sum(map(len, grids)) < least:
        return None
    alike = np.ones(len(survey), dtype=bool)
    answered = np.zeros(len(survey), dtype=int)
    for numbers in grids:
        scores = survey.frame[numbers]
        given = scores.notna().sum(axis=1).to_numpy()
        alike &= (scores.nunique(axis=1) <= 1).to_numpy()
        # A grid of which hardly an item was answered tells nothing.
        answered += np.where(given >= _ITEMS, given, 0)
    return np.asarray(alike & (answered >= least), dtype=bool)


def _question(survey: Survey, line: ScreenLine | QuotaLine) -> SurveyQuestion:
    question = survey.question(line.question)
    if question.kind not in ("单选", "多选"):
        raise MktkitError(f"第 {question.label} 是{question.kind}题", "这里要用单选或多选题", "换一题")
    if line.option not in question.options:
        raise MktkitError(
            f"第 {question.label} 没有选项{show(line.option)}",
            "应为：" + "、".join(question.options[:20]),
            closest(line.option, question.options, "照选项的文字写", written=QUOTED),
        )
    return question


def _screened(survey: Survey, line: ScreenLine | QuotaLine) -> Marked:
    question = _question(survey, line)
    if question.kind == "多选":
        return np.array([one is True for one in survey.chosen(question.number)[line.option]], dtype=bool)
    return np.array([one == line.option for one in survey.column(question.number)], dtype=bool)


def quota_rows(survey: Survey, quotas: Sequence[QuotaLine]) -> list[dict[str, object]]:
    """Return how many of each quota there are, and how many are lacking; nothing is left out by it."""
    rows = []
    for line in quotas:
        found = int(_screened(survey, line).sum())
        lacking = line.wanted - found
        rows.append(
            {
                "题": _question(survey, line).label,
                "选项": line.option,
                "要": line.wanted,
                "有": found,
                "相差": "刚好" if lacking == 0 else f"缺 {lacking}" if lacking > 0 else f"多 {-lacking}",
            }
        )
    return rows
