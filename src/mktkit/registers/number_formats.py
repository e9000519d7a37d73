"""Number formats of cells: a spreadsheet says by them that 0.6 is 60 %, that 7 is 007 and that a day is midnight."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from mktkit.office.excel import column_letter

__all__ = ["NumberFormats", "telling_styles"]

#: Formats that workbooks name by a number alone, of those that tell something.
_BUILT_IN = {9: "0%", 10: "0.00%", 22: "m/d/yy h:mm"}
#: What a format says besides how it looks: percent, zeros before a number, a time of day beside a date.
_TELLING = re.compile(r"%|^0{2,}$|[yd].*h", re.IGNORECASE)
#: Texts and colours within a format, and the locale before it.
_ASIDE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")


def telling_styles(styles: bytes) -> dict[int, str]:
    """Return index of a cell's style → its number format, of those that say what a number means.

    Parameters
    ----------
    styles
        ``xl/styles.xml``; empty where the workbook has none.

    Raises
    ------
    xml.etree.ElementTree.ParseError
        It is damaged.
    """
    if not styles:
        return {}
    codes: dict[int, str] = dict(_BUILT_IN)
    found: dict[int, str] = {}
    for element in ElementTree.fromstring(styles):
        name = element.tag.rpartition("}")[2]
        if name == "numFmts":
            codes |= {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in element}
        elif name == "cellXfs":
            for index, one in enumerate(element):
                code = _ASIDE.sub("", codes.get(int(one.get("numFmtId", 0)), "").split(";")[0])
                if _TELLING.search(code):
                    found[index] = code
    return found


@dataclass(frozen=True)
class NumberFormats:
    """The number formats of a sheet's cells, looked up a column at a time and only where they are asked for.

    Attributes
    ----------
    content
        XML of the sheet.
    styles
        As :func:`telling_styles` gives them.
    """

    content: bytes = b""
    styles: Mapping[int, str] = field(default_factory=dict)

    def of_column(self, position: int) -> dict[int, str]:
        """Return row → format of the cells of a column whose format tells something, all counted from 0."""
        if not self.styles:
            return {}
        letter = column_letter(position).encode()
        # A tag ends at the next one, so that damaged XML takes no longer.
        cell = re.compile(rb"""<(?:\w+:)?c\s([^<>]*?\br=["']%s(\d+)["'][^<>]*)>""" % letter)
        found = {}
        for match in cell.finditer(self.content):
            style = _STYLE.search(match[1])
            code = self.styles.get(int(style[1])) if style else None
            if code is not None:
                found[int(match[2]) - 1] = code
        return found
