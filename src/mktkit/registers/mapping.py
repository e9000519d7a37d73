"""列名对照: what a company's own headers and values mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from mktkit.fields import Text, entry
from mktkit.registers.checks import repeated
from mktkit.registers.model import Columns, Row, RowFinding
from mktkit.rules import Rules

__all__ = ["HeaderMappingRow"]

#: What a line is about → which of 本公司列名, 标准列名, 本公司写法, 标准写法 it needs.
_NEEDED: dict[str, tuple[str, ...]] = {
    "列名": ("own_header", "standard_header"),
    "值": ("standard_header", "own_value", "standard_value"),
    "固定值": ("standard_header", "standard_value"),
    "单位": ("standard_header", "standard_value"),
    "不用": ("own_header",),
    "别的列": ("standard_header",),
}
#: What a line is about → what there is one line of.
_ONE_EACH: dict[str, tuple[str, ...]] = {
    "列名": ("own_header",),
    "不用": ("own_header",),
    "值": ("standard_header", "own_value"),
    "固定值": ("standard_header", "file_words"),
    "单位": ("standard_header",),
    "别的列": ("standard_header",),
}


class HeaderMappingRow(Row):
    """One thing agreed: a header, a value, a constant, a unit, a column of no use, or one that is no constant."""

    title: ClassVar = "列名对照"
    file_names: ClassVar = ("列名对照",)
    about: ClassVar = (
        "公司自己的表头和写法与标准的不同时，在这里逐条对照，放在登记表的同一文件夹里。每行对照一项：列名（开单日→签约日期）、"
        "值（在职→在岗）、固定值（整个文件的渠道都是电话）、单位（万元）、不用（与考核无关的列）、"
        "别的列（不是整个文件一个值的，不再问）。"
    )

    register_title: Text = entry("登记表", example="销售台账", key=True)
    about_what: Literal["列名", "值", "固定值", "单位", "不用", "别的列"] | None = entry(
        "对照什么", example="列名", default=None, help="空白按列名"
    )
    own_header: Text | None = entry(
        "本公司列名",
        aliases=("公司列名", "原列名"),
        example="开单日",
        default=None,
        key=True,
        help="列名、不用：公司表里的列名",
    )
    standard_header: Text | None = entry(
        "标准列名", example="签约日期", default=None, key=True, help="不用的列留空"
    )
    own_value: Text | None = entry("本公司写法", default=None, key=True, help="值：公司表里写的，如 在职")
    standard_value: Text | None = entry(
        "标准写法", default=None, help="值、固定值：应为的值，如 在岗，没有值的写“空白”；单位：万元、小数等"
    )
    file_words: Text | None = entry("文件", default=None, help="固定值只对一个文件有效的，填文件名里的字")

    @classmethod
    def check(cls, columns: Columns, rules: Rules) -> Iterator[RowFinding]:
        """Each line has what it needs, and nothing is agreed twice."""
        titles = {name: str(info.title) for name, info in cls.model_fields.items()}
        for position, about in enumerate(columns["about_what"]):
            for name in _NEEDED[about or "列名"]:
                if columns[name][position] is None:
                    yield RowFinding(
                        position, name, "没有填", f"对照{about or '列名'}要填「{titles[name]}」", "补上这一格"
                    )
        said = (_identity(columns, position) for position in range(len(columns["about_what"])))
        for position, first, _ in repeated(said):
            yield RowFinding(
                position,
                "register_title",
                f"登记表＋{'＋'.join(titles[name] for name in _ONE_EACH[columns['about_what'][position] or '列名'])}重复",
                "每项只留一条对照",
                "删去多余的一行",
                same_as=first,
            )


def _identity(columns: Columns, position: int) -> tuple[object, ...]:
    """Return what there is one line of; a header is either mapped or of no use."""
    about = columns["about_what"][position] or "列名"
    names = _ONE_EACH[about]
    said = tuple(columns[name][position] for name in names)
    return (columns["register_title"][position], names, *said)
