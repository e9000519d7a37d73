"""The widgets of single fields: each holds what was typed as it was typed, and reads it when asked.

A control's ``raw`` is plain data (a text, or a list of them): it is what drafts keep, half-typed and wrong content
included.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import ClassVar

import anywidget
import ipywidgets as w
import traitlets as t
from pydantic_core import ErrorDetails

from mktkit.fields.choice import ONE_OF, clauses
from mktkit.fields.layout import Spec
from mktkit.fields.reading import UNREAD, Problem, read_text, said
from mktkit.forms.assets import script, style
from mktkit.forms.places import Fault, Left, Raw, words_of
from mktkit.forms.widgets.look import look_of
from mktkit.html import Html, element, join

__all__ = ["BoxControl", "ComputedControl", "Control", "LineControl", "Surroundings", "echoed", "said_wrong"]


class Surroundings:
    """What the controls of one form share: layout and style objects, the address of the handbook, who listens.

    One layout and one style a widget would make three models of each; shared, they cost one model a kind.
    """

    def __init__(self, name: str, handbook: str, changed: Callable[[Control], None]) -> None:
        self.name = name
        self.handbook = handbook
        self.changed = changed
        self._made: dict[str, w.Widget] = {}
        self._count = 0

    def field_class(self) -> str:
        """Return a class name of its own for a field, by which it is found in the page."""
        self._count += 1
        return f"mk-f-{self.name}-{self._count}"

    @property
    def layout(self) -> w.Layout:
        """The layout of every widget."""
        return self._shared("layout", w.Layout)

    def make(self, kind: str, *classes: str, **traits: object) -> w.Widget:
        """Return a new ipywidget that shares its layout and style with its like."""
        cls = getattr(w, kind)
        shared = {"layout": self.layout}
        if "style" in cls.class_trait_names():
            style = cls.class_traits()["style"].klass
            shared["style"] = self._shared(style.__name__, style)
        made = cls(**shared, **traits)
        if classes:
            made._dom_classes = classes
        return made

    def _shared(self, name: str, make: Callable[[], w.Widget]) -> w.Widget:
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
    pieces: list[object] = [part for part in parts if part]
    if spec.clause in clauses():
        clause = clauses()[spec.clause]
        words = f"制度 {clause.id} {clause.title} ↗"
        pieces.append(element("a", words, href=f"{handbook}{clause.url}", target="_blank", rel="noopener"))
    return element("p", join(pieces, "　"), class_="mk-help") if pieces else Html()


class Control:
    """A field of a form: its widget, what is typed in it, and what is wrong with that."""

    #: Class names of its widget, besides those of every field.
    marks: ClassVar[tuple[str, ...]] = ()

    def __init__(self, spec: Spec, around: Surroundings) -> None:
        self.spec = spec
        self.look = look_of(spec.kind)
        self.around = around
        self.name = around.field_class()
        self.problem: Problem | None = None
        self.touched = False
        self.hidden = False
        self.note = around.make("HTML", "mk-note")
        self._help = _help(spec, around.handbook)
        classes = ["mk-field", self.name]
        if spec.required and not spec.nullable:
            classes.append("mk-required")
        if self.look.widget in ("lines", "grid", "checks") or spec.kind is ONE_OF:
            classes.append("mk-wide")
        shown = [*self._body(), self.note]
        self.widget = around.make("VBox", *classes, *self.marks, children=shown)

    # What a kind of control says of itself.
    def _body(self) -> list[w.Widget]:
        raise NotImplementedError

    @property
    def raw(self) -> Raw:
        """What stands in the field, as plain data."""
        raise NotImplementedError

    def put(self, raw: Raw) -> bool:
        """Put plain data into the field; False when it does not fit."""
        raise NotImplementedError

    def load(self, value: object) -> None:
        """Show a value of the model."""
        raise NotImplementedError

    def read(self) -> object:
        """Return the value, or :data:`UNREAD` with :attr:`problem` set."""
        raise NotImplementedError

    def lock(self, locked: bool) -> None:
        """Let nobody write, or let them again."""
        raise NotImplementedError

    # What a control with rows or fields of its own says otherwise.
    @property
    def readable(self) -> bool:
        """Whether what stands in the field, and within it, could be read."""
        return self.problem is None

    @property
    def written(self) -> bool:
        """Whether somebody has written something here."""
        return bool(words_of(self.raw))

    def adopt(self, raw: Raw) -> list[Left]:
        """Put plain data of a draft into the field, perhaps of an older model; return what has no place."""
        return [] if self.put(raw) or not words_of(raw) else [Left(self.spec.title, words_of(raw))]

    def blame(self, details: Sequence[ErrorDetails]) -> list[Problem]:
        """Take what the model found here, its places within this field; return what belongs to no field."""
        for detail in details:
            self.problem = self.problem or said(self.spec, detail)
        return []

    def faults(self, prefix: tuple[str | int, ...] = (), place: str = "") -> Iterator[Fault]:
        """Yield what is to be mended here; `prefix` and `place` say where the field stands."""
        if self.problem:
            path, title = (*prefix, self.spec.name), f"{place}{self.spec.title}"
            missing = self.problem.missing and not self.touched
            yield Fault(path, title, self.problem.message, missing, self.name)

    def all(self) -> Iterator[Control]:
        """Yield this control and those within it."""
        yield self

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield the content as plain text."""
        unit = f" {self.spec.unit}" if self.spec.unit and self.raw else ""
        yield f"{indent}{self.spec.title}：{words_of(self.raw)}{unit}"

    def show_computed(self, value: object) -> None:
        """Show what an inner model computes."""

    # What all have in common.
    def hide(self, hidden: bool) -> None:
        """Take the field out of sight; what stands in it stays."""
        if hidden != self.hidden:
            self.hidden = hidden
            (self.widget.add_class if hidden else self.widget.remove_class)("mk-hidden")

    def changed(self, *_: object) -> None:
        """Tell the form that somebody wrote here."""
        self.touched = True
        self.around.changed(self)

    def echo(self) -> str:
        """Return what was understood, in words."""
        return ""

    def show(self, revealed: bool) -> None:
        """Say under the field what is wrong, else what was understood."""
        problem = self.problem
        if problem and (self.touched or revealed or not problem.missing):
            words = said_wrong(problem.message)
        else:
            echo = "" if problem else self.echo()
            words = echoed(echo) if echo else Html()
        text = join([words, self._help])
        if self.note.value != text:
            self.note.value = text


class DateBox(anywidget.AnyWidget):
    """A text box with a calendar of ours (the browser's own would say mm/dd/yyyy); ``value`` is the text as typed."""

    _esm = t.Unicode(script("widgets/popup", "widgets/date")).tag(sync=True)
    _css = t.Unicode(style("widgets/popup")).tag(sync=True)
    value = t.Unicode("").tag(sync=True)
    description = t.Unicode("").tag(sync=True)
    placeholder = t.Unicode("").tag(sync=True)
    today = t.Unicode("").tag(sync=True)
    months = t.Bool(False).tag(sync=True)
    disabled = t.Bool(False).tag(sync=True)


class BoxControl(Control):
    """A field with one input widget, whose text is read."""

    box: w.Widget

    def _body(self) -> list[w.Widget]:
        self.box = self._box()
        self.box.observe(self.changed, "value")
        return [self.box]

    def _box(self) -> w.Widget:
        raise NotImplementedError

    @property
    def raw(self) -> str:
        return self.box.value or ""

    def load(self, value: object) -> None:
        self.put(self.spec.write(value))

    def read(self) -> object:
        value, self.problem = read_text(self.spec, self.raw)
        return value

    def lock(self, locked: bool) -> None:
        self.box.disabled = locked


class LineControl(BoxControl):
    """A text box of one line or several, with a calendar for days and months, with suggestions for people."""

    def _body(self) -> list[w.Widget]:
        body = super()._body()
        if not self.spec.unit:
            return body
        unit = self.around.make("Label", "mk-unit", value=self.spec.unit)
        return [self.around.make("HBox", "mk-line", children=[*body, unit])]

    def _box(self) -> w.Widget:
        spec, kind = self.spec, self.look.widget
        hint = spec.kind.hint or (f"例：{spec.example}" if spec.example else "")
        if kind in ("day", "month"):
            return DateBox(
                description=spec.title,
                placeholder=hint,
                today=str(spec.given.today),
                months=kind == "month",
                layout=self.around.layout,
            )
        if kind == "suggest" and spec.given.choices:
            return self.around.make(
                "Combobox",
                "mk-input",
                description=spec.title,
                placeholder="输入几个字，从列出的里面选",
                options=tuple(one.label for one in spec.given.choices),
            )
        number = ("mk-number",) if self.look.cell == "number" else ()
        shape = "Textarea" if kind == "lines" else "Text"
        return self.around.make(shape, "mk-input", *number, description=spec.title, placeholder=hint)

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, str):
            return False
        self.box.value = raw
        return True

    def echo(self) -> str:
        value, problem = read_text(self.spec, self.raw)
        return "" if problem or value is None else self.spec.kind.echo(value, self.spec.given)


class ComputedControl(Control):
    """What the model computes, to be read only."""

    def _body(self) -> list[w.Widget]:
        caption = self.around.make("Label", "mk-caption", value=self.spec.title)
        self._value = self.around.make("HTML")
        return [caption, self._value]

    @property
    def raw(self) -> Raw:
        return None

    def put(self, raw: Raw) -> bool:
        return True

    def load(self, value: object) -> None:
        nothing = value is UNREAD or value is None
        #: What is shown.
        self.text = "—" if nothing else f"{self.spec.write(value)} {self.spec.unit}".strip()
        shown = element("div", self.text, class_="mk-computed-value")
        if self._value.value != shown:
            self._value.value = shown

    def read(self) -> object:
        return UNREAD

    def lock(self, locked: bool) -> None:
        return

    def lines(self, indent: str = "") -> Iterator[str]:
        yield f"{indent}{self.spec.title}：{self.text}"
