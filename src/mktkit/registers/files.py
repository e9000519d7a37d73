"""From a file on disk to raw sheets: which rows and cells stand there, and what is wrong with the file itself."""

from __future__ import annotations

import csv
import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine as calamine

from mktkit.errors import Finding, fault, notice

__all__ = ["MAX_FILE_MB", "READABLE", "RawSheet", "read_sheets"]

#: Larger files are refused before they are opened.
MAX_FILE_MB = 60
#: A small file that unpacks to more than this is refused as well.
_MAX_UNPACKED_MB = 1500

#: File endings that can be read.
READABLE = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")

_MB = 1024 * 1024
_SPLIT = "按月份拆成几个文件放在同一个文件夹里，会合起来读"
_RESAVE = "用 Excel 或 WPS 重新打开，另存为 .xlsx 后重试"


@dataclass(frozen=True)
class RawSheet:
    """Cells of one sheet as they stand in the file.

    Attributes
    ----------
    file, name
        File and sheet name; the name is empty for .csv.
    rows
        Raw cells; row 0 is the first row of the sheet.
    broken
        (row, column) → what is wrong with a cell that reads as blank but is not.
    merged
        Ranges ((first row, first column), (last row, last column)) of merged cells.
    """

    file: str
    name: str
    rows: list[list[Any]]
    broken: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def read_sheets(path: Path, name: str) -> tuple[list[RawSheet], list[Finding]]:
    """Read every visible sheet of a file.

    Parameters
    ----------
    path
        The file.
    name
        What messages call it.

    Returns
    -------
    list of RawSheet
        Empty when the file cannot be read.
    list of Finding
        What is wrong with the file itself.
    """
    try:
        size = path.stat().st_size
        if size > MAX_FILE_MB * _MB:
            return [], [
                fault(f"文件有 {size // _MB} MB，太大", f"一个文件最多 {MAX_FILE_MB} MB", _SPLIT, file=name)
            ]
        if size == 0:
            return [], [fault("文件是空的（0 字节）", "应有表头和数据", "换成正确的文件", file=name)]
        suffix = path.suffix.lower()
        if suffix == ".csv":
            return _read_csv(path.read_bytes(), name)
        if suffix in READABLE:
            return _read_workbook(path, name, suffix)
    except PermissionError:
        return [], [
            fault(
                "文件打不开，可能正被别的程序占用",
                "应能读取",
                "在 Excel 或 WPS 里关闭这个文件后重试",
                file=name,
            )
        ]
    except OSError as problem:
        return [], [
            fault("文件打不开", "应为可读的文件", f"检查文件是否存在（{problem.strerror}）", file=name)
        ]
    return [], [
        fault(
            f"不认识的文件类型「{path.suffix}」",
            "应为 " + "、".join(READABLE),
            "另存为 .xlsx 后重试",
            file=name,
        )
    ]


# -- csv ---------------------------------------------------------------------------------------------


def _read_csv(content: bytes, name: str) -> tuple[list[RawSheet], list[Finding]]:
    resave = "在 Excel 里“另存为”，类型选“CSV UTF-8（逗号分隔）”，或存为 .xlsx"
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return [], [fault("文件是 UTF-16 编码", "应为 UTF-8 或 GBK 编码的 .csv", resave, file=name)]
    if b"\0" in content:
        row = content[: content.index(b"\0")].count(b"\n") + 1
        return [], [
            fault("文件里有空字符（NUL），可能已损坏", "应为纯文本的 .csv", resave, file=name, row=row)
        ]
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as problem:
            row = content[: problem.start].count(b"\n") + 1
            return [], [
                fault(
                    "有读不出的字，编码既不是 UTF-8 也不是 GBK",
                    "应为 UTF-8 或 GBK 编码的 .csv",
                    resave,
                    file=name,
                    row=row,
                )
            ]
    first = text[: text.find("\n")] if "\n" in text else text
    delimiter = "\t" if "\t" in first and "," not in first else ","
    # The default limit of 131,072 characters a field would raise on a long remark.
    csv.field_size_limit(len(content) + 1)
    try:
        rows: list[list[Any]] = list(
            csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error:
        return [], [
            fault("引号没有成对，分不清各列", "带逗号或换行的内容要用一对英文双引号括起来", resave, file=name)
        ]
    return [RawSheet(name, "", rows)], []


# -- workbooks ---------------------------------------------------------------------------------------


def _read_workbook(path: Path, name: str, suffix: str) -> tuple[list[RawSheet], list[Finding]]:
    findings: list[Finding] = []
    zipped = suffix in (".xlsx", ".xlsm", ".ods")
    with path.open("rb") as stream:
        head = stream.read(8)
    if zipped and head.startswith(b"\xd0\xcf\x11\xe0"):
        return [], [
            fault(
                "文件有密码保护，或是改了后缀的旧格式（.xls）",
                "应为没有密码的 .xlsx",
                "用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx",
                file=name,
            )
        ]
    if zipped:
        try:
            with zipfile.ZipFile(path) as archive:
                unpacked = sum(item.file_size for item in archive.infolist())
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return [], [
                fault(
                    "文件不完整或已损坏",
                    "应为完整的工作簿",
                    f"{_RESAVE}；从邮件或网盘取的请重新下载",
                    file=name,
                )
            ]
        if unpacked > _MAX_UNPACKED_MB * _MB:
            return [], [
                fault(
                    f"文件展开后有 {unpacked // _MB} MB，太大",
                    f"展开后最多 {_MAX_UNPACKED_MB} MB",
                    _SPLIT,
                    file=name,
                )
            ]
    try:
        with calamine.CalamineWorkbook.from_path(path) as workbook:
            visible = [
                item.name
                for item in workbook.sheets_metadata
                if item.visible == calamine.SheetVisibleEnum.Visible
                and item.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            read = [workbook.get_sheet_by_name(title) for title in visible]
            grids = [sheet.to_python(skip_empty_area=False) for sheet in read]
            merged = [_merged(sheet) for sheet in read]
    except calamine.PasswordError:
        return [], [
            fault("文件有密码保护", "应为没有密码的工作簿", "用 Excel 或 WPS 打开，去掉密码后另存", file=name)
        ]
    except (calamine.CalamineError, ValueError, OverflowError, OSError):
        return [], [fault("文件不完整或已损坏，读不出工作表", "应为完整的工作簿", _RESAVE, file=name)]
    broken: dict[str, dict[tuple[int, int], str]] = {}
    if suffix in (".xlsx", ".xlsm"):
        broken = _broken_cells(path)
    elif grids:
        findings.append(
            notice(
                f"{suffix} 文件看不出公式错误（如 #N/A），这类格子会读成空白",
                "",
                "有公式的请另存为 .xlsx",
                file=name,
            )
        )
    sheets = [
        RawSheet(name, title, grid, broken.get(title, {}), ranges)
        for title, grid, ranges in zip(visible, grids, merged, strict=True)
    ]
    return sheets, findings


def _merged(sheet: calamine.CalamineSheet) -> tuple[tuple[tuple[int, int], tuple[int, int]], ...]:
    return tuple((tuple(first), tuple(last)) for first, last in sheet.merged_cell_ranges or ())  # type: ignore[misc]


_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_REFERENCE = re.compile(rb'\br="([A-Z]+)(\d+)"')
_VALUE = re.compile(rb"<(?:\w+:)?v[^>]*>([^<]+)</(?:\w+:)?v>")


def _broken_cells(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Find cells whose value is an error, or a formula nobody has calculated: both read as blank."""
    found: dict[str, dict[tuple[int, int], str]] = {}
    with zipfile.ZipFile(path) as archive:
        for title, member in _sheet_members(archive):
            content = archive.read(member)
            # Most registers hold neither, and looking for two words costs nothing.
            if b't="e"' not in content and b"<f" not in content and b":f" not in content:
                continue
            for match in _CELL.finditer(content):
                attributes, inner = match[1], match[2] or b""
                is_error = b't="e"' in attributes
                is_formula = re.search(rb"<(?:\w+:)?f[\s/>]", inner) is not None
                if not is_error and not is_formula:
                    continue
                value = _VALUE.search(inner)
                if is_error:
                    shown = value[1].decode("utf-8", "replace") if value else "错误值"
                elif value is None and b't="str"' not in attributes:
                    shown = "公式还没有算出结果"
                else:
                    continue
                reference = _REFERENCE.search(attributes)
                if reference:
                    found.setdefault(title, {})[int(reference[2]) - 1, _column_number(reference[1])] = shown
    return found


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (sheet name, member of the archive) of every worksheet."""
    try:
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except (KeyError, ElementTree.ParseError):
        return
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identifier = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets.get(identifier, "")
            member = (
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join("xl", target))
            )
            if member in archive.NameToInfo:
                yield element.get("name", ""), member
