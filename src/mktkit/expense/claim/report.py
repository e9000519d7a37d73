"""A claim in words: what its checks found, what is allowed, the sums; on the form, the desk and in print."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal

from mktkit.expense.claim.calc import settled_lines, settlement
from mktkit.expense.claim.checks import CheckResult, ClaimFinding
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.money import capital_words, yuan
from mktkit.rules import SAMPLE_LABEL, Rules

__all__ = [
    "budget_text",
    "claim_facts",
    "claim_json",
    "handler_text",
    "invoice_text",
    "settled_rows",
    "show_claim",
    "span_text",
    "sums_text",
    "verdict",
    "yuan_number",
]


def yuan_number(fen: int) -> Decimal:
    """Return an amount in 分 as a number of 元."""
    return Decimal(fen).scaleb(-2)


def settled_rows(claim: Claim, checked: CheckResult) -> list[dict[str, object]]:
    """Return a row a line: claimed, allowed and own part, in 元."""
    return [
        {
            "行": one.number,
            "类别": one.line.kind,
            "日期": one.line.day.isoformat(),
            "地点": one.line.place,
            "报销": yuan_number(one.line.amount),
            "核定": yuan_number(one.allowed),
            "自负": yuan_number(one.own),
        }
        for one in settled_lines(claim, checked)
    ]


def verdict(checked: CheckResult) -> str:
    """Say whether a claim can be handed in."""
    stops = sum(one.severity == "stop" for one in checked.findings)
    others = sum(one.severity == "warn" for one in checked.findings)
    if stops:
        return f"要改 {stops} 处才能提交" + (f"，另有 {others} 处提醒" if others else "")
    return f"可以提交，有 {others} 处提醒会给审核人看" if others else "没有发现问题，可以提交"


def sums_text(claim: Claim, checked: CheckResult, rules: Rules) -> str:
    """Say the sums of a claim, and what the allowed part rests on."""
    paid = settlement(claim, checked)
    words = f"合计 {yuan(paid.total)} 元（{capital_words(paid.total)}），核定 {yuan(paid.allowed)} 元（{capital_words(paid.allowed)}）"
    rest = {"自负": paid.own, "原借款": paid.advance, "应退": paid.refund, "应补": paid.due}
    tail = "，".join(f"{title} {yuan(fen)} 元" for title, fen in rest.items())
    sample = f"\n标准为{SAMPLE_LABEL}" if rules.is_sample("expense", "lodging") else ""
    return f"{words}，{tail}；附件 {claim.attachments} 张。\n依据：{rules.cite('6.2.2')}{sample}"


def budget_text(claim: Claim, checked: CheckResult) -> str:
    """Say whether the budget was looked at; where none is known that is no passing."""
    if checked.budgeted:
        return f"已和本机 {claim.month[:4]} 年已批准的预算、台账和已通过的报销单核对"
    return f"没有核对：本机没有 {claim.month[:4]} 年已批准的预算，请审核人核对"


def show_claim(claim: Claim, checked: CheckResult, rules: Rules, said: str = "") -> dict[str, object]:
    """Return the checks and sums of a claim, for :func:`mktkit.live`; `said` stands in place of the verdict."""
    findings = {"要改的和要注意的": [one.as_row() for one in checked.findings]} if checked.findings else {}
    return {
        "检查结果": said or verdict(checked),
        **findings,
        "核定": settled_rows(claim, checked),
        "金额": sums_text(claim, checked, rules),
        "预算": budget_text(claim, checked),
    }


def _finding_json(one: ClaimFinding) -> dict[str, object]:
    names = ("line", "check", "severity", "clause", "title", "what", "want", "mend")
    fields = asdict(one)
    return {name: fields[name] for name in names}


def claim_json(claim: Claim, checked: CheckResult, rules: Rules) -> dict[str, object]:
    """Return a checked claim as JSON-ready data; amounts in 分."""
    return {
        "edition": rules.edition,
        "fingerprint": rules.fingerprint,
        "stopped": checked.stopped,
        "total": claim.total,
        "total_words": capital_words(claim.total),
        "allowed": checked.allowed,
        "own": checked.own,
        "budget_known": checked.budgeted,
        "lines": [
            {
                "line": one.number,
                "kind": one.line.kind,
                "amount": one.line.amount,
                "allowed": one.allowed,
                "own": one.own,
            }
            for one in settled_lines(claim, checked)
        ],
        "findings": list(map(_finding_json, checked.findings)),
    }


# -- in print ------------------------------------------------------------------------------------------


def claim_facts(claim: Claim, number: str, gap: str) -> list[tuple[str, str]]:
    """Return what stands above the lines of a printed claim; `gap` parts department and post."""
    trip = f"{claim.departed_on} 至 {claim.returned_on}" if claim.departed_on else ""
    return [
        ("编号", number),
        ("报销日期", f"{claim.claimed_on}"),
        ("报销人", f"{claim.name}（{claim.person_id}）"),
        ("部门、岗位", f"{claim.department}{gap}{claim.post}"),
        ("预算科目", claim.category),
        ("归属月份", claim.month),
        ("成本中心", claim.cost_centre),
        ("关联申请单号", claim.request),
        ("事由", claim.purpose),
        ("出差起止", trip),
    ]


def handler_text(claim: Claim) -> str:
    """Say who filled the claim in."""
    return f"{claim.handler_name}（{claim.handler_id}）" if claim.handler_id else "本人"


def span_text(line: ClaimLine) -> str:
    """Say the days of a line."""
    return f"{line.day} 至 {line.until}" if line.until else f"{line.day}"


def invoice_text(line: ClaimLine) -> str:
    """Write code and number of a line's invoice."""
    return " ".join(part for part in (line.invoice_code, line.invoice_number) if part)
