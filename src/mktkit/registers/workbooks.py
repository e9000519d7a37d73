"""Workbooks as raw sheets: looked into before calamine opens them, which ends the process over some."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from mktkit.archives import DAMAGE
from mktkit.errors import Finding, fault, notice, show
from mktkit.office.drop_down import DROP_DOWNS_SHEET
from mktkit.registers.grids import PROTECTED, Grid, read_grids, read_grids_apart
from mktkit.registers.sheet_xml import broken_cells, extent
from mktkit.registers.sheets import RawSheet, Unreadable, unreadable

__all__ = ["read_workbook"]

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
#: (row, column) → what is wrong with the cell.
_Broken = dict[tuple[int, int], str]


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
        At least one.
    list of Finding
        Notices of what was not read.

    Raises
    ------
    Unreadable
        It is damaged, protected, too large, or holds no visible sheet.
    """
    suffix = path.suffix.lower()
    known = suffix in (".xlsx", ".xlsm")
    broken = {} if suffix == ".xls" else _look_inside(path, suffix)
    grids = _grids(path, broken if known else None)
    sheets = [
        RawSheet(name, title, rows, broken.get(title, {}), merged)
        for title, visible, rows, merged in grids
        if visible
    ]
    if not sheets:
        raise unreadable("文件里没有可见的工作表", "应有一张放数据的工作表", "取消隐藏放数据的工作表")
    findings = [
        notice(f"隐藏的工作表{show(title)}没有读取", "", "若应读取，请取消隐藏", file=name, sheet=title)
        for title, visible, *_ in grids
        if not visible and title != DROP_DOWNS_SHEET
    ]
    if not known:
        what = f"{suffix} 文件看不出公式错误（如 #N/A），这类格子会读成空白"
        findings.append(notice(what, "", "有公式的请另存为 .xlsx", file=name))
    return sheets, findings


def _grids(path: Path, broken: dict[str, _Broken] | None) -> list[Grid]:
    """Return the sheets as calamine reads them; of one in `broken` it is known what is wrong within."""
    grids = read_grids_apart(path) if broken is None else read_grids(path)
    if grids == PROTECTED:
        raise _protected()
    # A sheet of which nothing is known is damage as well: its error values would read as blank.
    if isinstance(grids, str) or (broken is not None and any(title not in broken for title, *_ in grids)):
        raise unreadable("文件不完整或已损坏，读不出工作表", "应为完整的工作簿", _RESAVE)
    return grids


def _protected() -> Unreadable:
    return unreadable("文件有密码保护", "应为没有密码的工作簿", "用 Excel 或 WPS 打开，去掉密码后另存")


def _look_inside(path: Path, suffix: str) -> dict[str, _Broken]:
    """Return the broken cells of a zipped workbook by sheet; refuse one that must not be opened."""
    with path.open("rb") as stream:
        if stream.read(8).startswith(_OLD_FORMAT):
            raise unreadable(
                "文件有密码保护，或是改了后缀的旧格式（.xls）",
                "应为没有密码的 .xlsx",
                "用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx",
            )
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
            if unpacked > _MAX_UNPACKED_MB * _MB:
                raise unreadable(
                    f"文件展开后有 {unpacked // _MB} MB，太大", f"展开后最多 {_MAX_UNPACKED_MB} MB", _SPLIT
                )
            if suffix == ".ods":
                _check_ods(archive)
                return {}
            contents = {title: archive.read(member) for title, member in _sheet_members(archive)}
    except _DAMAGE:
        raise unreadable(
            "文件不完整或已损坏", "应为完整的工作簿", f"{_RESAVE}；从邮件或网盘取的请重新下载"
        ) from None
    _refuse_far({title: extent(content) for title, content in contents.items()})
    return {title: broken_cells(content) for title, content in contents.items()}


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
