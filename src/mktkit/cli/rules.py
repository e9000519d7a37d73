"""``mktkit rules show|check`` and ``mktkit cite``: the values in force, and how a clause is quoted."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from mktkit.cli.parts import FORMAT, ON, UsageError, answer, look_up, rules_on, table
from mktkit.errors import show

if TYPE_CHECKING:
    from mktkit.rules import Rules
    from mktkit.rules.quiz import Quiz

__all__ = ["cite", "rules_group"]


@click.group("rules", options_metavar="[选项]", subcommand_metavar="命令 [参数]", help="看规则、查规则。")
def rules_group() -> None:
    """Group of the commands on rules."""


@rules_group.command(
    "show", options_metavar="[选项]", help="列出有效的规则值；可只看一个文件，如 appraisal。"
)
@click.argument("subject", metavar="[规则]", required=False)
@ON
@FORMAT
def _show(subject: str | None, on: dt.date | None, style: str) -> None:
    from mktkit.rules import SUBJECTS

    if subject is not None and subject not in SUBJECTS:
        raise UsageError(f"没有规则文件{show(subject)}", "可写：" + "、".join(SUBJECTS), "改好后重试")
    rules = rules_on(on)
    listed = list(_values(rules, subject))
    titles = ["条款", "文件", "名称", "来源", "值"]
    rows = [
        [
            one["clause"],
            one["file"],
            one["name"],
            "示例值" if one["sample"] else "公司值",
            json.dumps(one["value"], ensure_ascii=False),
        ]
        for one in listed
    ]
    answer(
        style,
        _edition(rules) | {"values": listed},
        f"{rules.on} 有效的规则：{rules.edition}，指纹 {rules.fingerprint}",
        table(titles, rows),
    )


def _edition(rules: Rules) -> dict[str, object]:
    """Return which rules an answer is by."""
    return {"on": rules.on.isoformat(), "edition": rules.edition, "fingerprint": rules.fingerprint}


def _values(rules: Rules, subject: str | None) -> Iterator[dict[str, object]]:
    for one, name, clause in rules.named_values():
        if subject not in (None, one):
            continue
        model = rules.values(one)
        value = model.model_dump(mode="json")[name]
        path: tuple[str, ...] = (name,)
        if model.is_per_clause(name):
            value, path = value[clause], (name, clause)
        sample = rules.is_sample(one, *path)
        yield {"clause": clause, "file": one, "name": name, "value": value, "sample": sample}


@rules_group.command(
    "check",
    options_metavar="[选项]",
    help="检查规则文件和题库，连同还没有生效的版本；列出逾期未复核的条款、条款改过而没有复核的题。",
)
@ON
@click.option("--strict", is_flag=True, help="有条款或题没有按时复核，也算不合格。")
@FORMAT
def _check(on: dt.date | None, strict: bool, style: str) -> None:
    from mktkit.paths import company_folder
    from mktkit.rules.quiz import read_quiz

    rules = rules_on(on)
    quiz = read_quiz(rules)
    own = company_folder()
    place = f"公司规则文件夹 {own}" if own.is_dir() else f"没有公司规则文件夹（{own}），全部用示例值"
    stale = [{"question": one.id, "changed": rules.changed(one.clause).isoformat()} for one in quiz.stale]
    overdue = [
        {"clause": one.id, "owner": one.owner, "due": one.review_due.isoformat()} for one in rules.overdue
    ]
    answer(
        style,
        _edition(rules) | {"faults": [], "stale_questions": stale, "overdue": overdue},
        f"规则文件没有错误。{rules.on} 有效的是{rules.edition}；{place}。",
        *_told_overdue(rules),
        *_told_stale(quiz),
    )
    if strict and (rules.overdue or quiz.stale):
        sys.exit(1)


def _told_overdue(rules: Rules) -> Iterator[str]:
    if not rules.overdue:
        yield f"{len(rules.clauses)} 个条款都在复核期内。"
        return
    yield f"\n逾期未复核的条款 {len(rules.overdue)} 条，请维护岗位重读后改 clauses.yaml 里的 last_reviewed："
    yield table(
        ["条款", "维护", "上次复核", "应在此前复核"],
        [[f"{one.id} {one.title}", one.owner, one.last_reviewed, one.review_due] for one in rules.overdue],
    )


def _told_stale(quiz: Quiz) -> Iterator[str]:
    if not quiz.stale:
        yield f"题库 {len(quiz)} 题都与条款相符。"
        return
    rules = quiz.rules
    yield f"\n条款改过、还没有复核的题 {len(quiz.stale)} 道，请对照条款后改 quiz.yaml 里的 last_reviewed："
    rows = [
        [
            one.id,
            f"{one.clause} {rules.clause(one.clause).title}",
            rules.changed(one.clause),
            one.last_reviewed,
        ]
        for one in quiz.stale
    ]
    yield table(["题", "条款", "条款改于", "题上次复核"], rows)


@click.command("cite", options_metavar="[选项]", help="给出一个条款的引用和链接，如 mktkit cite 5.1.2.a。")
@click.argument("clause", metavar="条款")
@ON
@FORMAT
def cite(clause: str, on: dt.date | None, style: str) -> None:
    """Print how a clause is quoted."""
    rules = rules_on(on)
    found = look_up(rules.clause, clause)
    citation = rules.cite(clause)
    answer(
        style,
        {
            "clause": found.id,
            "title": found.title,
            "citation": citation,
            "url": found.url,
            "edition": rules.edition,
        },
        f"{citation}\n手册链接：{found.url}",
    )
