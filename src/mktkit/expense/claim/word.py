"""The 报销单 as a Word file: as Chinese finance keeps it, with number, attachments, 大写 and lines to sign."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from mktkit.expense.claim.calc import settled_lines, settlement
from mktkit.expense.claim.checks import CheckResult
from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.report import claim_facts, handler_text, invoice_text, span_text
from mktkit.money import capital_words, yuan
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
from mktkit.records import SELF_DECLARED
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = ["SIGNERS", "claim_document", "write_claim"]

#: Who signs a 报销单.
SIGNERS = ("报销人", "部门负责人", "会计", "出纳", "领款人")


def claim_document(claim: Claim, checked: CheckResult, rules: Rules, number: str = "") -> Document:
    """Return a claim as a document.

    Parameters
    ----------
    claim, checked
        What was filled in, and what its checks said.
    rules
        The rules it was checked by.
    number
        报销单号; '' leaves it to be written in.

    Notes
    -----
    制度 6.2.1.
    """
    paid = settlement(claim, checked)
    blocks: list[Block] = [
        Fields(tuple(Entry(title, text) for title, text in claim_facts(claim, number, "　"))),
        _lines(claim, checked),
        Fields(
            (
                Entry("合计（大写）", (Run(capital_words(claim.total), bold=True),)),
                Entry("合计（小写）", (Run(f"￥{yuan(claim.total)}", bold=True),)),
                Entry("核定（大写）", (Run(capital_words(checked.allowed), bold=True),)),
                Entry("核定（小写）", (Run(f"￥{yuan(checked.allowed)}", bold=True),)),
                Entry("自负", f"￥{yuan(paid.own)}"),
                Entry("附件张数", f"{claim.attachments} 张"),
                Entry("原借款", f"￥{yuan(paid.advance)}"),
                Entry("应退／应补", f"应退 ￥{yuan(paid.refund)}　应补 ￥{yuan(paid.due)}"),
                Entry("收款账户", claim.account),
                Entry("经办人", handler_text(claim)),
            )
        ),
    ]
    if checked.findings:
        rows = tuple((one.where, one.title, one.clause, one.what, one.want) for one in checked.findings)
        titles = (
            TableColumn("位置"),
            TableColumn("检查"),
            TableColumn("条款"),
            TableColumn("问题"),
            TableColumn("要求"),
        )
        blocks += [Heading("审核时请看", 2, numbered=False), Table(titles, rows)]
    blocks += [
        Signatures(SIGNERS, across=3),
        Paragraph(
            f"依据：{rules.cite('6.2.1')}、{rules.cite('6.2.2')}；规则指纹 {rules.fingerprint[:12]}。人员身份：{SELF_DECLARED}。",
            "note",
        ),
    ]
    return Document(
        "费用报销单",
        tuple(blocks),
        date=claim.claimed_on,
        version=rules.edition,
        notice=SAMPLE_LABEL if rules.is_sample("expense", "lodging") else "",
        cover=False,
        contents=False,
        landscape=True,
    )


def _lines(claim: Claim, checked: CheckResult) -> Table:
    titles = ("行", "类别", "日期", "地点", "事由", "发票号码", "张数", "金额", "核定", "自负")
    sides: dict[str, Literal["left", "right"]] = dict.fromkeys(("张数", "金额", "核定", "自负"), "right")
    rows = [
        (
            f"{one.number}", one.line.kind, span_text(one.line), one.line.place, one.line.purpose, invoice_text(one.line),
            f"{one.line.attachments or 0}", yuan(one.line.amount), yuan(one.allowed), yuan(one.own),
        )
        for one in settled_lines(claim, checked)
    ]  # fmt: skip
    blank = ("",) * 5
    sums = (yuan(claim.total), yuan(checked.allowed), yuan(checked.own))
    total = ("合计", *blank, f"{claim.attachments}", *sums)
    columns = tuple(TableColumn(title, sides.get(title, "left")) for title in titles)
    return Table(columns, (*rows, total), total=True)


def write_claim(
    claim: Claim,
    checked: CheckResult,
    rules: Rules,
    number: str = "",
    *,
    template: Path | Literal["default"] | None = "default",
) -> bytes:
    """Return a claim as a .docx; parameters as of :func:`claim_document`."""
    return write_word(claim_document(claim, checked, rules, number), template=template)
