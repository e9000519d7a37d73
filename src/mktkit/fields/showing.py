"""A filled-in document for reading: titles, units and texts as its form has them, without a widget to type into."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from mktkit.fields.layout import Known, Layout, Spec, layout_of
from mktkit.fields.shape import ROWS

__all__ = ["shown"]


def _asked(spec: Spec, value: BaseModel) -> bool:
    return all(getattr(value, name) in wanted for name, wanted in spec.shown_if.items())


def _title(spec: Spec) -> str:
    return f"{spec.title}（{spec.unit}）" if spec.unit else spec.title


def _row(value: BaseModel, layout: Layout) -> dict[str, str]:
    return {
        _title(spec): spec.write(getattr(value, spec.name)) for spec in (*layout.fields, *layout.computed)
    }


def _parts(value: BaseModel, layout: Layout, heading: str) -> Iterator[tuple[str, list[dict[str, str]]]]:
    plain = []
    later: list[tuple[str, list[dict[str, str]]]] = []
    for spec in (*layout.fields, *layout.computed):
        found = getattr(value, spec.name)
        if found is None or not _asked(spec, value):
            continue
        title = f"{heading} · {spec.title}" if heading else spec.title
        if spec.item is not None and spec.kind is ROWS:
            rows = [_row(one, spec.item) for one in found]
            used = {name for row in rows for name, text in row.items() if text}
            later.append(
                (title, [{name: text for name, text in row.items() if name in used} for row in rows])
            )
        elif spec.item is not None:
            later += _parts(found, spec.item, title)
        else:
            plain.append({"项目": _title(spec), "内容": spec.write(found)})
    if plain:
        yield heading, plain
    yield from later


def shown(
    value: BaseModel, known: Known | None = None, *, title: str = "内容"
) -> dict[str, list[dict[str, str]]]:
    """Return a document as tables for reading: its single fields in one, each list of rows in one of its own.

    Parameters
    ----------
    value
        The document.
    known
        What the form was told besides the model.
    title
        Heading of the first table.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.fields import Money, entry
    >>> Claim = create_model("Claim", amount=(Money, entry("金额")), reason=(str, entry("事由")))
    >>> shown(Claim(amount=130050, reason="拜访客户"))
    {'内容': [{'项目': '金额（元）', '内容': '1,300.50'}, {'项目': '事由', '内容': '拜访客户'}]}
    """
    layout = layout_of(type(value), known or Known(dt.date(2026, 1, 1)))
    tables: dict[str, Any] = {}
    for heading, rows in _parts(value, layout, ""):
        tables[heading or title] = rows
    return tables
