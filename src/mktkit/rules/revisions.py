"""The change register: what was changed in the words of the clauses, by date, kept by hand."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from pydantic import Field

from mktkit.errors import MktkitError
from mktkit.rules.clauses import Clauses
from mktkit.rules.entries import read_entries, unknown_clauses
from mktkit.rules.schema import RuleModel
from mktkit.rules.yamlfile import read_yaml

__all__ = ["Revision", "read_revisions"]

_SHIPPED = Path(__file__).with_name("revisions.yaml")


class Revision(RuleModel):
    """One change of words.

    Attributes
    ----------
    date
        The day from which the new words are in force.
    clauses
        Which clauses; none means all of them.
    change
        What was changed.
    basis
        By whose decision.
    sample
        True where this product changed its own words, which puts nothing in force at a company.
    """

    date: dt.date
    clauses: tuple[str, ...] = ()
    change: str = Field(min_length=1)
    basis: str = ""
    sample: bool = False

    def touches(self, clause_id: str) -> bool:
        """Tell whether the words of a clause were changed."""
        return not self.clauses or clause_id in self.clauses


def read_revisions(known: Clauses, company: Path | None = None) -> tuple[Revision, ...]:
    """Read the change register: this product's, and the company's ``revisions.yaml`` where it has one.

    Parameters
    ----------
    known
        The register of clauses.
    company
        Folder of the company's own values.

    Returns
    -------
    tuple of Revision
        In the order of their dates.

    Raises
    ------
    MktkitError
        A file is wrong or names a clause that does not exist; all faults at once.

    Examples
    --------
    >>> from mktkit.rules import read_clauses
    >>> read_revisions(read_clauses())[0].change
    '首次整理成文，逐条编号'
    """
    files = [(_SHIPPED, _SHIPPED.name)]
    if company is not None and (company / _SHIPPED.name).is_file():
        files.append((company / _SHIPPED.name, f"{company.name}/{_SHIPPED.name}"))
    found: list[Revision] = []
    problems: list[str] = []
    for path, name in files:
        document = read_yaml(path, name)
        if not isinstance(document.data, list):
            problems.append(f"{document.where(())}：文件应是一列改动，每条以“- date: 2026-10-01”开头")
            continue
        for at, revision in read_entries(Revision, document, problems):
            problems += unknown_clauses(revision.clauses, known, document, (*at, "clauses"))
            found.append(revision)
    if problems:
        raise MktkitError("修订记录有错\n" + "\n".join(problems), mend="逐条改好后重试")
    return tuple(sorted(found, key=lambda one: one.date))
