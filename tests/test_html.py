"""HTML that is safe by construction: Python's own parser reads back what was put in."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from mktkit.html import Html, element, join, table

#: What HTML can hold: no lone surrogates, no NUL, and no carriage return, which a parser reads as a line feed.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"))


class Reader(HTMLParser):
    """Tags, attributes and text, in the order in which they stand."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


@given(TEXTS, TEXTS)
def test_whatever_is_put_in_is_text_and_one_attribute(words: str, title: str) -> None:
    read = Reader(element("p", words, title=title))
    assert read.words == words
    assert read.tags == [("p", {"title": " ".join(title.split())})]


@given(st.lists(TEXTS, max_size=3))
def test_what_is_html_already_stays(words: list[str]) -> None:
    inner = [element("b", one) for one in words]
    read = Reader(element("p", *inner))
    assert [tag for tag, _ in read.tags] == ["p", *["b"] * len(words)]
    assert read.words == "".join(words)


def test_attributes_are_written_bare_or_left_out() -> None:
    assert element("a", "甲", href=None, hidden=False, download=True) == "<a download>甲</a>"
    assert element("p", data_row=3, class_="x") == '<p data-row="3" class="x"></p>'


def test_elements_without_content_are_not_closed() -> None:
    assert element("br") == "<br>"
    assert element("img", alt="图") == '<img alt="图">'


def test_pieces_are_joined_and_a_table_has_its_parts_in_order() -> None:
    assert join(["<", Html("<br>"), 3], "，") == "&lt;，<br>，3"
    drawn = table(
        [element("th", "甲")], [element("tr", element("td", 1))], caption=element("caption", "表"), id="t"
    )
    assert [tag for tag, _ in Reader(drawn).tags] == [
        *("table", "caption", "thead", "tr", "th", "tbody", "tr", "td"),
    ]
