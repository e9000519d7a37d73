"""Which rows of a sheet are no data: totals, averages, page numbers, signatures, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["is_count", "is_total", "not_data"]

_TOTAL = re.compile(
    r"(本[页月年季])?(合计|小计|累计)|总计|(本[页月年季])?合计.?(金额|数|人民币)?|总合计|合计\(?大写\)?"
)
#: In the books of a finance system an account's name stands before the word, or an English one in its place.
_LABELLED = re.compile(
    r".{0,12}(合计|总计|小计|累计|余额|grand ?total|sub-?total|total|summe)", re.IGNORECASE
)
_SUBTOTAL = re.compile(
    r".{0,12}(合计|总计|小计|累计|总合计|grand ?total|sub-?total|total)([:：].{0,20}|[\d,.]*[笔条单项人]?)",
    re.IGNORECASE,
)
_COUNT = re.compile(r"共?[\d,]+[笔条单项人名位户家个行张]")
_AVERAGE = re.compile(r".{0,12}(平均(值|数|分)?|均值|人均|average)[:：]?", re.IGNORECASE)
_PAGE = re.compile(
    r"第?\d+页.{0,12}|共\d+[页笔条行单]?.{0,6}|承前页|过次页|接[上下]页|转下页|page\d+(of\d+)?", re.IGNORECASE
)
_SIGNED = re.compile(
    r".{0,6}(签字|签名|盖章)[:：].{0,20}|(制[表单]|填[表报]|审[核批定]|复核|批准|经办|统计|核对|负责|部门负责|财务|会计|出纳|主管|经理|签[字名章]|盖章|打印|导出|报送|上报)"
    r"(人|员|者|签字|日期|时间|单位|部门)?(签字|签名)?([:：].{0,30}|_*)"
)
_NOTE = re.compile(r"(备注|说明|注|附注|注意)\d*[:：].*|\*{1,3}注.*", re.DOTALL)
_DATED = re.compile(r"(日期|时间|[打导]\w日期)[:：].{0,20}")


def is_total(text: str, *, labelled: bool = False) -> bool:
    """Return whether a row that begins with `text` is a total.

    Parameters
    ----------
    text
        The first text of the row.
    labelled
        Whether the word may stand behind a name, as in a ledger: 办公费小计.

    Examples
    --------
    >>> is_total("合 计："), is_total("办公费小计"), is_total("办公费小计", labelled=True)
    (True, False, True)
    """
    plain = re.sub(r"[\s:：]", "", text)
    return (_LABELLED if labelled else _TOTAL).fullmatch(plain) is not None


def is_count(text: str) -> bool:
    """Return whether a text counts rows, as it stands beside the word for a total.

    Examples
    --------
    >>> is_count("6人"), is_count("共 12 笔"), is_count("X006")
    (True, True, False)
    """
    return _COUNT.fullmatch(re.sub(r"\s", "", text)) is not None


def not_data(texts: Iterable[str]) -> str:
    """Return what a row is called by one of its texts, empty where it may be data.

    Parameters
    ----------
    texts
        The texts of the row's cells, from the left.

    Returns
    -------
    str
        合计, 平均, 页码, 签字 or 说明.

    Examples
    --------
    >>> not_data(["", "销售部 小计："]), not_data(["制表：甲", "审核：乙"]), not_data(["D1", "甲公司"])
    ('合计', '签字', '')
    """
    plain = [compact for text in texts if (compact := re.sub(r"\s", "", text))]
    for word, pattern in (("合计", _SUBTOTAL), ("平均", _AVERAGE), ("页码", _PAGE)):
        if any(pattern.fullmatch(one) for one in plain):
            return word
    if plain and _SIGNED.fullmatch(plain[0]):
        return "签字"
    if len(plain) == 1 and (_NOTE.fullmatch(plain[0]) or _DATED.fullmatch(plain[0])):
        return "说明"
    return ""
