"""The company's table of days off and worked, laid over the notices."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from mktkit.errors import MktkitError
from mktkit.rules import load_rules
from mktkit.workdays import Calendar, UnknownYear

D = dt.date
_YEAR = "2027-01-01,放假\n2027-05-01,放假\n2027-10-01,放假\n"


def calendar(folder: Path, text: str, encoding: str = "utf-8") -> Calendar:
    folder.mkdir(exist_ok=True)
    (folder / "放假调休.csv").write_text("日期,安排\n" + text, encoding=encoding)
    return load_rules(on=D(2026, 10, 1), company=folder).calendar


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_days_of_the_company_are_laid_over_the_notices(tmp_path: Path, encoding: str) -> None:
    # 2026-10-08 is a Thursday worked after the holidays; 2026-10-10 a Saturday made up for them.
    own = calendar(tmp_path / "company", "2026-10-08,放假\n2026/10/17,上班\n2026年10月10日,放假\n", encoding)
    plain = load_rules(on=D(2026, 10, 1), company=None).calendar
    days = [D(2026, 10, day) for day in (8, 9, 10, 17)]
    assert [plain.is_workday(day) for day in days] == [True, True, True, False]
    assert [own.is_workday(day) for day in days] == [False, True, False, True]


def test_a_whole_year_in_the_table_is_known(tmp_path: Path) -> None:
    own = calendar(tmp_path / "company", _YEAR + "2027-02-13,上班\n")
    assert 2027 in own.years
    # Friday 1 January is off, Monday 4 January a day like any other, Saturday 13 February worked.
    assert [own.is_workday(D(2027, *day)) for day in ((1, 1), (1, 4), (2, 13))] == [False, True, True]


def test_a_single_day_of_a_year_does_not_make_it_known(tmp_path: Path) -> None:
    own = calendar(tmp_path / "company", "2027-05-20,放假\n")
    with pytest.raises(UnknownYear, match="没有 2027 年的放假安排"):
        own.is_workday(D(2027, 5, 21))


def test_the_table_may_be_a_workbook(tmp_path: Path) -> None:
    folder = tmp_path / "company"
    folder.mkdir()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["日期", "安排", "说明"], [D(2026, 10, 8), "放假", "公司日"], [], ["2026.10.17", "上班", ""]):
        sheet.append(row)
    book.save(folder / "放假调休.xlsx")
    own = load_rules(on=D(2026, 10, 1), company=folder).calendar
    assert [own.is_workday(D(2026, 10, day)) for day in (8, 17)] == [False, True]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("10月8日,放假\n", "company/放假调休.csv 第 2 行：日期写成了「10月8日」"),
        ("2026-10-08,放假\n2026-10-09,休息\n", "company/放假调休.csv 第 3 行：安排写成了「休息」"),
        ("2026-10-08,放假\n2026-10-08,上班\n", "第 3 行：2026-10-08 既写了放假又写了上班"),
    ],
)
def test_what_is_wrong_is_said_with_its_row(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(MktkitError) as refused:
        calendar(tmp_path / "company", rows)
    assert said in str(refused.value)
