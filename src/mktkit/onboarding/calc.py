"""The exam, pure: which questions a post is asked, how a paper is drawn and marked."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from mktkit.errors import MktkitError
from mktkit.money import round_half_up
from mktkit.onboarding.model import Answer, Candidate, ExamPaper, ExamResult, Item
from mktkit.rules.quiz import Quiz, QuizQuestion, shuffled
from mktkit.rules.subjects import Exam

__all__ = ["draw", "mark"]


def draw(quiz: Quiz, post: str, seed: str, count: int) -> ExamPaper:
    """Draw a paper for a post.

    Parameters
    ----------
    quiz
        The question bank; questions whose clause has changed since they were last looked at are not drawn.
    post
        The post.
    seed
        What chance starts from: the same seed draws the same paper.
    count
        How many questions; fewer where the bank holds no more for the post.

    Returns
    -------
    ExamPaper
        Every chapter stands in it in proportion to its questions, and no clause twice while others are left.

    Raises
    ------
    MktkitError
        No such post, or nothing to ask of it.

    Examples
    --------
    >>> from mktkit.rules import load_rules
    >>> from mktkit.rules.quiz import read_quiz
    >>> quiz = read_quiz(load_rules(on=dt.date(2026, 11, 23), company=None))
    >>> paper = draw(quiz, "客服人员", "7f3a", 20)
    >>> len(paper.items), paper == draw(quiz, "客服人员", "7f3a", 20), paper == draw(quiz, "客服人员", "7f3b", 20)
    (20, True, False)
    """
    quiz.rules.clauses_of(post)
    pool = tuple(one for one in quiz.for_post(post) if not quiz.is_stale(one))
    if not pool:
        raise MktkitError(f"题库里没有可以考{post}的题", "应有条款没有变过的题", "先复核题库里标出的题")
    mixed = shuffled(seed, pool, lambda one: one.id)
    chosen: set[str] = set()
    for chapter, share in _shares(pool, min(count, len(pool))).items():
        chosen |= {one.id for one in _spread([one for one in mixed if _chapter(one) == chapter], share)}
    items = [one for one in pool if one.id in chosen]
    return ExamPaper(
        seed,
        post,
        tuple(Item(number, one, one.in_order(seed)) for number, one in enumerate(items, 1)),
        _fingerprint(pool),
    )


def _chapter(question: QuizQuestion) -> str:
    return question.clause.split(".")[0]


def _shares(pool: Sequence[QuizQuestion], count: int) -> dict[str, int]:
    """Divide `count` among the chapters in proportion to their questions, by the largest remainder."""
    sizes = Counter(map(_chapter, pool))
    exact = {chapter: Fraction(count * size, len(pool)) for chapter, size in sizes.items()}
    shares = {chapter: int(share) for chapter, share in exact.items()}
    for chapter in sorted(exact, key=lambda one: (shares[one] - exact[one], one))[
        : count - sum(shares.values())
    ]:
        shares[chapter] += 1
    return shares


def _spread(mixed: Sequence[QuizQuestion], share: int) -> list[QuizQuestion]:
    """Take so many, one of each clause before a second of any."""
    seen: Counter[str] = Counter()
    rounds = []
    for one in mixed:
        rounds.append((seen[one.clause], one))
        seen[one.clause] += 1
    return [one for _, one in sorted(rounds, key=lambda pair: pair[0])][:share]


def _fingerprint(pool: Sequence[QuizQuestion]) -> str:
    content = [[one.id, one.ask, *([option.say, option.right] for option in one.options)] for one in pool]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def mark(
    paper: ExamPaper, chosen: Mapping[str, str], candidate: Candidate, rule: Exam, day: dt.date
) -> ExamResult:
    """Mark a paper.

    Parameters
    ----------
    paper
        The paper.
    chosen
        QuizQuestion id → letter.
    candidate
        Who sat it.
    rule
        The score that passes.
    day
        The day of the exam.

    Returns
    -------
    ExamResult
        Score = right ÷ asked × 100, rounded half up to two decimals; the printed score is held against the mark.

    Raises
    ------
    MktkitError
        A question without an answer, or an answer that its question does not have.

    Notes
    -----
    制度 2.2.1 (培养成员，提升成员的能力); the mark is the company's.
    """
    answers = [_marked(item, chosen.get(item.question.id, "")) for item in paper.items]
    correct = sum(one.correct for one in answers)
    score = round_half_up(Fraction(100 * correct, len(answers)), 2)
    return ExamResult(
        person_id=candidate.person_id,
        name=candidate.name,
        post=candidate.post,
        day=day,
        asked=len(answers),
        correct=correct,
        score=score,
        pass_mark=rule.pass_mark,
        passed=score >= rule.pass_mark,
        seed=paper.seed,
        bank=paper.bank,
        answers=answers,
    )


def _marked(item: Item, letter: str) -> Answer:
    if letter not in item.by_letter:
        raise MktkitError(
            f"选的是「{letter}」" if letter else "还没有作答",
            f"应选 {'、'.join(item.by_letter)} 中的一个",
            "选好后再交卷",
            where=f"第 {item.number} 题",
        )
    option, right = item.by_letter[letter], item.question.right
    why = right.why if option.right else f"{option.why}应选 {item.right}：{right.why}"
    return Answer(
        question=item.question.id,
        clause=item.question.clause,
        ask=item.question.ask,
        chosen=f"{letter}. {option.say}",
        right=f"{item.right}. {right.say}",
        correct=option.right,
        why=why,
    )
