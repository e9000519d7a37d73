"""Checks of invoices and dates (制度 6.2.1): there, ours, once, in time, adding up."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator, Mapping
from functools import partial, reduce
from operator import or_

import narwhals as nw

from mktkit.errors import show
from mktkit.expense.claim.checks.model import LineCells, Said, Test, day, rows_of, trimmed
from mktkit.expense.claim.lines import NONE, Frame
from mktkit.expense.claim.standing import Standing
from mktkit.money import yuan
from mktkit.rules import Rules
from mktkit.rules.subjects.claim_checks import ReceiptNeed

__all__ = ["prepared", "repeated", "repeats", "same_name", "under"]


def same_name(text: str) -> str:
    """Return a name without what makes no difference: width of brackets, spaces.

    Examples
    --------
    >>> same_name("示例（北京） 有限公司") == same_name("示例(北京)有限公司")
    True
    """
    return "".join(unicodedata.normalize("NFKC", text).split())


def repeated(lines: Frame, key: str, earlier: Mapping[str, str]) -> nw.Expr:
    """Return the expression that finds lines whose key was met before; a blank key is none.

    Parameters
    ----------
    lines
        In the order in which they were claimed.
    key
        The column that tells one invoice from another.
    earlier
        Key → claim that bears it already.
    """
    again = ~nw.col(key).is_first_distinct()
    if earlier:
        again = again | nw.col(key).is_in(list(set(earlier) & set(lines[key].unique().to_list())))
    return (nw.col(key) != "") & again


def prepared(lines: Frame) -> Frame:
    """Return all lines, in the order in which they were claimed, with what the tests of invoices look at."""
    buyers = lines["buyer"].unique().to_list()
    taxed = lines["buyer_tax_number"].unique().to_list()
    return lines.with_columns(
        # Few companies, many lines: each name is looked at once.
        buyer_plain=nw.col("buyer").replace_strict(
            buyers, [same_name(one) for one in buyers], return_dtype=nw.String
        ),
        tax_number_plain=nw.col("buyer_tax_number").replace_strict(
            taxed, [same_name(one).upper() for one in taxed], return_dtype=nw.String
        ),
        issued=nw.when(nw.col("invoice_day").is_null()).then(nw.col("day")).otherwise(nw.col("invoice_day")),
        ended=nw.when(nw.col("returned_on") > nw.col("until"))
        .then(nw.col("returned_on"))
        .otherwise(nw.col("until")),
    )


def repeats(lines: Frame, standing: Standing) -> Iterator[Said]:
    """Yield lines whose invoice was claimed before, here or in an earlier claim of anybody."""
    again = lines.filter(repeated(lines, "invoice", standing.invoices))
    if not len(again):
        return
    first: dict[str, LineCells] = {}
    for row in rows_of(lines.filter(nw.col("invoice").is_in(again["invoice"].unique().to_list()))):
        first.setdefault(row["invoice"], row)
    for row in rows_of(again):
        key = row["invoice"]
        where = _first_place(row["claim"], first[key], standing.invoices.get(key, ""))
        yield Said(row["claim"], row["line"], f"发票 {key} 已在{where}报过", "一张发票只报一次，不论由谁报")


def _first_place(claim: str, first: LineCells, earlier: str) -> str:
    if earlier:
        return f"报销单 {earlier}"
    whose = "本单" if first["claim"] == claim else f"报销单 {first['claim']} "
    return f"{whose}第 {first['line']} 行"


def _shape_words(row: LineCells) -> tuple[str, str]:
    code = f"代码 {show(row['code'])}，" if row["code"] else ""
    return f"{code}号码 {show(row['number'])}", "应为 20 位数电号码，或 10、12 位代码加 8 位号码"


def _days_words(rules: Rules, row: LineCells) -> tuple[str, str]:
    limit = rules.expense.claim_deadline
    return (
        f"费用到 {day(row['ended'])}，报销日期是 {day(row['claimed_on'])}",
        f"应在发生或返程后 {limit.after} 内，跨年的不晚于次年 {limit.next_year}",
    )


def under(rules: Rules) -> tuple[Test, ...]:
    """Return the tests of invoices under `rules`, for all kinds of line."""
    return (*_there(rules), *_ours(rules), *_right(rules), *_in_time(rules))


def _kinds(rules: Rules, need: ReceiptNeed) -> list[str]:
    """Return the kinds of receipt that carry something; one that was not chosen is taken for an invoice."""
    return ["", *(kind for kind, rule in rules.expense.receipts.items() if need in rule.needs)]


def _there(rules: Rules) -> Iterator[Test]:
    needs = ~nw.col("kind").is_in(list(rules.expense.without_invoice)) & (nw.col("amount") > 0)
    kind = nw.col("invoice_kind")
    yield Test(
        "invoice_missing",
        needs & (nw.col("invoice") == "") & kind.is_in(_kinds(rules, "号码")),
        lambda row: (f"{row['kind']}没有发票号码", "每笔费用应有发票"),
    )
    yield Test(
        "attachment_missing",
        ~nw.col("kind").is_in(list(rules.expense.without_invoice)) & (nw.col("attachments") <= 0),
        lambda row: (f"{row['kind']}没有附件", "发票和凭证应附上"),
    )
    columns: dict[ReceiptNeed, str] = {"销方": "seller", "事由": "purpose", "批准": "approved_by"}
    lacking = [
        kind.is_in(_kinds(rules, need)[1:]) & (trimmed(column) == "") for need, column in columns.items()
    ]
    yield Test("receipt_fields", needs & reduce(or_, lacking), lambda row: _lacking_words(rules, row))
    yield Test(
        "receipt_absent",
        kind == "无票说明",
        lambda row: (f"无票，说明是{show(row['purpose'])}", "每笔费用应有发票"),
    )
    for name, rule in rules.expense.receipts.items():
        if rule.until is not None:
            after = dt.datetime.combine(rule.until, dt.time())
            yield Test(
                "receipt_outdated",
                (kind == name) & (nw.col("issued") > after),
                partial(_outdated_words, rule.until),
            )


def _outdated_words(until: dt.date, row: LineCells) -> tuple[str, str]:
    return (
        f"{row['invoice_kind']}的日期是 {day(row['issued'])}",
        f"{until} 以后应为电子发票（电子客票、电子行程单）",
    )


def _lacking_words(rules: Rules, row: LineCells) -> tuple[str, str]:
    rule = rules.expense.receipts[row["invoice_kind"]]
    cells = {"销方": row["seller"], "事由": row["purpose"], "批准": row["approved_by"]}
    titles = {"批准": "批准人工号"}
    missing = [titles.get(need, need) for need in rule.needs if not cells.get(need, "－").strip()]
    return f"{row['invoice_kind']}没有填{'、'.join(missing)}", "这种票据要填" + "、".join(
        titles.get(need, need) for need in rule.needs
    )


def _ours(rules: Rules) -> Iterator[Test]:
    company = rules.expense.company
    billed = (nw.col("invoice") != "") & nw.col("invoice_kind").is_in(_kinds(rules, "购方"))
    billed = billed & (nw.col("amount") > 0)
    yield Test(
        "buyer_name",
        billed & (nw.col("buyer_plain") != same_name(company.name)),
        lambda row: (f"购方抬头是{show(row['buyer'])}", f"应为{company.name}"),
    )
    yield Test(
        "buyer_tax_number",
        billed & (nw.col("tax_number_plain") != company.tax_number),
        lambda row: (f"购方税号是{show(row['buyer_tax_number'])}", f"应为 {company.tax_number}"),
    )


def _right(rules: Rules) -> Iterator[Test]:
    digits = nw.col("invoice").str.contains(r"^[0-9]+$")
    length, of_code = nw.col("number").str.len_chars(), nw.col("code").str.len_chars()
    digital = (length == 20) & (of_code == 0)
    paper = (length == 8) & ((of_code == 10) | (of_code == 12))
    others = [kind for kind, rule in rules.expense.receipts.items() if rule.shape == "不限"]
    of_shape = (nw.col("invoice") == "") | nw.col("invoice_kind").is_in(others)
    yield Test("invoice_number", ~of_shape & ~(digits & (digital | paper)), _shape_words)
    yield Test("invoice_red", nw.col("red"), lambda row: ("这张发票标明已红冲", "应为有效的发票"))
    net, tax, amount = nw.col("net"), nw.col("tax"), nw.col("amount")
    yield Test("tax_sum", (net != NONE) & (tax != NONE) & (net + tax != amount), _tax_words)
    beyond = [(part != NONE) & _beyond(part, amount) for part in (net, tax)]
    yield Test("tax_amount", reduce(or_, beyond), _beyond_words)
    yield Test(
        "own_approval",
        (nw.col("approved_by") != "") & (nw.col("approved_by") == nw.col("person_id")),
        lambda row: (f"批准人 {row['approved_by']} 就是报销人", "批准人不能是报销人本人"),
    )


def _beyond(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """Return the expression of parts that are more than the whole, or of the other sign."""
    return nw.when(whole > 0).then((part > whole) | (part < 0)).otherwise((part < whole) | (part > 0))


def _beyond_words(row: LineCells) -> tuple[str, str]:
    parts = [
        f"{title} {yuan(row[name])} 元"
        for name, title in (("net", "不含税"), ("tax", "税额"))
        if row[name] != NONE
    ]
    return f"{'、'.join(parts)}，价税合计 {yuan(row['amount'])} 元", "不含税金额和税额都不应大于价税合计"


def _tax_words(row: LineCells) -> tuple[str, str]:
    net, tax, amount = row["net"], row["tax"], row["amount"]
    parts = f"{yuan(net)} + {yuan(tax)} = {yuan(net + tax)}"
    return f"{parts}，价税合计写的是 {yuan(amount)}", "不含税加税额应等于价税合计"


def _in_time(rules: Rules) -> Iterator[Test]:
    limit, ended = rules.expense.claim_deadline, nw.col("ended")
    month, of_month = map(int, limit.next_year.split("-"))
    next_year = ended.dt.truncate("1y").dt.offset_by("1y")
    last_day = next_year.dt.offset_by(f"{month - 1}mo").dt.offset_by(f"{of_month - 1}d")
    claimed = nw.col("claimed_on")
    late = (claimed > ended.dt.offset_by(f"{limit.after.amount}d")) | (claimed > last_day)
    yield Test("overdue", late, lambda row: _days_words(rules, row))
    yield Test("future", nw.col("until") > claimed, _future_words)
    issued = nw.col("invoice_day")
    yield Test(
        "future",
        issued > claimed,
        lambda row: (
            f"开票日期 {day(row['invoice_day'])}，晚于报销日期 {day(row['claimed_on'])}",
            "应为报销以前开的票",
        ),
    )


def _future_words(row: LineCells) -> tuple[str, str]:
    until, claimed = day(row["until"]), day(row["claimed_on"])
    return f"费用到 {until}，晚于报销日期 {claimed}", "应为已经发生的费用"
