"""Forms: a pydantic model becomes a Chinese form in JupyterLab and Voilà.

Names load on first use: a document's model takes its markers from here without loading a widget.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mktkit.forms.drafts import discard_draft as discard_draft
    from mktkit.forms.drafts import list_drafts as list_drafts
    from mktkit.forms.formview import Form as Form
    from mktkit.forms.incoming import upload as upload
    from mktkit.forms.liveview import action as action
    from mktkit.forms.liveview import live as live
    from mktkit.forms.making import form as form
    from mktkit.forms.markers import ClauseRef as ClauseRef
    from mktkit.forms.markers import Code as Code
    from mktkit.forms.markers import LongText as LongText
    from mktkit.forms.markers import Money as Money
    from mktkit.forms.markers import Month as Month
    from mktkit.forms.markers import OneOf as OneOf
    from mktkit.forms.markers import Percent as Percent
    from mktkit.forms.markers import Person as Person
    from mktkit.forms.markers import entry as entry
    from mktkit.forms.outgoing import download as download

_MARKERS = ("ClauseRef", "Code", "LongText", "Money", "Month", "OneOf", "Percent", "Person", "entry")

#: Public name → module that defines it.
_HOMES = {
    **dict.fromkeys(_MARKERS, "mktkit.forms.markers"),
    "Form": "mktkit.forms.formview",
    "action": "mktkit.forms.liveview",
    "discard_draft": "mktkit.forms.drafts",
    "download": "mktkit.forms.outgoing",
    "form": "mktkit.forms.making",
    "list_drafts": "mktkit.forms.drafts",
    "live": "mktkit.forms.liveview",
    "upload": "mktkit.forms.incoming",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'mktkit.forms' has no attribute {name!r}")
