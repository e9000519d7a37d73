"""Checks that several registers share, written on whole columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from mktkit.errors import show
from mktkit.registers.model import Columns, RowFinding

__all__ = ["duplicates", "each_row", "groups", "in_order", "not_above", "repeated"]

_Key = TypeVar("_Key", bound=Hashable)


def each_row(columns: Columns, *names: str) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield (position, values of the named columns) of every row.

    Examples
    --------
    >>> list(each_row({"a": [1, 2], "b": ["x", None]}, "a", "b"))
    [(0, (1, 'x')), (1, (2, None))]
    """
    yield from enumerate(zip(*(columns[name] for name in names), strict=True))


def duplicates(
    columns: Columns, names: Sequence[str], titles: str, mend: str = "删去多余的一行，或改成各自的编号"
) -> Iterator[RowFinding]:
    """Yield every row whose key already stood in an earlier row; rows with a blank key part are passed over."""
    keys = (None if None in key else key for _, key in each_row(columns, *names))
    for position, first, key in repeated(keys):
        shown = show("＋".join(str(part) for part in key), 80)
        yield RowFinding(
            position,
            names[0],
            f"{titles}{shown}重复",
            "每行的编号不能重复",
            mend,
            same_as=first,
            cause="duplicate",
        )


def repeated(keys: Iterable[_Key | None]) -> Iterator[tuple[int, int, _Key]]:
    """Yield (position, first position, key) of every key that stood before; None is no key.

    Examples
    --------
    >>> list(repeated(["a", None, "b", "a", None]))
    [(3, 0, 'a')]
    """
    first: dict[_Key, int] = {}
    for position, key in enumerate(keys):
        if key is None:
            continue
        if key in first:
            yield position, first[key], key
        else:
            first[key] = position


def in_order(
    columns: Columns, earlier: str, later: str, earlier_title: str, later_title: str
) -> Iterator[RowFinding]:
    """Yield every row in which `later` lies before `earlier`."""
    for position, (first, second) in each_row(columns, earlier, later):
        if first is not None and second is not None and second < first:
            yield RowFinding(
                position,
                later,
                f"{later_title} {second} 早于{earlier_title} {first}",
                f"{later_title}不能早于{earlier_title}",
                "核对两个时间",
            )


def not_above(
    columns: Columns, part: str, whole: str, part_title: str, whole_title: str
) -> Iterator[RowFinding]:
    """Yield every row in which `part` is more than `whole`."""
    for position, (few, many) in each_row(columns, part, whole):
        if few is not None and many is not None and few > many:
            yield RowFinding(
                position,
                part,
                f"{part_title} {few} 大于{whole_title} {many}",
                f"{part_title}不能超过{whole_title}",
                "核对这两格",
            )


def groups(columns: Columns, names: Sequence[str]) -> dict[tuple[Any, ...], list[int]]:
    """Return the positions of every key without blanks."""
    found: dict[tuple[Any, ...], list[int]] = defaultdict(list)
    for position, key in each_row(columns, *names):
        if None not in key:
            found[key].append(position)
    return found
