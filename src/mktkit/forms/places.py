"""Places of a form in words: where something is to be mended, what of a draft has no place any more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TypeAlias

__all__ = ["Fault", "Left", "Raw", "words_of"]

#: What stands in a field as plain data: a text, several, or those of the fields within it.
Raw: TypeAlias = "str | bool | Sequence[Raw] | Mapping[str, Raw] | None"


@dataclass(frozen=True)
class Fault:
    """A place in the form where something is to be mended.

    Attributes
    ----------
    path
        Field names, and the number of the row from 1.
    title
        The place in words.
    message
        What is wanted there.
    missing
        Whether it is only that nothing has been filled in yet.
    field
        Class name of the field in the page.
    row, column
        Row id and column within a grid.
    """

    path: tuple[str | int, ...]
    title: str
    message: str
    missing: bool
    field: str = dataclass_field(default="", repr=False)
    row: int = dataclass_field(default=0, repr=False)
    column: int = dataclass_field(default=-1, repr=False)

    def __str__(self) -> str:
        return f"{self.title}：{self.message}"


@dataclass(frozen=True)
class Left:
    """Something of a draft that the form has no place for."""

    title: str
    text: str


def words_of(raw: Raw) -> str:
    """Return what a field holds as plain data in words, empty when there is nothing in it.

    Examples
    --------
    >>> words_of([{"what": "交通", "amount": "12"}, {"what": "", "amount": ""}])
    '交通，12'
    """
    if isinstance(raw, dict):
        if "fields" in raw and not raw.get("on", True):
            return ""
        fields = raw.get("fields", raw)
        parts = (words_of(one) for one in (fields.values() if isinstance(fields, dict) else [fields]))
        return "，".join(part for part in parts if part)
    if isinstance(raw, list):
        return "；".join(part for part in map(words_of, raw) if part)
    return "" if raw is None else str(raw).strip()
