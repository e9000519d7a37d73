"""The Word version of the whole regulation, for the file that HR keeps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mktkit.handbook.passages import Passage
from mktkit.handbook.printing import receipt_fields, receipt_words
from mktkit.handbook.tree import Node
from mktkit.office.document import (
    Block,
    Bullets,
    Cell,
    Document,
    Entry,
    Fields,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    TableColumn,
)
from mktkit.office.word import write_word
from mktkit.rules import REGULATION, SAMPLE_LABEL, Rules

__all__ = ["regulation", "write_regulation"]

_SEAL = "B4401F"
#: Pictures of what a table beside them says in numbers, and signs that only a screen shows.
_DROPPED = frozenset({"svg", "colgroup", "input"})


def write_regulation(passages: Sequence[Passage], rules: Rules) -> bytes:
    """Return the regulation as .docx; the same passages and rules give the same bytes."""
    return write_word(regulation(passages, rules))


def regulation(passages: Sequence[Passage], rules: Rules) -> Document:
    """Return the regulation as a document: every clause under its number, then the page to sign."""
    blocks: list[Block] = []
    for number, one in enumerate(passages):
        depth = one.clause.id.count(".")
        if depth == 0 and number:
            blocks.append(PageBreak())
        level = 1 if depth == 0 else 2 if depth == 1 else 3
        blocks.append(Heading(f"{one.clause.id} {one.clause.title}", level, numbered=False))  # type: ignore[arg-type]
        if one.facts:
            blocks.append(Paragraph("　".join(f"{title}：{words}" for title, words in one.facts), "note"))
        for node in one.content:
            blocks += _blocks(node)
    return Document(
        title=REGULATION,
        blocks=(*blocks, *_receipt(rules)),
        subtitle=rules.edition,
        date=rules.on,
        version=f"规则指纹 {rules.fingerprint[:12]}",
        notice=f"标有「示」的数值是{SAMPLE_LABEL}" if rules.has_samples else "",
    )


def _receipt(rules: Rules) -> list[Block]:
    entries = tuple(Entry(title, known, 0.0 if known else 1.0) for title, known in receipt_fields(rules))
    return [
        PageBreak(),
        Heading("签收", 1, numbered=False),
        Paragraph(receipt_words(rules)),
        Fields(entries),
        Paragraph("本页由本人签名后交回，存入人事档案。", "note"),
    ]


# -- from HTML ---------------------------------------------------------------------------------------


def _blocks(node: Node) -> Iterator[Block]:
    match node.name:
        case "p":
            yield from _paragraph(node)
        case "ul" | "ol":
            yield from _list(node)
        case "table":
            yield _table(node)
        case "dl":
            yield _terms(node)
        case "pre":
            yield Paragraph(node.text, "plain")
        case name if name in _DROPPED:
            return
        case _ if "admonition" in node.classes or node.name == "details":
            yield from _aside(node)
        case _ if any(isinstance(child, str) and child.strip() for child in node.children):
            yield from _paragraph(node)
        case _:
            for child in node.elements:
                yield from _blocks(child)


def _paragraph(node: Node) -> Iterator[Block]:
    if "sample-note" in node.classes:
        # The rest of the line leads to a page that tells how to set the value.
        first = node.find(lambda one: one.name == "span")
        yield Paragraph(first.text if first else node.text, "note")
    elif text := _text(node):
        yield Paragraph(text)


def _aside(node: Node) -> Iterator[Block]:
    warning = bool(node.classes & {"warning", "danger"})
    for child in node.elements:
        if child.name == "summary" or "admonition-title" in child.classes:
            yield Paragraph((Run(child.text, bold=True),), "warning" if warning else "note")
        elif child.name == "p":
            yield Paragraph(_text(child), "warning" if warning else "note")
        else:
            yield from _blocks(child)


def _list(node: Node) -> Iterator[Block]:
    if "flow" in node.classes:
        # The table beneath it says the same and more.
        return
    entries = [child for child in node.elements if child.name == "li"]
    if "chain" in node.classes:
        yield Paragraph(" → ".join(child.text for child in entries))
    elif any("task-list-item" in child.classes for child in entries):
        yield from (Paragraph(("□ ", *_text(child)), "plain") for child in entries)
    elif entries:
        yield Bullets(tuple(_text(child) for child in entries), ordered=node.name == "ol")


def _table(node: Node) -> Table:
    rows = [one for one in node.walk() if one.name == "tr"]
    caption = node.find(lambda one: one.name == "caption")
    heads = [cell.text for cell in rows[0].elements]
    cells: list[tuple[Cell, ...]] = [tuple(_text(cell) for cell in row.elements) for row in rows[1:]]
    # The title of a group of rows is one cell across the table.
    filled: tuple[tuple[Cell, ...], ...] = tuple((*row, *[""] * (len(heads) - len(row))) for row in cells)
    return Table(tuple(TableColumn(head) for head in heads), filled, caption=caption.text if caption else "")


def _terms(node: Node) -> Fields:
    entries = []
    for title, told in zip(
        (one for one in node.walk() if one.name == "dt"),
        (one for one in node.walk() if one.name == "dd"),
        strict=True,
    ):
        entries.append(Entry(title.text, _text(told)))
    return Fields(tuple(entries), across=1)


def _text(node: Node) -> tuple[str | Run, ...]:
    """Return the words of an element; what is bold stays bold, and the mark of an example value stays red."""
    parts = list(_runs(node, bold=False))
    if parts and isinstance(parts[0], str):
        parts[0] = parts[0].lstrip()
    return tuple(part for part in parts if (part if isinstance(part, str) else part.text))


def _runs(node: Node, *, bold: bool) -> Iterator[str | Run]:
    for child in node.children:
        if isinstance(child, str):
            words = " ".join(child.split())
            spaced = f"{' ' if child[:1].isspace() and words else ''}{words}{' ' if child[-1:].isspace() and words else ''}"
            if spaced:
                yield Run(spaced, bold=True) if bold else spaced
        elif child.name in _DROPPED:
            continue
        elif "sample-mark" in child.classes:
            yield Run("〔示〕", colour=_SEAL)
        elif child.name == "br":
            yield " "
        else:
            yield from _runs(child, bold=bold or child.name in ("b", "strong"))
