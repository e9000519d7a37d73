"""Results in a document: placed once, then only named, and explained."""

from __future__ import annotations

from mktkit.office.document import Bullets, Figure, Heading, Table
from mktkit.research.document import Results, method_blocks
from mktkit.research.model import Analysis, Plot, figure, grid

DRAWN = Analysis(
    "份额",
    "相除",
    12,
    (figure("甲", 40, "%", 0), figure("乙", 60, "%", 0)),
    (grid(("企业", "份额（%）"), [("甲", 40), ("乙", 60)], ""),),
    assumptions=("同一时期",),
    caveats=("范围不清时",),
    warnings=("只有两家",),
    plot=Plot("bars", {"甲": 40, "乙": 60}, "各家份额", "%"),
)
PLAIN = Analysis("规模", "相加", None, (figure("市场规模", 12480, "万元", 0),))


def test_a_chart_stands_before_its_table_and_neither_a_second_time() -> None:
    results = Results([DRAWN, PLAIN])
    chart, table = results.blocks("份额")
    assert isinstance(chart, Figure)
    assert isinstance(table, Table)
    assert (chart.key, table.key) == results.keys("份额")
    assert (table.caption, table.note) == ("份额", "n = 12")
    assert list(results.blocks("份额")) == []
    assert list(results.blocks("不在这里")) == []
    assert results.placed == {"份额"}


def test_without_a_table_the_figures_are_one() -> None:
    (table,) = Results([PLAIN]).blocks("规模")
    assert isinstance(table, Table)
    assert table.rows == (("市场规模", "12,480 万元"),)
    assert table.note == ""


def test_how_a_result_came_about_is_told_in_a_documents_words() -> None:
    heading, told = method_blocks([DRAWN])
    assert isinstance(heading, Heading)
    assert isinstance(told, Bullets)
    assert told.items == (
        "方法：相除",
        "有效样本：n = 12",
        "前提：同一时期",
        "不宜用于：范围不清时",
        "注意：只有两家",
    )
