"""A desk to work at: files as people make them, read as a register."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mktkit.errors import Finding
from mktkit.registers import HEADER_MAPPING, REGISTERS, Agreed, RegisterTable, read_table
from mktkit.rules import Rules

Grid = Sequence[Sequence[Any]]


class Desk:
    """A folder, what is put into it, and how it is read."""

    def __init__(self, folder: Path, rules: Rules) -> None:
        self.folder, self.rules = folder, rules

    def csv(self, name: str, rows: str | Grid, encoding: str = "utf-8") -> Path:
        """Write a .csv: rows of cells, or the text as it is."""
        if not isinstance(rows, str):
            text = io.StringIO(newline="")
            csv.writer(text).writerows(rows)
            rows = text.getvalue()
        return self.bytes(name, rows.encode(encoding))

    def bytes(self, name: str, content: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    def xlsx(self, name: str, sheets: Grid | Mapping[str, Grid]) -> Path:
        """Write an .xlsx with openpyxl, which knows nothing of this product."""
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, grid in (sheets if isinstance(sheets, Mapping) else {"Sheet1": sheets}).items():
            sheet = book.create_sheet(title)
            for row in grid:
                sheet.append(list(row))
        path = self.folder / name
        book.save(path)
        return path

    def change(self, path: Path, member: str, old: str, new: str) -> Path:
        """Change the XML of a part of an .xlsx, as no library would on purpose."""
        with zipfile.ZipFile(path) as archive:
            parts = {item.filename: archive.read(item) for item in archive.infolist()}
        text = parts[member].decode("utf-8")
        assert re.search(old, text), text
        parts[member] = re.sub(old, new, text).encode("utf-8")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in parts.items():
                archive.writestr(name, content)
        return path

    def read(self, register: str, *paths: Path, mapping: Mapping[str, str] | None = None) -> RegisterTable:
        one = HEADER_MAPPING if register == "header_mapping" else REGISTERS[register]
        return read_table(
            one, [(path, path.name) for path in paths], self.rules, Agreed(headers=mapping or {})
        )

    def rows(self, register: str, rows: Iterable[Mapping[str, Any]]) -> RegisterTable:
        """Read rows of cells by title; the first of them stands in row 2."""
        rows = list(rows)
        titles = list(dict.fromkeys(title for row in rows for title in row))
        grid = [titles, *([row.get(title, "") for title in titles] for row in rows)]
        return self.read(register, self.csv(f"{register}.csv", grid))


@pytest.fixture
def desk(tmp_path: Path, rules: Rules) -> Desk:
    return Desk(tmp_path, rules)


Places = Callable[..., list[tuple[int | None, str]]]


@pytest.fixture
def faults_of(desk: Desk) -> Places:
    """Read rows of a register and return (row, column) of every fault."""

    def read(register: str, *rows: Mapping[str, Any]) -> list[tuple[int | None, str]]:
        return [(fault.row, fault.column) for fault in desk.rows(register, rows).faults]

    return read


Says = Callable[..., Finding]


@pytest.fixture
def only() -> Says:
    """Return the one fault (or notice) of a table, and see that it says these words."""

    def one(table: RegisterTable, *words: str, level: str = "fault") -> Finding:
        found = [finding for finding in table.findings if finding.level == level]
        assert len(found) == 1, [str(finding) for finding in table.findings]
        for word in words:
            assert word in str(found[0]), f"{word} is not in {found[0]}"
        return found[0]

    return one


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path, str], Path]:
    """Convert a workbook with LibreOffice, which writes .xls and .ods as people's programs do."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing = "LibreOffice is not installed; .xls and .ods are not tried"
        pytest.fail(missing) if os.environ.get("CI") == "true" else pytest.skip(missing)
    profile = tmp_path_factory.mktemp("profile")

    def convert(path: Path, ending: str) -> Path:
        command = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", ending]
        subprocess.run(
            [*command, "--outdir", path.parent, path], check=True, capture_output=True, timeout=120
        )
        made = path.with_suffix(f".{ending}")
        assert made.is_file()
        return made

    return convert
