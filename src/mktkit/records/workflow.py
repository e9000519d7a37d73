"""Where a document stands on its way through its approval chain, and who may move it: pure.

Nobody approves their own: the author takes no step, neither does the person the document is about (but to confirm),
and nobody takes two.  Posts do not help, only the person counts.  Where the post a step asks for is the author's own
(a department has one manager), 公司高层 may stand in, or the document could never go on.  锁定 judges nothing, it
closes what another has confirmed: so the manager who drew up a month may lock it, never their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from mktkit.errors import MktkitError, closest, show
from mktkit.people import person_key
from mktkit.records.model import ACTION_TITLES, CLOSED, FINAL, STATUS_TITLES, Action, Actor, Status, Step
from mktkit.records.record import Record

__all__ = ["STAND_IN", "SUBJECT", "State", "allowed_actions", "next_state", "replay", "why_not"]

#: The step's ``by`` that means the person the document is about.
SUBJECT = "被考核人"
#: Takes a step whose post is held by somebody who may not take it.
STAND_IN = "公司高层"
LOCK = "锁定"

_EDITABLE: frozenset[Status] = frozenset({"draft", "returned", "withdrawn"})


@dataclass(frozen=True)
class State:
    """How far a document is.

    Attributes
    ----------
    status, step
        As in the record; ``step`` is the index of the step waited for.
    author
        Who wrote the present revision.
    chain, subject
        The approval chain, and the number of the person the document is about.
    revision
        1, and one more with every correction.
    done
        Who took the steps so far, in order; kept when the document is final.
    """

    status: Status
    author: Actor
    chain: tuple[Step, ...] = ()
    subject: str = ""
    step: int = 0
    revision: int = 1
    done: tuple[Actor, ...] = ()

    @property
    def waiting(self) -> Step | None:
        """The step waited for, None when the document waits for nobody."""
        return self.chain[self.step] if self.status == "pending" else None


def _refuse(action: Action, what: str, want: str, mend: str) -> MktkitError:
    return MktkitError(what, want, mend, where=ACTION_TITLES[action])


def why_not(state: State, actor: Actor) -> tuple[str, str, str] | None:
    """Say why `actor` may not take the step waited for (what, wanted, how to go on); None when they may.

    Examples
    --------
    >>> state = State("pending", Actor("S1", "甲"), (Step("批准", "营销经理", "营销经理"),))
    >>> why_not(state, Actor("M1", "乙", ("营销经理",))) is None
    True
    >>> why_not(state, Actor("S1", "甲", ("营销经理",)))[0]
    '甲（S1）是这份单据的经办人'
    """
    step = state.waiting
    if step is None:
        return (f"单据{STATUS_TITLES[state.status]}", "应正在审批", "不用再审批；先看单据的状态")
    me, subject = actor.key, person_key(state.subject)
    whom = f"应由{step.post}{step.step}，且不能是经办人、被考核人本人或已办过前面步骤的人"
    others = "请由另一位有权的人办理"
    may_lock = step.step == LOCK and bool(state.done) and subject not in ("", me)
    if me == state.author.key and not may_lock:
        return f"{actor.label}是这份单据的经办人", whom, others
    if me in {person.key for person in state.done}:
        return f"{actor.label}已经办过这份单据前面的步骤", whom, others
    if step.by == SUBJECT:
        if me == subject:
            return None
        return (
            f"{actor.label}不是这份单据的被考核人",
            f"应由被考核人（工号 {state.subject}）{step.step}",
            "请被考核人办理",
        )
    if me == subject:
        return f"{actor.label}是这份单据的被考核人", whom, others
    involved = (state.author, *state.done)
    posts = {step.post} | ({STAND_IN} if any(step.post in person.posts for person in involved) else set())
    if posts & set(actor.posts):
        return None
    held = "、".join(actor.posts) or "没有填岗位"
    return (
        f"{actor.label}的岗位是{held}",
        f"这一步应由{'或'.join(sorted(posts, key=lambda post: post != step.post))}{step.step}",
        "请有这个岗位的人办理",
    )


def next_state(
    state: State | None,
    action: Action,
    actor: Actor,
    *,
    reason: str = "",
    chain: tuple[Step, ...] = (),
    subject: str = "",
) -> State:
    """Return where the document stands after `actor` did `action`.

    Parameters
    ----------
    state
        Where it stands; None for a document that does not exist yet.
    action, actor, reason
        What is done, by whom, why; 退回, 不同意, 更正 and 作废 need a reason.
    chain, subject
        For ``save`` and ``correct``: the chain and the person it is about, as the content now says.

    Raises
    ------
    MktkitError
        The action is not allowed here, or not to this person.

    Examples
    --------
    >>> author, manager = Actor("S1", "甲"), Actor("M1", "乙", ("营销经理",))
    >>> state = next_state(None, "save", author, chain=(Step("批准", "营销经理", "营销经理"),))
    >>> state = next_state(state, "submit", author)
    >>> next_state(state, "approve", manager).status
    'approved'
    >>> next_state(state, "approve", author)
    Traceback (most recent call last):
    mktkit.errors.MktkitError: 通过：甲（S1）是这份单据的经办人；应由营销经理批准，且不能是经办人、被考核人本人或已办过前面步骤的人；请由另一位有权的人办理。
    """
    if action not in ACTION_TITLES:
        raise MktkitError(
            f"没有办理方式{show(action)}",
            "可写：" + "、".join(ACTION_TITLES),
            closest(action, ACTION_TITLES, "改好后重试"),
        )
    if action in ("return", "reject", "correct", "void") and not reason.strip():
        raise _refuse(action, "没有写理由", f"{ACTION_TITLES[action]}要写明理由", "补上理由")
    if state is None:
        if action != "save":
            raise _refuse(action, "单据还没有保存过", "应先保存", "先保存，再办理")
        return State("draft", actor, chain, subject)
    if action in ("save", "submit", "withdraw"):
        return _authors_own(state, action, actor, chain, subject)
    if action == "void":
        return _voided(state, actor)
    if action == "correct":
        return _corrected(state, actor, chain, subject)
    return _step_taken(state, action, actor)


def _authors_own(state: State, action: Action, actor: Actor, chain: tuple[Step, ...], subject: str) -> State:
    title = STATUS_TITLES[state.status]
    if state.status in FINAL:
        raise _refuse(action, f"单据{title}", f"{title}的单据不再变动", "要改请用“更正”，并写明理由")
    if state.status in CLOSED:
        raise _closed(action, state)
    if actor.key != state.author.key:
        raise _refuse(
            action,
            f"经办人是{state.author.label}，现在是{actor.label}",
            "应由经办人本人办理",
            "请经办人办理；不同意时由审批人退回",
        )
    if action == "withdraw":
        if state.status != "pending":
            raise _refuse(action, f"单据是{title}", "只有审批中的单据可以撤回", "不用撤回，可直接修改")
        return replace(state, status="withdrawn", step=0, done=())
    if state.status not in _EDITABLE:
        raise _refuse(action, f"单据是{title}", "审批中的单据不能改", "先撤回，或等审批人退回")
    if action == "save":
        return replace(state, status="draft", author=actor, chain=chain, subject=subject)
    if any(step.by == SUBJECT for step in state.chain):
        _refuse_unconfirmable(state, actor)
    return replace(state, status="pending" if state.chain else "filed", author=actor, step=0, done=())


def _refuse_unconfirmable(state: State, actor: Actor) -> None:
    """Refuse to submit for confirmation what names nobody to confirm it, or the author."""
    if not state.subject:
        raise _refuse("submit", "没有写明被考核人", "这份单据要由被考核人确认", "填上被考核人的工号")
    if person_key(state.subject) == actor.key:
        raise _refuse(
            "submit",
            f"{actor.label}自己就是被考核人",
            "应由别人编制、被考核人确认",
            "请由别人编制并提交这份单据",
        )


def _corrected(state: State, actor: Actor, chain: tuple[Step, ...], subject: str) -> State:
    if state.status in CLOSED:
        raise _closed("correct", state)
    if state.status not in FINAL:
        raise _refuse(
            "correct",
            f"单据是{STATUS_TITLES[state.status]}",
            "只有已通过、已锁定、已归档的单据要用更正",
            "由经办人直接修改；审批中的先撤回",
        )
    involved = {person.key for person in (state.author, *state.done)}
    if actor.key not in involved - {person_key(state.subject)}:
        raise _refuse(
            "correct",
            f"{actor.label}没有经办或审批过这份单据，或是被考核人本人",
            "应由经办人或审批过它的人更正",
            "请他们更正",
        )
    return State("draft", actor, chain, subject, revision=state.revision + 1)


def _closed(action: Action, state: State) -> MktkitError:
    title = STATUS_TITLES[state.status]
    return _refuse(action, f"单据{title}", f"{title}的单据不再变动", "还需要的，另开一张新单据")


def _voided(state: State, actor: Actor) -> State:
    """End a document: one that has passed by those who passed it, one that never did by its author."""
    if state.status in CLOSED:
        raise _closed("void", state)
    if state.status == "locked" or (state.revision > 1 and state.status not in FINAL):
        raise _refuse(
            "void",
            f"单据是{STATUS_TITLES[state.status]}",
            "已锁定的、正在更正的单据不能作废",
            "已锁定的用更正；正在更正的先办完",
        )
    passed = state.status == "approved"
    may = {person.key for person in state.done} if passed else {state.author.key}
    if actor.key not in may:
        raise _refuse(
            "void",
            f"{actor.label}没有审批过这份单据" if passed else f"{actor.label}不是这份单据的经办人",
            "通过了的由审批过它的人作废，没有通过的由经办人作废",
            "请他们办理",
        )
    return replace(state, status="void", step=len(state.chain))


def _step_taken(state: State, action: Action, actor: Actor) -> State:
    refused = why_not(state, actor)
    if refused:
        raise _refuse(action, *refused)
    if action == "return":
        return replace(state, status="returned", step=0, done=())
    if action == "reject":
        if state.chain[state.step].by == SUBJECT:
            raise _refuse(action, "这一步是被考核人确认", "有异议应退回", "用“退回”，写明理由")
        return replace(state, status="rejected", step=len(state.chain), done=(*state.done, actor))
    step = state.chain[state.step]
    right: Action = "lock" if step.step == LOCK else "approve"
    if action != right:
        raise _refuse(action, f"现在这一步是{step.step}", f"应办{ACTION_TITLES[right]}", "换成对应的办理")
    done = (*state.done, actor)
    if state.step + 1 < len(state.chain):
        return replace(state, step=state.step + 1, done=done)
    return replace(
        state, status="locked" if right == "lock" else "approved", step=len(state.chain), done=done
    )


def allowed_actions(state: State | None, actor: Actor) -> tuple[Action, ...]:
    """Return what `actor` may do with the document now; what a page offers as buttons.

    Examples
    --------
    >>> state = State("pending", Actor("S1", "甲"), (Step("批准", "营销经理", "营销经理"),))
    >>> allowed_actions(state, Actor("M1", "乙", ("营销经理",))), allowed_actions(state, Actor("S1", "甲"))
    (('approve', 'return', 'reject'), ('withdraw', 'void'))
    """
    found: list[Action] = []
    for action in ACTION_TITLES:
        chain, subject = (state.chain, state.subject) if state else ((), "")
        try:
            next_state(state, action, actor, reason="－", chain=chain, subject=subject)
        except MktkitError:
            continue
        found.append(action)
    return tuple(found)


def _after(state: State | None, record: Record) -> State:
    after = next_state(
        state,
        record.action,
        record.who,
        reason=record.reason,
        chain=record.chain,
        subject=record.subject_person,
    )
    told = (record.status, record.step, record.revision, record.author_id, record.author_name)
    follows = (after.status, after.step, after.revision, after.author.person_id, after.author.name)
    if (*told, record.chain, record.subject_person) != (*follows, after.chain, after.subject):
        raise MktkitError(
            f"{record.label}写的状态是“{record.status_title}”",
            f"按审批顺序应为“{STATUS_TITLES[after.status]}”",
            "这条记录不是按规定办出来的",
        )
    return after


def replay(records: Iterable[Record]) -> State | None:
    """Walk through all versions of a document again and return where it stands; None for no version.

    Raises
    ------
    MktkitError
        A version was not allowed, or says of itself what does not follow.
    """
    return reduce(_after, records, None)
