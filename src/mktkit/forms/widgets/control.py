"""The widgets of single fields: each holds what was typed as it was typed, and reads it when asked.

A control's ``raw`` is plain data (a text, or a list of them): it is what drafts keep, half-typed and wrong content
included.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipywidgets as w

from mktkit.fields.choice import ONE_OF, clauses
from mktkit.fields.layout import Spec
from mktkit.fields.reading import UNREAD, Problem, read_text
from mktkit.forms.widgets.dates import DateBox
from mktkit.forms.widgets.look import look_of
from mktkit.html import Html, element, join

__all__ = ["ComputedControl", "Control", "Desk", "LineControl", "Raw"]

#: What a field holds as plain data.
Raw = Any


class Desk:
    """What the controls of one form share: layout and style objects, the address of the handbook, who listens.

    One layout and one style a widget would make three models of each; shared, they cost one model a kind.
    """

    def __init__(self, name: str, handbook: str, changed: Callable[[Control], None]) -> None:
        self.name = name
        self.handbook = handbook
        self.changed = changed
        self._made: dict[str, Any] = {}
        self._count = 0

    def field_class(self) -> str:
        """Return a class name of its own for a field, by which it is found in the page."""
        self._count += 1
        return f"mk-f-{self.name}-{self._count}"

    def make(self, kind: str, *classes: str, **traits: Any) -> Any:
        """Return a new ipywidget that shares its layout and style with its like."""
        cls = getattr(w, kind)
        shared: dict[str, Any] = {"layout": self._shared("layout", w.Layout)}
        if "style" in cls.class_trait_names():
            style = cls.class_traits()["style"].klass
            shared["style"] = self._shared(style.__name__, style)
        made = cls(**shared, **traits)
        if classes:
            made._dom_classes = classes
        return made

    def _shared(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]


def said_wrong(text: str) -> Html:
    """Return what is said of something wrong, under a field or under the form."""
    return element("p", f"⚠ {text}", class_="mk-said")


def echoed(text: str) -> Html:
    """Return what is said of what was understood."""
    return element("p", text, class_="mk-echo")


def _help(spec: Spec, handbook: str) -> Html:
    parts = [spec.help, f"例：{spec.example}" if spec.example else ""]
    said: list[object] = [part for part in parts if part]
    if spec.clause in clauses():
        clause = clauses()[spec.clause]
        words = f"制度 {clause.id} {clause.title} ↗"
        said.append(element("a", words, href=f"{handbook}{clause.url}", target="_blank", rel="noopener"))
    return element("p", join(said, "　"), class_="mk-help") if said else Html()


class Control:
    """A field of a form: its widget, what is typed in it, and what is wrong with that."""

    def __init__(self, spec: Spec, desk: Desk) -> None:
        self.spec = spec
        self.desk = desk
        self.name = desk.field_class()
        self.problem: Problem | None = None
        self.touched = False
        self.hidden = False
        self._note = desk.make("HTML", "mk-note")
        self._help = _help(spec, desk.handbook)
        classes = ["mk-field", self.name]
        if spec.required and not spec.nullable:
            classes.append("mk-required")
        if look_of(spec.kind).widget in ("lines", "grid", "checks") or spec.kind is ONE_OF:
            classes.append("mk-wide")
        self.widget = desk.make("VBox", *classes, children=[*self._body(), self._note])

    # What a kind of control says of itself.
    def _body(self) -> list[Any]:
        raise NotImplementedError

    @property
    def raw(self) -> Raw:
        """What stands in the field, as plain data."""
        raise NotImplementedError

    def put(self, raw: Raw) -> bool:
        """Put plain data into the field; False when it does not fit."""
        raise NotImplementedError

    def load(self, value: Any) -> None:
        """Show a value of the model."""
        raise NotImplementedError

    def read(self) -> Any:
        """Return the value, or :data:`UNREAD` with :attr:`problem` set."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Let nobody write, or let them again."""
        raise NotImplementedError

    # What all have in common.
    def hide(self, hidden: bool) -> None:
        """Take the field out of sight; what stands in it stays."""
        if hidden != self.hidden:
            self.hidden = hidden
            (self.widget.add_class if hidden else self.widget.remove_class)("mk-hidden")

    def changed(self, *_: Any) -> None:
        """Tell the form that somebody wrote here."""
        self.touched = True
        self.desk.changed(self)

    def echo(self) -> str:
        """Return what was understood, in words."""
        return ""

    def show(self, revealed: bool) -> None:
        """Say under the field what is wrong, else what was understood."""
        problem = self.problem
        if problem and (self.touched or revealed or not problem.missing):
            said = said_wrong(problem.message)
        else:
            echo = "" if problem else self.echo()
            said = echoed(echo) if echo else Html()
        text = join([said, self._help])
        if self._note.value != text:
            self._note.value = text


class LineControl(Control):
    """A text box of one line or several, with a calendar for days and months, with suggestions for people."""

    def _body(self) -> list[Any]:
        spec, look = self.spec, look_of(self.spec.kind)
        hint = spec.kind.hint or (f"例：{spec.example}" if spec.example else "")
        label, kind = spec.title, look.widget
        if kind in ("day", "month"):
            self._box: Any = DateBox(
                description=label,
                placeholder=hint,
                today=str(spec.given.today),
                months=kind == "month",
                layout=self.desk._shared("layout", w.Layout),
            )
        elif kind == "suggest" and spec.given.choices:
            self._box = self.desk.make(
                "Combobox",
                "mk-input",
                description=label,
                placeholder="输入几个字，从列出的里面选",
                options=tuple(one.label for one in spec.given.choices),
            )
        else:
            extra = ("mk-number",) if look.cell == "number" else ()
            self._box = self.desk.make(
                "Textarea" if kind == "lines" else "Text",
                "mk-input",
                *extra,
                description=label,
                placeholder=hint,
            )
        self._box.observe(self.changed, "value")
        if not spec.unit:
            return [self._box]
        unit = self.desk.make("Label", "mk-unit", value=spec.unit)
        return [self.desk.make("HBox", "mk-line", children=[self._box, unit])]

    @property
    def raw(self) -> Raw:
        return self._box.value

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, str):
            return False
        self._box.value = raw
        return True

    def load(self, value: Any) -> None:
        self._box.value = self.spec.write(value)

    def read(self) -> Any:
        value, self.problem = read_text(self.spec, self._box.value)
        return value

    def lock(self, locked: bool) -> None:
        self._box.disabled = locked

    def echo(self) -> str:
        value, problem = read_text(self.spec, self._box.value)
        return "" if problem or value is None else self.spec.kind.echo(value, self.spec.given)


class ComputedControl(Control):
    """What the model computes, to be read only."""

    def _body(self) -> list[Any]:
        caption = self.desk.make("Label", "mk-caption", value=self.spec.title)
        self._value = self.desk.make("HTML")
        return [caption, self._value]

    @property
    def raw(self) -> Raw:
        return None

    def put(self, raw: Raw) -> bool:
        return True

    def load(self, value: Any) -> None:
        text = (
            "—" if value is UNREAD or value is None else f"{self.spec.write(value)} {self.spec.unit}".strip()
        )
        self._text = text
        shown = element("div", text, class_="mk-computed-value")
        if self._value.value != shown:
            self._value.value = shown

    def read(self) -> Any:
        return UNREAD

    def lock(self, locked: bool) -> None:
        return

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text
