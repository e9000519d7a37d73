"""Everything that goes wrong with registers in real life, once each, in files of their own.

===========================================  ==================  ==========================================
file                                         place               what is wrong
===========================================  ==================  ==========================================
回款登记-缺一列.xlsx                         row 1               no column 到账日期
销售台账-订单重复.xlsx                       row 3, 订单号       the line of row 2 once more
销售台账-日期不是日期.xlsx                   row 2, 签约日期     下周三
销售台账-2月31日.xlsx                        row 2, 签约日期     2026-02-31
销售台账-金额里有文字.xlsx                   row 2, 价税合计     约一万二
销售台账-负数没有标退货.xlsx                 row 2, 价税合计     −11,300, and 类型 is 销售
客户档案-没有的等级.xlsx                     row 2, 等级         D
客户意见-空文件.xlsx                         the file            0 bytes
客户回访-有密码.xlsx                         the file            a compound file with EncryptedPackage
调研任务-没下载完.xlsx                       the file            the first 60 % of a workbook
满意度调查-UTF16.csv                         the file            UTF-16 with its mark
客户咨询-空字符.csv                          row 3               a NUL byte
费用台账-错误值.xlsx                     row 2, 金额         #N/A
推广活动-公式没有结果.xlsx                   row 2, 花费         a formula that nobody has calculated
月度目标-2026.xlsx                           —                   X007 has no row for October
===========================================  ==================  ==========================================

The last one is a good file with a row missing; only the appraisal can know that X007 should have one.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import struct
import zipfile

from mktkit.archives import fixed_zip
from mktkit.office.excel import new_workbook
from mktkit.registers import REGISTERS
from mktkit.samples.files import Files, grid_of, plain_workbook
from mktkit.samples.rows import Cells

__all__ = ["NO_TARGET", "faulty_files"]

#: Who has no target in which month.
NO_TARGET = ("X007", "2026-10")

_JULY = dt.date(2026, 7, 15)
_LINE: Cells = {
    "行号": "1",
    "类型": "销售",
    "签约日期": _JULY,
    "客户编号": "C9005",
    "业务员工号": "X001",
    "不含税金额": 10_000,
    "税额": 1_300,
    "价税合计": 11_300,
}


def _workbook(name: str, *rows: Cells) -> bytes:
    columns = [column.title for column in REGISTERS[name].columns if any(column.title in row for row in rows)]
    return plain_workbook([(REGISTERS[name].title, grid_of(columns, rows))])


def _line(number: int, **changes: object) -> Cells:
    return {"订单号": f"D20260715-{number}", **_LINE, **changes}


def faulty_files() -> Files:
    """Yield every faulty file; each holds one fault and nothing else that is wrong."""
    receipt: Cells = {
        "回款单号": "H2026-9001",
        "订单号": "D20260915-81",
        "应收日期": dt.date(2026, 10, 15),
        "金额": 45_200,
        "方式": "银行转账",
    }
    yield "回款登记-缺一列.xlsx", _workbook("receipts", receipt)
    yield "销售台账-订单重复.xlsx", _workbook("sales_ledger", _line(91), _line(91))
    yield "销售台账-日期不是日期.xlsx", _workbook("sales_ledger", _line(92, 签约日期="下周三"))
    yield "销售台账-2月31日.xlsx", _workbook("sales_ledger", _line(93, 签约日期="2026-02-31"))
    yield "销售台账-金额里有文字.xlsx", _workbook("sales_ledger", _line(94, 价税合计="约一万二"))
    yield (
        "销售台账-负数没有标退货.xlsx",
        _workbook("sales_ledger", _line(95, 不含税金额=-10_000, 税额=-1_300, 价税合计=-11_300)),
    )
    customer: Cells = {
        "客户编号": "C9901",
        "名称": "（示例）客户9901公司",
        "等级": "D",
        "建档日期": _JULY,
        "归属工号": "X001",
    }
    yield "客户档案-没有的等级.xlsx", _workbook("customers", customer)
    yield "客户意见-空文件.xlsx", b""
    yield (
        "客户回访-有密码.xlsx",
        _compound_file({"EncryptionInfo": bytes(4096), "EncryptedPackage": bytes(4096)}),
    )
    tasks: list[Cells] = [
        {"任务号": f"R2026-{number}", "负责人工号": "S002", "应完成日": _JULY} for number in range(901, 941)
    ]
    whole = _workbook("research_tasks", *tasks)
    yield "调研任务-没下载完.xlsx", whole[: len(whole) * 3 // 5]
    survey = "问卷编号,日期,评价对象工号,分数\r\n202690001,2026-07-15,X001,5\r\n"
    yield "满意度调查-UTF16.csv", b"\xff\xfe" + survey.encode("utf-16-le")
    tickets = (
        "工单号,渠道,接收时间,接待工号",
        "G2026-90001,电话,2026-07-15 09:00:00,K001",
        "G2026-90002,电话,2026-07-15 09:10:00,K0\x0001",
    )
    yield "客户咨询-空字符.csv", "\r\n".join(tickets).encode("utf-8-sig")
    expense: Cells = {
        "单号": "F2026-9001",
        "日期": _JULY,
        "归属月份": "2026-07",
        "工号": "X001",
        "预算科目": "销售费用",
        "金额": None,
    }
    yield "费用台账-错误值.xlsx", _with_formula("expenses", expense, "金额", "=NA()", "#N/A")
    campaign: Cells = {
        "活动号": "P2026-901", "负责人工号": "S002", "开始日期": _JULY, "结束日期": _JULY,
        "参与目标": 100, "参与实际": 90, "曝光目标": 5000, "曝光实际": 5200, "转化目标": 20, "转化实际": 18, "花费": None,
    }  # fmt: skip
    yield (
        "推广活动-公式没有结果.xlsx",
        _without_results(_with_formula("campaigns", campaign, "花费", "=ROUND(1580+0*TODAY(),2)", 0)),
    )


# -- what no library writes on purpose ---------------------------------------------------------------


def _with_formula(name: str, row: Cells, title: str, formula: str, result: object) -> bytes:
    """Return a workbook of one row in which one cell is a formula with `result` as its cached value."""
    with new_workbook() as (workbook, styles, buffer):
        sheet = workbook.add_worksheet(REGISTERS[name].title)
        sheet.set_column(0, len(row), 13)
        for position, (column, value) in enumerate(row.items()):
            sheet.write_string(0, position, column, styles.get(bold=True))
            if column == title:
                sheet.write_formula(1, position, formula, None, result)
            elif isinstance(value, dt.date):
                sheet.write_datetime(1, position, value, styles.get(num_format="yyyy-mm-dd"))
            elif isinstance(value, int):
                sheet.write_number(1, position, value)
            else:
                sheet.write_string(1, position, str(value))
    return buffer.getvalue()


def _without_results(workbook: bytes) -> bytes:
    """Return a workbook whose formulas have no cached value, as a program writes that does not calculate."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as source:
        files = {name: source.read(name) for name in source.namelist()}
    return fixed_zip(
        {
            name: re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            if name.startswith("xl/worksheets/")
            else content
            for name, content in files.items()
        }
    )


_SECTOR = 512
_FREE, _END, _TABLE, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF


def _compound_file(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file [MS-CFB], the shell in which Office keeps an encrypted workbook.

    Sector 0 holds the allocation table, sector 1 the directory, the streams follow; each stream is of at least
    4,096 bytes, so that the file needs no mini stream.
    """
    chain = [_TABLE, _END]
    entries = [_directory_entry("Root Entry", 5, child=1, start=_END, size=0)]
    body = b""
    for number, (name, content) in enumerate(streams.items(), 1):
        sectors = -(-len(content) // _SECTOR)
        start = len(chain)
        chain += [*range(start + 1, start + sectors), _END]
        right = number + 1 if number < len(streams) else _NONE
        entries.append(_directory_entry(name, 2, right=right, start=start, size=len(content)))
        body += content.ljust(sectors * _SECTOR, b"\0")
    table = struct.pack("<128I", *chain, *[_FREE] * (128 - len(chain)))
    directory = b"".join(entries).ljust(_SECTOR, b"\0")
    # Signature, no class, version 3.62, little-endian, sectors of 512 and 64 bytes; one table sector, directory in 1.
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", 0, *[_FREE] * 108)
    return header + table + directory + body


def _directory_entry(
    name: str, kind: int, *, start: int, size: int, child: int = _NONE, right: int = _NONE
) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    links = struct.pack("<III", _NONE, right, child)
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text), kind, 1)
        + links
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
