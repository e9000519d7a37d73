"""HTML in one file and Markdown with its pictures: the same words, numbers and captions as Word has, and no markup of others."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from decimal import Decimal

import pytest

from mktkit.errors import MktkitError
from mktkit.office import charts
from mktkit.office.document import (
    Bullets,
    Document,
    Figure,
    Heading,
    Paragraph,
    Reference,
    Run,
    Table,
    TableColumn,
)
from mktkit.office.markdown import markdown_of, write_markdown
from mktkit.office.web import write_html

NASTY = "<img src=x onerror=window.ran=1>"
CHART = charts.bars({"线上": 120, "线下": 80}, title="各渠道线索", unit="条")
DOCUMENT = Document(
    f"报告 {NASTY}",
    (
        Heading("引言"),
        Heading("发现"),
        Heading("渠道", 2),
        Paragraph(("见", Reference("leads"), "与", Reference("costs"), "，", Run("线上更多", bold=True), "。")),
        Paragraph(f"# 不是标题 {NASTY}\n1. 不是列表"),
        Figure(CHART, "各渠道线索", key="leads"),
        Table((TableColumn("渠道"), TableColumn("花费")), (("线上|甲", Decimal("1234.50")), ("合计", Decimal("1234.50"))), "花费", key="costs", total=True),
        Bullets(("甲", "乙"), ordered=True),
        Heading("附录", numbered=False),
    ),
    notice="示例值，待公司确认",
)  # fmt: skip


def test_one_html_file_asks_for_nothing_and_runs_nothing_of_a_text() -> None:
    page = write_html(DOCUMENT).decode()
    assert NASTY not in page
    assert not re.findall(r"(?:src|href)=\"(?!data:image/png;base64,|#)", page)
    assert "<script" not in page
    assert base64.b64decode(re.findall(r"base64,([^\"]+)", page)[0]) == CHART.png


def test_headings_captions_and_references_are_numbered_alike_in_both() -> None:
    page, text = write_html(DOCUMENT).decode(), markdown_of(DOCUMENT)
    for words in ("2.1　渠道", "图 1　各渠道线索", "表 1　花费"):
        assert words in page
        assert words in text
    assert "见图 1与表 1，**线上更多**。" in text
    assert 'href="#图1"' in page
    assert 'id="图1"' in page
    assert "## 附录" in text


def test_a_text_is_no_markdown() -> None:
    text = markdown_of(DOCUMENT)
    assert "\\# 不是标题 \\<img" in text
    assert "1\\. 不是列表" in text
    assert "| 线上\\|甲 | 1,234.50 |" in text


def test_the_archive_holds_the_pictures_the_text_names() -> None:
    with zipfile.ZipFile(io.BytesIO(write_markdown(DOCUMENT, "报告"))) as archive:
        named = re.findall(r"\]\((图片/[^)]+)\)", archive.read("报告.md").decode())
        assert [archive.read(one) for one in named] == [CHART.png]


def test_a_reference_to_nothing_is_refused() -> None:
    broken = Document("报告", (Paragraph(("见", Reference("nowhere"))),))
    for write in (write_html, write_markdown):
        with pytest.raises(MktkitError, match="没有对应的图或表"):
            write(broken)
