"""The index of search: what is cut from pages, what stands in the bytes, what is left out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mktkit.cli import main
from mktkit.errors import MktkitError
from mktkit.handbook.search import Word, glossary_words, index_site, read_words
from mktkit.handbook.search.asked_as import read_asked_as
from mktkit.handbook.search.pack import pack
from mktkit.handbook.search.sections import PageText, Section, read_text
from mktkit.handbook.search.terms import fold, terms
from mktkit.rules.clauses import read_clauses
from mktkit.rules.glossary import read_glossary

PAGE = """<!doctype html><html><head><title>费用 - 手册</title>{head}</head><body>
<nav>目录 报销</nav><article class="md-content__inner">
<h1 id="c6"><span>6</span> 费用管理<a class="headerlink" href="#c6">&para;</a></h1>
<p>费用先有预算，<b>后有</b>
支出。</p><button>复制引用</button><script>var secret = "暗语"</script>
<h2 id="c6-2">6.2 报销</h2><table><tr><td>住宿</td><td>300 元</td></tr></table>
<div data-search-exclude>生效日期</div><h3>没有锚点</h3><p>也算上一节</p>
</article><footer>页脚</footer></body></html>"""


def unpack(data: bytes) -> tuple[dict[str, object], dict[str, list[tuple[int, int]]]]:
    """Read an index the plain way, apart from the code that writes it: the head, and each term's (block, level)."""
    head_size, text_size, lengths_size = (int.from_bytes(data[at : at + 4], "little") for at in (0, 4, 8))
    head = json.loads(data[12 : 12 + head_size])
    start = 12 + head_size
    head["texts"] = []
    for size in head["sizes"]:
        head["texts"].append(data[start : start + size].decode())
        start += size
    assert start == 12 + head_size + text_size

    def numbers(part: bytes) -> list[int]:
        found, value, shift = [], 0, 0
        for byte in part:
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                found.append(value)
                value = shift = 0
        return found

    lengths = numbers(data[start : start + lengths_size])
    names = list(head["latin"])
    for first, seconds, shared in zip(head["first"], head["second"], head["rare"], strict=True):
        names += [(first + second).strip() for second in seconds]
        names += [f"{first}~{number}" for number in range(shared)]
    at = start + lengths_size
    postings = {}
    for name, length in zip(names, lengths, strict=True):
        block, listed = 0, []
        for value in numbers(data[at : at + length]):
            block += value if "~" in name else value >> 2
            listed.append((block, 0 if "~" in name else value & 3))
        postings[name] = listed
        at += length
    assert at == len(data)
    return head, postings


def test_a_page_is_cut_at_the_headings_that_can_be_led_to() -> None:
    page = read_text(PAGE.format(head=""))
    assert page is not None
    assert page.title == "6 费用管理"
    assert [(one.anchor, one.title, one.level) for one in page.sections] == [
        ("c6", "6 费用管理", 1),
        ("c6-2", "6.2 报销", 2),
    ]
    # A line break inside a Chinese sentence is no gap; what is not the page's own words is silent.
    assert page.sections[0].text == "费用先有预算，后有支出。"
    assert page.sections[1].text == "住宿 300 元 没有锚点 也算上一节"


@pytest.mark.parametrize(
    "head",
    [
        '<script data-search data-exclude src="search/setup.js"></script>',
        '<meta name="robots" content="noindex">',
        '<meta http-equiv="refresh" content="0; url=x/">',
    ],
)
def test_a_page_that_is_no_answer_is_left_out(head: str) -> None:
    assert read_text(PAGE.format(head=head)) is None


def test_a_page_may_weigh_less() -> None:
    page = read_text(PAGE.format(head='<script data-search data-boost="0.3" src="search/setup.js"></script>'))
    assert page is not None
    assert page.boost == 0.3


def test_every_term_leads_to_its_block() -> None:
    # A block takes 300 characters of a small site: the first two pages share one, the annex has its own.
    pages = {
        "": PageText("首页", [Section("", "首页", 1, "报销看这里")]),
        "a/": PageText(
            "费用", [Section("c6", "费用", 1, "报销报销报销报销"), Section("x", "附", 2, "甲" * 400)]
        ),
        "b/": PageText("考勤", [Section("c4", "报销之外", 1, "KPI 5.1.2.a")]),
        "c/": PageText(
            "别的", [Section("", "别的", 1, "乙" * 400), Section("y", "", 2, "报销甲甲。里" + "丙" * 300)]
        ),
    }
    head, postings = unpack(pack(pages).data)
    assert head["blockStarts"] == [0, 2, 3, 4, 5]
    assert head["pageStarts"] == [0, 1, 3, 4]
    texts = head["texts"]
    assert isinstance(texts, list)
    assert texts[:2] == ["报销看这里", "报销报销报销报销"]
    # Four times and more; in a heading; once in the text.
    assert postings["报销"] == [(0, 2), (2, 3), (4, 0)]
    # Words keep their own list, however rare.
    assert postings["kpi"] == [(2, 0)]
    assert postings["5.1.2.a"] == [(2, 0)]
    # What stands in two blocks or fewer shares a list: 甲甲 in the annex and the last page, 里 in the first and the last.
    assert "甲甲" not in postings
    assert [block for block, _ in postings["甲~0"]] == [1, 4]
    assert [block for block, _ in postings["里~0"]] == [0, 4]


def test_words_of_a_text_are_exactly_those_of_the_index() -> None:
    text = "客户在 Excel 2021 里填《客户投诉》,见5.1.3.b;user-guide.md C++ １２３"
    head, _ = unpack(pack({"": PageText("", [Section("", "", 1, text)])}).data)
    words = ["123", "2021", "5.1.3.b", "c", "c++", "excel", "guide", "md", "user", "user-guide.md"]
    assert sorted(head["latin"]) == words  # type: ignore[call-overload]
    assert [term for term in terms(fold(text)) if term.isascii()] == [
        "excel", "2021", "5.1.3.b", "user-guide.md", "user", "guide", "md", "c++", "c", "123",
    ]  # fmt: skip


def test_folding_keeps_every_place() -> None:
    text = "ＡＢＣ İstanbul 考核"
    assert len(fold(text)) == len(text)


def test_characters_have_their_readings() -> None:
    head, _ = unpack(pack({"": PageText("绩效", [Section("", "绩效", 1, "")])}).data)
    readings = head["readings"]
    assert isinstance(readings, dict)
    # 现代汉语词典：绩 jì，效 xiào，行 háng/xíng，率 lǜ。
    for reading, character in (("ji", "绩"), ("xiao", "效"), ("xing", "行"), ("hang", "行"), ("lv", "率")):
        assert character in readings[reading]


def test_the_glossary_names_anchors() -> None:
    words = glossary_words(read_glossary(), read_clauses(), {"4.2.1": ("骂人",)})
    named = {word.term: word for word in words}
    assert "提成" in named["绩效奖金"].synonyms
    assert named["绩效奖金"].anchors == ("c5-3-1",)
    assert words[-1] == Word("文明礼貌", (), ("c4-2-1",), ("骂人",))


def test_what_is_asked_stands_apart_from_the_text() -> None:
    pages = {"a/": PageText("言行", [Section("c4-2-1", "文明礼貌", 1, "用礼貌用语")])}
    words = (
        Word("文明礼貌", ("有礼",), ("c4-2-1",), ("骂人", "dress code")),
        Word("甲", ("乙",), ("c4-2-1", "x")),
    )
    head, postings = unpack(pack(pages, words).data)
    # The other names of a term count where it is about one section alone.
    assert head["asked"] == {"0": "骂人\ndress code\n有礼"}
    assert head["texts"] == ["用礼貌用语"]
    assert "dress" not in postings
    assert not any(term.startswith("骂") for term in postings)


def test_every_clause_says_how_it_is_asked_for() -> None:
    asked = read_asked_as()
    assert asked.keys() == read_clauses().keys()
    assert min(map(len, asked.values())) >= 15


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('"4.2.9": |\n  骂人', "没有条款「4.2.9」"),
        ('"4.2.1": [骂人]', "问法应一行一句"),
        ('"3.4.2": 12315', "问法应一行一句"),
        ('"4.2.1": |\n  骂人\n\n  脏话', "有空行"),
        ('"4.2.1": |\n  骂人\n  骂人', "问法「骂人」写了两次"),
        ("- 骂人", "应是每条条款一段"),
    ],
)
def test_how_it_is_asked_for_is_checked(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "asked_as.yaml"
    file.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(MktkitError, match=said):
        read_asked_as(file)


def test_any_site_can_be_indexed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = tmp_path / "site"
    (site / "expense").mkdir(parents=True)
    (site / "expense/index.html").write_text(PAGE.format(head=""), encoding="utf-8")
    (site / "404.html").write_text(PAGE.format(head=""), encoding="utf-8")
    words = tmp_path / "words.yaml"
    words.write_text(
        "- term: 报销\n  synonyms: [报账]\n  anchors: [c6-2]\n  asked_as: [贴票]\n", encoding="utf-8"
    )
    assert read_words(words) == (Word("报销", ("报账",), ("c6-2",), ("贴票",)),)
    main(["search-index", str(site), "--words", str(words), "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    assert (said["pages"], said["sections"]) == (1, 2)
    head, _ = unpack((site / "search/index.bin").read_bytes())
    assert head["pages"] == ["expense/"]
    assert head["words"] == [["报销", ["报账"], ["c6-2"]]]
    assert {path.name for path in (site / "search").iterdir()} == {
        "engine.js",
        "worker.js",
        "setup.js",
        "index.bin",
        "index.js",
        "search_index.json",
        "search_index.js",
    }


def test_a_folder_without_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MktkitError, match="没有网页"):
        index_site(tmp_path)


@pytest.mark.parametrize(
    "entry", ["报销", "- 报销", "- {term: 报销, synonym: [报账]}", "- {term: 报销, synonyms: 报账}"]
)
def test_a_word_that_is_written_wrong_is_refused(tmp_path: Path, entry: str) -> None:
    file = tmp_path / "words.yaml"
    file.write_text(entry + "\n", encoding="utf-8")
    with pytest.raises(MktkitError, match="每条应写 term"):
        read_words(file)
