"""Where files lie that were brought into a form: in a folder of its process, which is gone no later than the next one comes.

A kernel that is killed, or a machine that is switched off, tidies nothing up; and what people bring in is personal.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import tempfile
from pathlib import Path

from mktkit.forms.drafts.lock import started

__all__ = ["clear_landings", "new_landing"]

_PREFIX = "mktkit-in-"
#: The process it belongs to.
_NAME = re.compile(rf"{_PREFIX}(\d+)-.*")
#: A folder is younger than its process by less than clocks tell apart, in seconds.
_CLOCKS = 2.0


def new_landing() -> Path:
    """Make a folder for what is brought into one form, and clear away what ended processes have left."""
    clear_landings()
    return Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))


def clear_landings() -> None:
    """Delete every folder of a process that is no longer there.

    Examples
    --------
    >>> folder = new_landing()
    >>> clear_landings()
    >>> folder.is_dir()
    True
    >>> folder.rmdir()
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        if named := _NAME.fullmatch(folder.name):
            begun = started(int(named[1]))
            # The number may have been given again: to a process that began after the folder was last written to.
            # Another process may just have cleared the folder away.
            with contextlib.suppress(FileNotFoundError):
                if begun is None or begun > folder.stat().st_mtime + _CLOCKS:
                    shutil.rmtree(folder, ignore_errors=True)
