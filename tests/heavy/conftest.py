"""The stores of tests/records, for their long runs."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

_FILE = Path(__file__).parent.parent / "records" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("records_fixtures", _FILE)
assert _SPEC is not None
assert _SPEC.loader is not None
_MODULE = importlib.util.module_from_spec(_SPEC)
sys.modules[_SPEC.name] = _MODULE
_SPEC.loader.exec_module(_MODULE)

for _name in (
    "crowd",
    "engine",
    "filled",
    "flips",
    "kills",
    "people",
    "plan",
    "postgres",
    "rules",
    "sqlite",
    "worker",
):
    globals()[_name] = getattr(_MODULE, _name)
