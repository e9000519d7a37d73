"""Entries of a file into their models: every fault of every entry, with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeVar

from pydantic import ValidationError

from mktkit.errors import closest, joined
from mktkit.messages import wanted
from mktkit.rules.schema import RuleModel
from mktkit.rules.yamlfile import KeyPath, Yaml, YamlDocument, listed, named

__all__ = ["faults_of", "read_entries", "unknown_clauses"]

M = TypeVar("M", bound=RuleModel)


def faults_of(error: ValidationError, document: YamlDocument, at: KeyPath) -> list[str]:
    """Return what is wrong with the entry at a place of a file, one line a fault."""
    return [f"{document.where((*at, *detail['loc']))}：{wanted(detail)}" for detail in error.errors()]


def read_entries(
    model: type[M],
    document: YamlDocument,
    problems: list[str],
    *,
    under: str = "",
    defaults: Mapping[str, Yaml] | None = None,
) -> Iterator[tuple[KeyPath, M]]:
    """Yield (place, entry) of each entry of a list that is right.

    Parameters
    ----------
    model
        What an entry is.
    document
        The file: a list, or a group that has one by the name `under`.
    problems
        Takes every fault that is found.
    defaults
        What an entry says where it does not say otherwise.
    """
    at: KeyPath = (under,) if under else ()
    for index, entry in enumerate(listed(named(document.data).get(under) if under else document.data)):
        try:
            filled = {**defaults, **named(entry)} if defaults is not None else entry
            yield (*at, index), model.model_validate(filled)
        except ValidationError as error:
            problems += faults_of(error, document, (*at, index))


def unknown_clauses(
    clauses: Iterable[str], known: Collection[str], document: YamlDocument, at: KeyPath
) -> Iterator[str]:
    """Yield a fault for each clause named in an entry that does not exist, and which is near."""
    for clause in clauses:
        if clause not in known:
            yield joined(f"{document.where(at)}：没有条款「{clause}」", closest(clause, known))
