"""An element of XML or HTML as lxml gives it: lxml brings no types, so they stand here once."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Protocol, Self, overload

__all__ = ["Element"]


class Element(Protocol):
    """What this package asks of an element.

    Attributes
    ----------
    tag
        Its name; of a comment or an instruction it is no text.
    text, tail
        The words within it before its first child, and those behind it.
    attrib
        Its attributes.
    sourceline
        The line it stands on.
    """

    tag: str
    text: str | None
    tail: str | None
    attrib: MutableMapping[str, str]
    sourceline: int | None

    def __iter__(self) -> Iterator[Self]:
        """Yield its children."""

    def __len__(self) -> int:
        """Return how many children it has."""

    def __getitem__(self, position: int) -> Self:
        """Return a child."""

    @overload
    def get(self, name: str) -> str | None: ...
    @overload
    def get(self, name: str, default: str) -> str: ...
    def get(self, name: str, default: str | None = None) -> str | None:
        """Return an attribute."""

    def set(self, name: str, value: str) -> None:
        """Set an attribute."""

    def iter(self, *names: str) -> Iterator[Self]:
        """Yield itself and every element below that has one of these names."""

    def iterancestors(self, *names: str) -> Iterator[Self]:
        """Yield what it stands in, from within."""

    def find(self, path: str) -> Self | None:
        """Return the first element on this path."""

    def findall(self, path: str) -> list[Self]:
        """Return the elements on this path."""

    def append(self, child: Self) -> None:
        """Add a child behind the others."""

    def insert(self, position: int, child: Self) -> None:
        """Put a child before the one at this place."""

    def remove(self, child: Self) -> None:
        """Take a child out."""

    def addnext(self, sibling: Self) -> None:
        """Put an element behind itself."""
