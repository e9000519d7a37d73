"""The widgets of fields where one chooses: a drop-down, yes and no, boxes to tick."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import ipywidgets as w

from mktkit.fields.layout import Spec
from mktkit.forms.places import Raw
from mktkit.forms.widgets.control import BoxControl, Control, LineControl, Surroundings
from mktkit.forms.widgets.look import look_of

__all__ = ["build"]

_NONE = ""


class ChoiceControl(BoxControl):
    """One of a few: a drop-down, or buttons: in a row for yes and no, one below the other for what is to be read."""

    def _body(self) -> list[w.Widget]:
        body = super()._body()
        self._labels = {value for _, value in self.box.options} | {_NONE}
        return body

    def _box(self) -> w.Widget:
        spec = self.spec
        yes_no = spec.kind.name == "yes_no"
        labels = ["是", "否"] if yes_no else [one.label for one in spec.given.choices]
        options = [(label, label) for label in labels]
        nothing = ("不填" if spec.nullable else "请选择", _NONE)
        if self.look.widget == "radio":
            shown = [*options, nothing] if spec.nullable else options
            classes = ("mk-input", "mk-radio", *(() if yes_no else ("mk-options",)))
            return self.around.make(
                "RadioButtons", *classes, description=spec.title, options=shown, value=None
            )
        return self.around.make(
            "Dropdown", "mk-input", description=spec.title, options=[nothing, *options], value=_NONE
        )

    def put(self, raw: Raw) -> bool:
        if raw not in self._labels:
            return False
        known = {value for _, value in self.box.options}
        self.box.value = raw if raw in known else None
        return True

    def echo(self) -> str:
        return next((one.note for one in self.spec.given.choices if one.label == self.raw), "")


class ChecksControl(Control):
    """Several of a few: a box to tick each; the order is that in which they were ticked."""

    def _body(self) -> list[w.Widget]:
        self._order: list[str] = []
        self._boxes = {
            one.label: self.around.make(
                "Checkbox", "mk-check", description=one.label, indent=False, value=False
            )
            for one in self.spec.given.choices
        }
        for label, box in self._boxes.items():
            box.observe(lambda change, label=label: self._ticked(label, change["new"]), "value")
        caption = self.around.make("Label", "mk-caption", value=self.spec.title)
        return [caption, self.around.make("Box", "mk-checks", children=list(self._boxes.values()))]

    def _ticked(self, label: str, on: bool) -> None:
        self._order = [one for one in self._order if one != label] + ([label] if on else [])
        self.changed()

    @property
    def raw(self) -> list[str]:
        return list(self._order)

    def put(self, raw: Raw) -> bool:
        if not isinstance(raw, list) or not set(raw) <= set(self._boxes):
            return False
        for label, box in self._boxes.items():
            box.value = label in raw
        self._order = list(raw)
        return True

    def load(self, value: object) -> None:
        labels = {one.value: one.label for one in self.spec.given.choices}
        chosen = value if isinstance(value, Iterable) else ()
        self.put([labels[one] for one in chosen if one in labels])

    def read(self) -> object:
        self.problem = None
        chosen = {one.label: one.value for one in self.spec.given.choices}
        if not self._order and self.spec.nullable:
            return None
        return [chosen[label] for label in self._order]

    def lock(self, locked: bool) -> None:
        for box in self._boxes.values():
            box.disabled = locked


_CONTROLS: Mapping[str, type[Control]] = {
    "choice": ChoiceControl,
    "radio": ChoiceControl,
    "checks": ChecksControl,
}


def build(spec: Spec, around: Surroundings) -> Control:
    """Return the control of a field that holds a single value."""
    return _CONTROLS.get(look_of(spec.kind).widget, LineControl)(spec, around)
