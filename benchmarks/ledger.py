"""A ledger of a million rows, from .csv to summary: ours against pandas and Polars written by hand for it.

    python benchmarks/ledger.py [--rows N] [--rounds N] [--format json]

All three read the same file, put every row into its category by the same keywords, and sum 分 by department, category
and month.  Ours also finds header and encoding, checks every cell, keeps refused rows with their reasons, looks for
total and blank rows, and holds the sums against budget and claims.  Each run is a process of its own, so that its peak
of memory is its own.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mktkit.rules import load_rules

RULES = load_rules(on=dt.date(2026, 10, 1), company=None)
KEYWORDS = [(rule.category, rule.keywords) for rule in RULES.expense.category_rules]
PLACES = ("市场部", "销售部", "客服部")
WORDS = ("招待客户", "广告投放", "差旅住宿", "快递样品", "客服回访", "办公用品", "展会搭建", "问卷调研")


def write(path: Path, rows: int) -> None:
    """Write a ledger of 8 columns, the same on every run."""
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("凭证号,记账日期,部门,供应商,摘要,科目编码,金额,报销单号\r\n")
        for number in range(rows):
            day = f"2026-{chance.randrange(1, 11):02d}-{chance.randrange(1, 29):02d}"
            amount = chance.randrange(-5000, 500000) / 100
            file.write(
                f"J{number:07d},{day},{chance.choice(PLACES)},供应商{chance.randrange(400)},{chance.choice(WORDS)},"
                f"66{chance.randrange(40):02d},{amount:.2f},\r\n"
            )


def ours(path: Path) -> int:
    """Read, check, categorise, summarise."""
    from mktkit.expense.ledger.reading import read_ledger
    from mktkit.expense.summary.calc import summarise

    ledger = read_ledger([(path, path.name)], RULES)
    summary = summarise(ledger.frame, (), (), RULES, "2026-10")
    assert not ledger.refused
    return summary.total.actual + len(summary.positions)


def with_pandas(path: Path) -> int:
    """Read and sum, as one writes it by hand."""
    import pandas as pd

    frame = pd.read_csv(path, parse_dates=["记账日期"], dtype={"凭证号": str, "科目编码": str})
    frame["分"] = (frame["金额"] * 100).round().astype("int64")
    frame["月份"] = frame["记账日期"].dt.strftime("%Y-%m")
    frame["科目"] = "未归类"
    for category, words in reversed(KEYWORDS):
        frame.loc[frame["摘要"].str.contains("|".join(words)), "科目"] = category
    summed = frame.groupby(["部门", "科目", "月份"])["分"].sum()
    return int(summed.sum()) + len(summed)


def with_polars(path: Path) -> int:
    """Do the same in Polars."""
    import polars as pl

    category = pl.lit("未归类")
    for name, words in reversed(KEYWORDS):
        category = (
            pl.when(pl.col("摘要").str.contains("|".join(words))).then(pl.lit(name)).otherwise(category)
        )
    frame = pl.read_csv(
        path, schema_overrides={"凭证号": pl.String, "科目编码": pl.String}, try_parse_dates=True
    )
    summed = (
        frame.with_columns(
            (pl.col("金额") * 100).round().cast(pl.Int64).alias("分"),
            pl.col("记账日期").dt.strftime("%Y-%m").alias("月份"),
            category.alias("科目"),
        )
        .group_by("部门", "科目", "月份")
        .agg(pl.col("分").sum())
    )
    return int(summed["分"].sum()) + len(summed)


PEERS: dict[str, Callable[[Path], int]] = {"mktkit": ours, "pandas": with_pandas, "polars": with_polars}


def one(name: str, path: Path) -> None:
    """Run one of them, and print seconds (without imports), peak in MB, and what it found."""
    import pandas  # noqa: F401  # every process begins with the same library loaded

    if name == "polars":
        import polars  # noqa: F401  # as above
    if name == "mktkit":
        pass  # as above
    started = time.perf_counter()
    found = PEERS[name](path)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    print(json.dumps([seconds, peak, found]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--one", nargs=2, metavar=("WHO", "FILE"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        one(arguments.one[0], Path(arguments.one[1]))
        return
    best: dict[str, float] = {}
    peaks: dict[str, float] = {}
    answers: set[int] = set()
    with tempfile.TemporaryDirectory(prefix="mktkit-ledger-") as scratch:
        path = Path(scratch) / "台账.csv"
        write(path, arguments.rows)
        for _ in range(arguments.rounds):
            for name in PEERS:
                done = subprocess.run(
                    [sys.executable, __file__, "--one", name, path],
                    capture_output=True,
                    check=True,
                    text=True,
                )
                seconds, peak, found = json.loads(done.stdout)
                best[name] = min(best.get(name, float("inf")), seconds)
                peaks[name] = min(peaks.get(name, float("inf")), peak)
                answers.add(found)
    assert len(answers) == 1, answers
    result = {
        "rows": arguments.rows,
        "best_seconds": {name: round(seconds, 2) for name, seconds in best.items()},
        "peak_mb": {name: round(peak) for name, peak in peaks.items()},
        "time_to_pandas": round(best["mktkit"] / best["pandas"], 2),
        "memory_to_pandas": round(peaks["mktkit"] / peaks["pandas"], 2),
        "time_to_polars": round(best["mktkit"] / best["polars"], 2),
        "goals": {"time_to_pandas": 1.5, "memory_to_pandas": 1.5},
    }
    if arguments.format == "json":
        print(json.dumps(result, indent=2))
        return
    for name, seconds in best.items():
        print(f"{seconds:7.2f} s  {peaks[name]:6.0f} MB  {name}")
    print(
        f"mktkit ÷ pandas: time {result['time_to_pandas']}, memory {result['memory_to_pandas']} (goal ≤ 1.5 each)"
    )
    print(f"mktkit ÷ polars: time {result['time_to_polars']}")


if __name__ == "__main__":
    main()
