"""Keeps what is typed: saves it a moment later, remembers the way back, and knows whether another window writes."""

from __future__ import annotations

import atexit
import time
import weakref
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from mktkit.errors import MktkitError
from mktkit.forms.drafts.file import Contents, DraftContent, DraftFile, DraftKey, discard_draft, list_drafts
from mktkit.forms.drafts.later import Later, running_loop
from mktkit.forms.drafts.lock import Holder

__all__ = ["Keeper", "Kept"]

_QUIET, _LATEST = 0.5, 2.0
_TOUCH, _LOOK = 10.0, 3.0
#: A page that was not heard of for so long is gone, or out of sight; it gets the draft again when it comes back.
_SILENT = 50.0
_STEPS = 60

#: The keepers of this process by draft: a cell that is run again takes over from the form it made before.
_HERE: weakref.WeakValueDictionary[DraftKey, Keeper] = weakref.WeakValueDictionary()


@atexit.register
def _release_all() -> None:
    for keeper in list(_HERE.values()):
        keeper.leave()


class Kept(Protocol):
    """A form, as the keeper of its draft needs it."""

    @property
    def raw(self) -> Contents:
        """What stands in the fields."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Field name → title."""

    def put(self, raw: Contents) -> list[tuple[str, str]]:
        """Put content back; returns what has no place, as (title, text)."""

    def reset(self, document: str) -> None:
        """Show the document as it was before anything was typed."""

    def lock(self, locked: bool) -> None:
        """Let nobody write, or let them again."""

    def report(self, **state: object) -> None:
        """Show the state of the draft."""


class Keeper:
    """Draft, history and lock of one form; without a key only the history."""

    def __init__(self, form: Kept, key: DraftKey | None) -> None:
        self._form = form
        self._me = Holder.new()
        self.file: DraftFile | None = None
        self._past: list[Contents] = []
        self._future: list[Contents] = []
        self._left: list[tuple[str, str]] = []
        self._base: Contents = form.raw
        self._held = False
        self._elsewhere: Holder | None = None
        self._words = ""
        self._seen = ""
        self._later = Later(self._settle, quiet=_QUIET, latest=_LATEST)
        self._ticking = False
        self._heard = 0.0
        if key is not None:
            self._open(key)
        self.report()

    # -- opening -------------------------------------------------------------------------------------

    def _open(self, key: DraftKey) -> None:
        self.file = DraftFile(key, self._me)
        older = _HERE.get(key)
        if older is not None and older is not self:
            older.yield_to()
        _HERE[key] = self
        self._restore()
        holder = self.file.holder()
        if holder is not None and holder.window != self._me.window:
            self._see(holder)

    def _restore(self) -> None:
        """Show the draft on disk, if there is one."""
        assert self.file is not None
        self._words, self._seen = "", ""
        try:
            draft = self.file.read()
        except MktkitError as error:
            self._words, draft = str(error), None
        if draft is None:
            self._past, self._left = [], []
        else:
            fresh = [(draft.titles.get(title, title), text) for title, text in self._form.put(draft.raw)]
            self._left = [*draft.left, *(one for one in fresh if one not in draft.left)]
            self._past, self._seen = draft.history, draft.saved
            self._words = f"已恢复 {draft.saved[5:16].replace('T', ' ')} 的草稿"
        self._future = []
        self._base = self._form.raw

    # -- the lock ------------------------------------------------------------------------------------

    @property
    def readonly(self) -> bool:
        """Whether another window writes."""
        return self._elsewhere is not None

    def _see(self, holder: Holder) -> None:
        self._held, self._elsewhere = False, holder
        self._later.drop()
        self._form.lock(True)
        self._tick()

    def _hold(self, *, force: bool = False) -> bool:
        """Get hold of the draft; False when another window has it."""
        if self.file is None or (self._held and not force and self.file.mine()):
            return True
        holder = self.file.take(force=force)
        if holder is not None:
            self._see(holder)
            return False
        if self.readonly:
            self._form.lock(False)
        self._held, self._elsewhere = True, None
        self._tick()
        return True

    def _catch_up(self) -> bool:
        """Show what another window has saved since; False when none has."""
        assert self.file is not None
        saved = self.file.saved()
        if not saved or saved == self._seen:
            return False
        self._later.drop()
        self._restore()
        return True

    def here(self, tab: str = "", page: str = "") -> None:
        """A page shows the form: get hold of the draft."""
        if self.file is None:
            return
        moved = (tab, page) != (self._me.tab, self._me.page)
        self._heard = time.monotonic()
        held = self._held
        self._me = self.file.me = replace(self._me, tab=tab, page=page)
        holder = self.file.holder()
        ours = holder is not None and (holder.window == self._me.window or holder.reloaded(tab, page))
        if self._hold(force=ours and moved) and not held:
            self._catch_up()
        self.report()

    def take(self) -> None:
        """Go on here, whoever holds the draft; the other window is told."""
        self._hold(force=True)
        self._catch_up()
        self.report()

    def leave(self) -> None:
        """The window is gone: save what is due, let go."""
        self._later.now()
        if self.file is not None and self._held:
            self.file.release()
            self._held = False

    def yield_to(self) -> None:
        """A newer form of this process takes over."""
        if not self.readonly:
            self.leave()
            self._see(replace(self._me, since=""))
            self.report()

    def _tick(self) -> None:
        """Look after the lock from time to time, as long as the form lives."""
        loop = running_loop()
        if loop is None or self._ticking:
            return
        self._ticking = True
        me = weakref.ref(self)

        def tick() -> None:
            keeper = me()
            if keeper is None:
                return
            keeper._ticking = False
            keeper._look()

        loop.call_later(_LOOK if self.readonly else _TOUCH, tick)

    def _look(self) -> None:
        if self.file is None:
            return
        if self._held:
            if self._heard and time.monotonic() - self._heard > _SILENT:
                self.leave()
                return
            if not self.file.touch():
                self._see(self.file.holder() or self._me)
                self.report()
            self._tick()
        elif self.readonly:
            holder = self.file.holder()
            if holder is None and _HERE.get(self.file.key) is self:
                if self._hold():
                    self._catch_up()
                self.report()
            self._tick()

    # -- changes -------------------------------------------------------------------------------------

    def changed(self) -> None:
        """Somebody wrote: save in a moment."""
        if not self.readonly:
            self._later.ask()

    def flush(self) -> None:
        """Save now what would be saved in a moment."""
        self._later.now()

    def _settle(self) -> None:
        raw = self._form.raw
        if raw != self._base:
            self._past.append(self._base)
            del self._past[:-_STEPS]
            self._future.clear()
            self._base = raw
            self._save()
        self.report()

    def _save(self) -> None:
        if self.file is None:
            return
        held = self._held
        if not self._hold() or (not held and self._catch_up()):
            return
        draft = DraftContent(self._base, dict(self._form.titles), self._past, self._left)
        try:
            if self.file.write(draft):
                self._seen = draft.saved
                self._words = f"草稿已保存 {draft.saved[11:19]}"
            else:
                self._see(self.file.holder() or self._me)
        except OSError as error:
            self._words = f"⚠ 草稿没有存上：{error.strerror or '磁盘写不进去'}；请先复制出内容"

    def undo(self) -> None:
        """Go back to before the last change."""
        self._go(self._past, self._future)

    def redo(self) -> None:
        """Go forward again."""
        self._go(self._future, self._past)

    def _go(self, source: list[Contents], target: list[Contents]) -> None:
        self._later.now()
        if source and not self.readonly:
            target.append(self._base)
            self._form.put(source.pop())
            self._later.drop()
            self._base = self._form.raw
            self._save()
        self.report()

    def forget_left(self) -> None:
        """Keep no longer what had no place."""
        self._left = []
        self._save()
        self.report()

    def discard(self, document: str = "") -> None:
        """Delete a draft: this one, or another document's."""
        if self.file is None or self.readonly:
            return
        key = self.file.key
        if document and document != key.document:
            try:
                discard_draft(key.person, key.form, document)
            except MktkitError as error:
                self._words = str(error)
        else:
            self._later.drop()
            self.file.discard()
            self._held = False
            self._past.append(self._form.raw)
            self._form.reset(key.document)
            self._later.drop()
            self._base, self._left, self._words = self._form.raw, [], "草稿已丢弃，可以撤销"
        self.report(others=True)

    def open(self, document: str) -> None:
        """Turn to another document's draft, or begin a new one."""
        if self.file is None or document == self.file.key.document:
            return
        self.leave()
        if self.readonly:
            self._elsewhere = None
            self._form.lock(False)
        self._form.reset(document)
        self._later.drop()
        self._open(replace(self.file.key, document=document))
        self.here()

    # -- what is shown -------------------------------------------------------------------------------

    @property
    def document(self) -> str:
        """The document that is open."""
        return self.file.key.document if self.file else ""

    def report(self, *, others: bool = False) -> None:
        """Tell the form how things stand; with `others`, also which other drafts there are."""
        state: dict[str, object] = {
            "saved": self._words,
            "undo": bool(self._past),
            "redo": bool(self._future),
            "readonly": self.readonly,
            "banner": self._banner(),
            "left": [{"title": title, "text": text} for title, text in self._left],
            "drafts": self.file is not None,
            "document": self.document,
        }
        if others and self.file is not None:
            key = self.file.key
            state["others"] = [
                {"document": row["单据"], "saved": row["保存时间"][5:16]}
                for row in list_drafts(key.person, key.form)
                if row["单据"] != key.document
            ]
        self._form.report(**state)

    def _banner(self) -> str:
        holder = self._elsewhere
        if holder is None:
            return ""
        if not holder.since:
            return "这张表单已在另一处重新打开。这里只能看，免得互相覆盖。"
        where = "" if holder.host == self._me.host else f"电脑「{holder.host}」，"
        return f"已在另一窗口打开（{where}{holder.since[5:16].replace('T', ' ')} 起）。这里只能看，免得互相覆盖。"
