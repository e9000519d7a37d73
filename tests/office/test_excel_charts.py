"""Charts of Excel's own: over the right cells, right in numbers when recalculated."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from mktkit.office.excel import new_workbook, write_table
from mktkit.office.excel_charts import (
    Area,
    Kind,
    Series,
    WaterfallStep,
    add_chart,
    add_waterfall,
    colour_scale,
)

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


def inside(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def over_cells(kind: Kind) -> bytes:
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("费用 表")
        rows = [
            {"类别": name, "预算": 100 * n, "实际": 90 * n}
            for n, name in enumerate(("调研", "推广", "销售"), 1)
        ]
        write_table(sheet, styles, 0, [("类别", None, ""), ("预算", None, "0"), ("实际", None, "0")], rows)
        area = [Area("费用 表", 1, column, 3, column) for column in range(3)]
        series = [Series("预算", area[1]), Series("实际", area[2], "#123456")]
        add_chart(
            workbook, sheet, kind, area[0], series, title="执行", unit="元", at=(5, 0), alt="预算与实际"
        )
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "element", "grouping"),
    [
        ("column", "barChart", "clustered"),
        ("bar", "barChart", "clustered"),
        ("line", "lineChart", "standard"),
        ("stacked column", "barChart", "stacked"),
        ("stacked bar", "barChart", "stacked"),
    ],
)
def test_a_chart_stands_over_its_cells(kind: Kind, element: str, grouping: str) -> None:
    files = inside(over_cells(kind))
    chart = ET.fromstring(files["xl/charts/chart1.xml"])
    plot = chart.find(f".//{C}{element}")
    assert plot is not None
    assert plot.find(f"{C}grouping").get("val") == grouping  # type: ignore[union-attr]  # every kind has one
    references = [one.text for one in plot.iter(f"{C}f")]
    assert references == [
        "'费用 表'!$A$2:$A$4",
        "'费用 表'!$B$2:$B$4",
        "'费用 表'!$A$2:$A$4",
        "'费用 表'!$C$2:$C$4",
    ]
    # The values are saved with it, for programs that only show.
    cached = [[value.text for value in one.iter(f"{C}v")] for one in plot.iter(f"{C}val")]
    assert cached == [["100", "200", "300"], ["90", "180", "270"]]
    if element == "barChart":
        direction = plot.find(f"{C}barDir")
        assert direction is not None
        assert direction.get("val") == ("bar" if kind.endswith("bar") else "col")
    # A bar chart lists from the top, as the table does.
    orders = [one.get("val") for one in chart.iter(f"{C}orientation")]
    assert orders == (["maxMin", "minMax"] if kind.endswith("bar") else ["minMax", "minMax"])
    assert "执行（元）" in "".join(chart.itertext())
    assert 'descr="预算与实际"'.encode() in files["xl/drawings/drawing1.xml"]
    assert b"#123456"[1:] in files["xl/charts/chart1.xml"]
    assert over_cells(kind) == over_cells(kind)


def waterfall(steps: list[WaterfallStep], rows: int = 0) -> bytes:
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet("瀑布")
        below = add_waterfall(
            workbook,
            sheet,
            styles,
            steps,
            table=(0, 0),
            title="预算",
            unit="元",
            at=(9, 0),
            total="余额",
            number_format="#,##0.00",
        )
        assert below == len(steps) + 2
        sheet.write_number(20, 20, 40)
    return buffer.getvalue()


STEPS = [
    WaterfallStep("年初", 30),
    WaterfallStep("追加", 20.5),
    WaterfallStep("支出", -80, "-2*U21"),
    WaterfallStep("补贴", 10),
]

#: By hand: level, then pieces above and below zero on their bases.
#: name, change, from, to, base above, base below, total ±, rise ±, fall ±
WANTED = [
    ("年初", 30, 0, 30, 0, 0, 30, 0, 0, 0, 0, 0, "年初 30.00"),
    ("追加", 20.5, 30, 50.5, 30, 0, 0, 0, 20.5, 0, 0, 0, "追加 +20.50"),
    ("支出", -80, 50.5, -29.5, 0, 0, 0, 0, 0, 0, 50.5, -29.5, "支出 -80.00"),
    ("补贴", 10, -29.5, -19.5, 0, -19.5, 0, 0, 0, -10, 0, 0, "补贴 +10.00"),
    ("余额", -19.5, 0, -19.5, 0, 0, 0, -19.5, 0, 0, 0, 0, "余额 -19.50"),
]


def test_a_waterfall_that_crosses_zero_is_right() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(waterfall(STEPS)), data_only=True)["瀑布"]
    assert [tuple(cell.value for cell in row[:13]) for row in sheet.iter_rows(min_row=2, max_row=6)] == WANTED


def test_its_table_is_live(tmp_path: Path, to_pdf: Callable[[bytes, str], Any]) -> None:
    """Saved with false values and recalculated by LibreOffice, the table is the one worked out by hand."""
    del to_pdf  # skips where LibreOffice is missing
    from xlsxwriter.worksheet import Worksheet

    write = Worksheet.write_formula
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Worksheet,
            "write_formula",
            lambda self, r, c, formula, style=None, value=0: write(self, r, c, formula, style, -1),
        )
        (tmp_path / "false.xlsx").write_bytes(waterfall(STEPS))
    profile = tmp_path / "profile" / "user"
    profile.mkdir(parents=True)
    (profile / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    soffice = shutil.which("soffice")
    assert soffice
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "xlsx", "--outdir",
         tmp_path / "out", tmp_path / "false.xlsx"],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "out" / "false.xlsx", data_only=True)["瀑布"]
    got = [tuple(cell.value for cell in row[:13]) for row in sheet.iter_rows(min_row=2, max_row=6)]
    assert got == [
        tuple(pytest.approx(one) if isinstance(one, int | float) else one for one in row) for row in WANTED
    ]


def test_the_base_of_a_waterfall_is_invisible_and_the_pieces_are_not() -> None:
    chart = ET.fromstring(inside(waterfall(STEPS))["xl/charts/chart1.xml"])
    fills = {
        "".join(series.find(f"{C}tx").itertext()).strip(): "noFill"
        not in ET.tostring(series.find(f"{C}spPr"), encoding="unicode")  # type: ignore[union-attr, arg-type]  # every series has both
        for series in chart.iter(f"{C}ser")
    }
    assert {name for name, visible in fills.items() if not visible} == {"垫底上", "垫底下"}
    assert len(fills) == 8


def test_a_heat_map_is_coloured_cells() -> None:
    with new_workbook() as (workbook, _, buffer):
        sheet = workbook.add_worksheet("热力")
        colour_scale(sheet, Area("热力", 0, 0, 3, 3))
        colour_scale(sheet, Area("热力", 5, 0, 8, 3), centre=100)
    rules = openpyxl.load_workbook(io.BytesIO(buffer.getvalue()))["热力"].conditional_formatting
    found = {str(one.sqref): one.rules[0] for one in rules}
    assert set(found) == {"A1:D4", "A6:D9"}
    assert len(found["A1:D4"].colorScale.color) == 2
    assert [one.val for one in found["A6:D9"].colorScale.cfvo][1] == 100


def test_another_program_draws_them(to_pdf: Callable[[bytes, str], Any]) -> None:
    text = to_pdf(over_cells("bar"), ".xlsx").text
    assert "执行（元）" in text
    assert "推广" in text
    assert "支出" in to_pdf(waterfall(STEPS), ".xlsx").text
