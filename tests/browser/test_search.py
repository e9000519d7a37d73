"""Search as a reader uses it: typed into the real box, with every query of the files."""

from __future__ import annotations

import importlib.util
import shutil
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
#: The first was tuned on, the others never.
FILES = ("clauses.tsv", "heldout.tsv", "everyday.tsv")
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
    queries = [query for file in FILES for query in bench.read_queries(HERE / file)]
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


@pytest.mark.parametrize(("file", "count", "floor"), [("heldout", 50, 40), ("everyday", 100, 80)])
def test_what_was_held_out_is_reported_apart(
    tab: Page, bench: ModuleType, handbook: Path, address: str, file: str, count: int, floor: int
) -> None:
    queries = bench.read_queries(HERE / f"{file}.tsv")
    assert len(queries) == count
    places = {query.text: place(query, ask(tab, query.text, handbook, address)) for query in queries}
    hit = {most: sum(at < most for at in places.values()) for most in (1, 3, 10)}
    print(f"\n没有据以调整的 {count} 个查询：首条 {hit[1]}，前三条 {hit[3]}，前十条 {hit[10]}")
    print("不在前三条的：", {text: at for text, at in places.items() if at > 2})
    # No promise of quality: a floor under which something is broken.
    assert hit[3] >= floor


def test_what_a_question_is_about_is_told_by_naive_bayes(page: Page) -> None:
    """By hand: two sections, asked for as 甲乙 and 甲丙.

    甲 stands in both questions, its rarity is 1 + ln(3/3) = 1; that of 乙, 丙 and the pairs is 1 + ln(3/2) = 1.405465.
    The squares of a question sum to 4.950664, so 甲 weighs 0.449436, the others 0.631667. Asked 甲乙: 甲 is the same in
    both; 乙 and the pair stand against 0.02 each, 0.631667 × ln(0.651667 / 0.02) = 2.200603 twice, so the odds are
    e^-4.401207 = 0.012262, and 1 / 1.012262 = 0.987886. Of the other section only 甲 was asked: 0.201993 of the question.
    """
    page.goto("about:blank")
    for part in ("text", "asked"):
        page.add_script_tag(path=ROOT / f"src/mktkit/handbook/search/browser/{part}.js")
    meant = page.evaluate("[...new Asked(new Map([[0, '甲乙'], [1, '甲丙']])).meant('甲乙')]")
    assert dict(meant) == {
        0: pytest.approx(0.987886, abs=2e-6),
        1: pytest.approx(0.012114 * 0.201993, abs=2e-6),
    }
    # 丁 was never asked: its rarity is 1 + ln(3/1) = 2.098612, and 1.975332 / (1.975332 + 4.404173) is what is known.
    meant = page.evaluate("[...new Asked(new Map([[0, '甲乙'], [1, '甲丙']])).meant('乙 丁')]")
    assert dict(meant) == {0: pytest.approx(0.309637, abs=2e-6)}
    assert page.evaluate("[...new Asked(new Map()).meant('甲')]") == []


def test_the_others_answer_the_same_queries(
    bench: ModuleType, handbook: Path, tmp_path: Path, browser: Browser
) -> None:
    queries = [query for file in FILES for query in bench.read_queries(HERE / file)]
    site = tmp_path / "site"
    shutil.copytree(handbook, site)
    bench.stock_from_pages(site)
    context = browser.new_context()
    rows = {each.name: each.summary() for each in bench.compare(site, queries, context.new_page())}
    context.close()
    print()
    for row in rows.values():
        print("  ".join(f"{name} {value}" for name, value in row.items()))
    ours, stock = rows["mktkit"], rows["Material"]
    # The last word of a Chinese query is lost there; a run in which it does as well is a run that measured nothing.
    assert ours["hit@1"] > stock["hit@1"] + 20
    assert ours["queries"] == stock["queries"] == len(queries)


def type_in(page: Page, query: str) -> None:
    page.click("input.md-search__input")
    page.fill("input.md-search__input", "")
    page.keyboard.insert_text(query)
    page.keyboard.press("End")


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def test_an_id_typed_and_enter_lead_to_its_clause(page: Page) -> None:
    type_in(page, "5.1.2.a")
    first = page.locator(".md-search-result__item").first
    first.locator("h2", has_text="5.1.2.a 销售业绩完成率").wait_for()
    # The chapter above, the clause with its id and title, and a piece of its text.
    assert first.locator("h1").inner_text() == "5 绩效考核与激励"
    assert "销售额" in first.locator("article").nth(1).inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/rules/appraisal/?h=*#c5-1-2-a")


@pytest.mark.parametrize("served", [True, False])
def test_a_word_pasted_or_picked_with_the_mouse_is_searched_too(
    page: Page, handbook: Path, served: bool
) -> None:
    if not served:
        page.goto((handbook / "index.html").as_uri())
    page.click("input.md-search__input")
    # No key goes down and up, as when an input method's word is picked with the mouse.
    page.keyboard.insert_text("催款")
    page.locator(".md-search-result__item a", has_text="3.3.6").first.wait_for(timeout=15_000)


def test_what_was_found_is_marked_in_the_results_and_on_the_page(page: Page) -> None:
    type_in(page, "催款")
    link = page.locator(".md-search-result__item a", has_text="3.3.6").first
    link.locator("mark", has_text="催款").first.wait_for()
    link.click()
    page.wait_for_url("**/rules/sales/?h=*#c3-3-6")
    page.locator("mark[data-md-highlight]", has_text="催款").first.wait_for()


def test_a_phrase_in_corner_brackets_is_found_as_it_stands(page: Page) -> None:
    # 「没有基数」 stands in many clauses, 「没有基数不等于零分」 in two places of the handbook at most.
    type_in(page, "「没有基数不等于零分」")
    page.locator(".md-search-result__item a", has_text="5.1").first.wait_for()
    texts = page.locator(".md-search-result__item article").filter(has=page.locator("p")).all_inner_texts()
    assert texts
    assert all("没有基数不等于零分" in text for text in texts)


def test_a_question_that_quotes_a_word_which_stands_nowhere_is_answered(page: Page) -> None:
    type_in(page, "打广告用“全网第一”犯不犯法")
    page.locator(".md-search-result__item a", has_text="1.3.1 合法").first.wait_for()
    # The quoted words alone are wanted as they stand.
    type_in(page, "“全网第一名”")
    page.locator(".md-search-result__meta", has_text="没有找到").wait_for()


def test_nothing_found_says_what_to_try(page: Page) -> None:
    type_in(page, "qqzzxxvv")
    page.locator(".md-search-result__meta", has_text="没有找到。可以换个说法").wait_for()
    assert page.locator(".md-search-result__item").count() == 0


def test_the_rest_of_a_word_is_offered(page: Page) -> None:
    type_in(page, "绩效奖")
    page.locator(".md-search__suggest", has_text="绩效奖金").wait_for()
    page.keyboard.press("ArrowRight")
    assert page.input_value("input.md-search__input") == "绩效奖金"


def test_text_of_a_query_is_never_markup(page: Page) -> None:
    said: list[str] = []
    page.on("pageerror", lambda problem: said.append(str(problem)))
    for query in (
        '<img src=x onerror="document.title=1">报销',
        "报销(((",
        "「」",
        "\\",
        "a" * 3000,
        "报销" * 300,
    ):
        type_in(page, query)
        page.wait_for_timeout(150)
    assert said == []
    assert page.locator(".md-search-result img").count() == 0


def test_search_works_from_the_disk(browser: Browser, handbook: Path) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("pageerror", lambda problem: said.append(str(problem)))
    page.goto((handbook / "index.html").as_uri())
    type_in(page, "提成")
    page.locator(".md-search-result__item a", has_text="5.3.1").first.click()
    page.wait_for_url("**/rules/appraisal/**#c5-3-1")
    assert said == []
    context.close()
