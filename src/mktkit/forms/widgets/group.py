"""The fields of a model together: models within models, what is shown when, and who is to blame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import ipywidgets as w
from pydantic_core import ErrorDetails

from mktkit.fields.layout import Layout, Spec
from mktkit.fields.reading import UNREAD, Problem, said
from mktkit.fields.shape import GROUP, ROWS
from mktkit.forms.places import Fault, Left, Raw, words_of
from mktkit.forms.widgets.choice import build
from mktkit.forms.widgets.control import ComputedControl, Control, Surroundings
from mktkit.forms.widgets.grid_control import GridControl

__all__ = ["Group"]


class GroupControl(Control):
    """A model within the model, in a frame; one that may be left out has a box to tick."""

    marks = ("mk-group",)

    def _body(self) -> list[w.Widget]:
        assert self.spec.item is not None
        self.group = Group(self.spec.item, self.around)
        self._tick: w.Checkbox | None = None
        if not self.spec.nullable:
            return [self.around.make("Label", "mk-caption", value=self.spec.title), self.group.widget]
        self._tick = self.around.make(
            "Checkbox", "mk-check", description=f"填写{self.spec.title}", indent=False, value=False
        )
        self._tick.observe(self._ticked, "value")
        self.group.widget.add_class("mk-hidden")
        return [self._tick, self.group.widget]

    @property
    def on(self) -> bool:
        """Whether the inner model is filled in at all."""
        return self._tick is None or bool(self._tick.value)

    def _ticked(self, change: Mapping[str, object]) -> None:
        (self.group.widget.remove_class if change["new"] else self.group.widget.add_class)("mk-hidden")
        self.changed()

    @property
    def raw(self) -> dict[str, Raw]:
        return {"on": self.on, "fields": self.group.raw}

    @property
    def written(self) -> bool:
        # Its fields are each asked for themselves.
        return False

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
            return False
        self.adopt({"on": False, **raw})
        return True

    def adopt(self, raw: Raw) -> list[Left]:
        if not isinstance(raw, dict):
            return super().adopt(raw)
        fields = raw.get("fields")
        if self._tick is not None:
            self._tick.value = bool(raw.get("on", True))
        left = self.group.put(fields if isinstance(fields, dict) else {})
        return [Left(f"{self.spec.title} {one.title}", one.text) for one in left]

    def load(self, value: object) -> None:
        if self._tick is not None:
            self._tick.value = value is not None
        self.group.load(value)

    def read(self) -> object:
        self.problem = None
        return self.group.read() if self.on else None

    def lock(self, locked: bool) -> None:
        if self._tick is not None:
            self._tick.disabled = locked
        self.group.lock(locked)

    @property
    def readable(self) -> bool:
        return self.problem is None and self._inner_readable

    @property
    def _inner_readable(self) -> bool:
        return not self.on or self.group.readable

    def blame(self, details: Sequence[ErrorDetails]) -> list[Problem]:
        loose = self.group.blame(details)
        # What concerns the inner model as a whole is said under its frame.
        trusted = loose if self.on and self._inner_readable else []
        self.problem = trusted[0] if trusted else None
        return trusted[1:]

    def faults(self, prefix: tuple[str | int, ...] = (), place: str = "") -> Iterator[Fault]:
        yield from super().faults(prefix, place)
        if self.on:
            yield from self.group.faults((*prefix, self.spec.name), f"{place}{self.spec.title} › ")

    def all(self) -> Iterator[Control]:
        yield self
        yield from self.group.all()

    def lines(self, indent: str = "") -> Iterator[str]:
        yield f"{indent}{self.spec.title}：{'' if self.on else '（不填）'}"
        if self.on:
            yield from self.group.lines(indent + "    ")

    def show_computed(self, value: object) -> None:
        self.group.show_computed(value)

    def show(self, revealed: bool) -> None:
        super().show(revealed)
        self.group.show(revealed)


def _control(spec: Spec, around: Surroundings) -> Control:
    if spec.kind is ROWS:
        return GridControl(spec, around)
    return GroupControl(spec, around) if spec.kind is GROUP else build(spec, around)


class Group:
    """The controls of a model in order."""

    def __init__(self, layout: Layout, around: Surroundings) -> None:
        self.layout = layout
        self.controls = {one.name: _control(one, around) for one in layout.fields}
        self.computed = {one.name: ComputedControl(one, around) for one in layout.computed}
        shown = [*self.controls.values(), *self.computed.values()]
        self.widget = around.make("VBox", "mk-fields", children=[one.widget for one in shown])

    @property
    def seen(self) -> list[Control]:
        """The controls that are not out of sight."""
        return [control for control in self.controls.values() if not control.hidden]

    # -- content -------------------------------------------------------------------------------------

    def load(self, value: object) -> None:
        """Show a model, or the defaults of a new one."""
        for name, control in self.controls.items():
            spec = control.spec
            if value is not None:
                control.load(getattr(value, name))
            else:
                control.load(None if spec.required else spec.default)
            control.touched = False

    @property
    def raw(self) -> dict[str, Raw]:
        """What stands in all fields, as plain data."""
        return {name: control.raw for name, control in self.controls.items()}

    def put(self, raw: Mapping[str, Raw]) -> list[Left]:
        """Put plain data back, perhaps of an older model; return what has no place any more."""
        left: list[Left] = []
        taken: set[str] = set()
        for name, control in self.controls.items():
            source = next((one for one in (name, *control.spec.formerly) if one in raw), None)
            if source is not None:
                taken.add(source)
                left += control.adopt(raw[source])
        left += [Left(name, words_of(raw[name])) for name in raw if name not in taken and words_of(raw[name])]
        return left

    def read(self) -> dict[str, object]:
        """Return what could be read, by field; what is hidden or could not be read is left out."""
        self._hide()
        for control in self.controls.values():
            control.problem = None
        values = {control.spec.name: control.read() for control in self.seen}
        return {name: value for name, value in values.items() if value is not UNREAD}

    def _hide(self) -> None:
        for control in self.controls.values():
            if wanted := control.spec.shown_if:
                control.hide(not all(self._holds(name, values) for name, values in wanted.items()))

    def _holds(self, name: str, values: tuple[object, ...]) -> bool:
        control = self.controls[name]
        if control.hidden:
            return False
        value = control.read()
        if isinstance(value, list):
            return any(one in values for one in value)
        return any(value == one for one in values)

    def lock(self, locked: bool) -> None:
        """Let nobody write, or let them again."""
        for control in self.controls.values():
            control.lock(locked)

    # -- what is wrong -------------------------------------------------------------------------------

    @property
    def readable(self) -> bool:
        """Whether every field could be read."""
        return all(control.readable for control in self.seen)

    def blame(self, details: Sequence[ErrorDetails]) -> list[Problem]:
        """Give each error of the model to its field; return those that belong to none."""
        loose: list[Problem] = []
        found: dict[str, list[ErrorDetails]] = {control.spec.name: [] for control in self.seen}
        for detail in details:
            name, *rest = detail["loc"] or ("",)
            if str(name) in found:
                found[str(name)].append({**detail, "loc": tuple(rest)})
            else:
                loose.append(said(None, detail))
        for name, control in self.controls.items():
            loose += control.blame(found.get(name, []))
        return loose

    def show_computed(self, value: object) -> None:
        """Show what the model computes, a dash where it cannot yet."""
        for name, computed in self.computed.items():
            computed.load(UNREAD if value is None else getattr(value, name))
        for name, control in self.controls.items():
            control.show_computed(getattr(value, name, None))

    def show(self, revealed: bool) -> None:
        """Say under each field what is wrong there."""
        for control in (*self.controls.values(), *self.computed.values()):
            control.show(revealed)

    def faults(self, prefix: tuple[str | int, ...] = (), place: str = "") -> Iterator[Fault]:
        """Yield all that is to be mended, in the order of the form."""
        for control in self.seen:
            yield from control.faults(prefix, place)

    def all(self) -> Iterator[Control]:
        """Yield every control, those of inner models too."""
        for control in self.controls.values():
            yield from control.all()

    def unused(self) -> Iterator[str]:
        """Yield titles of fields that are out of sight and yet hold something, which is not handed on."""
        for control in self.controls.values():
            if control.hidden and words_of(control.raw) and control.read() != control.spec.default:
                yield f"{control.spec.title}（{words_of(control.raw)}）"

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield the content as plain text, one field a line."""
        for control in (*self.seen, *self.computed.values()):
            yield from control.lines(indent)
