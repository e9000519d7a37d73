"""The research report: complete or refused, figures by name, the same in text, table and appendix, in every file."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from PIL import Image

from mktkit.errors import Finding, MktkitError
from mktkit.files import lay_out
from mktkit.office.document import Document, Paragraph, Table, plain
from mktkit.research.market.growth import growth
from mktkit.research.model import Analysis
from mktkit.research.pages.report import material_of
from mktkit.research.report.check import check_report
from mktkit.research.report.document import report_document, report_files
from mktkit.research.report.example import example_analyses, example_files, example_report
from mktkit.research.report.figures import figures_of
from mktkit.research.report.material import Material
from mktkit.research.report.model import SECTIONS, ResearchReport, TypedFigure
from mktkit.research.report.versions import compare_reports, filed
from mktkit.rules import Rules

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def analyses(rules: Rules) -> tuple[Analysis, ...]:
    return example_analyses(rules)


def faults(found: list[Finding]) -> list[str]:
    return [str(one) for one in found if one.level == "fault"]


def changed(**fields: Any) -> ResearchReport:
    return example_report().model_copy(update=fields)


def with_finding(**fields: Any) -> ResearchReport:
    report = example_report()
    report.findings[0] = report.findings[0].model_copy(update=fields)
    return report


def words(document: Document) -> str:
    """Everything a document says, cells too."""
    told = []
    for block in document.blocks:
        if isinstance(block, Table):
            told += [plain(cell) for row in block.rows for cell in row]
        elif isinstance(block, Paragraph):
            told.append(plain(block.text))
    return "\n".join(told)


# -- complete or not ---------------------------------------------------------------------------------


def test_the_example_is_complete(analyses: tuple[Analysis, ...], rules: Rules, tmp_path: Path) -> None:
    material = material_of(lay_out(tmp_path, example_files(rules)), rules)
    assert material.sources is not None
    assert faults(check_report(example_report(), material)) == []
    assert material.analyses == analyses


@pytest.mark.parametrize("name", SECTIONS)
def test_an_empty_section_is_named(name: str, analyses: tuple[Analysis, ...]) -> None:
    report = changed(**{name: [] if name == "findings" else " \n"})
    (said,) = (one for one in faults(check_report(report, Material(analyses))) if "披露" not in one)
    assert said.startswith(SECTIONS[name])
    assert "3.1.4" in said


@pytest.mark.parametrize(
    ("item", "empty", "title"),
    [
        ("sponsor", "", "委托"), ("universe", "", "调研总体"), ("sampling", "", "抽样方法"), ("sample_size", None, "有效样本"),
        ("modes", [], "访问方式"), ("started_on", None, "实施开始"), ("ended_on", None, "实施结束"), ("response_rate", None, "回收率"),
        ("weighting", "", "加权"), ("error", "", "误差"), ("questionnaire", "", "问卷原文"),
    ],
)  # fmt: skip
def test_a_missing_item_of_disclosure_is_named(
    item: str, empty: Any, title: str, analyses: tuple[Analysis, ...]
) -> None:
    given = example_report().disclosure.model_copy(update={item: empty})
    (said,) = faults(check_report(changed(disclosure=given), Material(analyses)))
    assert f"没有写{title}" in said


def test_a_desk_study_owes_nothing_of_a_survey(analyses: tuple[Analysis, ...]) -> None:
    given = example_report().disclosure
    bare = type(given)(sponsor="甲", conducted_by="乙", survey=False, limits="丙")
    assert faults(check_report(changed(disclosure=bare), Material(analyses))) == []


def test_a_finding_without_source_is_marked_and_an_unknown_source_refused(
    analyses: tuple[Analysis, ...],
) -> None:
    report = with_finding(sources="")
    assert any("没有写来源" in str(one) for one in check_report(report, Material(analyses)))
    assert "未注明来源" in words(report_document(report, Material(analyses)))
    found = faults(
        check_report(with_finding(sources="Y2026-EX9"), Material(analyses, sources={"Y2026-EX1": None}))
    )
    assert any("没有来源号「Y2026-EX9」" in one and "最接近的是 Y2026-EX1" in one for one in found)


def test_an_unknown_result_and_an_unanswered_question_are_named(analyses: tuple[Analysis, ...]) -> None:
    found = check_report(with_finding(shows="市场规模增长", answers=9), Material(analyses))
    assert any("最接近的是「市场规模的增长」" in one for one in faults(found))
    assert any("问题只有 4 个" in one for one in faults(found))
    assert any("第 1 个问题没有发现来回答" in str(one) for one in found)


# -- figures by name ---------------------------------------------------------------------------------


def test_a_changed_figure_changes_everywhere(analyses: tuple[Analysis, ...]) -> None:
    # (11250 ÷ 11300 − 1) × 100 = −0.4; (11250 ÷ 9800)^(1/3) − 1 = 4.7 %.
    grown = growth("市场规模", {"2022": 9800, "2023": 10400, "2024": 11300, "2025": 11250}, "万元")
    now = (grown, *analyses[1:])
    before, after = (
        words(report_document(example_report(), Material(analyses))),
        words(report_document(example_report(), Material(now))),
    )
    for old, new in (("10.6%", "-0.4%"), ("8.4%", "4.7%")):
        assert before.count(old) >= 2
        assert old not in after
        assert after.count(new) == before.count(old)


def test_the_check_names_the_sentence_that_still_says_the_old_number(analyses: tuple[Analysis, ...]) -> None:
    first = filed(example_report(), analyses)
    typed = TypedFigure(name="市场规模", value=13100, unit="万元", source="Y2026-EX1")
    report = changed(conclusions="市场约 1.25 亿元，还在涨。别的不变。", figures=[typed])
    (said,) = faults(check_report(report, Material(analyses), earlier=[first]))
    assert said.startswith("结论：“市场约 1.25 亿元，还在涨。”还写着旧数 1.25")
    assert "市场规模原来是 12,500 万元，现在是 13,100 万元" in said


def test_a_typed_number_is_pointed_out_whether_the_data_hold_it_or_not(
    analyses: tuple[Analysis, ...],
) -> None:
    report = changed(conclusions="四家占 78.0%。另有 37 家小企业。")
    said = [str(one) for one in check_report(report, Material(analyses)) if one.where == "结论"]
    assert "它就是 {CR4}" in said[0]
    assert "37 在数据里找不到" in said[1]


@pytest.mark.parametrize("text", ["约 1250.5 万元", "共 1,512 日", "2024.5 件", "占 12.5% 的客户", "3.14"])
def test_a_number_that_looks_like_a_date_is_one(text: str, analyses: tuple[Analysis, ...]) -> None:
    (said,) = (
        str(one) for one in check_report(changed(conclusions=text), Material(analyses)) if one.where == "结论"
    )
    assert f"里的 {re.findall('[0-9.,]+', text)[0]}" in said


@pytest.mark.parametrize(
    "text",
    [
        "2025 年 10 月 12 日到 2026-03-05 实施，9:30 开始。",
        "见图 1、表 2 和第 3 章，依据制度 3.1.4，来源 Y2026-012。",
        "1. 先做质量\n（2）再做价格",
        "置信水平为 95% 置信，三家企业。",
    ],
)
def test_dates_ordinals_and_codes_are_no_figures(text: str, analyses: tuple[Analysis, ...]) -> None:
    assert [
        one for one in check_report(changed(conclusions=text), Material(analyses)) if one.where == "结论"
    ] == []


def test_a_name_that_does_not_exist_or_is_not_unique_is_refused(analyses: tuple[Analysis, ...]) -> None:
    (said,) = faults(check_report(changed(conclusions="占 {CR5}。"), Material(analyses)))
    assert "没有「CR5」这个数" in said
    assert "{CR4}" in said
    twice = (*analyses, dataclasses.replace(analyses[1], title="全国市场集中度"))
    found = faults(check_report(example_report(), Material(twice)))
    assert any("有几个数都叫「CR4」" in one and "{全国市场集中度：CR4}" in one for one in found)
    assert figures_of(twice).render("{全国市场集中度：CR4}") == "78.0%"
    with pytest.raises(MktkitError, match="没有「CR5」"):
        report_document(changed(conclusions="占 {CR5}。"), Material(analyses))


# -- files -------------------------------------------------------------------------------------------


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


def test_a_foreign_results_file_is_refused(rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(MktkitError, match="这不是分析结果文件"):
        material_of(lay_out(tmp_path, {"别的.json": b"[]"}), rules)


def test_versions_are_compared_by_figure_and_by_sentence(analyses: tuple[Analysis, ...]) -> None:
    old = filed(example_report(), analyses)
    typed = TypedFigure(name="市场规模", value=13100, unit="万元")
    new = filed(changed(figures=[typed], recommendations="渠道价格降一成。"), analyses)
    rows = {row["哪里"]: (row["原来"], row["现在"]) for row in compare_reports(old, new)}
    assert rows["数字 市场规模"] == ("12,500 万元", "13,100 万元")
    assert rows["建议"][1] == "渠道价格降一成。"
    assert len(rows) == 2
