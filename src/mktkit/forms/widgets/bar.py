"""What stands over a form: title, whether the draft is saved, undo, what is still to be mended."""

from __future__ import annotations

import traitlets as t

from mktkit.forms.assets import script, style
from mktkit.forms.widgets.base import BrowserWidget

__all__ = ["Bar"]

_STATE: dict[str, object] = {
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


class Bar(BrowserWidget):
    """The bar over a form; the browser sends ``{"kind": "undo"}`` and the like."""

    _esm = t.Unicode(script("widgets/bar")).tag(sync=True)
    _css = t.Unicode(style("widgets/form", "result")).tag(sync=True)
    state = t.Dict(_STATE).tag(sync=True)

    def say(self, **changes: object) -> None:
        """Change what is shown; nothing is sent when nothing is different."""
        new = {**self.state, **changes}
        if new != self.state:
            self.state = new
