"""The regulation in other shapes than pages: one page to print, and Word."""

from __future__ import annotations

from pathlib import Path

from mktkit.handbook.finished import Finished
from mktkit.handbook.passages import read_passages
from mktkit.handbook.printing import write_print
from mktkit.handbook.word import write_regulation
from mktkit.rules import Rules

__all__ = ["WORD", "write_versions"]

#: The Word version, beside the page.
WORD = "regulation.docx"


def write_versions(site: Finished | Path, rules: Rules, *, word: bool = True) -> None:
    """Write ``print/`` into a finished site: the print version and, unless it is left out, the Word version."""
    files = Finished.of(site)
    passages = read_passages(files, rules.clauses)
    folder = files.folder / "print"
    folder.mkdir(exist_ok=True)
    page = write_print(passages, rules, [*_styles(files), "assets/print.css"], WORD)
    (folder / "index.html").write_text(page, encoding="utf-8")
    if word:
        (folder / WORD).write_bytes(write_regulation(passages, rules))


def _styles(files: Finished) -> list[str]:
    """Return the style sheets of the home page, so that what stands in print looks as it does there."""
    home = files.tree("index.html") if (files.folder / "index.html").is_file() else None
    sheets = [] if home is None else home.findall(".//link[@rel='stylesheet']")
    return [sheet.get("href", "") for sheet in sheets]
