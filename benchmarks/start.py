"""`python run.py` from nothing to an open page, cold and warm, beside a bare `pip install -r requirements.txt`.

    python benchmarks/start.py [--format json]

Cold means a copy of the tracked files in a fresh folder with empty download caches.  Takes some minutes and the network.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def copy(folder: Path) -> None:
    """Copy what git knows, as a clone would bring it."""
    names = (
        subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True)
        .stdout.decode()
        .split("\0")
    )
    for name in filter(None, names):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())


def until_open(folder: Path, env: dict[str, str]) -> float:
    """Start the product and return the seconds until its handbook answers."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "run.py", "open", "--no-browser", "--port", "9471"],
        cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/handbook/\?token=\w+", line):
                with urllib.request.urlopen(found[0], timeout=30) as page:
                    assert page.status == 200
                return time.perf_counter() - started
        raise SystemExit("run.py ended without opening")
    finally:
        process.terminate()
        process.wait(30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    result: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="mktkit-start-") as scratch:
        folder = Path(scratch) / "mktkit"
        copy(folder)
        env = os.environ | {
            "UV_CACHE_DIR": f"{scratch}/uv",
            "PIP_CACHE_DIR": f"{scratch}/pip",
            "MKTKIT_DATA": f"{scratch}/data",
        }
        env.pop("PYTHONPATH", None)
        result["run.py, cold"] = until_open(folder, env)
        result["run.py, warm"] = until_open(folder, env)
        bare = Path(scratch) / "bare"
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "venv", bare], check=True)
        python = bare / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        pip = [python, "-m", "pip", "install", "-q", "-r", ROOT / "requirements.txt"]
        subprocess.run(pip, check=True, env=env | {"PIP_CACHE_DIR": f"{scratch}/pip-bare"})
        result["pip install -r requirements.txt, cold"] = time.perf_counter() - started
    ratio = result["run.py, cold"] / result["pip install -r requirements.txt, cold"]
    if arguments.format == "json":
        print(
            json.dumps(
                {
                    "seconds": {name: round(seconds, 1) for name, seconds in result.items()},
                    "cold_ratio_to_pip": round(ratio, 2),
                },
                indent=2,
            )
        )
        return
    for name, seconds in result.items():
        print(f"{seconds:7.1f} s  {name}")
    print(f"cold run.py ÷ pip alone: {ratio:.2f}")


if __name__ == "__main__":
    main()
