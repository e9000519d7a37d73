"""A folder of registers: which file is which, several files of one kind together, headers mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mktkit.errors import Finding, MktkitError, fault, nearest, notice, show
from mktkit.registers.files import READABLE
from mktkit.registers.model import Register
from mktkit.registers.reading import Table, read_table
from mktkit.registers.registry import HEADER_MAPPING, REGISTERS
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Dataset", "read_dataset", "read_one"]


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

    tables: Mapping[str, Table]
    findings: tuple[Finding, ...]

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The findings that stop a calculation."""
        return tuple(item for item in self.findings if item.level == "fault")

    @property
    def notices(self) -> tuple[Finding, ...]:
        """The findings that are only listed."""
        return tuple(item for item in self.findings if item.level == "notice")

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return every table as a pandas frame by register name."""
        return {name: table.frame() for name, table in self.tables.items()}


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder and one level below, in a fixed order, without lock files and links."""
    for path in sorted(
        [
            *folder.iterdir(),
            *(
                inner
                for sub in folder.iterdir()
                if sub.is_dir() and not sub.is_symlink()
                for inner in sub.iterdir()
            ),
        ]
    ):
        hidden = path.name.startswith((".", "~$")) or path.name in ("Thumbs.db", "desktop.ini")
        if path.is_file() and not path.is_symlink() and not hidden:
            yield path


def _by_name(path: Path, folder: Path) -> Register | None:
    """Return the register whose name stands in the file's name, else in its folder's; the longest wins."""
    for text in (path.stem, *(path.parent.relative_to(folder).parts)):
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
    findings: list[Finding] = []
    chosen: dict[str, list[tuple[Path, str]]] = {}
    mapping_files: list[tuple[Path, str]] = []
    wanted = set(REGISTERS) if only is None else set(only)
    for path in _files(folder):
        name = path.relative_to(folder).as_posix()
        register = _by_name(path, folder)
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
    mapping, mapping_findings = _read_mapping(mapping_files, rules)
    findings += mapping_findings
    tables: dict[str, Table] = {}
    for name, register in REGISTERS.items():
        if name in chosen:
            tables[name] = read_table(register, chosen[name], rules, mapping.get(register.title))
            findings += tables[name].findings
    return Dataset(tables, tuple(findings))


def read_one(path: Path, register: Register, rules: Rules) -> Table:
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
        for other in _files(path.parent)
        if other.parent == path.parent and _by_name(other, path.parent) is HEADER_MAPPING
    ]
    mapping, findings = _read_mapping(beside, rules)
    table = read_table(register, [(path, path.name)], rules, mapping.get(register.title))
    return Table(register, table.columns, table.places, (*findings, *table.findings))


def _read_mapping(
    files: list[tuple[Path, str]], rules: Rules
) -> tuple[dict[str, dict[str, str]], list[Finding]]:
    if not files:
        return {}, []
    table = read_table(HEADER_MAPPING, files, rules)
    findings = list(table.findings)
    mapping: dict[str, dict[str, str]] = {}
    titles = {register.title: register for register in REGISTERS.values()}
    rows = zip(
        table.columns["register_title"],
        table.columns["own_header"],
        table.columns["standard_header"],
        table.places,
        strict=True,
    )
    for title, own, standard, (file, sheet, row) in rows:
        if None in (title, own, standard):
            continue
        if title not in titles:
            near = nearest(title, titles)
            findings.append(
                fault(
                    f"没有登记表{show(title)}",
                    "应为登记表的名称",
                    f"最接近的是「{near}」" if near else "",
                    file=file,
                    sheet=sheet,
                    row=row,
                    column="登记表",
                )
            )
            continue
        columns = [column.title for column in titles[title].columns]
        if standard not in columns:
            near = nearest(standard, columns)
            findings.append(
                fault(
                    f"{title}没有标准列{show(standard)}",
                    "可写：" + "、".join(columns),
                    f"最接近的是「{near}」" if near else "",
                    file=file,
                    sheet=sheet,
                    row=row,
                    column="标准列名",
                )
            )
            continue
        mapping.setdefault(title, {})[own] = standard
    return mapping, findings
