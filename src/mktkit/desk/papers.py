"""What a kind of document is, said once: how it is handed in, and what whoever reviews it should see.

A subject declares its :class:`Paper` beside the model of the document; :mod:`mktkit.documents` lists them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from mktkit.errors import Finding
from mktkit.records import Record, Step, Store
from mktkit.rules import Rules

__all__ = ["Paper", "Registry", "always", "registry"]

Value = TypeVar("Value")
Kept = TypeVar("Kept", bound=BaseModel)


def always(text: str) -> Callable[[object, Rules], str]:
    """Return a function that gives `text` whatever the document is."""
    return lambda value, rules: text


def _nothing(value: object) -> str:
    return ""


def _no_department(value: object, rules: Rules) -> str:
    return ""


def _itself(value: object) -> object:
    return value


def _no_files(value: object, rules: Rules) -> Iterable[tuple[str, bytes]]:
    return ()


def _no_file(value: object, name: str) -> bool:
    return False


def _no_findings(value: object, store: Store) -> Sequence[Finding]:
    return ()


def _with_a_reason(rules: Rules) -> bool:
    return True


def _as_ruled(value: object, chain: tuple[Step, ...], rules: Rules) -> tuple[Step, ...]:
    return chain


@dataclass(frozen=True)
class Paper(Generic[Value, Kept]):
    """A kind of document.

    Attributes
    ----------
    kind
        Its name in the records, e.g. ``expense_claim``.
    model
        The model of what is kept; its titles and units are what a reviewer reads.
    title
        Title of the document, from what is handed in.
    number
        Number of the document: the same number is the next version of the same document; empty: the store gives one.
    clause
        The clause whose approval chain it follows; empty: it follows none and is filed at once.
    body
        What is kept; default what is handed in.
    files
        (name, content) of what goes along, from what is handed in and the rules.
    keeps_file
        Which files of the version before stay, by name, unless one of the same name comes; by default `files` are all.
    check
        What stands against handing it in, from what is handed in and what has been kept; a fault stops it, saving goes on.
    department, subject
        Whose document it is, and the number of the person it is about.
    steps
        The approval chain, from that of the clause.
    review
        ``review(content, record, store, rules)`` returns what a reviewer should see besides the content (checks, sums), as
        anything :func:`mktkit.live` can show; None: nothing.  What is heavy it imports itself: most papers are never
        looked at on a page that lists them all.
    stops
        ``stops(content, record, store, rules)`` returns what stands against passing it, found with what is known here and
        now; None: nothing ever does.
    despite
        Whether the rules let it pass all the same, for a reason that is recorded.
    """

    kind: str
    model: type[Kept]
    title: Callable[[Value], str]
    number: Callable[[Value], str] = _nothing
    clause: str = ""
    body: Callable[[Value], object] = _itself
    files: Callable[[Value, Rules], Iterable[tuple[str, bytes]]] = _no_files
    keeps_file: Callable[[Value, str], bool] = _no_file
    check: Callable[[Value, Store], Sequence[Finding]] = _no_findings
    department: Callable[[Value, Rules], str] = _no_department
    subject: Callable[[Value], str] = _nothing
    steps: Callable[[Value, tuple[Step, ...], Rules], tuple[Step, ...]] = _as_ruled
    review: Callable[[Kept, Record, Store, Rules], object] | None = None
    stops: Callable[[Kept, Record, Store, Rules], Sequence[str]] | None = None
    despite: Callable[[Rules], bool] = _with_a_reason

    def read(self, data: object) -> Kept | None:
        """Return what is kept as its model; None where a version whose fields were others wrote it."""
        try:
            return self.model.model_validate(data)
        except ValidationError:
            return None


#: Kind → its paper; each has a model of its own.
Registry = Mapping[str, Paper[Any, Any]]


def registry(*papers: Paper[Any, Any]) -> Registry:
    """Return papers by kind.

    Raises
    ------
    ValueError
        Two are of one kind.

    Examples
    --------
    >>> class Note(BaseModel):
    ...     text: str
    >>> note = Paper(kind="note", model=Note, title=lambda value: value.text)
    >>> list(registry(note))
    ['note']
    """
    listed = {paper.kind: paper for paper in papers}
    if len(listed) != len(papers):
        raise ValueError("two papers are of one kind")
    return listed
