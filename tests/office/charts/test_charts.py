"""Charts: what is drawn is what was given, everywhere the same, for everybody to read."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from mktkit.errors import MktkitError
from mktkit.office import charts
from mktkit.office.charts import FONT_FILE, PALETTE, Chart, canvas
from mktkit.office.charts.style import FALL, GRID, INK, ink_on

Pixels = np.ndarray[Any, np.dtype[np.uint8]]


@pytest.fixture(autouse=True)
def _a_missing_glyph_is_a_fault() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


_LONG = "华东大区重点客户事业部（含直营与经销以及线上旗舰店）"

#: Every kind, with long and odd labels, holes and negatives.
SAMPLES: dict[str, Callable[[], Chart]] = {
    "bars": lambda: charts.bars(
        {"张三": 1234567, _LONG: 980000, "无": None, "$a_b$": -200000},
        title="各人 $x^2$ 销售额",
        unit="元",
        reference=("目标", 800000),
        note="含税，" * 60,
    ),
    "bars of series": lambda: charts.bars({"线上": {"去年": 120, "今年": 180}, "线下": {"去年": 90}}, title="线索", unit="条"),
    "columns": lambda: charts.columns(
        {f"{m}月": {"预算": 100000 + m, "实际": 90000 * m if m < 9 else None} for m in range(1, 13)}, title="费用", unit="元"
    ),
    "columns with a line": lambda: charts.columns({"一季度": 12.5, "二季度": -3}, title="增长", unit="%", reference=("全年", 9)),
    "stacked": lambda: charts.stacked_bars(
        {"销售部": {"张三": {"_业绩": 55.2, "新客户": 22}, _LONG: {"_业绩": -5, "新客户": 2}}, "客服部": {"李四": {"及时率": 35}}},
        title="贡献",
        axis="分",
    ),
    "line": lambda: charts.line(
        {name: {f"2026-{m:02d}": 80 + m * k if m != 4 else None for m in range(1, 13)} for k, name in enumerate(("甲", "乙", _LONG))},
        title="走势",
        unit="分",
        reference=("良好", 80),
    ),
    "one line": lambda: charts.line({"销售额": {f"{m}月": 1e6 * (1 + m * 0.13) for m in range(1, 13)}}, title="月销售额", unit="元"),
    "funnel": lambda: charts.funnel({"曝光": 1250000, "点击": 48200, _LONG: 215}, title="漏斗", unit="人"),
    "waterfall": lambda: charts.waterfall({"上年": 30, "收入": 20, "成本": -80, "补贴": 10}, title="跨零", unit="万元", subtotals=("收入",)),
    "heat map": lambda: charts.heat_map(
        {"调研": {"1月": 80, "2月": 120}, _LONG: {"1月": 60, "3月": 100.5}}, title="执行率", unit="%", centre=100
    ),
    "matrix": lambda: charts.matrix(
        {"本公司": (3.2, 4.5), "甲": (2.2, 3.1), "乙": (2.2, 3.1), _LONG: (4.6, 4.8)}, title="竞品", x="价格", y="口碑",
        quadrants=("物美价廉", "高端", "低端", "价高质次"),
    ),
    "intervals": lambda: charts.intervals({"华东": (32, 28.5, 35.5), _LONG: (61, 57, 65)}, title="知名度", unit="%", reference=("上期", 30)),
}  # fmt: skip


@cache
def drawn(kind: str) -> Chart:
    return SAMPLES[kind]()


def pixels(chart: Chart) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(chart.png)).convert("RGB"))


def of_colour(image: Pixels, colour: str) -> np.ndarray[Any, np.dtype[np.bool_]]:
    wanted = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return np.asarray((image == wanted).all(axis=2))


@pytest.mark.parametrize("kind", SAMPLES)
def test_the_same_input_gives_the_same_bytes_and_nothing_is_cut_off(kind: str) -> None:
    chart = drawn(kind)
    assert chart.png == SAMPLES[kind]().png
    image = pixels(chart)
    edge = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    assert (edge == 255).all(), "something touches the edge of the picture"
    assert chart.alt.startswith(chart.alt.split("：")[0] + "：")
    # As printed: 220 dots an inch.
    assert image.shape[1] == pytest.approx(chart.width / 2.54 * 220, abs=2)
    assert image.shape[0] == pytest.approx(chart.height / 2.54 * 220, abs=3)


@pytest.mark.parametrize("kind", SAMPLES)
def test_nothing_says_when_or_by_what_it_was_made(kind: str) -> None:
    image = Image.open(io.BytesIO(drawn(kind).png))
    assert set(image.info) == {"dpi"}


def test_the_bytes_do_not_depend_on_what_was_drawn_before() -> None:
    code = "from mktkit.office import charts; import hashlib;{}print(hashlib.sha256(charts.bars({{'张三': 1, '李四': 2}}, title='图').png).hexdigest())"
    first, second = (
        subprocess.run(
            [sys.executable, "-c", code.format(before)], capture_output=True, text=True, check=True
        ).stdout
        for before in ("", "charts.bars({'縄': 1}, title='稀有字');")
    )
    assert first == second


def test_our_font_has_every_character_of_gb2312_and_of_names() -> None:
    cmap = TTFont(FONT_FILE).getBestCmap()
    level = [bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF)]
    hanzi = [text for pair in level if (text := pair.decode("gb2312", "ignore"))]
    assert len(hanzi) == 6763
    names = "".join(
        (Path(__file__).parents[3] / "tools" / "rare_names.txt").read_text(encoding="utf-8").split()
    )
    assert len(set(names)) > 1605
    assert not [
        one for one in (*hanzi, *names, *"，。、；：？！“”‘’（）《》—…·％￥①②③") if ord(one) not in cmap
    ]


def test_what_no_font_has_is_never_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    # An Egyptian hieroglyph: in no Chinese font.
    assert canvas.drawable("甲\U00013000乙") == "甲〓乙"
    charts.bars({"甲\U00013000": 1}, title="\U00013000")
    # A machine without Chinese fonts: a rare name is 〓 there, a common one is not.
    monkeypatch.setattr(canvas, "SYSTEM_FONTS", ())
    assert canvas.drawable("縄张旻") == "〓张旻"


def test_length_in_the_picture_is_the_value() -> None:
    image = of_colour(pixels(charts.bars({"甲": 100, "乙": 50, "丙": 25}, title="图")), PALETTE[0])
    lengths = sorted({int(n) for n in image.sum(axis=1)} - {0})
    # Anti-aliased edges make a few rows differ by a pixel.
    found = [max(group) for group in _groups(lengths)]
    assert len(found) == 3
    assert found[0] / found[2] == pytest.approx(0.25, abs=0.01)
    assert found[1] / found[2] == pytest.approx(0.5, abs=0.01)


def _groups(lengths: list[int]) -> list[list[int]]:
    groups: list[list[int]] = []
    for length in lengths:
        if groups and length - groups[-1][-1] <= 3:
            groups[-1].append(length)
        else:
            groups.append([length])
    return groups


def test_a_funnel_is_as_wide_as_its_stage() -> None:
    image = pixels(charts.funnel({"甲": 800, "乙": 400}, title="图"))
    from mktkit.office.charts.style import ACCENT, tint

    widths = [int(of_colour(image, colour).sum(axis=1).max()) for colour in (ACCENT, tint(ACCENT, 0.45))]
    # The number stands inside; count from the first to the last pixel instead of all.
    spans = []
    for colour in (ACCENT, tint(ACCENT, 0.45)):
        columns = np.flatnonzero(of_colour(image, colour).any(axis=0))
        spans.append(int(columns[-1] - columns[0]))
    assert all(widths)
    assert spans[1] / spans[0] == pytest.approx(0.5, abs=0.01)


def test_a_waterfall_starts_where_the_step_before_ended() -> None:
    image = pixels(charts.waterfall({"年初": 100, "支出": -60}, title="图", total="剩余"))
    blue, red = of_colour(image, PALETTE[0]), of_colour(image, FALL)
    red[: image.shape[0] // 5] = False  # the legend
    blue_rows, red_rows = np.flatnonzero(blue.any(axis=1)), np.flatnonzero(red.any(axis=1))
    top, bottom = blue_rows[0], blue_rows[-1]
    assert red_rows[0] == pytest.approx(top, abs=2)
    assert (red_rows[-1] - red_rows[0]) / (bottom - top) == pytest.approx(0.6, abs=0.01)


def test_a_step_that_ends_near_zero_keeps_its_number_off_the_names() -> None:
    images = [
        pixels(charts.waterfall({"年初": 100, "支出": step}, title="图", total="剩余")) for step in (-98, -99)
    ]
    # Beneath the axis stand the names alone, whatever the number is.
    below = [image[-image.shape[0] // 14 :] for image in images]
    assert (below[0] < 128).any()
    assert np.array_equal(*below)


def test_a_heat_map_is_darkest_where_it_is_largest() -> None:
    values = {"甲": {"一": 1, "二": 5}, "乙": {"一": 9, "二": 3}}
    image = pixels(charts.heat_map(values, title="图")).astype(int).sum(axis=2)
    height, width = image.shape
    cells = {
        (row, column): int(
            np.median(
                image[int(height * y) : int(height * y) + 8, int(width * x) - 120 : int(width * x) - 60]
            )
        )
        for row, y in (("甲", 0.60), ("乙", 0.83))
        for column, x in (("一", 0.3), ("二", 0.78))
    }
    by_darkness = sorted(cells, key=lambda cell: cells[cell])
    assert by_darkness == sorted(cells, key=lambda cell: -values[cell[0]][cell[1]])


def test_alternative_text_tells_the_values() -> None:
    assert charts.waterfall({"年初": 100, "支出": -60.5}, title="预算", total="剩余", unit="元").alt == (
        "瀑布图：预算。年初 100.0元，支出 −60.5元，剩余 39.5元"
    )
    assert charts.intervals({"甲": (Decimal("32"), 28, 36)}, title="测评", reference=("上期", 30)).alt == (
        "区间图：测评。甲 32（28 至 36）；上期 30"
    )
    many = charts.bars({f"第{n}名": n for n in range(30)}, title="多")
    assert many.alt.endswith("等 30 项")
    assert charts.bars({"甲": 1}, title="图", alt="我写的\n说明").alt == "我写的 说明"


@pytest.mark.parametrize(
    "empty",
    [
        lambda: charts.bars({}, title="空"),
        lambda: charts.columns({}, title="空"),
        lambda: charts.stacked_bars({"甲": {}}, title="空", axis="分"),
        lambda: charts.line({}, title="空"),
        lambda: charts.line({"甲": {"1月": None}}, title="空"),
        lambda: charts.funnel({}, title="空"),
        lambda: charts.waterfall({}, title="空"),
        lambda: charts.heat_map({}, title="空"),
        lambda: charts.matrix({}, title="空", x="x", y="y"),
        lambda: charts.intervals({}, title="空"),
    ],
)
def test_nothing_to_draw_is_said(empty: Callable[[], Chart]) -> None:
    chart = empty()
    assert "空" in chart.alt
    assert chart.png


@pytest.mark.parametrize(
    "same",
    [
        lambda: charts.bars({"甲": 0, "乙": 0}, title="零"),
        lambda: charts.columns({"甲": 0}, title="零"),
        lambda: charts.funnel({"甲": 0, "乙": 0}, title="零"),
        lambda: charts.waterfall({"甲": 0}, title="零"),
        lambda: charts.heat_map({"甲": {"一": 7}}, title="同", centre=7),
        lambda: charts.matrix({"甲": (0, 0)}, title="一点", x="x", y="y"),
        lambda: charts.line({"甲": {"1月": 5}}, title="一点"),
        lambda: charts.intervals({"甲": (0, 0, 0)}, title="零"),
        lambda: charts.stacked_bars({"": {"甲": {"部分": 0}}}, title="零", axis="分"),
    ],
)
def test_zeros_and_single_points_are_drawn(same: Callable[[], Chart]) -> None:
    assert same().png


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        (lambda: charts.bars({"甲": float("inf")}, title="图"), "甲：值是无穷大"),
        (lambda: charts.bars({"甲": "12"}, title="图"), "甲：「12」不是数"),  # type: ignore[dict-item]  # what must be refused
        (lambda: charts.bars({"甲": True}, title="图"), "「True」不是数"),
        (lambda: charts.funnel({"甲": 5, "乙": -1}, title="图"), "乙：漏斗的这一步"),
        (lambda: charts.waterfall({"甲": float("nan")}, title="图"), "甲：瀑布图的这一步没有数"),
        (lambda: charts.intervals({"甲": (5, 6, 7)}, title="图"), "甲：估计值不在它的区间里"),
        (lambda: charts.matrix({"甲": (1, float("nan"))}, title="图", x="x", y="y"), "甲：矩阵里的这一点"),
    ],
)
def test_what_cannot_be_drawn_rightly_is_refused_in_chinese(wrong: Callable[[], Chart], word: str) -> None:
    with pytest.raises(MktkitError) as error:
        wrong()
    assert word in str(error.value)


def test_a_chart_shows_in_a_notebook_as_picture_and_as_words() -> None:
    import base64

    from IPython.core.interactiveshell import InteractiveShell

    chart = charts.bars({"甲": 1}, title="图")
    shell = InteractiveShell.instance()
    try:
        data, metadata = shell.display_formatter.format(chart)
    finally:
        InteractiveShell.clear_instance()
    assert base64.b64decode(data["image/png"]) == chart.png
    assert data["text/plain"] == chart.alt
    # 16 cm fill the column; the picture has more dots, for sharp screens and print.
    assert metadata["image/png"]["width"] == 756
    assert metadata["image/png"]["alt"] == chart.alt
    assert chart._repr_png_() == chart.png


# -- colours, by the published matrices of Machado, Oliveira and Fernandes (2009), severity 1.0 ----------------------

_SIGHT = {
    "all colours": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}  # fmt: skip


def _linear(colour: str) -> Any:
    shares = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def _lab(linear: Any) -> Any:
    """CIELAB of linear sRGB, white point D65."""
    matrix = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    x = matrix @ np.clip(linear, 0, 1) / np.array([0.9505, 1, 1.089])
    f = np.where(x > 216 / 24389, np.cbrt(x), (24389 / 27 * x + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("sight", _SIGHT)
def test_the_palette_is_told_apart_by_colour_blind_readers(sight: str) -> None:
    seen = [_lab(np.array(_SIGHT[sight]) @ _linear(colour)) for colour in PALETTE]
    # A difference of about 10 is seen at a glance.
    assert min(float(np.linalg.norm(a - b)) for a, b in itertools.combinations(seen, 2)) > 15


def test_text_is_readable_on_every_colour_of_the_palette() -> None:
    def luminance(colour: str) -> float:
        return float(np.array([0.2126, 0.7152, 0.0722]) @ _linear(colour))

    for colour in (*PALETTE, GRID):
        lights = sorted((luminance(colour), luminance(ink_on(colour))))
        # WCAG 2 asks 4.5 of small text.
        assert (lights[1] + 0.05) / (lights[0] + 0.05) >= 4.5, colour
    assert ink_on("#FFFFFF") == INK


# -- numbers ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "unit", "wanted"),
    [
        ([1234567, 980000], "元", ["123.46", "98.00", "万元"]),
        ([99999, 5], "元", ["99,999", "5", "元"]),
        ([350000000, 120000000], "元", ["3.5", "1.2", "亿元"]),
        # A count that 万 would make unreadable keeps its digits.
        ([1250000, 215], "人", ["1,250,000", "215", "人"]),
        ([Fraction(2, 3)], "", ["0.67", ""]),
        ([-0.001, 200], "", ["0", "200", ""]),
        ([0.0123, 0.004], "", ["0.012", "0.004", ""]),
        ([2.675, 1.005], "", ["2.68", "1.01", ""]),
        ([1200000], "%", ["1,200,000%", "%"]),
        ([-25, 25], "%", ["−25%", "25%", "%"]),
    ],
)
def test_numbers_are_written_as_chinese_readers_expect(
    values: list[Any], unit: str, wanted: list[str]
) -> None:
    from mktkit.office.charts.numbers import exact, scale_of

    numbers = [exact(value) for value in values]
    scale = scale_of(numbers, unit)
    assert [*(scale.text(number) for number in numbers), scale.title] == wanted


def test_pandas_and_numpy_numbers_are_numbers() -> None:
    import pandas as pd

    series = pd.Series({"甲": 1, "乙": 2})
    assert (
        charts.bars(dict(series.items()), title="图").png == charts.bars({"甲": 1, "乙": 2}, title="图").png
    )
    assert "无数据" in charts.bars({"甲": pd.NA, "乙": np.float64("nan")}, title="图").alt  # type: ignore[dict-item]  # missing


# -- pictures from elsewhere -------------------------------------------------------------------------------------


def _jpeg(size: tuple[int, int] = (40, 20)) -> bytes:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "某某手机"
    Image.new("RGB", size, "red").save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


def test_a_picture_from_elsewhere_keeps_nothing_but_the_picture() -> None:
    chart = charts.picture(_jpeg(), "红色\n方块", width=8)
    image = Image.open(io.BytesIO(chart.png))
    assert (image.format, image.size, dict(image.info)) == ("PNG", (40, 20), {})
    assert not image.getexif()
    assert (chart.width, chart.height, chart.alt) == (8, 4.0, "红色 方块")


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 no picture", _jpeg()[:-300], b"\x89PNG\r\n\x1a\n" + b"0" * 40]
)
def test_what_is_no_picture_is_refused_by_name(content: bytes) -> None:
    with pytest.raises(MktkitError, match=r"照片\.jpg：这个文件不是图片，或者不完整"):
        charts.picture(content, "照片", where="照片.jpg")


def test_a_picture_bomb_is_refused() -> None:
    buffer = io.BytesIO()
    Image.new("1", (12000, 12000)).save(buffer, "PNG")
    with pytest.raises(MktkitError, match="图片太大"):
        charts.picture(buffer.getvalue(), "大")
