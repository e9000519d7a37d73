"""Where a form begins: a button that fills it with an example, and the files that lie beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import ipywidgets as w
from pydantic import BaseModel

from mktkit.forms.files.upload import Files, Upload
from mktkit.forms.formview import Form
from mktkit.forms.widgets.base import PlainText

__all__ = ["example", "files_in"]

M = TypeVar("M", bound=BaseModel)


class Example(PlainText, w.Button):  # type: ignore[misc]  # ipywidgets has no types
    """The button; made by :func:`example`."""

    def __init__(self, fill: Callable[[], None], label: str) -> None:
        super().__init__(description=label, layout=w.Layout(width="max-content"))
        self._fill = fill
        self.on_click(lambda _: self.press())

    def press(self) -> None:
        """Do what a click does."""
        self._fill()

    def __str__(self) -> str:
        return f"［{self.description}］"


def example(
    source: Form[M],
    value: Callable[[], M],
    place: Upload | None = None,
    files: Callable[[], Mapping[str, bytes]] = dict,
    *,
    label: str = "填入示例",
) -> Example:
    """Return a button that puts an example into a form, and its files into the place for files.

    Parameters
    ----------
    source
        The form; what stood in it can be brought back by 撤销.
    value
        Makes the example.
    place, files
        Where its files go, and what they are.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.forms import entry, form
    >>> Note = create_model("Note", text=(str, entry("内容")))
    >>> note = form(Note, draft=False)
    >>> example(note, lambda: Note(text="一句话")).press()
    >>> note.value.text
    '一句话'
    """

    def fill() -> None:
        if place is not None:
            for name, content in files().items():
                place.take(name, content)
        source.value = value()

    return Example(fill, label)


def files_in(place: Upload) -> Files:
    """Return what gives the files of a place at any time; none while there are none.

    Examples
    --------
    >>> from mktkit.forms import upload
    >>> place = upload(label="图片")
    >>> given = files_in(place)
    >>> place.take("甲.png", b"x")
    >>> given()["甲.png"].read_bytes()
    b'x'
    """
    return lambda: dict(place.value) if place.valid else {}
