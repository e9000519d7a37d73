"""The index as bytes: a JSON head, then the postings of every term, each a run of variable-length numbers.

Postings name blocks, which are neighbouring sections of one page taken together: the reader decodes the few terms of a
query, and then looks only into the text of the best blocks. So the index stays small, and what it ranks in the end are
sections, by their real text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mktkit.handbook.search.sections import PageText
from mktkit.handbook.search.terms import CJK, fold, terms
from mktkit.handbook.search.words import Word, readings

__all__ = ["Packed", "pack"]

#: Characters of text that neighbouring sections share a block up to.
_BLOCK = 1500
#: How often a term stands in a block: once, a few times, often; 3 is kept for headings.
_FEW, _OFTEN = 2, 4
_HEADING = 3
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
    #: First section of each page, and of each block.
    page_starts: list[int] = []
    block_starts: list[int] = []
    found: dict[str, list[tuple[int, int]]] = {}
    for page in pages.values():
        page_starts.append(len(texts))
        filled = _BLOCK + 1
        for section in page.sections:
            size = len(section.title) + len(section.text)
            if filled + size > _BLOCK:
                block_starts.append(len(texts))
                filled = 0
            filled += size
            anchors.append(section.anchor)
            titles.append(section.title)
            levels.append(section.level)
            texts.append(section.text)
    for block, (start, end) in enumerate(zip(block_starts, [*block_starts[1:], len(texts)], strict=True)):
        for term, level in _levels(titles[start:end], texts[start:end]).items():
            found.setdefault(term, []).append((block, level))
    ordered = sorted(found)
    postings = [_encode(found[term]) for term in ordered]
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
        "texts": texts,
        "words": [[word.term, list(word.synonyms), list(word.anchors)] for word in words],
        "readings": readings(_HAN.findall("".join(titles) + "".join(word.term for word in words))),
        **_dictionary(ordered),
    }
    text = json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode()
    lengths = b"".join(_number(len(one)) for one in postings)
    data = b"".join(
        [len(text).to_bytes(4, "little"), len(lengths).to_bytes(4, "little"), text, lengths, *postings]
    )
    return Packed(data, len(texts), len(ordered))


def _levels(titles: Iterable[str], texts: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for text in texts:
        for term in terms(fold(text)):
            counts[term] = counts.get(term, 0) + 1
    levels = {term: (count >= _FEW) + (count >= _OFTEN) for term, count in counts.items()}
    for title in titles:
        levels |= dict.fromkeys(terms(fold(title)), _HEADING)
    return levels


def _encode(postings: Iterable[tuple[int, int]]) -> bytes:
    out = bytearray()
    last = 0
    for block, level in postings:
        out += _number((block - last) << 2 | level)
        last = block
    return bytes(out)


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


def _dictionary(ordered: Iterable[str]) -> dict[str, object]:
    """Sorted terms, short: the words, then the Chinese pairs by their first character.

    Examples
    --------
    >>> _dictionary(["kpi", "报", "报销", "销"])
    {'latin': ['kpi'], 'first': '报销', 'second': [' 销', ' ']}
    """
    latin: list[str] = []
    pairs: dict[str, list[str]] = {}
    for term in ordered:
        if term[0] >= "\u3005":
            # A blank sorts before every character, as the single one does before its pairs.
            pairs.setdefault(term[0], []).append(term[1:] or " ")
        else:
            latin.append(term)
    return {"latin": latin, "first": "".join(pairs), "second": ["".join(each) for each in pairs.values()]}
