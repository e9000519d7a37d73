"""The ledger as tables of plain words, and for programs: what became of each file, the rows, those refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from mktkit.expense.ledger.columns import is_missing
from mktkit.expense.ledger.identity import Overlap
from mktkit.expense.ledger.model import FileCount, Ledger, Refusal
from mktkit.expense.ledger.reasons import Reason
from mktkit.expense.model import NO_DEPARTMENT
from mktkit.money import yuan

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "aside_rows",
    "count_rows",
    "counts_json",
    "ledger_rows",
    "overlap_rows",
    "reconciliation",
    "refused_rows",
    "rows_behind",
    "uncategorised_rows",
]


_COUNTS = {
    "title": "文件", "source": "来源", "kind": "看作", "rows": "数据行", "used": "采用", "left_out": "没有计入",
    "asked": "待回答", "refused": "退回", "blank": "空行", "totals": "合计行", "amount_used": "采用金额",
    "amount_left_out": "没有计入金额", "amount_asked": "待回答金额", "amount_refused": "退回金额",
    "unread": "金额读不出的行",
}  # fmt: skip


#: What is not shown where no file has it.
_SELDOM = frozenset({"left_out", "asked", "amount_left_out", "amount_asked"})


def count_rows(counts: Iterable[FileCount]) -> list[dict[str, object]]:
    """Return what became of each file: rows in, used, left out, asked, refused, and the sums that must agree."""
    counts = list(counts)
    idle = {name for name in _COUNTS if name in _SELDOM and not any(getattr(one, name) for one in counts)}
    return [
        {
            title: yuan(getattr(one, name)) if name.startswith("amount") else getattr(one, name)
            for name, title in _COUNTS.items()
            if name not in idle
        }
        | {"退回金额": _refused_text(one.refused, one.amount_refused, one.unread)}
        for one in counts
    ]


def _refused_text(rows: int, amount: int, unread: int) -> str:
    """Write what was refused; an amount that could not be read is none, and never 0."""
    if not unread:
        return yuan(amount)
    return "读不出" if unread >= rows else f"{yuan(amount)}，另有 {unread} 行读不出"


def counts_json(counts: Iterable[FileCount]) -> list[dict[str, object]]:
    """Return what each file gave, money in 分, for programs."""
    return [
        {name: value for name, value in asdict(one).items() if name != "sheet"} | {"file": one.title}
        for one in counts
    ]


def reconciliation(counts: Sequence[FileCount]) -> str:
    """Say that nothing was lost: rows in = used + refused (+ left out + asked), and the 分 that could be read add up.

    Examples
    --------
    >>> reconciliation([FileCount("甲.csv", "", "通用", 3, 2, 1, 0, 0, 1200, 50, 0)])
    '数据行 3 ＝ 采用 2 ＋ 退回 1；金额 12.50 元 ＝ 采用 12.00 元 ＋ 退回 0.50 元'
    >>> reconciliation([FileCount("甲.csv", "", "通用", 2, 1, 1, 0, 0, 1200, 0, 1)])
    '数据行 2 ＝ 采用 1 ＋ 退回 1；读得出的金额 12.00 元 ＝ 采用 12.00 元；另有 1 行的金额读不出，不在其中'
    """

    def total(name: str) -> int:
        return sum(getattr(one, name) for one in counts)

    parts = {"used": "采用", "left_out": "没有计入", "asked": "待回答", "refused": "退回"}
    shown = [name for name in parts if name in ("used", "refused") or total(name)]
    rows = " ＋ ".join(f"{parts[name]} {total(name)}" for name in shown)
    unread = total("unread")
    # What was refused without a readable amount has no sum to be printed.
    summed = [name for name in shown if name != "refused" or total("amount_refused") or not unread]
    amounts = " ＋ ".join(f"{parts[name]} {yuan(total(f'amount_{name}'))} 元" for name in summed)
    whole = yuan(sum(total(f"amount_{name}") for name in parts))
    told = f"数据行 {total('rows')} ＝ {rows}；{'读得出的' if unread else ''}金额 {whole} 元 ＝ {amounts}"
    return told + (f"；另有 {unread} 行的金额读不出，不在其中" if unread else "")


def aside_rows(aside: pd.DataFrame) -> list[dict[str, object]]:
    """Return what is no expense or waits for an answer: by file and reason, with rows, 元 and the first rows."""
    rows: list[dict[str, object]] = []
    for (file, sheet, key, asked), group in aside.groupby(["file", "sheet", "reason", "asked"], sort=False):
        known = group["amount"].dropna()
        numbers = "、".join(map(str, group["row"].head(8)))
        rows.append(
            {
                "文件": f"{file}「{sheet}」" if sheet else file,
                "原因": Reason(str(key)).words,
                "怎样": "待回答" if asked else "没有计入",
                "行数": len(group),
                "金额": yuan(int(known.sum())) if len(known) else "",
                "哪些行": numbers + ("…" if len(group) > 8 else ""),
            }
        )
    return rows


def overlap_rows(overlaps: Iterable[Overlap]) -> list[dict[str, object]]:
    """Return how files meet what is booked: what is new, what is there, each number with another amount."""
    rows: list[dict[str, object]] = []
    for one in overlaps:
        rows += [
            {"文件": one.file, "怎样": "新的", "行数": one.new, "金额": yuan(one.amount_new)},
            {"文件": one.file, "怎样": "已经有了", "行数": one.there, "金额": yuan(one.amount_there)},
        ]
        rows += [
            {
                "文件": one.file,
                "怎样": f"同号不同额：{change.document_id}，原来 {yuan(change.before)}"
                f"（{change.before_file} 第 {change.before_row} 行）",
                "行数": 1,
                "金额": yuan(change.amount),
            }
            for change in one.changes
        ]
    return rows


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
