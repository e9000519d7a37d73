"""Workbooks as raw sheets, and what calamine does not say of them: error values, formulas without result, extent."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

from mktkit.archives import DAMAGE
from mktkit.errors import Finding, fault, notice, show
from mktkit.office.drop_down import DROP_DOWNS_SHEET
from mktkit.registers.grids import PROTECTED, read_grids, read_grids_apart

__all__ = ["RawSheet", "read_workbook"]

#: A small file that unpacks to more than this is refused.
_MAX_UNPACKED_MB = 1500
#: Cells from A1 to the last one of a sheet.  calamine keeps them all, and where memory ends it ends the process.
_MAX_CELLS = 30_000_000
_MB = 1024 * 1024
#: How an .xls begins, and the shell in which Office keeps an encrypted workbook of any kind.
_OLD_FORMAT = b"\xd0\xcf\x11\xe0"
_SPLIT = "按月份拆成几个文件放在同一个文件夹里，会合起来读"
_RESAVE = "用 Excel 或 WPS 重新打开，另存为 .xlsx 后重试"

#: What the standard library raises over damaged workbooks.
_DAMAGE = (*DAMAGE, OSError, ElementTree.ParseError, expat.ExpatError)

Range = tuple[tuple[int, int], tuple[int, int]]


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
    merged: tuple[Range, ...] = ()


def read_workbook(path: Path, name: str) -> tuple[list[RawSheet], list[Finding]]:
    """Read every visible sheet of a workbook.

    Parameters
    ----------
    path
        An .xlsx, .xlsm, .xls or .ods.
    name
        What messages call it.

    Returns
    -------
    list of RawSheet
        Empty when the file cannot be read.
    list of Finding
        What is wrong with the file itself.
    """
    suffix = path.suffix.lower()
    with path.open("rb") as stream:
        head = stream.read(8)
    broken: dict[str, dict[tuple[int, int], str]] = {}
    if suffix != ".xls" and head.startswith(_OLD_FORMAT):
        return [], [
            fault(
                "文件有密码保护，或是改了后缀的旧格式（.xls）",
                "应为没有密码的 .xlsx",
                "用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx",
                file=name,
            )
        ]
    if suffix != ".xls":
        refused, broken = _look_inside(path, name, suffix)
        if refused:
            return [], refused
    known = suffix in (".xlsx", ".xlsm")
    grids = read_grids(path) if known else read_grids_apart(path)
    if grids == PROTECTED:
        return [], [_protected(name)]
    # A sheet of which nothing is known is damage as well: its error values would read as blank.
    if isinstance(grids, str) or (known and any(title not in broken for title, *_ in grids)):
        return [], [fault("文件不完整或已损坏，读不出工作表", "应为完整的工作簿", _RESAVE, file=name)]
    sheets = [
        RawSheet(name, title, rows, broken.get(title, {}), merged)
        for title, visible, rows, merged in grids
        if visible
    ]
    if not sheets:
        return [], [
            fault("文件里没有可见的工作表", "应有一张放数据的工作表", "取消隐藏放数据的工作表", file=name)
        ]
    findings = [
        notice(f"隐藏的工作表{show(title)}没有读取", "", "若应读取，请取消隐藏", file=name, sheet=title)
        for title, visible, *_ in grids
        if not visible and title != DROP_DOWNS_SHEET
    ]
    if not known:
        findings.append(
            notice(
                f"{suffix} 文件看不出公式错误（如 #N/A），这类格子会读成空白",
                "",
                "有公式的请另存为 .xlsx",
                file=name,
            )
        )
    return sheets, findings


def _protected(name: str) -> Finding:
    return fault("文件有密码保护", "应为没有密码的工作簿", "用 Excel 或 WPS 打开，去掉密码后另存", file=name)


def _look_inside(
    path: Path, name: str, suffix: str
) -> tuple[list[Finding], dict[str, dict[tuple[int, int], str]]]:
    """Return why a zipped workbook must not be opened, and its broken cells by sheet."""
    broken: dict[str, dict[tuple[int, int], str]] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _MAX_UNPACKED_MB * _MB:
                return [
                    fault(
                        f"文件展开后有 {unpacked // _MB} MB，太大",
                        f"展开后最多 {_MAX_UNPACKED_MB} MB",
                        _SPLIT,
                        file=name,
                    )
                ], {}
            extents: dict[str, tuple[int, int]] = {}
            if suffix == ".ods":
                if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                    return [_protected(name)], {}
                # Over XML that breaks off calamine reads on for ever.
                expat.ParserCreate().Parse(archive.read("content.xml"), True)
            for title, member in _sheet_members(archive) if suffix != ".ods" else ():
                content = archive.read(member)
                broken[title] = _broken_cells(content)
                extents[title] = _extent(content)
    except _DAMAGE:
        return [
            fault(
                "文件不完整或已损坏",
                "应为完整的工作簿",
                f"{_RESAVE}；从邮件或网盘取的请重新下载",
                file=name,
            )
        ], {}
    return [
        fault(
            f"内容散得太开，到了第 {rows} 行、第 {columns} 列",
            "数据应连着放在左上角",
            "删去远处多余的格子，或把数据复制到新的工作簿",
            file=name,
            sheet=title,
        )
        for title, (rows, columns) in extents.items()
        if rows * columns > _MAX_CELLS
    ], broken


def _sheet_members(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield (sheet name, member of the archive) of every sheet; what cannot be found there is damage."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in book.iter():
        if element.tag.rpartition("}")[2] == "sheet":
            identifier = next((value for key, value in element.attrib.items() if key.endswith("}id")), None)
            target = targets[identifier]
            yield (
                element.attrib["name"],
                target.lstrip("/")
                if target.startswith("/")
                else posixpath.normpath(posixpath.join("xl", target)),
            )


# -- the XML of a sheet ------------------------------------------------------------------------------

# Prefixes are any, quotes are either; no pattern runs past the next tag, so that damaged XML takes no longer.
_CELL = rb"<(?:\w+:)?c\s([^<>]*)>"
_FORMULA = rb"\s*<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
_ERROR_CELL = re.compile(
    rb"""<(?:\w+:)?c\s([^<>]*\bt=["']e["'][^<>]*)>(?:%b)?\s*(?:<(?:\w+:)?v[^<>]*>([^<]*))?""" % _FORMULA
)
_UNCALCULATED_CELL = re.compile(
    rb"%b%b\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v[^<>/]*></(?:\w+:)?v>)?\s*</(?:\w+:)?c>" % (_CELL, _FORMULA)
)
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*[^<>/])>")
_REFERENCE = re.compile(rb"""\br=["']([A-Za-z]+)(\d+)["']""")
# Most sheets hold neither, and looking for a fixed beginning costs little.
_FORMULA_MARKS = (re.compile(rb"<f[>\s/]"), re.compile(rb":f[>\s/]"))
_ERROR_MARK = re.compile(rb"""t=["']e["']""")


def _broken_cells(content: bytes) -> dict[tuple[int, int], str]:
    """Find cells whose value is an error, or a formula nobody has calculated: both read as blank."""
    found: dict[tuple[int, int], str] = {}
    if any(mark.search(content) for mark in _FORMULA_MARKS):
        for match in _UNCALCULATED_CELL.finditer(content):
            # A formula whose result is an empty text says that it is a text.
            if b't="str"' not in match[1] and b"t='str'" not in match[1]:
                found |= _at(match[1], "公式还没有算出结果")
    if _ERROR_MARK.search(content):
        for match in _ERROR_CELL.finditer(content):
            found |= _at(match[1], (match[2] or b"").decode("utf-8", "replace").strip() or "错误值")
    return found


def _at(attributes: bytes, shown: str) -> dict[tuple[int, int], str]:
    reference = _REFERENCE.search(attributes)
    return {(int(reference[2]) - 1, _column_number(reference[1]) - 1): shown} if reference else {}


#: Each is absent only from sheets of fewer cells than _MAX_CELLS: 26 columns of 999,999 rows, or 286 columns
#: (A to JZ) of 99,999 rows.
_FAR = (
    re.compile(rb"""r=["'](?:[A-Za-z]{2}|[A-Za-z]\d{7})"""),
    re.compile(rb"""r=["'](?:[A-Za-z]{3}|[K-Zk-z][A-Za-z]|[A-Za-z]{1,2}\d{6})"""),
)


def _extent(content: bytes) -> tuple[int, int]:
    """Return how many rows and columns calamine would keep of a sheet; (0, 0) where they are surely few."""
    rows = columns = 0
    # Before the data stand namespaces, which look like references.
    start = max(content.find(b"sheetData"), 0)
    if all(pattern.search(content, start) for pattern in _FAR):
        # A cell that is only formatted does not count.
        for attributes in _FILLED_CELL.findall(content):
            if reference := _REFERENCE.search(attributes):
                rows = max(rows, int(reference[2]))
                columns = max(columns, _column_number(reference[1]))
    return rows, columns


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
