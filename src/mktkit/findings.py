"""Findings as a person works through them: grouped by what is mended alike, each with its count and first places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mktkit.errors import LEVEL_TITLES, Finding, Level

__all__ = ["FindingGroup", "grouped"]

#: Causes of which each value is a question of its own: one answer mends every cell that holds it.
_BY_VALUE = frozenset({"unknown_choice", "unknown_person"})


@dataclass(frozen=True)
class FindingGroup:
    """Findings that are mended alike.

    Attributes
    ----------
    findings
        At least one, in the order of the files.
    """

    findings: tuple[Finding, ...]

    @property
    def level(self) -> Level:
        """Their level."""
        return self.findings[0].level

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.findings)

    def places(self, most: int = 5) -> str:
        """Return the first places in words.

        Examples
        --------
        >>> from mktkit.errors import fault
        >>> FindingGroup((fault("没有填", row=3), fault("没有填", row=9))).places(most=1)
        '第 3 行 等 2 处'
        """
        first = self.findings[0]
        rows = [str(one.row) for one in self.findings[:most] if one.row is not None]
        shown = [part for part in (first.file, first.sheet and f"工作表「{first.sheet}」") if part]
        shown += [f"第 {'、'.join(rows)} 行"] if rows else []
        return " · ".join(shown) + (f" 等 {self.count} 处" if self.count > most else "")

    def as_row(self) -> dict[str, str | int]:
        """Return the group as one table row with Chinese titles."""
        first = self.findings[0]
        return {
            "级别": LEVEL_TITLES[self.level],
            "问题": first.what if self.count == 1 else f"{first.what}（共 {self.count} 处）",
            "列": first.column,
            "几处": self.count,
            "在哪里": self.places(),
            "要求": first.want,
            "怎么改": first.mend,
        }

    def __str__(self) -> str:
        if self.count == 1:
            return str(self.findings[0])
        first = self.findings[0]
        column = f"「{first.column}」列" if first.column else ""
        said = "；".join(part for part in (f"如{first.what}", first.want, first.mend) if part)
        head = " · ".join(part for part in (self.places(), column) if part)
        return f"{self.count} 处：{head}：{said}。"


def grouped(findings: Iterable[Finding]) -> list[FindingGroup]:
    """Return findings in groups that are mended alike: faults first, in each level the largest groups first.

    Examples
    --------
    >>> from mktkit.errors import fault
    >>> said = [fault("没有填", "必填", column="金额", cause="blank", row=row) for row in (2, 3)]
    >>> [(group.count, group.places()) for group in grouped(said)]
    [(2, '第 2、3 行')]
    """
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        groups.setdefault(_alike(one), []).append(one)
    made = [FindingGroup(tuple(found)) for found in groups.values()]
    return sorted(made, key=lambda group: (group.level != "fault", -group.count))


def _alike(one: Finding) -> tuple[str, ...]:
    """Return what findings share that are mended alike."""
    place = (one.level, one.file, one.sheet, one.column)
    if one.cause in _BY_VALUE:
        return (*place, one.cause, one.value)
    return (*place, one.cause, one.want or one.what)
