"""待办: what waits for a person, and what they may do about it; works in JupyterLab and Voilà alike."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any, ClassVar

import ipywidgets as w
from pydantic import BaseModel, ValidationError

from mktkit.errors import MktkitError
from mktkit.fields.layout import Known
from mktkit.fields.showing import shown
from mktkit.forms import Code, download, entry, form, upload
from mktkit.forms.results import Part, message, parts_of, plain_text, waits
from mktkit.forms.widgets.base import Column
from mktkit.records import ACTION_TITLES, SELF_DECLARED, Actor, Record, Store, allowed_actions, open_store
from mktkit.records.handover import accept, handover
from mktkit.records.model import Action
from mktkit.rules import Rules, load_rules

__all__ = ["PAPERS", "Declared", "Desk", "Paper", "approvals"]

#: Posts that approve and stand outside the department.
OUTSIDE = ("财务部门", "公司高层")

#: How deep a document without a model is laid out; what lies deeper is shown as it is kept.
_SHOWN_DEPTH = 3


@dataclass(frozen=True)
class Paper:
    """How the desk shows a kind of document, named as ``module:name`` so that it loads only when one is looked at.

    Attributes
    ----------
    model
        The pydantic model of its content, whose titles and units are shown.
    review
        ``review(content, record, store, rules)`` returns what a reviewer should see besides the content (checks, sums),
        as anything :func:`mktkit.live` can show; empty: nothing.
    """

    model: str
    review: str = ""


#: Kind of document → how it is shown; a subject adds its line here.
PAPERS: dict[str, Paper] = {
    "onboarding_exam": Paper("mktkit.onboarding.model:ExamResult"),
    "expense_claim": Paper("mktkit.expense.claim.model:Claim", "mktkit.expense.claim.view:review"),
    "expense_budget": Paper(
        "mktkit.expense.budget.model:Budget", "mktkit.expense.pages.budget:review_budget"
    ),
    "research_plan": Paper(
        "mktkit.research.plan.model:ResearchPlan", "mktkit.research.pages.plan:review_plan"
    ),
    "research_report": Paper(
        "mktkit.research.report.model:FiledReport", "mktkit.research.pages.report:review_report"
    ),
    "brand_positioning": Paper("mktkit.promotion.model:Positioning"),
    "promotion_plan": Paper("mktkit.promotion.model:PromotionPlan"),
    "promotion_log": Paper("mktkit.promotion.model:ExecutionLog"),
    "promotion_evaluation": Paper("mktkit.promotion.model:Evaluation"),
}

_ACTIONS: tuple[Action, ...] = ("approve", "lock", "return", "withdraw", "submit")


def _posts(rules: Rules) -> list[str]:
    return [*rules.onboarding.posts, *OUTSIDE]


class Declared(BaseModel):
    """Who sits at this machine; declared, not checked (本机自报)."""

    form_name: ClassVar = "approvals.Declared"

    person_id: Code = entry("工号", example="M001", min_length=1)
    name: str = entry("姓名", min_length=1)
    posts: list[str] = entry("岗位", choices=_posts, default=list)


def _table(rows: Iterable[Mapping[str, Any]], empty: str) -> Part:
    listed = list(rows)
    if not listed:
        return waits(empty)
    return next(iter(parts_of(listed)))


def _flat(value: Any, name: str = "", depth: int = 0) -> Iterable[tuple[str, str]]:
    """Yield a document's content as pairs of name and text."""
    if isinstance(value, dict) and depth < _SHOWN_DEPTH:
        for key, inner in value.items():
            yield from _flat(inner, f"{name} · {key}" if name else str(key), depth + 1)
    elif isinstance(value, list) and depth < _SHOWN_DEPTH:
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name} {number}".strip(), depth + 1)
    else:
        yield name or "内容", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _named(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def _size(count: int) -> str:
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


class Desk(Column):
    """A person's desk; made by :func:`approvals`."""

    def __init__(self, store: Store, rules: Rules | None) -> None:
        self._store = store
        #: Version that is shown: what somebody has not seen they cannot approve.
        self._seen = 0
        self._rules = rules
        self._texts: dict[w.HTML, str] = {}
        self.who = form(Declared, draft="本人", rules=rules, title="我是谁")
        self._waiting = w.HTML()
        self.chooser = w.Dropdown(description="单据", layout=w.Layout(width="auto", max_width="60em"))
        self._document = w.HTML()
        self._attached = w.VBox()
        self.reason = w.Textarea(
            placeholder="退回时必填", description="理由", layout=w.Layout(width="auto", max_width="60em")
        )
        self.buttons = {action: w.Button(description=ACTION_TITLES[action]) for action in _ACTIONS}
        self._said = w.HTML()
        self._files = w.VBox()
        self.incoming = upload(label="接收别人移交的单据文件", accept=[".mktkit"], multiple=False)
        for action, button in self.buttons.items():
            button.on_click(lambda _, chosen=action: self.act(chosen))
        self.chooser.observe(lambda _: self._show(), names="value")
        self.who.on_change(self.refresh)
        self.incoming.on_change(self._accept)
        super().__init__(
            [
                self.who,
                w.HTML("<h3>等我办的</h3>"),
                self._waiting,
                w.HTML("<h3>看一张单据</h3>"),
                self.chooser,
                self._document,
                self._attached,
                self.reason,
                w.HBox(list(self.buttons.values())),
                self._said,
                w.HTML("<h3>移交与接收</h3>"),
                self._files,
                self.incoming,
            ]
        )
        self.refresh()

    # -- what is there -------------------------------------------------------------------------------

    @property
    def actor(self) -> Actor | None:
        """Who sits here, None until the form is filled in."""
        if not self.who.valid:
            return None
        value = self.who.value
        return Actor(value.person_id, value.name, tuple(value.posts))

    def refresh(self) -> None:
        """Read the store again."""
        actor = self.actor
        records = self._try(self._store.list) or ()
        waiting = (self._try(lambda: self._store.waiting_for(actor)) or ()) if actor else ()
        empty = "没有等您办的单据。" if actor else "先填工号、姓名和岗位。"
        self._put(self._waiting, _table(map(_row, waiting), empty))
        chosen = self.chooser.value
        first = {record.document: record for record in (*waiting, *records)}
        self.chooser.options = [
            (f"{one.title}（{one.document}，{one.status_title}）", key) for key, one in first.items()
        ]
        self.chooser.value = chosen if chosen in first else next(iter(first), None)
        self._show()

    def _show(self) -> None:
        document = self.chooser.value
        actor = self.actor
        allowed: tuple[str, ...] = ()
        if document is None:
            self._put(self._document, _table([], "还没有单据。"))
            self._files.children = self._attached.children = ()
        else:
            history = self._try(lambda: self._store.history(document)) or ()
            if history:
                last = history[-1]
                self._seen = last.version
                steps = {"经过": list(map(_step, history))}
                self._put(self._document, *parts_of(self._content(last)), *parts_of(steps))
                self._attached.children = tuple(
                    download(
                        one.name,
                        partial(self._store.attachment, one),
                        label=f"附件 {one.name}（{_size(one.size)}）",
                    )
                    for one in last.attachments
                )
                give = lambda: handover(self._store, document)  # noqa: E731  # made when the button is pressed
                self._files.children = (
                    download(
                        f"{last.title}-{document}.mktkit",
                        give,
                        label="移交这张单据（下载一个文件，发给下一个人）",
                    ),
                )
                if actor is not None:
                    allowed = allowed_actions(self._try(lambda: self._store.state(document)), actor)
        for action, button in self.buttons.items():
            button.layout.display = "" if action in allowed else "none"

    def _content(self, record: Record) -> dict[str, Any]:
        """Return what is to be shown of a document: by the titles of its model, and what a reviewer should know."""
        heading = f"{record.title}（{record.status_title}，{SELF_DECLARED}）"
        paper = PAPERS.get(record.kind)
        if paper is None:
            return {heading: _pairs(record.data)}
        day = dt.date.fromisoformat(record.when[:10])
        rules = self._rules or load_rules(on=day)
        try:
            content = _named(paper.model).model_validate(record.data)
        except ValidationError:
            # Written by a version whose fields were others: shown as it was kept, nothing is left out.
            return {heading: _pairs(record.data)}
        tables: dict[str, Any] = shown(content, Known(day, {}, lambda: rules), title=heading)
        if paper.review:
            found = self._try(lambda: _named(paper.review)(content, record, self._store, rules))
            tables |= {"审核时请看": found} if found else {}
        return tables

    # -- what is done --------------------------------------------------------------------------------

    def act(self, action: Action) -> None:
        """Do what a button says, and say what came of it."""
        actor, document = self.actor, self.chooser.value
        if actor is None or document is None:
            self._say("先填工号、姓名和岗位，再选一张单据。", wrong=True)
            return
        record = self._try(
            lambda: self._store.act(document, actor, action, self.reason.value.strip(), base=self._seen)
        )
        if record is None:
            self.refresh()
            return
        self.reason.value = ""
        self.refresh()
        # Said last: whoever reads it may press the next button at once, which must not be one about to be replaced.
        self._say(f"已{ACTION_TITLES[record.action]}：{record.title}，现在是{record.status_title}。")

    def _accept(self) -> None:
        if not self.incoming.valid:
            return
        for data in self.incoming.value.values():
            taken = self._try(partial(accept, self._store, data))
            if taken is not None:
                self.refresh()
                self._say(str(taken))

    def _try(self, work: Callable[[], Any]) -> Any:
        try:
            return work()
        except MktkitError as problem:
            self._say(str(problem), wrong=True)
            return None

    def _say(self, text: str, *, wrong: bool = False) -> None:
        self._said.value = message(text, wrong=wrong).html

    def _put(self, place: w.HTML, *parts: Part) -> None:
        place.value = "".join(part.html for part in parts)
        self._texts[place] = plain_text(parts)

    def __str__(self) -> str:
        return "\n".join(self._texts[place] for place in (self._waiting, self._document))


def _pairs(data: Any) -> Any:
    return [{"项目": name, "内容": text} for name, text in _flat(data)] or "没有内容"


def _row(record: Record) -> dict[str, Any]:
    return {
        "单据": record.title,
        "编号": record.document,
        "经办人": f"{record.author_name}（{record.author_id}）",
        "状态": record.status_title,
        "条款": record.clause or "—",
        "时间": record.when[:16].replace("T", " "),
    }


def _step(record: Record) -> dict[str, Any]:
    return {
        "版本": record.version,
        "时间": record.when[:16].replace("T", " "),
        "谁": record.who.label,
        "做了什么": ACTION_TITLES[record.action],
        "之后": record.status_title,
        "理由": record.reason or "",
        "规则": f"{record.edition} {record.fingerprint[:8]}" if record.fingerprint else "",
    }


def approvals(store: Store | None = None, rules: Rules | None = None) -> Desk:
    """Return the desk of whoever sits at this machine.

    Parameters
    ----------
    store
        The records; default this machine's (``MKTKIT_DB``, else the user's data folder).
    rules
        For the posts that may be chosen; default those in force today.

    Returns
    -------
    Desk
        An ipywidget: what waits, a document with its history, approve, return, withdraw, hand over, accept.

    Notes
    -----
    制度 3.1.1, 3.1.4, 3.2.1, 5.2, 6.1.2, 6.2.1: who approves what stands in the rules.
    """
    return Desk(store or open_store(), rules)
