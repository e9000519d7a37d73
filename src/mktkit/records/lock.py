"""A lock between processes, which the system frees however its holder ends."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from mktkit.errors import MktkitError
from mktkit.files import make_folder, os_words, own

__all__ = ["locked"]

#: How long to wait for another process before telling the user.
LOCK_SECONDS = 60.0


def _try_lock(number: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextlib.contextmanager
def locked(path: Path, seconds: float = LOCK_SECONDS) -> Iterator[None]:
    """Hold other processes and threads off; the system frees the lock however its holder ends.

    Raises
    ------
    MktkitError
        Another process has held it for too long, or the file cannot be made.
    """
    try:
        make_folder(path.parent)
        file = os.fdopen(own(str(path), os.O_WRONLY | os.O_CREAT | os.O_APPEND), "ab")
    except OSError as error:
        raise os_words(error, path.parent) from error
    with file:
        until = time.monotonic() + seconds
        while not _try_lock(file.fileno()):
            if time.monotonic() > until:
                raise MktkitError(
                    f"另一个程序占用记录库超过 {seconds:.0f} 秒",
                    "应能马上写入",
                    "关掉别的 mktkit 窗口后重试",
                    where=str(path),
                )
            # Spread out, or eight processes that wait would all look at the same moments.
            time.sleep(random.uniform(0.0005, 0.004))
        yield
