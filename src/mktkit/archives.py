"""Zip archives: written so that the same content is the same file, and what reading a damaged one raises."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

__all__ = ["DAMAGE", "fixed_zip"]

#: What the standard library raises over damaged, encrypted and foreign archives; beside these stands ``OSError``, which
#: is a damaged place within the file as well as a disk that cannot be read.
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OverflowError,
    RuntimeError,
    ValueError,
)

#: Every entry bears it.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def fixed_zip(files: Mapping[str, bytes]) -> bytes:
    """Return an archive with a fixed date and no trace of the system, so that the same content is the same file.

    Parameters
    ----------
    files
        Name within the archive → content, in this order.

    Examples
    --------
    >>> fixed_zip({"a.txt": b"1"}) == fixed_zip({"a.txt": b"1"})
    True
    """
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            # Otherwise the byte differs between Windows and the rest.
            entry.create_system = 3
            archive.writestr(entry, content)
    return buffer.getvalue()
