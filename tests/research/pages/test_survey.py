"""The page of a survey: files first, every question, and what is told before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mktkit.files import lay_out
from mktkit.research.pages.survey import (
    SurveyRequest,
    example_request,
    show_survey,
)
from mktkit.research.serialization import from_json
from mktkit.rules import Rules
from mktkit.samples.survey import survey_files


def test_the_survey_form_shows_files_first_and_every_question(rules: Rules) -> None:
    shown = show_survey(example_request(), rules=rules)
    assert next(iter(shown)) == "问卷文件里的问题"
    assert [button.caption[:3] for button in shown["结果文件"]] == ["［下载"] * 2
    kept = from_json(shown["结果文件"][1].content())
    assert len(kept) == 15 + 1 + 2 + 1 + 1
    assert len(shown["题目"]) == 15
    assert shown["推荐意愿：图"].startswith(b"\x89PNG")


def test_a_faulty_file_is_not_analysed_and_an_unapproved_task_is_told(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    request = SurveyRequest(source="拖进来的文件", task_id="R1")
    small = lay_out(tmp_path, {"性别.csv": "1、性别\n男\n女\n".encode()})
    assert "没有这个任务的调研计划" in show_survey(request, lambda: small, rules)["先看这里"]
    codes = {name: content for name, content in survey_files().items() if "编码表" in name}
    broken = lay_out(tmp_path, {**codes, "问卷.csv": "1、企业规模\n9\n".encode()})
    shown: dict[str, Any] = show_survey(request, lambda: broken, rules)
    assert "没有分析" in next(iter(shown))
    assert "结果文件" not in shown
