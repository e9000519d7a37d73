"""Search of ours beside the stock one of Material, and Pagefind where it is installed, on the same pages and queries.

    python benchmarks/search.py --queries FILE (--docs DIR | --site DIR) [--format json]

--docs is any folder of Markdown: it is built with Material and its own search, then our index is made of the finished
pages.  --site is a site already built with ours; the stock index is then made again from its pages.
FILE: a line a query, a tab, the acceptable targets, comma-separated: page/#anchor, #anchor or page/.  Lines that begin
with "# " are remarks.  Everything is measured in the Chromium of the system, in the workers that a reader's browser runs.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import http.server
import importlib.util
import json
import logging
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markdown.extensions.toc import slugify, unique
from playwright.sync_api import Page, sync_playwright

from mktkit.handbook.search import index_site
from mktkit.handbook.search.sections import PageText, read_text

ROOT = Path(__file__).resolve().parents[1]
STOCK_INDEX = "stock_index.json"
#: A page with nothing on it, to measure in.
BLANK = "blank.html"
#: What Material's own documentation advises for Chinese that jieba has cut.
STOCK_CONFIG = {
    "lang": ["zh"],
    "separator": r"[\s\u200b\u3000\-、，。．？！；]+",
    "pipeline": ["stemmer"],
    "fields": {"title": {"boost": 1000.0}, "text": {"boost": 1.0}, "tags": {"boost": 1000000.0}},
}
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


@dataclass(frozen=True)
class Query:
    """What is typed, and every target that answers it."""

    text: str
    targets: tuple[str, ...]


@dataclass
class Engine:
    """One search engine over one site."""

    name: str
    index_files: list[Path]
    build_seconds: float | None
    load_ms: float = 0.0
    times: list[float] = field(default_factory=list)
    ranks: list[int | None] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        """Return what is printed; times in milliseconds, sizes in bytes."""
        hit = {at: sum(rank is not None and rank < at for rank in self.ranks) for at in (1, 3, 10)}
        times = sorted(self.times)
        data = [path.read_bytes() for path in self.index_files]
        return {
            "engine": self.name,
            "queries": len(self.ranks),
            **{f"hit@{at}": round(100 * count / len(self.ranks), 1) for at, count in hit.items()},
            "median_ms": round(statistics.median(times), 2),
            "p95_ms": round(times[min(len(times) - 1, int(0.95 * len(times)))], 2),
            "index_bytes": sum(map(len, data)),
            "index_gzip_bytes": sum(len(gzip.compress(one, 9)) for one in data),
            "build_s": None if self.build_seconds is None else round(self.build_seconds, 2),
            "load_ms": round(self.load_ms, 1),
        }


def read_queries(path: Path) -> list[Query]:
    """Read the file of queries."""
    queries = []
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        text, tab, targets = line.partition("\t")
        if not tab or not text.strip() or not targets.strip():
            raise SystemExit(
                f"{path.name} 第 {number} 行：应写成“查询<Tab>目标”，目标如 page/#anchor、#anchor、page/"
            )
        queries.append(Query(text.strip(), tuple(one.strip() for one in targets.split(",") if one.strip())))
    return queries


# -- sites -------------------------------------------------------------------------------------------


def build_stock(docs: Path, site: Path) -> float:
    """Build a folder of Markdown with Material and its own search; return the seconds its search plugin took."""
    from mkdocs.commands.build import build
    from mkdocs.config import load_config

    for name in ("mkdocs", "jieba"):
        logging.getLogger(name).setLevel(logging.ERROR)
    first = min(
        docs.rglob("*.md"), key=lambda one: (one.name != "index.md", len(one.parts), one)
    ).relative_to(docs)
    settings: dict[str, Any] = {
        "site_name": "benchmark",
        "docs_dir": str(docs.resolve()),
        "site_dir": str(site),
        "theme": {"name": "material", "language": "zh", "font": False, "features": ["search.suggest", "search.highlight"]},
        "plugins": [{"search": {"lang": "zh", "separator": STOCK_CONFIG["separator"]}}],
        # One entry, or every page would carry the whole tree and a thousand pages take minutes.
        "nav": [first.as_posix()],
        "validation": {"omitted_files": "ignore", "absolute_links": "ignore", "unrecognized_links": "ignore", "not_found": "ignore"},
        "markdown_extensions": [
            "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "tables",
            "pymdownx.details", "pymdownx.superfences", "pymdownx.tabbed", "pymdownx.tasklist",
            {"toc": {"permalink": True, "slugify": _slug}},
        ],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as scratch:
        # What a page says of search holds for both engines, as in the handbook.
        theme = Path(scratch) / "theme"
        theme.mkdir()
        shutil.copyfile(ROOT / "theme/main.html", theme / "main.html")
        settings["theme"]["custom_dir"] = str(theme)
        file = Path(scratch) / "mkdocs.yml"
        file.write_text("site_name: benchmark\n", encoding="utf-8")
        config = load_config(str(file), **settings)
        spent = [0.0]
        for name in ("page_context", "post_build"):
            config.plugins.events[name] = [_timed(one, spent) for one in config.plugins.events[name]]
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
    shutil.copyfile(site / "search/search_index.json", site / STOCK_INDEX)
    return spent[0]


def _slug(text: str, separator: str) -> str:
    """The id of a heading, with its Chinese, as the handbook makes it."""
    from pymdownx.slugs import slugify as unicode_slugify

    return str(unicode_slugify(case="lower")(text, separator))


def _timed(function: Any, spent: list[float]) -> Any:
    @functools.wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*arguments, **named)
        finally:
            spent[0] += time.perf_counter() - started

    return call


def stock_from_pages(site: Path) -> None:
    """Make the stock index again from finished pages, cut by jieba as the plugin does where that is installed."""
    cut = _cutter()
    documents = []
    for address, page in read_site(site).items():
        for number, section in enumerate(page.sections):
            location = address if number == 0 else f"{address}#{section.anchor}"
            documents.append({"location": location, "title": cut(section.title), "text": cut(section.text)})
    (site / STOCK_INDEX).write_text(
        json.dumps({"config": STOCK_CONFIG, "docs": documents}, ensure_ascii=False), "utf-8"
    )


def _cutter() -> Any:
    if importlib.util.find_spec("jieba") is None:
        print("没有装 jieba：Material 的索引没有分词", file=sys.stderr)
        return lambda text: text
    import jieba

    jieba.setLogLevel(logging.ERROR)
    return lambda text: _HAN_RUN.sub(lambda run: "\u200b".join(jieba.cut(run[0])), text)


def read_site(site: Path) -> dict[str, PageText]:
    """Return the words of every page by its address."""
    pages = {}
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).as_posix()
        page = None if name == "404.html" else read_text(path.read_text(encoding="utf-8"))
        if page is not None:
            pages[re.sub(r"(^|/)index\.html$", r"\1", name)] = page
    return pages


# -- in the browser ----------------------------------------------------------------------------------

#: A worker that speaks the theme's messages, asked one query at a time.
_HARNESS = """
window.start = async ({ worker, index }) => {
  const started = performance.now();
  window.worker = new Worker(worker);
  const data = index ? await (await fetch(index)).json() : { config: {}, docs: [] };
  await new Promise((resolve, reject) => {
    window.worker.onmessage = ({ data }) => { if (data.type === 1) resolve(); };
    window.worker.onerror = (problem) => reject(new Error(problem.message));
    window.worker.postMessage({ type: 0, data: { ...data, options: { suggest: true } } });
  });
  return performance.now() - started;
};
window.ask = (query) => new Promise((resolve) => {
  const started = performance.now();
  window.worker.onmessage = ({ data }) => {
    if (data.type !== 3) return;
    const spent = performance.now() - started;
    const shown = data.data.items.slice(0, 40).flatMap((group) => {
      const ordered = [...group].sort((a, b) => b.score - a.score);
      // The page that only stands above its better sections is a heading, not an answer.
      return ordered.filter((one, at) => at === 0 || one.location.includes("#")).map((one) => one.location);
    });
    resolve([spent, shown.slice(0, 40)]);
  };
  window.worker.postMessage({ type: 2, data: query });
});
window.startPagefind = async () => {
  const started = performance.now();
  window.pagefind = await import("/pagefind/pagefind.js");
  await window.pagefind.init();
  return performance.now() - started;
};
window.askPagefind = async (query) => {
  const started = performance.now();
  const found = await window.pagefind.search(query);
  const pages = await Promise.all(found.results.slice(0, 10).map((one) => one.data()));
  const spent = performance.now() - started;
  const plain = (url) => decodeURI(url).replace(/^\\//, "").replace(/(^|\\/)index\\.html/, "$1");
  return [spent, pages.flatMap((one) => one.sub_results.length ? one.sub_results.map((each) => plain(each.url)) : [plain(one.url)])];
};
"""


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that leaves before it has everything."""


@contextmanager
def serve(site: Path) -> Iterator[str]:
    """Serve a folder on this machine."""
    handler = functools.partial(_Quiet, directory=str(site))
    with _Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def browser_page() -> Iterator[Page]:
    """Open a page in the Chromium of the system."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("没有找到 Chromium 浏览器（Debian：apt install chromium）")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield chromium.new_page()
        chromium.close()


def run(
    page: Page, address: str, engine: Engine, queries: Sequence[Query], judge: Judge, start: str, ask: str
) -> None:
    """Load an engine three times, the middle one counts, and ask it every query."""
    loads = []
    for _ in range(3):
        page.goto(address + BLANK)
        page.evaluate(f"() => {{ {_HARNESS} }}")
        loads.append(page.evaluate(start))
    engine.load_ms = sorted(loads)[1]
    for query in queries:
        spent, shown = page.evaluate(ask, query.text)
        engine.times.append(spent)
        engine.ranks.append(judge.rank(query, shown))


class Judge:
    """Tells at which place of the results an acceptable target stands."""

    def __init__(self, pages: dict[str, PageText]) -> None:
        self._tops = {address: page.sections[0].anchor for address, page in pages.items()}
        self._known = {f"{address}#{one.anchor}" for address, page in pages.items() for one in page.sections}
        self._aliases: dict[str, str] = {}
        for address, page in pages.items():
            used: set[str] = set()
            for one in page.sections:
                # What MkDocs calls the heading unless told otherwise: #_1, #_2 for Chinese.
                plain = unique(slugify(one.title, "-"), used) if one.anchor else ""
                self._aliases[f"{address}#{plain}"] = f"{address}#{one.anchor}"

    def rank(self, query: Query, shown: Sequence[str]) -> int | None:
        """Return the place of the first acceptable result, from 0."""
        if all("#" not in target for target in query.targets):
            shown = list(dict.fromkeys(one.split("#")[0] for one in shown))
        for place, one in enumerate(shown):
            address, _, anchor = one.partition("#")
            names = {f"{address}#{anchor or self._tops.get(address, '')}", address}
            if any(self._fits(target, names, address) for target in query.targets):
                return place
        return None

    def _fits(self, target: str, names: set[str], address: str) -> bool:
        if target.startswith("#"):
            return any(name.endswith(target) for name in names) or self._alias(address + target) in names
        target = target.removeprefix("/")
        if target.endswith((".md", ".html")):
            target = re.sub(r"(^|/)(index|README)$", r"\1", target.rsplit(".", 1)[0])
            target += "" if target in ("", address) or target.endswith("/") else "/"
        return (
            target in names
            or self._alias(target) in names
            or ("#" not in target and target.rstrip("/") == address.rstrip("/"))
        )

    def _alias(self, target: str) -> str:
        return target if target in self._known else self._aliases.get(target, target)


def pagefind(site: Path) -> Engine | None:
    """Index the site with Pagefind, or say why not."""
    if importlib.util.find_spec("pagefind") is None:
        print("没有装 pagefind[extended]：不比", file=sys.stderr)
        return None
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pagefind", "--site", str(site), "--force-language", "zh"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"Pagefind 没有跑成：{done.stderr.strip()[-300:]}", file=sys.stderr)
        return None
    files = [path for path in (site / "pagefind").rglob("*.pf_*") if path.is_file()]
    return Engine("Pagefind", files, time.perf_counter() - started)


def compare(
    site: Path,
    queries: Sequence[Query],
    page: Page,
    stock_seconds: float | None = None,
    index_seconds: float | None = None,
) -> list[Engine]:
    """Ask every engine every query on one site that holds our index and the stock one."""
    judge = Judge(read_site(site))
    ours = Engine("mktkit", [site / "search/index.bin"], index_seconds)
    stock = Engine("Material", [site / STOCK_INDEX], stock_seconds)
    third = pagefind(site)
    (site / BLANK).write_text("<!doctype html><title></title>", encoding="utf-8")
    worker = next((site / "assets/javascripts/workers").glob("search.*.min.js")).relative_to(site).as_posix()
    runs = [
        (ours, "start({worker: '/search/worker.js'})", "ask"),
        (stock, f"start({{worker: '/{worker}', index: '/{STOCK_INDEX}'}})", "ask"),
    ]
    if third is not None:
        runs.append((third, "startPagefind()", "askPagefind"))
    with serve(site) as address:
        for engine, start, ask in runs:
            run(page, address, engine, queries, judge, f"() => {start}", f"(query) => {ask}(query)")
    return [engine for engine, _, _ in runs]


def main() -> None:
    """Build, ask, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--queries", type=Path, required=True)
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--docs", type=Path)
    source.add_argument("--site", type=Path)
    parser.add_argument("--format", choices=("text", "json"), default="text")
    given = parser.parse_args()
    queries = read_queries(given.queries)
    with tempfile.TemporaryDirectory(prefix="mktkit-search-") as scratch:
        site = Path(scratch) / "site"
        stock_seconds = index_seconds = None
        if given.docs:
            stock_seconds = build_stock(given.docs, site)
            index_seconds = index_site(site).seconds
        else:
            if not (given.site / "search/index.bin").is_file():
                raise SystemExit(
                    f"{given.site} 里没有 search/index.bin：先用 mktkit build 或 mktkit search-index 建好索引"
                )
            shutil.copytree(given.site, site)
            stock_from_pages(site)
        pages = len(read_site(site))
        with browser_page() as page:
            engines = compare(site, queries, page, stock_seconds, index_seconds)
            rows = [engine.summary() for engine in engines]
    if given.format == "json":
        print(json.dumps({"pages": pages, "engines": rows}, ensure_ascii=False, indent=2))
        return
    print(f"{pages} 页，{len(queries)} 个查询")
    columns = list(rows[0])
    for row in [dict(zip(columns, columns, strict=True)), *rows]:
        print(
            "  ".join(
                f"{'—' if row[each] is None else row[each]!s:>{max(len(each), 10)}}" for each in columns
            )
        )


if __name__ == "__main__":
    main()
