"""待办: what waits for a person, and what they may do about it; works in JupyterLab and Voilà alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TypeVar

import ipywidgets as w

from mktkit.desk.deciding import decide
from mktkit.desk.layout import as_kept, as_modelled, day_of, list_row, step_row
from mktkit.desk.notice import Notice
from mktkit.desk.papers import Registry
from mktkit.desk.person import DeclaredPerson
from mktkit.errors import MktkitError
from mktkit.forms import download, form, upload
from mktkit.forms.files.download import Download
from mktkit.forms.results import Part, parts_of, plain_text, waits
from mktkit.forms.widgets.base import Panel
from mktkit.records import ACTION_TITLES, Actor, Attachment, Record, Store, allowed_actions
from mktkit.records.handover import accept, handover
from mktkit.records.model import Action
from mktkit.rules import Rules, load_rules

__all__ = ["Inbox"]

T = TypeVar("T")

_ACTIONS: tuple[Action, ...] = ("approve", "lock", "return", "reject", "withdraw", "submit", "void")


def _table(rows: Iterable[Mapping[str, object]], empty: str) -> Part:
    listed = list(rows)
    return next(iter(parts_of(listed))) if listed else waits(empty)


def _size(count: int) -> str:
    return f"{max(1, round(count / 1024))} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


class Inbox(Panel):
    """What waits for a person; made by :func:`mktkit.documents.approvals`.

    Parameters
    ----------
    store
        The records.
    rules
        For the posts that may be chosen and what documents are shown by; None: those in force on the day.
    papers
        The kinds of documents it can show by their models; others are shown as they were kept.
    """

    def __init__(self, store: Store, rules: Rules | None, papers: Registry) -> None:
        self._store, self._rules, self._papers = store, rules, papers
        #: Version that is shown: what somebody has not seen they cannot approve.
        self._seen: Record | None = None
        self._texts: dict[w.HTML, str] = {}
        wide = w.Layout(width="auto", max_width="60em")
        self.who = form(DeclaredPerson, draft="本人", rules=rules, title="我是谁")
        self.waiting, self.document, self.said = w.HTML(), w.HTML(), Notice()
        self.attached, self.outgoing = w.VBox(), w.VBox()
        self.chooser = w.Dropdown(description="单据", layout=wide)
        self.reason = w.Textarea(
            placeholder="退回、不同意、作废时必填；明知有拦下的问题仍要通过的，也要写",
            description="理由",
            layout=wide,
        )
        self.buttons = {action: w.Button(description=ACTION_TITLES[action]) for action in _ACTIONS}
        self.incoming = upload(label="接收别人移交的单据文件", accept=[".mktkit"], multiple=False)
        self._listen()
        about = [self.chooser, self.document, self.attached, self.reason, w.HBox([*self.buttons.values()])]
        super().__init__(
            [
                self.who,
                w.HTML("<h3>等我办的</h3>"),
                self.waiting,
                w.HTML("<h3>看一张单据</h3>"),
                *about,
                self.said,
                w.HTML("<h3>移交与接收</h3>"),
                self.outgoing,
                self.incoming,
            ]
        )
        self.refresh()

    def _listen(self) -> None:
        for action, button in self.buttons.items():
            button.on_click(lambda _, chosen=action: self.act(chosen))
        self.chooser.observe(lambda _: self._show(), names="value")
        self.who.on_change(self.refresh)
        self.incoming.on_change(self._accept)

    # -- what is there -------------------------------------------------------------------------------

    @property
    def actor(self) -> Actor | None:
        """Who sits here, None until the form is filled in."""
        return self.who.value.actor if self.who.valid else None

    def refresh(self) -> None:
        """Read the store again."""
        actor = self.actor
        records = self._try(self._store.list) or ()
        waiting = (self._try(partial(self._store.waiting_for, actor)) or ()) if actor else ()
        empty = "没有等您办的单据。" if actor else "先填工号、姓名和岗位。"
        self._put(self.waiting, _table(map(list_row, waiting), empty))
        chosen = self.chooser.value
        first = {record.document: record for record in (*waiting, *records)}
        self.chooser.options = [
            (f"{one.title}（{one.document}，{one.status_title}）", key) for key, one in first.items()
        ]
        self.chooser.value = chosen if chosen in first else next(iter(first), None)
        self._show()

    def _show(self) -> None:
        document = self.chooser.value
        history: tuple[Record, ...] = ()
        if document is None:
            self._put(self.document, waits("还没有单据。"))
            self.outgoing.children = self.attached.children = ()
        else:
            history = self._try(partial(self._store.history, document)) or ()
        if history:
            self._show_document(history)
        allowed = self._allowed(document) if history else ()
        for action, button in self.buttons.items():
            button.layout.display = "" if action in allowed else "none"

    def _show_document(self, history: tuple[Record, ...]) -> None:
        last = history[-1]
        self._seen = last
        steps = {"经过": [step_row(record) for record in history]}
        self._put(self.document, *parts_of(self._content(last)), *parts_of(steps))
        self.attached.children = tuple(map(self._attachment, last.attachments))
        self.outgoing.children = (
            download(
                f"{last.title}-{last.document}.mktkit",
                partial(handover, self._store, last.document),
                label="移交这张单据（下载一个文件，发给下一个人）",
            ),
        )

    def _attachment(self, one: Attachment) -> Download:
        content = partial(self._store.attachment, one)
        return download(one.name, content, label=f"附件 {one.name}（{_size(one.size)}）")

    def _allowed(self, document: str) -> tuple[Action, ...]:
        actor = self.actor
        return allowed_actions(self._try(partial(self._store.state, document)), actor) if actor else ()

    def _content(self, record: Record) -> dict[str, object]:
        """Return what is to be shown of a document: by the titles of its model, and what a reviewer should know."""
        paper = self._papers.get(record.kind)
        content = paper.read(record.data) if paper else None
        if paper is None or content is None:
            return as_kept(record)
        rules = self._rules or load_rules(on=day_of(record))
        tables = as_modelled(record, content, rules)
        review = paper.review
        found = self._try(lambda: review(content, record, self._store, rules)) if review else None
        return tables | {"审核时请看": found} if found else tables

    # -- what is done --------------------------------------------------------------------------------

    def act(self, action: Action) -> None:
        """Do what a button says, and say what came of it."""
        actor, document = self.actor, self.chooser.value
        if actor is None or document is None or self._seen is None:
            self.said.say("先填工号、姓名和岗位，再选一张单据。", wrong=True)
            return
        reason = self.reason.value.strip()
        seen = self._seen
        record = self._try(
            lambda: decide(self._store, self._papers, seen, actor, action, reason, self._rules)
        )
        if record is None:
            self.refresh()
            return
        self.reason.value = ""
        self.refresh()
        # Said last: whoever reads it may press the next button at once, which must not be one about to be replaced.
        self.said.say(f"已{ACTION_TITLES[record.action]}：{record.title}，现在是{record.status_title}。")

    def _accept(self) -> None:
        if not self.incoming.valid:
            return
        for path in self.incoming.value.values():
            taken = self._try(partial(accept, self._store, path.read_bytes()))
            if taken is not None:
                self.refresh()
                self.said.say(str(taken))

    def _try(self, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except MktkitError as problem:
            self.said.say(str(problem), wrong=True)
            return None

    def _put(self, place: w.HTML, *parts: Part) -> None:
        place.value = "".join(part.html for part in parts)
        self._texts[place] = plain_text(parts)

    def __str__(self) -> str:
        return "\n".join(self._texts[place] for place in (self.waiting, self.document))
