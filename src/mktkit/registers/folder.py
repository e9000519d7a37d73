"""A folder of registers: which file is which, several files of one kind together, headers mapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from mktkit.errors import Finding, MktkitError, notice, show
from mktkit.registers.agreed import NOTHING
from mktkit.registers.agreements import name_supervisors, people_by_name, read_agreed
from mktkit.registers.files import READABLE
from mktkit.registers.model import Register
from mktkit.registers.reading import RegisterTable, read_table
from mktkit.registers.registry import HEADER_MAPPING, REGISTERS
from mktkit.registers.table import Unknown
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dataset", "read_dataset", "read_files", "read_one"]


@dataclass(frozen=True)
class Dataset:
    """The registers of a folder.

    Attributes
    ----------
    tables
        register name → table; only registers for which a file was found.
    findings
        Everything found, in every file and in the folder itself.
    """

    tables: Mapping[str, RegisterTable]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop a calculation."""
        return tuple(item for item in self.findings if item.level == "fault")

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The findings that are only listed."""
        return tuple(item for item in self.findings if item.level == "notice")

    @property
    def unknown(self) -> Mapping[str, tuple[Unknown, ...]]:
        """Register name → headers and values to which somebody has to give a meaning."""
        return {name: table.unknown for name, table in self.tables.items() if table.unknown}

    def cell_of(self, finding: Finding) -> tuple[int, int] | None:
        """Return (row, column) from 0 of the cell that a finding is about; None where it is about none."""
        found = (table.cell_of(finding) for table in self.tables.values())
        return next((cell for cell in found if cell is not None), None)

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return every table as a pandas frame by register name."""
        return {name: table.frame() for name, table in self.tables.items()}


def _counts(name: str) -> bool:
    return not name.startswith((".", "~$")) and name not in ("Thumbs.db", "desktop.ini")


def _entries(folder: Path) -> list[Path]:
    """Return what stands in a folder, in a fixed order, without lock files, links and what systems leave there."""
    return sorted(path for path in folder.iterdir() if _counts(path.name) and not path.is_symlink())


def _files(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the files of a folder and one level below, and the folders that lie deeper."""
    files: list[Path] = []
    deeper: list[Path] = []
    for path in _entries(folder):
        for inner in _entries(path) if path.is_dir() else (path,):
            (deeper if inner.is_dir() else files).append(inner)
    return sorted(files), deeper


def _by_name(name: str) -> Register | None:
    """Return the register whose name stands in the file's name, else in its folder's; the longest wins."""
    path = PurePosixPath(name)
    for text in (path.stem, *path.parent.parts):
        matches = [
            (len(word), register)
            for register in (*REGISTERS.values(), HEADER_MAPPING)
            for word in (*register.row.file_names, register.title)
            if word in text
        ]
        if matches:
            return max(matches, key=lambda match: match[0])[1]
    return None


def read_dataset(folder: Path, rules: Rules, only: Iterable[str] | None = None) -> Dataset:
    """Read every register of a folder; several files of one kind are one register.

    Parameters
    ----------
    folder
        Holds the files, or folders of files, named after the registers: ``销售台账-2026.xlsx``.
    rules
        The rules in force.
    only
        Names of the registers to read; default all.

    Returns
    -------
    Dataset

    Raises
    ------
    MktkitError
        The folder does not exist.
    """
    if not folder.is_dir():
        raise MktkitError(
            f"找不到文件夹{show(folder.name)}", "应为放登记表的文件夹", "检查路径是否写对", where=str(folder)
        )
    try:
        files, deeper = _files(folder)
    except PermissionError as problem:
        raise MktkitError("文件夹打不开", "应能读取", "检查有没有权限", where=str(problem.filename)) from None
    too_deep = [
        notice(
            "这个文件夹太深，没有读取",
            "只读登记表文件夹和它的下一层",
            "把文件移上来",
            file=path.relative_to(folder).as_posix(),
        )
        for path in deeper
    ]
    found = read_files({path.relative_to(folder).as_posix(): path for path in files}, rules, only)
    return Dataset(found.tables, (*too_deep, *found.findings))


def read_files(files: Mapping[str, Path], rules: Rules, only: Iterable[str] | None = None) -> Dataset:
    """Read registers from files, wherever they stand; several files of one kind are one register.

    Parameters
    ----------
    files
        Name → file; the name says which register it is, and messages call it by that.
    rules
        The rules in force.
    only
        Names of the registers to read; default all.
    """
    findings: list[Finding] = []
    chosen: dict[str, list[tuple[Path, str]]] = {}
    mapping_files: list[tuple[Path, str]] = []
    wanted = set(REGISTERS) if only is None else set(only)
    for name, path in files.items():
        if not _counts(name):
            continue
        register = _by_name(name)
        if path.suffix.lower() not in READABLE:
            findings.append(notice("不是表格文件，没有读取", "可读：" + "、".join(READABLE), file=name))
        elif register is None:
            findings.append(
                notice(
                    "看不出是哪张登记表，没有读取",
                    "文件名里要有登记表的名称，如“销售台账-10月.xlsx”",
                    "改好文件名",
                    file=name,
                )
            )
        elif register is HEADER_MAPPING:
            mapping_files.append((path, name))
        elif register.name in wanted:
            chosen.setdefault(register.name, []).append((path, name))
    agreed, agreed_findings = read_agreed(mapping_files, rules)
    findings += agreed_findings
    tables: dict[str, RegisterTable] = {}
    people: Mapping[str, str] = {}
    # 人员 stands first: the others may name people instead of their 工号.
    for name, register in REGISTERS.items():
        if name in chosen:
            known = replace(agreed.get(register.title, NOTHING), people=people)
            tables[name] = read_table(register, chosen[name], rules, known)
            findings += tables[name].findings
            if name == "staff":
                people = people_by_name(tables[name])
                findings += name_supervisors(tables[name], people)
    return Dataset(tables, tuple(findings))


def read_one(path: Path, register: Register, rules: Rules) -> RegisterTable:
    """Read one file as one register, with the header mapping of its folder.

    Raises
    ------
    MktkitError
        The file does not exist.
    """
    if not path.is_file():
        raise MktkitError("找不到这个文件", "应为登记表文件", "检查路径是否写对", where=str(path))
    beside = [
        (other, other.name)
        for other in _entries(path.parent)
        if other.is_file() and other.suffix.lower() in READABLE and _by_name(other.name) is HEADER_MAPPING
    ]
    agreed, findings = read_agreed(beside, rules)
    table = read_table(register, [(path, path.name)], rules, agreed.get(register.title, NOTHING))
    return replace(table, findings=(*findings, *table.findings))
