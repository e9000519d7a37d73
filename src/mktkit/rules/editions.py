"""Editions of a rules file: read, laid over each other up to a date, and each value with where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mktkit.errors import MktkitError, closest, joined, show
from mktkit.messages import wanted
from mktkit.rules.schema import Values
from mktkit.rules.subjects import SUBJECTS
from mktkit.rules.yamlfile import KeyPath, YamlDocument, read_yaml

__all__ = ["SHIPPED", "Edition", "Resolved", "Source", "editions_of", "resolve", "validate"]

#: Where the samples stand that come with the product.
SHIPPED = Path(__file__).parent

_EDITION_KEYS = ("from", "sample", "note", "values")


@dataclass(frozen=True)
class Source:
    """Where a value comes from.

    Attributes
    ----------
    start
        The date its edition is in force from.
    sample
        True while it is this product's example value.
    note
        What the edition says of itself.
    document, path
        File and path, for messages.
    """

    start: dt.date
    sample: bool
    note: str
    document: YamlDocument
    path: KeyPath

    @property
    def where(self) -> str:
        """File and line."""
        return self.document.where(self.path)


@dataclass(frozen=True)
class Edition:
    """One edition of a rules file, as it was written.

    Attributes
    ----------
    start
        The date it is in force from.
    sample
        True for this product's example values.
    note
        What it says of itself.
    document, index
        The file, and its place there.
    values
        Clause → name → value.
    """

    start: dt.date
    sample: bool
    note: str
    document: YamlDocument
    index: int
    values: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Resolved:
    """Values of one subject on one date.

    Attributes
    ----------
    data
        The values, as the subject's model takes them.
    sources
        Where each leaf comes from, by its path.
    """

    data: dict[str, Any]
    sources: dict[KeyPath, Source]

    def source(self, path: KeyPath) -> Source | None:
        """Return the source of the leaf at `path`, or the newest below or above it."""
        if below := self.below(path):
            return max(below, key=lambda source: (not source.sample, source.start))
        return self.source(path[:-1]) if path else None

    def below(self, path: KeyPath) -> list[Source]:
        """Return the source of every leaf at `path` or below it."""
        if not path:
            return list(self.sources.values())
        return [source for leaf, source in self._by_name.get(path[0], ()) if leaf[: len(path)] == path]

    @cached_property
    def _by_name(self) -> dict[str | int, list[tuple[KeyPath, Source]]]:
        named: dict[str | int, list[tuple[KeyPath, Source]]] = {}
        for leaf, source in self.sources.items():
            named.setdefault(leaf[0], []).append((leaf, source))
        return named


def editions_of(subject: str, folder: Path | None, problems: list[str]) -> list[Edition]:
    """Read a subject's editions, samples first, each in order of date.

    Parameters
    ----------
    subject
        Name of the rules file.
    folder
        The company's own, None for the samples alone.
    problems
        Takes every fault that is found.
    """
    editions = _read_editions(subject, read_yaml(SHIPPED / f"{subject}.yaml"), problems)
    own = folder / f"{subject}.yaml" if folder is not None else None
    if own is not None and own.is_file():
        try:
            editions += _read_editions(subject, read_yaml(own, f"{own.parent.name}/{own.name}"), problems)
        except MktkitError as problem:
            problems.append(str(problem).removesuffix("。"))
    return editions


def _read_editions(subject: str, document: YamlDocument, problems: list[str]) -> list[Edition]:
    model = SUBJECTS[subject]
    if not isinstance(document.data, list) or not all(isinstance(entry, dict) for entry in document.data):
        problems.append(f"{document.where(())}：文件应是一列版本，每个版本以“- from: 2026-10-01”开头")
        return []
    editions: list[Edition] = []
    for index, entry in enumerate(document.data):
        where = document.where((index,))
        for key in entry:
            if key not in _EDITION_KEYS:
                problems.append(
                    f"{document.where((index, key))}：版本里没有「{key}」这个键；"
                    + closest(key, _EDITION_KEYS, "可写：" + "、".join(_EDITION_KEYS))
                )
        start, values = entry.get("from"), entry.get("values")
        if not isinstance(start, dt.date):
            problems.append(f"{where}：版本的 from 是{show(start)}；应为起始日期，如 2026-10-01（不加引号）")
            continue
        if subject == "appraisal" and start.day != 1:
            problems.append(
                f"{document.where((index, 'from'))}：考核版本从 {start} 起；应从某月 1 日起，如 {start.replace(day=1)}"
            )
        if any(edition.start == start for edition in editions):
            problems.append(f"{document.where((index, 'from'))}：有两个版本都从 {start} 起；合并成一个")
        if not isinstance(values, dict) or not values:
            problems.append(f"{where}：版本里没有 values；应写“values:”，下面按条款号列出要改的值")
            continue
        if _known_keys(model, document, index, values, problems):
            editions.append(
                Edition(
                    start, entry.get("sample") is True, str(entry.get("note", "")), document, index, values
                )
            )
    return sorted(editions, key=lambda edition: edition.start)


def _known_keys(
    model: type[Values], document: YamlDocument, index: int, values: Mapping[str, Any], problems: list[str]
) -> bool:
    by_clause: dict[str, list[str]] = {}
    for name in model.model_fields:
        for clause in model.clauses_of(name):
            by_clause.setdefault(clause, []).append(name)
    before = len(problems)

    def with_home(name: str) -> str:
        return f" {name}（在条款 {model.clauses_of(name)[0]} 下）"

    for clause, named in values.items():
        at: KeyPath = (index, "values", clause)
        if clause not in by_clause:
            problems.append(
                f"{document.where(at)}：条款「{clause}」在这个文件里没有可设的值；"
                + closest(clause, by_clause, "可写：" + "、".join(by_clause))
            )
        elif not isinstance(named, dict):
            problems.append(
                f"{document.where(at)}：条款 {clause} 下面应是“名称: 值”，可写：{'、'.join(by_clause[clause])}"
            )
        else:
            for name in named:
                if name not in by_clause[clause]:
                    here, all_here = by_clause[clause], "可写：" + "、".join(by_clause[clause])
                    elsewhere = closest(name, model.model_fields, all_here, written=with_home)
                    problems.append(
                        f"{document.where((*at, name))}：条款 {clause} 下没有「{name}」；"
                        + closest(name, here, elsewhere)
                    )
    return len(problems) == before


def resolve(model: type[Values], editions: Iterable[Edition], on: dt.date) -> Resolved:
    """Lay the editions in force on `on` over each other: the samples first, then the company's own."""
    in_force = [edition for edition in editions if edition.start <= on]
    data: dict[str, Any] = {}
    sources: dict[KeyPath, Source] = {}

    def lay(target: dict[str, Any], key: str, new: Any, at: KeyPath, edition: Edition, path: KeyPath) -> None:
        if isinstance(new, dict) and new:
            if not isinstance(target.get(key), dict):
                if key in target:
                    _forget(sources, at)
                target[key] = {}
            for inner, item in new.items():
                lay(target[key], inner, item, (*at, inner), edition, (*path, inner))
        else:
            if key in target:
                _forget(sources, at)
            target[key] = new
            sources[at] = Source(edition.start, edition.sample, edition.note, edition.document, path)

    for edition in sorted(in_force, key=lambda one: (not one.sample, one.start)):
        for clause, named in edition.values.items():
            for name, new in named.items():
                path: KeyPath = (edition.index, "values", clause, name)
                if model.is_per_clause(name):
                    lay(data.setdefault(name, {}), clause, new, (name, clause), edition, path)
                else:
                    lay(data, name, new, (name,), edition, path)
    return Resolved(data, sources)


def _forget(sources: dict[KeyPath, Source], at: KeyPath) -> None:
    for leaf in [leaf for leaf in sources if leaf[: len(at)] == at]:
        del sources[leaf]


def validate(model: type[Values], resolved: Resolved, problems: list[str]) -> Values | None:
    """Return the values as their model, None where they are wrong: `problems` takes every fault, with its place."""
    try:
        return model.model_validate(resolved.data)
    except ValidationError as error:
        for detail in error.errors():
            path = detail["loc"]
            source = resolved.source(path)
            where = source.where if source else "规则文件"
            key = ".".join(str(part) for part in path)
            got = "" if detail["type"] in ("missing", "value_error") else f"现在是{show(detail['input'])}；"
            line = f"{where}：{key + '：' if key else ''}{got}{wanted(detail)}"
            if detail["type"] == "extra_forbidden":
                hint = closest(str(path[-1]), _siblings(model, path[:-1]))
                line = joined(f"{where}：没有「{key}」这个键", hint)
            problems.append(line)
        return None


def _siblings(model: type[Values], path: tuple[str | int, ...]) -> list[str]:
    """Return the keys that may stand at `path`, as far as the models tell."""
    found: Any = model
    for part in path:
        annotation = (
            found.model_fields[part].annotation
            if hasattr(found, "model_fields") and part in found.model_fields
            else found
        )
        arguments = getattr(annotation, "__args__", ())
        found = next((one for one in reversed(arguments) if hasattr(one, "model_fields")), annotation)
    return list(getattr(found, "model_fields", ()))
