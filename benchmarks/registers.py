"""Reading and checking a register of 100,000 rows against bare readers of the same file.

    python benchmarks/registers.py [--rows N] [--rounds N] [--format json]

Ours finds the header, converts, validates and checks every cell and gives a frame; the others only read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import xlsxwriter

from mktkit.registers import REGISTERS, read_one
from mktkit.rules import load_rules

HEADER = ("订单号", "行号", "类型", "签约日期", "客户编号", "业务员工号", "产品", "价税合计")


def write(path: Path, rows: int) -> None:
    """Write a sales ledger of 8 columns, the same on every run."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("销售台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, HEADER)
    first = dt.datetime(2026, 1, 1)
    for number in range(rows):
        texts = (f"D{number:06d}", "1", "销售", None, f"K{number % 700:04d}", f"X{number % 14:03d}", "标准型")
        for column, text in enumerate(texts):
            if text is not None:
                sheet.write_string(number + 1, column, text)
        sheet.write_datetime(number + 1, 3, first + dt.timedelta(days=number % 300), day)
        sheet.write_number(number + 1, 7, round(100 + number * 0.37, 2))
    book.close()


def ours(path: Path, rows: int) -> None:
    """Read, check and frame."""
    table = read_one(path, REGISTERS["sales_ledger"], load_rules(on=dt.date(2026, 10, 1), company=None))
    assert not table.faults
    assert len(table.frame()) == rows


def with_pandas(path: Path, rows: int) -> None:
    """Read only."""
    assert len(pd.read_excel(path, engine="calamine")) == rows


def with_openpyxl(path: Path, rows: int) -> None:
    """Read only, in its fastest mode."""
    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True).active
    assert sheet is not None
    assert sum(1 for _ in sheet.iter_rows(values_only=True)) == rows + 1


PEERS: dict[str, Callable[[Path, int], None]] = {
    "mktkit": ours,
    "pandas calamine": with_pandas,
    "openpyxl": with_openpyxl,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="mktkit-registers-") as scratch:
        path = Path(scratch) / "销售台账.xlsx"
        write(path, arguments.rows)
        for _ in range(arguments.rounds):
            for name, read in PEERS.items():
                started = time.perf_counter()
                read(path, arguments.rows)
                best[name] = min(best.get(name, float("inf")), time.perf_counter() - started)
    result = {
        "rows": arguments.rows,
        "best_seconds": {name: round(seconds, 3) for name, seconds in best.items()},
        "ratio_to_pandas_calamine": round(best["mktkit"] / best["pandas calamine"], 2),
        "ratio_to_openpyxl": round(best["mktkit"] / best["openpyxl"], 2),
        "goals": {"pandas calamine": 1.5, "openpyxl": 0.3},
    }
    if arguments.format == "json":
        print(json.dumps(result, indent=2))
        return
    for name, seconds in best.items():
        print(f"{seconds:7.2f} s  {name}")
    print(f"mktkit ÷ pandas calamine: {result['ratio_to_pandas_calamine']} (goal ≤ 1.5)")
    print(f"mktkit ÷ openpyxl: {result['ratio_to_openpyxl']} (goal ≤ 0.3)")


if __name__ == "__main__":
    main()
