"""How an export is read: named once, remembered by its headers."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledgers import Reader

from mktkit.errors import MktkitError
from mktkit.expense.ledger.files import headers_of
from mktkit.expense.ledger.sources import load_sources, make_source, remember_source


def test_a_mapping_is_remembered_by_its_headers(desk: Reader, tmp_path: Path) -> None:
    path = desk.csv("When,What,How much", "2026-10-08,x,5", name="a.csv")
    source = make_source(
        "系统甲", headers_of(path, "a.csv"), {"When": "日期", "How much": "金额", "What": "摘要"}
    )
    remember_source(source, tmp_path)
    other = desk.csv("导出", "How much,When,What", "6,2026-10-09,y", name="b.csv")
    ledger = desk.read(other, sources=load_sources(tmp_path))
    assert list(ledger.frame["amount"]) == [6_00]
    assert ledger.counts[0].source == "系统甲"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Whem": "日期"}, "最接近的是「When」"),
        ({"When": "日子"}, "台账没有这一列"),
        ({"When": "日期", "What": "日期"}, "每列只能有一个"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(columns: dict[str, str], said: str) -> None:
    with pytest.raises(MktkitError, match=said):
        make_source("甲", ["When", "What"], columns)


def test_values_and_constants_are_named_once_as_headers_are(desk: Reader, tmp_path: Path) -> None:
    path = desk.csv(
        "日期,部门,预算科目,金额",
        "2026-11-01,营销一部,广宣,5",
        "2026-11-02,,广宣,6",
        "2026-11-03,市场部,客服费用,7",
    )
    source = make_source(
        "系统乙",
        headers_of(path, path.name),
        {},
        constants={"部门": "客服部"},
        values={"部门": {"营销一部": "销售部"}, "预算科目": {"广宣": "品牌推广费用"}},
    )
    remember_source(source, tmp_path)
    frame = desk.read(path, sources=load_sources(tmp_path)).frame
    assert list(frame["department"].astype(str)) == ["销售部", "客服部", "市场部"]
    assert list(frame["category"].astype(str)) == ["品牌推广费用", "品牌推广费用", "客服费用"]
