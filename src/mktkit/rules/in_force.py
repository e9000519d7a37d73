"""The rules in force on one date: what every calculation, page and citation asks."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import cast

from mktkit.errors import MktkitError, closest
from mktkit.rules.clauses import EVERYONE, Clause, Clauses
from mktkit.rules.editions import Origin, Resolved
from mktkit.rules.revisions import Revision
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
from mktkit.rules.yamlfile import KeyPath
from mktkit.workdays import Calendar

__all__ = ["SAMPLE_LABEL", "Rules"]

#: What every page and output says beside a value that the company has not set.
SAMPLE_LABEL = "示例值，待公司确认"


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
    _resolved: Mapping[str, Resolved] = field(repr=False)

    def values(self, subject: str) -> Values:
        """Return the values of `subject`."""
        return cast(Values, getattr(self, subject))

    def source(self, subject: str, *path: str | int) -> Origin:
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
        >>> from mktkit.rules import load_rules
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
        >>> from mktkit.rules import load_rules
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
        >>> from mktkit.rules import load_rules
        >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
        >>> [clause.id for clause in rules.clauses_of("客服人员") if clause.id.startswith("3.4")]
        ['3.4', '3.4.1', '3.4.2', '3.4.3']
        """
        posts = self.onboarding.posts
        if post not in posts:
            raise MktkitError(
                f"没有岗位「{post}」",
                f"可写：{'、'.join(posts)}",
                closest(post, posts, "改好后重试"),
            )
        return tuple(clause for clause in self.clauses.values() if post in self.posts_of(clause.id))

    def posts_of(self, clause_id: str) -> tuple[str, ...]:
        """Return the posts that a clause obliges.

        Examples
        --------
        >>> from mktkit.rules import load_rules
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
        >>> from mktkit.rules import load_rules
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
