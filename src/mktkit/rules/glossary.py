"""The glossary: the words of the regulation, with the other words people use for them."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from mktkit.errors import MktkitError
from mktkit.rules.clauses import read_clauses
from mktkit.rules.entries import read_entries, unknown_clauses
from mktkit.rules.schema import RuleModel
from mktkit.rules.yamlfile import read_yaml

__all__ = ["Term", "read_glossary"]

_SHIPPED = Path(__file__).with_name("glossary.yaml")


class Term(RuleModel):
    """One term.

    Attributes
    ----------
    term
        The word the regulation or the handbook uses.
    definition
        What it means here.
    synonyms
        Other words for it; search finds the term by them.
    clauses
        Clauses that use it.
    """

    term: str = Field(min_length=1)
    definition: str = Field(min_length=1)
    synonyms: tuple[str, ...] = ()
    clauses: tuple[str, ...] = ()


def read_glossary(path: Path = _SHIPPED) -> tuple[Term, ...]:
    """Read the glossary, in the order of the file.

    Raises
    ------
    MktkitError
        The file is wrong, a term stands in it twice, or it names a clause that does not exist; all at once.

    Examples
    --------
    >>> all(term.definition for term in read_glossary())
    True
    """
    document = read_yaml(path)
    if not isinstance(document.data, list):
        raise MktkitError(
            "术语表的写法不对", "应是一列术语，每条以“- term: …”开头", "改好后重试", where=document.name
        )
    known = read_clauses()
    terms: list[Term] = []
    problems: list[str] = []
    for at, term in read_entries(Term, document, problems):
        if any(term.term == other.term for other in terms):
            problems.append(f"{document.where(at)}：术语「{term.term}」写了两次")
        problems += unknown_clauses(term.clauses, known, document, (*at, "clauses"))
        terms.append(term)
    if problems:
        raise MktkitError("术语表有错\n" + "\n".join(problems), mend="逐条改好后重试", where=document.name)
    return tuple(terms)
