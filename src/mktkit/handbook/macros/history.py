"""What changed: the words of the clauses as noted by hand, their values as the dated rules tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mktkit.errors import MktkitError
from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join, table
from mktkit.handbook.macros.values import Found, leaves
from mktkit.handbook.macros.words import read
from mktkit.paths import company_folder
from mktkit.rules import SUBJECTS, Rules, load_rules
from mktkit.rules.editions import SHIPPED
from mktkit.rules.yamlfile import listed, named, read_yaml

__all__ = ["editions", "revisions"]


def revisions(book: Book) -> Html:
    """Return what was changed in the words of the clauses, the newest first."""
    rows: list[list[object]] = [
        [
            join([f"{one.date} ", _waiting(book, one.date)]),
            join((link(book, clause) for clause in one.clauses), "、") or "全部",
            one.change,
            one.basis or "—",
        ]
        for one in reversed(book.rules.revisions)
    ]
    return table(["日期", "条款", "改了什么", "依据"], rows, name="changes")


def _waiting(book: Book, start: dt.date) -> Html:
    return element("span", "尚未执行", class_="badge") if start > book.rules.on else Html("")


# -- values ------------------------------------------------------------------------------------------


#: The values of a clause, with their titles, by subject and path.
_Held = dict[tuple[str, tuple[str | int, ...]], tuple[Found, str]]


@dataclass(frozen=True)
class _Edition:
    start: dt.date
    whose: str
    note: str
    clauses: tuple[str, ...]


def editions(book: Book) -> Html:
    """Return what every edition of the rules changed, the newest first, clause by clause: before and after."""
    rows: list[list[object] | Html] = []
    for one in sorted(_editions(company_folder()), key=lambda one: one.start, reverse=True):
        rows.append(join([f"{one.start} 起 · {one.whose} · {one.note} ", _waiting(book, one.start)]))
        earlier = _before(one.start)
        before = _held(earlier) if earlier else None
        after = _held(load_rules(on=one.start))
        for clause in (clause for clause in book.rules.clauses if clause in one.clauses):
            told = _changes(None if before is None else before.get(clause, {}), after[clause])
            changes = join((element("span", change, class_="change") for change in told), " ")
            rows.append([link(book, clause), changes or "写明了，值没有变"])
    return table(["条款", "改了什么"], rows, name="changes")


def _editions(company: Path) -> list[_Edition]:
    """Return the editions of all subjects, those of one day and origin as one; the loader has checked the files."""
    found: dict[tuple[dt.date, str, str], list[str]] = {}
    for folder, whose in ((SHIPPED, "示例值"), (company, "公司值")):
        for subject in SUBJECTS:
            path = folder / f"{subject}.yaml"
            for entry in map(named, listed(read_yaml(path).data) if path.is_file() else ()):
                start = entry["from"]
                assert isinstance(start, dt.date)
                clauses = found.setdefault((start, whose, str(entry.get("note", ""))), [])
                clauses += named(entry["values"])
    return [_Edition(*key, tuple(clauses)) for key, clauses in found.items()]


def _before(start: dt.date) -> Rules | None:
    """Return the rules of the day before, None where there were none."""
    try:
        return load_rules(on=start - dt.timedelta(days=1))
    except MktkitError:
        return None


def _held(rules: Rules) -> dict[str, _Held]:
    """Return every value by clause and by its place."""
    held: dict[str, _Held] = {}
    for subject in SUBJECTS:
        for found, title in leaves(rules, subject):
            held.setdefault(found.clause, {})[subject, found.path] = (found, title)
    return held


def _changes(before: _Held | None, after: _Held) -> Iterator[str]:
    """Yield in words every value of a clause that differs; where nothing stood before, the titles alone."""
    if before is None:
        yield "首次设定：" + "、".join(dict.fromkeys(title.split(" · ")[0] for _, title in after.values()))
        return
    for place in {**before, **after}:
        old, new = before.get(place), after.get(place)
        if old is None and new is not None:
            yield f"{new[1]}：新设 {read(new[0].value)}"
        elif new is None and old is not None:
            yield f"{old[1]}：{read(old[0].value)} → 取消"
        elif old is not None and new is not None and old[0].value != new[0].value:
            yield f"{new[1]}：{read(old[0].value)} → {read(new[0].value)}"
