"""Files that belong to documents, kept by the SHA-256 of their content: nothing is named by its user, nothing is run."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine, select

from mktkit.errors import MktkitError, show
from mktkit.files import os_words, write_whole
from mktkit.records.engine import writing
from mktkit.records.model import Attachment
from mktkit.records.schema import ATTACHMENTS

__all__ = [
    "MAX_ATTACHMENT",
    "Attachments",
    "FolderAttachments",
    "TableAttachments",
    "describe",
    "read_limited",
]

#: Largest attachment, in bytes.
MAX_ATTACHMENT = 50 * 1024 * 1024


class Attachments(Protocol):
    """Where attachments are kept."""

    def put(self, sha256: str, data: bytes) -> None:
        """Keep `data`, once."""

    def get(self, sha256: str) -> bytes | None:
        """Return what is kept under `sha256` as it is, None when nothing is."""


class FolderAttachments:
    """Beside a SQLite store: ``attachments/ab/cdef…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, sha256: str) -> Path:
        """Return where the content with this hash stands."""
        return self._folder / sha256[:2] / sha256[2:]

    def put(self, sha256: str, data: bytes) -> None:
        """Keep `data`; what stands there damaged is mended."""
        if self.get(sha256) != data:
            write_whole(self.path(sha256), data)

    def get(self, sha256: str) -> bytes | None:
        """Return the content, None when it is not there."""
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise os_words(error, self.path(sha256)) from error


class TableAttachments:
    """In the database, where the machines that share a store share no folder."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, sha256: str, data: bytes) -> None:
        """Keep `data`, once."""
        with writing(self._engine) as connection:
            found = select(ATTACHMENTS.c.sha256).where(ATTACHMENTS.c.sha256 == sha256)
            if connection.execute(found).first() is None:
                connection.execute(ATTACHMENTS.insert().values(sha256=sha256, data=data))

    def get(self, sha256: str) -> bytes | None:
        """Return the content, None when it is not there."""
        with self._engine.connect() as connection:
            found = select(ATTACHMENTS.c.data).where(ATTACHMENTS.c.sha256 == sha256)
            data = connection.execute(found).scalar_one_or_none()
        return None if data is None else bytes(data)


def read_limited(path: Path, most: int, what: str) -> bytes:
    """Read a file no larger than `most` bytes.

    Raises
    ------
    MktkitError
        It is larger, or cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise os_words(error, path) from error
    if len(data) > most:
        raise too_large(what, most, path.name)
    return data


def too_large(what: str, most: int, where: str) -> MktkitError:
    """Return the message for a file above its limit."""
    return MktkitError(
        f"{what}超过 {most // 1024 // 1024} MB",
        f"最多 {most // 1024 // 1024} MB",
        "压缩或拆分后重试",
        where=where,
    )


def describe(name: str, data: bytes) -> Attachment:
    """Return the attachment of this content under its file name, without any folder.

    Raises
    ------
    MktkitError
        It is too large, or the name cannot be kept.

    Examples
    --------
    >>> describe("C:\\\\发票\\\\10月.pdf", b"%PDF").name
    '10月.pdf'
    """
    if len(data) > MAX_ATTACHMENT:
        raise too_large("附件", MAX_ATTACHMENT, show(name))
    return Attachment(re.split(r"[/\\]", name)[-1], hashlib.sha256(data).hexdigest(), len(data))
