"""The ledger of this machine: the same file once, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledgers import GOOD, HEAD, Reader

from mktkit.errors import FindingsError
from mktkit.expense.ledger.book import import_files, kept_files, read_book


def test_importing_twice_changes_nothing_and_says_so(desk: Reader, tmp_path: Path) -> None:
    path = desk.csv(HEAD, GOOD, name="10月.csv")
    first = import_files([(path, path.name)], desk.rules, tmp_path)
    assert (first.new, first.again) == (("10月.csv",), ())
    before = read_book(desk.rules, tmp_path).frame
    again = import_files([(path, "改了名.csv")], desk.rules, tmp_path)
    assert (again.new, again.again) == ((), ("改了名.csv",))
    assert read_book(desk.rules, tmp_path).frame.equals(before)
    assert len(kept_files(tmp_path)) == 1


def test_a_file_that_cannot_be_read_imports_nothing(desk: Reader, tmp_path: Path) -> None:
    good, bad = desk.csv(HEAD, GOOD, name="好.csv"), desk.csv("a,b", "1,2", name="坏.csv")
    with pytest.raises(FindingsError, match="没有导入"):
        import_files([(good, good.name), (bad, bad.name)], desk.rules, tmp_path)
    assert kept_files(tmp_path) == []
