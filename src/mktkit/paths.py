"""Where the project stands on this machine."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

__all__ = ["company_folder", "data_folder", "project_root"]


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


def company_folder() -> Path:
    """Return the folder of the company's own values: ``MKTKIT_RULES``, else ``company/`` at the project's root."""
    named = os.environ.get("MKTKIT_RULES")
    return Path(named) if named else project_root() / "company"


def data_folder() -> Path:
    """Return the folder of this machine's own files: ``MKTKIT_DATA``, else the user's data folder of the system."""
    named = os.environ.get("MKTKIT_DATA")
    if named:
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("mktkit", appauthor=False))
