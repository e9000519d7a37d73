"""The report as Word, HTML and Markdown, opened again."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

import docx
import pytest
from PIL import Image

from mktkit.errors import Finding, MktkitError
from mktkit.files import lay_out
from mktkit.research.model import Analysis
from mktkit.research.pages.report import material_of
from mktkit.research.report.check import check_report
from mktkit.research.report.document import report_document, report_files
from mktkit.research.report.example import example_files, example_report
from mktkit.research.report.material import Material
from mktkit.research.report.model import SECTIONS, ResearchReport
from mktkit.rules import Rules

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def faults(found: list[Finding]) -> list[str]:
    return [str(one) for one in found if one.level == "fault"]


def changed(**fields: Any) -> ResearchReport:
    return example_report().model_copy(update=fields)


def with_finding(**fields: Any) -> ResearchReport:
    report = example_report()
    report.findings[0] = report.findings[0].model_copy(update=fields)
    return report


@pytest.fixture(scope="module")
def files(
    analyses: tuple[Analysis, ...], rules: Rules, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    material = material_of(lay_out(tmp_path_factory.mktemp("dropped"), example_files(rules)), rules)
    document = report_document(example_report(), material, version=rules.edition)
    return report_files(document, template=None)


def test_the_word_file_has_headings_contents_captions_and_fonts(files: dict[str, bytes]) -> None:
    word = docx.Document(io.BytesIO(files["docx"]))
    level1 = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert level1[:6] == list(SECTIONS.values())
    xml = word.element.xml
    assert 'TOC \\o "1-3"' in xml
    captions = [one.text for one in word.paragraphs if one.style.name == "Caption"]
    assert [one for one in captions if one.startswith("图")] == [
        "图 1　市场规模的变化",
        "图 2　各家份额",
        "图 3　最看重的因素",
    ]
    assert len([one for one in captions if one.startswith("表")]) == len(word.tables) == 8
    assert len(word.inline_shapes) == 3
    fonts = [
        run.find(f"{W}rPr/{W}rFonts") for run in word.element.iter(f"{W}r") if run.find(f"{W}t") is not None
    ]
    assert fonts
    assert {one.get(f"{W}eastAsia") for one in fonts if one is not None} <= {"宋体", "微软雅黑"}
    assert None not in fonts


def test_figures_of_the_text_equal_those_of_the_tables(files: dict[str, bytes]) -> None:
    word = docx.Document(io.BytesIO(files["docx"]))
    text = "\n".join(one.text for one in word.paragraphs if one.style.name == "Body Text")
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    typed = set(re.findall(r"\d[\d,]*\.\d+%|1,638|12,500 万元|\d\.\d 个百分点|0\.389", text))
    assert len(typed) >= 9
    assert typed <= cells


def test_html_and_markdown_say_the_same(files: dict[str, bytes]) -> None:
    page = files["html"].decode()
    with zipfile.ZipFile(io.BytesIO(files["zip"])) as archive:
        text = archive.read("报告.md").decode()
        assert len(archive.namelist()) == 4
    for said in (
        "华东市场规模为 12,500 万元，比上年增长 10.6%",
        "表 8　资料来源",
        "真实、准确、完整（S005）",
    ):
        assert said in page
        assert said in text.replace("\\", "")


def test_ten_thousand_characters_and_markup_stay_text(analyses: tuple[Analysis, ...]) -> None:
    long = "<script>alert(1)</script>" + "很长的意见，" * 1650
    assert len(long) > 9_900
    made = report_files(report_document(changed(introduction=long), Material(analyses)), template=None)
    assert long in docx.Document(io.BytesIO(made["docx"])).element.xml.replace("&lt;", "<").replace(
        "&gt;", ">"
    )
    assert "<script" not in made["html"].decode()


def test_a_picture_is_placed_and_what_is_none_is_refused(analyses: tuple[Analysis, ...]) -> None:
    report = with_finding(picture="现场.png")
    assert any(
        "没有拖进来叫「现场.png」的图片" in one for one in faults(check_report(report, Material(analyses)))
    )
    broken = {"现场.png": b"GIF89a nonsense"}
    assert any("不是图片" in one for one in faults(check_report(report, Material(analyses, pictures=broken))))
    buffer = io.BytesIO()
    Image.new("RGB", (40, 30)).save(buffer, "PNG")
    good = {"现场.png": buffer.getvalue()}
    assert faults(check_report(report, Material(analyses, pictures=good))) == []
    made = report_files(report_document(report, Material(analyses, pictures=good)), template=None)["docx"]
    assert len(docx.Document(io.BytesIO(made)).inline_shapes) == 4


def test_a_template_without_the_needed_styles_is_refused(
    analyses: tuple[Analysis, ...], tmp_path: Any
) -> None:
    bare = docx.Document()
    bare.styles["Caption"].element.getparent().remove(bare.styles["Caption"].element)
    bare.save(tmp_path / "template.docx")
    with pytest.raises(MktkitError, match="模板里缺少样式"):
        report_files(
            report_document(example_report(), Material(analyses)), template=tmp_path / "template.docx"
        )
