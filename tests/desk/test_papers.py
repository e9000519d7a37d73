"""What a kind of document says of itself, and the list of all kinds."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from mktkit.desk.papers import Paper, always, registry
from mktkit.rules import Rules


class Note(BaseModel):
    text: str


NOTE: Paper[Note, Note] = Paper(kind="note", model=Note, title=lambda note: note.text)


def test_what_is_kept_is_read_as_its_model_or_not_at_all() -> None:
    assert NOTE.read({"text": "开会"}) == Note(text="开会")
    assert NOTE.read({"words": "开会"}) is None
    assert NOTE.read("开会") is None


def test_without_more_said_a_document_is_nobodys_has_no_files_and_is_kept_as_it_is(rules: Rules) -> None:
    note = Note(text="开会")
    assert (NOTE.number(note), NOTE.clause, NOTE.department(note, rules), NOTE.subject(note)) == (
        "",
        "",
        "",
        "",
    )
    assert list(NOTE.files(note, rules)) == []
    assert NOTE.body(note) == note
    assert NOTE.steps(note, (), rules) == ()


def test_a_text_that_does_not_depend_on_the_document(rules: Rules) -> None:
    assert always("市场部")(Note(text="开会"), rules) == "市场部"


def test_a_kind_is_listed_once() -> None:
    assert registry(NOTE) == {"note": NOTE}
    with pytest.raises(ValueError, match="two papers are of one kind"):
        registry(NOTE, NOTE)
