"""From a file on disk to raw sheets: which rows and cells stand there, and what is wrong with the file itself."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from mktkit.errors import Finding, fault
from mktkit.registers.workbooks import RawSheet, read_workbook

__all__ = ["MAX_FILE_MB", "READABLE", "RawSheet", "read_sheets"]

#: Larger files are refused before they are opened.
MAX_FILE_MB = 60

#: File endings that can be read.
READABLE = (".xlsx", ".xlsm", ".xls", ".ods", ".csv")

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
            return read_workbook(path, name)
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
    # A title row may hold neither mark.
    marked = next((line for line in text.splitlines()[:30] if "," in line or "\t" in line), "")
    delimiter = "\t" if marked.count("\t") > marked.count(",") else ","
    # The default limit of 131,072 characters a field would raise on a long remark.
    csv.field_size_limit(max(len(content) + 1, csv.field_size_limit()))
    rows: list[list[Any]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return [], [
            fault(
                "引号没有成对，从这一行起分不清各列",
                "带逗号或换行的内容要用一对英文双引号括起来",
                resave,
                file=name,
                row=len(rows) + 1,
            )
        ]
    return [RawSheet(name, "", rows)], []
