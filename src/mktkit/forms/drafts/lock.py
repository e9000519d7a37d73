"""Who holds a draft: a form of a process, shown on a page of a browser's tab."""

from __future__ import annotations

import datetime as dt
import os
import socket
import time
import uuid
from dataclasses import dataclass

__all__ = ["STALE_SECONDS", "Holder", "started"]

#: A lock not touched for so long is stale: its holder touches it every few seconds.
STALE_SECONDS = 90.0


@dataclass(frozen=True)
class Holder:
    """Who holds a draft: a window is a form of a process on a machine, shown on a page of a browser's tab."""

    window: str
    pid: int
    started: float
    host: str
    since: str
    tab: str = ""
    page: str = ""

    @staticmethod
    def new() -> Holder:
        """Return a holder for a form of this process."""
        now = dt.datetime.now().isoformat(timespec="seconds")
        return Holder(uuid.uuid4().hex, os.getpid(), started(os.getpid()) or 0.0, socket.gethostname(), now)

    def reloaded(self, tab: str, page: str) -> bool:
        """Whether it was shown in this tab by a page that is gone, since the tab shows another now."""
        return bool(tab) and self.tab == tab and self.page != page

    def alive(self, touched: float) -> bool:
        """Whether it still holds: its process runs, and it touched the lock not long ago."""
        if time.time() - touched > STALE_SECONDS:
            return False
        if self.host != socket.gethostname():
            return True
        begun = started(self.pid)
        return begun is not None and abs(begun - self.started) < 2


def started(pid: int) -> float | None:
    """Return when a process began, None when there is none; a number alone may have been given to another since."""
    import psutil  # type: ignore[import-untyped]  # it ships no types

    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else float(process.create_time())
    except psutil.Error:
        return None
