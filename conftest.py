"""Tests and notebooks see the sample values alone and never touch the user's own drafts, records or handbook."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# Before anything is imported, and in the environment, because notebooks run in kernels of their own.
_FOLDER = Path(tempfile.mkdtemp(prefix="mktkit-tests-"))
atexit.register(shutil.rmtree, _FOLDER, ignore_errors=True)
for _name in ("MKTKIT_DATA", "MKTKIT_RULES"):
    (_FOLDER / _name).mkdir()
    os.environ[_name] = str(_FOLDER / _name)
