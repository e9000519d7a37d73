"""Who sits at this machine and acts: declared, not checked (本机自报)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import BaseModel

from mktkit.forms import Code, Form, entry, form
from mktkit.records import Actor
from mktkit.rules import Rules
from mktkit.rules.subjects import OUTSIDE

__all__ = ["DeclaredPerson", "person"]


def _posts(rules: Rules) -> list[str]:
    return [*rules.onboarding.posts, *OUTSIDE]


class DeclaredPerson(BaseModel):
    """Who sits at this machine."""

    form_name: ClassVar = "approvals.Declared"

    person_id: Code = entry("工号", example="M001", min_length=1)
    name: str = entry("姓名", min_length=1)
    posts: list[str] = entry("岗位", choices=_posts, default=list)

    @property
    def actor(self) -> Actor:
        """The person as the records name them."""
        return Actor(self.person_id, self.name, tuple(self.posts))


def person(page: str = "", *, rules: Rules | None = None) -> Form[DeclaredPerson]:
    """Return the form of who hands in, one a page: a draft has one window, and 待办 has one of its own."""
    return form(DeclaredPerson, draft=f"经办人 {page}".strip(), rules=rules, title="经办人")
