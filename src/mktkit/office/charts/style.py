"""What every chart looks like."""

from __future__ import annotations

__all__ = ["ACCENT", "FALL", "GRID", "INK", "MUTED", "PALETTE", "QUIET", "SIZE", "ink_on", "tint"]

#: Okabe and Ito's palette (jfly.uni-koeln.de/color): told apart by colour-blind readers.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")

INK = "#1F2A37"
MUTED = "#5B6675"
GRID = "#E3E7EC"
#: Bars beside the one that is spoken of.
QUIET = "#A9B8C8"
ACCENT = PALETTE[0]
#: What takes away, or lies below zero.
FALL = PALETTE[5]

#: Type sizes in points, at the size in which the chart is printed.
SIZE = {"title": 13.0, "label": 9.0, "small": 8.0, "tiny": 7.0}


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = (_channel(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ink_on(colour: str) -> str:
    """Return the text colour with the better contrast on `colour`, by WCAG 2's relative luminance.

    Examples
    --------
    >>> ink_on("#0072B2"), ink_on("#E69F00")
    ('#FFFFFF', '#1F2A37')
    """
    own = _luminance(colour)

    def contrast(text: str) -> float:
        dark, light = sorted((own, _luminance(text)))
        return (light + 0.05) / (dark + 0.05)

    better = max("#FFFFFF", INK, key=contrast)
    # WCAG asks 4.5 of small text; on a middle tone only black reaches it.
    return better if contrast(better) >= 4.5 else max("#FFFFFF", INK, "#000000", key=contrast)


def tint(colour: str, share: float, towards: str = "#FFFFFF") -> str:
    """Mix `colour` into another: share 1 is the colour, 0 the other.

    Examples
    --------
    >>> tint("#000000", 0.5)
    '#808080'
    """
    pairs = zip(_parts(colour), _parts(towards), strict=True)
    return "#" + "".join(f"{int(own * share + other * (1 - share) + 0.5):02X}" for own, other in pairs)


def _parts(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
