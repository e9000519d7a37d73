"""Workbooks as raw sheets: looked into before calamine opens them, which ends the process over some."""

from __future__ import annotations

import posixpath
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from mktkit.archives import DAMAGE
from mktkit.errors import Finding, fault, notice, show
from mktkit.office.drop_down import DROP_DOWNS_SHEET
from mktkit.registers.formats import FileFormat
from mktkit.registers.grids import PROTECTED, Grid, read_grids, read_grids_apart
from mktkit.registers.number_formats import NumberFormats, telling_styles
from mktkit.registers.sheet_xml import UNCALCULATED, error_cells, extent, uncalculated_cells
from mktkit.registers.sheets import RawSheet, Unreadable, unreadable

__all__ = ["read_workbook"]

#: A small file that unpacks to more than this is refused.
_MAX_UNPACKED_MB = 1500
#: Cells from A1 to the last one of a sheet.  calamine keeps them all, and where memory ends it ends the process.
_MAX_CELLS = 30_000_000
_MB = 1024 * 1024
_SPLIT = "按月份拆成几个文件放在同一个文件夹里，会合起来读"
_RESAVE = "用 Excel 或 WPS 重新打开，另存为 .xlsx 后重试"

#: What the standard library raises over damaged workbooks.
_DAMAGE = (*DAMAGE, OSError, ElementTree.ParseError, expat.ExpatError)
#: How the records of an .xls begin (BOF of the workbook's globals), and the one that says where its days begin.
_BOF, _DATE_MODE = b"\x09\x08\x10\x00", 0x0022


@dataclass
class _Inside:
    """What a zipped workbook says of itself besides the values of its cells.

    Attributes
    ----------
    contents
        Name of a sheet → its XML.
    styles
        As :func:`telling_styles` gives them.
    """

    contents: dict[str, bytes] = field(default_factory=dict)
    styles: dict[int, str] = field(default_factory=dict)
    is_1904: bool = False


def read_workbook(path: Path, name: str, kind: FileFormat) -> tuple[list[RawSheet], list[Finding]]:
    """Read every visible sheet of a workbook.

    Parameters
    ----------
    path
        An .xlsx, .xlsm, .xls or .ods, whatever its name says.
    name
        What messages call it.
    kind
        What it is.

    Returns
    -------
    list of RawSheet
        At least one.
    list of Finding
        Notices of what was not read.

    Raises
    ------
    Unreadable
        It is damaged, protected, too large, or holds no visible sheet.
    """
    inside = _Inside(is_1904=_xls_is_1904(path)) if kind == "xls" else _look_inside(path, kind)
    grids = _grids(path, kind, inside)
    sheets = [_sheet(name, grid, inside) for grid in grids if grid[1]]
    if not sheets:
        raise unreadable("文件里没有可见的工作表", "应有一张放数据的工作表", "取消隐藏放数据的工作表")
    findings = [
        notice(f"隐藏的工作表{show(title)}没有读取", "", "若应读取，请取消隐藏", file=name, sheet=title)
        for title, visible, *_ in grids
        if not visible and title != DROP_DOWNS_SHEET
    ]
    if kind != "xlsx":
        what = f".{kind} 文件看不出公式错误（如 #N/A），这类格子会读成空白"
        findings.append(notice(what, "", "有公式的请另存为 .xlsx", file=name))
    return sheets, findings


def _sheet(file: str, grid: Grid, inside: _Inside) -> RawSheet:
    title, _, rows, merged = grid
    content = inside.contents.get(title, b"")
    uncalculated = uncalculated_cells(content)
    broken = {**dict.fromkeys(uncalculated, UNCALCULATED), **error_cells(content)}
    formats = NumberFormats(content, inside.styles) if inside.styles else NumberFormats()
    return RawSheet(file, title, rows, broken, merged, uncalculated, inside.is_1904, formats)


def _grids(path: Path, kind: FileFormat, inside: _Inside) -> list[Grid]:
    """Return the sheets as calamine reads them."""
    grids = read_grids(path, kind) if kind == "xlsx" else read_grids_apart(path, kind)
    if grids == PROTECTED:
        raise _protected()
    # A sheet of which nothing is known is damage as well: its error values would read as blank.
    if isinstance(grids, str) or (
        kind == "xlsx" and any(title not in inside.contents for title, *_ in grids)
    ):
        raise unreadable("文件不完整或已损坏，读不出工作表", "应为完整的工作簿", _RESAVE)
    return grids


def _protected() -> Unreadable:
    return unreadable("文件有密码保护", "应为没有密码的工作簿", "用 Excel 或 WPS 打开，去掉密码后另存")


def _xls_is_1904(path: Path) -> bool:
    """Return whether an .xls counts its days from 1904: a record near the beginning of its globals says so."""
    content = path.read_bytes()
    at = content.find(_BOF)
    for _ in range(60):
        if at < 0 or at + 4 > len(content):
            return False
        record, length = struct.unpack_from("<HH", content, at)
        if record == _DATE_MODE:
            return content[at + 4 : at + 6] == b"\x01\x00"
        at += 4 + length
    return False


def _look_inside(path: Path, kind: FileFormat) -> _Inside:
    """Return what a zipped workbook says of itself; refuse one that must not be opened."""
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _MAX_UNPACKED_MB * _MB:
                raise unreadable(
                    f"文件展开后有 {unpacked // _MB} MB，太大", f"展开后最多 {_MAX_UNPACKED_MB} MB", _SPLIT
                )
            if kind == "ods":
                _check_ods(archive)
                return _Inside()
            inside = _read_parts(archive)
    except _DAMAGE:
        raise unreadable(
            "文件不完整或已损坏", "应为完整的工作簿", f"{_RESAVE}；从邮件或网盘取的请重新下载"
        ) from None
    _refuse_far({title: extent(content) for title, content in inside.contents.items()})
    return inside


def _read_parts(archive: zipfile.ZipFile) -> _Inside:
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    members = dict(_sheet_members(archive, book))
    styles = archive.read("xl/styles.xml") if "xl/styles.xml" in archive.namelist() else b""
    return _Inside(
        {title: archive.read(member) for title, member in members.items()},
        telling_styles(styles),
        any(
            element.tag.rpartition("}")[2] == "workbookPr" and element.get("date1904") in ("1", "true", "on")
            for element in book.iter()
        ),
    )


def _check_ods(archive: zipfile.ZipFile) -> None:
    if b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _protected()
    # Over XML that breaks off calamine reads on for ever.
    expat.ParserCreate().Parse(archive.read("content.xml"), True)


def _refuse_far(extents: dict[str, tuple[int, int]]) -> None:
    far = [
        fault(
            f"内容散得太开，到了第 {rows} 行、第 {columns} 列",
            "数据应连着放在左上角",
            "删去远处多余的格子，或把数据复制到新的工作簿",
            sheet=title,
        )
        for title, (rows, columns) in extents.items()
        if rows * columns > _MAX_CELLS
    ]
    if far:
        raise Unreadable(*far)


def _sheet_members(archive: zipfile.ZipFile, book: ElementTree.Element) -> Iterator[tuple[str, str]]:
    """Yield (sheet name, member of the archive) of every sheet; what cannot be found there is damage."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
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
