"""The one voice: where, what stands there, what is wanted, how to mend it."""

from __future__ import annotations

import pytest

from mktkit.errors import (
    QUOTED,
    Finding,
    FindingsError,
    MktkitError,
    closest,
    fault,
    joined,
    nearest,
    notice,
    show,
)

PLACE = {"file": "销售台账.xlsx", "sheet": "10月", "row": 5, "column": "价税合计"}


def test_a_finding_speaks_in_order() -> None:
    said = str(fault("写的是「约一万」", "应为金额", "只写数", **PLACE))
    parts = ["销售台账.xlsx", "工作表「10月」", "第 5 行", "「价税合计」列", "写的是「约一万」", "应为金额", "只写数"]  # fmt: skip
    positions = [said.index(part) for part in parts]
    assert positions == sorted(positions)
    assert said.endswith("只写数。")


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (PLACE, "销售台账.xlsx · 工作表「10月」 · 第 5 行 · 「价税合计」列"),
        ({"file": "台账.csv", "row": 5}, "台账.csv · 第 5 行"),
        ({"file": "台账.csv"}, "台账.csv"),
        ({}, ""),
    ],
)
def test_a_place_names_only_what_is_known(place: dict[str, object], where: str) -> None:
    assert fault("坏了", **place).where == where


def test_a_finding_without_a_place_or_a_cure_is_one_short_sentence() -> None:
    assert str(notice("有 3 行空白，没有计入")) == "有 3 行空白，没有计入。"


def test_a_finding_as_a_table_row() -> None:
    assert fault("写错了", "应为数", "改成数", **PLACE).as_row() == {
        "级别": "错误",
        "文件": "销售台账.xlsx",
        "工作表": "10月",
        "行": 5,
        "列": "价税合计",
        "问题": "写错了",
        "要求": "应为数",
        "怎么改": "改成数",
    }
    assert notice("有空行").as_row()["级别"] == "提示"


def test_a_finding_survives_json() -> None:
    finding = notice("有空行", **PLACE)
    assert Finding(**finding.as_dict()) == finding


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("12月\n合计", "「12月 合计」"),
        ("  多  空 格  ", "「多 空 格」"),
        ("", "空白"),
        (None, "空白"),
        (0, "「0」"),
        ("长" * 41, "「" + "长" * 40 + "…」"),
        ("长" * 40, "「" + "长" * 40 + "」"),
        ("<script>", "「<script>」"),
    ],
)
def test_a_quoted_value_is_one_bounded_line(value: object, shown: str) -> None:
    assert show(value) == shown


def test_nearest() -> None:
    assert nearest("满意度调差", ["销售台账", "满意度调查"]) == "满意度调查"
    assert nearest("天气", ["销售台账", "满意度调查"]) is None
    assert nearest("任何", []) is None


def test_an_error_for_the_user() -> None:
    error = MktkitError("找不到文件", "应为登记表", "检查路径", where="台账.xlsx")
    assert str(error) == "台账.xlsx：找不到文件；应为登记表；检查路径。"
    assert str(MktkitError("找不到文件")) == "找不到文件。"


def test_jupyter_shows_the_message_and_no_traceback() -> None:
    assert MktkitError("找不到文件")._render_traceback_() == ["找不到文件。"]


def test_all_faults_at_once_and_numbered() -> None:
    findings = [
        fault("没有填", "这一列必填", "补上这一格", row=2),
        notice("有空行"),
        fault("写的是「三」", "应为整数", "改成 3", row=7),
    ]
    error = FindingsError(findings)
    assert error.findings == tuple(findings)
    head, first, second = str(error).splitlines()
    assert "共 2 处" in head
    assert first == "1. 第 2 行：没有填；这一列必填；补上这一格。"
    assert second == "2. 第 7 行：写的是「三」；应为整数；改成 3。"


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("wieght", "最接近的是 weight"),
        ("targets", "最接近的是 target"),
        ("合同", "改好后重试"),
        ("", "改好后重试"),
    ],
)
def test_a_hint_names_the_closest_or_another_way(word: str, said: str) -> None:
    assert closest(word, ["weight", "target"], "改好后重试") == said


def test_a_hint_writes_the_closest_as_the_place_wants() -> None:
    assert closest("银行转帐", ["银行转账"], written=QUOTED) == "最接近的是「银行转账」"
    assert closest("c5-1-2-b", ["c5-1-2-a"], written=" #{}".format) == "最接近的是 #c5-1-2-a"
    assert closest("合同", ["银行转账"]) == ""


def test_only_parts_that_say_something_are_joined() -> None:
    assert joined("甲", "", "乙") == "甲；乙"
    assert joined("", "") == ""
