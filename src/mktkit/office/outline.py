"""What a reader counts in a document: headings 1.2, figures 图 1, tables 表 2; for writers that must number themselves."""

from __future__ import annotations

from dataclasses import dataclass

from mktkit.errors import MktkitError, show
from mktkit.office.document import Document, Figure, Heading, Reference, Run, Table, Text

__all__ = ["Outline", "outline_of"]


@dataclass(frozen=True)
class Outline:
    """Numbers of a document's headings and captions.

    Attributes
    ----------
    headings
        Number of each heading in order, ``2.1``; empty where it has none.
    captions
        ``图 1`` or ``表 2`` of each block by its position; nothing for one without caption.
    keys
        Key → ``图 1``.
    """

    headings: tuple[str, ...]
    captions: dict[int, str]
    keys: dict[str, str]

    def name(self, reference: Reference) -> str:
        """Return what a reference is called.

        Raises
        ------
        MktkitError
            No figure or table has this key.
        """
        if reference.key not in self.keys:
            raise MktkitError(
                f"正文提到的{show(reference.key)}没有对应的图或表",
                "应是某个带标题的图或表",
                "补上图或表，或改掉这句话",
            )
        return self.keys[reference.key]

    def words(self, text: Text) -> str:
        """Return a text without its looks."""
        if isinstance(text, str):
            return text
        return "".join(
            part if isinstance(part, str) else part.text if isinstance(part, Run) else self.name(part)
            for part in text
        )


def outline_of(document: Document) -> Outline:
    """Number a document's headings, figures and tables in their order.

    Examples
    --------
    >>> outline_of(Document("周报", (Heading("概况"), Heading("渠道", 2), Heading("附录", numbered=False)))).headings
    ('1', '1.1', '')
    """
    counts = [0, 0, 0]
    seen = {"图": 0, "表": 0}
    headings, captions, keys = [], {}, {}
    for position, block in enumerate(document.blocks):
        if isinstance(block, Heading):
            number = ""
            if block.numbered:
                counts[block.level - 1] += 1
                counts[block.level :] = [0] * (3 - block.level)
                number = ".".join(str(one) for one in counts[: block.level])
            headings.append(number)
        elif isinstance(block, Figure | Table) and block.caption:
            kind = "图" if isinstance(block, Figure) else "表"
            seen[kind] += 1
            captions[position] = f"{kind} {seen[kind]}"
            if block.key:
                keys[block.key] = captions[position]
    return Outline(tuple(headings), captions, keys)
