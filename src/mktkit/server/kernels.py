"""Kernels as our server starts them: each loads :mod:`mktkit.server.inkernel`, a page's ends with the page."""

from __future__ import annotations

from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from tornado.ioloop import IOLoop

__all__ = ["LEFT_SECONDS", "Kernel", "Kernels"]

#: How long a page may be gone before its kernel ends: long enough to come back after the machine slept.
LEFT_SECONDS = 60.0

_ARGUMENTS = (
    "--IPKernelApp.extra_extensions=mktkit.server.inkernel",
    # What is typed into cells is not kept in a history file beside the notebook.
    "--HistoryManager.enabled=False",
)


class Kernel(ServerKernelManager):
    """One kernel."""

    def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
        return super().format_kernel_cmd([*(extra_arguments or []), *_ARGUMENTS])


class Kernels(AsyncMappingKernelManager):
    """All kernels of the server."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)  # type: ignore[no-untyped-call]  # Jupyter has no types here
        self._pages: set[str] = set()

    def belongs_to_page(self, kernel_id: str) -> None:
        """Note that a page, not JupyterLab, has started a kernel: when the page is gone nobody can come back to it."""
        self._pages.add(kernel_id)
        # Started anew, it would know nothing of what the page shows; the page says that it is dead instead.
        restarter = getattr(self.get_kernel(kernel_id), "_restarter", None)
        if restarter is not None:
            restarter.restart_limit = 0

    def look_after(self, kernel_id: str) -> None:
        """End a page's kernel if nobody is connected to it in a while."""
        if kernel_id in self._pages:
            IOLoop.current().call_later(LEFT_SECONDS, self._end_if_left, kernel_id)

    def notify_disconnect(self, kernel_id: str) -> None:
        super().notify_disconnect(kernel_id)  # type: ignore[no-untyped-call]  # Jupyter has no types here
        self.look_after(kernel_id)

    async def _end_if_left(self, kernel_id: str) -> None:
        if kernel_id in self and not self._kernel_connections.get(kernel_id):
            # Asked, not killed: what was typed a moment ago is still to be saved.
            await ensure_async(self.shutdown_kernel(kernel_id))  # type: ignore[no-untyped-call]  # Jupyter has no types here

    def remove_kernel(self, kernel_id: str) -> Any:
        self._pages.discard(kernel_id)
        return super().remove_kernel(kernel_id)
