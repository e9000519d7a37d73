"""Sitting the exam by a form: who, the paper, the marks with reasons, the certificate; what was chosen is not lost."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from functools import partial
from typing import Any, ClassVar

import ipywidgets as w
from pydantic import BaseModel, create_model

from mktkit.desk.handing_in import hand_in
from mktkit.fields import OneOf
from mktkit.forms import action, download, entry, form
from mktkit.forms.drafts.file import list_drafts, person_here
from mktkit.onboarding.calc import draw, mark
from mktkit.onboarding.model import Answer, Candidate, ExamPaper, ExamResult, Item
from mktkit.onboarding.paper import EXAM
from mktkit.onboarding.word import chapter_rows, write_certificate, write_marked
from mktkit.records import SELF_DECLARED, Actor, Record, Store, open_store
from mktkit.rules import Rules, load_rules
from mktkit.rules.quiz import read_quiz

__all__ = ["sit"]

_FORM = "Answers_"


def sit(
    candidate: Candidate,
    *,
    on: dt.date | None = None,
    rules: Rules | None = None,
    store: Store | None = None,
    seed: str = "",
) -> dict[str, object]:
    """Return the paper of a candidate to be answered, and the button that hands it in.

    Parameters
    ----------
    candidate
        Who sits the exam; a paper begun on this machine and not handed in goes on.
    on
        The day of the exam; default today.
    rules
        Default those in force that day.
    store
        Where the result is kept; default this machine's records.
    seed
        卷号; default the one begun, else a new one by chance.

    Returns
    -------
    dict
        For :func:`mktkit.action`.

    Notes
    -----
    制度 2.2.1.
    """
    day = on or dt.date.today()
    rules = rules or load_rules(on=day)
    begun = _begun(candidate)
    number = seed or begun or secrets.token_hex(4)
    paper = draw(read_quiz(rules), candidate.post, number, rules.onboarding.exam.questions)
    asked = form(
        _answers(paper),
        draft=_document(candidate),
        rules=rules,
        today=day,
        title=f"{candidate.post}入职考试　卷号 {number}　共 {len(paper.items)} 题，{rules.onboarding.exam.pass_mark} 分及格",
    )
    # Handed in once: the paper goes, the marks stay.
    frame = w.VBox([asked])

    def mark_answers(answers: BaseModel) -> dict[str, object]:
        chosen = {item.question.id: str(getattr(answers, _field(item))) for item in paper.items}
        result = mark(paper, chosen, candidate, rules.onboarding.exam, day)
        who = Actor(candidate.person_id, candidate.name, (candidate.post,))
        record = hand_in(store or open_store(), EXAM, result, who, rules)
        frame.children = ()
        asked.discard()
        button.button.layout.display = "none"
        return _shown(result, record, rules)

    button = action(asked, "交卷", mark_answers)
    what = "接着上次没有交的卷" if begun and not seed else "新的一份卷"
    return {f"{candidate.name}（{candidate.person_id}，{SELF_DECLARED}）：{what}": [frame, button]}


def _document(candidate: Candidate) -> str:
    return f"{candidate.person_id} {candidate.post}"


def _begun(candidate: Candidate) -> str:
    """Return the number of the latest paper that was begun and not handed in, empty when there is none."""
    return next(
        (
            row["表单"].rpartition(_FORM)[2]
            for row in list_drafts(person_here())
            if _FORM in row["表单"] and row["单据"] == _document(candidate)
        ),
        "",
    )


def _field(item: Item) -> str:
    return "q" + re.sub(r"\W", "_", item.question.id)


def _answers(paper: ExamPaper) -> type[BaseModel]:
    """Return the paper as a model: one field a question, its choices the letters."""
    fields: dict[str, Any] = {}
    for item in paper.items:
        labels = {letter: f"{letter}. {option.say}" for letter, option in item.by_letter.items()}
        fields[_field(item)] = (
            OneOf,
            entry(f"{item.number}. {item.question.ask}", choices=list(labels), labels=labels),
        )
    name = f"{_FORM}{paper.seed}"
    fields["form_name"] = (ClassVar[str], f"exam_form.{name}")
    return create_model(name, __module__=__name__, **fields)


def _shown(result: ExamResult, record: Record, rules: Rules) -> dict[str, object]:
    """Return what a candidate sees after handing in: the score, every question with its reason, the files."""
    name = f"{result.person_id}-{result.day}"
    files = [download(f"入职考试答卷-{name}.docx", partial(write_marked, result, record, rules))]
    if result.passed:
        make = partial(write_certificate, result, record, rules)
        files.insert(0, download(f"入职考试合格证书-{name}.docx", make))
        verdict = "及格，可以下载合格证书。"
    else:
        wrong = dict.fromkeys(
            f"{one.clause} {rules.clause(one.clause).title}" for one in result.answers if not one.correct
        )
        verdict = "没有及格。重读这些条款后再点「开始考试」，会另出一份卷：" + "、".join(wrong)
    return {
        f"{result.score} 分（{result.pass_mark} 分及格）": verdict,
        "各章": [
            {"章": chapter, "题数": asked, "答对": right}
            for chapter, asked, right in chapter_rows(result, rules)
        ],
        "文件": files,
        "逐题讲解": {
            f"{number}. {one.ask}": _reason(one, rules) for number, one in enumerate(result.answers, 1)
        },
        "记录": f"已存入本机记录，编号 {record.document}，{SELF_DECLARED}。",
    }


def _reason(one: Answer, rules: Rules) -> str:
    return f"{'答对' if one.correct else '答错'}，选的是 {one.chosen}\n{one.why}（{one.clause} {rules.clause(one.clause).title}）"
