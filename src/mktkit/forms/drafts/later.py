"""Doing something a little later, on the loop that a kernel runs anyway; at once where there is none."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable

__all__ = ["Later", "running_loop"]


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that is running, None in a plain script."""
    with contextlib.suppress(RuntimeError):
        return asyncio.get_running_loop()
    return None


class Later:
    """Calls a function once after things have been quiet for a while, and at the latest after a longer while.

    Examples
    --------
    >>> calls = []
    >>> soon = Later(lambda: calls.append(1), quiet=0.5, latest=2)
    >>> soon.ask(), calls
    (None, [1])
    """

    def __init__(self, act: Callable[[], None], *, quiet: float, latest: float) -> None:
        self._act = act
        self._quiet, self._latest = quiet, latest
        self._timer: asyncio.TimerHandle | None = None
        self._deadline = 0.0

    def ask(self) -> None:
        """Ask for a call."""
        loop = running_loop()
        if loop is None:
            self._act()
            return
        now = loop.time()
        if self._timer is None:
            self._deadline = now + self._latest
        else:
            self._timer.cancel()
        self._timer = loop.call_at(min(now + self._quiet, self._deadline), self.now)

    def now(self) -> None:
        """Make the call that is due, at once; nothing when none is."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
            self._act()

    def drop(self) -> None:
        """Forget the call that is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
