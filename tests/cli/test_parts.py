"""What the commands share: options as one object, and one way to answer."""

from __future__ import annotations

import json
from dataclasses import dataclass

import click
import pytest
from click.testing import CliRunner

from mktkit.cli.parts import answer, finding_lines, gathered, look_up, row_table, table
from mktkit.errors import Finding, MktkitError, fault, notice


@dataclass(frozen=True)
class Asked:
    name: str
    loud: bool


@click.command()
@click.argument("name")
@click.option("--loud", is_flag=True)
@gathered(Asked)
def greet(asked: Asked) -> None:
    click.echo(asked)


def test_a_command_is_given_its_options_as_one_object() -> None:
    assert CliRunner().invoke(greet, ["甲", "--loud"]).output == "Asked(name='甲', loud=True)\n"


def test_an_answer_is_its_data_or_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    answer("json", {"读到": 2}, "读到 2 行")
    assert json.loads(capsys.readouterr().out) == {"读到": 2}
    answer("text", {"读到": 2}, "读到 2 行", "", "没有错误")
    assert capsys.readouterr().out == "读到 2 行\n没有错误\n"


def test_columns_line_up_although_a_chinese_character_is_two_wide() -> None:
    assert table(["部门", "n"], [["sales", 1], [None, 20]]) == "部门   n\nsales  1\n       20"


def test_rows_are_a_table_below_their_title_and_nothing_where_there_are_none() -> None:
    assert row_table([{"月": "10", "元": 5}], "预警") == "\n预警：\n月  元\n10  5"
    assert row_table([], "预警") == ""


def test_faults_come_before_notices_and_more_than_the_most_are_counted() -> None:
    found: list[Finding] = [notice("提醒"), *(fault(f"错 {number}") for number in range(3))]
    assert list(finding_lines(found, most=2)) == [
        "\n错误 3 处：",
        "1. 错 0。\n2. 错 1。",
        "…… 另有 1 处，用 --format json 看全部。",
        "\n提示 1 处：",
        "1. 提醒。",
    ]


def test_what_a_look_up_does_not_know_is_wrong_usage() -> None:
    def find(name: str) -> str:
        raise MktkitError(f"没有「{name}」", "可写：甲", "改好后重试", where="部门")

    with pytest.raises(MktkitError, match="部门：没有「乙」；可写：甲；改好后重试。") as raised:
        look_up(find, "乙")
    assert type(raised.value).__name__ == "UsageError"
