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

from mktkit.handbook.search.sections import PageText
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
    anchors: list[str] = []
    titles: list[str] = []
    levels: list[int] = []
    texts: list[str] = []
    asked: dict[int, str] = {}
    phrases = _phrases(words)
    #: First section of each page, and of each block.
    page_starts: list[int] = []
    block_starts: list[int] = []
    found: dict[str, list[tuple[int, int]]] = {}
    whole = sum(len(section.text) for page in pages.values() for section in page.sections)
    room = min(_MOST_BLOCK, max(_LEAST_BLOCK, whole // _BLOCKS))
    filled = room + 1
    for page in pages.values():
        page_starts.append(len(texts))
        for section in page.sections:
            size = len(section.title) + len(section.text)
            if filled + size > room:
                block_starts.append(len(texts))
                filled = 0
            filled += size
            if section.anchor in phrases:
                asked[len(texts)] = "\n".join(phrases[section.anchor])
            anchors.append(section.anchor)
            titles.append(section.title)
            levels.append(section.level)
            texts.append(section.text)
    for block, (start, end) in enumerate(zip(block_starts, [*block_starts[1:], len(texts)], strict=True)):
        for term, level in _levels(titles[start:end], texts[start:end]).items():
            found.setdefault(term, []).append((block, level))
    dictionary, postings = _dictionary(found)
    encoded = [text.encode() for text in texts]
    head = {
        "version": 1,
        "pages": list(pages),
        "pageTitles": [page.title for page in pages.values()],
        "boosts": {str(number): page.boost for number, page in enumerate(pages.values()) if page.boost != 1},
        "pageStarts": page_starts,
        "blockStarts": block_starts,
        "anchors": anchors,
        "titles": titles,
        "levels": "".join(map(str, levels)),
        "sizes": list(map(len, encoded)),
        "asked": asked,
        "words": [[word.term, list(word.synonyms), list(word.anchors)] for word in words],
        "readings": readings(_HAN.findall("".join(titles) + "".join(word.term for word in words))),
        **dictionary,
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    lengths = b"".join(_number(len(one)) for one in postings)
    data = b"".join(
        [
            *(size.to_bytes(4, "little") for size in (len(text), sum(map(len, encoded)), len(lengths))),
            text,
            *encoded,
            lengths,
            *postings,
        ]
    )
    return Packed(data, len(texts), len(found))


def _phrases(words: Iterable[Word]) -> dict[str, list[str]]:
    """Return how people ask for each anchor, beside the words of its section."""
    phrases: dict[str, dict[str, None]] = {}
    for word in words:
        for anchor in word.anchors:
            # A term of several sections is about none of them in particular.
            known = word.asked_as + (word.synonyms if len(word.anchors) == 1 else ())
            phrases.setdefault(anchor, {}).update(dict.fromkeys(known))
    return {anchor: list(known) for anchor, known in phrases.items() if known}


def _levels(titles: Iterable[str], texts: Iterable[str]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(terms(fold(text)))
    levels = {term: (count >= _FEW) + (count >= _OFTEN) for term, count in counts.items()}
    for title in titles:
        levels |= dict.fromkeys(terms(fold(title)), _HEADING)
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
