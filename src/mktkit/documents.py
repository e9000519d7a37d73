"""Every kind of document the department hands in, and 待办, the page that shows them all.

It stands above the subjects: each declares its own papers, this lists them.  A new kind is one line in :data:`PAPERS`.
"""

from __future__ import annotations

from mktkit.desk.inbox import Inbox
from mktkit.desk.papers import Registry, registry
from mktkit.expense.budget.paper import BUDGET
from mktkit.expense.claim.paper import CLAIM
from mktkit.onboarding.paper import EXAM
from mktkit.promotion.papers import POSITIONING, PROMOTION_EVALUATION, PROMOTION_LOG, PROMOTION_PLAN
from mktkit.records import Store, open_store
from mktkit.research.plan.paper import RESEARCH_PLAN
from mktkit.research.report.paper import RESEARCH_REPORT
from mktkit.rules import Rules

__all__ = ["PAPERS", "approvals"]

PAPERS: Registry = registry(
    EXAM,
    CLAIM,
    BUDGET,
    RESEARCH_PLAN,
    RESEARCH_REPORT,
    POSITIONING,
    PROMOTION_PLAN,
    PROMOTION_LOG,
    PROMOTION_EVALUATION,
)


def approvals(store: Store | None = None, rules: Rules | None = None) -> Inbox:
    """Return the inbox of whoever sits at this machine.

    Parameters
    ----------
    store
        The records; default this machine's (``MKTKIT_DB``, else the user's data folder).
    rules
        For the posts that may be chosen; default those in force today.

    Returns
    -------
    Inbox
        An ipywidget: what waits, a document with its history, approve, return, withdraw, hand over, accept.

    Notes
    -----
    制度 3.1.1, 3.1.4, 3.2.1, 5.2, 6.1.2, 6.2.1: who approves what stands in the rules.
    """
    return Inbox(store or open_store(), rules, PAPERS)
