"""What goes between a widget and its page, without a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest


class Wire:
    """What the browser would get of a widget, and what it would send."""

    def __init__(self, widget: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.widget, self.got = widget, []
        monkeypatch.setattr(widget, "send", lambda content, buffers=None: self.got.append((content, buffers)))

    def send(self, content: dict[str, Any], *data: bytes) -> dict[str, Any]:
        self.widget.receive(content, *data)
        last: dict[str, Any] = self.got[-1][0]
        return last


@pytest.fixture
def wire_to(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], Wire]:
    """Return what connects a widget to a page that is not there."""
    return lambda widget: Wire(widget, monkeypatch)
