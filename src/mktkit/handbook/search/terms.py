"""What is looked up: single characters and pairs of Chinese, and words and numbers of everything else.

`browser/text.js` cuts a query the same way; `tests/handbook/search/test_build.py` holds the two together.
"""

from __future__ import annotations

import re
from operator import add

__all__ = ["CJK", "fold", "terms"]

#: Characters written without spaces: Han, kana, hangul.
CJK = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff"

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_RUN = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+(?:[._'+#-]+[^\W_{CJK}]+)*[+#]*")
_PART = re.compile(r"[._'+#-]+")
_NUMBERED = re.compile(r"\d+(?:\.\d+)*(?:\.[a-z])?")


def fold(text: str) -> str:
    """Return the text in small half-width letters, as long as it was.

    Examples
    --------
    >>> fold("ＫＰＩ 考核 Excel")
    'kpi 考核 excel'
    """
    lower = text.translate(_FULL_WIDTH).lower()
    # A few letters grow when they are made small, and every place in the text would move.
    return lower if len(lower) == len(text) else text.translate(_FULL_WIDTH)


def terms(text: str) -> list[str]:
    """Return every term of a folded text, with repetitions.

    A run of Chinese gives each pair of neighbours and its last character alone, so that the terms which start
    with a character are all its places. A word with joints gives itself and its parts; a clause number only itself.

    Examples
    --------
    >>> terms("见5.1.2.a 绩效奖金, mkdocs.yml")
    ['见', '5.1.2.a', '绩效', '效奖', '奖金', '金', 'mkdocs.yml', 'mkdocs', 'yml']
    """
    found: list[str] = []
    for run in _RUN.findall(text):
        if run[0] >= "\u3005":
            found += map(add, run, run[1:])
            found.append(run[-1])
        else:
            found.append(run)
            if not run.isalnum() and not _NUMBERED.fullmatch(run):
                found += filter(None, _PART.split(run))
    return found
