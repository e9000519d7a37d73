"""Attachments of claims, looked at from outside: what a file says it is and what it is. Nothing is ever opened."""

from __future__ import annotations

from pathlib import PurePath

__all__ = ["disguised"]

#: Ending → how a file of this kind begins; an empty tuple: text, anything may stand there.
_BEGINNINGS: dict[str, tuple[bytes, ...]] = {
    ".pdf": (b"%PDF",),
    ".ofd": (b"PK",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".xlsx": (b"PK",),
    ".docx": (b"PK",),
    ".zip": (b"PK",),
    ".xml": (b"<", b"\xef\xbb\xbf<"),
    ".txt": (),
    ".csv": (),
}
#: How programs begin, whatever they are called.
_PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")


def disguised(name: str, data: bytes) -> str:
    """Say what is wrong with an attachment, '' when it is what its name says.

    Examples
    --------
    >>> disguised("发票.pdf", b"%PDF-1.7"), disguised("发票.pdf", b"MZ\\x90")
    ('', '「发票.pdf」的内容是程序，不是 PDF')
    >>> disguised("发票.pdf", b"hello")
    '「发票.pdf」的内容不是 PDF'
    """
    ending = PurePath(name).suffix.lower()
    kind = ending.removeprefix(".").upper() or "文档"
    if data.startswith(_PROGRAMS):
        return f"「{name}」的内容是程序，不是 {kind}" if ending in _BEGINNINGS else f"「{name}」是程序"
    if ending not in _BEGINNINGS:
        return f"「{name}」不是常见的票据文件（{'、'.join(sorted(_BEGINNINGS))}）"
    if not data:
        return f"「{name}」是空的"
    wanted = _BEGINNINGS[ending]
    return f"「{name}」的内容不是 {kind}" if wanted and not data.startswith(wanted) else ""
