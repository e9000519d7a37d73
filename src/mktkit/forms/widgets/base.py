"""What our widgets have in common: where no browser draws them, they stand as plain text."""

from __future__ import annotations

from typing import Any

import ipywidgets as w

__all__ = ["Column", "PlainText"]


class PlainText(w.DOMWidget):  # type: ignore[misc]  # ipywidgets has no types
    """Makes of any widget one that stands as plain text too: the text is ``str`` of it."""

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        # ipywidgets gives the data alone, anywidget with metadata, both nothing once the widget is closed.
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        if data:
            data["text/plain"] = str(self)
        return bundle


class Column(PlainText, w.VBox):  # type: ignore[misc]  # ipywidgets has no types
    """Widgets one below the other."""
