"""列名对照: which column of a company's own file is which column of a register."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from mktkit.fields import Text, entry
from mktkit.registers.checks import duplicates
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules

__all__ = ["HeaderMappingRow"]


class HeaderMappingRow(Row):
    """One header of the company's own and the register's column that it means."""

    title: ClassVar = "列名对照"
    file_names: ClassVar = ("列名对照",)
    about: ClassVar = "公司自己的表头与标准列名不同时，在这里逐条对照，放在登记表的同一文件夹里。"

    register_title: Text = entry("登记表", example="销售台账", key=True)
    own_header: Text = entry("本公司列名", aliases=("公司列名", "原列名"), example="开单日", key=True)
    standard_header: Text = entry("标准列名", example="签约日期")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """A header once a register."""
        yield from duplicates(
            columns, ("register_title", "own_header"), "登记表＋本公司列名", "同一列名只留一条对照"
        )
