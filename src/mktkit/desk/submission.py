"""The buttons below a form that keep what it holds and hand it in."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any, Generic, TypeVar

import ipywidgets as w
from pydantic import BaseModel

from mktkit.desk.handing_in import draft_of, hand_in, keep
from mktkit.desk.notice import Notice
from mktkit.desk.papers import Paper
from mktkit.desk.person import DeclaredPerson, person
from mktkit.errors import MktkitError
from mktkit.forms import Form, download
from mktkit.forms.widgets.base import Panel
from mktkit.records import SELF_DECLARED, Record, Store, open_store
from mktkit.records.handover import handover
from mktkit.rules import Rules, load_rules

__all__ = ["Submission", "submission"]

Filled = TypeVar("Filled", bound=BaseModel)


class Submission(Panel, Generic[Filled]):
    """Buttons below a form that keep it and hand it in; made by :func:`submission`."""

    def __init__(
        self,
        source: Form[Filled],
        paper: Paper[Filled, Any],
        store: Store,
        rules: Rules | None,
        who: Form[DeclaredPerson] | None = None,
    ) -> None:
        self._source, self._paper, self._store, self._rules = source, paper, store, rules
        self.who = who or person(paper.kind, rules=rules)
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
        self.said, self._file = Notice(), w.VBox()
        own = [] if who is not None else [self.who]
        super().__init__([*own, self.reason, w.HBox([self.save, self.submit]), self.said, self._file])
        self.add_class("mk-result")
        self.said.say("填好上面的表，写明经办人，再保存或提交。")

    def hand_in(self, *, submit: bool) -> Record | None:
        """Keep what the form holds as the next version, and hand it in where that is wanted."""
        if not (self._source.reveal() and self.who.reveal()):
            count = len(self._source.errors) + len(self.who.errors)
            self.said.say(f"还有 {count} 处要填或要改，改好后再点一次。", wrong=True)
            return None
        try:
            record = self._kept(submit)
        except MktkitError as problem:
            self.said.say(str(problem), wrong=True)
            return None
        self.said.say(f"{record.title}：第 {record.version} 版，{record.status_title}（{SELF_DECLARED}）。")
        self._file.children = (
            download(
                f"{record.title}-{record.document}.mktkit",
                partial(handover, self._store, record.document),
                label="移交这张单据（发给审批人，在他的「待办」里接收）",
            ),
        )
        return record

    def _kept(self, submit: bool) -> Record:
        rules = self._rules or load_rules(on=dt.date.today())
        actor, reason = self.who.value.actor, self.reason.value.strip()
        value, store = self._source.value, self._store
        if submit:
            return hand_in(store, self._paper, value, actor, rules, reason)
        return keep(store, draft_of(store, self._paper, value, rules), actor, reason)

    def __str__(self) -> str:
        return f"［保存］［保存并提交］\n{self.said.text}"


def submission(
    source: Form[Filled],
    paper: Paper[Filled, Any],
    *,
    who: Form[DeclaredPerson] | None = None,
    store: Store | None = None,
    rules: Rules | None = None,
) -> Submission[Filled]:
    """Return the buttons that keep what a form holds and hand it in along the approval chain of its clause.

    Parameters
    ----------
    source
        The form.
    paper
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
    return Submission(source, paper, store or open_store(), rules, who)
