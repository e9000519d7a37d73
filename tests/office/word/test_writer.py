"""Word files: reopened block by block and run by run, and turned into pages by another program."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import re
import time
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from mktkit.errors import MktkitError
from mktkit.office import charts
from mktkit.office.document import (
    Bullets,
    Document,
    Entry,
    Fields,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Reference,
    Run,
    Signatures,
    Table,
    TableColumn,
    table_of,
)
from mktkit.office.text import clean
from mktkit.office.word import write_word
from mktkit.office.word.tables import lay_out

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Text width of our A4 page: 210 mm less two margins of 25 mm, in twentieths of a point.
TEXT_WIDTH = 11906 - 2 * 1418

FIGURE = charts.bars({"线上": 120, "线下": 80}, title="各渠道线索", unit="条")

REPORT = Document(
    "华东市场调研报告",
    (
        Heading("引言"),
        Paragraph("本报告写给“总经理办公会”——见附录。\n第二段。"),
        Heading("主要发现"),
        Heading("渠道", 2),
        Paragraph(
            ("见", Reference("channels"), "和", Reference("costs"), "，", Run("线上更多", bold=True), "。")
        ),
        Figure(FIGURE, "各渠道线索", note="资料来源：客户系统", key="channels"),
        Heading("细节", 3),
        Bullets(("甲", "乙")),
        Bullets(("先", "后"), ordered=True),
        Paragraph("再来一次："),
        Bullets(("一", "二"), ordered=True),
        Table(
            (TableColumn("渠道"), TableColumn("线索"), TableColumn("成本（元）")),
            (("线上", 1200, Decimal("12345.60")), ("线下", 80, None), ("合计", 1280, Decimal("12345.60"))),
            "渠道成本",
            "含税",
            "costs",
            True,
        ),
        Heading("附录", numbered=False),
        Fields((Entry("编号", "A-1"), Entry("日期", "2026-10-31"), Entry("亮点", height=2))),
        Signatures(("编写人", "审核人")),
        PageBreak(),
        Paragraph("示例值", "warning"),
        Paragraph("小字", "note"),
    ),
    "竞品与渠道",
    "某某科技有限公司",
    dt.date(2026, 10, 31),
    "第 1 版",
    "示例值，待公司确认",
)


@pytest.fixture(scope="module")
def report() -> bytes:
    return write_word(REPORT, template=None)


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def styled(content: bytes) -> list[tuple[str, str]]:
    return [(one.style.name, one.text) for one in opened(content).paragraphs]


def test_every_block_is_there_in_its_style(report: bytes) -> None:
    listed = [(style, text) for style, text in styled(report) if text and not style.lower().startswith("toc")]
    assert listed == [
        ("封面信息", "某某科技有限公司"),
        ("Title", "华东市场调研报告"),
        ("Subtitle", "竞品与渠道"),
        ("提示", "示例值，待公司确认"),
        ("封面信息", "第 1 版"),
        ("封面信息", "2026 年 10 月 31 日"),
        ("注", "（页码在 Word 里打开时更新；在 WPS 里右键目录，选“更新域”）"),
        ("Heading 1", "引言"),
        ("Body Text", "本报告写给“总经理办公会”——见附录。"),
        ("Body Text", "第二段。"),
        ("Heading 1", "主要发现"),
        ("Heading 2", "渠道"),
        ("Body Text", "见图 1和表 1，线上更多。"),
        ("Caption", "图 1　各渠道线索"),
        ("注", "资料来源：客户系统"),
        ("Heading 3", "细节"),
        ("List Bullet", "甲"),
        ("List Bullet", "乙"),
        ("List Number", "先"),
        ("List Number", "后"),
        ("Body Text", "再来一次："),
        ("List Number", "一"),
        ("List Number", "二"),
        ("Caption", "表 1　渠道成本"),
        ("注", "含税"),
        ("Heading 1", "附录"),
        ("提示", "示例值"),
        ("注", "小字"),
    ]


def test_the_table_comes_back_cell_by_cell(report: bytes) -> None:
    table = opened(report).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["渠道", "线索", "成本（元）"],
        ["线上", "1,200", "12,345.60"],
        ["线下", "80", ""],
        ["合计", "1,280", "12,345.60"],
    ]
    sides = [cell.paragraphs[0].alignment.name for cell in table.rows[1].cells]
    assert sides == ["LEFT", "RIGHT", "RIGHT"]
    # The header repeats, no row breaks, the sum is set off.
    assert [bool(row._tr.findall(f"{W}trPr/{W}tblHeader")) for row in table.rows] == [
        True,
        False,
        False,
        False,
    ]
    assert all(row._tr.findall(f"{W}trPr/{W}cantSplit") for row in table.rows)
    assert all(run.bold for cell in table.rows[3].cells for run in cell.paragraphs[0].runs)
    # A short table stays on one page: every paragraph but the last row's keeps with the next.
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [True, True, True, None]


def test_forms_come_back(report: bytes) -> None:
    fields, signatures = opened(report).tables[1:]
    assert [[cell.text for cell in row.cells] for row in fields.rows] == [
        ["编号", "A-1", "日期", "2026-10-31"],
        ["亮点", "", "", ""],
    ]
    assert fields.rows[1].height.cm == pytest.approx(2, abs=0.01)
    assert [cell.text for cell in signatures.rows[0].cells] == [
        "编写人：",
        "",
        "　　年　月　日",
        "审核人：",
        "",
        "　　年　月　日",
    ]


def test_every_run_and_every_style_names_its_chinese_font_and_no_theme_is_left(report: bytes) -> None:
    files = parts(report)
    assert not [name for name in files if "theme" in name]
    seen = 0
    for name, content in files.items():
        if not name.startswith("word/") or not name.endswith(".xml"):
            continue
        assert b"Theme=" not in content.replace(b"themeFontLang", b"")
        root = ET.fromstring(content)
        for run in root.iter(f"{W}r"):
            if run.find(f".//{W}drawing") is None:
                fonts = run.find(f"{W}rPr/{W}rFonts")
                assert fonts is not None, ET.tostring(run, encoding="unicode")
                assert fonts.get(f"{W}eastAsia") in ("宋体", "微软雅黑")
                assert fonts.get(f"{W}ascii") in ("Times New Roman", "微软雅黑")
                seen += 1
    assert seen > 100
    styles = ET.fromstring(files["word/styles.xml"])
    for style in styles.iter(f"{W}style"):
        fonts = style.find(f"{W}rPr/{W}rFonts")
        assert fonts is not None and fonts.get(f"{W}eastAsia"), style.get(f"{W}styleId")  # noqa: PT018  # the same fault
    language = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang")
    assert language is not None
    assert language.get(f"{W}eastAsia") == "zh-CN"
    by_style = {run.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia") for run in _runs(files, "Heading1")}  # type: ignore[union-attr]  # looked at above
    assert by_style == {"微软雅黑"}


def _runs(files: dict[str, bytes], style: str) -> list[ET.Element]:
    body = ET.fromstring(files["word/document.xml"])
    return [
        run
        for paragraph in body.iter(f"{W}p")
        if (named := paragraph.find(f"{W}pPr/{W}pStyle")) is not None and named.get(f"{W}val") == style
        for run in paragraph.iter(f"{W}r")
    ]


def _fields(root: ET.Element) -> list[tuple[str, str]]:
    """Return every complex field as (instruction, result), the inner ones too."""
    stack: list[list[Any]] = []
    found: list[tuple[str, str]] = []
    for one in root.iter():
        if one.tag == f"{W}fldChar":
            kind = one.get(f"{W}fldCharType")
            if kind == "begin":
                stack.append(["", "", False])
            elif kind == "separate":
                stack[-1][2] = True
            else:
                instruction, result, _ = stack.pop()
                found.append((instruction.strip(), result))
        elif one.tag == f"{W}instrText":
            stack[-1][0] += one.text or ""
        elif one.tag == f"{W}t" and stack and stack[-1][2]:
            stack[-1][1] += one.text or ""
    assert not stack
    return found


def test_contents_captions_references_and_page_numbers_are_fields_with_results(report: bytes) -> None:
    files = parts(report)
    fields = _fields(ET.fromstring(files["word/document.xml"]))
    instructions = dict(fields)
    assert instructions[r"SEQ 图 \* ARABIC"] == "1"
    assert instructions[r"SEQ 表 \* ARABIC"] == "1"
    assert instructions[r"REF _Ref000001 \h"] == "图 1"
    assert instructions[r"REF _Ref000002 \h"] == "表 1"
    assert any(one.startswith(r'TOC \o "1-3" \h') for one in instructions)
    # What the contents will list stands there already.
    shown = [(style, text) for style, text in styled(report) if style.lower().startswith("toc ")]
    assert shown[1:] == [
        ("toc 1", "1 引言\t"), ("toc 1", "2 主要发现\t"), ("toc 2", "2.1 渠道\t"), ("toc 3", "2.1.1 细节\t"), ("toc 1", "附录\t"),
    ]  # fmt: skip
    assert b'<w:updateFields w:val="true"/>' in files["word/settings.xml"]
    footer = dict(_fields(ET.fromstring(files["word/footer1.xml"])))
    assert set(footer) == {"PAGE", "NUMPAGES"}
    assert dict(_fields(ET.fromstring(files["word/header1.xml"]))) == {"TITLE": "华东市场调研报告"}
    # Bookmarks: unique, and every reference has its own.
    body = ET.fromstring(files["word/document.xml"])
    marks = [one.get(f"{W}name") for one in body.iter(f"{W}bookmarkStart")]
    assert len(marks) == len(set(marks))
    aims = {one.split()[1] for one in instructions if one.startswith(("REF", "PAGEREF"))}
    assert aims <= set(marks)


def test_headings_are_numbered_by_the_file_and_lists_begin_anew(report: bytes) -> None:
    files = parts(report)
    numbering = ET.fromstring(files["word/numbering.xml"])
    texts = [
        one.get(f"{W}val")
        for level in numbering.iter(f"{W}lvl")
        if level.find(f"{W}pStyle").get(f"{W}val", "").startswith("Heading")  # type: ignore[union-attr]  # ours have one
        for one in level.iter(f"{W}lvlText")
    ]
    assert texts == ["%1", "%1.%2", "%1.%2.%3"]
    body = ET.fromstring(files["word/document.xml"])
    lists: dict[str, str | None] = {}
    for paragraph in body.iter(f"{W}p"):
        number = paragraph.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            lists["".join(paragraph.itertext())] = number.get(f"{W}val")
    assert lists["先"] == lists["后"] != lists["一"] == lists["二"]
    assert lists["附录"] == "0"
    for number in (lists["先"], lists["一"]):
        element = next(one for one in numbering.iter(f"{W}num") if one.get(f"{W}numId") == number)
        assert element.find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val") == "1"  # type: ignore[union-attr]  # the point


def test_the_picture_is_the_charts_with_its_words(report: bytes) -> None:
    document = opened(report)
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == FIGURE.alt
    assert (shape.width.cm, shape.height.cm) == pytest.approx((16, FIGURE.height), abs=0.02)
    assert [content for name, content in parts(report).items() if name.startswith("word/media/")] == [
        FIGURE.png
    ]


def test_no_heading_caption_or_figure_is_left_alone_at_the_foot_of_a_page(report: bytes) -> None:
    document = opened(report)
    for paragraph in document.paragraphs:
        if paragraph.style.name.startswith("Heading") or paragraph._p.findall(f".//{W}drawing"):
            assert paragraph.paragraph_format.keep_with_next, paragraph.text
        if paragraph.text.startswith("表 1　"):
            assert paragraph.paragraph_format.keep_with_next


def test_nothing_tells_who_or_when_but_what_was_given(report: bytes) -> None:
    core = opened(report).core_properties
    assert (core.title, core.author, core.last_modified_by) == ("华东市场调研报告", "某某科技有限公司", "")
    assert core.created == core.modified == dt.datetime(2026, 10, 31, tzinfo=core.created.tzinfo)
    with zipfile.ZipFile(io.BytesIO(report)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {3}
    everything = b"".join(parts(report).values()).lower()
    for word in (b"python-docx", b"root", b"rsid", str(Path.home()).encode().lower()):
        assert word not in everything


def test_the_same_document_is_the_same_file(report: bytes) -> None:
    assert write_word(REPORT, template=None) == report
    undated = dataclasses.replace(REPORT, date=None)
    assert opened(write_word(undated, template=None)).core_properties.created.year == 2000


#: The order in which the schema wants what we write (ECMA-376, CT_PPrBase, CT_RPr, CT_TblPr, CT_TcPr).
_ORDERS = {
    "pPr": ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "spacing", "ind", "jc", "outlineLvl"),
    "rPr": ("rFonts", "b", "i", "color", "sz", "szCs", "lang"),
    "tblPr": ("tblStyle", "tblW", "jc", "tblInd", "tblBorders", "tblLayout", "tblCellMar", "tblLook"),
    "tcPr": ("tcW", "gridSpan", "tcBorders", "shd", "vAlign"),
}  # fmt: skip


def test_elements_stand_in_the_schemas_order(report: bytes) -> None:
    for name, content in parts(report).items():
        if name.startswith("word/") and name.endswith(".xml"):
            for element in ET.fromstring(content).iter():
                order = _ORDERS.get(element.tag.removeprefix(W))
                if order:
                    places = [order.index(child.tag.removeprefix(W)) for child in element]
                    assert places == sorted(set(places)), (name, ET.tostring(element, encoding="unicode"))


# -- pages -----------------------------------------------------------------------------------------------------------


def test_libreoffice_turns_it_into_the_pages_meant(
    report: bytes, to_pdf: Callable[[bytes, str], Any]
) -> None:
    pdf = to_pdf(report, ".docx")
    cover, contents, first = pdf.pages[:3]
    assert "华东市场调研报告" in cover
    assert "第 1 版" in _close(cover) or "第1版" in _close(cover)
    assert "页" not in cover
    assert "目" in contents
    assert "2.1渠道" in _close(contents)
    assert "第2页共" in _close(contents)
    assert "1引言" in _close(first)
    assert "华东市场调研报告" in first.split("\n")[0]
    assert "2.1.1细节" in _close(pdf.text)
    assert "图1各渠道线索" in _close(pdf.text).replace("　", "")
    assert f"共{len(pdf.pages)}页" in _close(pdf.text)
    assert "示例值" in pdf.pages[-1]


def _close(text: str) -> str:
    return re.sub(r"[ \n]", "", text)


def test_a_long_wide_table_repeats_its_header_and_stays_on_the_page(
    to_pdf: Callable[[bytes, str], Any],
) -> None:
    titles = ("工号", "姓名", "条款", "指标", "实际", "目标", "完成率", "得分", "权重", "加权", "说明")
    row = ("S001", "欧阳锋", "5.1.2.a", "销售业绩完成率", "1,234,567.00 元", "1,000,000.00 元", "123.46%", Decimal("120.00"), 50,
           Decimal("6000.00"), "按签约日期，退货在退货当月扣减")  # fmt: skip
    table = Table(tuple(map(TableColumn, titles)), (row,) * 80, "宽表")
    content = write_word(Document("宽", (table,), cover=False, contents=False), template=None)
    widths = [column.width for column in opened(content).tables[0].columns]
    assert sum(int(width.twips) for width in widths) == TEXT_WIDTH
    pdf = to_pdf(content, ".docx")
    assert len(pdf.pages) >= 3
    for page in pdf.pages[: len(pdf.pages) - 1]:
        assert "完成率" in page
        assert "说明" in page
    # Numbers are never broken: each row's stands whole.
    assert pdf.text.count("1,234,567.00") == 80


def test_a_very_long_answer_breaks_over_pages_and_loses_nothing(to_pdf: Callable[[bytes, str], Any]) -> None:
    answer = "".join(f"第{n}句。" for n in range(1500))
    table = Table((TableColumn("问题"), TableColumn("回答")), (("怎样", answer),))
    content = write_word(
        Document("长", (Paragraph(answer), table), cover=False, contents=False), template=None
    )
    assert opened(content).tables[0].rows[1].cells[1].text == answer
    text = _close(to_pdf(content, ".docx").text)
    assert text.count("第1499句") == 2


# -- what may come in -----------------------------------------------------------------------------------------------


def test_text_that_xml_forbids_is_cleaned_and_markup_stays_text() -> None:
    bad = "<w:p>&amp;\x00\x0b换行\ud800<img src=x onerror=alert(1)>"
    blocks = (
        Heading(bad), Paragraph(bad), Bullets((bad,)), Table((TableColumn(bad),), ((bad,),), bad, bad),
        Figure(charts.Chart(FIGURE.png, bad, 10, 5), bad), Fields((Entry(bad, bad),)), Signatures((bad,)),
    )  # fmt: skip
    document = opened(write_word(Document(bad, blocks, bad, bad, None, bad, bad), template=None))
    wanted = clean(bad)
    assert wanted == "<w:p>&amp;\n换行\ufffd<img src=x onerror=alert(1)>"
    assert document.tables[0].rows[1].cells[0].text == wanted
    assert (
        document.inline_shapes[0]._inline.docPr.get("descr").replace(" ", "\n", 1).split("\n")[0]
        == "<w:p>&amp;"
    )
    assert [one.text for one in document.paragraphs if one.style.name == "Body Text"] == wanted.split("\n")


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=20)), max_size=4), st.text(max_size=40))
def test_any_table_and_paragraph_comes_back(rows: list[tuple[str, str]], words: str) -> None:
    table = Table((TableColumn("甲"), TableColumn("乙")), tuple(rows), "表")
    document = opened(
        write_word(Document("任意", (Paragraph((words,)), table), cover=False, contents=False), template=None)
    )
    assert document.paragraphs[1].text == clean(words)
    got = [[cell.text for cell in row.cells] for row in document.tables[0].rows[1:]]
    assert got == ([[clean(a), clean(b)] for a, b in rows] or [["没有数据", "没有数据"]])


def test_empty_documents_are_documents() -> None:
    for document in (
        Document("空", ()),
        Document("空", (), cover=False),
        Document("空", (), contents=False),
        Document(
            "空",
            (
                table_of([]),
                Table((TableColumn("甲"),), ()),
                Bullets(()),
                Fields(()),
                Signatures(()),
                Paragraph(""),
            ),
        ),
    ):
        assert opened(write_word(document, template=None)).core_properties.title == "空"
        # Word takes a table without rows, or a cell without a paragraph, for a damaged file.
        for table in opened(write_word(document, template=None)).tables:
            assert table.rows
            assert all(cell.paragraphs for row in table.rows for cell in row.cells)
    # Nothing to list: no contents, and Word has nothing to ask about.
    assert b"updateFields" not in parts(write_word(Document("空", ()), template=None))["word/settings.xml"]


@pytest.mark.parametrize(
    ("blocks", "word"),
    [
        ((Paragraph((Reference("没有"),)),), "报告：正文提到的「没有」没有对应的图或表"),
        ((Figure(FIGURE, "甲", key="x"), Figure(FIGURE, "乙", key="x")), "报告：两处图表用了同一个记号「x」"),
    ],
)
def test_a_reference_to_nothing_is_refused(blocks: Any, word: str) -> None:
    with pytest.raises(MktkitError, match=word):
        write_word(Document("报告", blocks), template=None)


def test_a_tall_picture_fits_the_page() -> None:
    tall = charts.Chart(FIGURE.png, "高", 16, 60)
    shape = opened(write_word(Document("高", (Figure(tall),)), template=None)).inline_shapes[0]
    assert shape.height.cm < 20
    assert shape.width.cm / shape.height.cm == pytest.approx(16 / 60, abs=0.01)


def test_landscape_is_a4_lying() -> None:
    section = opened(write_word(dataclasses.replace(REPORT, landscape=True), template=None)).sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (297, 210)


@given(
    st.lists(st.lists(st.text("销售部12.5 ab", max_size=30), min_size=3, max_size=3), min_size=1, max_size=5),
    st.integers(2000, 15000),
)
def test_columns_always_share_the_whole_page(texts: list[list[str]], total: int) -> None:
    widths = lay_out(texts, total, [None] * 3).widths
    assert sum(widths) == total
    assert all(width > 0 for width in widths)


def test_columns_with_a_wish_get_it() -> None:
    # 3 cm are 1,701 twentieths of a point; the other column wraps into what is left.
    assert lay_out([["甲", "乙"], ["1", "长" * 200]], 9000, [3.0, None]).widths[0] == pytest.approx(
        1701, abs=10
    )


def test_qn_is_the_namespace_used_here() -> None:
    assert qn("w:p") == f"{W}p"


def test_time_grows_with_the_length_of_a_table_and_not_with_its_square() -> None:
    def seconds(rows: int) -> float:
        table = Table(tuple(TableColumn(f"列{n}") for n in range(8)), (tuple(range(8)),) * rows)
        started = time.process_time()
        write_word(Document("表", (table,)), template=None)
        return time.process_time() - started

    seconds(10)
    # Four times the rows: 4 times as long if linear, 16 times if quadratic.
    assert seconds(4000) < 9 * seconds(1000)
