"""Words that a document's model is written in, so that it can be a form: markers of type, and :func:`entry`.

Nothing here imports a widget: models stand on this module alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, cast

from pydantic import AfterValidator, Field

from mktkit.fields import kinds
from mktkit.rules.clauses import Clauses, read_clauses

__all__ = [
    "ClauseRef",
    "Code",
    "LongText",
    "Mark",
    "Money",
    "Month",
    "OneOf",
    "Percent",
    "Person",
    "clauses",
    "entry",
]


@dataclass(frozen=True)
class Mark:
    """Sets a type apart from others that hold the same Python type, e.g. a long text from a line."""

    name: str


@cache
def clauses() -> Clauses:
    """Return the register of clauses, read once."""
    return read_clauses()


def _known_clause(clause_id: str) -> str:
    if clause_id not in clauses():
        raise ValueError(f"没有条款「{clause_id}」，条款号形如 3.1.1 或 5.1.2.a")
    return clause_id


#: An amount in integer 分; typed and shown in 元.
Money = Annotated[int, kinds.MONEY]
#: Percent points: 95 is 95 %.
Percent = Annotated[Decimal, Mark("percent"), Field(allow_inf_nan=False)]
#: Text of several lines.
LongText = Annotated[str, Mark("long_text")]
#: One of a few, each worth reading: all of them in sight, one below the other, instead of a drop-down.
OneOf = Annotated[str, Mark("one_of")]
#: A number or code kept as text, so that a leading 0 stays.
Code = Annotated[str, kinds.CODE]
#: A month, ``2026-10``.
Month = Annotated[str, kinds.MONTH, Field(pattern=r"^(199\d|20\d\d)-(0[1-9]|1[0-2])$")]
#: The 工号 of a person; chosen by 工号 or name where the form knows the people.
Person = Annotated[str, Mark("person")]
#: The id of a clause of the regulation.
ClauseRef = Annotated[str, Mark("clause"), AfterValidator(_known_clause)]


def entry(
    title: str,
    *,
    default: Any = ...,
    help: str = "",
    example: str = "",
    unit: str = "",
    clause: str = "",
    choices: Sequence[str] | Callable[[Any], Sequence[str]] | None = None,
    labels: Mapping[str, str] | None = None,
    shown_if: Mapping[str, Any] | None = None,
    formerly: Sequence[str] = (),
    **bounds: Any,
) -> Any:
    """Declare a field of a document: its Chinese title and whatever else its form shows.

    Parameters
    ----------
    title
        Chinese title.
    default
        Value of a new document; a field without one is required.
    help, example, unit, clause
        Small print below the field, an example, the unit beside it, the clause it serves.
    choices
        Allowed texts, or a function of the rules that gives them.
    labels
        Value → what users read, where a choice is kept as a code.
    shown_if
        Field → value or list of values of the same model for which this field is asked for at all.
    formerly
        Names the field had before, so that old drafts carry over.
    bounds
        Go to pydantic (``ge``, ``max_length`` …).

    Examples
    --------
    >>> from pydantic import BaseModel
    >>> class Claim(BaseModel):
    ...     amount: Money = entry("金额", unit="元", clause="6.1.1", gt=0)
    >>> Claim.model_fields["amount"].title
    '金额'
    """
    extra = {
        "help": help,
        "unit": unit,
        "clause": clause,
        "choices": choices,
        "labels": dict(labels or {}),
        "shown_if": dict(shown_if or {}),
        "formerly": tuple(formerly),
    }
    kept = {key: value for key, value in extra.items() if value}
    examples = [example] if example else None
    if callable(default) and default is not ...:
        return Field(
            default_factory=default,
            title=title,
            examples=examples,
            json_schema_extra=cast(Any, kept),
            **bounds,
        )
    return Field(default, title=title, examples=examples, json_schema_extra=cast(Any, kept), **bounds)
