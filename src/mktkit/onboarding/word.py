"""The certificate of a pass, and the marked paper, as Word files."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from mktkit.errors import MktkitError
from mktkit.office.document import (
    Block,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Run,
    Signatures,
    Table,
    TableColumn,
)
from mktkit.office.word import write_word
from mktkit.onboarding.model import Answer, ExamResult
from mktkit.records import SELF_DECLARED, Record
from mktkit.rules import REGULATION, SAMPLE_LABEL, Rules

__all__ = ["certificate", "chapter_rows", "marked_paper", "write_certificate", "write_marked"]


def chapter_rows(result: ExamResult, rules: Rules) -> list[tuple[str, int, int]]:
    """Return chapter, questions asked, questions right, in the order of the regulation."""
    chapters: dict[str, list[Answer]] = {}
    for one in result.answers:
        chapters.setdefault(one.clause.split(".")[0], []).append(one)
    return [
        (f"{chapter} {rules.clause(chapter).title}", len(answers), sum(one.correct for one in answers))
        for chapter, answers in chapters.items()
    ]


def _who(result: ExamResult, record: Record, rules: Rules) -> Fields:
    return Fields(
        (
            Entry("编号", record.document),
            Entry("考试日期", f"{result.day}"),
            Entry("姓名", f"{result.name}（{result.person_id}，{SELF_DECLARED}）"),
            Entry("部门、岗位", f"{rules.onboarding.posts[result.post].department}　{result.post}"),
            Entry("卷号", result.seed),
            Entry("题数", f"{result.asked} 题，答对 {result.correct} 题"),
            Entry("得分", (Run(f"{result.score} 分", bold=True),)),
            Entry("及格分", f"{result.pass_mark} 分"),
        )
    )


def _basis(result: ExamResult, record: Record) -> Paragraph:
    return Paragraph(
        f"依据：《{REGULATION}》（{record.edition}）。规则指纹 {record.fingerprint[:12]}，题库指纹 {result.bank[:12]}，"
        f"记录指纹 {record.hash[:12]}（第 {record.version} 版）。凭卷号和题库可以重新出同一份卷。",
        "note",
    )


def _document(title: str, blocks: tuple[Block, ...], result: ExamResult, rules: Rules) -> Document:
    return Document(
        title,
        blocks,
        date=result.day,
        version=rules.edition,
        notice=f"题数和及格分是{SAMPLE_LABEL}" if rules.is_sample("onboarding", "exam") else "",
        cover=False,
        contents=False,
    )


def certificate(result: ExamResult, record: Record, rules: Rules) -> Document:
    """Return the certificate of a pass as a document.

    Raises
    ------
    MktkitError
        The exam was not passed.
    """
    if not result.passed:
        raise MktkitError(
            f"得分 {result.score} 分",
            f"应不低于 {result.pass_mark} 分才有合格证书",
            "重读答错的条款后再考",
            where=record.title,
        )
    columns = (TableColumn("章"), TableColumn("题数"), TableColumn("答对"))
    return _document(
        "入职考试合格证书",
        (
            _who(result, record, rules),
            Paragraph(
                (
                    Run(result.name, bold=True),
                    f" 已学习《{REGULATION}》中约束{result.post}的条款，并通过入职考试，特此证明。",
                )
            ),
            Heading("各章答题情况", 2, numbered=False),
            Table(columns, tuple(chapter_rows(result, rules))),
            Signatures(("本人", "直接上级")),
            _basis(result, record),
        ),
        result,
        rules,
    )


def marked_paper(result: ExamResult, record: Record, rules: Rules) -> Document:
    """Return the marked paper as a document: every question, what was chosen, what is right, why, and the clause."""
    blocks: list[Block] = [_who(result, record, rules)]
    for number, one in enumerate(result.answers, 1):
        blocks += [
            Paragraph((Run(f"{number}. {one.ask}", bold=True),), "plain"),
            Paragraph((f"所选：{one.chosen}　", Run("答对" if one.correct else "答错", bold=True)), "plain"),
        ]
        if not one.correct:
            blocks.append(Paragraph(f"应选：{one.right}", "plain"))
        blocks.append(Paragraph(f"{one.why}（{one.clause} {rules.clause(one.clause).title}）", "note"))
    blocks.append(_basis(result, record))
    return _document("入职考试答卷", tuple(blocks), result, rules)


def write_certificate(
    result: ExamResult,
    record: Record,
    rules: Rules,
    *,
    template: Path | Literal["default"] | None = "default",
) -> bytes:
    """Return the certificate as a .docx; `template` as of :func:`mktkit.office.word.write_word`."""
    return write_word(certificate(result, record, rules), template=template)


def write_marked(
    result: ExamResult,
    record: Record,
    rules: Rules,
    *,
    template: Path | Literal["default"] | None = "default",
) -> bytes:
    """Return the marked paper as a .docx; `template` as of :func:`mktkit.office.word.write_word`."""
    return write_word(marked_paper(result, record, rules), template=template)
