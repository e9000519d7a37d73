"""The hash chain, pure: every record's hash covers all of it and the hash of the record before.

A record is hashed in its flat form together with the id of its store.  Who was born elsewhere carries the hash of its
birth too, so that both chains can be proved from the record alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from mktkit.records.model import canonical
from mktkit.records.record import Row

__all__ = ["GENESIS", "Break", "birth_is_true", "breaks", "row_hash", "seal"]

#: What stands before the first record.
GENESIS = "0" * 64

#: What is wrong with a record: it cannot be read, its content was changed, its birth elsewhere does not prove,
#: it does not follow on the one before, it is gone.
Break = Literal["unreadable", "changed", "birth", "link", "missing"]


def row_hash(row: Mapping[str, object], store: str) -> str:
    """Return the SHA-256 of a record in the chain of `store`.

    Parameters
    ----------
    row
        The flat record; its own ``hash`` is left out.
    store
        Id of the store.

    Examples
    --------
    >>> row_hash({"seq": 1, "hash": ""}, "s") == hashlib.sha256(b'{"seq":1,"store":"s"}').hexdigest()
    True
    """
    content = {name: value for name, value in row.items() if name != "hash"} | {"store": store}
    # What a damaged file holds instead of UTF-8 comes as lone surrogates, and must be hashed as what it is.
    return hashlib.sha256(canonical(content).encode("utf-8", "surrogatepass")).hexdigest()


def seal(row: Mapping[str, str | int], seq: int, prev_hash: str, store: str) -> Row:
    """Return `row` as record number `seq` of the chain, after the record with `prev_hash`."""
    placed = {**row, "seq": seq, "prev_hash": prev_hash}
    return {**placed, "hash": row_hash(placed, store)}


def birth_is_true(row: Mapping[str, object]) -> bool:
    """Tell whether an imported record is what it was where it was born; true for one born here."""
    if not row["origin"]:
        return True
    try:
        born = json.loads(str(row["origin"]))
        birth = {**row, "seq": born["seq"], "prev_hash": born["prev_hash"], "origin": ""}
        return bool(row_hash(birth, born["store"]) == born["hash"])
    except (TypeError, ValueError, KeyError, RecursionError):
        return False


def _whole(row: Mapping[str, object], store: str) -> bool:
    try:
        return bool(row_hash(row, store) == row["hash"])
    except (TypeError, ValueError):
        return False


def breaks(
    rows: Iterable[tuple[int, Row | None]], store: str, last: int, first: int = 1
) -> Iterator[tuple[int, Break]]:
    """Yield every place where the chain does not hold, once a record.

    Parameters
    ----------
    rows
        (number, flat record) by rising number; None for a record that cannot be read.
    store
        Id of the store.
    last
        Number of the last record that must be there.
    first
        Number of the first; what it follows on is not asked when it is not the store's first.

    Examples
    --------
    >>> one = seal({"origin": "", "body": "甲"}, 1, GENESIS, "s")
    >>> two = seal({"origin": "", "body": "乙"}, 2, one["hash"], "s")
    >>> list(breaks([(1, one), (2, two)], "s", 2)), list(breaks([(2, {**two, "body": "丙"})], "s", 3))
    ([], [(1, 'missing'), (2, 'changed'), (3, 'missing')])
    """
    expected, before = first, GENESIS if first == 1 else ""
    for seq, row in rows:
        for gone in range(expected, seq):
            yield gone, "missing"
        follows = seq == expected
        expected = seq + 1
        if row is None:
            yield seq, "unreadable"
            before = ""
            continue
        if not _whole(row, store):
            yield seq, "changed"
        elif not birth_is_true(row):
            yield seq, "birth"
        elif follows and before and row["prev_hash"] != before:
            yield seq, "link"
        before = row["hash"] if isinstance(row["hash"], str) else ""
    for gone in range(expected, last + 1):
        yield gone, "missing"
