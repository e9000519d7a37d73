"""YAML that lies, nests or multiplies: a Chinese word with the line, never an abort and never a wait."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.rules.yamlfile import read_yaml


def _file(folder: Path, text: str) -> Path:
    path = folder / "规则.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def _refused(folder: Path, text: str) -> str:
    with pytest.raises(MktkitError) as caught:
        read_yaml(_file(folder, text))
    return str(caught.value)


@pytest.mark.parametrize("levels", [51, 1000, 100_000])
@pytest.mark.parametrize("closed", [True, False])
def test_what_is_nested_too_deeply_is_refused(tmp_path: Path, levels: int, closed: bool) -> None:
    said = _refused(tmp_path, "说明: 好\n值: " + "[" * levels + "]" * levels * closed)
    assert "规则.yaml 第 2 行：列表和分组套了 50 层以上；最多 50 层" in said


def test_groups_within_groups_count_as_well(tmp_path: Path) -> None:
    said = _refused(tmp_path, "\n".join(" " * level + "层:" for level in range(60)))
    # The 51st group begins on the 51st line.
    assert "第 51 行：列表和分组套了 50 层以上" in said


def test_fifty_levels_are_read(tmp_path: Path) -> None:
    data = read_yaml(_file(tmp_path, "[" * 50 + "1" + "]" * 50)).data
    for _ in range(50):
        assert isinstance(data, list)
        (data,) = data
    assert data == 1


@pytest.mark.parametrize("width", [10, 40])
def test_references_that_multiply_are_refused(tmp_path: Path, width: int) -> None:
    lines = ["a0: &a0 [" + ",".join("x" * width) + "]"]
    lines += [f"a{n}: &a{n} [" + ",".join([f"*a{n - 1}"] * width) + "]" for n in range(1, 9)]
    assert "引用（& 和 *）展开后多于 200000 个值" in _refused(tmp_path, "\n".join(lines))


@pytest.mark.parametrize(
    "value",
    [
        "!!timestamp x",
        "!!timestamp 2026-13-45",
        "!!timestamp ''",
        "!!bool 也许",
        "!!bool ''",
        "!!int ''",
        "!!int 甲",
        "!!int 0x",
        "!!int " + "9" * 5000,
        "!!float 三",
        "!!float .nan",
    ],
)
def test_a_tag_that_lies_is_told_with_its_line(tmp_path: Path, value: str) -> None:
    said = _refused(tmp_path, f"- 一\n- {value}\n")
    assert "规则.yaml 第 2 行" in said
    assert "读不成数或日期" in said


@pytest.mark.parametrize("value", ['"\\ud800"', '"\\udfff甲"', '"甲\\ud83d"'])
def test_half_a_character_is_told_with_its_line(tmp_path: Path, value: str) -> None:
    assert "规则.yaml 第 2 行" in _refused(tmp_path, f"- 一\n- {value}\n")


def test_tags_that_are_true_are_read(tmp_path: Path) -> None:
    text = "[!!timestamp 2026-10-01, !!bool yes, !!int 0x1F, !!float 0.50, !!str 12, ~]"
    assert read_yaml(_file(tmp_path, text)).data == [
        dt.date(2026, 10, 1), True, 31, Decimal("0.50"), "12", None
    ]  # fmt: skip
