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
from mktkit.rules.yamlfile import Yaml, listed, named, read_yaml

__all__ = ["Word", "glossary_words", "read_words", "readings"]

#: What an entry of a file of words may have besides its term.
_LISTS = ("synonyms", "anchors", "asked_as")
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
    words: list[Word] = []
    for index, entry in enumerate(document.data if isinstance(document.data, list) else [None]):
        given = named(entry)
        term, *lists = given.get("term"), *(_texts(given.get(name, [])) for name in _LISTS)
        if not isinstance(term, str) or None in lists or not given.keys() <= {"term", *_LISTS}:
            raise MktkitError(
                "这一条的写法不对",
                "每条应写 term: 词，可写 synonyms: [别的说法]、anchors: [锚点]、asked_as: [平时的问法]",
                "改好后重试",
                where=document.where((index,)),
            )
        words.append(Word(term, *(each or () for each in lists)))
    return tuple(words)


def _texts(held: Yaml) -> tuple[str, ...] | None:
    """Return a list of texts, None where it is something else."""
    texts = tuple(one for one in listed(held) if isinstance(one, str))
    return texts if isinstance(held, list) and len(texts) == len(held) else None


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
