"""What many tests need: the sample rules, and the example set scored through the command line."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mktkit.rules import Rules, load_rules


@pytest.fixture(scope="session", autouse=True)
def _no_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Tests see the sample values alone, whatever the company of this machine has set."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MKTKIT_RULES", str(tmp_path_factory.mktemp("no-company")))
        yield


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The sample rules of October 2026."""
    return load_rules(on=dt.date(2026, 10, 1), company=None)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def mktkit(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the command line as a user does, in a folder of its own."""
    folder = tmp_path_factory.mktemp("somewhere")

    def run(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mktkit", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, mktkit: Run) -> Path:
    """The example set as `mktkit sample` writes it."""
    folder = tmp_path_factory.mktemp("sample") / "示例 登记表"
    done = mktkit("sample", "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def scored(
    tmp_path_factory: pytest.TempPathFactory, mktkit: Run, sample: Path
) -> tuple[dict[str, Any], Path]:
    """October 2026 of all departments: the JSON printed and the workbook written by one call."""
    workbook = tmp_path_factory.mktemp("result") / "R.xlsx"
    done = mktkit(
        "score",
        "--department",
        "all",
        "--month",
        "2026-10",
        "--registers",
        sample,
        "-o",
        workbook,
        "--format",
        "json",
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout), workbook
