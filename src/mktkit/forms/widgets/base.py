"""What our widgets have in common: they stand as plain text where no browser draws them, and hear what it sends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import anywidget
import ipywidgets as w

__all__ = ["BrowserWidget", "Message", "Panel", "PlainText"]

#: What a browser sends: plain data.
Message = dict[str, Any]


class PlainText(w.DOMWidget):  # type: ignore[misc]  # ipywidgets has no types
    """Makes of any widget one that stands as plain text too: the text is ``str`` of it."""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        # ipywidgets gives the data alone, anywidget with metadata, both nothing for a widget without a view.
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            data["text/plain"] = str(self)
        return bundle


class Panel(PlainText, w.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Widgets one below the other."""


class BrowserWidget(PlainText, anywidget.AnyWidget):
    """A widget whose view we wrote; `hear` is told each message of the browser, with its binary parts."""

    def __init__(self, hear: Callable[[Message, Sequence[bytes]], None], **traits: object) -> None:
        super().__init__(**traits)
        self._hear = hear
        self.on_msg(lambda _, message, buffers: self.receive(message, *map(bytes, buffers or ())))

    def receive(self, message: object, *buffers: bytes) -> None:
        """Do what a message of the browser does."""
        if isinstance(message, dict):
            self._hear(message, buffers)
