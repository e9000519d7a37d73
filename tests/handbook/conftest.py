"""The whole handbook, built once."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from mktkit.handbook import build


@pytest.fixture(scope="session")
def handbook_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built handbook, with the sample values alone."""
    return build(tmp_path_factory.mktemp("handbook") / "site", on=dt.date(2026, 11, 23)).destination
