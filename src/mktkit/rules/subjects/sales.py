"""Section 3.3: selling."""

from __future__ import annotations

from itertools import pairwise
from typing import Self

from pydantic import Field, model_validator

from mktkit.rules.schema import RuleModel, Values, value

__all__ = ["CustomerGrade", "Dunning", "SalesValues"]


class CustomerGrade(RuleModel):
    """A grade of customers and how one comes into it."""

    grade: str
    criterion: str


class Dunning(RuleModel):
    """When a payment is reminded of, dunned, and pursued in law; days around the due date."""

    remind_before: int = Field(ge=0, title="到期前提醒（天）")
    dun_after: tuple[int, ...] = Field(min_length=1, title="逾期催款（天）")
    lawyer_letter: int = Field(title="律师函（逾期天）")
    legal_action: int = Field(title="法律程序（逾期天）")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [*self.dun_after, self.lawyer_letter, self.legal_action]
        if any(later <= earlier for earlier, later in pairwise(days)) or days[0] < 1:
            raise ValueError("催款各步的逾期天数应从小到大：催款 → 律师函 → 法律程序")
        return self


class SalesValues(Values):
    """Selling, from the first contact to the money received."""

    customer_categories: tuple[str, ...] = value("3.3.1", "客户类别")
    customer_grades: tuple[CustomerGrade, ...] = value("3.3.1", "客户等级")
    dunning: Dunning = value("3.3.6", "催款的步骤与时点")
