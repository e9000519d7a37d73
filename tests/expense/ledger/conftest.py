"""What the tests of the ledger need."""

from __future__ import annotations

from pathlib import Path

import pytest
from ledgers import Reader

from mktkit.rules import Rules


@pytest.fixture
def desk(rules: Rules, tmp_path: Path) -> Reader:
    return Reader(rules, tmp_path)
