"""Checks of what can be had once only (制度 6.2.2): a person's night, a day's allowance, a table with guests, a room."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import narwhals as nw

from mktkit.expense.claim.checks.invoices import same_name
from mktkit.expense.claim.checks.model import Said, place_words
from mktkit.expense.claim.lines import PEOPLE_MARK, Frame
from mktkit.expense.claim.standing import PersonDay, Standing, days_of
from mktkit.money import yuan

__all__ = ["repeated_days", "rooms", "same_entertaining", "same_stay"]


class _Stay(NamedTuple):
    """A line as these checks look at it."""

    claim: str
    line: int
    people: str
    person_id: str
    kind: str
    day: dt.datetime
    until: dt.datetime
    seller: str
    amount: int

    @property
    def days(self) -> Iterator[dt.date]:
        return days_of(self.kind, self.day.date(), self.until.date())

    @property
    def person_days(self) -> Iterator[PersonDay]:
        for day in self.days:
            for person in self.people.split(PEOPLE_MARK):
                yield person, day


def _stays(lines: Frame, kind: str) -> Iterator[_Stay]:
    """Yield what was spent on a kind, in the order in which it was claimed."""
    own = lines.filter((nw.col("kind") == kind) & (nw.col("amount") > 0))
    return map(_Stay._make, own.sort("claimed_on", "claim", "line").select(_Stay._fields).rows())


def repeated_days(lines: Frame, kind: str, standing: Standing) -> Iterator[Said]:
    """Yield lines with a night, or a day of allowance, that the same person has already, here or in an earlier claim."""
    earlier = standing.person_days[kind]
    seen: dict[PersonDay, tuple[str, int]] = {}
    what, unit = ("住宿", "晚") if kind == "住宿" else ("餐补", "天")
    for stay in _stays(lines, kind):
        told = False
        for key in stay.person_days:
            before = (earlier[key], 0) if key in earlier else seen.get(key)
            if before and not told:
                person, day = key
                whose = "" if person == stay.person_id else f"{person} "
                where = place_words(stay.claim, *before)
                told = True
                yield Said(
                    stay.claim,
                    stay.line,
                    f"{whose}{day} 这一{unit}的{what}已在{where}报过",
                    f"同一人同一{unit}只报一次，不论由谁报",
                )
            seen.setdefault(key, (stay.claim, stay.line))


def same_stay(lines: Frame, standing: Standing) -> Iterator[Said]:
    """Yield nights that another person claims too: the same hotel, the same amount."""
    seen: dict[tuple[str, int, dt.date], tuple[str, int, frozenset[str]]] = {}
    for one in standing.of_kind("住宿"):
        people = frozenset(one.line.people(one.person_id))
        for day in days_of("住宿", one.line.day, one.until):
            seen[same_name(one.line.seller), one.line.amount, day] = one.claim, 0, people
    for stay in _stays(lines, "住宿"):
        people, seller = frozenset(stay.people.split(PEOPLE_MARK)), same_name(stay.seller)
        keys = [(seller, stay.amount, day) for day in stay.days if seller]
        found = next((key for key in keys if key in seen and not seen[key][2] & people), None)
        if found:
            where = place_words(stay.claim, *seen[found][:2])
            what = f"{found[2]} 这一晚，同一家酒店、同样的金额在{where}里也有"
            yield Said(stay.claim, stay.line, what, "一间房只由一人报")
        for key in keys:
            seen.setdefault(key, (stay.claim, stay.line, people))


class _Table(NamedTuple):
    """Entertaining at a place: which branch, in whose claim, how much."""

    branch: str
    claim: str
    person_id: str
    amount: int


def _parted(seller: str) -> tuple[str, str]:
    """Part a place's name from the branch in brackets."""
    name, _, branch = same_name(seller).partition("(")
    return name, branch


def same_entertaining(lines: Frame, standing: Standing) -> Iterator[Said]:
    """Yield entertaining at a place where somebody entertained on the same day, in another claim."""
    seen: dict[tuple[str, dt.date], list[_Table]] = defaultdict(list)
    for one in standing.of_kind("业务招待"):
        name, branch = _parted(one.line.seller)
        seen[name, one.line.day].append(_Table(branch, one.claim, one.person_id, one.line.amount))
    for stay in _stays(lines, "业务招待"):
        name, branch = _parted(stay.seller)
        key = name, stay.day.date()
        others = [
            one
            for one in seen[key]
            if name and one.claim != stay.claim and (not branch or not one.branch or branch == one.branch)
        ]
        if others:
            where = "、".join(dict.fromkeys(place_words(stay.claim, one.claim, 0) for one in others))
            own = all(one.person_id == stay.person_id for one in others)
            # What a colleague spent is not told.
            total = f"，合计 {yuan(stay.amount + sum(one.amount for one in others))} 元" if own else ""
            what = f"{key[1]} 在{stay.seller}的招待，{where}里也有{total}"
            yield Said(stay.claim, stay.line, what, "同一场招待合起来按限额办理，不论由谁报")
        seen[key].append(_Table(branch, stay.claim, stay.person_id, stay.amount))


def rooms(lines: Frame) -> Iterator[Said]:
    """Yield lodging of more rooms than people who stayed."""
    several = lines.filter((nw.col("kind") == "住宿") & (nw.col("rooms") > 1))
    for claim, line, people, count in several.select("claim", "line", "people", "rooms").rows():
        stayed = len(people.split(PEOPLE_MARK))
        if stayed < count:
            yield Said(claim, line, f"{count} 间房，写明入住的 {stayed} 人", "每间房至少一个自己人")
