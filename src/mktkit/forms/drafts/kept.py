"""A form, as the keeper of its draft needs it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

__all__ = ["Kept", "Raw"]

Raw = dict[str, Any]


class Kept(Protocol):
    """A form, as its keeper needs it."""

    @property
    def raw(self) -> Raw:
        """What stands in the fields."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Field name → title."""

    def put(self, raw: Raw) -> list[tuple[str, str]]:
        """Put content back; returns what has no place, as (title, text)."""

    def reset(self, document: str) -> None:
        """Show the document as it was before anything was typed."""

    def lock(self, locked: bool) -> None:
        """Let nobody write, or let them again."""

    def report(self, **state: Any) -> None:
        """Show the state of the draft."""
