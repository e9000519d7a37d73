"""The head of the chain, kept beside the store: one line a record, appended and flushed after each commit.

The store may lead it by the one record whose writer was killed between the commit and the line; it never lags.  So a
record cut off at the end is found, and whatever is gone is known by its name: the line says document and version.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from mktkit.errors import MktkitError, show
from mktkit.files import os_words, write_whole
from mktkit.records.lock import locked
from mktkit.records.model import canonical
from mktkit.records.record import Row

__all__ = ["Head", "HeadLine"]


@dataclass(frozen=True)
class HeadLine:
    """What the head knows of a record."""

    seq: int
    document: str
    version: int
    hash: str

    @classmethod
    def of(cls, row: Row) -> HeadLine:
        """Return the line of a flat record."""
        return cls(int(row["seq"]), str(row["document"]), int(row["version"]), str(row["hash"]))


def _parse(text: bytes) -> HeadLine | None:
    try:
        line = HeadLine(**json.loads(text))
        if type(line.seq) is int and type(line.version) is int and type(line.hash) is str:
            return line
    except (TypeError, ValueError, RecursionError):
        pass
    return None


class Head:
    """The head file of one store.

    Parameters
    ----------
    path
        The file; its lock stands beside it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def lock(self) -> AbstractContextManager[None]:
        """Hold off every other writer of this machine, from reading the end of the chain to writing the line."""
        return locked(self.path.with_suffix(".lock"))

    @property
    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.is_file()

    def start(self, store: str, since: str, reason: str = "") -> None:
        """Begin a new file for `store`; `reason` says why it does not reach back to the store's first record."""
        write_whole(self.path, canonical({"store": store, "since": since, "reason": reason}).encode() + b"\n")

    def store_id(self) -> str | None:
        """Return the id of the store it belongs to, None when the first line cannot be read."""
        try:
            with self.path.open("rb") as file:
                return str(json.loads(file.readline())["store"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None

    def last(self) -> HeadLine | None:
        """Return the last line that was written whole, None when there is none yet.

        Raises
        ------
        MktkitError
            That line is damaged.
        """
        size = 4096
        try:
            with self.path.open("rb") as file:
                end = file.seek(0, os.SEEK_END)
                file.seek(max(0, end - size))
                whole = file.read(size).rpartition(b"\n")[0].rpartition(b"\n")
        except OSError as error:
            raise os_words(error, self.path) from error
        if not whole[1]:
            return None
        line = _parse(whole[2])
        if line is None:
            raise self._damaged("最后一行读不懂")
        return line

    def lines(self) -> Iterator[tuple[int, HeadLine | None]]:
        """Yield (line number in the file, line), None for one that is damaged; a torn last one is left out."""
        with self.path.open("rb") as file:
            for number, text in enumerate(file, 1):
                if number > 1 and text.endswith(b"\n"):
                    yield number, _parse(text)

    def add(self, lines: Iterable[HeadLine]) -> None:
        """Append and flush, over what a killed writer left of a line."""
        text = b"".join(canonical(vars(line)).encode() + b"\n" for line in lines)
        try:
            with self.path.open("r+b") as file:
                end = file.seek(0, os.SEEK_END)
                file.seek(max(0, end - 4096))
                torn = len(file.read().rpartition(b"\n")[2])
                file.seek(end - torn)
                file.truncate()
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise os_words(error, self.path) from error

    def follow(self, store: str, seq: int, hash: str, after: Callable[[int], Sequence[HeadLine]]) -> None:
        """Make sure that the store still ends as this file knows, then take up what it leads by.

        Parameters
        ----------
        store, seq, hash
            The store's id, and the number and hash of its last record.
        after
            Gives the store's lines from a number on, that one included.

        Raises
        ------
        MktkitError
            The store lags or differs: something was cut off or changed, and must not be built upon.
        """
        if self.store_id() != store:
            raise self._damaged("缺失，或属于另一个记录库")
        last = self.last()
        if last is None or last.seq < seq:
            lines = after(last.seq if last else 1)
            if last and (not lines or lines[0] != last):
                raise self._cut(last)
            self.add(lines[1:] if last else lines)
        elif last.seq > seq or last.hash != hash:
            raise self._cut(last)

    def _damaged(self, what: str) -> MktkitError:
        return MktkitError(
            f"记录库旁边的链头文件{what}，没有保存",
            "应与记录库成对，由程序维护",
            "运行 mktkit records verify 查看；从备份恢复用 mktkit records restore",
            where=str(self.path),
        )

    def _cut(self, last: HeadLine) -> MktkitError:
        return MktkitError(
            f"记录库里找不到第 {last.seq} 号记录（单据{show(last.document)}第 {last.version} 版），没有保存",
            "记录只增不减",
            "记录库像是被截断，或换成了旧的：运行 mktkit records verify 查看，从备份恢复用 mktkit records restore",
            where=str(self.path),
        )
