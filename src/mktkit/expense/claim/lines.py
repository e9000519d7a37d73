"""The lines of claims as one frame, on which every check is carried out: a row a line, with what its claim says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Literal

import narwhals as nw

from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.receipts import plain_number
from mktkit.people import person_key
from mktkit.rules import Rules

__all__ = ["COLUMNS", "NONE", "PEOPLE_MARK", "Frame", "claim_lines", "frame_of", "level_of"]

#: Lines of claims on any eager engine.
Frame = nw.DataFrame[Any]
#: Engine of a frame.
Backend = Literal["pandas", "polars"]

#: What a number is where none was filled in; far from any amount, which may be negative.
NONE = -(10**17)

#: Column → dtype. Texts are '' and numbers :data:`NONE` where nothing was filled in, amounts are 分.
COLUMNS: dict[str, Any] = {
    "claim": nw.String, "line": nw.Int64, "person_id": nw.String, "department": nw.String, "level": nw.String,
    "month": nw.String, "category": nw.String, "purpose": nw.String, "claimed_on": nw.Datetime("us"),
    "departed_on": nw.Datetime("us"), "returned_on": nw.Datetime("us"), "stated_total": nw.Int64,
    "kind": nw.String, "day": nw.Datetime("us"), "until": nw.Datetime("us"), "place": nw.String,
    "amount": nw.Int64, "invoice_kind": nw.String, "invoice": nw.String, "code": nw.String, "number": nw.String,
    "seller": nw.String, "buyer": nw.String, "buyer_tax_number": nw.String, "net": nw.Int64, "tax": nw.Int64,
    "red": nw.Boolean, "attachments": nw.Int64, "transport_class": nw.String, "guests": nw.Int64, "hosts": nw.Int64,
    "guest_names": nw.String, "approval": nw.String, "approved_by": nw.String, "contract": nw.String,
    "plan_item": nw.String, "acceptance": nw.String, "quotes": nw.Int64, "invoice_day": nw.Datetime("us"),
    "approver_post": nw.String, "rooms": nw.Int64, "people": nw.String, "meal": nw.String, "standard_fare": nw.Int64,
    "refund_of": nw.String, "city_tier": nw.String,
}  # fmt: skip
#: Columns that rows may lack → what stands there then.
_USUAL = {
    "invoice_day": None, "approver_post": "", "rooms": 1, "meal": "", "standard_fare": None, "refund_of": "", "city_tier": "",
}  # fmt: skip
#: What parts one person from another in the column people.
PEOPLE_MARK = "、"

_OF_CLAIM = (
    "department",
    "month",
    "category",
    "claimed_on",
    "departed_on",
    "returned_on",
    "stated_total",
)
_OF_LINE = (
    "kind", "day", "amount", "seller", "buyer", "buyer_tax_number", "net", "tax",
    "guest_names", "approval", "contract", "plan_item", "acceptance", "place", "invoice_day", "standard_fare",
)  # fmt: skip
#: Counts that are 0 where nothing was filled in.
_COUNTS = ("attachments", "guests", "hosts", "quotes")
#: Choices that are '' where nothing was chosen.
_CHOSEN = ("invoice_kind", "transport_class", "approver_post", "meal", "city_tier")


def level_of(rules: Rules, post: str) -> str:
    """Return the level of a post that standards look at; a post the rules do not know is an employee's."""
    found = rules.onboarding.posts.get(post)
    return found.level if found else "员工"


def _moment(day: dt.date | None) -> dt.datetime | None:
    return None if day is None else dt.datetime(day.year, day.month, day.day)


def claim_lines(claims: Mapping[str, Claim], rules: Rules, backend: Backend = "pandas") -> Frame:
    """Lay claims out as the frame that :func:`mktkit.expense.claim.checks.check_claims` takes.

    Parameters
    ----------
    claims
        报销单号 → claim.
    rules
        For the level of each post.
    backend
        Engine of the frame.

    Returns
    -------
    narwhals.DataFrame
        Columns as in :data:`COLUMNS`; a row a line.
    """
    rows: list[dict[str, Any]] = []
    for number, claim in claims.items():
        common = {name: getattr(claim, name) for name in _OF_CLAIM} | {
            "claim": number,
            "level": level_of(rules, claim.post),
            "person_id": person_key(claim.person_id),
        }
        for at, line in enumerate(claim.lines, 1):
            rows.append(
                common
                | {name: getattr(line, name) for name in _OF_LINE}
                | {name: getattr(line, name) or 0 for name in _COUNTS}
                | {name: getattr(line, name) or "" for name in _CHOSEN}
                | {
                    "line": at,
                    "red": bool(line.red),
                    "until": claim.until(line),
                    "purpose": line.purpose or claim.purpose,
                    "invoice": line.key,
                    "code": plain_number(line.invoice_code),
                    "number": line.number,
                    "approved_by": person_key(line.approved_by),
                    "rooms": line.rooms or 1,
                    "people": PEOPLE_MARK.join(line.people(claim.person_id)),
                    "refund_of": plain_number(line.refund_of),
                    "approval": line.approval or claim.request,
                }
            )
    return frame_of(rows, backend)


def frame_of(rows: Iterable[Mapping[str, Any]], backend: Backend = "pandas") -> Frame:
    """Return rows with the columns of :data:`COLUMNS` as a frame; what they lack is as it usually is."""
    listed = list(rows)
    data = {name: [row.get(name, _USUAL.get(name)) for row in listed] for name in COLUMNS}
    data["people"] = [row.get("people") or row["person_id"] for row in listed]
    for name, kind in COLUMNS.items():
        if kind == nw.Datetime("us"):
            data[name] = [_moment(value) for value in data[name]]
        elif kind == nw.Int64:
            data[name] = [NONE if value is None else value for value in data[name]]
    return nw.from_dict(data, schema=COLUMNS, backend=backend)
