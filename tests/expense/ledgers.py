"""Exports as tests write them, and what must be true of every ledger that is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.reading import read_ledger
from mktkit.rules import Rules
from mktkit.samples.files import plain_workbook

HEAD = "凭证号,记账日期,部门,供应商,摘要,金额"
GOOD = "J1,2026-10-08,市场部,远景广告,广告投放,1200.50"


class Reader:
    """Writes a file and reads it."""

    def __init__(self, rules: Rules, folder: Path) -> None:
        self.rules, self.folder = rules, folder

    def csv(self, *lines: str, name: str = "明细.csv", encoding: str = "utf-8-sig") -> Path:
        path = self.folder / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    def book(self, *rows: list[Any], name: str = "明细.xlsx") -> Path:
        path = self.folder / name
        path.write_bytes(plain_workbook([("Sheet1", list(rows))]))
        return path

    def read(self, *paths: Path, **sources: Any) -> Ledger:
        return read_ledger([(path, path.name) for path in paths], self.rules, sources.get("sources"))

    def rows(self, *lines: str, **how: Any) -> Ledger:
        return self.read(self.csv(*lines, **how))


def reasons(ledger: Ledger) -> list[tuple[int | None, str]]:
    return [(one.finding.row, str(one.finding)) for one in ledger.refused]


def adds_up(ledger: Ledger) -> None:
    for count in ledger.counts:
        assert count.rows == count.used + count.left_out + count.asked + count.refused
    assert int(ledger.frame["amount"].sum()) == sum(count.amount_used for count in ledger.counts)
    assert len(ledger.refused) == sum(count.refused for count in ledger.counts)
