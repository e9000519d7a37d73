"""What the tests of chapter 6 share: how they write claims and exports, and records of a fixed day."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mktkit.records import Store, open_store

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(
        folder=tmp_path / "store", clock=lambda: dt.datetime(2026, 10, 20, 1, tzinfo=dt.UTC)
    ) as opened:
        yield opened
