"""How fast a model with a list of rows opens as a form, and how many widgets it takes, against two peers.

    python benchmarks/forms.py

The same model (100 rows, 4 columns) as `mktkit.form`, as ipyautoui and as ipywidgets-jsonschema, each in a process of its
own, in the same run; the peers are installed into a throw-away environment and left out, with the reason, where that
cannot be done. Counted are the widget models that exist afterwards: each is a message to the browser and an object there.
The time is from the model to the finished widgets, after everything is imported; the median of five.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROWS = 100
TIMES = 10
GOAL_SECONDS, GOAL_WIDGETS = 0.2, 150

COMMON = """
import datetime as dt, json, statistics, sys, time
from typing import Literal
from pydantic import BaseModel, Field
from ipywidgets.widgets import widget
rows = int(sys.argv[1])
"""

MODEL = """
class Line(BaseModel):
    day: dt.date = Field(title="日期")
    what: str = Field(title="事项")
    kind: Literal["交通", "住宿", "餐饮"] = Field(title="类别")
    amount: int = Field(title="金额")
class Claim(BaseModel):
    lines: list[Line] = Field(title="明细")
lines = [{"day": "2026-03-05", "what": f"事项{n}", "kind": "住宿", "amount": n} for n in range(rows)]
"""

MEASURE = """
def kept():
    return len(getattr(widget, "_instances", None) or widget.Widget.widgets)
before = kept()
made = [make()]
widgets = kept() - before
seconds = []
for _ in range(rounds):
    start = time.perf_counter()
    made.append(make())
    seconds.append(time.perf_counter() - start)
print(json.dumps({"seconds": statistics.median(seconds), "widgets": widgets, "rows": count(made[-1])}))
"""

OURS = f"""{COMMON}
import mktkit
{MODEL}
value = Claim.model_validate({{"lines": lines}})
make = lambda: mktkit.form(Claim, value=value, draft=False)
count = lambda form: len(form.value.lines)
rounds = 5
{MEASURE}
"""

AUTOUI = f"""{COMMON}
from ipyautoui import AutoUi
{MODEL}
make = lambda: AutoUi(Claim, value={{"lines": lines}})
count = lambda form: len((form.value or {{}}).get("lines", []))
rounds = 1
{MEASURE}
"""

JSONSCHEMA = f"""{COMMON}
from ipywidgets_jsonschema import Form
{MODEL}
def make():
    form = Form(Claim.model_json_schema())
    form.data = {{"lines": lines}}
    return form
count = lambda form: len(form.data["lines"])
rounds = 1
{MEASURE}
"""


def measure(python: str, code: str, rows: int = ROWS) -> dict[str, float]:
    done = subprocess.run(
        [python, "-c", code, str(rows)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "没有输出")
    result: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def report(name: str, found: dict[str, float]) -> None:
    print(f"{name:<34}{found['seconds'] * 1000:>10.0f} ms{found['widgets']:>10.0f} 个组件", flush=True)


def peer(name: str, package: str, code: str, ours: dict[str, float], folder: Path) -> bool:
    """Measure a peer in an environment of its own; True unless the goal is missed."""
    home = folder / package
    venv.create(home, with_pip=True)
    python = str(home / ("Scripts" if sys.platform == "win32" else "bin") / "python")
    installed = subprocess.run(
        [python, "-m", "pip", "-q", "install", package, "pydantic"],
        capture_output=True,
        text=True,
        check=False,
    )
    if installed.returncode:
        print(f"{name}：没有测，装不上（{installed.stderr.strip().splitlines()[-1:]}）")
        return True
    try:
        found = measure(python, code)
    except (RuntimeError, subprocess.TimeoutExpired) as error:
        print(f"{name}：没有测，跑不起来（{error}）")
        return True
    report(name, found)
    faster, fewer = found["seconds"] / ours["seconds"], found["widgets"] / ours["widgets"]
    lost = f"；给它的 {ROWS} 行只留下 {found['rows']:.0f} 行" if found["rows"] != ROWS else ""
    print(f"    mktkit 快 {faster:.0f} 倍，组件少 {fewer:.0f} 倍{lost}")
    return faster >= TIMES and fewer >= TIMES


def main() -> int:
    print(f"{ROWS} 行、4 列的模型打开成表单")
    ours = measure(sys.executable, OURS)
    report("mktkit.form", ours)
    report("mktkit.form，1,000 行", measure(sys.executable, OURS, 1000))
    good = ours["seconds"] < GOAL_SECONDS and ours["widgets"] < GOAL_WIDGETS
    with tempfile.TemporaryDirectory() as folder:
        for name, package, code in (
            ("ipyautoui", "ipyautoui", AUTOUI),
            ("ipywidgets-jsonschema", "ipywidgets-jsonschema", JSONSCHEMA),
        ):
            good = peer(name, package, code, ours, Path(folder)) and good
    print("✓ 目标达到" if good else "✗ 目标没有达到")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
