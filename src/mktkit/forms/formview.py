"""The form of a model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from mktkit.errors import MktkitError, closest, numbered, show
from mktkit.fields.layout import Known, layout_of
from mktkit.fields.reading import Problem
from mktkit.forms.drafts.file import DraftKey
from mktkit.forms.drafts.keeper import Keeper
from mktkit.forms.places import Fault, words_of
from mktkit.forms.widgets.bar import Shell
from mktkit.forms.widgets.base import Column
from mktkit.forms.widgets.control import Control, Desk, echoed, said_wrong
from mktkit.forms.widgets.group import Group, GroupControl
from mktkit.html import join

__all__ = ["Form"]

M = TypeVar("M", bound=BaseModel)


def _title_of(model: type[BaseModel]) -> str:
    title = model.model_config.get("title") or getattr(model, "title", "")
    return title if isinstance(title, str) else ""


class Form(Column, Generic[M]):
    """The form of a model; made by :func:`mktkit.form`."""

    def __init__(
        self,
        model: type[M],
        *,
        value: M | None,
        known: Known,
        key: DraftKey | None,
        title: str,
        handbook: str,
    ) -> None:
        self._model = model
        self._start = value
        self._first_document = key.document if key else ""
        self._listeners: list[Callable[[], None]] = []
        self._quiet = True
        self._revealed = False
        self._loose: list[Problem] = []
        self._valid: M | None = None
        self.shell = Shell()
        self._desk = Desk(self.shell.model_id[:10], handbook, self._changed)
        self.group = Group(layout_of(model, known), self._desk)
        self._note = self._desk.make("HTML", "mk-note")
        super().__init__(
            children=[self.shell, self.group.widget, self._note], layout=self._desk.make("HTML").layout
        )
        self.add_class("mk-form")
        self.shell.say(title=title or _title_of(model))
        self.shell.on_msg(self._heard)
        self.group.load(value)
        self._keeper = Keeper(self, key)
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

    def fill(self, **texts: Any) -> None:
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
        self._keeper.changed()
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
            self.shell.send({"kind": "jump", "field": faults[0].field, "row": faults[0].row, "column": 0})
        return self.valid

    def _show(self) -> None:
        self.group.show(self._revealed)
        words = join(
            [
                *(said_wrong(one.message) for one in self._loose),
                *(echoed(f"{one} 不适用，不会交出") for one in self.group.unused()),
            ]
        )
        if self._note.value != words:
            self._note.value = words
        problems = [
            {
                "field": one.field,
                "title": one.title,
                "message": one.message,
                "missing": one.missing,
                "row": one.row,
                "column": one.column,
            }
            for one in self.errors
        ]
        self.shell.say(problems=problems[:200], revealed=self._revealed)

    # -- for the keeper ------------------------------------------------------------------------------

    @property
    def raw(self) -> dict[str, Any]:
        """What stands in the fields, as plain data."""
        return self.group.raw

    @property
    def titles(self) -> Mapping[str, str]:
        """Field name → title."""
        return {name: control.spec.title for name, control in self.group.controls.items()}

    def put(self, raw: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Put plain data into the fields; return what has no place, as (title, text)."""
        quiet, self._quiet = self._quiet, True
        left = self.group.put(raw)
        for control in self.group.all():
            control.touched = bool(words_of(control.raw)) and not isinstance(control, GroupControl)
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

    def report(self, **state: Any) -> None:
        """Show the state of the draft."""
        self.shell.say(**state)

    def save(self) -> None:
        """Save the draft now."""
        self._keeper.flush()

    def discard(self) -> None:
        """Delete the draft, e.g. once the document is handed in, and begin anew."""
        self._keeper.discard()

    def undo(self) -> None:
        """Go back to before the last change."""
        self._keeper.undo()

    def redo(self) -> None:
        """Go forward again."""
        self._keeper.redo()

    def open_draft(self, document: str) -> None:
        """Turn to the draft of another document."""
        self._keeper.open(document)

    @property
    def document(self) -> str:
        """Name of the document whose draft is open."""
        return self._keeper.document

    @property
    def readonly(self) -> bool:
        """Whether another window writes to this draft."""
        return self._keeper.readonly

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        keeper = self._keeper
        acts: dict[str, Callable[[], None]] = {
            "undo": keeper.undo,
            "redo": keeper.redo,
            "here": lambda: keeper.here(str(content.get("tab", "")), str(content.get("page", ""))),
            "bye": keeper.leave,
            "take": keeper.take,
            "forget": keeper.forget_left,
            "list": lambda: keeper.report(others=True),
            "open": lambda: keeper.open(str(content["document"])),
            "discard": lambda: keeper.discard(str(content.get("document", ""))),
        }
        act = acts.get(content.get("kind", "")) if isinstance(content, dict) else None
        if act:
            act()

    # -- plain text ----------------------------------------------------------------------------------

    def __str__(self) -> str:
        lines = [self.shell.state["title"]] if self.shell.state["title"] else []
        lines += self.group.lines()
        faults = self.errors
        if faults:
            lines.append(f"有 {len(faults)} 处要改：")
            lines += [f"  {one}" for one in faults]
        return "\n".join(line.rstrip() for line in lines)
