"""From rules files to :class:`Rules`: editions picked by date, the company's values laid over the samples."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from mktkit.errors import MktkitError, nearest, show
from mktkit.messages import wanted
from mktkit.paths import project_root
from mktkit.rules.clauses import EVERYONE, Clause, Clauses, read_clauses
from mktkit.rules.revisions import Revision, read_revisions
from mktkit.rules.schema import Approval, Values
from mktkit.rules.subjects import (
    SUBJECTS,
    AppraisalValues,
    ExpenseValues,
    OnboardingValues,
    PromotionValues,
    ResearchValues,
    SalesValues,
    ServiceValues,
)
from mktkit.rules.yamlfile import KeyPath, YamlDocument, read_yaml
from mktkit.workdays import Calendar

__all__ = ["SAMPLE_LABEL", "Rules", "Source", "company_folder", "load_rules"]

_SHIPPED = Path(__file__).parent

#: What every page and output says beside a value that the company has not set.
SAMPLE_LABEL = "示例值，待公司确认"

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
class _Edition:
    start: dt.date
    sample: bool
    note: str
    document: YamlDocument
    index: int
    values: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class _Resolved:
    """Values of one subject on one date, with the source of every leaf."""

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


@dataclass(frozen=True)
class Rules:
    """Every value in force on one date; frozen, so a calculation cannot change its own rules.

    Attributes
    ----------
    on
        The date asked for.
    onboarding, research, promotion, sales, service, appraisal, expense
        The values by subject.
    calendar
        Workdays of China, with what the company added.
    clauses
        The register of clauses.
    revisions
        What was changed in the words of the clauses, also what is not yet in force.
    """

    on: dt.date
    onboarding: OnboardingValues
    research: ResearchValues
    promotion: PromotionValues
    sales: SalesValues
    service: ServiceValues
    appraisal: AppraisalValues
    expense: ExpenseValues
    calendar: Calendar
    clauses: Clauses
    revisions: tuple[Revision, ...]
    _resolved: Mapping[str, _Resolved] = field(repr=False)

    def values(self, subject: str) -> Values:
        """Return the values of `subject`."""
        return cast(Values, getattr(self, subject))

    def source(self, subject: str, *path: str | int) -> Source:
        """Return where the value at `path` of `subject` comes from.

        Raises
        ------
        KeyError
            No such value.
        """
        source = self._resolved[subject].source(path)
        if source is None:
            raise KeyError((subject, *path))
        return source

    def is_sample(self, subject: str, *path: str | int) -> bool:
        """Tell whether any part of the value at `path` is still the product's example.

        Examples
        --------
        >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
        >>> rules.is_sample("appraisal", "kpi", "5.1.2.a", "weight")
        True
        """
        leaves = self._resolved[subject].below(path)
        return any(source.sample for source in leaves) or (not leaves and self.source(subject, *path).sample)

    def named_values(self) -> Iterator[tuple[str, str, str]]:
        """Yield (subject, name, clause) of every value, once a clause it serves."""
        yield from _declared()

    def approval(self, clause_id: str) -> tuple[Approval, ...]:
        """Return the approval chain that the clause asks for, empty when it asks for none.

        Examples
        --------
        >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
        >>> [(step.step, step.by) for step in rules.approval("6.1.2")]
        [('审核', '财务部门'), ('审批', '公司高层')]
        """
        for subject, name in _declared_by_clause().get(clause_id, ()):
            if name.endswith(("_approval", "_review")):
                return cast(tuple[Approval, ...], getattr(self.values(subject), name))
        return ()

    def clauses_of(self, post: str) -> tuple[Clause, ...]:
        """Return the clauses that oblige a post, in the regulation's order.

        Raises
        ------
        MktkitError
            No such post.

        Examples
        --------
        >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
        >>> [clause.id for clause in rules.clauses_of("客服人员") if clause.id.startswith("3.4")]
        ['3.4', '3.4.1', '3.4.2', '3.4.3']
        """
        posts = self.onboarding.posts
        if post not in posts:
            near = nearest(post, posts)
            raise MktkitError(
                f"没有岗位「{post}」",
                f"可写：{'、'.join(posts)}",
                f"最接近的是 {near}" if near else "改好后重试",
            )
        return tuple(clause for clause in self.clauses.values() if post in self.posts_of(clause.id))

    def posts_of(self, clause_id: str) -> tuple[str, ...]:
        """Return the posts that a clause obliges.

        Examples
        --------
        >>> load_rules(on=dt.date(2026, 10, 1), company=None).posts_of("3.1.1")
        ('营销经理', '市场专员')
        """
        binds = self.clause(clause_id).binds
        return tuple(
            post
            for post, entry in self.onboarding.posts.items()
            if EVERYONE in binds or post in binds or entry.department in binds
        )

    @cached_property
    def overdue(self) -> tuple[Clause, ...]:
        """The clauses whose review is overdue on the day asked for."""
        return tuple(clause for clause in self.clauses.values() if clause.is_overdue(self.on))

    def changed(self, clause_id: str) -> dt.date:
        """Return the day of a clause's latest change, in words or values, samples included.

        Examples
        --------
        >>> load_rules(on=dt.date(2026, 11, 23), company=None).changed("5.1.2.a")
        datetime.date(2026, 11, 23)
        """
        return max(day for day, _ in self._changes(clause_id))

    def in_force_since(self, clause_id: str) -> dt.date | None:
        """Return the day from which a clause stands as it does, None while the company has put nothing in force.

        The regulation names no date; the company's values and its own words bring one.
        """
        return max((day for day, sample in self._changes(clause_id) if not sample), default=None)

    def _changes(self, clause_id: str) -> Iterator[tuple[dt.date, bool]]:
        for subject, name in _declared_by_clause().get(clause_id, ()):
            path: KeyPath = (name, clause_id) if SUBJECTS[subject].is_per_clause(name) else (name,)
            for source in self._resolved[subject].below(path):
                yield source.start, source.sample
        for revision in self.revisions:
            if revision.date <= self.on and revision.touches(clause_id):
                yield revision.date, revision.sample
        yield dt.date.min, True

    @cached_property
    def edition(self) -> str:
        """The name of the edition in force, as citations print it."""
        starts = [
            source.start
            for resolved in self._resolved.values()
            for source in resolved.sources.values()
            if not source.sample
        ]
        return f"{max(starts).isoformat()} 版" if starts else "示例版"

    @cached_property
    def has_samples(self) -> bool:
        """True while any value is still the product's example."""
        return any(
            source.sample for resolved in self._resolved.values() for source in resolved.sources.values()
        )

    def cite(self, clause_id: str) -> str:
        """Return the citation of a clause in this edition."""
        return self.clauses.find(clause_id).cite(self.edition)

    def clause(self, clause_id: str) -> Clause:
        """Return a clause; see :meth:`Clauses.find`."""
        return self.clauses.find(clause_id)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the resolved values, their sample marks and the calendar; not of files.

        Comments, key order or splitting an edition in two leave it unchanged; any value or its mark does not.
        """
        content = {
            "edition": self.edition,
            "values": {subject: self.values(subject).model_dump(mode="json") for subject in SUBJECTS},
            "samples": {
                subject: sorted(
                    "/".join(map(str, leaf)) for leaf, source in resolved.sources.items() if source.sample
                )
                for subject, resolved in self._resolved.items()
            },
            "holidays": sorted(map(str, self.calendar.holidays)),
            "makeups": sorted(map(str, self.calendar.makeups)),
            "years": sorted(self.calendar.years),
        }
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


@cache
def _declared() -> tuple[tuple[str, str, str], ...]:
    """Return (subject, name, clause) of every value that the models declare."""
    return tuple(
        (subject, name, clause)
        for subject, model in SUBJECTS.items()
        for name in model.model_fields
        for clause in model.clauses_of(name)
    )


@cache
def _declared_by_clause() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for subject, name, clause in _declared():
        found[clause] = (*found.get(clause, ()), (subject, name))
    return found


def company_folder() -> Path:
    """Return the folder of the company's own values: ``MKTKIT_RULES``, else ``company/`` at the project's root."""
    named = os.environ.get("MKTKIT_RULES")
    return Path(named) if named else project_root() / "company"


def load_rules(*, on: dt.date, company: Path | str | None = "default") -> Rules:
    """Load the rules in force on a date.

    Parameters
    ----------
    on
        The date; March is scored with a date in March, whenever that is done.
    company
        Folder of the company's own values; by default :func:`company_folder`; None takes the samples alone.

    Returns
    -------
    Rules

    Raises
    ------
    MktkitError
        A file is wrong (every fault of every file at once), or no edition is in force on that date.

    Examples
    --------
    >>> load_rules(on=dt.date(2026, 10, 1), company=None).appraisal.kpi["5.1.2.a"].weight
    Decimal('50')
    """
    folder = company_folder() if company == "default" else (Path(company) if company is not None else None)
    if folder is not None and not folder.is_dir():
        if "MKTKIT_RULES" in os.environ and company == "default":
            raise MktkitError(
                f"找不到文件夹{show(folder)}",
                "MKTKIT_RULES 应指向放公司规则文件的文件夹",
                "改好路径，或去掉这个环境变量",
            )
        folder = None
    problems: list[str] = []
    loaded: dict[str, _Resolved] = {}
    models: dict[str, Values] = {}
    if folder is not None:
        problems += _unknown_files(folder)
    for subject, model in SUBJECTS.items():
        editions = _editions(subject, folder, problems)
        if problems:
            continue
        # Every edition is checked, also those not yet in force: a mistake must show today, not on the day.
        for start in sorted({edition.start for edition in editions}):
            _validate(model, _resolve(model, editions, start), problems)
        resolved = _resolve(model, editions, on)
        if not resolved.data and not problems:
            first = min(edition.start for edition in editions)
            raise MktkitError(
                f"{on} 还没有适用的规则版本",
                f"最早的版本从 {first} 起执行，任何版本都不提前适用",
                "换一个日期，或补上当时的版本",
                where=f"{subject}.yaml",
            )
        loaded[subject] = resolved
        if not problems:
            models[subject] = cast(Values, _validate(model, resolved, problems))
    calendar = _calendar(folder, problems)
    if problems:
        raise MktkitError(
            "规则文件有错，没有采用其中任何一处\n" + "\n".join(dict.fromkeys(problems)), mend="逐条改好后重试"
        )
    assert calendar is not None
    clauses = read_clauses()
    return Rules(
        on=on,
        calendar=calendar,
        clauses=clauses,
        revisions=read_revisions(clauses, folder),
        _resolved=loaded,
        **cast(Any, models),
    )


def _unknown_files(folder: Path) -> list[str]:
    known = [f"{name}.yaml" for name in (*SUBJECTS, "holidays", "revisions")]
    problems = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        if path.name not in known:
            near = nearest(path.name, known)
            hint = f"最接近的是 {near}" if near else "可用的文件名：" + "、".join(known)
            problems.append(f"{folder.name}/{path.name}：没有叫这个名字的规则文件；{hint}")
    return problems


def _editions(subject: str, folder: Path | None, problems: list[str]) -> list[_Edition]:
    """Read a subject's editions, samples first, each in order of date."""
    editions = _read_editions(subject, read_yaml(_SHIPPED / f"{subject}.yaml"), problems)
    own = folder / f"{subject}.yaml" if folder is not None else None
    if own is not None and own.is_file():
        try:
            editions += _read_editions(subject, read_yaml(own, f"{own.parent.name}/{own.name}"), problems)
        except MktkitError as problem:
            problems.append(str(problem).removesuffix("。"))
    return editions


def _read_editions(subject: str, document: YamlDocument, problems: list[str]) -> list[_Edition]:
    model = SUBJECTS[subject]
    if not isinstance(document.data, list) or not all(isinstance(entry, dict) for entry in document.data):
        problems.append(f"{document.where(())}：文件应是一列版本，每个版本以“- from: 2026-10-01”开头")
        return []
    editions: list[_Edition] = []
    for index, entry in enumerate(document.data):
        where = document.where((index,))
        for key in entry:
            if key not in _EDITION_KEYS:
                near = nearest(key, _EDITION_KEYS)
                problems.append(
                    f"{document.where((index, key))}：版本里没有「{key}」这个键；"
                    + (f"最接近的是 {near}" if near else "可写：" + "、".join(_EDITION_KEYS))
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
                _Edition(
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
    for clause, named in values.items():
        at: KeyPath = (index, "values", clause)
        if clause not in by_clause:
            near = nearest(clause, by_clause)
            problems.append(
                f"{document.where(at)}：条款「{clause}」在这个文件里没有可设的值；"
                + (f"最接近的是 {near}" if near else "可写：" + "、".join(by_clause))
            )
        elif not isinstance(named, dict):
            problems.append(
                f"{document.where(at)}：条款 {clause} 下面应是“名称: 值”，可写：{'、'.join(by_clause[clause])}"
            )
        else:
            for name in named:
                if name not in by_clause[clause]:
                    near = nearest(name, by_clause[clause]) or nearest(name, model.model_fields)
                    home = (
                        f"（在条款 {model.clauses_of(near)[0]} 下）"
                        if near and near not in by_clause[clause]
                        else ""
                    )
                    problems.append(
                        f"{document.where((*at, name))}：条款 {clause} 下没有「{name}」；"
                        + (f"最接近的是 {near}{home}" if near else "可写：" + "、".join(by_clause[clause]))
                    )
    return len(problems) == before


def _resolve(model: type[Values], editions: Iterable[_Edition], on: dt.date) -> _Resolved:
    """Lay the editions in force on `on` over each other: the samples first, then the company's own."""
    in_force = [edition for edition in editions if edition.start <= on]
    data: dict[str, Any] = {}
    sources: dict[KeyPath, Source] = {}

    def lay(
        target: dict[str, Any], key: str, new: Any, at: KeyPath, edition: _Edition, path: KeyPath
    ) -> None:
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
    return _Resolved(data, sources)


def _forget(sources: dict[KeyPath, Source], at: KeyPath) -> None:
    for leaf in [leaf for leaf in sources if leaf[: len(at)] == at]:
        del sources[leaf]


def _validate(model: type[Values], resolved: _Resolved, problems: list[str]) -> Values | None:
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
                near = nearest(str(path[-1]), _siblings(model, path[:-1]))
                line = f"{where}：没有「{key}」这个键" + (f"；最接近的是 {near}" if near else "")
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


def _calendar(folder: Path | None, problems: list[str]) -> Calendar | None:
    years: dict[str, Any] = {}
    places: dict[str, tuple[YamlDocument, KeyPath]] = {}
    own = folder / "holidays.yaml" if folder is not None else None
    for path in [_SHIPPED / "holidays.yaml", *([own] if own is not None and own.is_file() else [])]:
        document = read_yaml(
            path, path.name if path.parent == _SHIPPED else f"{path.parent.name}/{path.name}"
        )
        for year, entry in (document.data or {}).items():
            years[year] = entry
            places[year] = (document, (year,))
    holidays: set[dt.date] = set()
    makeups: set[dt.date] = set()
    before = len(problems)
    for year, entry in years.items():
        document, at = places[year]
        try:
            for index, item in enumerate(entry["days"]):
                at = (year, "days", index)
                first, last = item["from"], item["to"]
                if not (first.year - 1 <= int(year) <= last.year + 1 and first <= last):
                    raise ValueError
                holidays |= {first + dt.timedelta(days=n) for n in range((last - first).days + 1)}
                makeups |= {day for day in item["workdays"] if isinstance(day, dt.date) or _refuse()}
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(
                f"{document.where(at)}：{year} 年的节假日写法不对；每项应写 name、from、to、workdays，日期如 2026-10-01，from 不晚于 to"
            )
    if len(problems) > before:
        return None
    return Calendar(frozenset(holidays), frozenset(makeups), frozenset(int(year) for year in years))


def _refuse() -> bool:
    raise ValueError
