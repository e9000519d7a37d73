"""Handing a form in: what it holds becomes the next version of a document and waits for whoever approves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ipywidgets as w

from mktkit.desk.inbox import Declared
from mktkit.errors import Finding, FindingsError, MktkitError
from mktkit.forms import Form, download, form
from mktkit.forms.results import message
from mktkit.forms.widgets.base import Column
from mktkit.records import SELF_DECLARED, Actor, Attachment, Draft, Record, Store, open_store
from mktkit.records.handover import handover
from mktkit.records.model import FINAL
from mktkit.rules import Rules, load_rules

__all__ = ["Kind", "Submission", "person", "submission"]


def _no_files(value: Any) -> tuple[tuple[str, bytes], ...]:
    return ()


def _itself(value: Any) -> Any:
    return value


def _nothing(value: Any, store: Store) -> Sequence[Finding]:
    return ()


@dataclass(frozen=True)
class Kind:
    """What a form is handed in as.

    Attributes
    ----------
    kind
        Kind of document, as :data:`mktkit.desk.inbox.PAPERS` lists it.
    clause
        The clause whose approval chain it follows.
    number, title
        Number and title of the document, from the form's value: the same number is the next version of the same document.
    body
        What is kept; default the value itself.
    files
        (name, content) of what goes along.
    check
        What stands against handing it in, from the value and what has been kept; a fault stops it, saving goes on.
    department
        Whose document it is.
    """

    kind: str
    clause: str
    number: Callable[[Any], str]
    title: Callable[[Any], str]
    body: Callable[[Any], Any] = _itself
    files: Callable[[Any], tuple[tuple[str, bytes], ...]] = _no_files
    check: Callable[[Any, Store], Sequence[Finding]] = _nothing
    department: str = "市场部"


class Submission(Column):
    """Buttons below a form that keep it and hand it in; made by :func:`submission`."""

    def __init__(
        self,
        source: Form[Any],
        kind: Kind,
        store: Store,
        rules: Rules | None,
        who: Form[Declared] | None = None,
    ) -> None:
        self._source, self._kind, self._store, self._rules = source, kind, store, rules
        self.who = who or person(kind.kind, rules=rules)
        self.reason = w.Text(
            description="更正理由",
            placeholder="已通过的单据要更正时必填",
            layout=w.Layout(width="auto", max_width="60em"),
        )
        self.save = w.Button(description="保存", layout=w.Layout(width="max-content"))
        self.submit = w.Button(
            description="保存并提交", button_style="primary", layout=w.Layout(width="max-content")
        )
        self.save.on_click(lambda _: self.hand_in(submit=False))
        self.submit.on_click(lambda _: self.hand_in(submit=True))
        self._said, self._file, self._words = w.HTML(), w.VBox(), ""
        own = [] if who is not None else [self.who]
        super().__init__([*own, self.reason, w.HBox([self.save, self.submit]), self._said, self._file])
        self.add_class("mk-result")
        self._say("填好上面的表，写明经办人，再保存或提交。")

    def hand_in(self, *, submit: bool) -> Record | None:
        """Keep what the form holds as the next version, and hand it in where that is wanted."""
        if not (self._source.reveal() and self.who.reveal()):
            count = len(self._source.errors) + len(self.who.errors)
            self._say(f"还有 {count} 处要填或要改，改好后再点一次。", wrong=True)
            return None
        try:
            if submit:
                self._check()
            record = self._keep()
            if submit:
                record = self._store.act(record.document, self._actor, "submit")
        except MktkitError as problem:
            self._say(str(problem), wrong=True)
            return None
        self._say(f"{record.title}：第 {record.version} 版，{record.status_title}（{SELF_DECLARED}）。")
        name = f"{record.title}-{record.document}.mktkit"
        give = lambda: handover(self._store, record.document)  # noqa: E731  # made when the button is pressed
        self._file.children = (
            download(name, give, label="移交这张单据（发给审批人，在他的「待办」里接收）"),
        )
        return record

    def _check(self) -> None:
        found = self._kind.check(self._source.value, self._store)
        if any(one.level == "fault" for one in found):
            raise FindingsError(found, "还不能提交（可以先保存）")

    @property
    def _actor(self) -> Actor:
        me = self.who.value
        return Actor(me.person_id, me.name, tuple(me.posts))

    def _keep(self) -> Record:
        value, kind = self._source.value, self._kind
        rules = self._rules or load_rules(on=dt.date.today())
        kept: tuple[Attachment, ...] = tuple(
            self._store.attach(name, data) for name, data in kind.files(value)
        )
        draft = Draft.of(
            rules,
            kind=kind.kind,
            title=kind.title(value),
            body=kind.body(value),
            document=kind.number(value),
            clause=kind.clause,
            department=kind.department,
            attachments=kept,
        )
        final = [one for one in self._store.list() if one.document == draft.document and one.status in FINAL]
        if final:
            return self._store.correct(draft, self._actor, self.reason.value.strip())
        return self._store.save(draft, self._actor)

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._said.value, self._words = message(text, wrong=wrong).html, text

    def __str__(self) -> str:
        return f"［保存］［保存并提交］\n{self._words}"


def person(page: str = "", *, rules: Rules | None = None) -> Form[Declared]:
    """Return the form of who hands in, one a page: a draft has one window, and 待办 has one of its own."""
    return form(Declared, draft=f"经办人 {page}".strip(), rules=rules, title="经办人")


def submission(
    source: Form[Any],
    kind: Kind,
    *,
    who: Form[Declared] | None = None,
    store: Store | None = None,
    rules: Rules | None = None,
) -> Submission:
    """Return the buttons that keep what a form holds and hand it in along the approval chain of its clause.

    Parameters
    ----------
    source
        The form.
    kind
        What it is handed in as.
    who
        The form of who hands it in, where the page shows one for several; default one of its own.
    store
        The records; default this machine's.
    rules
        The rules in force; default today's.

    Notes
    -----
    制度 3.1.1, 3.1.4, 3.2.1. The same number again is the next version; a document already passed is corrected with a reason.
    """
    return Submission(source, kind, store or open_store(), rules, who)
