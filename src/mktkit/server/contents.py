"""The notebooks' folder, and nothing that a link inside it leads to."""

from __future__ import annotations

import errno
from pathlib import Path

from jupyter_server.base.handlers import AuthenticatedFileHandler
from jupyter_server.services.contents.filecheckpoints import AsyncFileCheckpoints
from jupyter_server.services.contents.largefilemanager import AsyncLargeFileManager
from tornado import web
from traitlets import default

__all__ = ["Notebooks", "inside"]


def inside(path: str | Path, root: str | Path) -> bool:
    """Tell whether a path, every link followed, is in a folder.

    A link that turns in circles leads nowhere, and so is not.
    """
    try:
        return Path(path).resolve().is_relative_to(Path(root).resolve())
    except (OSError, RuntimeError, ValueError):
        return False


class _LeadsOutError(web.HTTPError, OSError):
    """A path that leads out of the folder: to whoever asks it is not there, and a list of files leaves it out."""

    def __init__(self) -> None:
        web.HTTPError.__init__(self, 404, "leads out of the folder")
        # The one for links in a circle, which lists pass over in silence.
        self.errno = errno.ELOOP


def _kept(path: str, root: str) -> str:
    if not inside(path, root):
        raise _LeadsOutError
    return path


class _Checkpoints(AsyncFileCheckpoints):
    """Jupyter's own second copies, kept in the folder."""

    def _get_os_path(self, path: str) -> str:
        return _kept(super()._get_os_path(path), self.root_dir)  # type: ignore[no-untyped-call]  # Jupyter has no types here

    def checkpoint_path(self, checkpoint_id: str, path: str) -> str:
        # Its folder is made on the way, and may be a link.
        _kept(str(Path(self._get_os_path(path)).with_name(self.checkpoint_dir)), self.root_dir)
        return _kept(super().checkpoint_path(checkpoint_id, path), self.root_dir)  # type: ignore[no-untyped-call]  # Jupyter has no types here


class _Files(AuthenticatedFileHandler):
    """A file of the folder, as it is."""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str:
        return _kept(super().validate_absolute_path(root, absolute_path), root)


class Notebooks(AsyncLargeFileManager):
    """The notebooks' folder."""

    @default("checkpoints_class")
    def _own_checkpoints(self) -> type[_Checkpoints]:
        return _Checkpoints

    @default("files_handler_class")
    def _own_files(self) -> type[_Files]:
        return _Files

    def _get_os_path(self, path: str) -> str:
        return _kept(super()._get_os_path(path), self.root_dir)  # type: ignore[no-untyped-call]  # Jupyter has no types here
