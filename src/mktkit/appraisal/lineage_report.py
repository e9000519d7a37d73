"""数据去向 in words and as data: how many rows counted and why the others did not, and each row by itself."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from mktkit.appraisal.lineage import Fate, Kind, Lineage, TracedRow
from mktkit.appraisal.model import AppraisalResult, Period
from mktkit.errors import MktkitError, closest
from mktkit.money import round_half_up

__all__ = [
    "FATE_TITLES",
    "brought",
    "counted_rows",
    "exact_yuan",
    "lineage_json",
    "lineage_rows",
    "place_rows",
    "traced_rows",
]

#: What became of a row, as users read it.
FATE_TITLES: dict[Fate, str] = {
    "counted": "计入",
    "baseline": "对照批次",
    "cancelled": "已取消",
    "invalid": "无效",
    "rule": "按规则不计",
    "running": "时限未到",
    "nobody": "没有写工号",
    "elsewhere": "此人当时属别的部门",
    "apart": "按决定不计入部门",
    "unmeasured": "没有算出",
}

#: A row of a table: title → cell.
Cells = dict[str, str | int | Decimal | None]


def exact_yuan(fen: Fraction) -> Decimal:
    """Return 分 as 元: two decimals, more where a row is shared by several people.

    Examples
    --------
    >>> exact_yuan(Fraction(12345)), exact_yuan(Fraction(1, 3))
    (Decimal('123.45'), Decimal('0.003333'))
    """
    return round_half_up(fen / 100, 2 if fen.denominator == 1 else 6)


def brought(row: TracedRow, kind: Kind) -> str | int | Decimal | None:
    """Return what a row adds to its KPI as it is printed; of what does not count only money has a figure.

    Examples
    --------
    >>> brought(TracedRow("a.xlsx", "", 4, "K1", "counted", Fraction(19), 20), "rate")
    '19 / 20'
    """
    if kind == "amount":
        return exact_yuan(row.numerator)
    if row.fate not in ("counted", "baseline", "apart"):
        return None
    if kind == "rate":
        return f"{row.numerator} / {row.denominator}"
    return 1 if kind == "count" else round_half_up(row.numerator, 2)


def lineage_rows(result: AppraisalResult) -> list[Cells]:
    """Return one row a KPI: the month's rows = counted + left out, with the reasons, and the same in 元."""
    return [_sums(one) for one in result.lineages]


def _sums(one: Lineage) -> Cells:
    counted, *left = one.shares
    money = one.kind == "amount"
    amounts = [share.amount or Fraction(0) for share in one.shares]
    return {
        "条款": one.clause,
        "指标": one.title,
        "登记表": one.register,
        "当月行数": one.total,
        "计入": counted.rows,
        "不计": sum(share.rows for share in left),
        "不计的原因": "、".join(f"{FATE_TITLES[share.fate]} {share.rows} 行" for share in left),
        "当月金额（元）": exact_yuan(sum(amounts, Fraction(0))) if money else None,
        "计入金额（元）": exact_yuan(amounts[0]) if money else None,
        "不计金额（元）": exact_yuan(sum(amounts[1:], Fraction(0))) if money else None,
    }


def traced_rows(rows: Iterable[TracedRow], one: Lineage) -> list[Cells]:
    """Return rows of one KPI with their places in the files, who they are of, what became of them, what they bring."""
    return [
        {
            "条款": one.clause,
            "指标": one.title,
            "文件": row.file,
            "工作表": row.sheet,
            "行": row.row,
            "工号": row.employee_id,
            "去向": FATE_TITLES[row.fate],
            "计入的数": brought(row, one.kind),
        }
        for row in rows
    ]


def counted_rows(result: AppraisalResult, clause: str, who: str | None = None) -> list[Cells]:
    """Return the rows behind a KPI of a person, or of its department when `who` is None.

    Raises
    ------
    MktkitError
        The month was not scored by this KPI.
    """
    for one in result.lineages:
        if one.clause == clause:
            return traced_rows(one.counted(who), one)
    known = [one.clause for one in result.lineages]
    raise MktkitError(
        f"{result.period.month} 没有算指标「{clause}」",
        "可写：" + "、".join(known),
        closest(clause, known, "核对条款号和部门"),
    )


def place_rows(result: AppraisalResult, file: str, row: int, sheet: str | None = None) -> list[Cells]:
    """Return what became of a row of a file: for every KPI that looks at its register, whose and how much.

    Parameters
    ----------
    file, row, sheet
        As the messages and the spreadsheet write them; without a sheet, on every sheet of the file.

    Raises
    ------
    MktkitError
        No register that a KPI counts has such a row.
    """
    found: list[Cells] = []
    for one in result.lineages:
        listed = traced_rows(one.at(file, row, sheet), one)
        found += listed or [
            _not_of_month(one, place, result.period)
            for place in one.places
            if place[0] == file and place[2] == row and sheet in (None, place[1])
        ]
    if found:
        return found
    files = dict.fromkeys(place[0] for one in result.lineages for place in one.places)
    raise MktkitError(
        f"读到的行里没有 {file} 第 {row} 行",
        "文件名和行号照登记表里的写；空行、合计行不是数据，见「数据问题」；《人员》《月度目标》《考核决定》不逐行计入指标",
        "" if file in files else closest(file, files, "核对文件名和行号"),
    )


def _not_of_month(one: Lineage, place: tuple[str, str, int], period: Period) -> Cells:
    file, sheet, row = place
    what = f"不是 {period.month} 的行"
    return {
        "条款": one.clause, "指标": one.title, "文件": file, "工作表": sheet, "行": row,
        "工号": None, "去向": what, "计入的数": None,
    }  # fmt: skip


def lineage_json(one: Lineage) -> dict[str, object]:
    """Return where the rows of a KPI went as JSON-ready data.

    ``entries`` holds, for each sheet, person and fate, the rows by their numbers on the sheet and, row by row, what they
    add to numerator (分 for money; exact, such as ``"1/3"``, where it is no whole number) and denominator.
    """
    groups: dict[tuple[str, str, str | None, Fate], list[TracedRow]] = {}
    for row in one.traced():
        groups.setdefault((row.file, row.sheet, row.employee_id, row.fate), []).append(row)
    return {
        "clause": one.clause,
        "register": one.register,
        "total": one.total,
        "shares": [
            {"fate": share.fate, "rows": share.rows, "amount": _number(share.amount)} for share in one.shares
        ],
        "entries": [
            {
                "file": file,
                "sheet": sheet,
                "employee_id": who,
                "fate": fate,
                "rows": [row.row for row in rows],
                "numerators": [_number(row.numerator) for row in rows],
                "denominators": [row.denominator for row in rows],
            }
            for (file, sheet, who, fate), rows in groups.items()
        ],
    }


def _number(value: Fraction | None) -> int | str | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else str(value)
