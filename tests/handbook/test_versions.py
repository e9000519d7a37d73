"""The print and the Word version: made of the finished pages, complete, and the same for the same pages."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import docx
import pytest

from mktkit.handbook import check_site
from mktkit.handbook.finished import read_tree
from mktkit.handbook.passages import read_passages
from mktkit.handbook.tree import article
from mktkit.handbook.versions import write_versions
from mktkit.rules import Clauses, Rules, load_rules

PAGE = """<!doctype html><html><head><meta name="owner" content="营销经理"><link rel="stylesheet" href="../../a.css"></head><body>
<nav><a href="../../">首页</a></nav><article>
<h1 id="c3-3">3.3 销售流程<a class="headerlink" href="#c3-3">¶</a></h1>
<div class="clause-meta"><span class="fact"><b>责任</b> 销售代表</span><span class="fact on-screen"><b>自测</b> 2 题</span>
<span class="open-notebook">打开</span>
<div class="clause-kept"><span class="fact"><b>维护</b> 营销经理</span><button class="cite">复制引用</button></div></div>
<p>共六步，见 <a href="../expense/#c6" class="clause-link">6 费用</a> 和 <a href="../../reference/registers/#r">登记表</a>。</p>
<h2 id="c3-3-6">3.3.6 款项回收</h2>
<p>到期前 <span class="value">7</span><sup class="sample-mark">示</sup> 天<strong>提醒</strong> a &lt; b。</p>
<ol><li>提醒</li><li><b>催款</b>：第一次</li></ol>
<ul class="task-list"><li class="task-list-item"><label class="task-list-control"><input type="checkbox"><span></span></label> 已对账</li></ul>
<div class="frame"><table><caption>时点</caption><thead><tr><th>天</th><th>做什么</th></tr></thead>
<tbody><tr><td>7</td><td>提醒</td></tr><tr class="group"><th colspan="2">逾期</th></tr></tbody></table></div>
<p class="sample-note"><span>示例值，待公司确认</span><a href="../../reference/rules/#set">怎样换</a></p>
<div class="admonition warning"><p class="admonition-title">小心</p><p>先核对。</p></div>
<h2 id="faq">常见问题</h2><p>不是条款的话。</p>
</article></body></html>"""
HOME = '<html><head><meta name="owner" content="甲"><link rel="stylesheet" href="a.css"></head><body></body></html>'


@pytest.fixture
def rules() -> Rules:
    return load_rules(on=dt.date(2026, 11, 23), company=None)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "rules" / "sales").mkdir(parents=True)
    (tmp_path / "rules" / "sales" / "index.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "index.html").write_text(HOME, encoding="utf-8")
    return tmp_path


def test_a_clause_is_what_stands_under_its_heading(site: Path, rules: Rules) -> None:
    first, second = read_passages(site, rules.clauses)
    assert (first.clause.id, second.clause.id) == ("3.3", "3.3.6")
    assert first.facts == (("责任", "销售代表"),)
    assert [node.text for node in first.content] == ["共六步，见 6 费用 和 登记表。"]
    assert "不是条款的话" not in " ".join(node.text for node in second.content)


def test_links_of_the_print_version_stay_on_it_or_lead_out_of_its_folder(site: Path, rules: Rules) -> None:
    write_versions(site, rules, word=False)
    text = (site / "print" / "index.html").read_text(encoding="utf-8")
    assert '<a href="#p-c6" class="clause-link">' in text
    assert 'href="../reference/registers/#r"' in text
    assert '<h3 id="p-c3-3"><span class="clause-id">3.3</span> 销售流程</h3>' in text
    assert "a &lt; b。" in text
    assert 'href="../a.css"' in text
    for screen in ("复制引用", "headerlink", "打开</span>"):
        assert screen not in text


def test_the_word_version_says_what_the_page_says(site: Path, rules: Rules) -> None:
    write_versions(site, rules)
    word = docx.Document(str(site / "print" / "regulation.docx"))
    lines = [one.text for one in word.paragraphs]
    for line in (
        "3.3 销售流程",
        "责任：销售代表",
        "共六步，见 6 费用 和 登记表。",
        "3.3.6 款项回收",
        "到期前 7〔示〕 天提醒 a < b。",
        "提醒",
        "催款：第一次",
        "□ 已对账",
        "示例值，待公司确认",
        "小心",
        "先核对。",
        "签收",
    ):
        assert line in lines, line
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    assert tables[0] == [["天", "做什么"], ["7", "提醒"], ["逾期", ""]]
    signed = " ".join(cell for row in tables[-1] for cell in row)
    for word_ in ("姓名", "版次", "示例版", "2026-11-23", "签名", "签收日期"):
        assert word_ in signed
    bold = [run.text for one in word.paragraphs for run in one.runs if run.bold]
    assert "提醒" in bold
    assert "不是条款的话" not in " ".join(lines)


def test_the_same_pages_give_the_same_files(site: Path, rules: Rules) -> None:
    files = [site / "print" / name for name in ("index.html", "regulation.docx")]
    write_versions(site, rules)
    first = [file.read_bytes() for file in files]
    write_versions(site, rules)
    assert [file.read_bytes() for file in files] == first


def test_a_clause_that_is_missing_from_its_page_is_left_to_the_check(site: Path, rules: Rules) -> None:
    few = Clauses(tuple(rules.clauses[one] for one in ("3.3", "3.3.5", "3.3.6")))
    assert [one.clause.id for one in read_passages(site, few)] == ["3.3", "3.3.6"]
    assert any("没有条款 3.3.5" in one.what for one in check_site(site, few).findings)


@pytest.mark.parametrize(
    "html",
    [
        '<p title="a&amp;b">1 &lt; 2<br>甲 <b>乙</b></p>',
        "<ul><li>一</li><li>二</li></ul>",
        '<img src="a.png" alt="甲">',
    ],
)
def test_a_tree_writes_what_it_read(html: str) -> None:
    assert "".join(one.write() for one in article(read_tree(f"<article>{html}</article>")).elements) == html


def test_the_whole_regulation_in_word(handbook_folder: Path) -> None:
    from mktkit.rules import read_clauses

    word = docx.Document(str(handbook_folder / "print" / "regulation.docx"))
    heads = [one.text for one in word.paragraphs if str(one.style and one.style.name).startswith("Heading")]
    assert heads == [*(f"{one.id} {one.title}" for one in read_clauses().values()), "签收"]
    everything = "\n".join(
        [one.text for one in word.paragraphs]
        + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    )
    # Read off the sample values by hand.
    assert "住宿费上限（元/晚）" in everything
    assert re.search(r"^450$", everything, re.MULTILINE)
    assert "复制引用" not in everything
