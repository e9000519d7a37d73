"""The one voice in which the product says that something is wrong.

Every message a user sees follows one order: where, what stands there, what is wanted, how to mend it
(哪里 → 是什么 → 应该怎样 → 怎么改).  Nothing in this package raises a bare ``ValueError`` at a user.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal, TypedDict, Unpack

__all__ = [
    "QUOTED",
    "STOPS",
    "Finding",
    "FindingsError",
    "MktkitError",
    "SheetPlace",
    "Where",
    "closest",
    "fault",
    "joined",
    "nearest",
    "notice",
    "numbered",
    "opposite",
    "show",
]

Level = Literal["fault", "notice"]

#: What is no error but somebody's wish to stop.  Everything else ends in words, also what is no ``Exception``: a
#: library in Rust that gives up raises a panic of its own, straight from ``BaseException``.
STOPS = (KeyboardInterrupt, SystemExit, GeneratorExit)

#: Chinese name of each level, as users read it.
LEVEL_TITLES: dict[Level, str] = {"fault": "错误", "notice": "提示"}


def show(value: object, limit: int = 40) -> str:
    """Return `value` as it may be quoted in a message: one line, bounded, in Chinese brackets.

    Examples
    --------
    >>> show("12月\\n合计")
    '「12月 合计」'
    >>> show("")
    '空白'
    """
    text = " ".join(str(value).split())
    if value is None or text == "":
        return "空白"
    return f"「{text if len(text) <= limit else text[:limit] + '…'}」"


def nearest(word: str, known: Iterable[str], *, least: float = 0.5) -> str | None:
    """Return the entry of `known` most like `word`, or None when none is alike by at least `least` of 1.

    Examples
    --------
    >>> nearest("wieght", ["weight", "target"])
    'weight'
    >>> nearest("合同", ["weight"]) is None
    True
    """
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=least)), None)


#: What turns a word into its opposite.
_NEGATIONS = ("不", "未", "没", "无", "非", "否")


def opposite(one: str, other: str) -> bool:
    """Return whether two words seem to say the opposite of each other: 已接 and 未接, 满意 and 不满意.

    Examples
    --------
    >>> opposite("已接", "未接"), opposite("满意", "不满意"), opposite("转帐", "转账")
    (True, True, False)
    """

    def denied(word: str) -> bool:
        return any(mark in word for mark in _NEGATIONS)

    return denied(one) != denied(other)


#: How :func:`closest` writes what is a text of the user's own rather than a key: in Chinese brackets.
QUOTED: Callable[[str], str] = "「{}」".format


def closest(
    word: str,
    known: Iterable[str],
    otherwise: str = "",
    *,
    written: Callable[[str], str] = " {}".format,
) -> str:
    """Return the hint that names the entry of `known` most like `word`, as the last part of a message.

    Parameters
    ----------
    word
        What stands there.
    known
        What may stand there.
    otherwise
        The hint when nothing is close.
    written
        How the entry is written, with the space before it if it wants one; :data:`QUOTED` puts it in brackets.

    Examples
    --------
    >>> closest("wieght", ["weight", "target"])
    '最接近的是 weight'
    >>> closest("银行转帐", ["银行转账", "承兑汇票"], written=QUOTED)
    '最接近的是「银行转账」'
    >>> closest("合同", ["weight"], "改好后重试")
    '改好后重试'
    """
    near = nearest(word, known)
    return f"最接近的是{written(near)}" if near else otherwise


def joined(*parts: str) -> str:
    """Return the parts of a message that are not empty as one clause after another.

    Examples
    --------
    >>> joined("没有条款「5.9」", "", "改好后重试")
    '没有条款「5.9」；改好后重试'
    """
    return "；".join(part for part in parts if part)


def numbered(items: Iterable[object]) -> str:
    """Return what is to be mended one by one, a numbered line each.

    Examples
    --------
    >>> print(numbered(["少了合计", "日期写错"]))
    1. 少了合计
    2. 日期写错
    """
    return "\n".join(f"{number}. {item}" for number, item in enumerate(items, 1))


@dataclass(frozen=True)
class Finding:
    """One thing found in a file: a fault (nothing is scored) or a notice (scored, and listed).

    Attributes
    ----------
    level
        ``"fault"`` or ``"notice"``.
    what
        What stands there.
    want
        What is wanted instead.
    mend
        How to mend it.
    file, sheet, column
        Where, as the user knows it; empty when it does not apply.
    row
        Row number as the spreadsheet shows it, from 1; None when it does not apply.
    cause
        What kind of thing it is, a key for code: findings of one cause are mended alike.
    value
        What stood in the cell, where that is what is wrong.
    """

    level: Level
    what: str
    want: str = ""
    mend: str = ""
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    cause: str = ""
    value: str = ""

    @property
    def where(self) -> str:
        """The place in words, e.g. ``销售台账.xlsx · 工作表「2026」 · 第 5 行 · 「价税合计」列``."""
        parts = [
            self.file,
            f"工作表「{self.sheet}」" if self.sheet else "",
            f"第 {self.row} 行" if self.row is not None else "",
            f"「{self.column}」列" if self.column else "",
        ]
        return " · ".join(part for part in parts if part)

    def __str__(self) -> str:
        head = f"{self.where}：" if self.where else ""
        return f"{head}{joined(self.what, self.want, self.mend)}。"

    def as_row(self) -> dict[str, str | int | None]:
        """Return the finding as one table row with Chinese titles."""
        return {
            "级别": LEVEL_TITLES[self.level],
            "文件": self.file,
            "工作表": self.sheet,
            "行": self.row,
            "列": self.column,
            "问题": self.what,
            "要求": self.want,
            "怎么改": self.mend,
        }

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the finding as JSON-ready data."""
        return asdict(self)


class SheetPlace(TypedDict):
    """File and sheet where something was found, as the user knows them."""

    file: str
    sheet: str


class Where(TypedDict, total=False):
    """Where something was found, down to the cell, and of what kind it is."""

    file: str
    sheet: str
    row: int | None
    column: str
    cause: str
    value: str


def fault(what: str, want: str = "", mend: str = "", **where: Unpack[Where]) -> Finding:
    """Return a finding that stops the calculation."""
    return Finding("fault", what, want, mend, **where)


def notice(what: str, want: str = "", mend: str = "", **where: Unpack[Where]) -> Finding:
    """Return a finding that is listed and does not stop the calculation."""
    return Finding("notice", what, want, mend, **where)


class MktkitError(Exception):
    """An error written for the user: where, what, what was wanted, how to mend it.

    Parameters
    ----------
    what
        What happened.
    want
        What was expected.
    mend
        What the user can do.
    where
        File, key or place.

    Examples
    --------
    >>> print(MktkitError("月份写成了「2026/13」", "应为 2026-10 这样的年-月", "改好后重试", where="参数 --month"))
    参数 --month：月份写成了「2026/13」；应为 2026-10 这样的年-月；改好后重试。
    """

    def __init__(self, what: str, want: str = "", mend: str = "", *, where: str = "") -> None:
        self.what, self.want, self.mend, self.where = what, want, mend, where
        head = f"{where}：" if where else ""
        super().__init__(f"{head}{joined(what, want, mend)}。")

    def _render_traceback_(self) -> list[str]:
        """Show the message alone in Jupyter, where a traceback would be noise."""
        return str(self).splitlines()


class FindingsError(MktkitError):
    """Faults were found: all of them at once, so that a file is mended in one go.

    Attributes
    ----------
    findings
        Every fault and notice met so far.
    """

    def __init__(self, findings: Sequence[Finding], what: str = "资料里有错误，没有计算") -> None:
        self.findings = tuple(findings)
        faults = [item for item in self.findings if item.level == "fault"]
        # The last finding brings the full stop that ends the message.
        mend = f"请逐条改好后重试\n{numbered(faults)}".removesuffix("。")
        super().__init__(f"{what}，共 {len(faults)} 处", mend=mend)
