"""Values of the rules on a page: inline, and how each says whether the company has set it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from mktkit.errors import MktkitError, closest
from mktkit.handbook.macros.book import HOW_TO_SET, Book
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join, table
from mktkit.handbook.macros.words import field_title, read
from mktkit.rules import SAMPLE_LABEL, SUBJECTS, Origin, Rules
from mktkit.rules.schema import Duration

__all__ = ["Found", "find", "leaves", "origin", "sample_mark", "sample_note", "value", "values_table"]

_TOKEN = re.compile(r"\[([^\[\]]+)\]|\.?([^.\[\]]+)")


@dataclass(frozen=True)
class Found:
    """A value of the rules and the way to it.

    Attributes
    ----------
    subject, path
        The rules file, and the keys within it as the loader knows them.
    value
        What stands there.
    clause
        The clause it serves.
    """

    subject: str
    path: tuple[str | int, ...]
    value: object
    clause: str

    @property
    def name(self) -> str:
        """``subject.field`` of the value as a whole."""
        return f"{self.subject}.{self.path[0]}"


def find(rules: Rules, path: str) -> Found:
    """Find a value by the path that pages write.

    Parameters
    ----------
    rules
        The rules.
    path
        ``subject.name``, then keys: ``expense.lodging.员工.first``, ``appraisal.kpi[5.1.2.a].weight``,
        ``sales.dunning.dun_after[0]``.

    Raises
    ------
    MktkitError
        No such value; names the nearest key.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> found = find(load_rules(on=dt.date(2026, 10, 1), company=None), "appraisal.kpi[5.1.2.a].weight")
    >>> found.value, found.clause
    (Decimal('50'), '5.1.2.a')
    """
    subject, *keys = _tokens(path)
    if subject not in SUBJECTS or not keys:
        if subject in SUBJECTS:
            _unknown(path, "", SUBJECTS[subject].model_fields)
        _unknown(path, subject, SUBJECTS)
    model = SUBJECTS[subject]
    here: object = rules.values(subject)
    walked: list[str | int] = []
    for key in keys:
        here, step = _step(path, here, key)
        walked.append(step)
    clauses = model.clauses_of(str(walked[0]))
    clause = str(walked[1]) if model.is_per_clause(str(walked[0])) and len(walked) > 1 else clauses[0]
    return Found(subject, tuple(walked), here, clause)


def _tokens(path: str) -> list[str]:
    matches = list(_TOKEN.finditer(path))
    if not matches or "".join(match[0] for match in matches) != path:
        raise MktkitError(
            f"值的路径写成了「{path}」",
            "应为 expense.lodging 或 appraisal.kpi[5.1.2.a].weight 这样的写法",
            "改好后重试",
        )
    return [(match[1] or match[2]).strip() for match in matches]


def _step(path: str, here: object, key: str) -> tuple[object, str | int]:
    if isinstance(here, Mapping):
        return (here[key], key) if key in here else _unknown(path, key, here)
    if isinstance(here, BaseModel) and not isinstance(here, Duration):
        return (
            (getattr(here, key), key)
            if key in type(here).model_fields
            else _unknown(path, key, type(here).model_fields)
        )
    if isinstance(here, Sequence) and not isinstance(here, str):
        places = [str(number) for number in range(len(here))]
        return (here[int(key)], int(key)) if key in places else _unknown(path, key, places)
    raise MktkitError(f"规则里没有「{path}」", f"「{key}」前面已经是一个单独的值", f"去掉「{key}」后重试")


def _unknown(path: str, key: str, known: object) -> tuple[object, str | int]:
    names = [str(one) for one in known]  # type: ignore[attr-defined]
    raise MktkitError(
        f"规则里没有「{path}」" + (f"，认不出「{key}」" if key and key != path else ""),
        f"这一级可写：{'、'.join(names)}",
        closest(key, names, "改好后重试"),
    )


# -- where it comes from -----------------------------------------------------------------------------


def origin(source: Origin) -> str:
    """Return in words where a value comes from."""
    if source.sample:
        return SAMPLE_LABEL
    note = f"（{source.note}）" if source.note else ""
    return f"公司值，自 {source.start} 起{note}"


def sample_mark(book: Book, found: Found) -> Html:
    """Return the mark that a value is still the product's example, empty when it is the company's own."""
    if not book.rules.is_sample(found.subject, *found.path):
        return Html("")
    return element("sup", "示", class_="sample-mark", title=SAMPLE_LABEL)


def value(book: Book, path: str) -> Html:
    """Return a value as it stands in a sentence.

    Raises
    ------
    MktkitError
        No such value, or it is a whole group of values.
    """
    found = find(book.rules, path)
    if isinstance(found.value, BaseModel) and not isinstance(found.value, Duration):
        first = next(iter(type(found.value).model_fields))
        raise MktkitError(
            f"「{path}」是一组值，不能写进句子",
            f"应写到其中一项，如 {path}.{first}",
            f'或用 table("{path}") 列成表',
        )
    where = _origin_of(book.rules, found)
    shown = element("span", read(found.value), class_="value", title=f"{found.clause} · {where}")
    return join([shown, sample_mark(book, found)])


def _origin_of(rules: Rules, found: Found) -> str:
    if rules.is_sample(found.subject, *found.path):
        return SAMPLE_LABEL
    return origin(rules.source(found.subject, *found.path))


def sample_note(book: Book, path: str) -> Html:
    """Return one line that says whether the company has set the value."""
    found = find(book.rules, path)
    where = _origin_of(book.rules, found)
    sample = where == SAMPLE_LABEL
    how = element("a", "怎样换成公司的值", href=book.href(f"{HOW_TO_SET}#set")) if sample else ""
    return element("p", element("span", where), how, class_="sample-note" if sample else "sample-note own")


# -- all of them -------------------------------------------------------------------------------------


def values_table(book: Book, subject: str) -> Html:
    """Return the table of every value of a subject by clause: key as it is written, title, what stands there, whose."""
    rows: list[list[object] | Html] = []
    clause = ""
    for found, title in leaves(book.rules, subject):
        where = _origin_of(book.rules, found)
        sample = where == SAMPLE_LABEL
        mark = element(
            "span", "示例" if sample else "公司", class_="badge" if sample else "badge own", title=where
        )
        if found.clause != clause:
            rows.append(link(book, found.clause))
        clause = found.clause
        keys = [key for key in found.path if key != found.clause]
        rows.append([element("code", ".".join(map(str, keys))), title, read(found.value), mark])
    return table(["键", "名称", "现在的值", "来自"], rows, name="wide")


def leaves(rules: Rules, subject: str) -> Iterator[tuple[Found, str]]:
    """Yield every value that can be set by itself, in the order of the clauses, with its title in full."""
    model = SUBJECTS[subject]
    values = rules.values(subject)
    order = list(rules.clauses)
    heads: list[tuple[Found, str]] = []
    for name, field in model.model_fields.items():
        title, held = field.title or name, getattr(values, name)
        if model.is_per_clause(name):
            heads += [(Found(subject, (name, clause), item, clause), "") for clause, item in held.items()]
        else:
            unit = model.unit_of(name)
            heads.append(
                (
                    Found(subject, (name,), held, model.clauses_of(name)[0]),
                    f"{title}（{unit}）" if unit else title,
                )
            )
    for found, title in sorted(heads, key=lambda one: order.index(one[0].clause)):
        yield from _below(found, title)


def _below(found: Found, title: str) -> Iterator[tuple[Found, str]]:
    held = found.value
    parts: list[tuple[str, str, object]] = []
    if isinstance(held, Mapping):
        parts = [(key, key, item) for key, item in held.items()]
    elif isinstance(held, BaseModel) and not isinstance(held, Duration):
        parts = [
            (name, field_title(type(held), name), getattr(held, name)) for name in type(held).model_fields
        ]
    if not parts:
        yield found, title
    for key, inner, item in parts:
        deeper = Found(found.subject, (*found.path, key), item, found.clause)
        yield from _below(deeper, f"{title} · {inner}" if title else inner)
