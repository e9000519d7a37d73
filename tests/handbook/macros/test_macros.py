"""The macros: what they write, and what they say of a mistake.  Expected values are read off the rules files by hand."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.handbook.macros import MACROS, Book
from mktkit.rules import Clauses, load_rules, read_clauses
from mktkit.rules.glossary import read_glossary

ON = dt.date(2026, 11, 23)


def book_at(page: str, company: Path | None = None) -> Book:
    return Book(load_rules(on=ON, company=company), lambda: page)


@pytest.fixture(scope="module")
def sales() -> Book:
    return book_at("rules/sales/")


def plain(html: str) -> str:
    """Return what a reader sees, tags off and one space between."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("&gt;", ">").replace("&amp;", "&").split())


def write(book: Book, macro: str, *arguments: object) -> str:
    return MACROS[macro](book, *arguments)


@pytest.fixture
def company(tmp_path: Path) -> Path:
    (tmp_path / "expense.yaml").write_text(
        "- from: 2026-10-01\n  note: 总经理办公会\n  values:\n    6.2.2:\n"
        "      lodging:\n        员工: {first: 12345.5}\n      transport:\n          经理: {allowed: [<b>*高铁*</b>]}\n"
        "          员工: {allowed: [高铁], with_approval: []}\n",
        encoding="utf-8",
    )
    return tmp_path


# -- clauses and links -------------------------------------------------------------------------------


def test_a_heading_carries_its_permanent_anchor_and_its_level() -> None:
    appraisal = book_at("rules/appraisal/")
    lines = {
        clause: write(appraisal, "clause", clause).strip().split("\n")[0]
        for clause in ("5", "5.1", "5.1.2", "5.1.2.a")
    }
    assert lines == {
        "5": '# <span class="clause-id">5</span> 绩效考核与激励 { #c5 .clause }',
        "5.1": '## <span class="clause-id">5.1</span> 考核指标 { #c5-1 .clause }',
        "5.1.2": '### <span class="clause-id">5.1.2</span> 销售部指标 { #c5-1-2 .clause }',
        "5.1.2.a": '#### <span class="clause-id">5.1.2.a</span> 销售业绩完成率 { #c5-1-2-a .clause }',
    }


def test_a_flow_page_starts_at_its_own_section() -> None:
    research = book_at("rules/research/")
    assert write(research, "clause", "3.1").strip().startswith("# ")
    assert write(research, "clause", "3.1.1").strip().startswith("## ")


def test_beneath_a_heading_stand_who_does_it_who_approves_and_the_form() -> None:
    research = book_at("rules/research/")
    assert plain(write(research, "clause", "3.1.1")).endswith(
        "{ #c3-1-1 .clause } 责任 市场部 审批 营销经理批准 记录 调研计划 落实 《调研任务》 、 调研计划 考核 5.1.1.a 市场调研完成率 自测 2 题 "
        "适用 市场部、营销经理 生效 示例版 维护 营销经理 复核 2026-11-23 复制引用"
    )
    assert "责任 市场部（制度未写明，按 2.2 职责推定）" in plain(write(research, "clause", "3.1.4"))


def test_a_review_that_is_overdue_shows_on_the_page() -> None:
    # Reviewed on 2026-11-23, for twelve months.
    for on, shown in ((dt.date(2027, 11, 23), False), (dt.date(2027, 11, 24), True)):
        book = Book(load_rules(on=on, company=None), lambda: "rules/conduct/")
        text = plain(write(book, "clause", "4.2.2"))
        assert ("逾期未复核，应在 2027-11-23 前由营销经理重读" in text) is shown


def test_what_the_company_put_in_force_shows_its_date(company: Path) -> None:
    text = plain(write(book_at("rules/expense/", company), "clause", "6.2.2"))
    assert "生效 2026-10-01 起" in text


def test_a_carrier_that_is_not_there_is_refused(sales: Book) -> None:
    clauses = tuple(
        one.model_copy(update={"carried_out_by": ("notebook:nothing",)}) if one.id == "3.3.1" else one
        for one in sales.rules.clauses.values()
    )
    book = Book(dataclasses.replace(sales.rules, clauses=Clauses(clauses)), sales.here)
    with pytest.raises(MktkitError, match="「notebook:nothing」不知道是什么"):
        write(book, "clause", "3.3.1")


def test_the_citation_to_copy_is_written_out() -> None:
    text = write(book_at("rules/appraisal/"), "clause", "5.1.2.a")
    assert 'data-cite="《营销部门制度规范》5.1.2.a 销售业绩完成率（示例版）"' in text
    assert 'data-anchor="c5-1-2-a"' in text


def test_a_clause_is_refused_on_another_page(sales: Book) -> None:
    with pytest.raises(MktkitError, match="条款登记册把它放在 rules/appraisal"):
        write(sales, "clause", "5.1")


@pytest.mark.parametrize(
    ("page", "href"),
    [
        ("rules/sales/", "../appraisal/#c5-1-2-a"),
        ("rules/appraisal/", "./#c5-1-2-a"),
        ("", "rules/appraisal/#c5-1-2-a"),
        ("toolkit/appraisal/", "../../rules/appraisal/#c5-1-2-a"),
    ],
)
def test_a_link_leads_from_any_page(page: str, href: str) -> None:
    assert (
        write(book_at(page), "c", "5.1.2.a")
        == f'<a href="{href}" class="clause-link">5.1.2.a 销售业绩完成率</a>'
    )


def test_an_unknown_clause_names_the_nearest(sales: Book) -> None:
    with pytest.raises(MktkitError, match=r"没有条款「5\.1\.2\.z」.*最接近的是 5\.1\.2"):
        write(sales, "c", "5.1.2.z")


def test_a_clause_id_without_quotes_is_refused(sales: Book) -> None:
    with pytest.raises(MktkitError, match="条款号要加引号"):
        write(sales, "c", 3.1)


# -- values ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("sales.dunning.remind_before", "7"),
        ("sales.dunning.dun_after", "1、15、30"),
        ("sales.dunning.dun_after[2]", "30"),
        ("appraisal.kpi[5.1.2.a].weight", "50"),
        ("appraisal.kpi[5.1.2.a].curve", "60 → 0、80 → 60、100 → 100、120 → 120"),
        ("appraisal.kpi[5.1.3.b].missing", "剔除，由其余指标按权重分摊"),
        ("appraisal.annual.due", "1 月 31 日"),
        ("appraisal.tax_inclusive", "是"),
        ("appraisal.bonus_base.营销经理", "3,000"),
        ("expense.lodging.员工.first", "450"),
        ("expense.claim_deadline.after", "30 天"),
        ("service.shift.spans", "08:30–12:00、13:00–17:30"),
        ("service.first_response.邮件", "8 小时"),
        ("promotion.evaluation_after", "10 个工作日"),
        ("expense.budget_approval", "财务部门（审核） → 公司高层（审批）"),
    ],
)
def test_a_value_reads_as_chinese(sales: Book, path: str, shown: str) -> None:
    assert plain(write(sales, "value", path)) == f"{shown} 示"


def test_a_value_names_its_clause_and_that_it_is_an_example(sales: Book) -> None:
    assert write(sales, "value", "sales.dunning.remind_before") == (
        '<span class="value" title="3.3.6 · 示例值，待公司确认">7</span>'
        '<sup class="sample-mark" title="示例值，待公司确认">示</sup>'
    )


def test_what_the_company_sets_loses_the_mark(company: Path) -> None:
    expense = book_at("rules/expense/", company)
    assert write(expense, "value", "expense.lodging.员工.first") == (
        '<span class="value" title="6.2.2 · 公司值，自 2026-10-01 起（总经理办公会）">12,345.5</span>'
    )
    assert write(expense, "value", "expense.lodging.员工.second").endswith("示</sup>")
    assert "公司值，自 2026-10-01 起（总经理办公会）" in write(expense, "sample_note", "expense.transport")
    assert "示例值，待公司确认" in write(expense, "sample_note", "expense.lodging")


def test_what_a_company_writes_never_becomes_markup(company: Path) -> None:
    text = write(book_at("rules/expense/", company), "value", "expense.transport.经理.allowed")
    assert "&lt;b&gt;&#42;高铁&#42;&lt;/b&gt;" in text
    assert "<b>" not in text


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("sales.duning.remind_before", "最接近的是 dunning"),
        ("sales.dunning.remind", "最接近的是 remind_before"),
        ("appraisal.kpi[5.1.2.x].weight", r"最接近的是 5\.1\.2"),
        ("expense.lodging.员功.first", "最接近的是 员工"),
        ("sale.dunning", "最接近的是 sales"),
        ("sales.dunning.dun_after[9]", "这一级可写：0、1、2"),
        ("sales.dunning.remind_before.days", "已经是一个单独的值"),
        ("sales", "这一级可写：customer_categories"),
        ("sales.dunning[", "路径写成了"),
        ("sales.dunning", r"写到其中一项，如 sales\.dunning\.remind_before"),
    ],
)
def test_a_wrong_path_says_what_is_near(sales: Book, path: str, message: str) -> None:
    with pytest.raises(MktkitError, match=message):
        write(sales, "value", path)


# -- tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (
            "expense.lodging",
            "住宿费上限（元/晚） 职级 一线城市 二线城市 其他城市 经理 600 450 350 员工 450 350 280",
        ),
        ("expense.meals", "出差餐补（元/天） 一线城市 二线城市 其他城市 100 80 60"),
        (
            "sales.dunning",
            "催款的步骤与时点 时点 做什么 到期前 7 天 提醒客户付款 逾期 1 天 第 1 次催款 逾期 15 天 第 2 次催款 "
            "逾期 30 天 第 3 次催款 逾期 60 天 发律师函 逾期 90 天 启动法律程序",
        ),
        (
            "appraisal.grades",
            "等级（分） 等级 总分 优秀 90 分及以上 良好 80 分及以上、不足 90 分 合格 70 分及以上、不足 80 分 "
            "待改进 60 分及以上、不足 70 分 不合格 不足 60 分",
        ),
        ("appraisal.monthly_window", "月度考核在次月的哪几天 考核 时间 月度考核 次月 1 日至 10 日"),
        (
            "onboarding.posts",
            "岗位及所属部门 岗位 所属部门 职级 营销经理 营销部门 经理 市场专员 市场部 员工 销售代表 销售部 员工 "
            "客服人员 客服部 员工",
        ),
        ("service.shift", "客服班次 哪些天 时间 工作日 08:30–12:00、13:00–17:30"),
    ],
)
def test_a_table_reads_as_chinese(sales: Book, path: str, shown: str) -> None:
    assert plain(write(sales, "table", path)) == f"{shown} 示例值，待公司确认 怎样换成公司的值"


def test_every_value_of_the_rules_has_a_table(sales: Book) -> None:
    for subject, name, _ in sales.rules.named_values():
        text = write(sales, "table", f"{subject}.{name}")
        assert "\n" not in text
        # Keys of the files are English; a reader must meet none of them.
        assert not re.search(r"[a-z]{4,}", plain(text)), f"{subject}.{name}"


def test_the_complaint_limits_name_each_level(sales: Book) -> None:
    text = plain(write(sales, "table", "service.complaint"))
    assert "办结（一般） 3 个工作日 办结（重大） 7 个工作日" in text


def test_amounts_within_a_group_carry_their_unit(sales: Book) -> None:
    text = plain(write(sales, "table", "expense.entertainment"))
    assert "人均上限（经理） 一线城市 250 元，二线城市 200 元，其他城市 150 元" in text
    assert "单次多少元起须事前批准 1,000 元" in text


# -- flows -------------------------------------------------------------------------------------------


def test_an_approval_chain_runs_in_order(sales: Book) -> None:
    assert plain(write(sales, "approval", "6.1.2")) == "提交 财务部门（审核） 公司高层（审批）"
    assert plain(write(sales, "approval", "3.1.1")) == "市场部（提交） 营销经理（批准）"


def test_a_clause_without_approval_has_no_chain(sales: Book) -> None:
    with pytest.raises(MktkitError, match=r"条款 3\.3\.1 没有审批顺序"):
        write(sales, "approval", "3.3.1")


def test_steps_of_a_flow(sales: Book) -> None:
    text = plain(write(sales, "steps", "3.1"))
    assert text.startswith(
        "制定调研计划 3.1.1 信息收集 3.1.2 数据分析 3.1.3 撰写调研报告 3.1.4 步骤 谁做 谁审批 表单"
    )
    assert "3.1.1 制定调研计划 市场部 营销经理批准 调研计划" in text
    assert "3.1.3 数据分析 市场部（推定） — 数据分析底稿" in text


def test_a_post_is_shown_its_clauses_and_no_other() -> None:
    for post in ("营销经理", "市场专员", "销售代表", "客服人员"):
        book = book_at("posts/sales/")
        text = write(book, "post_clauses", post)
        shown = set(re.findall(r'href="[^"]*#(c[-\da-z]+)" class="clause-link"', text))
        assert shown - {"c5-3-1"} == {clause.anchor for clause in book.rules.clauses_of(post)} - {"c5-3-1"}


def test_a_post_is_told_what_it_does_and_what_it_signs(sales: Book) -> None:
    manager = plain(write(sales, "post_clauses", "营销经理"))
    assert "3.1.1 制定调研计划 批准" in manager
    assert "3.1.4 撰写调研报告 审核" in manager
    assert "5.2 考核周期 锁定" in manager
    assert "制度没有给这个岗位单独规定指标" in manager
    assert "3.3.6 款项回收 负责（推定） 回款登记" in plain(write(sales, "post_clauses", "销售代表"))
    with pytest.raises(MktkitError, match="最接近的是 销售代表"):
        write(sales, "post_clauses", "销售代理")


# -- scoring -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("group", "weights"),
    [("5.1.1", (30, 15, 35, 20)), ("5.1.2", (50, 20, 15, 15)), ("5.1.3", (35, 30, 20, 15))],
)
def test_weights_of_a_department_sum_to_a_hundred(sales: Book, group: str, weights: tuple[int, ...]) -> None:
    text = plain(write(sales, "kpi_weights", group))
    assert tuple(int(one) for one in re.findall(r"(\d+)% 示 ", text)) == weights
    assert "合计 100%" in text


def test_a_kpi_card_says_how_it_is_scored(sales: Book) -> None:
    text = write(sales, "kpi", "5.1.2.b")
    seen = plain(text)
    assert "权重 20%" in seen
    assert "目标 《月度目标》 的「新客户目标」列；没有写的按 3 家" in seen
    assert "完成率（%） 0 100 150 得分 0 100 120" in seen
    assert "数据来自 《客户档案》 、 《销售台账》 、 《月度目标》" in seen
    assert 'aria-label="新客户开发数量的评分曲线：完成率（%） 0 得 0 分，' in text
    assert "有效答卷 至少 5 份" in plain(write(sales, "kpi", "5.1.2.c"))
    assert "越低越好" in plain(write(sales, "kpi", "5.1.2.d"))


def test_a_clause_that_is_no_kpi_has_no_card(sales: Book) -> None:
    with pytest.raises(MktkitError, match="不是考核指标"):
        write(sales, "kpi", "5.1.2")


def test_the_bonus_coefficient(sales: Book) -> None:
    assert "总分 0 60 100 120 系数 0 0.6 1 1.3" in plain(write(sales, "coefficient"))


# -- pages made whole --------------------------------------------------------------------------------


def test_every_register_has_a_section_with_every_column() -> None:
    from mktkit.registers import REGISTERS

    text = write(book_at("reference/registers/"), "registers")
    for name, register in REGISTERS.items():
        section = text.split(f"{{ #register-{name} }}")[1].split("\n## ")[0]
        assert [column.title for column in register.columns] == re.findall(r"<tr><td><b>(.*?)</b>", section)


def test_the_reference_lists_every_key_of_the_rules_file() -> None:
    text = plain(write(book_at("reference/rules/"), "values_table", "expense"))
    assert "lodging.员工.first 住宿费上限（元/晚） · 员工 · 一线城市 450 示例" in text
    assert "kpi.weight 权重 50 示例" in plain(write(book_at("reference/rules/"), "values_table", "appraisal"))


def test_editions_of_the_company_stand_before_the_samples(
    company: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKTKIT_RULES", str(company))
    text = plain(write(book_at("changelog/", company), "editions"))
    assert text.index("2026-10-01 起 · 公司值 · 总经理办公会") < text.index("2024-01-01 起 · 示例值 · 示例版")
    # The company's file sets the first to 12345.5 and the second to other words; the sample says 450.
    assert (
        "6.2.2 报销标准 住宿费上限（元/晚） · 员工 · 一线城市：450 → 12,345.5 "
        "长途交通等级 · 经理 · 可以乘坐：高铁二等座、火车硬卧、长途汽车、飞机经济舱 → " in text
    )
    assert "二线城市：" not in text
    assert "6.1.1 编制预算 首次设定：" in text


def test_the_change_register_tells_what_is_not_yet_in_force(tmp_path: Path) -> None:
    (tmp_path / "revisions.yaml").write_text(
        "- {date: 2027-03-01, clauses: [4.2.2], change: 周五可着<b>便装, basis: 总经理办公会}\n",
        encoding="utf-8",
    )
    text = plain(write(book_at("changelog/", tmp_path), "revisions"))
    assert text == (
        "日期 条款 改了什么 依据 2027-03-01 尚未执行 4.2.2 着装 周五可着&lt;b>便装 总经理办公会 "
        "2026-11-23 全部 首次整理成文，逐条编号 《营销部门制度规范》"
    )


def test_every_term_of_the_glossary_is_on_its_page() -> None:
    text = write(book_at("glossary/"), "glossary")
    assert text.count("<dt ") == len(read_glossary()) > 20


def test_a_glossary_that_names_no_clause_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "glossary.yaml"
    file.write_text(
        '- {term: 甲, definition: 乙, clauses: ["5.1.2.z"]}\n- {term: 甲, definition: 丙}\n- {term: 丁}\n',
        encoding="utf-8",
    )
    with pytest.raises(MktkitError) as caught:
        read_glossary(file)
    for part in ("没有条款「5.1.2.z」", "术语「甲」写了两次", "第 3 行：这一项必填"):
        assert part in str(caught.value)


def test_the_register_of_clauses_lists_all() -> None:
    assert write(book_at("reference/clauses/"), "contents").count('class="clause-link"') == len(
        read_clauses()
    )


def test_a_notebook_button_says_how_to_start() -> None:
    text = write(book_at("toolkit/appraisal/"), "notebook_button", "appraisal")
    assert "请先在项目文件夹里运行 启动.bat（或 python run.py）" in text
    with pytest.raises(MktkitError, match="没有笔记本"):
        write(book_at("toolkit/appraisal/"), "notebook_button", "nothing")


def test_a_page_of_several_notebooks_says_once_how_to_start() -> None:
    text = write(book_at("rules/expense/"), "clause", "6")
    assert text.count("data-notebook=") > 1
    assert text.count("请先在项目文件夹里运行") == 1
