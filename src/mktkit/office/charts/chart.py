"""A finished chart: the picture, its alternative text and its size in print."""

from __future__ import annotations

import base64
import io
import warnings
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mktkit.errors import MktkitError
from mktkit.office.text import one_line

if TYPE_CHECKING:
    from PIL import Image

__all__ = ["Chart", "picture"]

#: A centimetre of print is shown so wide in a notebook: 16 cm fill the column of a page.
_PIXELS_A_CM = 47.25
#: Wider than this a picture gains nothing in print and makes a file heavy.
_WIDEST = 2400


@dataclass(frozen=True)
class Chart:
    """A picture that a notebook shows and Word holds, with the same bytes.

    Attributes
    ----------
    png
        The picture.
    alt
        What it shows, in words: read out by screen readers, printed where pictures are not.
    width, height
        In centimetres, as printed.
    """

    png: bytes = field(repr=False)
    alt: str
    width: float
    height: float

    def _repr_png_(self) -> bytes:
        return self.png

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, str], dict[str, dict[str, int | str]]]:
        # The words stand there as plain text too, so that nbval, which skips pictures, has something to compare.
        data = {"image/png": base64.b64encode(self.png).decode("ascii"), "text/plain": self.alt}
        shown: dict[str, int | str] = {
            "width": round(self.width * _PIXELS_A_CM),
            "height": round(self.height * _PIXELS_A_CM),
            "alt": self.alt,
        }
        return data, {"image/png": shown}


def picture(content: bytes, alt: str, *, width: float = 16.0, where: str = "图片") -> Chart:
    """Return a picture from elsewhere (PNG, JPEG, …) as a :class:`Chart`.

    It is written anew as PNG, so that nothing stays of what a camera notes beside it (place, time, device).

    Parameters
    ----------
    content
        The file.
    alt
        What it shows, in words.
    width
        In centimetres; the height follows.
    where
        Name of the file, for messages.

    Raises
    ------
    MktkitError
        It is no picture, is cut off, or is far too large.
    """
    plain = _upright(content, where)
    plain.info.clear()
    buffer = io.BytesIO()
    plain.save(buffer, format="PNG", optimize=True)
    return Chart(buffer.getvalue(), one_line(alt), width, round(width * plain.height / plain.width, 2))


def _upright(content: bytes, where: str) -> Image.Image:
    """Return the picture as it is meant to be seen, no larger than it is of use."""
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as opened:
                upright = ImageOps.exif_transpose(opened)
                upright.thumbnail((_WIDEST, _WIDEST))
                sheer = "A" in upright.getbands() or "transparency" in upright.info
                return upright.convert("RGBA" if sheer else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise MktkitError("图片太大，没有放进去", "应不超过约八千万像素", "缩小后重试", where=where) from None
    except (OSError, SyntaxError, ValueError):
        raise MktkitError(
            "这个文件不是图片，或者不完整",
            "应为 PNG、JPEG 等图片",
            "用画图软件打开另存为 PNG 后重试",
            where=where,
        ) from None
