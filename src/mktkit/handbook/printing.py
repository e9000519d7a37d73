"""The print version: the whole regulation on one page, with cover, contents, clause numbers and a page to sign."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from mktkit.handbook.macros.markup import Html, element, join
from mktkit.handbook.passages import Passage
from mktkit.handbook.tree import Node
from mktkit.rules import REGULATION, SAMPLE_LABEL, Rules

__all__ = ["OWNER", "receipt_fields", "receipt_words", "write_print"]

#: Who keeps the print version and its page to sign.
OWNER = "营销经理"
_SPACE = Html(" ")
#: Where the print version stands, seen from its own folder.
_UP = "../"


def receipt_words(rules: Rules) -> str:
    """Return what a person signs."""
    samples = "，知道其中标有「示」的数值是示例值、以公司确认的为准" if rules.has_samples else ""
    return f"本人已收到并阅读《{REGULATION}》（{rules.edition}）{samples}，将遵照执行。"


def receipt_fields(rules: Rules) -> tuple[tuple[str, str], ...]:
    """Return what the page to sign asks for, and what it knows already."""
    return (
        ("姓名", ""),
        ("工号", ""),
        ("部门", ""),
        ("岗位", ""),
        ("版次", rules.edition),
        ("规则日期", rules.on.isoformat()),
        ("签名", ""),
        ("签收日期", ""),
    )


def write_print(passages: Sequence[Passage], rules: Rules, styles: Sequence[str], word: str) -> str:
    """Return the page.

    Parameters
    ----------
    passages
        The regulation clause by clause.
    rules
        The rules they were written from.
    styles
        The style sheets of the handbook, from its root.
    word
        Name of the Word version beside the page.
    """
    chapters = [list(one) for _, one in groupby(passages, lambda one: one.clause.id.split(".")[0])]
    body = [
        _tools(word, rules),
        element("div", _cover(rules), _contents(passages), class_="front"),
        *(_chapter(one) for one in chapters),
        _receipt(rules),
    ]
    sheets = join(element("link", rel="stylesheet", href=f"{_UP}{one}") for one in styles)
    head = join(
        [
            Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'),
            element("title", f"{REGULATION}（{rules.edition}）打印版"),
            _meta("owner", OWNER),
            _meta("robots", "noindex"),
            sheets,
            element("script", src=f"{_UP}assets/handbook.js", defer=True),
        ]
    )
    article = element("article", *body, class_="md-typeset")
    return (
        f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head>\n'
        f'<body class="print-version" data-md-color-scheme="default" dir="ltr"><main>{article}</main></body></html>\n'
    )


def _meta(name: str, content: str) -> Html:
    return element("meta", name_=name, content=content)


def _tools(word: str, rules: Rules) -> Html:
    return element(
        "div",
        element("a", "← 返回手册", href=_UP),
        element("button", "打印或存成 PDF", type="button", class_="print-now", data_print=True),
        element("a", "下载 Word 版", href=word, download=f"{REGULATION}（{rules.edition}）.docx"),
        class_="print-tools",
    )


def _cover(rules: Rules) -> Html:
    notice = (
        [element("p", f"标有「示」的数值是{SAMPLE_LABEL}", class_="print-notice")]
        if rules.has_samples
        else []
    )
    return element(
        "section",
        element("h1", REGULATION, id="cover"),
        element("p", rules.edition, class_="print-edition"),
        *notice,
        element("p", f"按 {rules.on} 有效的规则印出，规则指纹 ", element("code", rules.fingerprint[:12])),
        class_="cover",
    )


def _contents(passages: Sequence[Passage]) -> Html:
    entries = [
        element(
            "li",
            element("a", element("b", one.clause.id), _SPACE, one.clause.title, href=f"#{_anchor(one)}"),
            class_=f"depth-{one.clause.id.count('.')}",
        )
        for one in passages
        if one.clause.id.count(".") < 3
    ]
    return element(
        "nav",
        element("h2", "目录", id="print-contents"),
        element("ul", *entries),
        class_="print-contents",
        aria_labelledby="print-contents",
    )


def _anchor(passage: Passage) -> str:
    return f"p-{passage.clause.anchor}"


def _chapter(passages: Sequence[Passage]) -> Html:
    return element("section", *(_passage(one) for one in passages), class_="print-chapter")


def _passage(one: Passage) -> Html:
    level = min(one.clause.id.count(".") + 2, 6)
    number = element("span", one.clause.id, class_="clause-id")
    heading = element(f"h{level}", number, _SPACE, one.clause.title, id=_anchor(one))
    facts = element("p", "　".join(f"{title}：{words}" for title, words in one.facts), class_="print-facts")
    content = Html("".join(_printed(node).write() for node in one.content))
    return join([heading, facts if one.facts else "", content])


def _printed(node: Node) -> Node:
    """Return a copy whose links to clauses stay on the page, and the others lead out of its folder."""
    attributes = dict(node.attributes)
    href = attributes.get("href")
    if href is not None and "://" not in href and not href.startswith(("/", "mailto:")):
        page, _, fragment = href.partition("#")
        on_page = "clause-link" in node.classes or (page.startswith("rules/") and fragment.startswith("c"))
        attributes["href"] = f"#p-{fragment}" if on_page and fragment else f"{_UP}{href}"
    if (source := attributes.get("src")) is not None and "://" not in source:
        attributes["src"] = f"{_UP}{source}"
    return Node(
        node.name,
        attributes,
        [child if isinstance(child, str) else _printed(child) for child in node.children],
    )


def _receipt(rules: Rules) -> Html:
    rows = [
        element("tr", element("th", title, scope="row"), element("td", known))
        for title, known in receipt_fields(rules)
    ]
    return element(
        "section",
        element("h2", "签收", id="receipt"),
        element("p", receipt_words(rules)),
        element("table", element("tbody", *rows), class_="receipt"),
        element("p", "本页由本人签名后交回，存入人事档案。", class_="print-facts"),
        class_="receipt-page",
    )
