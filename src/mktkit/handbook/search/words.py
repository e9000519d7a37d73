"""Other words for things, and how characters are read: what lets search answer 提成 and jixiao."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mktkit.errors import MktkitError
from mktkit.rules.clauses import Clauses
from mktkit.rules.glossary import Term
from mktkit.rules.yamlfile import read_yaml

__all__ = ["Word", "glossary_words", "read_words", "readings"]

#: First and last code of the common characters in GB 2312, in the order of their readings.
_COMMON = (0xB0A1, 0xD7F9)


@dataclass(frozen=True)
class Word:
    """A term with its other names.

    Attributes
    ----------
    term
        The word the pages use.
    synonyms
        What people say instead.
    anchors
        Sections that are about it; they come first when it is asked for.
    asked_as
        How people ask for these sections; search learns from them which one a question means, and never shows them.
    """

    term: str
    synonyms: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    asked_as: tuple[str, ...] = ()


def glossary_words(
    glossary: Iterable[Term], clauses: Clauses, asked_as: Mapping[str, tuple[str, ...]]
) -> tuple[Word, ...]:
    """Return the glossary, and how people ask for each clause, as search reads them."""
    return (
        *(
            Word(term.term, term.synonyms, tuple(clauses[one].anchor for one in term.clauses))
            for term in glossary
        ),
        *(Word(clauses[one].title, (), (clauses[one].anchor,), phrases) for one, phrases in asked_as.items()),
    )


def read_words(path: Path) -> tuple[Word, ...]:
    """Read other names from a YAML file: a list of entries with ``term``, ``synonyms``, ``anchors`` and ``asked_as``.

    Raises
    ------
    MktkitError
        The file is not such a list.
    """
    document = read_yaml(path)
    entries = document.data if isinstance(document.data, list) else [None]
    words: list[Word] = []
    for index, entry in enumerate(entries):
        given = entry if isinstance(entry, dict) else {}
        lists = [given.get(each, []) for each in ("synonyms", "anchors", "asked_as")]
        if not (
            isinstance(given.get("term"), str)
            and given.keys() <= {"term", "synonyms", "anchors", "asked_as"}
            and all(isinstance(each, list) and all(isinstance(one, str) for one in each) for each in lists)
        ):
            raise MktkitError(
                "这一条的写法不对",
                "每条应写 term: 词，可写 synonyms: [别的说法]、anchors: [锚点]、asked_as: [平时的问法]",
                "改好后重试",
                where=document.where((index,)),
            )
        words.append(Word(given["term"], *map(tuple, lists)))
    return tuple(words)


def readings(characters: Iterable[str]) -> dict[str, str]:
    """Return the characters by the way they are read, without tones; beside the given ones, every common one.

    A character with several readings stands under each of them.

    Examples
    --------
    >>> table = readings("觥")
    >>> "觥" in table["gong"], "调" in table["diao"], "调" in table["tiao"]
    (True, True, True)
    """
    # Only who builds an index pays for its dictionary, and nobody for its phrases: they are not asked for.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
    from pypinyin import Style
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.style import convert

    @cache
    def toneless(reading: str) -> str:
        return str(convert(reading, Style.NORMAL, strict=True))

    table: dict[str, list[str]] = {}
    for one in sorted({*_common(), *characters}):
        toned = PINYIN_DICT.get(ord(one), "")
        for reading in dict.fromkeys(toneless(known) for known in toned.split(",") if known):
            table.setdefault(reading, []).append(one)
    return {reading: "".join(found) for reading, found in sorted(table.items())}


def _common() -> Iterable[str]:
    first, last = _COMMON
    for code in range(first, last + 1):
        if code & 0xFF >= 0xA1:
            yield from code.to_bytes(2, "big").decode("gb2312", "ignore")
