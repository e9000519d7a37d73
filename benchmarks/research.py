"""Cross tables of every pair of ten questions, 100,000 respondents × 60 questions, against pandas.crosstab loops.

    python benchmarks/research.py [--rows N] [--rounds N] [--format json]

Ours begins from the same texts, counts, and gives χ², degrees of freedom, p, Cramér's V and the expected counts; the
peers only count.  Before anything is timed every table is compared with the peer's, cell by cell.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pandas as pd

from mktkit.research.survey.coding import code
from mktkit.research.survey.crosstab import every_pair

QUESTIONS = 60
ASKED = 10


def answers(rows: int) -> pd.DataFrame:
    """Return made-up answers as texts, 3 to 8 options a question, one in fifty left out; the same on every run."""
    rng = np.random.default_rng(20261123)
    columns = {}
    for number in range(QUESTIONS):
        options = np.array([f"第{number + 1}题的选项{one}" for one in range(3 + number % 6)], dtype=object)
        picked = options[rng.integers(0, len(options), rows)]
        picked[rng.random(rows) < 0.02] = None
        columns[f"Q{number + 1}"] = picked
    return pd.DataFrame(columns)


def asked(frame: pd.DataFrame) -> list[str]:
    """Return the ten questions that are crossed, spread over the sixty."""
    return list(frame.columns[:: QUESTIONS // ASKED])


def ours(frame: pd.DataFrame) -> int:
    """Code every question once, then count and test every pair."""
    return sum(1 for _ in every_pair([code(name, frame[name]) for name in asked(frame)]))


def with_pandas(frame: pd.DataFrame) -> int:
    """Count every pair from the texts."""
    return sum(len(pd.crosstab(frame[one], frame[other])) > 0 for one, other in combinations(asked(frame), 2))


def with_categories(frame: pd.DataFrame) -> int:
    """Turn the ten into categories once, then count every pair."""
    made = frame[asked(frame)].astype("category")
    return sum(len(pd.crosstab(made[one], made[other])) > 0 for one, other in combinations(made.columns, 2))


PEERS: dict[str, Callable[[pd.DataFrame], int]] = {
    "mktkit": ours,
    "pandas.crosstab": with_pandas,
    "pandas.crosstab, categories": with_categories,
}


def compare(frame: pd.DataFrame) -> None:
    """Stop where a table differs from the peer's."""
    for one, other, table in every_pair([code(name, frame[name]) for name in asked(frame)]):
        theirs = pd.crosstab(frame[one], frame[other])
        assert table.counts.tolist() == theirs.to_numpy().tolist(), (one, other)
        assert (list(table.rows), list(table.columns)) == (list(theirs.index), list(theirs.columns))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    frame = answers(arguments.rows)
    compare(frame)
    best: dict[str, float] = {}
    for _ in range(arguments.rounds):
        for name, work in PEERS.items():
            started = time.perf_counter()
            assert work(frame) == ASKED * (ASKED - 1) // 2
            best[name] = min(best.get(name, float("inf")), time.perf_counter() - started)
    ratios = {f"ratio_to_{name}": round(best["mktkit"] / best[name], 3) for name in PEERS if name != "mktkit"}
    result = {
        "rows": arguments.rows,
        "questions": QUESTIONS,
        "tables": ASKED * (ASKED - 1) // 2,
        "best_seconds": {name: round(seconds, 3) for name, seconds in best.items()},
        **ratios,
        "goals": {"pandas.crosstab": 0.3, "pandas.crosstab, categories": 0.5},
    }
    if arguments.format == "json":
        print(json.dumps(result, ensure_ascii=False, indent=2))
        return
    for name, seconds in best.items():
        print(f"{seconds:7.2f} s  {name}")
    for name, ratio in ratios.items():
        print(f"mktkit ÷ {name.removeprefix('ratio_to_')}: {ratio}")


if __name__ == "__main__":
    main()
