"""A folder of registers: which file is which, several files of one kind together, headers mapped."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mktkit.errors import MktkitError
from mktkit.registers import REGISTERS, Dataset, read_dataset, read_one

if TYPE_CHECKING:
    from conftest import Desk

HEADER = ["回款单号", "订单号", "到账日期", "金额", "方式"]
DAY = dt.date(2026, 10, 9)
TEXT = "回款单号,订单号,到账日期,金额,方式\n{},D1,2026-10-09,1234.50,银行转账\n"


def said(dataset: Dataset, level: str = "fault") -> list[str]:
    return [str(finding) for finding in dataset.findings if finding.level == level]


@pytest.mark.parametrize(
    ("name", "register"),
    [
        ("销售台账.csv", "sales_ledger"),
        ("2026年10月销售台账（华东）-终稿.csv", "sales_ledger"),
        ("费用台账.csv", "expenses"),
        ("费用台账-10月.csv", "expenses"),
        ("销售人员月度目标.csv", "targets"),
        ("花名册.csv", "staff"),
        ("客户满意度.csv", "satisfaction"),
        ("客户回访-满意度.csv", "callbacks"),
        ("工单 10月.csv", "inquiries"),
        ("意见建议.csv", "opinions"),
        ("投诉登记.csv", "complaints"),
        ("知名度测评.csv", "awareness_waves"),
        ("考核决定.csv", "decisions"),
    ],
)
def test_a_file_is_known_by_its_name(desk: Desk, name: str, register: str) -> None:
    desk.csv(name, [[column.title for column in REGISTERS[register].columns]])
    dataset = read_dataset(desk.folder, desk.rules)
    assert list(dataset.tables) == [register]
    assert dataset.faults == ()


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_every_register_is_known_by_its_title_and_the_names_it_goes_by(desk: Desk, register: Any) -> None:
    for word in (register.title, *register.row.file_names):
        path = desk.csv(f"{word}-10月.csv", [[column.title for column in register.columns]])
        assert list(read_dataset(desk.folder, desk.rules).tables) == [register.name]
        path.unlink()


def test_several_files_and_a_folder_of_files_are_one_register(desk: Desk) -> None:
    desk.csv("回款登记-9月.csv", TEXT.format("H1"), "gb18030")
    desk.csv("回款登记/10月.csv", TEXT.format("H2"))
    desk.xlsx("回款登记.xlsx", {"甲": [HEADER, ["H3", "D1", DAY, 5, "现金"]]})
    dataset = read_dataset(desk.folder, desk.rules)
    assert said(dataset) == []
    table = dataset.tables["receipts"]
    assert sorted(zip(table.columns["receipt_id"], table.places, strict=True)) == [
        ("H1", ("回款登记-9月.csv", "", 2)),
        ("H2", ("回款登记/10月.csv", "", 2)),
        ("H3", ("回款登记.xlsx", "甲", 2)),
    ]
    assert len(dataset.frames()["receipts"]) == 3


def test_a_number_in_two_files_names_the_other_file(desk: Desk) -> None:
    desk.csv("回款登记-1.csv", TEXT.format("H1"))
    desk.csv("回款登记-1 - 副本.csv", TEXT.format("H1"))
    (fault,) = read_dataset(desk.folder, desk.rules).faults
    named = {"回款登记-1.csv", "回款登记-1 - 副本.csv"}
    assert fault.file in named
    (other,) = named - {fault.file}
    assert f"{other}第 2 行" in fault.what


def test_what_is_not_read_is_named(desk: Desk) -> None:
    desk.csv("回款登记.csv", TEXT.format("H1"))
    desk.csv("其他.csv", "甲,乙\n1,2\n")
    desk.bytes("说明.docx", b"x")
    desk.csv("回款登记/更深/再深/9月.csv", TEXT.format("H2"))
    dataset = read_dataset(desk.folder, desk.rules)
    assert dataset.faults == ()
    notices = said(dataset, "notice")
    assert len(notices) == 3
    for name, word in (("其他.csv", "看不出"), ("说明.docx", "不是表格"), ("回款登记/更深", "太深")):
        assert any(name in notice and word in notice for notice in notices)


@pytest.mark.parametrize(
    "name", ["~$回款登记.xlsx", ".回款登记.csv", "Thumbs.db", "desktop.ini", ".DS_Store"]
)
def test_what_programs_leave_behind_is_not_mentioned(desk: Desk, name: str) -> None:
    desk.csv("回款登记.csv", TEXT.format("H1"))
    desk.bytes(name, b"x")
    assert read_dataset(desk.folder, desk.rules).findings == ()


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="links need rights on Windows")
def test_a_link_is_not_followed_out_of_the_folder(desk: Desk) -> None:
    outside = desk.csv("别处/回款登记.csv", TEXT.format("H1"))
    inside = desk.folder / "登记表"
    inside.mkdir()
    (inside / "回款登记.csv").symlink_to(outside)
    (inside / "回款").symlink_to(outside.parent)
    assert read_dataset(inside, desk.rules).tables == {}


def test_only_the_registers_asked_for_are_read(desk: Desk) -> None:
    desk.csv("回款登记.csv", TEXT.format("H1"))
    desk.csv("客户档案.csv", "坏的\n")
    dataset = read_dataset(desk.folder, desk.rules, only=["receipts"])
    assert list(dataset.tables) == ["receipts"]
    assert dataset.faults == ()


def test_an_empty_folder_holds_nothing(desk: Desk) -> None:
    dataset = read_dataset(desk.folder, desk.rules)
    assert (dataset.tables, dataset.findings) == ({}, ())


@pytest.mark.parametrize("name", ["没有", "回款登记.csv"])
def test_a_folder_that_is_none_is_an_error(desk: Desk, name: str) -> None:
    desk.csv("回款登记.csv", TEXT.format("H1"))
    with pytest.raises(MktkitError, match=rf"找不到文件夹「{name}」.*检查路径"):
        read_dataset(desk.folder / name, desk.rules)


def test_a_folder_that_may_not_be_read_is_an_error(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(MktkitError, match=r"文件夹打不开.*权限"):
        read_dataset(desk.folder, desk.rules)


def test_the_same_folder_reads_the_same(desk: Desk) -> None:
    for number in range(5):
        desk.csv(f"回款登记-{number}.csv", TEXT.format(f"H{number}"))
    first, second = (read_dataset(desk.folder, desk.rules) for _ in range(2))
    assert first.tables["receipts"].columns == second.tables["receipts"].columns
    assert first.tables["receipts"].places == second.tables["receipts"].places


# -- headers mapped --------------------------------------------------------------------------------

OWN = "流水,单子,哪天,钱,怎么付\nH1,D1,2026-10-09,5,现金\n"
MAPPING = (
    "登记表,本公司列名,标准列名\n"
    "回款登记,流水,回款单号\n回款登记,单子,订单号\n回款登记,哪天,到账日期\n回款登记,钱,金额\n回款登记,怎么付,方式\n"
)


def test_a_mapping_beside_the_files_is_used_for_its_register_alone(desk: Desk) -> None:
    desk.csv("回款登记.csv", OWN)
    desk.csv("列名对照.csv", MAPPING)
    desk.csv("调研任务.csv", "流水,负责人工号,应完成日\nR1,S1,2026-10-09\n")
    dataset = read_dataset(desk.folder, desk.rules)
    assert dataset.tables["receipts"].columns["amount"] == [500]
    assert [(fault.file, fault.column) for fault in dataset.faults] == [("调研任务.csv", "任务号")]


def test_one_file_is_read_with_the_mapping_of_its_folder(desk: Desk) -> None:
    path = desk.csv("回款10月.csv", OWN)
    desk.csv("列名对照.csv", MAPPING)
    table = read_one(path, REGISTERS["receipts"], desk.rules)
    assert (table.columns["receipt_id"], table.findings) == (["H1"], ())


def test_one_file_is_read_without_looking_into_the_folders_beside_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.csv("回款10月.csv", TEXT.format("H1"))
    desk.csv("私人/列名对照.csv", MAPPING)
    asked: list[Path] = []
    looked = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda folder: (asked.append(folder), looked(folder))[1])
    assert read_one(path, REGISTERS["receipts"], desk.rules).findings == ()
    assert asked == [desk.folder]


@pytest.mark.parametrize(
    ("line", "row", "column", "words"),
    [
        ("回款登计,流水,回款单号", 2, "登记表", ["「回款登计」", "最接近的是「回款登记」"]),
        (
            "回款登记,流水,回款单",
            2,
            "标准列名",
            ["「回款单」", "可写：回款单号、订单号", "最接近的是「回款单号」"],
        ),
        ("回款登记,流水,回款单号\n回款登记,流水,订单号", 3, "登记表", ["重复", "第 2 行", "只留一条"]),
        ("回款登记,,回款单号", 2, "本公司列名", ["没有填"]),
    ],
)
def test_a_mapping_that_cannot_be_meant_is_a_fault(
    desk: Desk, line: str, row: int, column: str, words: list[str]
) -> None:
    desk.csv("列名对照.csv", "登记表,本公司列名,标准列名\n" + line + "\n")
    (fault,) = read_dataset(desk.folder, desk.rules).faults
    assert (fault.file, fault.row, fault.column) == ("列名对照.csv", row, column)
    for word in words:
        assert word in str(fault)


def test_one_file_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(MktkitError, match="找不到这个文件"):
        read_one(desk.folder / "回款.csv", REGISTERS["receipts"], desk.rules)
