"""`import mktkit` against `import pandas`, alternately in fresh interpreters.

python benchmarks/imports.py [--rounds N] [--format json]
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

STATEMENTS = {"nothing": "pass", "mktkit": "import mktkit", "pandas": "import pandas"}


def measure(statement: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", statement], check=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    times: dict[str, list[float]] = {name: [] for name in STATEMENTS}
    for _ in range(arguments.rounds + 1):
        for name, statement in STATEMENTS.items():
            times[name].append(measure(statement))
    # The first round fills the disk cache.
    medians = {name: statistics.median(taken[1:]) for name, taken in times.items()}
    bare = medians["nothing"]
    result = {
        "seconds": {name: round(seconds, 4) for name, seconds in medians.items()},
        "ratio_to_pandas": round(medians["mktkit"] / medians["pandas"], 3),
        "ratio_without_interpreter_start": round((medians["mktkit"] - bare) / (medians["pandas"] - bare), 3),
        "goal": 0.3,
    }
    if arguments.format == "json":
        print(json.dumps(result, indent=2))
        return
    for name, seconds in medians.items():
        print(f"{name:>8}  {seconds * 1000:7.1f} ms")
    print(
        f"mktkit ÷ pandas: {result['ratio_to_pandas']} (goal ≤ 0.3; less the interpreter's own start: {result['ratio_without_interpreter_start']})"
    )


if __name__ == "__main__":
    main()
