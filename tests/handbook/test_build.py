"""The build and the one pass over the finished pages: every fault, made on purpose, is found and named."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import shutil
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mktkit.errors import FindingsError, MktkitError
from mktkit.handbook import BuildResult, build, check_site
from mktkit.handbook.typed import typed_values
from mktkit.paths import project_root
from mktkit.rules import Clauses, read_clauses
from mktkit.rules.quiz import read_quiz

ON = dt.date(2026, 11, 23)

#: The clauses of the regulation, copied from its text; the register must hold these and no other.
CLAUSES: list[str] = """
1 1.1 1.2 1.3 1.3.1 1.3.2 1.3.3 1.3.4
2 2.1 2.2 2.2.1 2.2.2 2.2.3 2.2.4
3 3.1 3.1.1 3.1.2 3.1.3 3.1.4 3.2 3.2.1 3.2.2 3.2.3 3.2.4
3.3 3.3.1 3.3.2 3.3.3 3.3.4 3.3.5 3.3.6 3.4 3.4.1 3.4.2 3.4.3
4 4.1 4.1.1 4.1.2 4.1.3 4.2 4.2.1 4.2.2 4.2.3 4.3 4.3.1 4.3.2 4.3.3
5 5.1 5.1.1 5.1.1.a 5.1.1.b 5.1.1.c 5.1.1.d 5.1.2 5.1.2.a 5.1.2.b 5.1.2.c 5.1.2.d
5.1.3 5.1.3.a 5.1.3.b 5.1.3.c 5.1.3.d 5.2 5.3 5.3.1 5.3.2 5.3.3 5.3.4
6 6.1 6.1.1 6.1.2 6.2 6.2.1 6.2.2
""".split()  # noqa: SIM905  a list of 80 literals reads worse


# -- the built handbook ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> BuildResult:
    return build(tmp_path_factory.mktemp("built") / "handbook", on=ON)


def anchors(page: Path) -> list[str]:
    """Return every id of a page, by another way than the code under test."""
    return re.findall(r'\sid="([^"]+)"', page.read_text(encoding="utf-8"))


def test_the_register_holds_the_clauses_of_the_regulation() -> None:
    assert list(read_clauses()) == CLAUSES
    assert len(CLAUSES) == 80


def test_every_clause_is_one_anchor_on_its_page(built: BuildResult) -> None:
    standing = [
        (page, one)
        for page in built.destination.rglob("*.html")
        for one in anchors(page)
        if re.match(r"c\d", one)
    ]
    expected = {"c" + one.replace(".", "-") for one in CLAUSES}
    assert sorted(one for _, one in standing) == sorted(expected)
    for clause in read_clauses().values():
        page = built.destination / "rules" / clause.page / "index.html"
        assert (page, clause.anchor) in standing


def test_every_heading_below_the_title_can_be_linked(built: BuildResult) -> None:
    for page in built.destination.rglob("index.html"):
        article = page.read_text(encoding="utf-8").split("<article", 1)[1].split("</article>")[0]
        assert not re.findall(r"<h[1-6]>", article), page
        # Material's own slugs of Chinese headings are _1, _2: they move when a heading is added.
        assert not re.findall(r'<h[1-6] [^>]*id="_\d*"', article), page


def test_no_macro_or_attribute_is_left_unread(built: BuildResult) -> None:
    class Text(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.skip, self.text = 0, ""

        def handle_starttag(self, tag: str, attrs: object) -> None:
            self.skip += tag in ("script", "style", "code")

        def handle_endtag(self, tag: str) -> None:
            self.skip -= tag in ("script", "style", "code")

        def handle_data(self, data: str) -> None:
            self.text += "" if self.skip else data

    for page in built.destination.rglob("*.html"):
        reader = Text()
        reader.feed(page.read_text(encoding="utf-8"))
        assert not re.search(r"\{\{|\}\}|\{ [#.]|&lt;|</", reader.text), page


def test_the_result_says_what_was_built(built: BuildResult) -> None:
    assert (built.clauses, built.edition, built.on) == (80, "示例版", ON)
    assert built.pages == len(list(built.destination.rglob("*.html")))
    about = json.loads((built.destination / "handbook.json").read_text(encoding="utf-8"))
    assert about["fingerprint"] == built.fingerprint


def test_every_page_says_that_values_are_examples(built: BuildResult) -> None:
    for page in built.destination.rglob("index.html"):
        assert "示例值，待公司确认" in page.read_text(encoding="utf-8")


def test_the_handbook_may_be_built_over_an_earlier_one(built: BuildResult, tmp_path: Path) -> None:
    target = tmp_path / "site"
    target.mkdir()
    (target / "handbook.json").write_text("{}")
    (target / "old.html").write_text("old")
    build(target, on=ON)
    assert not (target / "old.html").exists()
    assert (target / "index.html").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_folder_with_other_files_is_never_emptied(tmp_path: Path) -> None:
    (tmp_path / "报价.xlsx").write_text("mine")
    with pytest.raises(MktkitError, match="里有别的文件"):
        build(tmp_path, on=ON)
    assert (tmp_path / "报价.xlsx").read_text() == "mine"


#: What Zensical, which follows Material, reads as well (its compatibility page); the rest it ignores without a word.
ZENSICAL_READS = {"macros", "redirects", "search", "table-reader", "tags"}


def test_what_a_move_to_zensical_would_lose() -> None:
    from mkdocs.config import load_config

    config = load_config(str(project_root() / "mkdocs.yml"))
    plugins = {name.removeprefix("material/") for name in config.plugins}
    assert plugins - ZENSICAL_READS == set()
    assert not config.hooks


# -- mistakes in the pages ---------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project of its own, with the theme and the assets of the real one."""
    root = project_root()
    shutil.copytree(root / "theme", tmp_path / "project" / "theme")
    shutil.copytree(root / "docs" / "assets", tmp_path / "project" / "docs" / "assets")
    config = (root / "mkdocs.yml").read_text(encoding="utf-8").split("\nnav:")[0]
    (tmp_path / "project" / "mkdocs.yml").write_text(config + "\nnav:\n  - index.md\n", encoding="utf-8")
    return tmp_path / "project"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{{ c("9.9") }}', "docs/index.md：没有条款「9.9」"),
        (
            '{{ value("sales.dunning.remind") }}',
            "docs/index.md：规则里没有「sales.dunning.remind」.*最接近的是 remind_before",
        ),
        ('{{ valeu("sales.dunning") }}', "docs/index.md：页面里的宏写错了：.*valeu"),
        ("{{ c( }}", "docs/index.md：页面里的宏写错了"),
        ("[见](nothing.md)", "docs/index.md 里的链接「nothing.md」没有目标"),
        ("[见](index.md#c9-9)", "docs/index.md 里的链接「index.md#c9-9」指向的锚点不存在"),
        ("[见](#nothing)", "docs/index.md 里的链接「#nothing」指向的锚点不存在"),
    ],
)
def test_a_mistake_in_a_page_is_named(project: Path, tmp_path: Path, text: str, message: str) -> None:
    (project / "docs" / "index.md").write_text(f"# 首页 {{ #home }}\n\n{text}\n", encoding="utf-8")
    with pytest.raises(MktkitError, match=message):
        build(tmp_path / "out", on=ON, root=project)
    assert not (tmp_path / "out").exists()


def test_a_page_missing_from_the_navigation_is_named(project: Path, tmp_path: Path) -> None:
    for name in ("index", "lost"):
        (project / "docs" / f"{name}.md").write_text(f"# 页 {{ #{name} }}\n", encoding="utf-8")
    with pytest.raises(MktkitError, match=r"(?s)没有写进 mkdocs\.yml 的 nav：.*lost\.md"):
        build(tmp_path / "out", on=ON, root=project)


def test_a_handbook_that_fails_the_pass_leaves_the_old_one(project: Path, tmp_path: Path) -> None:
    (project / "docs" / "index.md").write_text("# 首页 { #home }\n", encoding="utf-8")
    target = tmp_path / "out"
    target.mkdir()
    (target / "handbook.json").write_text("{}")
    (target / "index.html").write_text("the old one")
    with pytest.raises(FindingsError, match=r"没有条款 5\.1\.2\.a 销售业绩完成率 的锚点"):
        build(target, on=ON, root=project)
    assert (target / "index.html").read_text() == "the old one"


def test_a_page_without_owner_is_named(project: Path, tmp_path: Path) -> None:
    config = project / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "  - legal/index.md\n", encoding="utf-8")
    (project / "docs" / "index.md").write_text("# 首页 { #home }\n", encoding="utf-8")
    (project / "docs" / "legal").mkdir()
    (project / "docs" / "legal" / "index.md").write_text("# 法务 { #legal }\n", encoding="utf-8")
    with pytest.raises(FindingsError) as caught:
        build(tmp_path / "out", on=ON, root=project)
    unowned = [one.file for one in caught.value.findings if one.what == "这一页没有写明由谁维护"]
    assert unowned == ["legal/index.html"]


# -- values typed by hand ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "typed"),
    [
        ("应在 24 小时内回复。", ["24 小时"]),
        ("住宿费不超过450元，餐补 80.5 元。", ["450元", "80.5 元"]),
        ("权重为 50%，提升 4 个百分点。", ["50%", "4 个百分点"]),
        ("应在三个工作日内答复，最迟五日内办结。", ["三个工作日", "五日内"]),
        ("不得超过百分之十。", ["百分之十"]),
        ("| 一线城市 | 450 元 |", ["450 元"]),
        # Written as it should be, or no value at all.
        ('应在 {{ value("service.complex_answer") }} 内答复。', []),
        ("每条恰有一个编号，见 5.1.2.a，分六部分、共四步。", []),
        ("2026-10-01 起执行，第三天以后另计。", []),
        ("写成 `first: 120 元`。", []),
        ("1 分为 0、5 分为 100。 <!-- 不是规则的值：换算公式 -->", []),
        ("1 分为 0。 <!-- 不是规则的值： -->", ["1 分"]),
    ],
)
def test_a_value_typed_by_hand_is_found(tmp_path: Path, line: str, typed: list[str]) -> None:
    (tmp_path / "a.md").write_text(f"---\ntitle: 3 天\n---\n\n{line}\n", encoding="utf-8")
    found = list(typed_values(tmp_path))
    assert [one.what for one in found] == [f"手写了数值「{one}」" for one in typed]
    assert all((one.file, one.row) == ("docs/rules/a.md", 5) for one in found)


def test_worked_examples_and_code_have_numbers_of_their_own(tmp_path: Path) -> None:
    text = '!!! example "算例"\n    目标 40 万元。\n\n    实际 50 万元。\n\n```\n90 天\n```\n\n期限 30 天。\n'
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    assert [(one.row, one.what) for one in typed_values(tmp_path)] == [(10, "手写了数值「30 天」")]


def test_a_value_typed_by_hand_fails_the_build(project: Path, tmp_path: Path) -> None:
    (project / "docs" / "rules").mkdir()
    (project / "docs" / "rules" / "index.md").write_text(
        "# 规则 { #rules }\n\n限 90 天。\n", encoding="utf-8"
    )
    (project / "docs" / "index.md").write_text("# 首页 { #home }\n", encoding="utf-8")
    config = project / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "  - rules/index.md\n", encoding="utf-8")
    with pytest.raises(FindingsError, match=r"docs/rules/index\.md · 第 3 行：手写了数值「90 天」"):
        build(tmp_path / "out", on=ON, root=project)


def test_a_question_without_clause_fails_the_build(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank = tmp_path / "quiz.yaml"
    bank.write_text(
        "defaults: {last_reviewed: 2026-11-23}\nquestions:\n  - id: 3.1.1-1\n    ask: 哪个对？\n    options:\n"
        "      - {say: 甲, why: 甲对, right: true}\n      - {say: 乙, why: 乙错}\n      - {say: 丙, why: 丙错}\n",
        encoding="utf-8",
    )
    # By name the package gives its function of the same name.
    monkeypatch.setattr(
        sys.modules["mktkit.handbook.build"], "read_quiz", functools.partial(read_quiz, path=bank)
    )
    with pytest.raises(
        MktkitError, match=r"quiz\.yaml 第 3 行：第 1 题 3\.1\.1-1 条款（clause）：这一项必填"
    ):
        build(tmp_path / "out", on=ON, root=project)


# -- the pass, on a site written by hand -------------------------------------------------------------

FEW = Clauses(tuple(read_clauses()[one] for one in ("1", "1.1")))
OWNED = '<head><meta name="owner" content="营销经理"></head>'
GOOD = f'<html>{OWNED}<body><h1 id="c1">总则</h1><h2 id="c1-1">目的</h2><a href="../../#home">首页</a></body></html>'
HOME = f'<html>{OWNED}<body><h1 id="home">首页</h1><a href="rules/general/#c1-1">目的</a></body></html>'


def site(folder: Path, **pages: str) -> Path:
    """Write a site of two pages; `general` and `home` replace them, other names are files, ``__`` for a dot."""
    files = {"rules/general/index.html": pages.pop("general", GOOD), "index.html": pages.pop("home", HOME)}
    for name, text in {**files, **{name.replace("__", "."): text for name, text in pages.items()}}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_good_site_passes(tmp_path: Path) -> None:
    outside = HOME.replace("</body>", '<a href="https://www.gov.cn/">政府网</a></body>')
    checked = check_site(site(tmp_path, home=outside), FEW)
    assert (checked.findings, checked.pages) == ((), 2)
    assert checked.outward == {"https://www.gov.cn/": ("index.html",)}


@pytest.mark.parametrize(
    ("pages", "where", "what"),
    [
        (
            {"general": GOOD.replace(' id="c1-1"', "")},
            "rules/general/index.html",
            "没有条款 1.1 目的 的锚点 #c1-1",
        ),
        (
            {"general": GOOD.replace("<a ", '<p id="c1-1"></p><a ')},
            "rules/general/index.html",
            "条款 1.1 的锚点 #c1-1 有 2 个",
        ),
        (
            {"home": HOME.replace("<a ", '<p id="c1"></p><a ')},
            "rules/general/index.html",
            "条款 1 的锚点 #c1 有 2 个",
        ),
        (
            {"general": GOOD.replace(' id="c1-1"', ""), "home": HOME.replace("<a ", '<p id="c1-1"></p><a ')},
            "index.html",
            "条款 1.1 的锚点 #c1-1 在这一页",
        ),
        ({"home": HOME.replace(OWNED, "")}, "index.html", "这一页没有写明由谁维护"),
        ({"home": HOME.replace("<a ", '<p id="c9-9"></p><a ')}, "index.html", "锚点 #c9-9 像条款的锚点"),
        (
            {"home": HOME.replace("<a ", '<p id="x"></p><p id="x"></p><a ')},
            "index.html",
            "锚点 #x 在同一页出现 2 次",
        ),
        ({"home": HOME.replace("general/", "genral/")}, "index.html", "没有这个文件"),
        ({"home": HOME.replace("#c1-1", "#c1-2")}, "index.html", "那一页没有锚点 #c1-2"),
        ({"home": HOME.replace("rules/", "/rules/")}, "index.html", "没有这个文件"),
        ({"home": HOME.replace("rules/", "../../rules/")}, "index.html", "没有这个文件"),
        (
            {"home": HOME.replace("<a ", '<img src="lost.png"><a ')},
            "index.html",
            "<img src>（第 1 行）要「lost.png」",
        ),
    ],
)
def test_a_fault_is_found_and_named(tmp_path: Path, pages: dict[str, str], where: str, what: str) -> None:
    found = [(one.file, one.what) for one in check_site(site(tmp_path, **pages), FEW).findings]
    assert any(file == where and what in said for file, said in found), found


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ('<script src="https://cdn.example.com/a.js"></script>', "<script src>"),
        ('<script src="//cdn.example.com/a.js"></script>', "<script src>"),
        ('<link rel="stylesheet" href="https://fonts.example.com/css">', "<link rel=stylesheet>"),
        ('<link rel="preconnect" href="https://fonts.example.com">', "<link rel=preconnect>"),
        ('<img src="https://x.example.com/a.png">', "<img src>"),
        ('<img srcset="https://x.example.com/a.png 2x">', "<img srcset>"),
        ('<iframe src="https://x.example.com/"></iframe>', "<iframe src>"),
        ('<form action="https://x.example.com/"></form>', "<form action>"),
        ('<p style="background: url(https://x.example.com/a.png)"></p>', "<p style>"),
        ("<style>@import 'https://x.example.com/a.css';</style>", "<style>"),
        ("<script>fetch('https://x.example.com/')</script>", "<script>"),
        ('<svg><use href="https://x.example.com/a.svg#b"/></svg>', "<use href>"),
        ('<a href="#home" ping="https://x.example.com/">x</a>', "<a ping>"),
    ],
)
def test_a_request_to_another_host_is_found(tmp_path: Path, element: str, name: str) -> None:
    [found] = check_site(site(tmp_path, home=HOME.replace("<a ", f"{element}<a ", 1)), FEW).findings
    assert found.file == "index.html"
    assert found.what.startswith(f"{name}（第 1 行）向别的主机要")


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("own__css", "p { background: url('https://x.example.com/a.png') }"),
        ("own__css", '@import "//x.example.com/a.css";'),
        ("own__js", 'fetch("https://x.example.com/a")'),
        (
            "own__svg",
            '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://x.example.com/a.png"/></svg>',
        ),
    ],
)
def test_a_request_in_an_asset_is_found(tmp_path: Path, file: str, text: str) -> None:
    [found] = check_site(site(tmp_path, **{file: text}), FEW).findings
    assert found.file == file.replace("__", ".")
    assert "x.example.com" in found.what


def test_names_of_vocabularies_and_comments_are_no_requests(tmp_path: Path) -> None:
    script = (
        '/* see https://x.example.com */\n// https://y.example.com\nconst svg = "http://www.w3.org/2000/svg";'
    )
    icon = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    assert check_site(site(tmp_path, own__js=script, own__svg=icon), FEW).findings == ()
