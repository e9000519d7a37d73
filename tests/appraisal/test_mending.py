"""The mending page: asked in one form, kept beside the registers, asked no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktkit.appraisal.mending import AGREED_FILE, answers_of, mending, mending_model, with_agreed
from mktkit.registers import read_files
from mktkit.registers.mending import Question, questions
from mktkit.rules import Rules

STAFF = "员工编号,姓名,部门,岗位,状态,到岗日期\nX001,韩述,销售部,销售代表,在职,2025-03-01\nX002,唐立行,销售部,销售代表,休养,2025-03-01\n"


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    path = tmp_path / "人员.csv"
    path.write_text(STAFF, encoding="utf-8")
    return {"人员.csv": path}


def test_a_choice_for_each_question_and_none_preselected_that_is_not_clear() -> None:
    asked = [
        Question("人员", "人员.csv", "值", "在职", "状态", 8, (), ("在岗", "离职")),
        Question(
            "人员", "人员.csv", "列名", "到岗日", "", 1, ("2025-03-01",), ("到岗日期", "不用"), "到岗日期"
        ),
    ]
    value = mending_model(asked)()
    assert answers_of(value) == [None, "到岗日期"]
    assert mending_model(asked).model_fields["q1"].title == "人员：「到岗日」是哪一列"


def test_what_is_chosen_is_kept_and_asked_no_more(
    files: dict[str, Path], tmp_path: Path, rules: Rules
) -> None:
    keep, scored = tmp_path / AGREED_FILE, []
    page = mending(files, keep, rules, lambda: scored.append(1) or "打分")
    assert page is not None
    sheet, button = page.children
    asked = questions(read_files(files, rules), rules)
    answers = {"在职": "在岗", "休养": "病假"}
    assert sheet.put({f"q{at}": answers[one.own] for at, one in enumerate(asked)}) == []
    button.press()
    assert scored == [1]
    again = read_files(with_agreed(files, keep), rules)
    assert again.tables["staff"].columns["status"] == ["在岗", "病假"]
    assert again.faults == ()
    assert mending(files, keep, rules, lambda: None) is None


def test_what_was_agreed_before_stays(files: dict[str, Path], tmp_path: Path, rules: Rules) -> None:
    keep = tmp_path / AGREED_FILE
    for word, answer in (("在职", "在岗"), ("休养", "病假")):
        page = mending(files, keep, rules, lambda: None)
        assert page is not None
        sheet, button = page.children
        known = with_agreed(files, keep)
        asked = questions(read_files(known, rules), rules)
        at = next(at for at, one in enumerate(asked) if one.own == word)
        sheet.put({f"q{at}": answer})
        button.press()
    assert mending(files, keep, rules, lambda: None) is None


def test_a_table_brought_along_goes_before_what_is_kept(files: dict[str, Path], tmp_path: Path) -> None:
    keep = tmp_path / AGREED_FILE
    keep.write_bytes(b"x")
    assert AGREED_FILE in with_agreed(files, keep)
    own = {**files, "我的列名对照.csv": tmp_path / "y.csv"}
    assert with_agreed(own, keep) == own
