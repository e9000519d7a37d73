"""A text box for a day or a month with a calendar of ours: the browser's own would say mm/dd/yyyy."""

from __future__ import annotations

import anywidget
import traitlets as t

from mktkit.forms.static import script, style

__all__ = ["DateBox"]


class DateBox(anywidget.AnyWidget):
    """A text box with a calendar; ``value`` is the text as it was typed."""

    _esm = t.Unicode(script("popup", "date")).tag(sync=True)
    _css = t.Unicode(style("popup")).tag(sync=True)
    value = t.Unicode("").tag(sync=True)
    description = t.Unicode("").tag(sync=True)
    placeholder = t.Unicode("").tag(sync=True)
    today = t.Unicode("").tag(sync=True)
    months = t.Bool(False).tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)
