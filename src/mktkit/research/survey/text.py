"""How a questionnaire's texts are compared: half-width and on one line."""

from __future__ import annotations

import unicodedata

__all__ = ["narrow"]


def narrow(text: object) -> str:
    """Return a text with half-width signs, on one line.

    Examples
    --------
    >>> narrow("３、您用过（甲） ")
    '3、您用过(甲)'
    """
    return " ".join(unicodedata.normalize("NFKC", str(text)).split())
