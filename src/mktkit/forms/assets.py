"""Scripts and styles of our widgets: they stand beside the widget, and are put together from parts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

__all__ = ["script", "style"]

_HERE = Path(__file__).parent


@cache
def script(*parts: str) -> str:
    """Return JavaScript parts as one module, e.g. ``widgets/popup``; the last one exports the widget."""
    return "\n".join((_HERE / f"{part}.js").read_text(encoding="utf-8") for part in parts)


@cache
def style(*parts: str) -> str:
    """Return style sheets as one."""
    return "\n".join((_HERE / f"{part}.css").read_text(encoding="utf-8") for part in parts)
