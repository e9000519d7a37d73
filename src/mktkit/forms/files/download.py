"""Files out of a notebook, in JupyterLab and Voilà alike, under a name that leads nowhere.

A websocket drops a message of more than 10 MB without a word, so files travel in pieces, each asked for when the last
one has arrived.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import traitlets as t

from mktkit.errors import STOPS, MktkitError
from mktkit.forms.assets import script, style
from mktkit.forms.widgets.base import BrowserWidget, Message

__all__ = ["Download", "download", "safe_name"]

#: A file: its bytes, where it stands, or what makes either when it is asked for.
Content: TypeAlias = bytes | Path | Callable[[], bytes | Path]

_LOG = logging.getLogger(__name__)
_PIECE = 1024 * 1024

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str, fallback: str = "文件") -> str:
    """Return a file name that every system takes and that cannot lead anywhere: no path, no control character.

    Examples
    --------
    >>> safe_name("../../报表<2026>.xlsx"), safe_name("con.txt"), safe_name("  ")
    ('报表_2026_.xlsx', '_con.txt', '文件')
    """
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(mark for mark in last if unicodedata.category(mark)[0] != "C")
    plain = re.sub(r'[<>:"|?*]', "_", plain).strip(" .")
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    return (
        f"{_cut(stem[:100], 180)}{dot}{_cut(ending[:20], 60)}" if dot else _cut(plain[:100], 180)
    ) or fallback


def _cut(text: str, size: int) -> str:
    """Return as much of a text as fits into so many bytes: that is what systems count."""
    return text.encode()[:size].decode(errors="ignore")


class Download(BrowserWidget):
    """A button that gives a file; made by :func:`download`."""

    _esm = t.Unicode(script("files/download")).tag(sync=True)
    _css = t.Unicode(style("files/transfer")).tag(sync=True)
    label = t.Unicode().tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)

    def __init__(self, name: str, content: Content, label: str) -> None:
        #: File name.
        self.name = safe_name(name)
        self._content = content
        self._made: tuple[str, bytes] = ("", b"")
        #: Brings what is shown up to date; False where this button is offered no more.
        self.settle: Callable[[], bool] = lambda: True
        super().__init__(self._give, label=label or f"下载 {self.name}")

    @property
    def caption(self) -> str:
        """The button in plain text."""
        return f"［{self.label}］"

    def content(self) -> bytes:
        """Return the file."""
        made = self._content() if callable(self._content) else self._content
        return made.read_bytes() if isinstance(made, Path) else bytes(made)

    def give_instead(self, newer: Download) -> None:
        """Give from now on what `newer` would give: the button stays where it is, and a click on it is never lost."""
        self.name, self._content = newer.name, newer._content
        newer.close()

    def again(self) -> Download:
        """Return a new button that gives the same, in the place of one that was closed."""
        return Download(self.name, self._content, self.label)

    def _give(self, message: Message, _parts: object) -> None:
        if message.get("kind") != "get":
            return
        identity, at = str(message["id"]), int(message["at"])
        try:
            if self._made[0] != identity:
                if not self.settle():
                    raise MktkitError(
                        "内容刚刚改过，这个文件已经不是现在的内容", "", "看清下面的结果，改好后再下载"
                    )
                self._made = (identity, self.content())
        except MktkitError as error:
            self.send({"kind": "failed", "id": identity, "words": str(error)})
            return
        except STOPS:
            raise
        except BaseException as error:  # the user gets a sentence; the log gets the rest
            _LOG.error("a download could not be made", exc_info=error)
            words = f"没有生成：程序出错（{type(error).__name__}：{error}）。请把这句话告诉维护的人。"
            self.send({"kind": "failed", "id": identity, "words": words})
            return
        data = self._made[1]
        piece = data[at : at + _PIECE]
        if at + len(piece) >= len(data):
            self._made = ("", b"")
        head = {"kind": "piece", "id": identity, "at": at, "size": len(piece), "total": len(data)}
        self.send({**head, "name": self.name}, [piece])

    def __str__(self) -> str:
        return self.caption


def download(name: str, content: Content, *, label: str = "") -> Download:
    """Return a button that gives a file, in JupyterLab and Voilà alike.

    Parameters
    ----------
    name
        File name; anything in it that a file system would not take is replaced.
    content
        The bytes, a file, or a function that makes either when the button is pressed.
    label
        On the button; default 「下载 名称」.

    Examples
    --------
    >>> download("结果/2026-03.xlsx", b"...").caption
    '［下载 2026-03.xlsx］'
    """
    return Download(name, content, label)
