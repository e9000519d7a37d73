"""What tests of files need: another program that opens them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

#: Command → the Debian package that brings it.
_NEEDED = {"soffice": "libreoffice-writer libreoffice-calc", "pdftotext": "poppler-utils"}


@dataclass(frozen=True)
class Pdf:
    """What LibreOffice makes of a file."""

    path: Path
    #: Text by page, as laid out.
    pages: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


@pytest.fixture(scope="session")
def to_pdf(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes, str], Pdf]:
    """Convert a file's bytes (with its suffix) by LibreOffice."""
    missing = [package for command, package in _NEEDED.items() if shutil.which(command) is None]
    if missing:
        reason = f"没有找到 LibreOffice 或 poppler（Debian：apt install {' '.join(missing)}）"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    profile = tmp_path_factory.mktemp("libreoffice")

    def convert(content: bytes, suffix: str) -> Pdf:
        folder = tmp_path_factory.mktemp("pdf")
        source = folder / f"file{suffix}"
        source.write_bytes(content)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                source,
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        path = folder / "file.pdf"
        text = subprocess.run(
            ["pdftotext", "-layout", path, "-"], check=True, capture_output=True, encoding="utf-8", timeout=60
        ).stdout
        return Pdf(path, tuple(text.removesuffix("\f").split("\f")))

    return convert
