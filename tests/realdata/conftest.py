"""Where the published data sets lie: the whole ones where a folder is named, else those of tests/data/published."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

_FOLDERS = (
    *(Path(named) for named in filter(None, [os.environ.get("MKTKIT_REAL_DATA")])),
    Path(__file__).parents[1] / "data" / "published",
)


@pytest.fixture(scope="session")
def published() -> Callable[[str], Path]:
    """Return the path of a data set by its file name."""
    return lambda name: next(folder / name for folder in _FOLDERS if (folder / name).is_file())
