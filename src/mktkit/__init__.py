"""The regulation of a marketing department, as data: handbook, registers, appraisal.

Public names load on first use, so that ``import mktkit`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mktkit.appraisal.model import AppraisalResult as AppraisalResult
    from mktkit.appraisal.model import Period as Period
    from mktkit.appraisal.month import appraise as appraise
    from mktkit.appraisal.pages import ScoredMonth as ScoredMonth
    from mktkit.appraisal.pages import score_month as score_month
    from mktkit.errors import Finding as Finding
    from mktkit.errors import FindingsError as FindingsError
    from mktkit.errors import MktkitError as MktkitError
    from mktkit.forms.files.download import download as download
    from mktkit.forms.files.upload import upload as upload
    from mktkit.forms.liveview import action as action
    from mktkit.forms.liveview import live as live
    from mktkit.forms.making import form as form
    from mktkit.registers.folder import Dataset as Dataset
    from mktkit.registers.folder import read_dataset as read_dataset
    from mktkit.rules.in_force import Rules as Rules
    from mktkit.rules.loader import load_rules as load_rules

#: Public name → module that defines it.
_HOMES = {
    "AppraisalResult": "mktkit.appraisal.model",
    "Dataset": "mktkit.registers.folder",
    "Finding": "mktkit.errors",
    "FindingsError": "mktkit.errors",
    "MktkitError": "mktkit.errors",
    "Period": "mktkit.appraisal.model",
    "Rules": "mktkit.rules.in_force",
    "ScoredMonth": "mktkit.appraisal.pages",
    "action": "mktkit.forms.liveview",
    "appraise": "mktkit.appraisal.month",
    "download": "mktkit.forms.files.download",
    "form": "mktkit.forms.making",
    "live": "mktkit.forms.liveview",
    "load_rules": "mktkit.rules.loader",
    "read_dataset": "mktkit.registers.folder",
    "score_month": "mktkit.appraisal.pages",
    "upload": "mktkit.forms.files.upload",
}

__all__ = sorted(_HOMES)
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mktkit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *__all__]
