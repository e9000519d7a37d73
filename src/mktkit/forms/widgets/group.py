"""The fields of a model together: lists of rows, models within models, what is shown when, and who is to blame."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from mktkit.fields.layout import Layout, Spec
from mktkit.fields.reading import UNREAD, Problem, said
from mktkit.fields.shape import GROUP, ROWS
from mktkit.forms.places import Fault, Left, words_of
from mktkit.forms.widgets.choice import build
from mktkit.forms.widgets.control import ComputedControl, Control, Desk, Raw
from mktkit.forms.widgets.grid_control import GridControl

__all__ = ["Group"]


class GroupControl(Control):
    """A model within the model, in a frame; one that may be left out has a box to tick."""

    def _body(self) -> list[Any]:
        assert self.spec.item is not None
        self.group = Group(self.spec.item, self.desk)
        self._tick = None
        if not self.spec.nullable:
            caption: Any = self.desk.make("Label", "mk-caption", value=self.spec.title)
        else:
            caption = self._tick = self.desk.make(
                "Checkbox", "mk-check", description=f"填写{self.spec.title}", indent=False, value=False
            )
            self._tick.observe(self._ticked, "value")
            self.group.widget.add_class("mk-hidden")
        return [caption, self.group.widget]

    @property
    def on(self) -> bool:
        """Whether the inner model is filled in at all."""
        return self._tick is None or bool(self._tick.value)

    def _ticked(self, change: Any) -> None:
        (self.group.widget.remove_class if change["new"] else self.group.widget.add_class)("mk-hidden")
        self.changed()

    @property
    def raw(self) -> Raw:
        return {"on": self.on, "fields": self.group.raw}

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, dict) or not isinstance(raw.get("fields"), dict):
            return False
        if self._tick is not None:
            self._tick.value = bool(raw.get("on"))
        self.group.put(raw["fields"])
        return True

    def load(self, value: Any) -> None:
        if self._tick is not None:
            self._tick.value = value is not None
        self.group.load(value)

    def read(self) -> Any:
        self.problem = None
        return self.group.read() if self.on else None

    def lock(self, locked: bool) -> None:
        if self._tick is not None:
            self._tick.disabled = locked
        self.group.lock(locked)


def _control(spec: Spec, desk: Desk) -> Control:
    if spec.kind is ROWS:
        return GridControl(spec, desk)
    control = GroupControl(spec, desk) if spec.kind is GROUP else build(spec, desk)
    if isinstance(control, GroupControl):
        control.widget.add_class("mk-group")
    return control


class Group:
    """The controls of a model in order."""

    def __init__(self, layout: Layout, desk: Desk) -> None:
        self.layout = layout
        self.controls = {one.name: _control(one, desk) for one in layout.fields}
        self.computed = {one.name: ComputedControl(one, desk) for one in layout.computed}
        shown = [*self.controls.values(), *self.computed.values()]
        self.widget = desk.make("VBox", "mk-fields", children=[one.widget for one in shown])

    # -- content -------------------------------------------------------------------------------------

    def load(self, value: BaseModel | None) -> None:
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
            if source is None:
                continue
            taken.add(source)
            content = raw[source]
            if isinstance(control, GroupControl) and isinstance(content, dict):
                left += self._put_group(control, content)
                continue
            if isinstance(control, GridControl):
                content, lost = control.adapt(content)
                left += lost
            if not control.put(content) and words_of(content):
                left.append(Left(control.spec.title, words_of(content)))
        left += [Left(name, words_of(raw[name])) for name in raw if name not in taken and words_of(raw[name])]
        return left

    def _put_group(self, control: GroupControl, content: dict[str, Any]) -> list[Left]:
        inner = content.get("fields", {})
        control.put({"on": content.get("on", True), "fields": {}})
        return [Left(f"{control.spec.title} {one.title}", one.text) for one in control.group.put(inner)]

    def read(self) -> dict[str, Any]:
        """Return what could be read, by field; what is hidden or could not be read is left out."""
        self._hide()
        data: dict[str, Any] = {}
        for name, control in self.controls.items():
            if control.hidden:
                control.problem = None
                continue
            value = control.read()
            if value is not UNREAD:
                data[name] = value
        return data

    def _hide(self) -> None:
        for control in self.controls.values():
            wanted = control.spec.shown_if
            if wanted:
                control.hide(not all(self._holds(name, values) for name, values in wanted.items()))

    def _holds(self, name: str, values: tuple[Any, ...]) -> bool:
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
        for control in self.controls.values():
            if control.hidden:
                continue
            if control.problem or (isinstance(control, GridControl) and not control.readable):
                return False
            if isinstance(control, GroupControl) and control.on and not control.group.readable:
                return False
        return True

    def blame(self, details: list[ErrorDetails]) -> list[Problem]:
        """Give each error of the model to its field; return those that belong to none."""
        loose: list[Problem] = []
        sorted_out: dict[str, list[ErrorDetails]] = {}
        for detail in details:
            name = str(detail["loc"][0]) if detail["loc"] else ""
            if name in self.controls and not self.controls[name].hidden:
                sorted_out.setdefault(name, []).append(detail)
            else:
                loose.append(said(None, detail))
        for name, control in self.controls.items():
            loose += _blame(control, sorted_out.get(name, []))
        return loose

    def show_computed(self, value: BaseModel | None) -> None:
        """Show what the model computes, a dash where it cannot yet."""
        for name, control in self.computed.items():
            control.load(UNREAD if value is None else getattr(value, name))
        for name, inner in self.controls.items():
            if isinstance(inner, GroupControl):
                inner.group.show_computed(getattr(value, name, None))

    def show(self, revealed: bool) -> None:
        """Say under each field what is wrong there."""
        for control in (*self.controls.values(), *self.computed.values()):
            control.show(revealed)
            if isinstance(control, GroupControl):
                control.group.show(revealed)

    def faults(self, prefix: tuple[str | int, ...] = (), place: str = "") -> Iterator[Fault]:
        """Yield all that is to be mended, in the order of the form."""
        for name, control in self.controls.items():
            if control.hidden:
                continue
            title = f"{place}{control.spec.title}"
            if control.problem:
                problem = control.problem
                missing = problem.missing and not control.touched
                yield Fault((*prefix, name), title, problem.message, missing, control.name)
            if isinstance(control, GridControl):
                yield from control.faults(prefix, title)
            elif isinstance(control, GroupControl) and control.on:
                yield from control.group.faults((*prefix, name), f"{title} › ")

    def all(self) -> Iterator[Control]:
        """Yield every control, those of inner models too."""
        for control in self.controls.values():
            yield control
            if isinstance(control, GroupControl):
                yield from control.group.all()

    def unused(self) -> Iterator[str]:
        """Yield titles of fields that are out of sight and yet hold something, which is not handed on."""
        for control in self.controls.values():
            if control.hidden and words_of(control.raw) and control.read() != control.spec.default:
                yield f"{control.spec.title}（{words_of(control.raw)}）"

    def lines(self, indent: str = "") -> Iterator[str]:
        """Yield the content as plain text, one field a line."""
        for control in self.controls.values():
            if control.hidden:
                continue
            if isinstance(control, GridControl):
                yield f"{indent}{control.spec.title}："
                yield from (f"{indent}    {line}" for line in control.grid.lines())
            elif isinstance(control, GroupControl):
                yield f"{indent}{control.spec.title}：{'' if control.on else '（不填）'}"
                if control.on:
                    yield from control.group.lines(indent + "    ")
            else:
                unit = f" {control.spec.unit}" if control.spec.unit and control.raw else ""
                yield f"{indent}{control.spec.title}：{words_of(control.raw)}{unit}"
        for control in self.computed.values():
            yield f"{indent}{control.spec.title}：{control.text}"


def _blame(control: Control, details: list[ErrorDetails]) -> list[Problem]:
    """Give the errors of one field to its control, its rows or its inner fields."""
    if isinstance(control, GroupControl):
        inner: list[ErrorDetails] = []
        for detail in details:
            inner.append({**detail, "loc": detail["loc"][1:]})
        loose = control.group.blame(inner)
        # What concerns the inner model as a whole is said under its frame.
        trusted = loose if control.on and control.group.readable else []
        control.problem = trusted[0] if trusted else None
        return trusted[1:]
    if isinstance(control, GridControl):
        found: dict[tuple[int, int], Problem] = {}
        for detail in details:
            where = detail["loc"][1:]
            if where and isinstance(where[0], int) and control.readable:
                name = str(where[1]) if len(where) > 1 else ""
                column = control.names.index(name) if name in control.names else -1
                found[where[0], column] = said(None, detail)
            elif not where and control.problem is None and control.readable:
                control.problem = said(control.spec, detail)
        control.blame(found)
        return []
    for detail in details:
        if control.problem is None:
            control.problem = said(control.spec, detail)
    return []
