"""What is said of questions goes into the reading and comes back; it is kept for the next wave."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from mktkit.errors import MktkitError
from mktkit.research.survey.codebook import (
    Codebook,
    CodebookLine,
    codebook_of,
    keep_codebook,
    kept_for,
    told_by,
)
from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

FOLDER = Path(__file__).parents[2] / "data" / "survey"
FILES = sorted(path.name for path in FOLDER.glob("S*"))


def asked(survey: Survey) -> list[str]:
    return [one.asked or one.title for one in survey.questions.values()]


def written(folder: Path, *rows: str) -> list[tuple[Path, str]]:
    (folder / "问卷.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    return [(folder / "问卷.csv", "问卷.csv")]


@pytest.mark.parametrize("name", FILES)
def test_a_guess_accepted_as_it_stands_changes_nothing(name: str, rules: Rules) -> None:
    guessed = read_questionnaire([(FOLDER / name, name)], rules)
    book = Codebook.model_validate(codebook_of(guessed).model_dump())
    again = read_questionnaire([(FOLDER / name, name)], rules, told_by(book))
    assert again.faults == ()
    assert list(again.questions) == list(guessed.questions)
    assert [one.kind for one in again.questions.values()] == [one.kind for one in guessed.questions.values()]
    assert again.frame.equals(guessed.frame)
    assert [one.place for one in again.places] == [one.place for one in guessed.places]


def test_names_words_and_kinds_given_are_used(tmp_path: Path, rules: Rules) -> None:
    files = written(
        tmp_path,
        "1、您的性别,2、最想要的颜色,3、您的手机号码,4、备注",
        "1,红,13800130000,a",
        "2,蓝,13800130001,b",
    )
    book = Codebook(
        lines=[
            CodebookLine(number="1", asked="您的性别", name="性别", kind="单选", options="1=男；2=女"),
            CodebookLine(number="2", asked="最想要的颜色", kind="单选", options="蓝；红；绿"),
            CodebookLine(number="3", asked="您的手机号码", kind="填空"),
            CodebookLine(number="4", asked="备注", kind="不分析"),
        ]
    )
    survey = read_questionnaire(files, rules, told_by(book))
    assert survey.faults == ()
    assert survey.column("性别") == ["男", "女"]
    assert survey.questions["2"].options == ("蓝", "红", "绿")
    # Numbers of telephones stay out, whatever is said of them.
    assert list(survey.questions) == ["1", "2"]
    assert [one.why for one in survey.places[2:]] == ["个人信息", "不分析"]


def test_what_was_said_is_kept_for_the_next_wave(tmp_path: Path, rules: Rules) -> None:
    first = read_questionnaire(written(tmp_path, "1、您的性别,2、满意度", "1,5", "2,4"), rules)
    book = codebook_of(first)
    book.lines[0].name, book.lines[0].options = "性别", "1=男；2=女"
    keep_codebook(book, tmp_path)
    # The next wave has a question more, and the old one stands elsewhere.
    files = written(tmp_path, "1、所在城市,2、您的性别,3、满意度", "南京,2,5", "苏州,1,3")
    second = read_questionnaire(files, rules)
    kept = kept_for(asked(second), tmp_path)
    assert kept is not None
    lines = codebook_of(second, kept)
    assert [(one.number, one.name, one.basis == "上次定的") for one in lines.lines] == [
        ("1", "", False), ("2", "性别", True), ("3", "", True),
    ]  # fmt: skip
    again = read_questionnaire(files, rules, told_by(lines))
    assert again.column("性别") == ["女", "男"]


def test_another_questionnaire_does_not_take_it(tmp_path: Path, rules: Rules) -> None:
    first = read_questionnaire(written(tmp_path, "1、您的性别,2、满意度", "1,5", "2,4"), rules)
    keep_codebook(codebook_of(first), tmp_path)
    assert kept_for(["您的性别", "年龄", "城市"], tmp_path) is None
    assert kept_for([], tmp_path) is None


def test_a_later_word_takes_the_place_of_the_earlier(tmp_path: Path) -> None:
    for name in ("甲", "乙"):
        keep_codebook(
            Codebook(lines=[CodebookLine(number="1", asked="颜色", name=name, kind="单选")]), tmp_path
        )
    kept = kept_for(["颜色"], tmp_path)
    assert kept is not None
    assert kept.lines[0].name == "乙"


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ("男；女", (("1", "男"), ("2", "女"))),
        ("1=男；2=女", (("1", "男"), ("2", "女"))),
        ("男;女", (("1", "男"), ("2", "女"))),
        ("甲;乙；丙", (("1", "甲;乙"), ("2", "丙"))),
        ("1=a=b；2=c", (("1", "a=b"), ("2", "c"))),
        ("0；5；10", (("0", "0"), ("5", "5"), ("10", "10"))),
    ],
)
def test_options_in_one_cell(options: str, codes: tuple[tuple[str, str], ...]) -> None:
    assert CodebookLine(number="1", kind="单选", options=options).codes() == codes


def test_a_code_stands_once() -> None:
    with pytest.raises(ValidationError, match="写了两次"):
        CodebookLine(number="1", kind="单选", options="1=男；1=女")


def test_scores_of_a_scale_are_whole_numbers() -> None:
    with pytest.raises(ValidationError, match="应为整数"):
        CodebookLine(number="1", kind="量表", options="甲=很差；乙=很好")


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "survey-codebooks.json").write_text("[{", encoding="utf-8")
    with pytest.raises(MktkitError, match="问卷编码读不出来"):
        kept_for(["颜色"], tmp_path)
