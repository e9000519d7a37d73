"""What every kind of chart has: words round it, the same in words, and a plot that is painted where there is something."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, ClassVar, Required, TypedDict

from mktkit.office.charts.canvas import Frame, Key, compose, drawable, listing
from mktkit.office.charts.chart import Chart
from mktkit.office.charts.numbers import Notation, Number, exact
from mktkit.office.charts.parts import nothing

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Drawing", "Level", "Mark", "Measured", "Scaled", "Wording", "level_of"]

#: Name and place of a line of reference: a target, a mean.
Level = tuple[str, Number]


class Wording(TypedDict, total=False):
    """What is written round a chart.

    Attributes
    ----------
    title
        What the chart shows.
    note
        Small print below.
    alt
        Alternative text; by default the values in words.
    """

    title: Required[str]
    note: str
    alt: str


class Measured(Wording, total=False):
    """What is written round a chart of one unit, which becomes 万元 or 亿元 where values are large."""

    unit: str


def level_of(reference: Level | None) -> Fraction | None:
    """Return exactly where a line of reference lies."""
    return exact(reference[1], reference[0]) if reference else None


@dataclass(frozen=True)
class Mark:
    """A line of reference, in the chart's scale.

    Attributes
    ----------
    at
        Where; None where the reference has no number.
    label, words
        Name and value, to be drawn and to be read out.
    """

    at: float | None
    label: str
    words: str

    @classmethod
    def of(cls, reference: Level | None, scale: Notation) -> Mark | None:
        """Return the line of a reference, None for none."""
        if reference is None:
            return None
        name, level = reference[0], level_of(reference)
        at = None if level is None else float(level) / scale.factor
        return cls(at, drawable(f"{name} {scale.text(level)}"), f"；{name} {scale.text(level, unit=True)}")


class Drawing(ABC):
    """One chart, read and ready to be painted: its texts are drawable already, as :func:`compose` asks."""

    #: What this kind of chart is called.
    kind: ClassVar[str]
    mark: Mark | None = None

    @property
    def keys(self) -> tuple[Key, ...]:
        """What the legend names."""
        return ()

    @property
    @abstractmethod
    def unit(self) -> str:
        """What the values are written in."""

    @property
    @abstractmethod
    def height(self) -> float:
        """Of the plot, in cm."""

    @property
    @abstractmethod
    def is_empty(self) -> bool:
        """True where there is nothing to draw."""

    @abstractmethod
    def words(self) -> list[str]:
        """Return the values in words, one by one."""

    @abstractmethod
    def paint(self, figure: Figure) -> None:
        """Draw the plot."""

    def told(self) -> str:
        """Return in words what is drawn."""
        return (listing(self.words()) or "没有数据") + (self.mark.words if self.mark else "")

    def draw(self, wording: Wording) -> Chart:
        """Return the chart with these words round it."""
        title = wording["title"]
        frame = Frame(title, self.unit, wording.get("note", ""), self.keys)
        alt = wording.get("alt") or f"{self.kind}：{title}。{self.told()}"
        return compose(frame, self.height, nothing if self.is_empty else self.paint, alt)


@dataclass(frozen=True, kw_only=True)
class Scaled(Drawing):
    """A drawing of values that are all written alike.

    Attributes
    ----------
    scale
        How they are written.
    mark
        A line of reference.
    """

    scale: Notation
    mark: Mark | None = None

    @property
    def unit(self) -> str:
        return self.scale.title
