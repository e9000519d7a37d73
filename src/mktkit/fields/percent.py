"""Percent, held and read in two ways that must not be mixed up.

============= =========================== ==================== ======================= ================
type          60 % is held as             0.6 formatted as %   a bare 0.6 in a cell    a bare 0.6 typed
============= =========================== ==================== ======================= ================
`Percent`     60, percent points          0.6 %                0.6 %                   0.6 %
`BasisPoints` 6000, hundredths of a point 60 %                 is asked                0.6 %
============= =========================== ==================== ======================= ================

Documents and rules hold `Percent`, registers `BasisPoints`: a spreadsheet keeps 60 % as 0.6 and says so by the cell's
format, while a person who types 0.6 beside a % sign means 0.6 %.  A bare number up to 1 in a cell may be either.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from mktkit.fields.kind import Formatted, Given, Kind, Refused, narrow
from mktkit.fields.number import decimal_from_text, decimal_to_text, number_of

__all__ = ["BASIS_POINTS", "PERCENT", "SHARE_UNITS", "BasisPoints", "Percent", "share_in"]

#: How a column of bare numbers says percent → how many percent points its 1 is.
SHARE_UNITS = {"小数": 100, "百分数": 1}
_BARE = "应写明是百分之几：0.6 可能是 60%，也可能是 0.6%"
_ASK = "写成带 % 的，或把单元格格式设为百分比；整列都这样写的，在《列名对照》里写明单位：小数（0.6 即 60%）或百分数（0.6 即 0.6%）"


def _basis_points_from_cell(cell: object) -> tuple[int, str | None]:
    """Read a cell: with a % sign or format it says so itself, above 1 it can only be percent points."""
    if isinstance(cell, Formatted):
        number, unusual = number_of(cell.number)
        if "%" not in cell.format:
            return _basis_points_from_cell(cell.number)
        points = number * 100
        said = f"读作 {points.normalize():f}%" if unusual else None
    elif isinstance(cell, str) and narrow(cell).endswith("%"):
        points, unusual = number_of(narrow(cell)[:-1])
        said = f"读作 {points}%" if unusual or not cell.isascii() else None
    else:
        number, unusual = number_of(cell)
        if 0 < number <= 1:
            raise Refused(_BARE, _ASK)
        points, said = number, f"读作 {number}%"
    return _in_basis_points(points), said


def share_in(unit: str) -> Kind:
    """Return the kind of a column whose bare numbers are known to be shares, or percent points.

    Parameters
    ----------
    unit
        One of :data:`SHARE_UNITS`.

    Examples
    --------
    >>> share_in("小数").convert([0.6, "60%"]).values, share_in("百分数").convert([0.6]).values
    ([6000, 6000], [60])
    """

    def from_cell(cell: object) -> tuple[int, str | None]:
        if isinstance(cell, Formatted) or (isinstance(cell, str) and narrow(cell).endswith("%")):
            return _basis_points_from_cell(cell)
        return _in_basis_points(number_of(cell)[0] * SHARE_UNITS[unit]), None

    return replace(BASIS_POINTS, from_cell=from_cell)


def _in_basis_points(points: Decimal) -> int:
    scaled = points * 100
    if scaled != scaled.to_integral_value():
        raise Refused("百分比最多两位小数")
    return int(scaled)


def _percent_from_text(text: str, given: Given) -> Decimal:
    return decimal_from_text(narrow(text).removesuffix("%"), given)


def _percent_from_cell(cell: object) -> tuple[Decimal, str | None]:
    text = cell.removesuffix("%") if isinstance(cell, str) else cell
    number, unusual = number_of(text)
    return number, f"读作 {number}%" if unusual else None


def _basis_points_from_text(text: str, given: Given) -> int:
    return _in_basis_points(_percent_from_text(text, given))


def _basis_points_to_text(value: int, given: Given) -> str:
    return format((Decimal(value) / 100).normalize(), "f")


PERCENT = Kind(
    "percent", "百分数", "object", _percent_from_cell, _percent_from_text, decimal_to_text, unit="%"
)
BASIS_POINTS = Kind(
    "basis_points",
    "百分比",
    "Int64",
    _basis_points_from_cell,
    _basis_points_from_text,
    _basis_points_to_text,
    how="如 60%",
    unit="%",
)

#: Percent points: 95 is 95 %, as in the rules.
Percent = Annotated[Decimal, PERCENT, Field(allow_inf_nan=False)]
#: Hundredths of a percent point, above 0 and up to 100 %: 10000 is 100 %.
BasisPoints = Annotated[int, BASIS_POINTS, Field(gt=0, le=10000)]
