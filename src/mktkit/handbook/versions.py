"""The regulation in other shapes than pages: one page to print, and Word."""

from __future__ import annotations

from pathlib import Path

from mktkit.handbook.passages import read_passages
from mktkit.handbook.printing import write_print
from mktkit.handbook.tree import parse
from mktkit.handbook.word import write_regulation
from mktkit.rules import Rules

__all__ = ["WORD", "write_versions"]

#: The Word version, beside the page.
WORD = "regulation.docx"


def write_versions(site: Path, rules: Rules, *, word: bool = True) -> None:
    """Write ``print/`` into a finished site: the print version and, unless it is left out, the Word version."""
    passages = read_passages(site, rules.clauses)
    folder = site / "print"
    folder.mkdir(exist_ok=True)
    page = write_print(passages, rules, [*_styles(site), "assets/print.css"], WORD)
    (folder / "index.html").write_text(page, encoding="utf-8")
    if word:
        (folder / WORD).write_bytes(write_regulation(passages, rules))


def _styles(site: Path) -> list[str]:
    """Return the style sheets of the home page, so that what stands in print looks as it does there."""
    home = site / "index.html"
    tree = parse(home.read_text(encoding="utf-8")) if home.is_file() else parse("")
    sheets = [
        node for node in tree.walk() if node.name == "link" and node.attributes.get("rel") == "stylesheet"
    ]
    return [node.attributes.get("href") or "" for node in sheets]
