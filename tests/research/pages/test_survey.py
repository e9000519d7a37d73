"""The page of a survey: files first, every question, and what is told before."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mktkit.files import lay_out
from mktkit.registers.files import read_sheets
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


DATA = Path(__file__).parents[2] / "data" / "survey"
COLUMNS: dict[str, Any] = json.loads((DATA / "columns.json").read_text(encoding="utf-8"))
#: One of each way in which the files hold names, numbers and addresses; every file's frame is looked at in test_dialects.
WORKBOOKS = [name for name in COLUMNS if name[:3] in ("S01", "S06", "S08", "S11")]


def persons(name: str) -> set[str]:
    """Everything that stands in the personal columns of a file."""
    ((sheet,), _) = read_sheets(DATA / name, name)
    above = COLUMNS[name]["title_rows"] + COLUMNS[name]["header_rows"]
    columns = [at for at, one in enumerate(COLUMNS[name]["columns"]) if one["kind"] == "personal"]
    cells = {str(row[at]).strip() for row in sheet.rows[above:] for at in columns if at < len(row)}
    # Shorter ones stand in other words by chance.
    return {one for one in cells if len(one) > 2 or (len(one) == 2 and not one.isascii())} - {"anonymous"}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_file_that_is_handed_out_tells_who_answered(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    shown: dict[str, Any] = show_survey(
        SurveyRequest(source="拖进来的文件"), lambda: {name: DATA / name}, rules
    )
    assert "没有计算" not in shown
    workbook, results = (button.content() for button in shown["结果文件"])
    with zipfile.ZipFile(io.BytesIO(workbook)) as packed:
        parts = [packed.read(one).decode("utf-8", "replace") for one in packed.namelist()]
    written = "\n".join([*parts, results.decode(), str(shown)])
    told = [one for one in persons(name) if one in written]
    assert told == []
    # Inside the free answers, too: the files' numbers, WeChat names and addresses are invented.
    for one in ("19900001234", "yunping_demo", "demo.user@example.com"):
        assert one not in written
