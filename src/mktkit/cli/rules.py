"""``mktkit rules show|check`` and ``mktkit cite``: the values in force, and how a clause is quoted."""

from __future__ import annotations

import datetime as dt
import json
import sys
from typing import TYPE_CHECKING

import click

from mktkit.cli.parts import FORMAT, ON, UsageError, look_up, print_json, print_table, rules_on
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
@click.argument("subject", required=False)
@ON
@FORMAT
def _show(subject: str | None, on: dt.date | None, style: str) -> None:
    from mktkit.rules import SUBJECTS

    if subject is not None and subject not in SUBJECTS:
        raise UsageError(f"没有规则文件{show(subject)}", "可写：" + "、".join(SUBJECTS), "改好后重试")
    rules = rules_on(on)
    listed = []
    for one, name, clause in rules.named_values():
        if subject in (None, one):
            model = rules.values(one)
            value = model.model_dump(mode="json")[name]
            path: tuple[str, ...] = (name,)
            if model.is_per_clause(name):
                value, path = value[clause], (name, clause)
            sample = rules.is_sample(one, *path)
            listed.append({"clause": clause, "file": one, "name": name, "value": value, "sample": sample})
    if style == "json":
        print_json(
            {
                "on": rules.on.isoformat(),
                "edition": rules.edition,
                "fingerprint": rules.fingerprint,
                "values": listed,
            }
        )
        return
    click.echo(f"{rules.on} 有效的规则：{rules.edition}，指纹 {rules.fingerprint}")
    print_table(
        ["条款", "文件", "名称", "来源", "值"],
        [
            [
                one["clause"],
                one["file"],
                one["name"],
                "示例值" if one["sample"] else "公司值",
                json.dumps(one["value"], ensure_ascii=False),
            ]
            for one in listed
        ],
    )


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
    if style == "json":
        print_json(
            {
                "on": rules.on.isoformat(),
                "edition": rules.edition,
                "fingerprint": rules.fingerprint,
                "faults": [],
                "stale_questions": [
                    {"question": one.id, "changed": rules.changed(one.clause).isoformat()}
                    for one in quiz.stale
                ],
                "overdue": [
                    {"clause": one.id, "owner": one.owner, "due": one.review_due.isoformat()}
                    for one in rules.overdue
                ],
            }
        )
    else:
        own = company_folder()
        place = f"公司规则文件夹 {own}" if own.is_dir() else f"没有公司规则文件夹（{own}），全部用示例值"
        click.echo(f"规则文件没有错误。{rules.on} 有效的是{rules.edition}；{place}。")
        _tell_overdue(rules)
        _tell_stale(quiz)
    if strict and (rules.overdue or quiz.stale):
        sys.exit(1)


def _tell_overdue(rules: Rules) -> None:
    if not rules.overdue:
        click.echo(f"{len(rules.clauses)} 个条款都在复核期内。")
        return
    click.echo(
        f"\n逾期未复核的条款 {len(rules.overdue)} 条，请维护岗位重读后改 clauses.yaml 里的 last_reviewed："
    )
    print_table(
        ["条款", "维护", "上次复核", "应在此前复核"],
        [[f"{one.id} {one.title}", one.owner, one.last_reviewed, one.review_due] for one in rules.overdue],
    )


def _tell_stale(quiz: Quiz) -> None:
    if not quiz.stale:
        click.echo(f"题库 {len(quiz)} 题都与条款相符。")
        return
    rules = quiz.rules
    click.echo(
        f"\n条款改过、还没有复核的题 {len(quiz.stale)} 道，请对照条款后改 quiz.yaml 里的 last_reviewed："
    )
    print_table(
        ["题", "条款", "条款改于", "题上次复核"],
        [
            [
                one.id,
                f"{one.clause} {rules.clause(one.clause).title}",
                rules.changed(one.clause),
                one.last_reviewed,
            ]
            for one in quiz.stale
        ],
    )


@click.command("cite", options_metavar="[选项]", help="给出一个条款的引用和链接，如 mktkit cite 5.1.2.a。")
@click.argument("clause")
@ON
@FORMAT
def cite(clause: str, on: dt.date | None, style: str) -> None:
    """Print how a clause is quoted."""
    rules = rules_on(on)
    found = look_up(rules.clause, clause)
    citation = rules.cite(clause)
    if style == "json":
        print_json(
            {
                "clause": found.id,
                "title": found.title,
                "citation": citation,
                "url": found.url,
                "edition": rules.edition,
            }
        )
    else:
        click.echo(f"{citation}\n手册链接：{found.url}")
