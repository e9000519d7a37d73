"""Files into a notebook, in JupyterLab and Voilà alike.

A websocket drops a message of more than 10 MB without a word, so files travel in pieces, each asked for when the last
one has arrived.
"""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import ipywidgets as w
import traitlets as t

from mktkit.errors import STOPS, MktkitError, numbered
from mktkit.forms.assets import script, style
from mktkit.forms.files.download import safe_name
from mktkit.forms.files.landing import new_landing
from mktkit.forms.widgets.base import BrowserWidget, Message, Panel
from mktkit.html import Html, element, join
from mktkit.registers.files import MAX_FILE_MB, READABLE
from mktkit.registers.model import Register, find_register
from mktkit.registers.reading import RegisterTable, read_table
from mktkit.registers.registry import REGISTERS
from mktkit.rules import Rules, load_rules

__all__ = ["Files", "Upload", "upload"]

#: Gives the files that were brought in, name → file; a page's functions take it.
Files = Callable[[], Mapping[str, Path]]

_LOG = logging.getLogger(__name__)
_MB = 1024 * 1024
#: More findings than these are not listed; how many there are is said.
_SHOWN = 50


class DropZone(BrowserWidget):
    """The area to drop files on."""

    _esm = t.Unicode(script("files/upload")).tag(sync=True)
    _css = t.Unicode(style("files/transfer", "result")).tag(sync=True)
    label = t.Unicode().tag(sync=True)
    accept = t.List(t.Unicode()).tag(sync=True)
    multiple = t.Bool(True).tag(sync=True)
    most_mb = t.Int(MAX_FILE_MB).tag(sync=True)
    files: t.List[object] = t.List().tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)


def _items(found: Sequence[object]) -> list[Html]:
    more = [f"……还有 {len(found) - _SHOWN} 处"] if len(found) > _SHOWN else []
    return [element("li", one) for one in (*found[:_SHOWN], *more)]


class Upload(Panel):
    """A register, or any file, brought in; made by :func:`upload`."""

    def __init__(self, register: Register | None, rules: Callable[[], Rules], **zone: object) -> None:
        self._register, self._rules = register, rules
        #: Where files are dropped in the page.
        self.drop = DropZone(self._heard, **zone)
        self._paths: dict[str, tuple[Path, str]] = {}
        self._coming: dict[str, tuple[Path, str, int]] = {}
        self._begun = 0
        self._listeners: list[Callable[[], None]] = []
        self._table: RegisterTable | None = None
        #: What is said of what was brought in.
        self.said = w.HTML()
        super().__init__([self.drop, self.said])
        self.add_class("mk-result")

    # -- the value -----------------------------------------------------------------------------------

    @property
    def files(self) -> tuple[tuple[str, Path], ...]:
        """Name and place of what was brought in."""
        return tuple((name, path) for path, name in self._paths.values())

    @property
    def valid(self) -> bool:
        """Whether something was brought in and, for a register, has no fault."""
        return bool(self._paths) and not self.errors

    @property
    def errors(self) -> tuple[object, ...]:
        """What is to be mended."""
        if not self._paths:
            return ("还没有选文件",)
        return () if self._table is None else self._table.faults

    @property
    def findings(self) -> tuple[object, ...]:
        """Everything found in the register, notices too."""
        return () if self._table is None else self._table.findings

    @property
    def value(self) -> Any:
        """The register as a frame; without a register the files, name → file; they stand as long as the place does.

        Raises
        ------
        MktkitError
            Nothing was brought in, or it has faults.
        """
        errors = self.errors
        if errors:
            raise MktkitError(
                f"文件还不能用，共 {len(errors)} 处", mend=f"改好后重新上传\n{numbered(errors)}"
            )
        if self._table is not None:
            return self._table.frame()
        return {name: path for path, name in self._paths.values()}

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change."""
        self._listeners.append(listener)

    def take(self, name: str, data: bytes) -> None:
        """Bring a file in without a browser, as tests and scripts do."""
        part = self._part()
        part.write_bytes(data)
        self._arrived(part.name, part, safe_name(name))

    def clear(self) -> None:
        """Let go of everything that was brought in, so that nothing of it goes along with what comes next."""
        if self._paths:
            for path, _ in self._paths.values():
                path.unlink(missing_ok=True)
            self._paths.clear()
            self._changed()

    @cached_property
    def _folder(self) -> Path:
        folder = new_landing()
        # What was brought in goes when the widget goes, or at the latest with the process.
        weakref.finalize(self, shutil.rmtree, folder, True)
        return folder

    # -- from the browser ----------------------------------------------------------------------------

    def _refuse(self, message: Message, words: str) -> None:
        self.drop.send({"kind": "refused", "id": message["id"], "words": words})

    def _heard(self, message: Message, parts: Sequence[bytes]) -> None:
        kind = message.get("kind")
        if kind == "begin":
            self._begin(message)
        elif kind == "piece":
            self._piece(message, parts[0])
        elif kind == "remove" and message.get("id") in self._paths:
            path, _ = self._paths.pop(message["id"])
            path.unlink(missing_ok=True)
            self._changed()

    def _begin(self, message: Message) -> None:
        name, size = safe_name(str(message["name"])), int(message["size"])
        if size > self.drop.most_mb * _MB:
            self._refuse(message, f"「{name}」超过 {self.drop.most_mb} MB，没有上传")
            return
        if self.drop.accept and Path(name).suffix.lower() not in self.drop.accept:
            self._refuse(message, f"「{name}」不是 {'、'.join(self.drop.accept)} 文件，没有上传")
            return
        part = self._part()
        part.touch()
        self._coming[message["id"]] = (part, name, size)
        self.drop.send({"kind": "more", "id": message["id"], "at": 0})

    def _piece(self, message: Message, data: bytes) -> None:
        if message["id"] not in self._coming:
            return
        path, name, size = self._coming[message["id"]]
        at = path.stat().st_size
        if message["at"] != at or at + len(data) > size or not data:
            del self._coming[message["id"]]
            path.unlink(missing_ok=True)
            self._refuse(message, f"「{name}」没有传完整（文件在上传时变了），请重试")
            return
        with path.open("ab") as file:
            file.write(data)
        if at + len(data) < size:
            self.drop.send({"kind": "more", "id": message["id"], "at": at + len(data)})
            return
        del self._coming[message["id"]]
        self.drop.send({"kind": "done", "id": message["id"]})
        self._arrived(message["id"], path, name)

    def _part(self) -> Path:
        """Return where a file stands until it is complete."""
        self._begun += 1
        return self._folder / f".{self._begun}"

    def _place(self, name: str) -> Path:
        """Return where a complete file stands: under its name, beside the others."""
        path = self._folder / name
        known = {one for _, one in self._paths.values()}
        if name not in known and path.exists():
            # Names that differ only in case are one where the system takes them for one.
            path = self._folder / f".{self._begun}s" / name
            path.parent.mkdir()
        return path

    def _arrived(self, identity: str, part: Path, name: str) -> None:
        if not self.drop.multiple:
            for path, _ in self._paths.values():
                path.unlink(missing_ok=True)
            self._paths.clear()
        path = part.replace(self._place(name))
        # The same file again takes the place of the earlier one, else it would count twice.
        self._paths = {key: one for key, one in self._paths.items() if one[1] != name}
        self._paths[identity] = (path, name)
        self._changed()

    def _changed(self) -> None:
        self._table = None
        said: Html | None = None
        if self._register is not None and self._paths:
            try:
                self._table = read_table(self._register, list(self._paths.values()), self._rules())
            except MktkitError as error:
                said = element("div", f"⚠ {error}", class_="mk-wrongs", role="alert")
                self._paths.clear()
            except STOPS:
                raise
            except BaseException as error:  # a reader that gives up must not take the page with it
                _LOG.error("an uploaded file could not be read", exc_info=error)
                words = f"⚠ 没有读成：程序出错（{type(error).__name__}）。请用 Excel 或 WPS 另存一次再上传；还不行就把文件交给维护的人。"
                said = element("div", words, class_="mk-wrongs", role="alert")
                self._paths.clear()
        self.said.value = said or self._report()
        self.drop.files = [
            {"id": key, "name": name, "size": path.stat().st_size}
            for key, (path, name) in self._paths.items()
        ]
        for listener in self._listeners:
            listener()

    def _report(self) -> Html:
        if self._table is None or self._register is None:
            return Html()
        faults = self._table.faults
        notices = [one for one in self._table.findings if one not in faults]
        if faults:
            head = f"⚠ {len(faults)} 处要改，改好后重新上传："
            said = element("div", head, element("ol", *_items(faults)), class_="mk-wrongs", role="alert")
        else:
            said = element("p", f"✓ {self._register.title}：读到 {len(self._table.places)} 行")
        notes = element("div", "提示：", element("ul", *_items(notices)), class_="mk-waits")
        return join([said, *([notes] if notices else [])])

    # -- plain text ----------------------------------------------------------------------------------

    def __str__(self) -> str:
        names = "、".join(name for name, _ in self.files)
        head = f"［{self.drop.label}］{names or '还没有选文件'}"
        return "\n".join([head, *(f"  {one}" for one in self.findings)])


def upload(
    register: str | Register | None = None,
    *,
    label: str = "",
    rules: Rules | None = None,
    accept: Sequence[str] = (),
    multiple: bool = True,
    most_mb: int = MAX_FILE_MB,
) -> Upload:
    """Return a place to drop or choose files on; with a register they are read and checked at once.

    Parameters
    ----------
    register
        Name of a register, English or Chinese; None takes any file.
    label
        What is asked for; default the register's title.
    rules
        The rules in force; default today's.
    accept
        File endings; default those a register is read from.
    multiple
        Whether several files together are taken.
    most_mb
        Size limit of each file; it is stated, and checked before anything is sent.

    Returns
    -------
    Upload
        ``.value`` is the register's frame (money in 分), or name → file; or raises. ``.findings`` is all that was found.

    Raises
    ------
    MktkitError
        No such register.

    Examples
    --------
    >>> place = upload(label="合同扫描件", accept=[".pdf"])
    >>> place.take("合同.pdf", b"%PDF-")
    >>> place.value["合同.pdf"].read_bytes()
    b'%PDF-'
    """
    found = find_register(REGISTERS, register) if isinstance(register, str) else register

    return Upload(
        found,
        lambda: rules or load_rules(on=dt.date.today()),
        label=label or (found.title if found else "文件"),
        accept=list(accept or (READABLE if found else ())),
        multiple=multiple,
        most_mb=most_mb,
    )
