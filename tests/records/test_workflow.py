"""The approval chains of the regulation, walked by hand; then what must hold on every walk."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from mktkit.errors import MktkitError
from mktkit.records import Actor, State, Step, allowed_actions, next_state
from mktkit.records.workflow import LOCK, STAND_IN, SUBJECT

CLERK = Actor("S01", "李明", ("市场专员",))
SELLER = Actor("X01", "赵强", ("销售代表",))
MANAGER = Actor("M01", "王敏", ("营销经理",))
FINANCE = Actor("F01", "钱进", ("财务部门",))
BOSS = Actor("B01", "孙总", ("公司高层",))


def begun(plan: Any, author: Actor, **given: Any) -> State:
    """The document saved and submitted by its author."""
    draft = plan(**given)
    state = next_state(None, "save", author, chain=draft.chain, subject=draft.subject_person)
    return next_state(state, "submit", author)


# Clause by clause as the issue has them: 调研计划、调研报告、品牌定位、预算、报销、月度考核.
WALKS = [
    ({"clause": "3.1.1"}, CLERK, [(MANAGER, "approve")], "approved"),
    ({"clause": "3.1.4"}, CLERK, [(MANAGER, "approve")], "approved"),
    ({"clause": "3.2.1"}, CLERK, [(BOSS, "approve")], "approved"),
    ({"clause": "6.1.2"}, MANAGER, [(FINANCE, "approve"), (BOSS, "approve")], "approved"),
    (
        {"clause": "6.2.1", "department": "市场部"},
        CLERK,
        [(MANAGER, "approve"), (FINANCE, "approve")],
        "approved",
    ),
    ({"clause": "5.2", "subject_person": "X01"}, CLERK, [(SELLER, "approve"), (MANAGER, "lock")], "locked"),
    ({"clause": ""}, CLERK, [], "filed"),
]


@pytest.mark.parametrize(("given", "author", "walk", "end"), WALKS)
def test_each_chain_of_the_regulation(plan: Any, given: Any, author: Actor, walk: Any, end: str) -> None:
    state = begun(plan, author, **given)
    for actor, action in walk:
        others = {CLERK, SELLER, MANAGER, FINANCE, BOSS} - {actor}
        assert not any(
            {"approve", "lock", "return", "reject"} & set(allowed_actions(state, other)) for other in others
        )
        state = next_state(state, action, actor)
    assert state.status == end
    assert not any(
        set(allowed_actions(state, one)) - {"correct", "void"}
        for one in (CLERK, SELLER, MANAGER, FINANCE, BOSS)
    )


def test_the_author_cannot_whatever_posts_they_hold(plan: Any) -> None:
    everything = Actor("S01", "李明", ("市场专员", "营销经理", "财务部门", "公司高层"))
    for given in [
        {"clause": "3.1.1"},
        {"clause": "3.2.1"},
        {"clause": "6.1.2"},
        {"clause": "6.2.1", "department": "市场部"},
    ]:
        state = begun(plan, everything, **given)
        assert allowed_actions(state, everything) == ("withdraw", "void")


def test_nobody_takes_two_steps(plan: Any) -> None:
    both = Actor("F01", "钱进", ("财务部门", "公司高层"))
    state = next_state(begun(plan, MANAGER, clause="6.1.2"), "approve", both)
    with pytest.raises(MktkitError, match="已经办过"):
        next_state(state, "approve", both)
    assert next_state(state, "approve", BOSS).status == "approved"


def test_the_manager_s_own_claim_goes_to_the_top(plan: Any) -> None:
    # 2.1: there is one manager, who heads every department.
    state = begun(plan, MANAGER, clause="6.2.1", department="销售部")
    assert next_state(next_state(state, "approve", BOSS), "approve", FINANCE).status == "approved"
    # For anybody else's, the top does not take the manager's place.
    with pytest.raises(MktkitError, match="应由营销经理审核签字"):
        next_state(begun(plan, SELLER, clause="6.2.1", department="销售部"), "approve", BOSS)


def test_the_manager_may_lock_what_they_drew_up_and_another_confirmed_never_their_own(plan: Any) -> None:
    state = begun(plan, MANAGER, clause="5.2", subject_person="X01")
    with pytest.raises(MktkitError, match="应由被考核人"):
        next_state(state, "approve", CLERK)
    assert next_state(next_state(state, "approve", SELLER), "lock", MANAGER).status == "locked"

    own = begun(plan, CLERK, clause="5.2", subject_person="M01")
    confirmed = next_state(own, "approve", MANAGER)
    with pytest.raises(MktkitError, match="已经办过"):
        next_state(confirmed, "lock", MANAGER)
    with pytest.raises(MktkitError, match="被考核人"):
        next_state(confirmed, "lock", Actor("M01", "王敏", ("公司高层",)))
    assert next_state(confirmed, "lock", BOSS).status == "locked"


def test_a_month_needs_somebody_it_is_about_and_not_its_author(plan: Any) -> None:
    with pytest.raises(MktkitError, match="没有写明被考核人"):
        begun(plan, CLERK, clause="5.2")
    with pytest.raises(MktkitError, match="自己就是被考核人"):
        begun(plan, SELLER, clause="5.2", subject_person="X01")


def test_a_lone_lock_is_not_for_its_author() -> None:
    alone = State("pending", MANAGER, (Step(LOCK, "营销经理", "营销经理"),), "X01")
    with pytest.raises(MktkitError, match="经办人"):
        next_state(alone, "lock", MANAGER)


def test_returned_goes_back_to_the_author_and_begins_again(plan: Any) -> None:
    state = next_state(begun(plan, SELLER, clause="6.2.1", department="销售部"), "approve", MANAGER)
    with pytest.raises(MktkitError, match="理由"):
        next_state(state, "return", FINANCE)
    state = next_state(state, "return", FINANCE, reason="发票抬头不对")
    assert (state.status, state.step, state.done) == ("returned", 0, ())
    assert allowed_actions(state, SELLER) == ("save", "submit", "void")
    assert allowed_actions(state, MANAGER) == ()
    state = next_state(next_state(state, "save", SELLER, chain=state.chain), "submit", SELLER)
    assert next_state(next_state(state, "approve", MANAGER), "approve", FINANCE).status == "approved"


def test_the_author_withdraws_until_the_end(plan: Any) -> None:
    state = next_state(begun(plan, SELLER, clause="6.2.1", department="销售部"), "approve", MANAGER)
    with pytest.raises(MktkitError, match="经办人是赵强"):
        next_state(state, "withdraw", MANAGER)
    assert next_state(state, "withdraw", SELLER).status == "withdrawn"
    final = next_state(state, "approve", FINANCE)
    with pytest.raises(MktkitError, match="已通过"):
        next_state(final, "withdraw", SELLER)


def test_while_it_is_being_approved_nobody_edits(plan: Any) -> None:
    with pytest.raises(MktkitError, match="先撤回"):
        next_state(begun(plan, CLERK), "save", CLERK)
    saved = next_state(None, "save", CLERK)
    with pytest.raises(MktkitError, match="经办人是李明"):
        next_state(saved, "save", SELLER)


def test_only_who_had_a_part_in_it_corrects(plan: Any) -> None:
    final = next_state(begun(plan, CLERK), "approve", MANAGER)
    for other in (SELLER, FINANCE):
        with pytest.raises(MktkitError, match="没有经办或审批过"):
            next_state(final, "correct", other, reason="错了")
    for one in (CLERK, MANAGER):
        state = next_state(final, "correct", one, reason="错了", chain=final.chain)
        assert (state.status, state.revision, state.author) == ("draft", 2, one)
    # Who a month is about confirmed it, and would be stuck with a correction of their own.
    month = next_state(begun(plan, CLERK, clause="5.2", subject_person="X01"), "approve", SELLER)
    with pytest.raises(MktkitError, match="被考核人本人"):
        next_state(next_state(month, "lock", MANAGER), "correct", SELLER, reason="错了")
    draft = next_state(None, "save", CLERK)
    with pytest.raises(MktkitError, match="直接修改"):
        next_state(draft, "correct", CLERK, reason="错了")


def test_a_wrong_word_is_answered_with_the_nearest() -> None:
    with pytest.raises(MktkitError, match="最接近的是 approve"):
        next_state(None, "aprove", CLERK)  # type: ignore[arg-type]  # what a caller may get wrong


# -- on every walk ---------------------------------------------------------------------------------

POSTS = ["市场专员", "营销经理", "财务部门", STAND_IN]
PERSONS = st.builds(
    Actor,
    st.sampled_from(["A", "B", "C", "D"]),
    st.just("某人"),
    st.lists(st.sampled_from(POSTS), unique=True).map(tuple),
)
CHAINS = st.lists(
    st.sampled_from([
        Step("审核", "营销经理", "营销经理"), Step("审核", "财务部门", "财务部门"), Step("审批", STAND_IN, STAND_IN),
        Step("确认", SUBJECT, SUBJECT), Step(LOCK, "营销经理", "营销经理"),
    ]),
    max_size=3,
).map(tuple)  # fmt: skip


class Walk(RuleBasedStateMachine):
    """Anybody tries anything; what goes through is written down and held against the regulation's words."""

    def __init__(self) -> None:
        super().__init__()
        self.state: State | None = None
        self.taken: list[tuple[Step, Actor]] = []

    @rule(
        actor=PERSONS,
        action=st.sampled_from(
            ["save", "submit", "approve", "approve", "return", "withdraw", "lock", "correct"]
        ),
        reason=st.sampled_from(["", "因为"]),
        chain=CHAINS,
        subject=st.sampled_from(["", "A", "B"]),
    )
    def tries(self, actor: Actor, action: Any, reason: str, chain: tuple[Step, ...], subject: str) -> None:
        before = self.state
        try:
            after = next_state(before, action, actor, reason=reason, chain=chain, subject=subject)
        except MktkitError:
            return
        self.state = after
        final = before is not None and before.status in ("approved", "locked", "filed")
        # What is final changes by a correction with a reason, and by nothing else.
        assert not final or (action == "correct" and reason)
        assert before is None or after.revision == before.revision + (action == "correct")
        if action in ("return", "correct"):
            assert reason
        if action in ("approve", "lock"):
            assert before is not None
            step = before.chain[before.step]
            # In the chain's order, by the person the step asks for, and locked only where the chain says so.
            assert after.step == before.step + 1
            assert (action == "lock") == (step.step == LOCK)
            assert (
                actor.person_id == before.subject
                if step.by == SUBJECT
                else {step.post, STAND_IN} & set(actor.posts)
            )
            # Nobody their own, nobody twice.
            closes = step.step == LOCK and before.subject not in ("", actor.person_id) and self.taken
            assert actor.person_id != before.author.person_id or closes
            assert step.by == SUBJECT or actor.person_id != before.subject
            assert actor.person_id not in {one.person_id for _, one in self.taken}
            self.taken.append((step, actor))
        elif action != "submit" or after.status != "filed":
            self.taken = []

    @invariant()
    def only_a_whole_chain_makes_it_final(self) -> None:
        state = self.state
        if state is not None and state.status in ("approved", "locked"):
            assert [step for step, _ in self.taken] == list(state.chain) != []
            assert (state.status == "locked") == (state.chain[-1].step == LOCK)
        if state is not None and state.status == "filed":
            assert state.chain == ()


Walk.TestCase.settings = settings(max_examples=150, stateful_step_count=40)
TestWalk = Walk.TestCase


def test_what_is_refused_or_void_is_never_changed_again(plan: Any) -> None:
    waiting = begun(plan, SELLER, clause="3.1.1")
    for end in ("reject", "void"):
        state = waiting
        actor = MANAGER
        if end == "void":
            state = next_state(state, "approve", MANAGER)
        with pytest.raises(MktkitError, match="没有写理由"):
            next_state(state, end, actor)
        closed = next_state(state, end, actor, reason="重复")
        assert closed.status == {"reject": "rejected", "void": "void"}[end]
        for one in (SELLER, MANAGER, BOSS):
            assert allowed_actions(closed, one) == ()


def test_what_has_passed_is_made_void_by_who_passed_it_alone(plan: Any) -> None:
    state = next_state(begun(plan, SELLER, clause="3.1.1"), "approve", MANAGER)
    for other in (SELLER, BOSS):
        with pytest.raises(MktkitError, match="没有审批过"):
            next_state(state, "void", other, reason="重复")


@pytest.mark.parametrize("written", ["s001", "Ｓ００１", " S001 "])
def test_a_person_is_one_person_however_the_number_is_written(plan: Any, written: str) -> None:
    author = Actor("S001", "甲", ("销售代表",))
    state = begun(plan, author, clause="3.1.1")
    other = Actor(written, "甲", ("营销经理",))
    with pytest.raises(MktkitError, match="经办人"):
        next_state(state, "approve", other)
    assert next_state(state, "withdraw", other).status == "withdrawn"
