"""Several exports made one ledger: what is there already, what changed, what is new; booked only once chosen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from ledgers import Reader

from mktkit.errors import MktkitError
from mktkit.expense.ledger.book import (
    OverlapError,
    Undone,
    book_versions,
    import_files,
    kept_files,
    read_book,
    undo_import,
)
from mktkit.expense.ledger.identity import Overlap, OverlapChoice
from mktkit.expense.ledger.report import overlap_rows
from mktkit.rules import Rules

DATA = Path(__file__).parents[2] / "data" / "ledger"


def take(path: Path, rules: Rules, folder: Path, choice: OverlapChoice | None = None) -> tuple[str, ...]:
    return import_files([(path, path.name)], rules, folder, choice).new


def total(rules: Rules, folder: Path) -> int:
    return int(read_book(rules, folder).frame["amount"].sum())


def overlap(path: Path, rules: Rules, folder: Path) -> Overlap:
    """Return what is told of a file that meets what is booked, nothing being booked."""
    before = kept_files(folder)
    with pytest.raises(OverlapError) as asked:
        take(path, rules, folder)
    assert kept_files(folder) == before
    (found,) = asked.value.overlaps
    return found


@pytest.mark.parametrize(
    ("first", "second", "met", "newest", "only_new"),
    [
        # (new, there, changed), the total where the newer counts, where only what is new is added.
        ("wechat_narrow.csv", "wechat_wide.csv", (5, 4, 1), 1_144_06, 1_154_06),
        ("unnumbered_half.csv", "unnumbered_whole.csv", (3, 4, 0), 902_50, 902_50),
        ("u8_journal.xls", "u8_journal_reopened.xls", (0, 5, 1), 13_241_00, 13_741_00),
    ],
)
def test_an_overlap_is_shown_first_and_counted_once_as_it_is_chosen(
    first: str,
    second: str,
    met: tuple[int, int, int],
    newest: int,
    only_new: int,
    rules: Rules,
    tmp_path: Path,
) -> None:
    take(DATA / first, rules, tmp_path)
    booked = total(rules, tmp_path)
    found = overlap(DATA / second, rules, tmp_path)
    assert (found.new, found.there, len(found.changes)) == met
    assert total(rules, tmp_path) == booked
    take(DATA / second, rules, tmp_path, "以新的为准")
    assert total(rules, tmp_path) == newest
    undo_import(second, "选错了", "甲", dt.date(2026, 11, 30), tmp_path)
    assert total(rules, tmp_path) == booked
    take(DATA / second, rules, tmp_path, "只加新的")
    assert total(rules, tmp_path) == only_new
    for count in read_book(rules, tmp_path).counts:
        assert count.rows == count.used + count.left_out + count.asked + count.refused


@pytest.mark.parametrize(
    ("first", "second"), [("vouchers_narrow.csv", "vouchers_full.xlsx"), ("list.csv", "list_again.csv")]
)
def test_a_file_of_which_every_row_is_there_is_refused_by_its_content(
    first: str, second: str, rules: Rules, tmp_path: Path
) -> None:
    take(DATA / first, rules, tmp_path)
    booked = total(rules, tmp_path)
    done = import_files([(DATA / second, second)], rules, tmp_path)
    assert (done.new, done.again) == ((), (second,))
    assert total(rules, tmp_path) == booked


HEAD = "日期,单号,部门,科目编码,摘要,金额"


@pytest.mark.parametrize(
    ("before", "after", "met"),
    [
        # The same number with another amount; with another amount and one line more; in another month it is another.
        (["2026-11-01,A1,销售部,,餐费,100"], ["2026-11-01,A1,销售部,,餐费,120"], (0, 0, 1)),
        (
            ["2026-11-01,A1,销售部,,餐费,100"],
            ["2026-11-01,A1,销售部,,餐费,120", "2026-11-01,A1,销售部,,茶,5"],
            (1, 0, 1),
        ),
        (
            ["2026-10-01,记-0003,销售部,,餐费,100"],
            ["2026-10-01,记 - 3,销售部,,餐费,100", "2026-11-01,记-3,销售部,,餐费,100"],
            (1, 1, 0),
        ),
        # Two alike in one file are two: the third is new.
        (["2026-11-01,,销售部,,打车,32"] * 2, ["2026-11-01,,销售部,,打车,32"] * 3, (1, 2, 0)),
        # One of the files has no numbers.
        (
            ["2026-11-01,B7,销售部,,打车,32"],
            ["2026-11-01,,销售部,,打车,32", "2026-11-02,,销售部,,打车,32"],
            (1, 1, 0),
        ),
        # Another summary on that day is another expense.
        (
            ["2026-11-01,,销售部,,打车,32", "2026-11-02,,销售部,,茶,1"],
            ["2026-11-01,,销售部,,停车,32", "2026-11-02,,销售部,,茶,1"],
            (1, 1, 0),
        ),
    ],
)
def test_what_makes_two_rows_one(
    before: list[str], after: list[str], met: tuple[int, int, int], desk: Reader, tmp_path: Path
) -> None:
    take(desk.csv(HEAD, *before, name="a.csv"), desk.rules, tmp_path / "book")
    found = overlap(desk.csv(HEAD, *after, name="b.csv"), desk.rules, tmp_path / "book")
    assert (found.new, found.there, len(found.changes)) == met


def test_a_change_says_what_stood_where(desk: Reader, tmp_path: Path) -> None:
    take(desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,100", name="a.csv"), desk.rules, tmp_path / "book")
    found = overlap(
        desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,120", name="b.csv"), desk.rules, tmp_path / "book"
    )
    told = overlap_rows([found])[-1]
    assert (told["怎样"], told["金额"]) == ("同号不同额：A1，原来 100.00（a.csv 第 2 行）", "120.00")
    take(
        desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,120", name="b.csv"),
        desk.rules,
        tmp_path / "book",
        "都是新的",
    )
    assert total(desk.rules, tmp_path / "book") == 220_00


def test_files_read_without_the_book_are_one_ledger_only_where_nothing_is_in_doubt(desk: Reader) -> None:
    first = desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,100", name="a.csv")
    same = desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,100.00", "2026-11-02,A2,销售部,,茶,5", name="b.csv")
    other = desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,120", name="c.csv")
    together = desk.read(first, same)
    assert int(together.frame["amount"].sum()) == 105_00
    assert not together.faults
    assert "单号相同而金额不同" in str(desk.read(first, other).faults[0])


def test_an_import_taken_back_is_a_version_with_its_reason(desk: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "book"
    path = desk.csv(HEAD, "2026-11-01,A1,销售部,,餐费,100", name="11月.csv")
    take(path, desk.rules, folder)
    today = dt.date(2026, 11, 30)
    with pytest.raises(MktkitError, match="撤销的理由"):
        undo_import("11月.csv", " ", "甲", today, folder)
    with pytest.raises(MktkitError, match="最接近的是「11月"):
        undo_import("12月.csv", "错", "甲", today, folder)
    undo_import("11月.csv", "导错了月份", "甲", today, folder)
    assert total(desk.rules, folder) == 0
    _, second = book_versions(folder)
    assert isinstance(second, Undone)
    assert (second.reason, second.who, second.on) == ("导错了月份", "甲", "2026-11-30")
    # What was taken back may be taken in anew.
    assert take(path, desk.rules, folder) == ("11月.csv",)
    assert total(desk.rules, folder) == 100_00
    assert len(book_versions(folder)) == 3
