"""What the registers 推广活动 and 知名度测评 say of one campaign and of one survey wave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from mktkit.appraisal.kpi import Frame, Frames
from mktkit.appraisal.measures import CAMPAIGN_COLUMNS
from mktkit.appraisal.model import Period
from mktkit.errors import MktkitError, closest, show
from mktkit.research.proportions import Proportion

__all__ = ["Campaign", "Reached", "Wave", "campaign_of", "waves_of"]

#: Title of a part of the score → its columns' beginning.
_PARTS = {"参与": "participation", "曝光": "exposure", "转化": "conversion"}


@dataclass(frozen=True)
class Reached:
    """A part of a campaign: how many were wanted and how many came."""

    target: int
    actual: int


@dataclass(frozen=True)
class Campaign:
    """A campaign that has ended.

    Attributes
    ----------
    id, name, owner_id, channel, conversion_definition
        As registered; empty where nothing stands there.
    starts_on, ends_on
        Its days.
    cost, budget
        In 分; None where it was not written down.
    parts
        参与, 曝光, 转化.
    """

    id: str
    name: str
    owner_id: str
    channel: str
    starts_on: dt.date
    ends_on: dt.date
    conversion_definition: str
    cost: int | None
    budget: int | None
    parts: Mapping[str, Reached]

    @property
    def month(self) -> Period:
        """The month it ended in, whose rules it is scored by."""
        return Period.of(f"{self.ends_on:%Y-%m}")

    @property
    def results(self) -> dict[str, int]:
        """What it reached, by part."""
        return {title: one.actual for title, one in self.parts.items()}


@dataclass(frozen=True)
class Wave:
    """A survey wave of brand awareness."""

    id: str
    surveyed_on: dt.date
    aware: Proportion

    @property
    def month(self) -> Period:
        """The month it was closed in."""
        return Period.of(f"{self.surveyed_on:%Y-%m}")


def _blank(value: object) -> bool:
    try:
        return value is None or bool(value != value)
    except TypeError:  # pandas' NA
        return True


def _text(value: object) -> str:
    return "" if _blank(value) else str(value)


def _day(value: dt.date) -> dt.date:
    return value.date() if isinstance(value, dt.datetime) else value


def _row(frame: Frame, key: str, wanted: str, register: str, title: str) -> Frame:
    rows = {row[key]: row for row in frame.rows(named=True)}
    if wanted not in rows:
        raise MktkitError(
            f"《{register}》里没有{title}{show(wanted)}",
            f"应为登记过的{title}",
            closest(wanted, rows, "核对登记表"),
            where=title,
        )
    return rows[wanted]


def campaign_of(frames: Frames, campaign_id: str) -> Campaign:
    """Return a campaign.

    Raises
    ------
    MktkitError
        No such campaign, or it has no results yet.
    """
    row = _row(frames["campaigns"], "campaign_id", campaign_id, "推广活动", "活动号")
    if any(_blank(row[name]) for name in CAMPAIGN_COLUMNS):
        raise MktkitError(
            f"活动 {campaign_id} 还没有填实际数",
            "参与、曝光、转化的目标和实际都要有",
            "活动结束后在《推广活动》里补上；确实没有的填 0",
            where="推广活动",
        )
    return Campaign(
        id=str(row["campaign_id"]),
        name=_text(row["name"]),
        owner_id=str(row["owner_id"]),
        channel=_text(row["channel"]),
        starts_on=_day(row["starts_on"]),
        ends_on=_day(row["ends_on"]),
        conversion_definition=_text(row["conversion_definition"]),
        cost=None if _blank(row["cost"]) else int(row["cost"]),
        budget=None if _blank(row["budget"]) else int(row["budget"]),
        parts={
            title: Reached(int(row[f"{part}_target"]), int(row[f"{part}_actual"]))
            for title, part in _PARTS.items()
        },
    )


def waves_of(frames: Frames, wave_id: str) -> tuple[Wave, Wave]:
    """Return the wave it is compared with, and the wave itself.

    Raises
    ------
    MktkitError
        No such wave, or it names none to be compared with.
    """
    if "awareness_waves" not in frames:
        raise MktkitError(
            "没有《知名度测评》",
            "写了批次就要有这张登记表",
            "把它也放进来，或把批次留空",
            where="知名度测评批次",
        )
    row = _row(frames["awareness_waves"], "wave_id", wave_id, "知名度测评", "批次")
    if _blank(row["baseline_id"]):
        raise MktkitError(
            f"批次 {wave_id} 没有对照批次",
            "活动后的一批要写和哪一批相比",
            "在《知名度测评》里补上",
            where="知名度测评",
        )
    before = _row(frames["awareness_waves"], "wave_id", row["baseline_id"], "知名度测评", "批次")
    return _wave(before), _wave(row)


def _wave(row: Frame) -> Wave:
    return Wave(
        str(row["wave_id"]),
        _day(row["surveyed_on"]),
        Proportion(int(row["aware"]), int(row["sample_size"])),
    )
