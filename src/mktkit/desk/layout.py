"""A document laid out for reading: by the titles of its model, how it came to be as it is, what a reviewer should see."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable

from pydantic import BaseModel

from mktkit.fields.layout import Known
from mktkit.fields.showing import shown
from mktkit.records import ACTION_TITLES, SELF_DECLARED, Record
from mktkit.rules import Rules

__all__ = ["as_kept", "as_modelled", "day_of", "list_row", "step_row"]

#: How deep a document without a model is laid out; what lies deeper is shown as it is kept.
_SHOWN_DEPTH = 3


def _flat(value: object, name: str = "", depth: int = 0) -> Iterable[tuple[str, str]]:
    """Yield a document's content as pairs of name and text."""
    if isinstance(value, dict) and depth < _SHOWN_DEPTH:
        for key, inner in value.items():
            yield from _flat(inner, f"{name} · {key}" if name else str(key), depth + 1)
    elif isinstance(value, list) and depth < _SHOWN_DEPTH:
        for number, inner in enumerate(value, 1):
            yield from _flat(inner, f"{name} {number}".strip(), depth + 1)
    else:
        yield name or "内容", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _heading(record: Record) -> str:
    """Return the line above a document."""
    return f"{record.title}（{record.status_title}，{SELF_DECLARED}）"


def day_of(record: Record) -> dt.date:
    """Return the day of a version, in UTC."""
    return dt.date.fromisoformat(record.when[:10])


def as_kept(record: Record) -> dict[str, object]:
    """Return what a document without a readable model holds, name by name: nothing is left out."""
    pairs = [{"项目": name, "内容": text} for name, text in _flat(record.data)]
    return {_heading(record): pairs or "没有内容"}


def as_modelled(record: Record, content: BaseModel, rules: Rules) -> dict[str, object]:
    """Return what a document holds by the titles and units of its model."""
    return dict(shown(content, Known(day_of(record), {}, lambda: rules), title=_heading(record)))


def list_row(record: Record) -> dict[str, str]:
    """Return a document as one row of a list."""
    return {
        "单据": record.title,
        "编号": record.document,
        "经办人": f"{record.author_name}（{record.author_id}）",
        "状态": record.status_title,
        "条款": record.clause or "—",
        "时间": _minute(record),
    }


def step_row(record: Record) -> dict[str, str | int]:
    """Return a version as one row of the document's history."""
    return {
        "版本": record.version,
        "时间": _minute(record),
        "谁": record.who.label,
        "做了什么": ACTION_TITLES[record.action],
        "之后": record.status_title,
        "理由": record.reason or "",
        "规则": f"{record.edition} {record.fingerprint[:8]}" if record.fingerprint else "",
    }


def _minute(record: Record) -> str:
    return record.when[:16].replace("T", " ")
