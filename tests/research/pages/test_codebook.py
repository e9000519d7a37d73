"""The page of a questionnaire's questions: guesses are shown, changed, used, and kept for the next wave."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktkit.forms import upload
from mktkit.research.pages.codebook import CodebookDesk, codebook_desk
from mktkit.research.pages.survey import SurveyRequest, show_survey
from mktkit.rules import Rules

FILE = "序号,所用时间,1、您的性别,2、您的手机号码,3、满意度\n1,90秒,1,13800130000,5\n2,95秒,2,13800130001,4\n"


@pytest.fixture
def desk(rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CodebookDesk:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    return codebook_desk(upload(label="问卷", accept=[".csv"]), rules, tmp_path)


def dropped(desk: CodebookDesk, content: str) -> None:
    desk.files.take("问卷.csv", content.encode("utf-8-sig"))
    desk.look()


def test_every_question_and_every_column_is_shown(desk: CodebookDesk) -> None:
    assert "拖进问卷以后" in str(desk)
    assert desk.told is None
    dropped(desk, FILE)
    assert "认出是问卷星的导出，2 份答卷、5 列；3 题里有 2 题是猜的" in str(desk)
    assert desk.form is not None
    assert [(row["number"], row["kind"], row["options"]) for row in desk.form.raw["lines"]] == [
        ("1", "单选", "1；2"), ("2", "个人信息", ""), ("3", "量表", "1；2；3；4；5"),
    ]  # fmt: skip
    for told in ("答卷编号", "所用时间", "第 1 题", "个人信息", "第 3 题"):
        assert told in str(desk)
    assert "13800130000" not in str(desk)


def test_what_is_changed_there_is_what_is_analysed_and_kept(desk: CodebookDesk, rules: Rules) -> None:
    dropped(desk, FILE)
    assert desk.form is not None
    rows = [dict(row) for row in desk.form.raw["lines"]]
    rows[0] |= {"name": "性别", "options": "1=男；2=女"}
    desk.form.fill(lines=rows)
    request = SurveyRequest(source="拖进来的文件")
    shown = show_survey(request, lambda: desk.files.value, rules, desk.told)
    assert shown["性别"] == [{"项": "男", "值": "50.0%"}, {"项": "女", "值": "50.0%"}]
    assert [row["清理"] for row in shown["清理"]] == ["重复提交", "答得过快", "直线作答"]
    # Not kept yet: without the page the question is a guess again.
    assert "性别" not in show_survey(request, lambda: desk.files.value, rules)
    desk.keep()
    assert "记住了" in str(desk)
    assert "性别" in show_survey(request, lambda: desk.files.value, rules)
    # The next wave.
    dropped(desk, FILE.replace("13800130000", "13900130000").replace("95秒", "80秒"))
    assert "3 题里有 0 题是猜的" in str(desk)
    assert desk.form.raw["lines"][0]["options"] == "1=男；2=女"


def test_a_file_that_is_no_questionnaire_is_said(desk: CodebookDesk) -> None:
    dropped(desk, "")
    assert "文件里没有答卷" in str(desk)
    assert desk.told is None
