"""Make the index of a built site, and put it with its reader into the site."""

from __future__ import annotations

import base64
import gzip
import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from mktkit.errors import MktkitError, show
from mktkit.handbook.finished import Finished
from mktkit.handbook.search.pack import pack
from mktkit.handbook.search.sections import PageText, read_sections
from mktkit.handbook.search.words import Word

__all__ = ["Indexed", "index_site"]

_READER = Path(__file__).with_name("browser")
#: What reads the index, each part standing on those before it.
_PARTS = ("text", "sounds", "asked", "postings", "query", "ranking", "display")
#: Pages that are answers to nothing.
_LEFT_OUT = frozenset({"404.html"})


@dataclass(frozen=True)
class Indexed:
    """An index that was made.

    Attributes
    ----------
    pages, sections, terms
        How many of each it holds.
    size
        Bytes of the index with all text for snippets.
    seconds
        How long it took.
    data
        The index.
    """

    pages: int
    sections: int
    terms: int
    size: int
    seconds: float
    data: bytes = field(repr=False)

    @property
    def gzipped(self) -> int:
        """Bytes of the index as a server sends it; packed when asked, for a build does not need to know."""
        return len(gzip.compress(self.data, 9))


def index_site(site: Finished | Path | str, words: Iterable[Word] = ()) -> Indexed:
    """Read the finished pages of a site and write its search index and the reader into ``search/``.

    Parameters
    ----------
    site
        Folder of the built site.
    words
        Other names of terms.

    Returns
    -------
    Indexed

    Raises
    ------
    MktkitError
        The folder holds no page.
    """
    started = time.perf_counter()
    files = Finished.of(site)
    folder = files.folder
    pages = dict(_pages(files))
    if not pages:
        raise MktkitError(
            f"文件夹{show(str(folder))}里没有网页",
            "应是已生成的网站（有 index.html）",
            "先生成网站，再建索引",
        )
    packed = pack(pages, tuple(words))
    target = folder / "search"
    target.mkdir(exist_ok=True)
    _write(target, packed.data)
    seconds = time.perf_counter() - started
    return Indexed(len(pages), packed.sections, packed.terms, len(packed.data), seconds, packed.data)


def _write(target: Path, data: bytes) -> None:
    """Write the index and its reader, and an empty one of the theme's own."""
    (target / "index.bin").write_bytes(data)
    # A page opened from the disk may not fetch, but it may run a script.
    text = base64.b64encode(data).decode("ascii")
    (target / "index.js").write_text(f'searchIndex = "{text}";\n', encoding="utf-8")
    stub = json.dumps(
        {"config": {"lang": ["zh"], "separator": r"[\s]+", "pipeline": [], "fields": {}}, "docs": []}
    )
    (target / "search_index.json").write_text(stub, encoding="utf-8")
    (target / "search_index.js").write_text(f"var __index = {stub};\n", encoding="utf-8")
    for name in ("setup.js", "worker.js"):
        shutil.copyfile(_READER / name, target / name)
    (target / "engine.js").write_text(_engine(), encoding="utf-8")


def _engine() -> str:
    """One script of all parts: a page opened from the disk may load scripts, but no modules."""
    parts = "\n".join((_READER / f"{part}.js").read_text(encoding="utf-8") for part in _PARTS)
    return (
        f'(function (root) {{\n"use strict";\n\n{parts}\nroot.SearchIndex = SearchIndex;\n}})(globalThis);\n'
    )


def _pages(files: Finished) -> Iterable[tuple[str, PageText]]:
    for name in files.names:
        if name.endswith(".html") and name not in _LEFT_OUT:
            page = read_sections(files.tree(name))
            if page is not None:
                yield _address(name), page


def _address(name: str) -> str:
    return name.removesuffix("index.html") if name == "index.html" or name.endswith("/index.html") else name
