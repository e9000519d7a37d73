"""The register of clauses: one entry a clause of the regulation, the hub that everything else cites."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field

from mktkit.errors import MktkitError, closest
from mktkit.rules.entries import read_entries
from mktkit.rules.schema import RuleModel
from mktkit.rules.yamlfile import named, read_yaml

__all__ = ["EVERYONE", "REGULATION", "Clause", "Clauses", "anchor", "read_clauses"]

REGULATION = "营销部门制度规范"
#: Whom a clause obliges that names no post and no department.
EVERYONE = "全体员工"

_SHIPPED = Path(__file__).with_name("clauses.yaml")

Kind = Literal[
    "chapter",
    "section",
    "principle",
    "structure",
    "duty",
    "step",
    "conduct",
    "metrics",
    "metric",
    "cycle",
    "incentive",
    "budget",
    "claim",
]


def anchor(clause_id: str) -> str:
    """Return the permanent anchor of a clause.

    Examples
    --------
    >>> anchor("5.1.2.a")
    'c5-1-2-a'
    """
    return "c" + clause_id.replace(".", "-")


class Clause(RuleModel):
    """One clause.

    Attributes
    ----------
    id
        Never changes once published, e.g. ``5.1.2.a``.
    page
        Page of the handbook, under ``docs/rules/``.
    who
        Who does it; empty where the regulation names nobody and none can be inferred. Who approves stands in
        the rules, as the approval chain of the clause.
    inferred
        True where `who` is not named by the clause and follows from the duties in 2.2.
    form
        The form or register that records it.
    owner
        Post that keeps the clause.
    binds
        Whom it obliges: posts, departments (every post in them), or :data:`EVERYONE`.
    last_reviewed, review_months
        When the owner last read it again, and after how many months that is due.
    carried_out_by
        What carries the clause out: ``register:sales_ledger``, ``notebook:appraisal``, ``metric:5.1.2.a``.
    """

    id: str = Field(pattern=r"[1-9](\.[0-9]+){0,2}(\.[a-z])?")
    title: str
    kind: Kind
    page: str
    who: str = ""
    inferred: bool = False
    form: str = ""
    owner: str = Field(min_length=1)
    binds: tuple[str, ...] = Field(min_length=1)
    last_reviewed: dt.date
    review_months: int = Field(ge=1)
    carried_out_by: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """The permanent anchor."""
        return anchor(self.id)

    @property
    def url(self) -> str:
        """The permanent link, relative to the handbook's root."""
        return f"rules/{self.page}/#{self.anchor}"

    @property
    def review_due(self) -> dt.date:
        """The day by which the owner is to have read it again.

        Examples
        --------
        >>> read_clauses()["5.1.2.a"].review_due
        datetime.date(2027, 11, 23)
        """
        years, month = divmod(self.last_reviewed.month - 1 + self.review_months, 12)
        year = self.last_reviewed.year + years
        # A month may be shorter than the one of the review.
        day = min(self.last_reviewed.day, calendar.monthrange(year, month + 1)[1])
        return dt.date(year, month + 1, day)

    def is_overdue(self, on: dt.date) -> bool:
        """Tell whether its review is overdue on a day."""
        return on > self.review_due

    def cite(self, edition: str) -> str:
        """Return the citation as it is copied and printed.

        Examples
        --------
        >>> read_clauses()["5.1.2.a"].cite("示例版")
        '《营销部门制度规范》5.1.2.a 销售业绩完成率（示例版）'
        """
        return f"《{REGULATION}》{self.id} {self.title}（{edition}）"


@dataclass(frozen=True)
class Clauses(Mapping[str, Clause]):
    """All clauses by id, in the order of the regulation."""

    entries: tuple[Clause, ...]

    @cached_property
    def _by_id(self) -> dict[str, Clause]:
        return {clause.id: clause for clause in self.entries}

    def __getitem__(self, clause_id: str) -> Clause:
        return self._by_id[clause_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, clause_id: str) -> Clause:
        """Return a clause, or say in Chinese that there is none and which is near.

        Raises
        ------
        MktkitError
            No such clause.
        """
        if clause_id in self._by_id:
            return self._by_id[clause_id]
        raise MktkitError(
            f"没有条款「{clause_id}」",
            "条款号形如 3.1.1 或 5.1.2.a",
            self.hint(clause_id, "在手册里查到条款号后重试"),
        )

    def hint(self, clause_id: str, otherwise: str) -> str:
        """Return the hint that names the clause whose id is most like `clause_id`, with its title."""
        return closest(clause_id, self, otherwise, written=lambda near: f" {near} {self[near].title}")

    def children(self, clause_id: str) -> tuple[Clause, ...]:
        """Return the clauses directly below `clause_id`."""
        return tuple(
            clause
            for clause in self.entries
            if clause.id.startswith(f"{clause_id}.") and clause.id.count(".") == clause_id.count(".") + 1
        )


@cache
def read_clauses(path: Path = _SHIPPED) -> Clauses:
    """Read the register of clauses.

    Raises
    ------
    MktkitError
        The file is wrong: place, what stands there, what is wanted.
    """
    document = read_yaml(path)
    defaults = named(named(document.data).get("defaults"))
    problems: list[str] = []
    found = read_entries(Clause, document, problems, under="clauses", defaults=defaults)
    entries = [clause for _, clause in found]
    ids = [clause.id for clause in entries]
    problems += [f"条款 {one} 写了两次" for one in sorted({one for one in ids if ids.count(one) > 1})]
    if problems:
        raise MktkitError("条款登记册有错\n" + "\n".join(problems), mend="改好后重试", where=path.name)
    return Clauses(tuple(entries))
