"""What a total row is: a row that sums others would count them twice."""

from __future__ import annotations

import re

__all__ = ["is_total"]

_TOTAL = re.compile(r"(本[页月])?合计|总计|小计|累计")
#: In the books of a finance system an account's name stands before the word, or an English one in its place.
_LABELLED = re.compile(
    r".{0,12}(合计|总计|小计|累计|余额|grand ?total|sub-?total|total|summe)", re.IGNORECASE
)


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
