"""When a kernel ends."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from mktkit.server import kernels


def test_a_kernel_whose_page_is_lost_ends_and_a_notebooks_does_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A browser that breaks down says nothing when it goes."""
    monkeypatch.setattr(kernels, "LEFT_SECONDS", 0.1)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))

    async def lose() -> None:
        known = kernels.Kernels(root_dir=str(tmp_path))
        page, looked_at, notebook = [await known.start_kernel() for _ in range(3)]
        for one in (page, looked_at):
            known.belongs_to_page(one)
        for one in (page, looked_at, notebook):
            known.notify_connect(one)
        for one in (page, notebook):
            known.notify_disconnect(one)
        known.look_after(looked_at)
        for _ in range(200):
            await asyncio.sleep(0.1)
            if page not in known:
                break
        assert set(known.list_kernel_ids()) == {looked_at, notebook}
        await known.shutdown_all(now=True)

    asyncio.run(lose())
