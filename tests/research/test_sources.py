"""Sources: how they are cited, drawn for a check, and counted for the KPI."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.registers import REGISTERS, read_one, write_template
from mktkit.research.sources import InformationSource, draw_check, sources_of, spot_checks
from mktkit.rules import Rules

SOURCE = InformationSource(
    "Y1",
    "行业报告",
    "年度报告",
    "行业协会",
    "2026-06-30",
    "2026-10-12",
    "S001",
    "S002",
    "https://example.com",
    True,
    True,
    True,
)
DAY = dt.date(2026, 10, 31)


def test_the_register_becomes_sources(tmp_path: Path, rules: Rules) -> None:
    row = {
        "来源号": "Y2026-001", "渠道": "统计数据", "名称": "年鉴", "收集日期": dt.date(2026, 10, 2), "收集人工号": "S001",
        "文件指纹": "ab" * 32, "真实": "是", "准确": "否", "完整": "是", "核对人工号": "S002",
    }  # fmt: skip
    path = tmp_path / "信息来源.xlsx"
    path.write_bytes(
        write_template(REGISTERS["sources"], rules, [row, {**row, "来源号": "Y2026-002", "真实": None}])
    )
    table = read_one(path, REGISTERS["sources"], rules)
    assert table.faults == ()
    first, second = sources_of(table.frame()).values()
    assert first.citation == "[Y2026-001] 《年鉴》（统计数据，2026-10-02 收集）"
    assert (first.place, first.checked, first.right) == ("ab" * 32, True, False)
    assert (second.checked, second.right) == (False, None)


def test_a_draw_is_fair_repeatable_and_at_least_one_of_each(rules: Rules) -> None:
    unchecked = replace(SOURCE, checker_id="", true=None)
    sources = [
        replace(unchecked, id=f"Y{at:03d}", collector_id="S001" if at < 40 else "S002") for at in range(43)
    ]
    drawn = draw_check(sources, rules.research.spot_check, "2026-10")
    # 20 % of 40 and of 3: 8 and 1.
    assert [sum(one.collector_id == who for one in drawn) for who in ("S001", "S002")] == [8, 1]
    assert drawn == draw_check(reversed(sources), rules.research.spot_check, "2026-10")
    assert drawn != draw_check(sources, rules.research.spot_check, "2026-11")
    assert draw_check([SOURCE], Decimal(100), "2026-10") == []


def test_a_check_becomes_the_rows_the_kpi_reads(tmp_path: Path, rules: Rules) -> None:
    sources = [
        SOURCE,
        replace(SOURCE, id="Y2", accurate=False),
        replace(SOURCE, id="Y3", complete=False, accurate=False),
        replace(SOURCE, id="Y4", collector_id="S003"),
        replace(SOURCE, id="Y5", true=None),
    ]
    rows = [one.as_row() for one in spot_checks(sources, 7, DAY)]
    assert [
        (row["抽检号"], row["收集人工号"], row["抽检条数"], row["正确条数"], row["错误类型"]) for row in rows
    ] == [
        ("C2026-007", "S001", 3, 1, "不准确、不完整"),
        ("C2026-008", "S003", 1, 1, None),
    ]
    path = tmp_path / "信息抽检.xlsx"
    path.write_bytes(write_template(REGISTERS["spot_checks"], rules, rows))
    assert read_one(path, REGISTERS["spot_checks"], rules).faults == ()


@pytest.mark.parametrize("checker", ["", "S001"])
def test_nobody_checks_their_own(checker: str) -> None:
    with pytest.raises(MktkitError, match="S001"):
        spot_checks([replace(SOURCE, checker_id=checker)], 1, DAY)
