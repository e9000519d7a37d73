"""The claim form as its workbook lays it out: fields above, lines below, from the models."""

from __future__ import annotations

from dataclasses import dataclass

from mktkit.expense.claim.model import Claim
from mktkit.fields.layout import Known, Layout, Spec, layout_of
from mktkit.rules import Rules

__all__ = ["FormLayout", "form_layout"]


@dataclass(frozen=True)
class FormLayout:
    """The claim as a form shows it."""

    whole: Layout

    @property
    def fields(self) -> tuple[Spec, ...]:
        """The fields above the lines."""
        return tuple(one for one in self.whole.fields if one.item is None)

    @property
    def lines(self) -> Layout:
        """The fields of a line."""
        (lines,) = (one.item for one in self.whole.fields if one.item is not None)
        return lines


def form_layout(rules: Rules) -> FormLayout:
    """Return the layout under `rules`, which hold some of the choices."""
    return FormLayout(layout_of(Claim, Known(rules.on, {}, lambda: rules)))
