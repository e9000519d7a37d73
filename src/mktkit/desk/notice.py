"""The line under the buttons that says what came of pressing one."""

from __future__ import annotations

import ipywidgets as w

from mktkit.forms.results import message

__all__ = ["Notice"]


class Notice(w.HTML):  # type: ignore[misc]  # ipywidgets has no types
    """A line of text that a screen reader says when it changes."""

    def __init__(self) -> None:
        super().__init__()
        #: What is said, without markup.
        self.text = ""

    def say(self, text: str, *, wrong: bool = False) -> None:
        """Say what was done, or what is wrong."""
        # What is to be mended is numbered, a line each.
        self.value, self.text = message(text, wrong=wrong).html.replace("\n", "<br>"), text
