"""The sheet a chart is drawn on: title, unit and legend above, the plot, small print below."""

from __future__ import annotations

import io
import threading
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from mktkit.office.charts.chart import Chart
from mktkit.office.charts.style import GRID, INK, MUTED, SIZE
from mktkit.office.text import one_line, wrap

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

__all__ = [
    "CM",
    "FONT_FILE",
    "SYSTEM_FONTS",
    "WIDTH",
    "Frame",
    "Key",
    "bare",
    "compose",
    "drawable",
    "listing",
]

#: Noto Sans SC (SIL Open Font License): GB2312 and the rarer characters of names; made by tools/chart_font.py.
FONT_FILE = Path(__file__).parents[1] / "fonts" / "NotoSansSC-Regular.ttf"

#: Centimetres: as wide as the text of an A4 page.
WIDTH = 16.0
#: Inches a centimetre.
CM = 1 / 2.54
_DPI = 220
_MARGIN = 0.15
_FULL_LINE = 78

#: Chinese fonts of Windows, macOS and Linux, asked only for a character that ours lacks.
SYSTEM_FONTS = (
    "Microsoft YaHei", "SimSun", "DengXian", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Noto Sans CJK JP",
    "Source Han Sans SC", "WenQuanYi Micro Hei",
)  # fmt: skip
#: Stands for a character that no font has, as type-setters do it: a box would look like a fault of the program.
_GETA = "〓"

# matplotlib's settings are global.
_LOCK = threading.Lock()


@cache
def _family() -> tuple[str, ...]:
    """Register our font with matplotlib, whose font cache would not know a new file, and return the names."""
    from matplotlib import font_manager

    font_manager.fontManager.addfont(FONT_FILE)
    # DejaVu Sans comes with matplotlib and has the symbols and the Greek.
    return font_manager.FontProperties(fname=FONT_FILE).get_name(), "DejaVu Sans"


@cache
def _characters(name: str) -> frozenset[int]:
    """Return what a font can draw, nothing where it is not installed."""
    from matplotlib import font_manager

    _family()
    try:
        found = font_manager.findfont(name, fallback_to_default=False)
    except ValueError:
        return frozenset()
    return frozenset(font_manager.get_font(found).get_charmap())


#: Fonts of the system that some text has needed; behind ours they change nothing for other text.
_borrowed: set[str] = set()


@cache
def _can_draw(mark: str, others: tuple[str, ...]) -> bool:
    for name in (*_family(), *others):
        if ord(mark) in _characters(name):
            if name not in _family():
                _borrowed.add(name)
            return True
    return False


def drawable(text: str) -> str:
    """Return `text` on one line as it can be drawn: what is invisible left out, what no font has as ``〓``.

    To be called before :func:`compose`, which takes the fonts that were found to be needed.

    Examples
    --------
    >>> drawable("市场\\n部\u200b")
    '市场 部'
    """
    marks = (mark for mark in one_line(text) if unicodedata.category(mark) not in ("Cf", "Mn"))
    return "".join(mark if mark == " " or _can_draw(mark, SYSTEM_FONTS) else _GETA for mark in marks)


@dataclass(frozen=True)
class Key:
    """One entry of the legend."""

    label: str
    colour: str


@dataclass(frozen=True)
class Frame:
    """What stands around the plot."""

    title: str
    unit: str = ""
    note: str = ""
    keys: tuple[Key, ...] = ()

    def drawable(self) -> Frame:
        """Return it in characters that can be drawn."""
        keys = tuple(Key(drawable(key.label), key.colour) for key in self.keys)
        return Frame(drawable(self.title), drawable(self.unit), drawable(self.note), keys)


def listing(items: Sequence[str], limit: int = 20) -> str:
    """Join the items of an alternative text; a long list is cut and says so.

    Examples
    --------
    >>> listing(["甲 1", "乙 2", "丙 3"], limit=2)
    '甲 1，乙 2，等 3 项'
    """
    shown = "，".join(items[:limit])
    return f"{shown}，等 {len(items)} 项" if len(items) > limit else shown


def bare(axes: Axes, *, grid: str = "") -> None:
    """Take the box away; `grid` is ``x``, ``y`` or nothing."""
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.tick_params(length=0, labelsize=SIZE["label"], labelcolor=INK)
    if grid:
        axes.grid(axis=grid, color=GRID, linewidth=0.8)  # type: ignore[arg-type]  # a literal of three
        axes.set_axisbelow(True)


class _Head:
    """Title, unit and legend, written from the left and downwards, and put in place once the sheet's height is known."""

    def __init__(self, figure: Figure, frame: Frame) -> None:
        self._figure = figure
        self._texts: list[tuple[Text, float, float]] = []
        self._patches: list[tuple[Rectangle, float, float]] = []
        title = _wrapped(frame.title, SIZE["title"])
        self._write(title, _MARGIN, 0.12, SIZE["title"], INK)
        self._x, self._y = _MARGIN, 0.2 + 0.6 * len(title.split("\n"))
        if frame.unit:
            self._x += self._write(f"单位：{frame.unit}", self._x, self._y, SIZE["small"], MUTED) + 0.6
        for key in frame.keys:
            self._add_key(key)
        #: In cm.
        self.height = self._y + (0.55 if frame.unit or frame.keys else 0.1)

    def _width(self, artist: Text) -> float:
        renderer = self._figure.canvas.get_renderer()  # type: ignore[attr-defined]  # Agg has one
        return float(artist.get_window_extent(renderer).width) / _DPI * 2.54

    def _write(self, words: str, x: float, y: float, size: float, colour: str) -> float:
        """Write at x from the left and y from the top, and return how wide it is."""
        artist = self._figure.text(
            0, 0, words, fontsize=size, color=colour, va="top", ha="left", linespacing=1.25
        )
        self._texts.append((artist, x, y))
        return self._width(artist)

    def _add_key(self, key: Key) -> None:
        from matplotlib.patches import Rectangle

        probe = self._figure.text(0, 0, key.label, fontsize=SIZE["small"])
        needed = self._width(probe) + 0.4
        probe.remove()
        if self._x > _MARGIN and self._x + needed > WIDTH - _MARGIN:
            self._x, self._y = _MARGIN, self._y + 0.45
        patch = Rectangle(
            (0, 0), 0.25 * CM / (WIDTH * CM), 0, color=key.colour, transform=self._figure.transFigure
        )
        self._figure.add_artist(patch)
        self._patches.append((patch, self._x, self._y + 0.31))
        self._write(key.label, self._x + 0.35, self._y, SIZE["small"], INK)
        self._x += needed + 0.45

    def place(self, height: float) -> None:
        """Put everything in its place on a sheet so high."""
        for artist, x, y in self._texts:
            artist.set_position((x / WIDTH, 1 - y / height))
        for patch, x, y in self._patches:
            patch.set_xy((x / WIDTH, 1 - y / height))
            patch.set_height(0.25 / height)


def _wrapped(words: str, size: float) -> str:
    return wrap(words, int(_FULL_LINE * 9.0 / size))


def compose(frame: Frame, body: float, paint: Callable[[Figure], None], alt: str) -> Chart:
    """Draw a chart.

    Parameters
    ----------
    frame
        Title, unit, legend and small print.
    body
        Height of the plot in cm.
    paint
        Draws the plot into the figure; the space of `body` is its own.
    alt
        Alternative text.

    Returns
    -------
    Chart
        The same bytes for the same input.
    """
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    frame = frame.drawable()
    with _LOCK, rc_context(_settings()):  # type: ignore[arg-type]  # a dict of known keys
        # Not pyplot: it keeps every figure and asks which screen there is.
        figure = Figure(figsize=(WIDTH * CM, 5), dpi=_DPI)
        canvas = FigureCanvasAgg(figure)
        head, note = _Head(figure, frame), _wrapped(frame.note, SIZE["small"])
        below = 0.15 + 0.37 * len(note.split("\n")) if note else 0.0
        height = head.height + body + below + 0.15
        figure.set_size_inches(WIDTH * CM, height * CM)
        head.place(height)
        if note:
            _write_note(figure, note, height)
        paint(figure)
        plot = (0, (below + 0.1) / height, 1, body / height)
        ConstrainedLayoutEngine(rect=plot, w_pad=_MARGIN * CM, h_pad=0.1 * CM).execute(figure)
        return Chart(_png(canvas), one_line(alt), WIDTH, round(height, 2))


def _settings() -> dict[str, object]:
    return {
        "font.family": [*_family(), *(name for name in SYSTEM_FONTS if name in _borrowed)],
        "axes.unicode_minus": True,
        # A label such as 「$100 起，满 $500 减」 is text, not a formula.
        "text.parse_math": False,
        "text.color": INK,
        "axes.labelcolor": MUTED,
        "axes.edgecolor": GRID,
    }


def _write_note(figure: Figure, note: str, height: float) -> None:
    x, y = _MARGIN / WIDTH, 0.1 / height
    figure.text(x, y, note, fontsize=SIZE["small"], color=MUTED, va="bottom", linespacing=1.3)


def _png(canvas: FigureCanvasAgg) -> bytes:
    """Draw once and write the picture; ``savefig`` would draw twice and note which program made it."""
    from PIL import Image

    canvas.draw()  # type: ignore[no-untyped-call]  # matplotlib leaves it untyped, and the next
    size = canvas.get_width_height()
    pixels = bytes(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    image = Image.frombuffer("RGBA", size, pixels, "raw", "RGBA", 0, 1).convert("RGB")
    buffer = io.BytesIO()
    image.save(buffer, format="PNG", compress_level=7, dpi=(_DPI, _DPI))
    return buffer.getvalue()
