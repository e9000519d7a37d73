"""What many tests need: the sample rules, and the example set scored through the command line."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from mktkit.rules import Rules, load_rules

# A busy machine is slow: a limit on time would be flaky.  The rest stays as hypothesis has it, here and in CI.
settings.register_profile("untimed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what takes longest first, so that no worker is left alone with it at the end."""
    items.sort(
        key=lambda item: (
            item.get_closest_marker("browser") is None,
            item.get_closest_marker("heavy") is None,
        )
    )


@pytest.fixture(autouse=True)
def _own_data(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each test a data folder of its own: a draft of one must not greet the next."""
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path_factory.mktemp("data")))


@pytest.fixture(scope="session")
def rules() -> Rules:
    """The sample rules of October 2026."""
    return load_rules(on=dt.date(2026, 10, 1), company=None)


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def mktkit(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Run the command line as a user does, in a folder of its own."""
    folder = tmp_path_factory.mktemp("somewhere")

    def run(*arguments: object, **env: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "mktkit", *map(str, arguments)],
            cwd=folder,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory, mktkit: Run) -> Path:
    """The example set as `mktkit sample` writes it."""
    folder = tmp_path_factory.mktemp("sample") / "示例 登记表"
    done = mktkit("sample", "-o", folder)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="session")
def scored(
    tmp_path_factory: pytest.TempPathFactory, mktkit: Run, sample: Path
) -> tuple[dict[str, Any], Path]:
    """October 2026 of all departments: the JSON printed and the workbook written by one call."""
    workbook = tmp_path_factory.mktemp("result") / "R.xlsx"
    done = mktkit(
        "score",
        "--department",
        "all",
        "--month",
        "2026-10",
        "--registers",
        sample,
        "-o",
        workbook,
        "--format",
        "json",
    )
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout), workbook


# -- the real server ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """A server that runs: its address with ``/`` at the end, its token, its process, its data folder."""

    address: str
    token: str
    pid: int
    data: Path

    @property
    def handbook(self) -> str:
        """The address that the window prints."""
        return f"{self.address}handbook/?token={self.token}"


@contextmanager
def running(command: list[str], data: Path, **env: str) -> Iterator[Served]:
    """Start a server as a user does, until the end of the block; ``{port}`` in the command is a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command],
        cwd=Path(__file__).parents[1],
        env={**os.environ, "MKTKIT_DATA": str(data), **env},
        text=True,
        encoding="utf-8",
        stdout=subprocess.PIPE,
    )
    alarm = threading.Timer(180, process.kill)
    alarm.start()
    try:
        assert process.stdout is not None
        printed = ""
        for line in process.stdout:
            printed += line
            if found := re.search(r"手册\s+(http://127\.0\.0\.1:\d+/)handbook/\?token=(\w+)", line):
                alarm.cancel()
                yield Served(found[1], found[2], process.pid, data)
                break
        else:
            pytest.fail(f"the server did not start:\n{printed}")
    finally:
        alarm.cancel()
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="session")
def serving() -> Callable[..., Any]:
    """The context manager that starts a server: ``with serving(command, data) as served``."""
    return running


#: Signs of their own for radicals, which some fonts draw with the very glyph of the character: those that Unicode folds
#: by itself, and the simplified ones that it does not.
_RADICALS = {number: unicodedata.normalize("NFKC", chr(number)) for number in range(0x2E80, 0x2FE0)}
_RADICALS |= str.maketrans(
    "⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻩⻬⻮⻰⻳⺁⺟⺠",
    "虎西见角贝车长门青页风飞食马骨鬼鱼鸟黄齐齿龙龟厂母民",
)


@pytest.fixture(scope="session")
def printed() -> Callable[..., list[str]]:
    """The text of a PDF, page by page, as pdftotext reads it: the same on machines with other fonts."""

    def read(path: Path, layout: str = "-layout") -> list[str]:
        text = subprocess.run(
            ["pdftotext", layout, path, "-"], capture_output=True, encoding="utf-8", check=True, timeout=60
        ).stdout
        return text.translate(_RADICALS).removesuffix("\f").split("\f")

    return read


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
def to_pdf(
    tmp_path_factory: pytest.TempPathFactory, printed: Callable[..., list[str]]
) -> Callable[[bytes, str], Pdf]:
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
        return Pdf(path, tuple(printed(path)))

    return convert


#: LibreOffice shows cached values unless told to recalculate on load; without this the test could not fail.
_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; without it the tests are skipped, but for CI, where they fail."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        reason = "没有找到 LibreOffice（Debian：apt install libreoffice-calc）"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture
def recalculated(
    soffice: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[], bytes]], int]:
    """Write a workbook once right and once with every cached value false; recalculated, the two are one.

    Returns how many formulas were compared.
    """
    import openpyxl
    from xlsxwriter.worksheet import Worksheet as Writer

    def compare(make: Callable[[], bytes]) -> int:
        right, false = tmp_path / "right.xlsx", tmp_path / "false.xlsx"
        right.write_bytes(make())
        write = Writer.write_formula

        def write_false(
            self: Writer, row: int, column: int, formula: str, style: Any = None, value: Any = 0
        ) -> Any:
            return write(self, row, column, formula, style, "错" if isinstance(value, str) else -12345.678)

        monkeypatch.setattr(Writer, "write_formula", write_false)
        false.write_bytes(make())
        monkeypatch.undo()
        profile = tmp_path / "profile" / "user"
        profile.mkdir(parents=True)
        (profile / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
        command = [
            soffice,
            f"-env:UserInstallation={profile.parent.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
        ]
        subprocess.run(
            [*command, "--outdir", tmp_path / "out", false], check=True, capture_output=True, timeout=180
        )
        expected, got = (
            openpyxl.load_workbook(path, data_only=True) for path in (right, tmp_path / "out" / "false.xlsx")
        )
        compared = 0
        for sheet in openpyxl.load_workbook(right):
            for cell in (one for row in sheet.iter_rows() for one in row if one.data_type == "f"):
                want, is_ = (book[sheet.title][cell.coordinate].value for book in (expected, got))
                where = f"{sheet.title}!{cell.coordinate} {cell.value}"
                if isinstance(want, str):
                    assert is_ == want, where
                else:
                    assert is_ == pytest.approx(want, rel=1e-12, abs=1e-9), where
                compared += 1
        return compared

    return compare
