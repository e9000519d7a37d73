"""What an analysis hands on: figures as they are printed, the method, and when the method should not be used."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from mktkit.errors import QUOTED, MktkitError, closest, show
from mktkit.office.document import Table, TableColumn
from mktkit.research.rounding import Number, rounded

if TYPE_CHECKING:
    from mktkit.office.charts.chart import Chart

__all__ = [
    "Analysis",
    "Aspect",
    "KeyFigure",
    "Plot",
    "calculated",
    "distinct",
    "figure",
    "grid",
    "p_value",
    "repeated",
]

Result = TypeVar("Result")


@dataclass(frozen=True)
class KeyFigure:
    """One number of a result, already rounded: what is printed is what is used next.

    Attributes
    ----------
    name
        What it is, unique within the result: 市场规模.
    value
        As printed; None where it cannot be given, `words` then says why.
    unit
        ``%``, 万元, 份 …; empty for a plain number.
    words
        How it is printed where digits alone will not do: ``< 0.001``.
    """

    name: str
    value: Decimal | None
    unit: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        """The figure as a sentence prints it.

        Examples
        --------
        >>> KeyFigure("市场规模", Decimal("12500.0"), "万元").text, KeyFigure("占比", Decimal("32.5"), "%").text
        ('12,500.0 万元', '32.5%')
        """
        said = self.words or ("无法计算" if self.value is None else f"{self.value:,f}")
        if not self.unit or self.value is None:
            return said
        return f"{said}%" if self.unit == "%" else f"{said} {self.unit}"

    @property
    def printed(self) -> Decimal:
        """The value, for a calculation that goes on from what is printed.

        Raises
        ------
        MktkitError
            There is none.
        """
        if self.value is None:
            raise MktkitError(f"{show(self.name)}{self.text}", "要有这个数才能往下算", "先补齐它的数据")
        return self.value


def figure(name: str, value: Number, unit: str = "", digits: int = 2) -> KeyFigure:
    """Round a number and give it its name and unit.

    Examples
    --------
    >>> from fractions import Fraction
    >>> figure("占比", Fraction(1, 3) * 100, "%", 1).text
    '33.3%'
    """
    return KeyFigure(name, rounded(value, digits, name), unit)


def grid(
    titles: Sequence[str], rows: Sequence[Sequence[Any]], caption: str, note: str = "", *, total: bool = False
) -> Table:
    """Lay rows out under their titles, ready for a document."""
    return Table(tuple(map(TableColumn, titles)), tuple(map(tuple, rows)), caption, note, total=total)


def repeated(names: Sequence[str]) -> str | None:
    """Return the first name that stands twice, None where each stands once.

    Examples
    --------
    >>> repeated(["甲", "乙", "甲"])
    '甲'
    """
    return next((name for name in names if names.count(name) > 1), None)


def distinct(titles: Sequence[str]) -> list[str]:
    """Return titles of which none stands twice: the second of the same words bears a number.

    Examples
    --------
    >>> distinct(["选项", "合计", "合计"])
    ['选项', '合计', '合计 (2)']
    """
    seen: Counter[str] = Counter()
    made = []
    for title in titles:
        seen[title] += 1
        made.append(title if seen[title] == 1 else f"{title} ({seen[title]})")
    return made


def p_value(value: float, name: str = "p 值") -> KeyFigure:
    """Return a p value with three decimals; one below 0.0005 is printed as ``< 0.001``.

    Examples
    --------
    >>> p_value(0.0312).text, p_value(1e-9).text
    ('0.031', '< 0.001')
    """
    three = rounded(float(value), 3, name)
    return KeyFigure(name, three, words="< 0.001" if three == 0 else "")


@dataclass(frozen=True)
class Plot:
    """A chart as data: drawn only where it is looked at, so its numbers can be compared with the text's.

    Attributes
    ----------
    kind
        Name of the function of :mod:`mktkit.office.charts` that draws it.
    values
        What that function takes first.
    options
        Its other arguments besides title, unit and note.
    """

    kind: Literal["bars", "columns", "line", "intervals", "stacked_bars", "heat_map", "matrix", "funnel"]
    values: Mapping[str, Any]
    title: str
    unit: str = ""
    note: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)

    def draw(self) -> Chart:
        """Draw it."""
        from mktkit.office import charts

        unit = {"unit": self.unit} if self.unit else {}
        drawn: Chart = getattr(charts, self.kind)(
            self.values, title=self.title, note=self.note, **unit, **self.options
        )
        return drawn


class Aspect(StrEnum):
    """What is told of how a result came about, by its title."""

    METHOD = "方法"
    SAMPLE = "样本"
    ASSUMPTION = "前提"
    CAVEAT = "不适用"
    WARNING = "注意"


@dataclass(frozen=True)
class Analysis:
    """The result of one analysis (制度 3.1.3).

    Attributes
    ----------
    title
        What was asked: 市场规模（自上而下）.
    method
        How it was calculated, in a sentence or formula, with the source of the method where it has one.
    n
        Valid answers or observations it rests on; None where nothing was counted.
    figures
        The numbers, each by a name of its own.
    tables
        Ready to be placed in a report; numbers in them are rounded as printed.
    assumptions
        What must hold for the numbers to mean what they seem to.
    caveats
        When the method should not be used.
    warnings
        What of this is the case here: expected counts below 5, answers left out …
    plot
        The chart that shows it, None where none helps.
    clause
        The clause it serves.
    number
        Of the question it is of: a figure can then be named ``{16.2 均值}``; empty where it is of none.
    """

    title: str
    method: str
    n: int | None
    figures: tuple[KeyFigure, ...] = ()
    tables: tuple[Table, ...] = ()
    assumptions: tuple[str, ...] = ()
    caveats: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    plot: Plot | None = None
    clause: str = "3.1.3"
    number: str = ""

    def __getitem__(self, name: str) -> KeyFigure:
        """Return a figure by its name.

        Raises
        ------
        MktkitError
            No figure of that name; tells the nearest.
        """
        for one in self.figures:
            if one.name == name:
                return one
        raise MktkitError(
            f"「{self.title}」里没有{show(name)}这个数",
            "可写：" + "、".join(one.name for one in self.figures),
            closest(name, [one.name for one in self.figures], written=QUOTED),
        )

    def explanation(self) -> Iterator[tuple[Aspect, str]]:
        """Yield how the result came about, on what it rests and when it should not be used."""
        yield Aspect.METHOD, self.method
        if self.n is not None:
            yield Aspect.SAMPLE, f"n = {self.n}"
        for aspect, told in (
            (Aspect.ASSUMPTION, self.assumptions),
            (Aspect.CAVEAT, self.caveats),
            (Aspect.WARNING, self.warnings),
        ):
            yield from ((aspect, words) for words in told)

    def shown(self) -> dict[str, object]:
        """Return title → rows, chart or words, for a form to show."""
        said: dict[str, object] = {self.title: [{"项": one.name, "值": one.text} for one in self.figures]}
        for position, table in enumerate(self.tables):
            titles = [column.title for column in table.columns]
            heading = table.caption or f"明细 {position + 1}"
            said[f"{self.title}：{heading}"] = [
                dict(zip(distinct(titles), row, strict=True)) for row in table.rows
            ]
        if self.plot is not None:
            said[f"{self.title}：图"] = self.plot.draw().png
        # As text, which wraps: a table's cell would cut a method short.
        said[f"{self.title}：说明"] = "\n".join(f"{aspect}：{text}" for aspect, text in self.explanation())
        return said


def calculated(makes: Iterable[Callable[[], Result]]) -> tuple[list[Result], list[str]]:
    """Make one result after the other; what cannot be calculated is said, and why, and the others are there.

    Examples
    --------
    >>> calculated([lambda: rounded(0.125), lambda: rounded(float("nan"), where="均值")])
    ([Decimal('0.13')], ['均值：结果不是有限的数；数据应算得出结果；多半是数据全部相同或太少，核对数据。'])
    """
    done, problems = [], []
    for make in makes:
        try:
            done.append(make())
        except MktkitError as problem:
            problems.append(str(problem))
    return done, problems
