"""Charts in one style: a :class:`Chart` shows in a notebook and stands in Word with the same bytes.

Every function takes plain mappings, draws Chinese with a font of ours, labels values directly, writes large numbers in
万 or 亿, and returns the alternative text with the picture.
"""

from mktkit.office.charts.bars import bars, columns
from mktkit.office.charts.canvas import FONT_FILE
from mktkit.office.charts.chart import Chart, picture
from mktkit.office.charts.flows import funnel, waterfall
from mktkit.office.charts.grids import heat_map, matrix
from mktkit.office.charts.lines import intervals, line
from mktkit.office.charts.stacked import stacked_bars
from mktkit.office.charts.style import PALETTE

__all__ = [
    "FONT_FILE",
    "PALETTE",
    "Chart",
    "bars",
    "columns",
    "funnel",
    "heat_map",
    "intervals",
    "line",
    "matrix",
    "picture",
    "stacked_bars",
    "waterfall",
]
