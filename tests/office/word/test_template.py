"""Templates: ours, and the company's in its place."""

from __future__ import annotations

import io
import random
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from mktkit.archives import fixed_zip
from mktkit.errors import MktkitError
from mktkit.office import charts
from mktkit.office.document import Bullets, Document, Figure, Heading, Paragraph, Table, TableColumn
from mktkit.office.word import own_template, write_word
from mktkit.office.word.template import open_template

DOCUMENT = Document(
    "制度摘要",
    (Heading("总则"), Heading("细则", 2), Paragraph("正文。"), Bullets(("一",), ordered=True)),
    company="甲公司",
)


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def files(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    """Return the file with something replaced in one part."""
    inside = files(content)
    text = inside[part].decode()
    assert old in text
    return fixed_zip(inside | {part: text.replace(old, new).encode()})


@pytest.fixture
def company(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the company's template goes."""
    monkeypatch.setenv("MKTKIT_RULES", str(tmp_path))
    return tmp_path / "template.docx"


def test_our_template_is_the_same_file_every_time() -> None:
    assert own_template() == own_template()
    assert not opened(own_template()).paragraphs


def test_a_file_of_ours_changed_in_word_is_the_companys_template(company: Path) -> None:
    old = Document(
        "去年的报告",
        (Heading("机密"), Paragraph("不外传"), Figure(charts.bars({"密": 1}, title="密"), "密图")),
        company="乙",
    )
    document = opened(write_word(old))
    style = document.styles["Heading 1"]
    style.font.size, style.font.color.rgb = Pt(30), RGBColor(0xC0, 0, 0)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    document.sections[0].footer.paragraphs[0].insert_paragraph_before("甲公司 内部资料")
    document.core_properties.author = "张三"
    document.save(str(company))

    made = write_word(DOCUMENT)
    result = opened(made)
    heading = next(one for one in result.paragraphs if one.text == "总则")
    assert (heading.style.font.size, heading.style.font.color.rgb) == (Pt(30), RGBColor(0xC0, 0, 0))
    assert heading.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert [one.text for one in result.sections[0].footer.paragraphs] == [
        "甲公司 内部资料",
        "第 1 页　共 1 页",
    ]
    # The header's title follows the new document.
    assert result.sections[0].header.paragraphs[0].text == "制度摘要"
    # Nothing of the old report, its picture or its author travels along.
    inside = files(made)
    assert not [name for name in inside if "media" in name]
    everything = b"".join(inside.values()).decode("utf-8", "ignore")
    for word in ("机密", "不外传", "去年的报告", "密图", "张三", "乙"):
        assert word not in everything
    assert write_word(DOCUMENT) == made
    assert write_word(DOCUMENT, template=None) != made


def test_a_template_saved_by_another_program_works(
    company: Path, tmp_path: Path, to_pdf: Callable[[bytes, str], Any]
) -> None:
    """LibreOffice stands for WPS here: it renames every style's id and rewrites numbering and fonts."""
    del to_pdf  # skips where LibreOffice is missing
    source = tmp_path / "ours.docx"
    source.write_bytes(write_word(DOCUMENT, template=None))
    out = tmp_path / "saved"
    soffice = shutil.which("soffice")
    assert soffice
    subprocess.run(
        [soffice, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "docx", "--outdir", out, source],
        check=True,
        capture_output=True,
        timeout=180,
    )  # fmt: skip
    company.write_bytes((out / "ours.docx").read_bytes())
    result = opened(write_word(DOCUMENT))
    texts = [
        (one.style.name, one.text)
        for one in result.paragraphs
        if one.text in ("总则", "细则", "正文。", "一")
    ]
    assert texts == [
        ("Heading 1", "总则"),
        ("Heading 2", "细则"),
        ("Body Text", "正文。"),
        ("List Number", "一"),
    ]
    for one in result.paragraphs:
        for run in one.runs:
            assert run._r.rPr.rFonts.get(qn("w:eastAsia")) in ("宋体", "微软雅黑")


def test_theme_fonts_of_a_template_become_names(company: Path) -> None:
    theme = (
        "<a:theme xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main' name='x'><a:themeElements><a:fontScheme name='x'>"
        "<a:majorFont><a:latin typeface='Cambria'/><a:ea typeface=''/><a:cs typeface=''/><a:font script='Hans' typeface='黑体'/></a:majorFont>"
        "<a:minorFont><a:latin typeface='Calibri'/><a:ea typeface='仿宋'/><a:cs typeface=''/></a:minorFont>"
        "</a:fontScheme></a:themeElements></a:theme>"
    )
    inside = files(own_template())
    styles = inside["word/styles.xml"].decode()
    heading = re.search(r"<w:style [^>]*w:styleId='Heading1'>.*?</w:style>", styles)
    assert heading
    themed = re.sub(
        r"<w:rFonts [^>]*/>",
        "<w:rFonts w:asciiTheme='majorHAnsi' w:hAnsiTheme='majorHAnsi' w:eastAsiaTheme='majorEastAsia' w:cstheme='majorBidi'/>",
        heading[0],
    )
    styles = styles.replace(heading[0], themed)
    defaults = re.search(r"<w:rPrDefault>.*?</w:rPrDefault>", styles)
    assert defaults
    styles = styles.replace(
        defaults[0],
        "<w:rPrDefault><w:rPr><w:rFonts w:asciiTheme='minorHAnsi' w:eastAsiaTheme='minorEastAsia' w:hAnsiTheme='minorHAnsi' w:cstheme='minorBidi'/>"
        "<w:lang w:val='en-US' w:eastAsia='en-US' w:bidi='ar-SA'/></w:rPr></w:rPrDefault>",
    )
    normal = re.search(r"<w:style [^>]*w:styleId='BodyText'>.*?</w:style>", styles)
    assert normal
    styles = styles.replace(normal[0], re.sub(r"<w:rFonts [^>]*/>", "", normal[0]))
    base = re.search(r"<w:style [^>]*w:styleId='Normal'>.*?</w:style>", styles)
    assert base
    styles = styles.replace(base[0], re.sub(r"<w:rFonts [^>]*/>", "", base[0]))
    relations = (
        inside["word/_rels/document.xml.rels"]
        .decode()
        .replace(
            "</Relationships>",
            "<Relationship Id='rId9' Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/theme' Target='theme1.xml'/></Relationships>",
        )
    )
    types = (
        inside["[Content_Types].xml"]
        .decode()
        .replace(
            "</Types>",
            "<Override PartName='/word/theme1.xml' ContentType='application/vnd.openxmlformats-officedocument.theme+xml'/></Types>",
        )
    )
    new = {
        "word/styles.xml": styles,
        "word/_rels/document.xml.rels": relations,
        "[Content_Types].xml": types,
        "word/theme1.xml": theme,
    }
    company.write_bytes(fixed_zip(inside | {name: text.encode() for name, text in new.items()}))
    made = write_word(DOCUMENT)
    written = files(made)["word/styles.xml"]
    assert b"Theme=" not in written
    assert b"cstheme" not in written
    assert b'w:eastAsia="en-US"' not in written
    fonts = {
        one.text: (run.get(qn("w:ascii")), run.get(qn("w:eastAsia")))
        for one in opened(made).paragraphs
        for run in [item._r.rPr.rFonts for item in one.runs]
    }
    assert fonts["总则"] == ("Cambria", "黑体")
    assert fonts["正文。"] == ("Calibri", "仿宋")


def test_chinese_numbering_of_a_template_shows_in_the_contents(company: Path) -> None:
    content = changed(
        own_template(), "word/numbering.xml", "<w:lvlText w:val='%1'/>", "<w:lvlText w:val='第%1章'/>"
    )
    first = re.search(rb"<w:lvl w:ilvl='0'>.*?</w:lvl>", files(content)["word/numbering.xml"])
    assert first
    level = first[0].decode()
    content = changed(
        content, "word/numbering.xml", level, level.replace("decimal", "chineseCountingThousand")
    )
    second = "<w:pStyle w:val='Heading2'/>"
    for legal, number in (("", "一.1"), ("<w:isLgl/>", "1.1")):
        company.write_bytes(changed(content, "word/numbering.xml", second, second + legal))
        shown = [
            one.text for one in opened(write_word(DOCUMENT)).paragraphs if one.style.name.startswith("toc ")
        ]
        assert shown == ["第一章 总则\t", f"{number} 细则\t"]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "模板不是 Word 文档，或者已损坏"),
        (b"\xd0\xcf\x11\xe0 an old .doc", "模板不是 Word 文档，或者已损坏"),
        (fixed_zip({"hello.txt": b"x"}), "模板不是 Word 文档，或者已损坏"),
        (changed(own_template(), "[Content_Types].xml", "document.main+xml", "template.main+xml"), "模板不是 Word 文档，或者已损坏"),
        (changed(own_template(), "word/document.xml", "<w:body>", "<w:body"), "模板不是 Word 文档，或者已损坏"),
    ],
)  # fmt: skip
def test_a_template_that_is_none_is_refused(company: Path, content: bytes, word: str) -> None:
    company.write_bytes(content)
    with pytest.raises(MktkitError, match=rf"Word 模板 template\.docx：{word}"):
        write_word(DOCUMENT)


def test_a_template_with_changed_bytes_is_refused_in_words_or_taken(company: Path) -> None:
    whole, chance, refused = own_template(), random.Random(5), 0
    for _ in range(200):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        company.write_bytes(damaged)
        try:
            open_template(company)
        except MktkitError:
            refused += 1
    assert refused > 100


def test_missing_styles_are_named_as_word_names_them_all_at_once(company: Path) -> None:
    inside = files(own_template())
    styles = inside["word/styles.xml"].decode()
    for name in ("Heading3", "Caption", "TableText"):
        styles = re.sub(rf"<w:style w:type='paragraph'[^>]*w:styleId='{name}'>.*?</w:style>", "", styles)
    company.write_bytes(fixed_zip(inside | {"word/styles.xml": styles.encode()}))
    with pytest.raises(MktkitError) as error:
        write_word(DOCUMENT)
    assert "Word 模板 template.docx：模板里缺少样式：标题 3、题注、表格文字" in str(error.value)
    assert "另存为 company/template.docx" in str(error.value)


def test_a_list_style_without_a_list_is_refused(company: Path) -> None:
    numbered = "<w:numPr><w:numId w:val='3'/></w:numPr>"
    company.write_bytes(changed(own_template(), "word/styles.xml", numbered, ""))
    with pytest.raises(MktkitError, match="模板里样式「列表编号」没有编号"):
        write_word(DOCUMENT)


def test_the_default_template_of_python_docx_lacks_our_styles(company: Path) -> None:
    docx.Document().save(str(company))
    with pytest.raises(MktkitError, match=r"缺少样式：.*报告表格"):
        write_word(DOCUMENT)


def test_a_template_without_header_and_page_size_gets_ours(company: Path) -> None:
    content = files(own_template())
    content["word/document.xml"] = re.sub(rb"<w:sectPr>.*</w:sectPr>", b"", content["word/document.xml"])
    company.write_bytes(fixed_zip(content))
    result = opened(write_word(Document("题", (Table((TableColumn("甲"),), (("乙",),)),))))
    section = result.sections[0]
    assert section.header.paragraphs[0].text == "题"
    assert section.footer.paragraphs[0].text == "第 1 页　共 1 页"
    assert round(section.page_width.mm) == 210
