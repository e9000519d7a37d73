"""Search as a reader uses it: typed into the real box, with every query of the two files."""

from __future__ import annotations

import importlib.util
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from playwright.sync_api import Browser, Page

from mktkit.handbook.search.sections import read_text
from mktkit.rules.clauses import read_clauses

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent / "queries"
ROOT = Path(__file__).parents[2]

#: Types a query and gives the addresses of the answers in the order shown, with the milliseconds from key to list.
TYPE = """async (query) => {
  const box = document.querySelector("input.md-search__input");
  const list = document.querySelector(".md-search-result__list");
  const meta = document.querySelector(".md-search-result__meta");
  box.focus();
  list.innerHTML = "<li data-before></li>";
  const done = new Promise((resolve) => {
    const watch = new MutationObserver(() => {
      if (list.querySelector("[data-before]")) return;
      watch.disconnect();
      resolve(performance.now());
    });
    watch.observe(list, { childList: true });
  });
  const started = performance.now();
  box.value = query;
  box.dispatchEvent(new KeyboardEvent("keyup", { key: "End", bubbles: true }));
  const spent = await done - started;
  await new Promise((next) => setTimeout(next, 0));
  const shown = [...list.children].flatMap((item) => {
    const links = [...item.querySelectorAll("a[href]")];
    // Above the sections of a page stands the page; alone it is the answer.
    return (links.length > 1 ? links.slice(1) : links).map((each) => each.href);
  });
  return { spent, shown, meta: meta.textContent.trim() };
}"""


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("search_benchmark", ROOT / "benchmarks/search.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tab(browser: Browser, address: str) -> Iterator[Page]:
    """One page whose search is ready, for all the queries."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.click("input.md-search__input")
    page.keyboard.insert_text("催款")
    page.keyboard.press("End")
    page.locator(".md-search-result__item a").first.wait_for()
    yield page
    context.close()


def anchors_of(shown: list[str], handbook: Path, address: str) -> list[str]:
    """Return the anchors that the addresses lead to; the top of a page is its first heading."""
    found = []
    for one in shown:
        path, _, anchor = one.removeprefix(address).partition("#")
        if not anchor:
            html = (handbook / path.split("?")[0] / "index.html").read_text(encoding="utf-8")
            top = read_text(html)
            anchor = top.sections[0].anchor if top else ""
        found.append(f"#{anchor}")
    return found


def ask(tab: Page, query: str, handbook: Path, address: str) -> list[str]:
    return anchors_of(tab.evaluate(TYPE, query)["shown"], handbook, address)


def place(query: object, anchors: list[str]) -> int:
    return next((at for at, one in enumerate(anchors) if one in query.targets), 99)  # type: ignore[attr-defined]


def test_every_clause_is_the_answer_of_two_queries(bench: ModuleType) -> None:
    counted: Counter[str] = Counter()
    queries = [*bench.read_queries(HERE / "clauses.tsv"), *bench.read_queries(HERE / "heldout.tsv")]
    for query in queries:
        counted.update(query.targets)
    known = {f"#{clause.anchor}" for clause in read_clauses().values()}
    assert len(queries) >= 150
    assert set(counted) <= known
    assert {one for one in known if counted[one] < 2} == set()


def test_what_people_type_finds_its_clause(
    tab: Page, bench: ModuleType, handbook: Path, address: str
) -> None:
    queries = bench.read_queries(HERE / "clauses.tsv")
    places = {}
    spent = []
    for query in queries:
        answer = tab.evaluate(TYPE, query.text)
        spent.append(answer["spent"])
        places[query.text] = place(query, anchors_of(answer["shown"], handbook, address))
    first = sum(at == 0 for at in places.values()) / len(places)
    print(f"\n{len(places)} 个查询：首条 {first:.1%}，从按键到结果中位 {statistics.median(spent):.1f} 毫秒")
    assert {text: at for text, at in places.items() if at > 2} == {}
    assert first >= 0.95


def test_what_was_held_out_is_reported_apart(
    tab: Page, bench: ModuleType, handbook: Path, address: str
) -> None:
    queries = bench.read_queries(HERE / "heldout.tsv")
    assert len(queries) == 50
    places = {query.text: place(query, ask(tab, query.text, handbook, address)) for query in queries}
    hit = {most: sum(at < most for at in places.values()) for most in (1, 3, 10)}
    print(f"\n没有据以调整的 50 个查询：首条 {hit[1]}，前三条 {hit[3]}，前十条 {hit[10]}")
    print("不在前三条的：", {text: at for text, at in places.items() if at > 2})
    # No promise of quality: a floor under which something is broken.
    assert hit[3] >= 30
