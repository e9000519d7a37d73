"""``mktkit expense check`` and ``mktkit expense claim``: a filled-in 报销单 checked, printed, handed in."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mktkit.cli.parts import FILE, FORMAT, OUT, answer, gathered, row_table, table
from mktkit.errors import show

if TYPE_CHECKING:
    from mktkit.expense.claim.checks import CheckResult
    from mktkit.expense.claim.model import Claim
    from mktkit.rules import Rules

__all__ = ["check", "claim"]


def _read(file: Path) -> tuple[Claim, Rules]:
    """Read a claim by the rules of its own day; which choices it may hold is known only with them."""
    from mktkit.expense.claim.reading import read_claim
    from mktkit.rules import load_rules

    rules = load_rules(on=dt.date.today())
    claim = read_claim(file, rules)
    return claim, rules if claim.claimed_on == rules.on else load_rules(on=claim.claimed_on)


def _checked(claim: Claim, rules: Rules, files: dict[str, bytes]) -> CheckResult:
    from mktkit.expense.claim.budget_left import budget_left
    from mktkit.expense.claim.calc import check_claim
    from mktkit.expense.claim.store import standing_of
    from mktkit.records import open_store

    with open_store() as store:
        left = budget_left(store, rules, [int(claim.month[:4])])
        return check_claim(claim, rules, standing_of(store, available=left), files)


def _report(claim: Claim, checked: CheckResult, rules: Rules) -> Iterator[str]:
    from mktkit.expense.claim.report import budget_text, settled_rows, sums_text, verdict

    yield f"{claim.name}（{claim.person_id}）{claim.claimed_on} 报销单：{verdict(checked)}"
    if checked.findings:
        titles = ["级别", "位置", "检查", "条款", "问题", "要求"]
        rows = [one.as_row() for one in checked.findings]
        yield table(titles, [[row[title] for title in titles] for row in rows])
        for row in rows:
            yield f"  {row['位置']} {row['检查']}：{row['怎么改']}"
    yield row_table(settled_rows(claim, checked))
    yield sums_text(claim, checked, rules)
    yield f"预算：{budget_text(claim, checked)}"


@click.command("check", options_metavar="[选项]", help="检查一张填好的报销单：标准、发票、合计、期限。")
@click.argument("file", type=FILE, metavar="报销单.xlsx")
@FORMAT
def check(file: Path, style: str) -> None:
    """Check a filled-in claim against the rules and the records."""
    from mktkit.expense.claim.report import claim_json

    claim, rules = _read(file)
    checked = _checked(claim, rules, {})
    answer(style, claim_json(claim, checked, rules), *_report(claim, checked, rules))
    if checked.stopped:
        sys.exit(1)


@dataclass(frozen=True)
class _Wanted:
    """What is to be done with a claim; the help says what each is."""

    file: Path | None
    blank: bool
    output: Path | None
    submit: bool
    attached: tuple[Path, ...]
    style: str

    def refuse_unclear(self) -> None:
        """Refuse what says nothing to do, or two things at once."""
        if self.blank == (self.file is not None):
            raise click.UsageError("写一张填好的报销单，或写 --blank 取空白的，二者取一")
        endings = (".xlsx",) if self.blank else (".xlsx", ".docx")
        if self.output is not None and self.output.suffix.lower() not in endings:
            raise click.UsageError(
                f"结果文件写成了{show(self.output.name)}，应以 {' 或 '.join(endings)} 结尾"
            )
        if self.output is None and not self.submit:
            raise click.UsageError("没有写要做什么：用 -o 写出文件，或用 --submit 提交")


@click.command(
    "claim", options_metavar="[选项]", help="取空白报销单；把填好的排成可打印的 Word 或 Excel；提交。"
)
@click.argument("file", type=FILE, metavar="[报销单.xlsx]", required=False)
@click.option("--blank", is_flag=True, help="写出空白报销单。")
@click.option("-o", "output", type=OUT, help="写到哪个文件（.xlsx 或 .docx）。")
@click.option("--submit", is_flag=True, help="检查通过后提交审批。")
@click.option(
    "--attach", "attached", type=FILE, multiple=True, metavar="附件", help="附件，可写多次；只保存，不打开。"
)
@FORMAT
@gathered(_Wanted)
def claim(wanted: _Wanted) -> None:
    """Write the blank form, print a claim, or hand one in."""
    wanted.refuse_unclear()
    if wanted.file is None:
        _write_blank(wanted)
    else:
        _print_or_submit(wanted.file, wanted)


def _write_blank(wanted: _Wanted) -> None:
    from mktkit.expense.claim.blank_form import blank_claim
    from mktkit.files import save_document
    from mktkit.rules import load_rules

    assert wanted.output is not None
    save_document(wanted.output, blank_claim(load_rules(on=dt.date.today())))
    answer(wanted.style, {"file": str(wanted.output)}, f"已写出空白报销单 {wanted.output}")


def _print_or_submit(file: Path, wanted: _Wanted) -> None:
    from mktkit.files import save_document

    claim, rules = _read(file)
    files = {path.name: _content(path) for path in wanted.attached}
    number = ""
    done: dict[str, str] = {}
    said: list[str] = []
    if wanted.submit:
        from mktkit.expense.claim.budget_left import budget_left
        from mktkit.expense.claim.paper import hand_in_claim
        from mktkit.records import open_store

        with open_store() as store:
            left = budget_left(store, rules, [int(claim.month[:4])])
            record = hand_in_claim(store, claim, rules, files, available=left)
        number = record.document
        done |= {"document": number, "status": record.status_title}
        said.append(f"已提交：{record.title}，编号 {number}，{record.status_title}")
    if wanted.output is not None:
        save_document(wanted.output, _printed(claim, rules, number, files, wanted.output.suffix.lower()))
        done["file"] = str(wanted.output)
        said.append(f"已写出 {wanted.output}")
    answer(wanted.style, done, *said)


def _content(path: Path) -> bytes:
    from mktkit.records.attachments import MAX_ATTACHMENT, read_limited

    return read_limited(path, MAX_ATTACHMENT, "附件")


def _printed(claim: Claim, rules: Rules, number: str, files: dict[str, bytes], suffix: str) -> bytes:
    from mktkit.expense.claim.review import checked_again
    from mktkit.expense.claim.word import write_claim
    from mktkit.expense.claim.workbook import write_claim_workbook
    from mktkit.records import open_store

    if number:
        # As the desk will say it.
        with open_store() as store:
            checked = checked_again(claim, store.latest(number), store, rules)
    else:
        checked = _checked(claim, rules, files)
    write = write_claim if suffix == ".docx" else write_claim_workbook
    return write(claim, checked, rules, number)
