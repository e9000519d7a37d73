"""What a report stands on: results, sources and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mktkit.research.model import Analysis
from mktkit.research.sources import InformationSource

__all__ = ["Material"]


@dataclass(frozen=True)
class Material:
    """What came beside the report's own text.

    Attributes
    ----------
    analyses
        Results, in the order of their files.
    sources
        来源号 → source; None where the register was not given.
    pictures
        File name → content of everything else.
    """

    analyses: tuple[Analysis, ...] = ()
    sources: Mapping[str, InformationSource] | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)
