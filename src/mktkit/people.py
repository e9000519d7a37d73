"""Who is who: a person is one person however the 工号 is written."""

from __future__ import annotations

import unicodedata

__all__ = ["person_key"]


def person_key(person_id: str) -> str:
    """Return the one spelling of a 工号: neither case, nor width, nor spaces make another person.

    Examples
    --------
    >>> person_key(" ｘ００１ ") == person_key("X001")
    True
    """
    return "".join(unicodedata.normalize("NFKC", person_id).split()).upper()
