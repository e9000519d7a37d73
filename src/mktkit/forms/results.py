"""What a function returned, as something to look at and as plain text: tables, pictures, words, and dicts of these."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from numbers import Number
from typing import Any

import ipywidgets as w

from mktkit.forms.files.download import Download
from mktkit.html import Html, element, join, table

__all__ = ["Part", "message", "parts_of", "plain_text", "told_parts", "waits", "widget_of"]

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
#: More rows than these are not drawn; how many there are is said.
_SHOWN_ROWS = 500
#: Longer texts than these, in characters, are broken over lines: a sentence must be read whole.
_SHORT = 16


@dataclass(frozen=True)
class Part:
    """One thing to show.

    Attributes
    ----------
    html
        What a browser shows, with everything escaped; empty for a picture or a widget.
    text
        The same as plain text.
    image
        PNG or JPEG.
    widget
        A widget that is shown as it is, e.g. a download button.
    """

    html: Html = field(default_factory=Html)
    text: str = ""
    image: bytes = b""
    widget: w.Widget | None = None


def _cell(value: object) -> str:
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value)


def message(text: str, *, wrong: bool = False) -> Part:
    """Return what is said of something just done, or of what went wrong; a screen reader says it at once."""
    if wrong:
        return Part(element("div", f"⚠ {text}", class_="mk-wrongs", role="alert"), text)
    return Part(element("div", text, class_="mk-waits", role="status"), text)


def waits(text: str) -> Part:
    """Return what is said where nothing is to be shown yet, or no more."""
    return Part(element("p", text, class_="mk-waits"), text)


def _data(cell: str, right: bool) -> Html:
    kind = "mk-right" if right else "mk-long" if len(cell) > _SHORT else None
    return element("td", cell, class_=kind)


def _table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> Part:
    if not rows:
        return waits("（没有行）")
    shown = [[_cell(value) for value in row] for row in rows[:_SHOWN_ROWS]]
    number = [
        all(isinstance(row[at], Number | Decimal) or row[at] is None for row in rows[:_SHOWN_ROWS])
        for at in range(len(titles))
    ]
    more = [waits(f"只显示前 {_SHOWN_ROWS} 行，共 {len(rows)} 行")] if len(rows) > _SHOWN_ROWS else []
    drawn = table(
        [element("th", title) for title in titles],
        [element("tr", *map(_data, row, number)) for row in shown],
    )
    page = join([element("div", drawn, class_="mk-table"), *(part.html for part in more)])
    lines = ["\t".join(titles), *("\t".join(row) for row in shown), *(part.text for part in more)]
    return Part(page, "\n".join(line.rstrip() for line in lines))


def _frame(value: Any) -> Part | None:
    """Return a table of any engine as a part; None when it is none."""
    import narwhals as nw

    frame = nw.from_native(value, eager_only=True, pass_through=True)
    if not isinstance(frame, nw.DataFrame):
        return None
    return _table([str(name) for name in frame.columns], frame.rows())


def _picture(data: bytes) -> Part:
    size = ""
    if data.startswith(_PNG):
        width, height = struct.unpack(">II", data[16:24])
        size = f" {width}×{height}"
    return Part(text=f"［图{size}］", image=data)


def parts_of(result: object) -> Iterator[Part]:
    """Yield what is to be shown of a result.

    Examples
    --------
    >>> [part.text for part in parts_of({"明细": [{"项": "交通", "元": 12}]})]
    ['明细', '项\\t元\\n交通\\t12']
    >>> next(parts_of("<b>")).html
    '<pre>&lt;b&gt;</pre>'
    """
    if result is None:
        return
    if isinstance(result, w.Widget):
        yield Part(text=str(getattr(result, "caption", "")), widget=result)
    elif isinstance(result, bytes) and result.startswith((_PNG, _JPEG)):
        yield _picture(result)
    elif isinstance(result, Mapping):
        for title, inner in result.items():
            yield Part(element("h4", title), str(title))
            yield from parts_of(inner)
    elif isinstance(result, list | tuple) and result and all(isinstance(row, Mapping) for row in result):
        titles = list(dict.fromkeys(key for row in result for key in row))
        yield _table(list(map(str, titles)), [[row.get(title) for title in titles] for row in result])
    elif isinstance(result, list | tuple):
        for inner in result:
            yield from parts_of(inner)
    elif not isinstance(result, str) and (frame := _frame(result)) is not None:
        yield frame
    else:
        yield Part(element("pre", result), str(result))


def told_parts(told: Mapping[str, object], *, wrong: bool = False) -> list[Part]:
    """Return what a desk tells: titled results, and words without a title as a message, in red where something is `wrong`.

    Examples
    --------
    >>> plain_text(told_parts({"": "记住了。"}))
    '记住了。'
    """
    parts: list[Part] = []
    for title, inner in told.items():
        if title:
            parts += parts_of({title: inner})
        else:
            parts.append(message(str(inner), wrong=wrong))
    return parts


def plain_text(parts: Sequence[Part]) -> str:
    """Return what is shown as plain text."""
    return "\n".join(part.text for part in parts if part.text)


def widget_of(
    part: Part, old: w.Widget | None = None, buttons: dict[str, Download] | None = None
) -> w.Widget:
    """Return the widget that shows a part; `old` is used again when it is of the right kind.

    `buttons` are the downloads shown before, by label, each taken out once used: one that is offered again stays the same button, so that somebody who
    clicks while the result is drawn anew still gets the file, the new one.
    """
    if isinstance(part.widget, Download):
        before = (buttons or {}).pop(part.widget.label, None)
        if before is None or before is part.widget:
            return part.widget if part.widget.comm is not None else part.widget.again()
        before.give_instead(part.widget)
        return before
    if part.widget is not None:
        return part.widget
    if part.image:
        kind = "png" if part.image.startswith(_PNG) else "jpeg"
        if isinstance(old, w.Image) and old.format == kind:
            old.value = part.image
            return old
        return w.Image(value=part.image, format=kind)
    if isinstance(old, w.HTML):
        old.value = part.html
        return old
    return w.HTML(value=part.html)
