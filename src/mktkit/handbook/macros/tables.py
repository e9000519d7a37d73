"""Tables of structured values: one renderer a shape, a few for values that read better in their own form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

from pydantic import BaseModel

from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.markup import Html, element, join
from mktkit.handbook.macros.markup import table as draw
from mktkit.handbook.macros.values import Found, find, sample_note
from mktkit.handbook.macros.words import KEY_TITLES, field_title, read, read_field
from mktkit.rules.schema import Approval, Duration
from mktkit.rules.subjects import CityTiers, Dunning, Grade, ServiceHours, TierLimits, Window
from mktkit.rules.subjects.claim_checks import ClaimCheck

__all__ = ["table"]

#: Heads and rows of a table.
Grid = tuple[list[str], list[list[str]]]


def table(book: Book, path: str) -> Html:
    """Return a structured value as a table with its sample note beneath.

    Raises
    ------
    MktkitError
        No such value.
    """
    found = find(book.rules, path)
    note = sample_note(book, path)
    if isinstance(found.value, tuple) and found.value and isinstance(found.value[0], Approval):
        return join([element("ol", *(element("li", read(one)) for one in found.value), class_="chain"), note])
    heads, rows = _grid(found)
    return join([draw(heads, rows, caption=_caption(book, found)), note])


def _caption(book: Book, found: Found) -> str:
    model = type(book.rules.values(found.subject))
    name = str(found.path[0])
    unit = model.unit_of(name)
    title = model.model_fields[name].title or name
    if len(found.path) > 1:
        title = f"{title}：{'、'.join(map(str, found.path[1:]))}"
    return f"{title}（{unit}）" if unit else title


def _grid(found: Found) -> Grid:
    held = found.value
    for kind, own in _OWN.items():
        if isinstance(held, kind):
            return own(held)
    if isinstance(held, tuple) and held and isinstance(held[0], Grade):
        return _grades(held)
    if isinstance(held, tuple) and held and isinstance(held[0], BaseModel):
        return _records(held)
    if isinstance(held, Mapping):
        return _mapping(held, KEY_TITLES.get(found.name, "项目"))
    if isinstance(held, BaseModel) and not isinstance(held, Duration):
        return ["项目", "规定"], list(_facts(held))
    return ["规定"], [[read(held)]]


def _records(held: Iterable[BaseModel]) -> Grid:
    models = list(held)
    names = list(type(models[0]).model_fields)
    return [field_title(type(models[0]), name) for name in names], [
        [read(getattr(one, name)) for name in names] for one in models
    ]


def _mapping(held: Mapping[str, object], head: str) -> Grid:
    checks = [item for item in held.values() if isinstance(item, ClaimCheck)]
    if checks:
        return _checks(checks)
    models = [item for item in held.values() if isinstance(item, BaseModel)]
    if models and not isinstance(models[0], Duration):
        heads, rows = _records(models)
        return [head, *heads], [[key, *row] for key, row in zip(held, rows, strict=True)]
    return [head, "规定"], [[key, read(item)] for key, item in held.items()]


def _facts(model: BaseModel) -> Iterable[list[str]]:
    """Yield title and content of each field; a field that holds several by name gives a line a name."""
    for name in type(model).model_fields:
        title, held = field_title(type(model), name), getattr(model, name)
        if isinstance(held, Mapping):
            yield from ([f"{title}（{key}）", read(item)] for key, item in held.items())
        else:
            yield [title, read_field(model, name)]


# -- values with a form of their own -----------------------------------------------------------------


def _dunning(held: Dunning) -> Grid:
    rows = [[f"到期前 {held.remind_before} 天", "提醒客户付款"]]
    rows += [[f"逾期 {days} 天", f"第 {number} 次催款"] for number, days in enumerate(held.dun_after, 1)]
    rows += [[f"逾期 {held.lawyer_letter} 天", "发律师函"], [f"逾期 {held.legal_action} 天", "启动法律程序"]]
    return ["时点", "做什么"], rows


def _grades(held: Iterable[Grade]) -> Grid:
    grades = list(held)
    rows = [[grades[0].name, f"{read(grades[0].from_total)} 分及以上"]]
    for above, grade in pairwise(grades):
        floor = f"{read(grade.from_total)} 分及以上、" if grade.from_total else ""
        rows.append([grade.name, f"{floor}不足 {read(above.from_total)} 分"])
    return ["等级", "总分"], rows


def _tiers(held: TierLimits) -> Grid:
    return _records([held])


def _cities(held: CityTiers) -> Grid:
    return ["档次", "城市"], [
        ["一线城市", read(held.first)],
        ["二线城市", read(held.second)],
        ["其他城市", "除上述以外的城市"],
    ]


def _checks(held: Iterable[ClaimCheck]) -> Grid:
    """A check goes by its title; the name of its key is for programs."""
    rows = [[one.title, read(one.severity), one.clause, one.mend] for one in held]
    return ["检查", "级别", "条款", "怎么改"], rows


def _shift(held: ServiceHours) -> Grid:
    return ["哪些天", "时间"], [[held.days, read(held.spans)]]


def _window(held: Window) -> Grid:
    return ["考核", "时间"], [["月度考核", f"次月 {held.first_day} 日至 {held.last_day} 日"]]


_OWN: dict[type, Callable[[Any], Grid]] = {
    Dunning: _dunning,
    TierLimits: _tiers,
    CityTiers: _cities,
    ServiceHours: _shift,
    Window: _window,
}
