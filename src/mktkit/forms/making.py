"""Making the form of a model."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from mktkit.fields.layout import Known
from mktkit.forms.drafts.file import DraftKey, person_here
from mktkit.forms.formview import Form

__all__ = ["form"]

M = TypeVar("M", bound=BaseModel)


def _rules_today(today: dt.date) -> Callable[[], Any]:
    def rules() -> Any:
        from mktkit.rules import load_rules

        return load_rules(on=today)

    return rules


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
    rules: Any = None,
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
    chosen = (lambda: rules) if rules is not None else _rules_today(day)
    key = None
    if draft is not False:
        document = draft if isinstance(draft, str) else "未命名"
        key = DraftKey(person or person_here(), _name_of(model), document)
    address = handbook if handbook is not None else os.environ.get("MKTKIT_HANDBOOK", "/handbook/")
    return Form(
        model,
        value=value,
        known=Known(day, people or {}, chosen),
        key=key,
        title=title,
        handbook=address if address.endswith("/") else f"{address}/",
    )
