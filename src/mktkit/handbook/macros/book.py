"""What every macro looks at: the rules in force, and the page it stands on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from mkdocs.utils import get_relative_url

from mktkit.errors import MktkitError
from mktkit.rules import Clause, Rules
from mktkit.rules.quiz import Quiz, read_quiz

__all__ = ["HOW_TO_SET", "Book"]

#: Where the handbook says how a company sets its own values.
HOW_TO_SET = "reference/rules/"


# mkdocs-macros writes every macro with its book into its log, and the rules are long.
@dataclass(frozen=True, repr=False)
class Book:
    """The handbook being written.

    Attributes
    ----------
    rules
        The rules in force on the day of the build.
    here
        Returns the address of the page being rendered, relative to the handbook's root.
    """

    rules: Rules
    here: Callable[[], str]

    @cached_property
    def quiz(self) -> Quiz:
        """The question bank, held against these rules."""
        return read_quiz(self.rules)

    def href(self, address: str) -> str:
        """Return a link from the page being rendered to `address`, which is relative to the handbook's root."""
        page, mark, fragment = address.partition("#")
        return f"{get_relative_url(page, self.here())}{mark}{fragment}"

    def clause(self, clause_id: object) -> Clause:
        """Return a clause.

        Raises
        ------
        MktkitError
            No such clause, or the id was written as a number: 5.10 would be read as 5.1.
        """
        if not isinstance(clause_id, str):
            raise MktkitError(f"条款号写成了数 {clause_id}", "条款号要加引号", f'写成 "{clause_id}"')
        return self.rules.clause(clause_id)
