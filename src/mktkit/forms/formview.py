"""The form of a model, and making it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from mktkit.errors import MktkitError, closest, numbered, show
from mktkit.fields.layout import Known, layout_of
from mktkit.fields.reading import Problem
from mktkit.forms.drafts.file import Contents, DraftKey, person_here
from mktkit.forms.drafts.keeper import Keeper
from mktkit.forms.places import Fault, Raw
from mktkit.forms.widgets.bar import Bar
from mktkit.forms.widgets.base import Message, Panel
from mktkit.forms.widgets.control import Control, Surroundings, echoed, said_wrong
from mktkit.forms.widgets.group import Group
from mktkit.html import join
from mktkit.rules import Rules, load_rules

__all__ = ["Form", "Setting", "form"]

M = TypeVar("M", bound=BaseModel)


def _title_of(model: type[BaseModel]) -> str:
    title = model.model_config.get("title") or getattr(model, "title", "")
    return title if isinstance(title, str) else ""


@dataclass(frozen=True)
class Setting:
    """Where a form stands: what it is told besides its model.

    Attributes
    ----------
    known
        What its choices come from.
    key
        Where its draft is kept; None keeps none.
    title
        Heading; empty for the model's own.
    handbook
        Address of the handbook.
    """

    known: Known
    key: DraftKey | None
    title: str
    handbook: str


class Form(Panel, Generic[M]):
    """The form of a model; made by :func:`mktkit.form`."""

    def __init__(self, model: type[M], value: M | None, setting: Setting) -> None:
        self._model = model
        self._start = value
        self._first_document = setting.key.document if setting.key else ""
        self._listeners: list[Callable[[], None]] = []
        self._quiet = True
        self._revealed = False
        self._loose: list[Problem] = []
        self._valid: M | None = None
        self.bar = Bar(self._heard)
        around = Surroundings(self.bar.model_id[:10], setting.handbook, self._changed)
        self.group = Group(layout_of(model, setting.known), around)
        #: What is said of the form as a whole.
        self.note = around.make("HTML", "mk-note")
        super().__init__(children=[self.bar, self.group.widget, self.note], layout=around.layout)
        self.add_class("mk-form")
        self.bar.say(title=setting.title or _title_of(model))
        self.group.load(value)
        self.keeper = Keeper(self, setting.key)
        self._quiet = False
        self.check()

    # -- the value -----------------------------------------------------------------------------------

    @property
    def value(self) -> M:
        """The model.

        Raises
        ------
        MktkitError
            Something is wrong or missing; names all of it.
        """
        if self._valid is None:
            faults = self.errors
            raise MktkitError(f"表单里有 {len(faults)} 处要改", mend=f"改好后再继续\n{numbered(faults)}")
        return self._valid.model_copy(deep=True)

    @value.setter
    def value(self, value: M) -> None:
        self._load(value)
        self._changed(None)

    @property
    def valid(self) -> bool:
        """Whether everything is filled in and right."""
        return self._valid is not None

    @property
    def errors(self) -> tuple[Fault, ...]:
        """All that is to be mended, in the order of the form."""
        loose = [Fault((), "整张表单", one.message, False, "") for one in self._loose]
        return (*self.group.faults(), *loose)

    def fill(self, **texts: Raw) -> None:
        """Write into fields as a person would: ``fill(amount="1.2万")``; rows are lists of dicts of texts.

        Raises
        ------
        MktkitError
            No such field, or the content does not fit it.
        """
        for name in texts:
            if name not in self.group.controls:
                raise MktkitError(
                    f"表单里没有「{name}」这一项",
                    "可写：" + "、".join(self.group.controls),
                    closest(name, self.group.controls),
                )
        quiet, self._quiet = self._quiet, True
        try:
            for name, raw in texts.items():
                control = self.group.controls[name]
                if not control.put(raw):
                    raise MktkitError(f"写的是{show(raw)}，放不进这一项", where=control.spec.title)
                control.touched = True
        finally:
            self._quiet = quiet
            self._changed(None)

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change."""
        self._listeners.append(listener)

    # -- checking ------------------------------------------------------------------------------------

    def _changed(self, _control: Control | None) -> None:
        if self._quiet:
            return
        self.check()
        self.keeper.changed()
        for listener in self._listeners:
            listener()

    def check(self) -> None:
        """Look at everything again and say what is wrong."""
        data = self.group.read()
        self._loose, self._valid = [], None
        valid: M | None = None
        try:
            valid = self._model.model_validate(data)
        except ValidationError as error:
            self._loose = self.group.blame(error.errors(include_url=False))
        else:
            self.group.blame([])
        if not self.group.readable:
            # What a check of the whole says while a field cannot be read is not to be trusted.
            self._loose = []
        elif not self._loose and not any(self.group.faults()):
            self._valid = valid
        self.group.show_computed(self._valid)
        self._show()

    def reveal(self) -> bool:
        """Say what is wrong everywhere, also in fields nobody touched yet; return whether nothing is."""
        self._revealed = True
        self._show()
        faults = self.errors
        if faults and faults[0].field:
            self.bar.send({"kind": "jump", "field": faults[0].field, "row": faults[0].row, "column": 0})
        return self.valid

    def _show(self) -> None:
        self.group.show(self._revealed)
        words = join(
            [
                *(said_wrong(one.message) for one in self._loose),
                *(echoed(f"{one} 不适用，不会交出") for one in self.group.unused()),
            ]
        )
        if self.note.value != words:
            self.note.value = words
        problems = [
            {key: value for key, value in asdict(one).items() if key != "path"} for one in self.errors[:200]
        ]
        self.bar.say(problems=problems, revealed=self._revealed)

    # -- for the keeper ------------------------------------------------------------------------------

    @property
    def raw(self) -> Contents:
        """What stands in the fields, as plain data."""
        return self.group.raw

    @property
    def titles(self) -> Mapping[str, str]:
        """Field name → title."""
        return {name: control.spec.title for name, control in self.group.controls.items()}

    def put(self, raw: Mapping[str, Raw]) -> list[tuple[str, str]]:
        """Put plain data into the fields; return what has no place, as (title, text)."""
        quiet, self._quiet = self._quiet, True
        left = self.group.put(raw)
        for control in self.group.all():
            control.touched = control.written
        self._quiet = quiet
        self.check()
        if not quiet:
            for listener in self._listeners:
                listener()
        return [(one.title, one.text) for one in left]

    def _load(self, value: M | None) -> None:
        quiet, self._quiet = self._quiet, True
        self.group.load(value)
        for control in self.group.all():
            control.touched = False
        self._quiet = quiet
        self._revealed = False

    def reset(self, document: str) -> None:
        """Show the document as it was before anything was typed."""
        self._load(self._start if document == self._first_document else None)
        self.check()
        for listener in self._listeners:
            listener()

    def lock(self, locked: bool) -> None:
        """Let nobody write, or let them again."""
        self.group.lock(locked)

    def report(self, **state: object) -> None:
        """Show the state of the draft."""
        self.bar.say(**state)

    def save(self) -> None:
        """Save the draft now."""
        self.keeper.flush()

    def discard(self) -> None:
        """Delete the draft, e.g. once the document is handed in, and begin anew."""
        self.keeper.discard()

    def undo(self) -> None:
        """Go back to before the last change."""
        self.keeper.undo()

    def redo(self) -> None:
        """Go forward again."""
        self.keeper.redo()

    def open_draft(self, document: str) -> None:
        """Turn to the draft of another document."""
        self.keeper.open(document)

    @property
    def document(self) -> str:
        """Name of the document whose draft is open."""
        return self.keeper.document

    @property
    def readonly(self) -> bool:
        """Whether another window writes to this draft."""
        return self.keeper.readonly

    def _heard(self, message: Message, _parts: object) -> None:
        keeper = self.keeper
        acts: dict[str, Callable[[], None]] = {
            "undo": keeper.undo,
            "redo": keeper.redo,
            "here": lambda: keeper.here(str(message.get("tab", "")), str(message.get("page", ""))),
            "bye": keeper.leave,
            "take": keeper.take,
            "forget": keeper.forget_left,
            "list": lambda: keeper.report(others=True),
            "open": lambda: keeper.open(str(message["document"])),
            "discard": lambda: keeper.discard(str(message.get("document", ""))),
        }
        if act := acts.get(message.get("kind", "")):
            act()

    # -- plain text ----------------------------------------------------------------------------------

    def __str__(self) -> str:
        title = str(self.bar.state["title"])
        lines = [title] if title else []
        lines += self.group.lines()
        faults = self.errors
        if faults:
            lines.append(f"有 {len(faults)} 处要改：")
            lines += [f"  {one}" for one in faults]
        return "\n".join(line.rstrip() for line in lines)


def _name_of(model: type[BaseModel]) -> str:
    """Return the name a model's drafts stand under."""
    # Its own, not one it inherits: what adds a field to a form is another form.
    named = vars(model).get("form_name")
    return named if isinstance(named, str) else f"{model.__module__.rpartition('.')[2]}.{model.__qualname__}"


def form(
    model: type[M],
    *,
    value: M | None = None,
    draft: str | bool = True,
    person: str | None = None,
    people: Mapping[str, str] | None = None,
    rules: Rules | None = None,
    today: dt.date | None = None,
    title: str = "",
    handbook: str | None = None,
) -> Form[M]:
    """Make the form of a model.

    Parameters
    ----------
    model
        The document; its fields say title, unit, help, example and clause (:func:`mktkit.fields.entry`).
        ``form_name``, a class variable, is the name its drafts stand under, so that they are found again after the
        class has moved; without one it is the module's and the class's.
    value
        The document as it stands; default a new one.
    draft
        Name of the document under which what is typed saves itself; True for 「未命名」, False for no draft at all.
    person
        Who fills it in; default ``MKTKIT_PERSON``, else the account's name.
    people
        工号 → name, for fields that hold a person.
    rules
        Where choices come from that the company sets; default those in force on `today`.
    today
        For dates written without a year; default the clock's.
    title
        Heading; default the model's own.
    handbook
        Address of the handbook; default ``MKTKIT_HANDBOOK``, else ``/handbook/``.

    Returns
    -------
    Form
        An ipywidget. ``.value`` is the model or raises, ``.errors`` lists what is to be mended.

    Raises
    ------
    MktkitError
        The model has a field of a type that no form knows.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.fields import Money, entry
    >>> Claim = create_model("Claim", amount=(Money, entry("金额", gt=0)))
    >>> claim = form(Claim, draft=False, today=dt.date(2026, 3, 5))
    >>> claim.fill(amount="1.2万")
    >>> claim.value.amount
    1200000
    >>> claim.fill(amount="-1")
    >>> print(claim.errors[0])
    金额：应大于 0.00 元
    """
    day = today or dt.date.today()
    key = None
    if draft is not False:
        document = draft if isinstance(draft, str) else "未命名"
        key = DraftKey(person or person_here(), _name_of(model), document)
    address = handbook if handbook is not None else os.environ.get("MKTKIT_HANDBOOK", "/handbook/")
    known = Known(day, people or {}, lambda: rules or load_rules(on=day))
    return Form(model, value, Setting(known, key, title, address if address.endswith("/") else f"{address}/"))
