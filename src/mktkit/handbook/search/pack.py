"""The index as bytes: a JSON head, the text, then the postings of every term, each a run of variable-length numbers.

The text stands apart from the head, so that the reader reads a section only when it has to do with the query.

Postings name blocks, which are neighbouring sections taken together, across pages where these are short: the reader
decodes the few terms of a query, and then looks only into the text of the best blocks. So the index stays small, and what
it ranks in the end are sections, by their real text.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from mktkit.handbook.search.sections import PageText, Section
from mktkit.handbook.search.terms import CJK, fold, terms
from mktkit.handbook.search.words import Word, readings

__all__ = ["Packed", "pack"]

#: Characters of text that neighbouring sections share a block up to: fewer in a small site, where a finer sieve costs
#: nothing and tells common words from rare ones.
_LEAST_BLOCK, _MOST_BLOCK, _BLOCKS = 300, 2000, 250
#: How often a term stands in a block: once, a few times, often; 3 is kept for headings.
_FEW, _OFTEN = 2, 4
_HEADING = 3
#: Pairs in so few blocks share a list with others, of about so many blocks.
_RARE = 2
_SHARED = 4
_HAN = re.compile(rf"[{CJK}]")


@dataclass(frozen=True)
class Packed:
    """The bytes, and how many sections and terms they hold."""

    data: bytes
    sections: int
    terms: int


def pack(pages: Mapping[str, PageText], words: Sequence[Word] = ()) -> Packed:
    """Pack pages into an index.

    Parameters
    ----------
    pages
        By address within the site; in this order.
    words
        Other names of terms.

    Returns
    -------
    Packed

    Examples
    --------
    >>> from mktkit.handbook.search.sections import PageText, Section
    >>> packed = pack({"a/": PageText("费用", [Section("c6", "费用", 1, "先批后花")])})
    >>> packed.sections, packed.terms
    (1, 6)
    """
    sections = [section for page in pages.values() for section in page.sections]
    phrases = _phrases(words)
    block_starts = _block_starts(sections)
    found: dict[str, list[tuple[int, int]]] = {}
    ends = [*block_starts[1:], len(sections)]
    for block, (start, end) in enumerate(zip(block_starts, ends, strict=True)):
        for term, level in _levels(sections[start:end]).items():
            found.setdefault(term, []).append((block, level))
    dictionary, postings = _dictionary(found)
    titles = [section.title for section in sections]
    encoded = [section.text.encode() for section in sections]
    head = {
        "version": 1,
        "pages": list(pages),
        "pageTitles": [page.title for page in pages.values()],
        "boosts": {str(number): page.boost for number, page in enumerate(pages.values()) if page.boost != 1},
        "pageStarts": [0, *accumulate(len(page.sections) for page in pages.values())][: len(pages)],
        "blockStarts": block_starts,
        "anchors": [section.anchor for section in sections],
        "titles": titles,
        "levels": "".join(str(section.level) for section in sections),
        "sizes": list(map(len, encoded)),
        "asked": {
            number: "\n".join(phrases[section.anchor])
            for number, section in enumerate(sections)
            if section.anchor in phrases
        },
        "words": [[word.term, list(word.synonyms), list(word.anchors)] for word in words],
        "readings": readings(_HAN.findall("".join(titles) + "".join(word.term for word in words))),
        **dictionary,
    }
    return Packed(_bytes(head, encoded, postings), len(sections), len(found))


def _block_starts(sections: Sequence[Section]) -> list[int]:
    """Return the first section of each block."""
    whole = sum(len(section.text) for section in sections)
    room = min(_MOST_BLOCK, max(_LEAST_BLOCK, whole // _BLOCKS))
    starts: list[int] = []
    filled = room + 1
    for number, section in enumerate(sections):
        size = len(section.title) + len(section.text)
        if filled + size > room:
            starts.append(number)
            filled = 0
        filled += size
    return starts


def _bytes(head: Mapping[str, object], texts: Sequence[bytes], postings: Sequence[bytes]) -> bytes:
    """Put the parts together, with the sizes of the first three before them."""
    first = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    lengths = b"".join(_number(len(one)) for one in postings)
    sizes = (len(first), sum(map(len, texts)), len(lengths))
    return b"".join([*(size.to_bytes(4, "little") for size in sizes), first, *texts, lengths, *postings])


def _phrases(words: Iterable[Word]) -> dict[str, list[str]]:
    """Return how people ask for each anchor, beside the words of its section."""
    phrases: dict[str, dict[str, None]] = {}
    for word in words:
        for anchor in word.anchors:
            # A term of several sections is about none of them in particular.
            known = word.asked_as + (word.synonyms if len(word.anchors) == 1 else ())
            phrases.setdefault(anchor, {}).update(dict.fromkeys(known))
    return {anchor: list(known) for anchor, known in phrases.items() if known}


def _levels(sections: Sequence[Section]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for section in sections:
        counts.update(terms(fold(section.text)))
    levels = {term: (count >= _FEW) + (count >= _OFTEN) for term, count in counts.items()}
    for section in sections:
        levels |= dict.fromkeys(terms(fold(section.title)), _HEADING)
    return levels


def _encode(postings: Iterable[tuple[int, int]]) -> bytes:
    numbers: list[bytes] = []
    last = 0
    for block, level in postings:
        numbers.append(_number((block - last) << 2 | level))
        last = block
    return b"".join(numbers)


def _gaps(blocks: Sequence[int]) -> bytes:
    return b"".join(_number(block - last) for last, block in zip([0, *blocks], blocks, strict=False))


@lru_cache(maxsize=4096)
def _number(value: int) -> bytes:
    """Seven bits a byte, the low ones first; the high bit says that more follow.

    Examples
    --------
    >>> _number(5), _number(300)
    (b'\\x05', b'\\xac\\x02')
    """
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def _dictionary(found: Mapping[str, Sequence[tuple[int, int]]]) -> tuple[dict[str, object], list[bytes]]:
    """Give the terms in order, short, and the postings of each: words, then the pairs by their first character.

    Most pairs stand in one block or two, and their names would be the largest part of the index. They share lists: the
    reader takes the list by the second character and sees in the text which of its blocks have the pair.

    Examples
    --------
    >>> often = [(0, 0), (1, 0), (2, 3)]
    >>> head, postings = _dictionary({"kpi": [(0, 0)], "报": [(1, 0)], "报销": often, "报告": [(2, 0)]})
    >>> head
    {'latin': ['kpi'], 'first': '报', 'second': ['销'], 'rare': [1]}
    >>> [list(each) for each in postings]  # the last: blocks 1 and 2, as 1 and one more
    [[0], [0, 4, 7], [1, 1]]
    """
    latin = sorted(term for term in found if term[0] < "\u3005")
    postings = [_encode(found[term]) for term in latin]
    rows: dict[str, list[str]] = {}
    for term in sorted(term for term in found if term[0] >= "\u3005"):
        rows.setdefault(term[0], []).append(term)
    second: list[str] = []
    rare: list[int] = []
    for row in rows.values():
        often = [term for term in row if len(found[term]) > _RARE]
        postings += [_encode(found[term]) for term in often]
        second.append("".join(term[1:] or " " for term in often))
        shared = [(term, block) for term in row if len(found[term]) <= _RARE for block, _ in found[term]]
        lists: list[set[int]] = [set() for _ in range(-(-len(shared) // _SHARED))]
        for term, block in shared:
            lists[ord(term[1:] or " ") % len(lists)].add(block)
        rare.append(len(lists))
        postings += [_gaps(sorted(each)) for each in lists]
    return {"latin": latin, "first": "".join(rows), "second": second, "rare": rare}, postings
