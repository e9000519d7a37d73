"""A claim worked out, pure: what its checks find, what is allowed of each line, what is paid or given back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from mktkit.expense.claim.attachments import disguised
from mktkit.expense.claim.checks import CheckResult, ClaimFinding, check_claims
from mktkit.expense.claim.checks.model import Said
from mktkit.expense.claim.lines import claim_lines
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.claim.standing import Standing
from mktkit.rules import Rules

__all__ = [
    "SettledLine",
    "Settlement",
    "check_claim",
    "file_findings",
    "settled_lines",
    "settlement",
]


def file_findings(number: str, files: Mapping[str, bytes], rules: Rules) -> tuple[ClaimFinding, ...]:
    """Return what is suspicious about attached files; they are kept as they are and never opened."""
    rule = rules.expense.claim_checks["attachment_type"]
    if rule.severity == "ignore":
        return ()
    texts = [text for name, data in files.items() if (text := disguised(name, data))]
    return tuple(
        ClaimFinding.of("attachment_type", Said(number, 0, text, "应为 PDF、OFD 或图片"), rule)
        for text in texts
    )


def check_claim(
    claim: Claim,
    rules: Rules,
    standing: Standing | None = None,
    files: Mapping[str, bytes] | None = None,
    number: str = "本单",
) -> CheckResult:
    """Check one claim, with its attached files.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> line = ClaimLine(kind="餐补", day="2026-10-12", until="2026-10-13", place="上海", amount=20000)
    >>> claim = Claim(claimed_on="2026-10-20", person_id="X001", name="示例", department="销售部", post="销售代表",
    ...               month="2026-10", category="销售费用", purpose="拜访客户", lines=[line],
    ...               departed_on="2026-10-12", returned_on="2026-10-13")
    >>> check_claim(claim, rules).findings
    ()
    """
    checked = check_claims(claim_lines({number: claim}, rules), rules, standing)
    return replace(checked, findings=(*file_findings(number, files or {}, rules), *checked.findings))


@dataclass(frozen=True)
class SettledLine:
    """A line, from 1, and what of it is allowed and what is the claimant's own part, in 分."""

    number: int
    line: ClaimLine
    allowed: int
    own: int


def settled_lines(claim: Claim, checked: CheckResult) -> tuple[SettledLine, ...]:
    """Return the lines of a claim with what is allowed of each."""
    parts = zip(claim.lines, checked.lines["allowed"], checked.lines["own"], strict=True)
    return tuple(
        SettledLine(number, line, int(allowed), int(own))
        for number, (line, allowed, own) in enumerate(parts, 1)
    )


@dataclass(frozen=True)
class Settlement:
    """What is paid or given back, in 分; of what was advanced, the rest is one of both."""

    total: int
    allowed: int
    own: int
    advance: int

    @property
    def refund(self) -> int:
        """应退: what the claimant gives back."""
        return max(self.advance - self.allowed, 0)

    @property
    def due(self) -> int:
        """应补: what is still paid."""
        return max(self.allowed - self.advance, 0)


def settlement(claim: Claim, checked: CheckResult) -> Settlement:
    """Return what is paid or given back for a claim.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> claim = Claim(claimed_on="2026-10-20", person_id="X001", name="示例", department="销售部", post="销售代表",
    ...               month="2026-10", category="销售费用", purpose="寄样品", advance=10000,
    ...               lines=[ClaimLine(kind="其他", day="2026-10-12", amount=14000, net=13084, tax=916)])
    >>> paid = settlement(claim, check_claim(claim, rules))
    >>> paid, paid.refund, paid.due
    (Settlement(total=14000, allowed=14000, own=0, advance=10000), 0, 4000)
    """
    return Settlement(claim.total, checked.allowed, checked.own, claim.advance)
