"""Forms: a pydantic model becomes a Chinese form in JupyterLab and Voilà.

Names load on first use: a document's model takes its markers from here without loading a widget.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mktkit.fields import ClauseRef as ClauseRef
    from mktkit.fields import Code as Code
    from mktkit.fields import LongText as LongText
    from mktkit.fields import Money as Money
    from mktkit.fields import Month as Month
    from mktkit.fields import OneOf as OneOf
    from mktkit.fields import Percent as Percent
    from mktkit.fields import Person as Person
    from mktkit.fields import entry as entry
    from mktkit.forms.drafts.file import discard_draft as discard_draft
    from mktkit.forms.drafts.file import list_drafts as list_drafts
    from mktkit.forms.files.download import download as download
    from mktkit.forms.files.upload import upload as upload
    from mktkit.forms.formview import Form as Form
    from mktkit.forms.liveview import action as action
    from mktkit.forms.liveview import live as live
    from mktkit.forms.making import form as form

_MARKERS = ("ClauseRef", "Code", "LongText", "Money", "Month", "OneOf", "Percent", "Person", "entry")

#: Public name → module that defines it.
_HOMES = {
    **dict.fromkeys(_MARKERS, "mktkit.fields"),
    "Form": "mktkit.forms.formview",
    "action": "mktkit.forms.liveview",
    "discard_draft": "mktkit.forms.drafts.file",
    "download": "mktkit.forms.files.download",
    "form": "mktkit.forms.making",
    "list_drafts": "mktkit.forms.drafts.file",
    "live": "mktkit.forms.liveview",
    "upload": "mktkit.forms.files.upload",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mktkit.forms' has no attribute {name!r}")
