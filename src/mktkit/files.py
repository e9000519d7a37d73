"""The one writer of files: what it writes is there whole or not at all, also after a pulled plug."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

from mktkit.errors import MktkitError

__all__ = [
    "keep_private",
    "lay_out",
    "make_folder",
    "os_words",
    "own",
    "put_whole",
    "save_document",
    "sync_folder",
    "write_whole",
]

#: How often, and after how many seconds, a file that another program holds is tried again.
_TRIES, _PAUSE = 20, 0.05
#: What a folder of the network answers that cannot be flushed, or only be written to.
_NO_SYNC = (errno.EINVAL, errno.ENOTSUP, errno.EACCES)
_OWN, _SHARED = 0o600, 0o666
_OWN_FOLDER, _OTHERS = 0o700, 0o077
#: What a file is called until it is whole, and after how many seconds nobody is writing it any more.
_HALF, _LEFT = ".tmp-", 3600.0


def os_words(error: OSError, where: Path | str) -> MktkitError:
    """Return what the operating system's refusal means for the user."""
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
    try:
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it that are missing, for its owner alone; one that stands there stays as it is.

    Raises
    ------
    OSError
        What the system says.
    """
    for one in reversed([above for above in folder.parents if not above.exists()]):
        one.mkdir(mode=_OWN_FOLDER, exist_ok=True)
    folder.mkdir(mode=_OWN_FOLDER, exist_ok=True)


def own(name: str, flags: int) -> int:
    """Open a file that only its owner may read, where it is made new; for :func:`open`'s ``opener``."""
    return os.open(name, flags, _OWN)


def keep_private(folder: Path) -> None:
    """Make the product's own folder, shut everybody else out of all that stands in it, and sweep what was left half written.

    Parameters
    ----------
    folder
        The data folder. On Windows it inherits the access list of the user's own folder.

    Raises
    ------
    MktkitError
        The folder cannot be made.
    """
    try:
        make_folder(folder)
        for path in [folder, *folder.rglob("*")]:
            # Another process may just have put it in place, or it may belong to somebody else.
            with contextlib.suppress(OSError):
                _shut(path)
    except OSError as error:
        raise os_words(error, folder) from error


def _shut(path: Path) -> None:
    if path.is_symlink():
        return
    found = path.stat()
    if path.is_file() and path.name.startswith(_HALF) and time.time() - found.st_mtime > _LEFT:
        path.unlink()
    elif sys.platform != "win32" and found.st_mode & _OTHERS:
        path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def put_whole(path: Path, data: bytes, *, mode: int = _OWN) -> None:
    """Write a file aside, flush it and put it in place in one move: a reader sees the old or the new content.

    Parameters
    ----------
    path
        The file; its folder is made.
    data
        Its whole content.
    mode
        Who may read it, as the system writes rights; by default its owner alone.

    Raises
    ------
    OSError
        What the system says; :func:`write_whole` and :func:`save_document` say it to the user.
    """
    if mode == _OWN:
        make_folder(path.parent)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{_HALF}{uuid.uuid4().hex}")
    try:
        with open(aside, "xb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _move(aside, path)
    finally:
        with contextlib.suppress(OSError):
            aside.unlink()
    sync_folder(path.parent)


def _move(aside: Path, path: Path) -> None:
    for attempt in range(1, _TRIES + 1):
        try:
            os.replace(aside, path)
        except PermissionError:
            # On Windows a virus scanner or another reader may hold the file for a moment.
            if attempt == _TRIES:
                raise
            time.sleep(_PAUSE)
        else:
            return


def write_whole(path: Path, data: bytes) -> None:
    """Write one of the product's own files, whole or not at all.

    Raises
    ------
    MktkitError
        The folder cannot be written, or the disk is full.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "新" / "a.json", b"[]")
    ...     (Path(folder) / "新" / "a.json").read_bytes()
    b'[]'
    """
    try:
        put_whole(path, data)
    except OSError as error:
        raise os_words(error, path) from error


def save_document(path: Path, data: bytes) -> None:
    """Write a file for people to open, whole or not at all.

    Raises
    ------
    MktkitError
        The file is open in another program, or the folder cannot be written.
    """
    try:
        put_whole(path, data, mode=_SHARED)
    except PermissionError:
        raise MktkitError(
            "文件写不进去，可能正在 Excel 或 WPS 里打开着",
            "应能写入",
            "关闭这个文件后重试，或换一个文件名",
            where=path.name,
        ) from None
    except OSError as error:
        raise MktkitError(
            "文件写不进去", "应能写入", f"检查文件夹和磁盘空间（{error.strerror}）", where=path.name
        ) from None


def lay_out(folder: Path, files: Mapping[str, bytes]) -> dict[str, Path]:
    """Write files, name → content, into a folder for a while; return where each stands.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     lay_out(Path(folder), {"甲.csv": b"1"})["甲.csv"].read_bytes()
    b'1'
    """
    laid = {name: folder / name for name in files}
    for name, path in laid.items():
        path.write_bytes(files[name])
    return laid
