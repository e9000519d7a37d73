"""Results as JSON, to be kept in a record or handed on as a file, and back again without a digit lost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeVar

from mktkit.errors import MktkitError
from mktkit.office.document import Table, TableColumn
from mktkit.research.model import Analysis, KeyFigure, Plot

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = ["from_json", "to_json"]

_FORMAT = 1
_MOST = 20 * 1024 * 1024

#: What JSON holds: nothing is known of it before it is looked at.
Json = Any
Made = TypeVar("Made")


def _out(value: object) -> Json:
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return {"decimal": str(value)}
    if isinstance(value, Fraction):
        return {"fraction": str(value)}
    if isinstance(value, Mapping):
        return {"map": [[key, _out(inner)] for key, inner in value.items()]}
    if isinstance(value, Sequence):
        return [_out(inner) for inner in value]
    return float(value)  # type: ignore[arg-type]  # numpy's numbers; anything else raises


def _back(value: Json) -> Json:
    if isinstance(value, list):
        return tuple(_back(inner) for inner in value)
    if isinstance(value, dict):
        ((kind, inner),) = value.items()
        if kind == "map":
            return {str(key): _back(one) for key, one in inner}
        return {"decimal": Decimal, "fraction": Fraction}[kind](inner)
    return value


def _parts(value: DataclassInstance, leave: Sequence[str] = ()) -> dict[str, Json]:
    return {one.name: _out(getattr(value, one.name)) for one in fields(value) if one.name not in leave}


def to_json(analyses: Sequence[Analysis]) -> str:
    """Return results as JSON text.

    Examples
    --------
    >>> from mktkit.research.model import figure
    >>> kept = to_json([Analysis("市场规模", "相乘", None, (figure("市场规模", 12480, "万元", 0),))])
    >>> from_json(kept)[0]["市场规模"].text
    '12,480 万元'
    """
    listed = [
        _parts(one, ("figures", "tables", "plot"))
        | {
            "figures": [_parts(figure) for figure in one.figures],
            "tables": [
                _parts(table, ("columns",)) | {"columns": [_parts(column) for column in table.columns]}
                for table in one.tables
            ],
            "plot": _parts(one.plot) if one.plot else None,
        }
        for one in analyses
    ]
    return json.dumps(
        {"kind": "research_analyses", "format": _FORMAT, "analyses": listed},
        ensure_ascii=False,
        allow_nan=False,
    )


def from_json(text: str | bytes) -> tuple[Analysis, ...]:
    """Return the results that :func:`to_json` wrote.

    Raises
    ------
    MktkitError
        The text is something else.
    """
    wrong = MktkitError(
        "这不是分析结果文件",
        "应为“数据分析”页下载的 分析结果.json",
        "重新下载，不要打开改动后另存",
        where="分析结果",
    )
    if len(text) > _MOST:
        raise wrong
    try:
        kept = json.loads(text)
        if kept["kind"] != "research_analyses" or kept["format"] != _FORMAT:
            raise wrong
        return tuple(_analysis(one) for one in kept["analyses"])
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, ArithmeticError):
        raise wrong from None


def _made(kind: type[Made], kept: Mapping[str, Json], **more: object) -> Made:
    return kind(**{name: _back(value) for name, value in kept.items()}, **more)


def _table(kept: dict[str, Json]) -> Table:
    columns = tuple(_made(TableColumn, column) for column in kept.pop("columns"))
    return _made(Table, kept, columns=columns)


def _analysis(kept: dict[str, Json]) -> Analysis:
    figures = tuple(_made(KeyFigure, one) for one in kept.pop("figures"))
    tables = tuple(map(_table, kept.pop("tables")))
    plot = kept.pop("plot")
    made = _made(Analysis, kept, figures=figures, tables=tables, plot=_made(Plot, plot) if plot else None)
    if not isinstance(made.title, str) or any(not isinstance(one.name, str) for one in figures):
        raise TypeError(made)
    return made
