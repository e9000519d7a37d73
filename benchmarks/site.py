"""The handbook built whole, beside the same pages with plain Material: `python benchmarks/site.py [--rounds N] [--format json]`.

The same pages: every macro already written out, the theme without our templates, its own search, none of our plugins. Ours: the
macros, our search index, the print version, and the one pass over the finished pages. The Word file is left out and timed apart.
Builds alternate in one process. Seconds are those of the processor in the best round, the clock's stand beside them. The ratio is
the median of the rounds' own ratios: the two builds of a round meet the same other work on the machine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import logging
import os
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
# The theme's own search cuts Chinese with it where it happens to be installed, which takes seconds; users have it not.
sys.modules["jieba"] = None  # type: ignore[assignment]

from mkdocs.commands.build import build as mkdocs_build  # noqa: E402
from mkdocs.config import load_config  # noqa: E402

from mktkit.handbook import build, versions  # noqa: E402
from mktkit.paths import project_root  # noqa: E402

ON = dt.date(2026, 11, 23)


def written_out(folder: Path) -> Path:
    """Write the pages with every macro written out, and a configuration that knows only Material."""
    root = project_root()
    shutil.copytree(root / "docs", folder / "docs")
    config = load_config(str(root / "mkdocs.yml"), site_dir=str(folder / "first"))
    config.extra["rules_on"] = ON.isoformat()

    def keep(markdown: str, page: Any, **_: Any) -> str:
        head = "---\n" + json.dumps({"title": page.title, **page.meta}, ensure_ascii=False) + "\n---\n\n"
        (folder / "docs" / page.file.src_uri).write_text(head + markdown, encoding="utf-8")
        return markdown

    config.plugins.events["page_markdown"].append(keep)
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    config.plugins.on_shutdown()
    text = (root / "mkdocs.yml").read_text(encoding="utf-8")
    before, rest = text.split("\nplugins:\n")
    plain = before.replace("  custom_dir: theme\n", "").replace("strict: true\n", "")
    (folder / "mkdocs.yml").write_text(
        f"{plain}\nplugins: [search]\n\nmarkdown_extensions:{rest.split('markdown_extensions:')[1]}",
        encoding="utf-8",
    )
    return folder / "mkdocs.yml"


def plain_material(config_file: Path, destination: Path) -> None:
    config = load_config(str(config_file), site_dir=str(destination))
    config.plugins.on_startup(command="build", dirty=False)
    mkdocs_build(config)
    config.plugins.on_shutdown()


def timed(action: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    action()
    return time.process_time() - processor, time.perf_counter() - clock


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    arguments = parser.parse_args()
    logging.disable(logging.WARNING)
    word: list[float] = []
    write = versions.write_regulation

    def write_apart(*given: Any) -> bytes:
        content: list[bytes] = []
        word.append(timed(lambda: content.append(write(*given)))[0])
        return content[0]

    versions.write_regulation = write_apart
    ours: list[tuple[float, float]] = []
    plain: list[tuple[float, float]] = []
    with tempfile.TemporaryDirectory(prefix="mktkit-site-") as scratch:
        folder = Path(scratch)
        config_file = written_out(folder / "plain")
        # The first round warms caches and imports, and does not count.
        for number in range(arguments.rounds + 1):
            theirs = timed(lambda: plain_material(config_file, folder / "material"))
            mine = timed(lambda: build(folder / "handbook", on=ON))
            mine = (mine[0] - word[-1], mine[1] - word[-1])
            if number:
                plain.append(theirs)
                ours.append(mine)
        pages = len(list((folder / "handbook").rglob("*.html")))
    result: dict[str, Any] = {
        "pages": pages,
        "ours_seconds": round(min(one[0] for one in ours), 2),
        "material_seconds": round(min(one[0] for one in plain), 2),
        "ours_clock": round(min(one[1] for one in ours), 2),
        "material_clock": round(min(one[1] for one in plain), 2),
        "word_seconds": round(min(word[1:]), 2),
    }
    ratios = [mine[0] / theirs[0] for mine, theirs in zip(ours, plain, strict=True)]
    result["ratio"] = round(statistics.median(ratios), 2)
    result["ratios"] = [round(one, 2) for one in sorted(ratios)]
    if arguments.format == "json":
        print(json.dumps(result, indent=2))
        return
    print(f"{pages} pages, best of {arguments.rounds}: processor seconds (clock)")
    print(
        f"{result['ours_seconds']:7.2f} ({result['ours_clock']:.2f})  ours, Word apart ({result['word_seconds']:.2f})"
    )
    print(
        f"{result['material_seconds']:7.2f} ({result['material_clock']:.2f})  the same pages with plain Material"
    )
    print(f"ours ÷ Material: {result['ratio']:.2f} (rounds from {min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
