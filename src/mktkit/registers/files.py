"""From a file on disk to raw sheets: its bytes say what it is, whatever its name is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mktkit.errors import Finding, fault
from mktkit.registers.csv_text import decoded, read_csv_text
from mktkit.registers.formats import format_of
from mktkit.registers.html_tables import read_html_tables
from mktkit.registers.sheets import RawSheet, Unreadable, unreadable
from mktkit.registers.workbooks import read_workbook

__all__ = ["MAX_FILE_MB", "READABLE", "read_sheets"]

#: Larger files are refused before they are opened.
MAX_FILE_MB = 60

#: File endings that can be read.
READABLE = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".csv")

_MB = 1024 * 1024
_SPLIT = "按月份拆成几个文件放在同一个文件夹里，会合起来读"


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
        return _read(path, name)
    except Unreadable as refused:
        return [], [replace(one, file=name) for one in refused.findings]
    except PermissionError:
        mend = "在 Excel 或 WPS 里关闭这个文件后重试"
        return [], [fault("文件打不开，可能正被别的程序占用", "应能读取", mend, file=name)]
    except OSError as problem:
        mend = f"检查文件是否存在（{problem.strerror}）"
        return [], [fault("文件打不开", "应为可读的文件", mend, file=name)]


def _read(path: Path, name: str) -> tuple[list[RawSheet], list[Finding]]:
    size, suffix = path.stat().st_size, path.suffix.lower()
    if size > MAX_FILE_MB * _MB:
        raise unreadable(f"文件有 {size // _MB} MB，太大", f"一个文件最多 {MAX_FILE_MB} MB", _SPLIT)
    if size == 0:
        raise unreadable("文件是空的（0 字节）", "应有表头和数据", "换成正确的文件")
    if suffix not in READABLE:
        want = "应为 " + "、".join(READABLE)
        raise unreadable(f"不认识的文件类型「{path.suffix}」", want, "另存为 .xlsx 后重试")
    kind = format_of(path)
    if kind == "text":
        return [RawSheet(name, "", read_csv_text(path.read_bytes()))], []
    if kind == "html":
        return read_html_tables(decoded(path.read_bytes()), name), []
    return read_workbook(path, name, kind)
