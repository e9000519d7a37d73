"""What a file is: its first bytes decide, not its name."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal

from mktkit.registers.sheets import Unreadable, unreadable

__all__ = ["FileFormat", "format_of"]

FileFormat = Literal["xlsx", "ods", "xls", "html", "text"]

_SAVE = "用 Excel 或 WPS 打开，另存为 .xlsx"
_ZIP = b"PK"
#: The shell of Office's older formats, and of an encrypted workbook of any kind.
_OLE = b"\xd0\xcf\x11\xe0"
#: Stream of the older shell → what it holds, in the order they are looked for.
_STREAMS = {
    name: name.encode("utf-16-le")
    for name in ("EncryptedPackage", "WordDocument", "PowerPoint Document", "Workbook", "Book")
}
#: How formats begin that hold no table, and what people call them.
_FOREIGN = (
    (b"%PDF", "PDF 文件", "从原来的系统导出为 Excel，或把表格另存为 .xlsx"),
    (b"\x89PNG", "图片", "从原来的系统导出为 Excel，图片里的字不能读"),
    (b"\xff\xd8\xff", "图片", "从原来的系统导出为 Excel，图片里的字不能读"),
    (b"GIF8", "图片", "从原来的系统导出为 Excel，图片里的字不能读"),
    (b"Rar!", "压缩包", "解压后把里面的表格放进来"),
    (b"7z\xbc\xaf", "压缩包", "解压后把里面的表格放进来"),
    (b"\x1f\x8b", "压缩包", "解压后把里面的表格放进来"),
    (b"SQLite format", "数据库文件", "从原来的系统导出为 Excel"),
    (b"{\\rtf", "Word 文档（RTF）", "把里面的表格复制到 Excel，另存为 .xlsx"),
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?xml[^<>]*\?>)*"
    rb"<(?:!doctype\s+html|html|head|meta|body|style|table|title|div|script|link)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML_SHEET = b"urn:schemas-microsoft-com:office:spreadsheet"


def format_of(path: Path) -> FileFormat:
    """Return what a file is.

    Raises
    ------
    Unreadable
        It is something known that holds no table to be read: it is named, and how to save it.
    """
    with path.open("rb") as stream:
        head = stream.read(4096)
    if head.startswith(_ZIP):
        return _of_archive(path)
    if head.startswith(_OLE):
        return _of_shell(path)
    for begin, what, mend in _FOREIGN:
        if head.startswith(begin):
            raise _foreign(what, mend)
    if _HTML.match(head):
        if _XML_SHEET in head and b"<table" not in head.lower():
            raise _foreign("XML 表格", _SAVE)
        return "html"
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<?xml") and _XML_SHEET in head:
        raise _foreign("XML 表格（2003）", _SAVE)
    return "text"


def _foreign(what: str, mend: str) -> Unreadable:
    return unreadable(f"文件其实是{what}，不是表格", "应为 .xlsx、.xls、.ods 或 .csv 的内容", mend)


def _of_archive(path: Path) -> FileFormat:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        # What is wrong with it is said by who reads it; a cut-off .ods is damaged as much as an .xlsx.
        return "ods" if path.suffix.lower() == ".ods" else "xlsx"
    if "xl/workbook.bin" in names:
        raise _foreign("Excel 的二进制工作簿（.xlsb）", _SAVE)
    if any(name.startswith("word/") for name in names):
        raise _foreign("Word 文档", "把里面的表格复制到 Excel，另存为 .xlsx")
    if any(name.startswith("ppt/") for name in names):
        raise _foreign("演示文稿", "把里面的表格复制到 Excel，另存为 .xlsx")
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    if names and not any(name.startswith("xl/") or name == "[Content_Types].xml" for name in names):
        raise _foreign("压缩包", "解压后把里面的表格放进来")
    return "ods" if path.suffix.lower() == ".ods" else "xlsx"


def _of_shell(path: Path) -> FileFormat:
    content, suffix = path.read_bytes(), path.suffix.lower()
    held = next((name for name, mark in _STREAMS.items() if mark in content), "")
    if held == "EncryptedPackage":
        raise unreadable("文件有密码保护", "应为没有密码的工作簿", "用 Excel 或 WPS 打开，去掉密码后另存")
    if held in ("Workbook", "Book") or (not held and suffix == ".xls"):
        return "xls"
    if held == "WordDocument":
        raise _foreign("Word 文档", "把里面的表格复制到 Excel，另存为 .xlsx")
    if held:
        raise _foreign("演示文稿", "把里面的表格复制到 Excel，另存为 .xlsx")
    if suffix == ".et":
        raise _foreign("WPS 表格的 .et 格式", "用 WPS 打开，“另存为”，类型选“Microsoft Excel 文件（.xlsx）”")
    raise unreadable(
        "文件有密码保护，或是改了后缀的旧格式（.xls）",
        "应为没有密码的 .xlsx",
        "用 Excel 或 WPS 打开，去掉密码，另存为 .xlsx",
    )
