"""Drafts on disk: what stands in a form that is not handed in yet, and which window may write to it.

A draft is one JSON file of the data folder, replaced whole (written beside, then renamed), so that a power cut leaves
the old or the new one.  Its key is person, form, document.  Beside it stands a lock that names the process that holds
it; a lock of a process that is gone, or that has not been touched for a while, is stale.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import getpass
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeAlias

from mktkit.errors import MktkitError, show
from mktkit.files import make_folder, own, put_whole
from mktkit.forms.drafts.lock import Holder
from mktkit.forms.places import Raw
from mktkit.paths import data_folder

__all__ = [
    "Contents",
    "DraftContent",
    "DraftFile",
    "DraftKey",
    "Holder",
    "discard_draft",
    "list_drafts",
    "person_here",
]

#: What stands in the fields of a form: field name → plain data.
Contents: TypeAlias = dict[str, Raw]

_FORMAT = 1
_HISTORY = 30
_HISTORY_BYTES = 400_000


def person_here() -> str:
    """Return who sits here as far as the machine knows: ``MKTKIT_PERSON``, else the name of the account."""
    named = os.environ.get("MKTKIT_PERSON")
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "本机"


def _safe(text: str) -> str:
    """Return a name that every file system takes and that no two texts share."""
    plain = re.sub(r"[^\w-]", "_", text)[:40]
    return f"{plain}-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


@dataclass(frozen=True)
class DraftKey:
    """Whose draft of which document of which form."""

    person: str
    form: str
    document: str

    @property
    def folder(self) -> Path:
        """Where the drafts of this person and form stand."""
        return data_folder() / "drafts" / _safe(self.person) / _safe(self.form)


@dataclass
class DraftContent:
    """What a draft holds.

    Attributes
    ----------
    raw
        Content of the fields, as typed.
    titles
        Field name → title as it was, so that what has no place any more can be named.
    history
        Earlier contents, the oldest first.
    left
        What could not be carried over, as (title, text).
    saved
        When, as ``2026-03-05T10:32:11``.
    """

    raw: Contents
    titles: dict[str, str] = field(default_factory=dict)
    history: list[Contents] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    saved: str = ""


class DraftFile:
    """One draft on disk and its lock."""

    def __init__(self, key: DraftKey, holder: Holder) -> None:
        self.key = key
        self.me = holder
        self.path = key.folder / f"{_safe(key.document)}.json"
        self.lock = self.path.with_suffix(".lock")

    # -- content -------------------------------------------------------------------------------------

    def read(self) -> DraftContent | None:
        """Return the draft; None when there is none.

        Raises
        ------
        MktkitError
            The file is damaged; it is set aside, not deleted.
        """
        try:
            return _content(json.loads(self.path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise MktkitError("草稿打不开", "", "检查文件夹的权限后重试", where=str(self.path)) from error
        except (ValueError, RecursionError):
            raise self.set_aside() from None

    def set_aside(self) -> MktkitError:
        """Keep a damaged draft under another name, out of the way; return what the user is told."""
        aside, number = self.path.with_suffix(".damaged"), 1
        while aside.exists():
            number += 1
            aside = self.path.with_suffix(f".{number}.damaged")
        os.replace(self.path, aside)
        return MktkitError(
            f"草稿{show(self.key.document)}的文件已损坏",
            "",
            f"文件已改名为 {aside.name} 留存，这里从空白开始",
            where=str(self.path),
        )

    def saved(self) -> str:
        """Return when the draft was saved last, empty when there is none or it cannot be read."""
        try:
            draft = self.read()
        except MktkitError:
            return ""
        return draft.saved if draft else ""

    def write(self, draft: DraftContent) -> bool:
        """Save; False when another window has taken the draft over."""
        if not self.mine():
            return False
        draft.saved = dt.datetime.now().isoformat(timespec="milliseconds")
        draft.history = _bounded(draft.history)
        content = {"format": _FORMAT, **asdict(self.key), **asdict(draft)}
        # A browser may cut a character of two halves in two; the half that is left is no text.
        put_whole(self.path, json.dumps(content, ensure_ascii=False).encode(errors="replace"))
        return True

    def discard(self) -> None:
        """Delete the draft and let go of it."""
        for path in (self.path, self.lock):
            with contextlib.suppress(FileNotFoundError):
                path.unlink()

    # -- the lock ------------------------------------------------------------------------------------

    def holder(self) -> Holder | None:
        """Return who holds the draft; None when nobody does."""
        try:
            found = Holder(**json.loads(self.lock.read_text(encoding="utf-8")))
            return found if found.alive(self.lock.stat().st_mtime) else None
        except (OSError, ValueError, TypeError, RecursionError):
            return None

    def mine(self) -> bool:
        """Whether this window holds the draft."""
        found = self.holder()
        return found is not None and found.window == self.me.window

    def take(self, *, force: bool = False) -> Holder | None:
        """Take the draft; return who holds it when it cannot be had, None when it was taken."""
        found = self.holder()
        if found is not None and found.window != self.me.window and not force:
            return found
        text = json.dumps(asdict(self.me), ensure_ascii=False)
        if found is None and not force:
            with contextlib.suppress(FileNotFoundError):
                self.lock.unlink()
            make_folder(self.lock.parent)
            try:
                # Two windows at the same moment: the file system lets only one make the file.
                with open(self.lock, "x", encoding="utf-8", opener=own) as file:
                    file.write(text)
            except FileExistsError:
                return self.holder()
            return None
        put_whole(self.lock, text.encode())
        return None

    def touch(self) -> bool:
        """Say that this window is still there; False when it no longer holds the draft."""
        if not self.mine():
            return False
        with contextlib.suppress(OSError):
            os.utime(self.lock)
        return True

    def release(self) -> None:
        """Let go of the draft."""
        if self.mine():
            with contextlib.suppress(OSError):
                self.lock.unlink()


def _content(data: object) -> DraftContent:
    """Read a draft, trusting nothing.

    Raises
    ------
    ValueError
        It is none.
    """
    match data:
        case {
            "raw": dict() as raw,
            "titles": dict() as titles,
            "history": list() as history,
            "left": list() as left,
            "saved": str() as saved,
        } if _all(titles.values(), str) and _all(history, dict) and _all(left, list):
            # Half a character reaches neither a browser nor a document.
            json.dumps(data, ensure_ascii=False).encode()
            return DraftContent(
                raw, titles, history, [(str(title), str(text)) for title, text in left], saved
            )
    raise ValueError


def _all(values: Iterable[object], kind: type) -> bool:
    return all(isinstance(one, kind) for one in values)


def _bounded(history: list[Contents]) -> list[Contents]:
    """Return the latest steps that are worth their room."""
    kept: list[Contents] = []
    room = _HISTORY_BYTES
    for step in reversed(history[-_HISTORY:]):
        room -= len(json.dumps(step, ensure_ascii=False))
        if room < 0:
            break
        kept.append(step)
    return kept[::-1]


def _found(person: str | None) -> Iterator[tuple[DraftKey, str]]:
    for path in sorted((data_folder() / "drafts").glob("*/*/*.json")):
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            key = DraftKey(str(data["person"]), str(data["form"]), str(data["document"]))
            saved = str(data["saved"])
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            continue
        if person is None or key.person == person:
            yield key, saved


def list_drafts(person: str | None = None, form: str | None = None) -> list[dict[str, str]]:
    """Return the drafts on this machine, the latest first, as table rows with Chinese titles.

    Parameters
    ----------
    person
        Only those of this person.
    form
        Only those of this form.
    """
    rows = [
        {
            "填写人": key.person,
            "表单": key.form,
            "单据": key.document,
            "保存时间": saved[:19].replace("T", " "),
        }
        for key, saved in _found(person)
        if form is None or key.form == form
    ]
    return sorted(rows, key=lambda row: row["保存时间"], reverse=True)


def discard_draft(person: str, form: str, document: str) -> None:
    """Delete a draft.

    Raises
    ------
    MktkitError
        It is open in another window.
    """
    file = DraftFile(DraftKey(person, form, document), Holder.new())
    if file.holder() is not None:
        raise MktkitError("草稿正在另一窗口打开", "", "关闭那个窗口后再丢弃", where=f"{form} · {document}")
    file.discard()
