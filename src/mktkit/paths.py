"""Where the project stands on this machine."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

__all__ = ["project_root"]


@cache
def project_root() -> Path:
    """Return the project's folder: ``MKTKIT_HOME``, else the nearest parent that holds ``mkdocs.yml``.

    The answer does not depend on the working folder, because a notebook's kernel runs in another one.
    """
    named = os.environ.get("MKTKIT_HOME")
    if named:
        return Path(named)
    for folder in [*Path(__file__).resolve().parents, Path.cwd()]:
        if (folder / "mkdocs.yml").is_file():
            return folder
    return Path.cwd()
