"""Documents that last: every version kept, who approved what, proved by one hash chain (design §7).

Nothing is ever changed or removed; a correction is a new version.  On one's own machine the person is declared, and
every output says 本机自报.
"""

from mktkit.records.model import (
    ACTION_TITLES,
    SELF_DECLARED,
    STATUS_TITLES,
    Actor,
    Attachment,
    Draft,
    Step,
)
from mktkit.records.opening import open_store
from mktkit.records.record import Record
from mktkit.records.store import Store
from mktkit.records.workflow import State, allowed_actions, next_state

__all__ = [
    "ACTION_TITLES",
    "SELF_DECLARED",
    "STATUS_TITLES",
    "Actor",
    "Attachment",
    "Draft",
    "Record",
    "State",
    "Step",
    "Store",
    "allowed_actions",
    "next_state",
    "open_store",
]
