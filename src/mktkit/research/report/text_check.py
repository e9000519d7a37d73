"""The report's text held against its figures: names that do not exist, and numbers that somebody typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from mktkit.errors import Finding, MktkitError, fault, notice
from mktkit.research.report.figures import REFERENCE, FigureIndex
from mktkit.research.report.model import FiledReport, ResearchReport
from mktkit.research.report.sentences import Amount, sentences, short, typed_numbers

__all__ = ["check_figures"]


class KnownAmounts(NamedTuple):
    """The amounts that the figures have now by name, and what earlier versions printed: name, text, amount."""

    now: Mapping[str, Amount | None]
    before: Sequence[tuple[str, str, Amount | None]]


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
    printed: dict[str, dict[str, None]] = {}
    for version in earlier:
        for one in version.printed:
            printed.setdefault(one.name, {})[one.text] = None
    known = KnownAmounts(
        {name: Amount.read(one.figure.text) for name, one in figures.named.items()},
        [(name, text, Amount.read(text)) for name, texts in printed.items() for text in texts],
    )
    found: list[Finding] = []
    for place, text in report.texts():
        for sentence in sentences(text):
            found += _names(place, sentence, figures)
            for words, amount in typed_numbers(sentence):
                told = _typed(f"“{short(sentence)}”", words, amount, known, figures)
                found.append(replace(told, file=place))
    return found


def _names(place: str, sentence: str, figures: FigureIndex) -> Iterator[Finding]:
    for name in REFERENCE.findall(sentence):
        try:
            figures[name.strip()]
        except MktkitError as problem:
            yield fault(problem.what, problem.want, problem.mend, file=place)
    rest = REFERENCE.sub("", sentence)
    if "{" in rest or "}" in rest:
        yield fault(f"花括号没有成对：“{short(sentence)}”", "应写成 {名称}", "补上或去掉花括号", file=place)


def _typed(quoted: str, words: str, amount: Amount, known: KnownAmounts, figures: FigureIndex) -> Finding:
    """Tell of a typed number whether the data give it, gave it once, or never did."""
    for name, now in known.now.items():
        if now is not None and amount.same(now):
            return notice(
                f"{quoted}里的 {words} 是直接写上的",
                f"它就是 {{{name}}}",
                f"改写成 {{{name}}}，数据变了才会跟着变",
            )
    for name, text, before in known.before:
        if before is not None and amount.same(before):
            now_text = figures.named[name].figure.text if name in figures.named else "已经没有这个数"
            return fault(
                f"{quoted}还写着旧数 {words}", f"{name}原来是 {text}，现在是 {now_text}", f"改写成 {{{name}}}"
            )
    return notice(
        f"{quoted}里的 {words} 在数据里找不到",
        "正文的数字应来自分析或“数字”表",
        "在“数字”里补上并写 {名称}；不是结果的数可以不理",
    )
