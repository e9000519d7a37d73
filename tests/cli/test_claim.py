"""The commands take a claim from the blank form to its way."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "expense"))

from filled import FIELDS, HOTEL, MEALS, fill

from mktkit.rules import Rules

Run = Callable[..., "subprocess.CompletedProcess[str]"]


def test_the_commands(tmp_path: Path, rules: Rules, mktkit: Run) -> None:
    own = {"MKTKIT_DATA": str(tmp_path / "data")}
    blank = mktkit("expense", "claim", "--blank", "-o", tmp_path / "空白.xlsx", **own)
    assert blank.returncode == 0, blank.stderr
    assert (tmp_path / "空白.xlsx").read_bytes()[:2] == b"PK"
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS, HOTEL | {"金额": 1200}, MEALS)
    checked = mktkit("expense", "check", path, "--format", "json", **own)
    assert checked.returncode == 0, checked.stderr
    told = json.loads(checked.stdout)
    assert (told["total"], told["allowed"], told["own"]) == (144000, 94000, 50000)
    assert told["total_words"] == "人民币壹仟肆佰肆拾元整"
    assert [(one["check"], one["clause"], one["severity"]) for one in told["findings"]] == [
        ("lodging", "6.2.2", "warn")
    ]
    handed = mktkit(
        "expense", "claim", path, "--submit", "-o", tmp_path / "打印.docx", "--format", "json", **own
    )
    assert handed.returncode == 0, handed.stderr
    assert json.loads(handed.stdout)["status"] == "审批中：审核签字（部门负责人）"
    again = mktkit("expense", "check", path, **own)
    assert again.returncode == 1
    assert "发票重复报销" in again.stdout
    wrong = mktkit("expense", "claim", **own)
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
