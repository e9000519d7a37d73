"""A claim for people to look at: what its checks found, what is allowed, the sums; on the form and on the desk."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from mktkit.expense.claim.budget_left import budget_left
from mktkit.expense.claim.checks import Checked
from mktkit.expense.claim.model import Claim
from mktkit.expense.claim.store import check_claim, standing_of
from mktkit.money import capital, yuan
from mktkit.records import Record, Store
from mktkit.rules import SAMPLE_LABEL, Rules, load_rules

__all__ = ["claim_json", "review", "settled_rows", "settlement", "shown"]


def _number(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def settled_rows(claim: Claim, checked: Checked) -> list[dict[str, Any]]:
    """Return a row a line: claimed, allowed and own part, in 元."""
    rows = zip(claim.lines, checked.lines["allowed"], checked.lines["own"], strict=True)
    return [
        {
            "行": number,
            "类别": line.kind,
            "日期": line.day.isoformat(),
            "地点": line.place,
            "报销": _number(line.amount),
            "核定": _number(int(allowed)),
            "自负": _number(int(own)),
        }
        for number, (line, allowed, own) in enumerate(rows, 1)
    ]


def settlement(claim: Claim, checked: Checked) -> dict[str, int]:
    """Return what is paid or given back, in 分: 合计, 核定, 自负, 原借款, 应退, 应补.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.expense.claim.model import ClaimLine
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> claim = Claim(claimed_on="2026-10-20", person_id="X001", name="示例", department="销售部", post="销售代表",
    ...               month="2026-10", category="销售费用", purpose="寄样品", advance=10000,
    ...               lines=[ClaimLine(kind="其他", day="2026-10-12", amount=14000, net=13084, tax=916)])
    >>> settlement(claim, check_claim(claim, rules))
    {'合计': 14000, '核定': 14000, '自负': 0, '原借款': 10000, '应退': 0, '应补': 4000}
    """
    rest = checked.allowed - claim.advance
    return {
        "合计": claim.total,
        "核定": checked.allowed,
        "自负": checked.own,
        "原借款": claim.advance,
        "应退": max(-rest, 0),
        "应补": max(rest, 0),
    }


def shown(claim: Claim, checked: Checked, rules: Rules) -> dict[str, Any]:
    """Return the checks and sums of a claim, for :func:`mktkit.live`."""
    stops = sum(one.severity == "stop" for one in checked.findings)
    others = len(checked.findings) - stops
    if stops:
        verdict = f"要改 {stops} 处才能提交" + (f"，另有 {others} 处提醒" if others else "")
    else:
        verdict = f"可以提交，有 {others} 处提醒会给审核人看" if others else "没有发现问题，可以提交"
    sums = settlement(claim, checked)
    words = f"合计 {yuan(claim.total)} 元（{capital(claim.total)}），核定 {yuan(checked.allowed)} 元（{capital(checked.allowed)}）"
    tail = "，".join(f"{title} {yuan(sums[title])} 元" for title in ("自负", "原借款", "应退", "应补"))
    result: dict[str, Any] = {"检查结果": verdict}
    if checked.findings:
        result["要改的和要注意的"] = [one.as_row() for one in checked.findings]
    result["核定"] = settled_rows(claim, checked)
    sample = f"\n标准为{SAMPLE_LABEL}" if rules.is_sample("expense", "lodging") else ""
    result["金额"] = f"{words}，{tail}；附件 {claim.attachments} 张。\n依据：{rules.cite('6.2.2')}{sample}"
    return result


def review(content: Claim, record: Record, store: Store, rules: Rules) -> dict[str, Any]:
    """Return what a reviewer should see of a claim; checked again by the rules of its day, with what the records hold now."""
    if rules.on != content.claimed_on:
        rules = load_rules(on=content.claimed_on)
    files = {one.name: store.attachment(one) for one in record.attachments}
    # Once approved it is committed itself, and would stand in its own way.
    year = int(content.month[:4])
    left = budget_left(store, rules, [year]) if record.status == "pending" else None
    standing = standing_of(store, besides=record.document, available=left)
    checked = check_claim(content, rules, standing, files, record.document)
    told = shown(content, checked, rules)
    told["检查结果"] = f"发现 {len(checked.findings)} 处" if checked.findings else "没有发现问题"
    return told


def claim_json(claim: Claim, checked: Checked, rules: Rules) -> dict[str, Any]:
    """Return a checked claim as JSON-ready data; amounts in 分."""
    rows = zip(claim.lines, checked.lines["allowed"], checked.lines["own"], strict=True)
    return {
        "edition": rules.edition,
        "fingerprint": rules.fingerprint,
        "stopped": checked.stopped,
        "total": claim.total,
        "total_words": capital(claim.total),
        "allowed": checked.allowed,
        "own": checked.own,
        "lines": [
            {
                "line": number,
                "kind": line.kind,
                "amount": line.amount,
                "allowed": int(allowed),
                "own": int(own),
            }
            for number, (line, allowed, own) in enumerate(rows, 1)
        ],
        "findings": [
            {
                "line": one.line,
                "check": one.check,
                "severity": one.severity,
                "clause": one.clause,
                "title": one.title,
                "what": one.what,
                "want": one.want,
                "mend": one.mend,
            }
            for one in checked.findings
        ],
    }
