"""What stands over a form: title, whether the draft is saved, undo, what is still to be mended."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets as t

from mktkit.forms.static import script, style

__all__ = ["Shell"]

_STATE: dict[str, Any] = {
    "title": "",
    "saved": "",
    "undo": False,
    "redo": False,
    "readonly": False,
    "drafts": False,
    "document": "",
    "others": [],
    "banner": "",
    "left": [],
    "problems": [],
    "revealed": False,
    "fine": "✓ 填写完整",
}


class Shell(anywidget.AnyWidget):
    """The bar over a form; the browser sends ``{"kind": "undo"}`` and the like."""

    _esm = t.Unicode(script("shell")).tag(sync=True)
    _css = t.Unicode(style("form", "result")).tag(sync=True)
    state = t.Dict(_STATE).tag(sync=True)

    def say(self, **changes: Any) -> None:
        """Change what is shown; nothing is sent when nothing is different."""
        new = {**self.state, **changes}
        if new != self.state:
            self.state = new
