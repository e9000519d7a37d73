"""Where information came from (制度 3.1.2): the register 信息来源, its sampled check, and what the check means for the KPI."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from mktkit.errors import MktkitError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["InformationSource", "SpotCheck", "draw_check", "file_hash", "sources_of", "spot_checks"]


@dataclass(frozen=True)
class InformationSource:
    """A source as a report cites it; fields as the register's columns.

    Attributes
    ----------
    checked
        Whether somebody else looked at it; `right` is None until then.
    """

    id: str
    channel: str
    name: str
    publisher: str
    published_on: str
    collected_on: str
    collector_id: str
    checker_id: str
    place: str
    true: bool | None
    accurate: bool | None
    complete: bool | None

    @property
    def checked(self) -> bool:
        """Whether all three were looked at."""
        return None not in (self.true, self.accurate, self.complete)

    @property
    def right(self) -> bool | None:
        """Whether it was found true, accurate and complete; None while not checked."""
        return bool(self.true and self.accurate and self.complete) if self.checked else None

    @property
    def citation(self) -> str:
        """How a report cites it.

        Examples
        --------
        >>> InformationSource("Y2026-012", "行业报告", "年度报告", "行业协会", "2026-06-30", "2026-10-12", "S001", "", "", None, None, None).citation
        '[Y2026-012] 行业协会：《年度报告》，2026-06-30（行业报告，2026-10-12 收集）'
        """
        return f"[{self.id}] {self.reference}"

    @property
    def reference(self) -> str:
        """Whose it is, its name, when it appeared, and how and when it was collected."""
        who = f"{self.publisher}：" if self.publisher else ""
        when = f"，{self.published_on}" if self.published_on else ""
        return f"{who}《{self.name}》{when}（{self.channel}，{self.collected_on} 收集）"


def sources_of(frame: pd.DataFrame) -> dict[str, InformationSource]:
    """Return the rows of the register 信息来源 by their number.

    Parameters
    ----------
    frame
        The register as read (``Table.frame()``, or the value of its upload).
    """

    def text(value: object) -> str:
        if value is None or value != value:
            return ""
        return str(value.date() if isinstance(value, dt.datetime) else value)

    def truth(value: object) -> bool | None:
        return bool(value) if value is True or value is False else None

    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return {
        row["source_id"]: InformationSource(
            id=row["source_id"],
            channel=row["channel"],
            name=row["name"],
            publisher=text(row["publisher"]),
            published_on=text(row["published_on"]),
            collected_on=text(row["collected_on"]),
            collector_id=row["collector_id"],
            checker_id=text(row["checker_id"]),
            place=text(row["link"]) or text(row["file_hash"]),
            true=truth(row["true"]),
            accurate=truth(row["accurate"]),
            complete=truth(row["complete"]),
        )
        for row in rows
    }


def file_hash(content: bytes) -> str:
    """Return the SHA-256 of a file, as the register keeps it.

    Examples
    --------
    >>> file_hash(b"")[:8]
    'e3b0c442'
    """
    return hashlib.sha256(content).hexdigest()


def draw_check(sources: Iterable[InformationSource], share: Decimal, seed: str) -> list[InformationSource]:
    """Draw at random which sources not yet checked are to be looked at: a share of each collector's, at least one.

    Parameters
    ----------
    share
        How many, in % (research.yaml, 3.1.2).
    seed
        What decides the draw, e.g. the month: the same seed draws the same, so nobody can draw until it suits.

    Examples
    --------
    >>> draw_check([], Decimal(20), "2026-10")
    []
    """
    open_ = sorted((one for one in sources if not one.checked), key=lambda one: (one.collector_id, one.id))
    drawn = []
    for collector, listed in groupby(open_, key=lambda one: one.collector_id):
        own = list(listed)
        wanted = max(1, -(-len(own) * int(share * 100) // 10000))
        drawn += random.Random(f"{seed}/{collector}").sample(own, wanted)
    return sorted(drawn, key=lambda one: one.id)


@dataclass(frozen=True)
class SpotCheck:
    """The checked sources of one collector, as a row of the register 信息抽检.

    Attributes
    ----------
    checked, right
        How many were looked at, and how many of them were true, accurate and complete.
    wrong
        What was found otherwise, in words; empty where nothing was.
    """

    number: str
    day: dt.date
    collector_id: str
    checker_id: str
    checked: int
    right: int
    wrong: str

    def as_row(self) -> dict[str, object]:
        """Return the row, its cells by the register's titles."""
        return {
            "抽检号": self.number,
            "日期": self.day,
            "收集人工号": self.collector_id,
            "抽检人工号": self.checker_id,
            "抽检条数": self.checked,
            "正确条数": self.right,
            "错误类型": self.wrong or None,
        }


_ASPECTS = (("true", "不真实"), ("accurate", "不准确"), ("complete", "不完整"))


def spot_checks(
    sources: Sequence[InformationSource], number_from: int, checked_on: dt.date
) -> list[SpotCheck]:
    """Sum up checked sources for the register 信息抽检, one a collector and checker: what KPI 5.1.1.d reads.

    Parameters
    ----------
    sources
        Those of the check; not checked ones are passed over.
    number_from
        Number of the first row: 31 gives ``C<year>-031``.
    checked_on
        Day of the check.

    Raises
    ------
    MktkitError
        A source was checked by its collector, or nobody says by whom.

    Notes
    -----
    制度 3.1.2, 5.1.1.d. Right is what was found true, accurate and complete.
    """
    done = sorted((one for one in sources if one.checked), key=lambda one: (one.collector_id, one.checker_id))
    rows = []
    pairs = groupby(done, key=lambda one: (one.collector_id, one.checker_id))
    for number, ((collector, checker), listed) in enumerate(pairs, number_from):
        if not checker or checker == collector:
            raise MktkitError(
                f"工号 {collector} 收集的来源{'没有写核对人' if not checker else '由本人核对'}",
                "应由收集人以外的人核对",
                "换一个人核对，写上工号",
                where="信息来源",
            )
        own = list(listed)
        wrong = [word for name, word in _ASPECTS if any(getattr(one, name) is False for one in own)]
        rows.append(
            SpotCheck(
                number=f"C{checked_on.year}-{number:03d}",
                day=checked_on,
                collector_id=collector,
                checker_id=checker,
                checked=len(own),
                right=sum(bool(one.right) for one in own),
                wrong="、".join(wrong),
            )
        )
    return rows
