"""Formulas nobody has calculated: LibreOffice does it where it is installed and the result can be nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Collection, Mapping
from pathlib import Path

from mktkit.archives import DAMAGE
from mktkit.registers.grids import read_grids
from mktkit.registers.sheet_xml import formulas
from mktkit.registers.sheets import RawCell

__all__ = ["calculated_cells"]

_SECONDS = 120
_PROGRAMS = (
    "soffice",
    "libreoffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
#: Functions whose result is another tomorrow, on another machine, or elsewhere than in the file.
_VOLATILE = re.compile(
    r"\b(NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|OFFSET|INDIRECT|INFO|CELL|WEBSERVICE|IMAGE|RTD|DDE|HYPERLINK|CALL|SQL\.REQUEST)\s*\(",
    re.IGNORECASE,
)
#: A reference into another file: [1]Sheet1!A1, 'C:\\[b.xlsx]S'!A1, an address.
_ELSEWHERE = re.compile(r"\[[^\]]*\][^!\s]*!|file:|https?:|\\\\", re.IGNORECASE)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")

#: Sheet → (row, column) from 0 → value.
CellValues = dict[str, dict[tuple[int, int], RawCell]]


def calculated_cells(path: Path, wanted: Mapping[str, Collection[tuple[int, int]]]) -> CellValues | None:
    """Return what the formulas in some cells of an .xlsx give.

    Parameters
    ----------
    path
        The workbook.
    wanted
        Sheet → cells, counted from 0.

    Returns
    -------
    dict or None
        Those that have a result; None where nothing may or can be calculated: no LibreOffice, or a formula of the
        workbook depends on the day, on chance or on another file.
    """
    program = next((found for one in _PROGRAMS if (found := shutil.which(one))), None)
    if program is None or not _settled(path):
        return None
    with tempfile.TemporaryDirectory(prefix="mktkit-calc-") as scratch:
        folder = Path(scratch)
        # A name of its own: LibreOffice goes by the ending.
        copy = folder / "in" / "book.xlsx"
        copy.parent.mkdir()
        shutil.copyfile(path, copy)
        profile = (folder / "profile").as_uri()
        command = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        try:
            subprocess.run(
                [*command, "--convert-to", "xlsx", "--outdir", str(folder), str(copy)],
                check=True,
                capture_output=True,
                timeout=_SECONDS,
            )
        except (subprocess.SubprocessError, OSError):
            return None
        made = folder / "book.xlsx"
        grids = read_grids(made, "xlsx") if made.is_file() else ""
    if isinstance(grids, str):
        return None
    sheets = {title: rows for title, _, rows, _ in grids}
    return {
        title: {
            (row, position): sheets[title][row][position]
            for row, position in cells
            if row < len(sheets.get(title, ()))
            and position < len(sheets[title][row])
            and sheets[title][row][position] not in ("", None)
        }
        for title, cells in wanted.items()
    }


def _settled(path: Path) -> bool:
    """Return whether every formula of a workbook gives the same on any day and any machine."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if any(
                name.startswith(("xl/externalLinks/", "xl/connections", "xl/macrosheets/")) for name in names
            ):
                return False
            book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
            if _VOLATILE.search(book) or (
                "<definedName" in book and _ELSEWHERE.search(book.partition("<definedName")[2])
            ):
                return False
            return not any(
                _VOLATILE.search(text) or _ELSEWHERE.search(text)
                for name in names
                if _SHEET.fullmatch(name)
                for text in formulas(archive.read(name))
            )
    except (*DAMAGE, OSError):
        return False
