"""The ledger as tables of plain words, and for programs: what became of each file, the rows, those refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.model import FileCount, Ledger, Refusal
from mktkit.expense.model import NO_DEPARTMENT
from mktkit.money import yuan

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "count_rows",
    "counts_json",
    "ledger_rows",
    "reconciliation",
    "refused_rows",
    "rows_behind",
    "uncategorised_rows",
]


_COUNTS = {
    "title": "文件", "source": "来源", "rows": "数据行", "used": "采用", "refused": "退回", "blank": "空行",
    "totals": "合计行", "amount_used": "采用金额", "amount_refused": "退回金额", "unread": "金额读不出的行",
}  # fmt: skip


def count_rows(counts: Iterable[FileCount]) -> list[dict[str, object]]:
    """Return what became of each file: rows in, used, refused, and the sums that must agree."""
    return [
        {title: getattr(one, name) for name, title in _COUNTS.items()}
        | {"采用金额": yuan(one.amount_used), "退回金额": yuan(one.amount_refused)}
        for one in counts
    ]


def counts_json(counts: Iterable[FileCount]) -> list[dict[str, object]]:
    """Return what each file gave, money in 分, for programs."""
    return [
        {name: value for name, value in asdict(one).items() if name != "sheet"} | {"file": one.title}
        for one in counts
    ]


def reconciliation(counts: Sequence[FileCount]) -> str:
    """Say that nothing was lost: rows in = used + refused, and the 分 add up.

    Examples
    --------
    >>> reconciliation([FileCount("甲.csv", "", "通用", 3, 2, 1, 0, 0, 1200, 50, 0)])
    '数据行 3 ＝ 采用 2 ＋ 退回 1；金额 12.50 元 ＝ 采用 12.00 元 ＋ 退回 0.50 元'
    """
    rows, used, refused = (sum(getattr(one, name) for one in counts) for name in ("rows", "used", "refused"))
    taken, back = sum(one.amount_used for one in counts), sum(one.amount_refused for one in counts)
    unread = sum(one.unread for one in counts)
    told = f"数据行 {rows} ＝ 采用 {used} ＋ 退回 {refused}；"
    told += f"金额 {yuan(taken + back)} 元 ＝ 采用 {yuan(taken)} 元 ＋ 退回 {yuan(back)} 元"
    return told + (f"；另有 {unread} 行的金额读不出" if unread else "")


def refused_rows(refused: Iterable[Refusal]) -> list[dict[str, object]]:
    """Return every refused row with its reason."""
    rows: list[dict[str, object]] = []
    for one in refused:
        row: dict[str, object] = {**one.finding.as_row()}
        # Every one of them is a fault.
        del row["级别"]
        rows.append(row | {"金额": "" if one.amount is None else yuan(one.amount)})
    return rows


def rows_behind(
    frame: pd.DataFrame, department: str = "", category: str = "", months: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return the ledger rows behind a figure.

    Parameters
    ----------
    frame
        Of a ledger.
    department, category
        '' takes all of them.
    months
        Default all.
    """
    if department:
        own = frame["department"].astype(object)
        frame = frame[own.isna() if department == NO_DEPARTMENT else own == department]
    if category:
        frame = frame[frame["category"].astype(object) == category]
    if months is not None:
        frame = frame[frame["month"].astype(object).isin(list(months))]
    return frame


_TITLES = {
    "file": "文件", "sheet": "工作表", "row": "行", "document_id": "单号", "month": "月份",
    "department": "部门", "employee_id": "工号", "category": "预算科目", "item": "细目",
    "vendor": "供应商", "summary": "摘要", "claim_id": "报销单号",
}  # fmt: skip


def ledger_rows(frame: pd.DataFrame) -> list[dict[str, object]]:
    """Return ledger rows in words: what each is, and where it stands in its file."""
    texts = frame[list(_TITLES)].astype(object)
    written = texts.where(texts.notna(), "").rename(columns=_TITLES).to_dict("records")
    return [
        {"日期": "" if is_missing(day) else f"{day:%Y-%m-%d}"}
        | {str(title): str(value) for title, value in cells.items()}
        | {"行": int(row), "金额": yuan(int(amount))}
        for day, row, amount, cells in zip(
            frame["spent_on"], frame["row"], frame["amount"], written, strict=True
        )
    ]


_LIKE = {
    "vendor": "供应商",
    "summary": "摘要",
    "item": "细目",
    "account": "会计科目编码",
    "account_name": "会计科目名称",
}


def uncategorised_rows(ledger: Ledger, most: int | None = None) -> list[dict[str, object]]:
    """Return what no rule matched, alike rows together, the largest sums first: for writing the next rule."""
    frame, names = ledger.uncategorised(), list(_LIKE)
    texts = frame[names].astype(object)
    keyed = texts.where(texts.notna(), "").assign(amount=frame["amount"], rows=1)
    summed = keyed.groupby(names, sort=True)[["amount", "rows"]].sum().reset_index()
    summed = summed.sort_values("amount", key=lambda column: -column.abs(), kind="stable")
    return [
        {title: one[name] for name, title in _LIKE.items()}
        | {"行数": int(one["rows"]), "金额": yuan(int(one["amount"]))}
        for one in (summed if most is None else summed.head(most)).to_dict("records")
    ]
