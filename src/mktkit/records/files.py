"""Files that survive a pulled plug: written aside, flushed, put in place in one move; and a lock between processes."""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from mktkit.errors import MktkitError

__all__ = ["locked", "os_words", "sync_folder", "write_whole"]

#: How long to wait for another process before telling the user.
LOCK_SECONDS = 60.0


def os_words(error: OSError, where: Path | str) -> MktkitError:
    """Return what the operating system's refusal means for the user."""
    import errno

    if error.errno == errno.ENOSPC:
        return MktkitError("磁盘满了，没有写成", "应有空余的磁盘空间", "腾出空间后重试", where=str(where))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return MktkitError(
            "没有写入权限", "文件夹应可以写", "换一个文件夹，或请管理员开放权限", where=str(where)
        )
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EISDIR):
        return MktkitError("找不到这个文件或文件夹", "应为存在的路径", "核对路径后重试", where=str(where))
    return MktkitError(
        f"读写没有成功（{error.strerror or error}）", "文件应可以读写", "检查磁盘后重试", where=str(where)
    )


def sync_folder(folder: Path) -> None:
    """Flush a folder's own entries, where the system has such a thing."""
    if sys.platform == "win32":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all.

    Raises
    ------
    MktkitError
        The folder cannot be written, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, aside = tempfile.mkstemp(prefix=".tmp-", dir=path.parent)
        try:
            with os.fdopen(number, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(aside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(aside)
            raise
        sync_folder(path.parent)
    except OSError as error:
        raise os_words(error, path) from error


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
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("ab")
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
