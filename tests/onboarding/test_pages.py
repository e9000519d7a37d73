"""The exam as it is sat: the paper comes back, is handed in once, becomes a record, and gives its files."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from docx import Document as read_docx

from mktkit.documents import approvals
from mktkit.errors import MktkitError
from mktkit.forms.files.download import Download
from mktkit.onboarding import Candidate, ExamResult, draw
from mktkit.onboarding.pages import sit
from mktkit.onboarding.paper import EXAM
from mktkit.onboarding.word import certificate
from mktkit.records import Store, open_store
from mktkit.records.verify import verify
from mktkit.rules import Rules, load_rules
from mktkit.rules.quiz import read_quiz

ON = dt.date(2026, 11, 23)
LI = Candidate(person_id="X001", name="李四 <b>", post="销售代表")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(on=ON, company=None)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 11, 23, 3, tzinfo=dt.UTC)) as opened:
        yield opened


def begin(rules: Rules, store: Store, seed: str = "") -> tuple[str, Any, Any]:
    """Return the heading, the form of the answers and the button."""
    ((heading, (frame, button)),) = sit(LI, on=ON, rules=rules, store=store, seed=seed).items()
    return heading, frame.children[0], button


def letters(rules: Rules, seed: str, wrong: int = 0) -> dict[str, str]:
    """Return field → the option as a person picks it, the first `wrong` of them wrong."""
    picked = {}
    for item in draw(read_quiz(rules), LI.post, seed, 20).items:
        letter = item.right if item.number > wrong else "ABC".replace(item.right, "")[0]
        field = "q" + item.question.id.replace(".", "_").replace("-", "_")
        picked[field] = f"{letter}. {item.options['ABC'.index(letter)].say}"
    return picked


def text_of(file: bytes) -> str:
    document = read_docx(io.BytesIO(file))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def downloads(view: Any) -> dict[str, bytes]:
    """Return the files that a view gives, by the names on their buttons."""
    if isinstance(view, Download):
        return {view.label.removeprefix("下载 "): view.content()}
    return {
        name: content for child in getattr(view, "children", ()) for name, content in downloads(child).items()
    }


def test_handed_in_it_becomes_a_record_a_certificate_and_a_marked_paper(rules: Rules, store: Store) -> None:
    _, asked, button = begin(rules, store, "7f3a")
    asked.fill(**letters(rules, "7f3a", wrong=3))
    button.press()
    # 17 of 20 are 85.
    assert "85.00 分（80 分及格）" in str(button)
    assert str(button).count("答对，选的是") == 17
    assert str(button).count("答错，选的是") == 3
    (record,) = store.list()
    assert (record.kind, record.status, record.subject_person) == (EXAM.kind, "filed", "X001")
    assert record.title == "入职考试 销售代表 李四 <b> 85.00 分 及格"
    result = ExamResult.model_validate(record.data)
    paper = draw(read_quiz(rules), result.post, result.seed, result.asked)
    assert paper == draw(read_quiz(rules), LI.post, "7f3a", 20)
    assert (paper.seed, paper.bank) == (result.seed, result.bank)
    assert [(one.question, one.ask) for one in result.answers] == [
        (item.question.id, item.question.ask) for item in paper.items
    ]
    assert verify(store).ok
    assert "得分（分）\t85.00\n" in str(approvals(store, rules))
    files = downloads(button)
    assert list(files) == ["入职考试合格证书-X001-2026-11-23.docx", "入职考试答卷-X001-2026-11-23.docx"]
    given = text_of(files["入职考试合格证书-X001-2026-11-23.docx"])
    for words in ("入职考试合格证书", "李四 <b>（X001，本机自报）", "85.00 分", "80 分", "7f3a", "示例值，待公司确认",
                  record.document, record.hash[:12], rules.fingerprint[:12], result.bank[:12], "4 人员行为规范", "销售部　销售代表"):  # fmt: skip
        assert words in given, words
    marked = text_of(files["入职考试答卷-X001-2026-11-23.docx"])
    for one in result.answers:
        assert one.ask in marked
        assert f"所选：{one.chosen}" in marked
        assert one.why in marked
    assert marked.count("应选：") == 3


def test_it_is_handed_in_once_and_the_next_is_a_new_paper(rules: Rules, store: Store) -> None:
    _, asked, button = begin(rules, store, "7f3a")
    asked.fill(**letters(rules, "7f3a"))
    button.press()
    assert button.button.layout.display == "none"
    heading, _, _ = begin(rules, store)
    assert heading == "李四 <b>（X001，本机自报）：新的一份卷"
    assert len(store.list()) == 1


def test_what_was_begun_goes_on_with_the_same_paper_and_answers(rules: Rules, store: Store) -> None:
    _, asked, _ = begin(rules, store)
    title = asked.bar.state["title"]
    seed = title.split("卷号 ")[1].split("　")[0]
    asked.fill(**dict(list(letters(rules, seed).items())[:12]))
    asked.save()
    heading, again, button = begin(rules, store)
    assert heading.endswith("接着上次没有交的卷")
    assert again.bar.state["title"] == title
    assert len(again.errors) == 8
    button.press()
    assert "还有 8 处要填" in str(button)
    assert store.list() == ()


def test_below_the_mark_there_is_no_certificate_but_what_to_read_again(rules: Rules, store: Store) -> None:
    _, asked, button = begin(rules, store, "7f3a")
    asked.fill(**letters(rules, "7f3a", wrong=5))
    button.press()
    assert "75.00 分（80 分及格）\n没有及格。重读这些条款后再点「开始考试」" in str(button)
    assert list(downloads(button)) == ["入职考试答卷-X001-2026-11-23.docx"]
    (record,) = store.list()
    with pytest.raises(MktkitError, match=r"得分 75\.00 分；应不低于 80 分才有合格证书"):
        certificate(ExamResult.model_validate(record.data), record, rules)
