"""``mktkit open``, ``build`` and ``search-index``: the handbook, and the search of any Chinese site."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

from mktkit.cli.parts import FILE, FORMAT, ON, answer

__all__ = ["build", "open_", "search_index"]


@click.command("open", options_metavar="[选项]", help="生成手册，打开手册和工作台（只在本机，带口令）。")
@click.option(
    "--port",
    metavar="端口号",
    type=click.IntRange(1024, 65535),
    default=8890,
    show_default=True,
    help="端口；被占用时自动换下一个。",
)
@click.option("--browser/--no-browser", default=True, help="是否自动打开浏览器。")
def open_(port: int, browser: bool) -> None:
    """Build the handbook and serve it with the notebooks."""
    from mktkit.server import serve

    serve(port=port, browser=browser)


@click.command("build", options_metavar="[选项]", help="生成手册（一个文件夹，可放到任何内网服务器）。")
@click.option(
    "-d", "destination", type=click.Path(path_type=Path), help="放到哪个文件夹；默认项目里的 site。"
)
@ON
@FORMAT
def build(destination: Path | None, on: dt.date | None, style: str) -> None:
    """Build the handbook into a folder."""
    from mktkit import handbook
    from mktkit.paths import project_root

    built = handbook.build(destination or project_root() / "site", on=on or dt.date.today())
    answer(
        style,
        {
            "destination": str(built.destination),
            "on": built.on.isoformat(),
            "edition": built.edition,
            "fingerprint": built.fingerprint,
            "pages": built.pages,
            "clauses": built.clauses,
            "seconds": round(built.seconds, 2),
        },
        f"手册已生成：{built.destination}（{built.pages} 页，{built.clauses} 个条款，{built.edition}，"
        f"用时 {built.seconds:.1f} 秒）",
    )


@click.command(
    "search-index",
    options_metavar="[选项]",
    help="给已生成的中文网站（MkDocs Material 主题）建搜索索引，给出网站的文件夹。手册生成时已建好，不必另建。",
)
@click.argument("folder", metavar="文件夹", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--words",
    type=FILE,
    help="别的说法（YAML）：每条写 term，可写 synonyms、anchors、asked_as。",
)
@FORMAT
def search_index(folder: Path, words: Path | None, style: str) -> None:
    """Make the search index of a built site."""
    from mktkit.handbook.search import index_site, read_words

    made = index_site(folder, read_words(words) if words else ())
    answer(
        style,
        {
            "pages": made.pages,
            "sections": made.sections,
            "terms": made.terms,
            "bytes": made.size,
            "gzip_bytes": made.gzipped,
            "seconds": round(made.seconds, 2),
        },
        f"索引已建好：{made.pages} 页，{made.sections} 节，{made.size / 1e6:.2f} MB（压缩后 {made.gzipped / 1e6:.2f} MB），"
        f"用时 {made.seconds:.1f} 秒",
    )
