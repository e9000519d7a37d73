"""One version of a document, as the store keeps it for good, and its flat form that is hashed."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, get_args

from mktkit.errors import MktkitError
from mktkit.records.model import (
    ACTION_TITLES,
    SELF_DECLARED,
    STATUS_TITLES,
    Action,
    Actor,
    Attachment,
    Draft,
    Status,
    Step,
    canonical,
    plain_text,
)

__all__ = ["COLUMNS", "MAX_REASON", "Record", "RecordOrigin", "Row"]

#: A record as the database and a hand-over file hold it: flat, text and whole numbers.
Row = dict[str, str | int]

#: Longest reason, in characters, and the room for what the store itself adds to it.
MAX_REASON, _NOTE = 2000, 200


@dataclass(frozen=True)
class RecordOrigin:
    """Where an imported record was born: its store, its place in that store's chain, and when it came here."""

    store: str
    seq: int
    prev_hash: str
    hash: str
    accepted: str


@dataclass(frozen=True)
class Record:
    """One version of a document, as it stands in the store for good.

    ``seq`` counts all records of the store without a gap; ``version`` counts those of the document;
    ``revision`` rises with each correction. ``step`` is the index of the approval step waited for.
    ``parent`` is the hash that the previous version was born with; ``hash`` covers every other field, ``prev_hash``
    among them. ``origin`` is set on what another machine handed over.
    """

    format: int
    seq: int
    document: str
    kind: str
    title: str
    version: int
    revision: int
    who: Actor
    self_declared: int
    when: str
    action: Action
    status: Status
    step: int
    reason: str
    author_id: str
    author_name: str
    subject_person: str
    department: str
    clause: str
    chain: tuple[Step, ...]
    fingerprint: str
    edition: str
    body: str
    attachments: tuple[Attachment, ...]
    parent: str
    origin: RecordOrigin | None
    prev_hash: str
    hash: str

    @property
    def data(self) -> Any:
        """The content."""
        return json.loads(self.body)

    @property
    def status_title(self) -> str:
        """The status in words, with the step waited for, e.g. ``审批中：审核（财务部门）``."""
        title = STATUS_TITLES[self.status]
        if self.status != "pending":
            return title
        step = self.chain[self.step]
        return f"{title}：{step.step}（{step.by}）"

    @property
    def label(self) -> str:
        """The record as messages name it."""
        return (
            f"第 {self.seq} 号记录（单据 {self.document} 第 {self.version} 版，"
            f"{self.who.name} {self.when[:16].replace('T', ' ')} {ACTION_TITLES[self.action]}）"
        )

    @property
    def birth_hash(self) -> str:
        """The hash it was born with, the same on every machine."""
        return self.origin.hash if self.origin else self.hash

    def as_json(self) -> dict[str, object]:
        """Return the record for people and programs: nested, with Chinese titles of action and status."""
        shown = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            **shown,
            "who": _plain(self.who),
            "identity": SELF_DECLARED if self.self_declared else "",
            "action_title": ACTION_TITLES[self.action],
            "status_title": self.status_title,
            "chain": [_plain(step) for step in self.chain],
            "attachments": [_plain(one) for one in self.attachments],
            "origin": _plain(self.origin) if self.origin else None,
            "body": self.data,
        }

    def to_row(self) -> Row:
        """Return the flat form that is stored and hashed."""
        row: Row = {field.name: getattr(self, field.name) for field in fields(self)}
        return row | {
            "who": canonical(_plain(self.who)),
            "chain": canonical([_plain(step) for step in self.chain]),
            "attachments": canonical([_plain(one) for one in self.attachments]),
            "origin": canonical(_plain(self.origin)) if self.origin else "",
        }

    @classmethod
    def from_row(cls, row: Mapping[str, str | int]) -> Record:
        """Read the flat form, trusting nothing.

        Raises
        ------
        MktkitError
            It is no record.
        """
        try:
            return cls(**_parsed(row))
        except MktkitError:
            raise
        except (TypeError, ValueError, KeyError, AttributeError, RecursionError):
            raise MktkitError("记录的写法不对", "应为 mktkit 写出的记录", "换成没有改动过的文件") from None


#: Column → the type it is stored as.
COLUMNS: dict[str, type] = {
    field.name: int
    if field.name in ("format", "seq", "version", "revision", "self_declared", "step")
    else str
    for field in fields(Record)
}

#: What a record takes over from its draft as it is.
_DRAFT = (
    "document",
    "kind",
    "title",
    "body",
    "clause",
    "subject_person",
    "department",
    "fingerprint",
    "edition",
)


def _plain(value: Actor | Step | Attachment | RecordOrigin) -> dict[str, object]:
    plain = {field.name: getattr(value, field.name) for field in fields(value)}
    return {name: list(one) if isinstance(one, tuple) else one for name, one in plain.items()}


def _parsed(row: Mapping[str, str | int]) -> dict[str, Any]:
    if row.keys() != COLUMNS.keys() or any(type(row[name]) is not kind for name, kind in COLUMNS.items()):
        raise ValueError
    texts = {name: str(row[name]) for name, kind in COLUMNS.items() if kind is str}
    if texts["action"] not in get_args(Action) or texts["status"] not in get_args(Status):
        raise ValueError
    chain = tuple(Step(**step) for step in json.loads(texts["chain"]))
    if texts["status"] == "pending" and not 0 <= int(row["step"]) < len(chain):
        raise ValueError
    if row["format"] != 1 or int(row["version"]) < 1:
        raise ValueError
    if dt.datetime.fromisoformat(texts["when"]).tzinfo is None:
        raise ValueError
    json.loads(texts["body"])
    plain_text(texts["reason"], "理由", MAX_REASON + _NOTE)
    attachments = tuple(Attachment(**one) for one in json.loads(texts["attachments"]))
    # A draft says what it may not hold.
    if not Draft(**{name: texts[name] for name in _DRAFT}, chain=chain, attachments=attachments).document:
        raise ValueError
    who = json.loads(texts["who"])
    return {
        **row,
        "who": Actor(who["person_id"], who["name"], tuple(who["posts"])),
        "chain": chain,
        "attachments": attachments,
        "origin": _origin(texts["origin"]) if texts["origin"] else None,
    }


def _origin(text: str) -> RecordOrigin:
    origin = RecordOrigin(**json.loads(text))
    words = (origin.store, origin.prev_hash, origin.hash, origin.accepted)
    if type(origin.seq) is not int or any(type(word) is not str for word in words):
        raise ValueError
    return origin
