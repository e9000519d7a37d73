"""Editions of a rules file: read, laid over each other up to a date, and each value with where it comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import cast

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from mktkit.errors import MktkitError, closest, joined, show
from mktkit.messages import wanted
from mktkit.rules.schema import Values
from mktkit.rules.subjects import SUBJECTS
from mktkit.rules.yamlfile import KeyPath, Yaml, YamlDocument, named, read_yaml

__all__ = ["SHIPPED", "Edition", "Origin", "Resolved", "editions_of", "resolve", "validate"]

#: Where the samples stand that come with the product.
SHIPPED = Path(__file__).parent

_EDITION_KEYS = ("from", "sample", "note", "values")


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
    values: Mapping[str, Mapping[str, Yaml]]

    @property
    def rank(self) -> tuple[bool, dt.date]:
        """What it is laid over the others by: the samples first, then the company's own, each by date."""
        return not self.sample, self.start


@dataclass(frozen=True)
class Origin:
    """Where a value comes from.

    Attributes
    ----------
    edition
        The edition that sets it.
    path
        Where it stands in the edition's file, for messages.
    """

    edition: Edition
    path: KeyPath

    @property
    def start(self) -> dt.date:
        """The date the edition is in force from."""
        return self.edition.start

    @property
    def sample(self) -> bool:
        """True while the value is this product's example."""
        return self.edition.sample

    @property
    def note(self) -> str:
        """What the edition says of itself."""
        return self.edition.note

    @property
    def where(self) -> str:
        """File and line."""
        return self.edition.document.where(self.path)

    def below(self, key: str) -> Origin:
        """Return where a value of this group comes from."""
        return Origin(self.edition, (*self.path, key))


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

    data: dict[str, Yaml]
    sources: dict[KeyPath, Origin]

    def source(self, path: KeyPath) -> Origin | None:
        """Return the source of the leaf at `path`, or the newest below or above it."""
        if below := self.below(path):
            return max(below, key=lambda source: source.edition.rank)
        return self.source(path[:-1]) if path else None

    def below(self, path: KeyPath) -> list[Origin]:
        """Return the source of every leaf at `path` or below it."""
        if not path:
            return list(self.sources.values())
        return [source for leaf, source in self._by_name.get(path[0], ()) if leaf[: len(path)] == path]

    @cached_property
    def _by_name(self) -> dict[str | int, list[tuple[KeyPath, Origin]]]:
        named: dict[str | int, list[tuple[KeyPath, Origin]]] = {}
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
    if not isinstance(document.data, list) or not all(isinstance(entry, dict) for entry in document.data):
        problems.append(f"{document.where(())}：文件应是一列版本，每个版本以“- from: 2026-10-01”开头")
        return []
    editions: list[Edition] = []
    for index, entry in enumerate(document.data):
        problems += _unknown_keys(document, index, named(entry))
        edition = _read_edition(document, index, named(entry), problems)
        if edition is None:
            continue
        start, at = edition.start, document.where((index, "from"))
        if subject == "appraisal" and start.day != 1:
            problems.append(f"{at}：考核版本从 {start} 起；应从某月 1 日起，如 {start.replace(day=1)}")
        if any(other.start == start for other in editions):
            problems.append(f"{at}：有两个版本都从 {start} 起；合并成一个")
        if not edition.values:
            problems.append(
                f"{document.where((index,))}：版本里没有 values；应写“values:”，下面按条款号列出要改的值"
            )
            continue
        unknown = list(_unknown_values(SUBJECTS[subject], edition))
        problems += unknown
        if not unknown:
            editions.append(edition)
    return sorted(editions, key=lambda edition: edition.start)


def _unknown_keys(document: YamlDocument, index: int, entry: Mapping[str, Yaml]) -> Iterator[str]:
    for key in entry:
        if key not in _EDITION_KEYS:
            hint = closest(key, _EDITION_KEYS, "可写：" + "、".join(_EDITION_KEYS))
            yield f"{document.where((index, key))}：版本里没有「{key}」这个键；{hint}"


def _read_edition(
    document: YamlDocument, index: int, entry: Mapping[str, Yaml], problems: list[str]
) -> Edition | None:
    """Return an edition with its values as they stand there, None where it has no date."""
    start = entry.get("from")
    if not isinstance(start, dt.date):
        where = document.where((index,))
        problems.append(f"{where}：版本的 from 是{show(start)}；应为起始日期，如 2026-10-01（不加引号）")
        return None
    values = cast(Mapping[str, Mapping[str, Yaml]], named(entry.get("values")))
    return Edition(start, entry.get("sample") is True, str(entry.get("note", "")), document, index, values)


def _unknown_values(model: type[Values], edition: Edition) -> Iterator[str]:
    """Yield a fault for every clause and name that the subject has no value of."""
    by_clause: dict[str, list[str]] = {}
    for name in model.model_fields:
        for clause in model.clauses_of(name):
            by_clause.setdefault(clause, []).append(name)

    def with_home(name: str) -> str:
        return f" {name}（在条款 {model.clauses_of(name)[0]} 下）"

    for clause, values in edition.values.items():
        at: KeyPath = (edition.index, "values", clause)
        where = edition.document.where(at)
        if clause not in by_clause:
            hint = closest(clause, by_clause, "可写：" + "、".join(by_clause))
            yield f"{where}：条款「{clause}」在这个文件里没有可设的值；{hint}"
            continue
        here = by_clause[clause]
        if not isinstance(values, dict):
            yield f"{where}：条款 {clause} 下面应是“名称: 值”，可写：{'、'.join(here)}"
            continue
        for name in values:
            if name not in here:
                elsewhere = closest(name, model.model_fields, "可写：" + "、".join(here), written=with_home)
                place = edition.document.where((*at, name))
                yield f"{place}：条款 {clause} 下没有「{name}」；{closest(name, here, elsewhere)}"


def resolve(model: type[Values], editions: Iterable[Edition], on: dt.date) -> Resolved:
    """Lay the editions in force on `on` over each other: the samples first, then the company's own."""
    resolved = Resolved({}, {})
    for edition in sorted((one for one in editions if one.start <= on), key=lambda one: one.rank):
        for clause, values in edition.values.items():
            for name, new in values.items():
                origin = Origin(edition, (edition.index, "values", clause, name))
                if model.is_per_clause(name):
                    group = resolved.data.setdefault(name, {})
                    assert isinstance(group, dict)  # what is per clause is a group by clause
                    _lay(resolved.sources, group, (name, clause), new, origin)
                else:
                    _lay(resolved.sources, resolved.data, (name,), new, origin)
    return resolved


def _lay(
    sources: dict[KeyPath, Origin], group: dict[str, Yaml], at: KeyPath, new: Yaml, origin: Origin
) -> None:
    """Put a value into its group: a group over a group name by name, anything else in its place."""
    key = str(at[-1])
    if isinstance(new, dict) and new:
        held = group.get(key)
        if not isinstance(held, dict):
            if key in group:
                _forget(sources, at)
            held = group[key] = {}
        for inner, item in new.items():
            _lay(sources, held, (*at, inner), item, origin.below(inner))
    else:
        if key in group:
            _forget(sources, at)
        group[key] = new
        sources[at] = origin


def _forget(sources: dict[KeyPath, Origin], at: KeyPath) -> None:
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
    found: object = model
    for part in path:
        annotation = _fields(found)[part].annotation if part in _fields(found) else found
        arguments = getattr(annotation, "__args__", ())
        found = next((one for one in reversed(arguments) if _fields(one)), annotation)
    return [str(name) for name in _fields(found)]


def _fields(model: object) -> Mapping[str | int, FieldInfo]:
    found: Mapping[str | int, FieldInfo] = getattr(model, "model_fields", {})
    return found
