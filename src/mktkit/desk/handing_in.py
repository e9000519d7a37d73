"""The way a document is kept and handed in: as the next version of its number, with its files, along its chain."""

from __future__ import annotations

from dataclasses import replace

from mktkit.desk.papers import Kept, Paper, Value
from mktkit.errors import FindingsError
from mktkit.records import Actor, Attachment, Draft, Record, Store
from mktkit.records.model import FINAL
from mktkit.rules import Rules

__all__ = ["draft_of", "hand_in", "keep"]


def draft_of(store: Store, paper: Paper[Value, Kept], value: Value, rules: Rules) -> Draft:
    """Lay a document out as it is to be kept, its files in the store already.

    Raises
    ------
    MktkitError
        A value or a file cannot be kept.
    """
    number = paper.number(value)
    last = store.find(number) if number else None
    before = last.attachments if last else ()
    files: dict[str, Attachment] = {one.name: one for one in before if paper.keeps_file(value, one.name)}
    files |= {name: store.attach(name, data) for name, data in paper.files(value, rules)}
    draft = Draft.of(
        rules,
        kind=paper.kind,
        title=paper.title(value),
        body=paper.body(value),
        document=number,
        clause=paper.clause,
        department=paper.department(value, rules),
        subject_person=paper.subject(value),
        attachments=tuple(files.values()),
    )
    return replace(draft, chain=paper.steps(value, draft.chain, rules))


def keep(store: Store, draft: Draft, actor: Actor, reason: str = "") -> Record:
    """Keep a draft as the next version of its document; of one that has passed this begins a correction.

    Raises
    ------
    MktkitError
        It waits for approval, is another's, or a correction gives no reason.
    """
    last = store.find(draft.document) if draft.document else None
    if last is not None and last.status in FINAL:
        return store.correct(draft, actor, reason)
    return store.save(draft, actor, reason=reason)


def hand_in(
    store: Store, paper: Paper[Value, Kept], value: Value, actor: Actor, rules: Rules, reason: str = ""
) -> Record:
    """Check a document, keep it, and send it along the approval chain of its clause.

    Parameters
    ----------
    store, rules
        Where, and by which rules.
    paper, value
        What is handed in, as which kind of document.
    actor, reason
        By whom; why, where a document that has passed is corrected.

    Returns
    -------
    Record
        Waiting for the first step, or filed where there is none.

    Raises
    ------
    FindingsError
        The paper's check stops it; nothing is kept then.
    MktkitError
        The records do not take it.
    """
    found = paper.check(value, store)
    if any(one.level == "fault" for one in found):
        raise FindingsError(found, "还不能提交（可以先保存）")
    kept = keep(store, draft_of(store, paper, value, rules), actor, reason)
    return store.act(kept.document, actor, "submit")
