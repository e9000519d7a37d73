"""FigureIndex by name: a report's text says {市场规模} and never the number itself, so that data and text cannot part."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mktkit.errors import Finding, MktkitError, closest, fault, notice, show
from mktkit.research.model import Analysis, KeyFigure
from mktkit.research.report.model import FiledReport, PrintedFigure, ResearchReport

__all__ = ["FigureIndex", "check_figures", "figures_of", "sentences"]

_REFERENCE = re.compile(r"\{([^{}\n]{1,80})\}")
#: What holds digits and is no figure: dates, ordinals, captions, clauses, numbers of lists and of things.
_NO_FIGURE = re.compile(
    r"\{[^{}\n]*\}"
    r"|(?<!\d)(?<!\d[.,，])(?:(?:19|20)\d\d(?:[-/]\d{1,2}){1,2}|(?:19|20)\d\d\.\d{1,2}\.\d{1,2}|\d{1,2}[:：]\d{2})(?!\d)"
    r"|(?<!\d)(?<!\d[.,，])\d{1,4}(?:\s*[—–~至-]\s*\d{1,4})?\s*年|(?<!\d)(?<!\d[.,，])\d{1,2}\s*(?:月|[日号]|季度)"
    r"|第\s*\d+|[图表]\s*\d+|(?<!\d)(?<!\d[.,，])\d+(?:\.\d+)?\s*[%％]\s*的?置信"
    r"|(?<!\d)(?<!\d[.,，])\d+(?:\.\d+){2,}(?:\.[a-z])?"
    r"|^\s*[（(]?\d{1,2}[.、）)](?!\d)"
    r"|[A-Za-z][A-Za-z0-9]*(?:[-_.][A-Za-z0-9]+)*",
)
_NUMBER = re.compile(r"[-−]?\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|[-−]?\d+(?:\.\d+)?")
_UNIT = re.compile(r"\s*(个百分点|百分点|[%％‰]|[万亿]?[一-鿿]{0,2})")
_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?")
_SCALES = {"万": Decimal(10) ** 4, "亿": Decimal(10) ** 8}


@dataclass(frozen=True)
class FigureIndex:
    """Every figure a report may name.

    Attributes
    ----------
    named
        Name → figure and where it comes from; one whose short name two analyses share has its long name alone.
    shared
        Short name that is not unique → the long names.
    """

    named: Mapping[str, tuple[KeyFigure, str]]
    shared: Mapping[str, tuple[str, ...]]

    def __getitem__(self, name: str) -> KeyFigure:
        """Return a figure.

        Raises
        ------
        MktkitError
            No figure of that name, or several.
        """
        if name in self.named:
            return self.named[name][0]
        if name in self.shared:
            raise MktkitError(
                f"有几个数都叫{show(name)}",
                "可写：" + "、".join(f"{{{one}}}" for one in self.shared[name]),
                "写明是哪一个分析的",
            )
        raise MktkitError(
            f"数据里没有{show(name)}这个数",
            "应为数字表或分析里的名称",
            closest(name, self.named, "在“数字”里补上，或改掉这句话", written=" {{{}}}".format),
        )

    def render(self, text: str) -> str:
        """Return a text with every {name} as the figure prints.

        Examples
        --------
        >>> from mktkit.research.model import figure
        >>> book = figures_of([Analysis("规模", "", None, (figure("市场规模", 12500, "万元", 1),))])
        >>> book.render("市场规模约 {市场规模}。")
        '市场规模约 12,500.0 万元。'
        """
        return _REFERENCE.sub(lambda found: self[found[1].strip()].text, text)

    def printed(self, *, twice: bool = False) -> list[PrintedFigure]:
        """Return all of them as this version prints them, each once, or by every name it has."""
        return [
            PrintedFigure(name=name, text=one.text, origin=origin)
            for name, (one, origin) in self.named.items()
            if twice or "：" not in name or name.partition("：")[2] in self.shared
        ]


def figures_of(analyses: Iterable[Analysis], report: ResearchReport | None = None) -> FigureIndex:
    """Collect the figures of analyses and of the report's own table, by name.

    A figure of an analysis is named by its name, or by 分析：名称; where two share a name only the long one is unique.

    Raises
    ------
    MktkitError
        Two analyses of the same title, or a typed figure of a name that stands already.
    """
    listed = list(analyses)
    long: dict[str, tuple[KeyFigure, str]] = {}
    short: dict[str, list[str]] = {}
    for analysis in listed:
        for one in analysis.figures:
            name = f"{analysis.title}：{one.name}"
            if name in long:
                raise MktkitError(
                    f"两项分析都叫{show(analysis.title)}", "每项分析的名称应不同", "改掉其中一个的名称"
                )
            long[name] = (one, analysis.title)
            short.setdefault(one.name, []).append(name)
    named = {name: long[full[0]] for name, full in short.items() if len(full) == 1} | long
    for typed in report.figures if report else ():
        name = typed.name.strip()
        if name in named or name in short:
            raise MktkitError(
                f"“数字”里的{show(name)}已经有了",
                "每个名称只用一次",
                "换一个名称，或删去这一行",
                where="数字",
            )
        named[name] = (KeyFigure(name, typed.value, typed.unit.strip()), typed.source.strip() or "数字表")
    return FigureIndex(named, {name: tuple(full) for name, full in short.items() if len(full) > 1})


def sentences(text: str) -> Iterator[str]:
    """Yield a text's sentences.

    Examples
    --------
    >>> list(sentences("一升。二降；\\n三平"))
    ['一升。', '二降；', '三平']
    """
    for found in _SENTENCE.finditer(text):
        if found[0].strip():
            yield found[0].strip()


def _amount(number: str, unit: str) -> tuple[Decimal, str]:
    """Return a number in its plain unit: 1.2 亿元 and 12,000 万元 are the same."""
    value = Decimal(number.replace(",", "").replace("，", "").replace("−", "-"))
    unit = unit.strip().replace("％", "%").removeprefix("个")
    if unit[:1] in _SCALES:
        return value * _SCALES[unit[0]], unit[1:]
    return value, unit


def _typed(sentence: str) -> Iterator[tuple[str, tuple[Decimal, str]]]:
    """Yield every number typed into a sentence: as it stands there, and its amount."""
    blank = _NO_FIGURE.sub(lambda found: "\0" * len(found[0]), sentence)
    for found in _NUMBER.finditer(blank):
        unit = _UNIT.match(blank, found.end())
        words = unit[1] if unit else ""
        yield (
            sentence[found.start() : found.end()] + (words if words in ("%", "％", "‰") else ""),
            _amount(found[0], words),
        )


def _same(typed: tuple[Decimal, str], other: tuple[Decimal, str]) -> bool:
    """Tell whether two amounts are the same; a unit that one of them does not give does not part them."""
    (value, unit), (known, known_unit) = typed, other
    apart = unit and known_unit and not unit.startswith(known_unit) and not known_unit.startswith(unit)
    return value == known and not (apart and ("%" in (unit, known_unit) or "百分点" in (unit, known_unit)))


def _amount_of(text: str) -> tuple[Decimal, str] | None:
    found = _NUMBER.match(text)
    return _amount(found[0], text[found.end() :]) if found else None


def check_figures(
    report: ResearchReport, figures: FigureIndex, earlier: Sequence[FiledReport] = ()
) -> list[Finding]:
    """Hold the text against the figures: names that do not exist, and numbers that somebody typed.

    Parameters
    ----------
    report
        The report.
    figures
        The figures as they are now.
    earlier
        Versions of the same report, the oldest first; what they printed tells an old number from a strange one.

    Returns
    -------
    list of Finding
        A fault for a name that does not exist and for a number that the data no longer give, with the sentence; a notice
        for a number that stands in the data (and should be named) and for one that does not.
    """
    old: dict[str, dict[str, None]] = {}
    for version in earlier:
        for one in version.printed:
            old.setdefault(one.name, {})[one.text] = None
    found: list[Finding] = []
    for place, text in report.texts():
        for sentence in sentences(text):
            found += _names(place, sentence, figures)
            for words, amount in _typed(sentence):
                found.append(_number(place, sentence, words, amount, figures, old))
    return found


def _names(place: str, sentence: str, figures: FigureIndex) -> Iterator[Finding]:
    for name in _REFERENCE.findall(sentence):
        try:
            figures[name.strip()]
        except MktkitError as problem:
            yield fault(problem.what, problem.want, problem.mend, file=place)
    rest = _REFERENCE.sub("", sentence)
    if "{" in rest or "}" in rest:
        yield fault(f"花括号没有成对：“{_short(sentence)}”", "应写成 {名称}", "补上或去掉花括号", file=place)


def _number(
    place: str,
    sentence: str,
    words: str,
    amount: tuple[Decimal, str],
    figures: FigureIndex,
    old: Mapping[str, Mapping[str, None]],
) -> Finding:
    where = f"“{_short(sentence)}”"
    for name, (one, _) in figures.named.items():
        now = _amount_of(one.text)
        if now is not None and _same(amount, now):
            return notice(
                f"{where}里的 {words} 是直接写上的",
                f"它就是 {{{name}}}",
                f"改写成 {{{name}}}，数据变了才会跟着变",
                file=place,
            )
    for name, texts in old.items():
        for text in texts:
            before = _amount_of(text)
            if before is not None and _same(amount, before):
                now_text = figures.named[name][0].text if name in figures.named else "已经没有这个数"
                return fault(
                    f"{where}还写着旧数 {words}",
                    f"{name}原来是 {text}，现在是 {now_text}",
                    f"改写成 {{{name}}}",
                    file=place,
                )
    return notice(
        f"{where}里的 {words} 在数据里找不到",
        "正文的数字应来自分析或“数字”表",
        "在“数字”里补上并写 {名称}；不是结果的数可以不理",
        file=place,
    )


def _short(sentence: str, most: int = 60) -> str:
    return sentence if len(sentence) <= most else f"{sentence[:most]}……"
