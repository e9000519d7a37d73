"""Fourteen exports of eight platforms: every column has its place, and every count equals that of the answers written into it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mktkit.research.survey.model import Survey, SurveyQuestion
from mktkit.research.survey.reading.questionnaire import Told, read_questionnaire
from mktkit.research.survey.text import narrow
from mktkit.rules import Rules

FOLDER = Path(__file__).parents[3] / "data" / "survey"
COLUMNS: dict[str, Any] = json.loads((FOLDER / "columns.json").read_text(encoding="utf-8"))
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))
KINDS = {
    "single": "单选", "scale": "量表", "matrix item": "量表", "nps": "NPS", "number": "数字", "text": "填空",
    "text of option": "填空", "multi": "多选", "multi option": "多选", "rank": "排序", "rank option": "排序",
}  # fmt: skip


def read(name: str, rules: Rules, told: Told | None = None) -> Survey:
    return read_questionnaire([(FOLDER / name, name)], rules, told)


def columns(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = COLUMNS[name]["columns"]
    return found


def told_of(name: str, survey: Survey) -> Told:
    """What somebody who has the questionnaire writes into the code book: the words of codes, other spellings of options."""
    questions: dict[str, SurveyQuestion] = {}
    for place, column in zip(survey.places, columns(name), strict=True):
        known = survey.questions.get(place.number)
        if known is None:
            continue
        words = column.get("map") if known.kind in ("单选", "量表") else column.get("alias")
        if words:
            codes = tuple(words.items()) if known.kind != "量表" else scored(words)
            own = (
                tuple(one for one in known.codes if one[1] not in dict(codes)) if column.get("alias") else ()
            )
            questions[place.number] = SurveyQuestion(place.number, known.title, known.kind, (*own, *codes))
    return Told(questions)


def scored(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Scores as the file has them, else 1, 2, 3 … from the lowest word."""
    if all(re.fullmatch(r"\d+", code) for code in words):
        return tuple(words.items())
    return tuple((str(at), word) for at, word in enumerate(dict.fromkeys(words.values()), 1))


def counts(survey: Survey, number: str) -> tuple[int, object]:
    question = survey.questions[number]
    if question.kind == "多选":
        chosen = survey.chosen(number)
        asked = sum(any(one is not None for one in row) for row in zip(*chosen.values(), strict=True))
        return asked, {narrow(name): sum(one is True for one in column) for name, column in chosen.items()}
    if question.kind == "排序":
        ranks = survey.ranks(number)
        return len(survey), {
            name: {f"第{at}位": column.count(at) for at in range(1, len(ranks) + 1)}
            for name, column in ranks.items()
        }
    given = [one for one in survey.column(number) if one is not None]
    if question.kind in ("数字", "填空"):
        return len(given), sum(given) if question.kind == "数字" else None
    counted = Counter(f"{one:g}" if isinstance(one, float) else one for one in given)
    words = dict(question.codes) if question.kind in ("量表", "NPS") else {}
    return len(given), {words.get(one, one): count for one, count in counted.items()}


@pytest.mark.parametrize("name", COLUMNS)
def test_every_column_has_its_place_and_a_kind(name: str, rules: Rules) -> None:
    survey = read(name, rules)
    assert survey.faults == ()
    assert len(survey) == COLUMNS[name]["respondents"]
    for place, column in zip(survey.places, columns(name), strict=True):
        kind = column["kind"]
        if kind in KINDS:
            assert survey.questions[place.number].kind == KINDS[kind], column
        else:
            assert place.number == "", column
            assert place.why == {"personal": "个人信息", "weight": "权重"}.get(kind, place.why), column


@pytest.mark.parametrize("name", COLUMNS)
def test_every_count_equals_the_answers_written_into_the_file(name: str, rules: Rules) -> None:
    first = read(name, rules)
    survey = read(name, rules, told_of(name, first))
    assert survey.faults == ()
    numbers = {
        column["q"]: place.number
        for place, column in reversed(list(zip(survey.places, columns(name), strict=True)))
        if place.number and column["kind"] != "text of option"
    }
    for number, right in EXPECTED[name].items():
        if right["kind"] in ("personal", "weighted"):
            continue
        n, counted = counts(survey, numbers[number])
        assert n == right["n"], (name, number)
        wanted = right.get("counts", right.get("sum"))
        if isinstance(wanted, dict) and isinstance(counted, dict):
            # Words that nobody chose may be unknown to the file.
            assert {key: one for key, one in counted.items() if one} == {
                narrow(key): one for key, one in wanted.items() if one
            }, (name, number)
        elif wanted is not None:
            assert counted == wanted, (name, number)


@pytest.mark.parametrize("name", COLUMNS)
def test_nobody_can_be_told_from_what_is_kept(name: str, rules: Rules) -> None:
    survey = read(name, rules)
    kept = survey.frame.to_string() + "\n".join(map(str, survey.findings)) + repr(survey.questions)
    # The files' invented mobile numbers, addresses and WeChat names.
    for pattern in (r"1[3-9]\d{9}", r"[\w.]+@[\w.]+", r"198\.51\.100", r"203\.0\.113", r"yunping_demo"):
        assert re.search(pattern, kept) is None, pattern


def test_the_dialect_is_told_by_its_header(rules: Rules) -> None:
    told = {name[:3]: read(name, rules).dialect for name in COLUMNS}
    assert told == {
        **dict.fromkeys(("S01", "S02", "S03", "S04", "S05", "S12"), "问卷星"),
        "S06": "腾讯问卷", "S07": "金数据", "S08": "SurveyMonkey", "S09": "Google 表单", "S10": "普通表格",
        "S11": "Microsoft Forms", "S13": "Qualtrics", "S14": "SPSS",
    }  # fmt: skip


def test_time_and_weight_of_a_respondent_are_read(rules: Rules) -> None:
    # The README of the files: the fourth answer of S01 took 21 seconds, the eighth of S06 15 seconds.
    assert read("S01_问卷星_按选项序号.xlsx", rules).seconds[3] == 21
    tencent = read("S06_腾讯问卷.csv", rules).seconds
    assert (tencent[0], tencent[7]) == (3 * 60 + 49, 15)
    # 00:01:41
    assert read("S07_金数据.xlsx", rules).seconds[0] == 101
    assert read("S10_普通表_无题号.csv", rules).weighting[:3] == (1.25, 1.0, 1.25)
