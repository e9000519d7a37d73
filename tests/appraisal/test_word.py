"""绩效考核表 as a Word file: the figures of one person, worked out by hand here, and nobody else's."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import docx
import pytest

from mktkit.appraisal.calc import score_department, score_people
from mktkit.appraisal.model import AppraisalResult, Measure, Pay, Period
from mktkit.appraisal.report import contributions
from mktkit.appraisal.roster import Decision, Member, Membership, Roster, Targets
from mktkit.appraisal.word import scoring_rule, write_sheet
from mktkit.errors import MktkitError
from mktkit.rules import load_rules

RULES = load_rules(on=dt.date(2026, 10, 1), company=None)
PERIOD = Period.of("2026-10")

_LAST = dt.date(2026, 10, 31)


def _member(
    who: str, name: str, post: str = "销售代表", first: int = 1, away: int = 0, base: int = 200000
) -> Member:
    department = "营销部门" if post == "营销经理" else "销售部"
    days = 32 - first
    stay = Membership(
        who,
        who,
        department,
        post,
        dt.date(2026, 10, first),
        _LAST,
        days - away,
        {"产假": away} if away else {},
    )
    return Member(who, name, (stay,), (Pay(post, base, days),))


_PEOPLE = {
    "S001": _member("S001", "张三"),
    # From the 17th to the 31st: 15 days.
    "S002": _member("S002", "欧阳锋", first=17),
    "S003": _member("S003", "李四", away=31),
    "S004": _member("S004", "王<五>"),
}
_TARGETS = {
    who: Targets(sales_target=20_000_000, expense_budget=100_000, basis="在岗期间") for who in _PEOPLE
}
_MEASURED: dict[str, dict[str | None, Measure]] = {
    # 分: 220,000.00, 150,000.00, 180,000.00 元
    "5.1.2.a": {"S001": Measure(Fraction(22_000_000), Fraction(1), 5), "S002": Measure(Fraction(15_000_000), Fraction(1), 3),
                "S004": Measure(Fraction(18_000_000), Fraction(1), 2)},
    "5.1.2.b": {"S001": Measure(Fraction(4), Fraction(1), 4), "S002": Measure(Fraction(2), Fraction(1), 2), "S004": Measure(Fraction(3), Fraction(1), 3)},
    "5.1.2.c": {"S001": Measure(Fraction(900), Fraction(10), 10)},
    "5.1.2.d": {who: Measure(Fraction(100_000), Fraction(1), 3) for who in _PEOPLE},
}  # fmt: skip
_DECISIONS = {("S002", "5.1.2.c"): Decision("剔除", "当月没有回访", "M000")}


@pytest.fixture(scope="module")
def result() -> AppraisalResult:
    chief = _member("M000", "赵经理", "营销经理", base=300000)
    roster = Roster(PERIOD, RULES, {**_PEOPLE, "M000": chief}, _TARGETS, _DECISIONS)
    pooled = score_department("销售部", _MEASURED, roster)
    others = [
        replace(pooled, department=name, total=Decimal("90.00"), status="已评")
        for name in ("市场部", "客服部", "销售部")
    ]
    people = score_people({"市场部": {}, "销售部": _MEASURED, "客服部": {}}, others, roster)
    return AppraisalResult(PERIOD, people, (pooled,), (), RULES.edition, RULES.fingerprint, True)


def opened(content: bytes) -> Any:
    return docx.Document(io.BytesIO(content))


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_sheet_of_a_scored_person(result: AppraisalResult) -> None:
    document = opened(write_sheet(result, RULES, "S001", supervisor="赵经理", template=None))
    head, kpis, total, basis, talk, signatures = map(cells, document.tables)
    assert head == [
        ["编号", "KH-2026-10-S001", "考核期间", "2026-10-01 至 2026-10-31"],
        ["被考核人", "张三（S001）", "部门、岗位", "销售部　销售代表"],
        ["直接上级", "赵经理", "当月在岗", "31 天（当月 31 天）"],
    ]
    # 220,000 ÷ 200,000 = 110 % → 110; 4 ÷ 3 = 133.33 % → 100 + 20 · 33.33 ÷ 50 = 113.33; 90 → 100; 100 % → 100.
    # 50 · 110 = 5,500; 20 · 113.33 = 2,266.6; 15 · 100 = 1,500 twice; Σ 10,766.6 ÷ 100 = 107.666 → 107.67.
    assert kpis == [
        ["条款", "指标", "目标", "实际", "完成率", "得分", "权重", "加权得分", "自评"],
        ["5.1.2.a", "销售业绩完成率", "200,000.00 元", "220,000.00 元", "110%", "110.00", "50", "5500", ""],
        ["5.1.2.b", "新客户开发数量", "3 家", "4 家", "133.33%", "113.33", "20", "2266.6", ""],
        ["5.1.2.c", "客户满意度", "90 分", "90 分", "100%", "100.00", "15", "1500", ""],
        ["5.1.2.d", "销售费用控制率", "1,000.00 元", "1,000.00 元", "100%", "100.00", "15", "1500", ""],
        ["合计", "", "", "", "", "", "100", "10766.6", ""],
    ]
    assert total == [["总分", "107.67", "等级", "优秀"]]
    assert basis[1] == [
        "5.1.2.a",
        "销售业绩完成率",
        "《销售台账》、《回款登记》、《月度目标》",
        "5",
        "按完成率（实际÷目标）：60%→0 分，80%→60 分，100%→100 分，120%→120 分；两点之间按直线，两头持平",
    ]
    assert [row[0] for row in talk] == [
        "加减分及证据",
        "亮点",
        "不足",
        "改进措施",
        "下期目标",
        "面谈时间",
        "员工意见",
    ]
    assert talk[5] == ["面谈时间", "", "申诉期限", ""]
    assert [name for row in signatures for name in (row[0], row[3])] == [
        "被考核人：",
        "直接上级：",
        "部门负责人：",
        "营销经理：",
    ]
    words = "\n".join(one.text for one in document.paragraphs)
    assert "总分＝加权得分合计 10766.6 ÷ 计入的权重 100 ＝ 107.67。" in words
    assert "示例值，待公司确认" in words
    assert RULES.fingerprint[:12] in words
    assert "《营销部门制度规范》5.1 考核指标（示例版）" in words


def test_nobody_elses_figures_and_no_bonus_are_in_the_file(result: AppraisalResult) -> None:
    with zipfile.ZipFile(io.BytesIO(write_sheet(result, RULES, "S001", template=None))) as archive:
        everything = b"".join(map(archive.read, archive.namelist())).decode("utf-8", "ignore")
    # His bonus would be 2,000.00 · 1.115 …: base, coefficient and bonus stand on a page of their own.
    for word in ("奖金", "2,000.00", "2000.00", "系数", "欧阳锋", "李四", "S002", "150,000.00"):
        assert word not in everything


def test_an_excluded_kpi_is_said_and_its_weight_left_out(result: AppraisalResult) -> None:
    document = opened(write_sheet(result, RULES, "S002", template=None))
    head, kpis, total = map(cells, document.tables[:3])
    # 75 % → 45.  The rule's 3 customers a month are 3 · 15 ÷ 31 = 1.45 of her 15 days: 2 ÷ (45/31) = 137.78 %, between (100, 100)
    # and (150, 120): 100 + 37.78 · 20 ÷ 50 = 115.11; excluded; 100 % → 100:
    # (50·45 + 20·115.11 + 15·100) ÷ 85 = 6,052.2 ÷ 85 = 71.20.
    assert [row[5] for row in kpis[1:]] == ["45.00", "115.11", "剔除", "100.00", ""]
    assert kpis[3][2:5] == ["90 分", "—", "—"]
    assert kpis[3][7] == "—"
    assert kpis[5][6:8] == ["85", "6052.2"]
    assert total[0] == ["总分", "71.20", "等级", "合格"]
    assert total[1][0] == "说明"
    assert "剔除 5.1.2.c 客户满意度，其余权重合计 85 按比例计" in total[1][1]
    assert head[2][3] == "15 天（当月 31 天）"
    assert "当月没有回访" in "\n".join(one.text for one in document.paragraphs)


def test_an_open_total_is_open_on_paper_too(result: AppraisalResult) -> None:
    document = opened(write_sheet(result, RULES, "S004", template=None))
    kpis, total = map(cells, document.tables[1:3])
    # 180,000 ÷ 200,000 = 90 %, half-way from (80, 60) to (100, 100).
    assert [row[5] for row in kpis[1:]] == ["80.00", "100.00", "待定", "100.00"]
    assert total[0] == ["总分", "待定", "等级", "—"]
    assert "合计" not in [row[0] for row in kpis]
    assert cells(document.tables[0])[1][1] == "王<五>（S004）"


def test_the_manager_has_no_kpis_of_his_own(result: AppraisalResult) -> None:
    document = opened(write_sheet(result, RULES, "M000", template=None))
    head, total, talk = map(cells, document.tables[:3])
    assert head[1][1] == "赵经理（M000）"
    assert total[0] == ["总分", "90.00", "等级", "优秀"]
    assert "各部门得分的平均" in total[1][1]
    assert talk[0][0] == "加减分及证据"


@pytest.mark.parametrize(
    ("who", "word"),
    [
        ("S003", "S003 李四 2026-10 不考核（产假 31 天，在岗 0 天，不足 10 天，本月免考核）"),
        ("S01", "没有工号「S01」"),
    ],
)
def test_who_is_not_appraised_has_no_sheet(result: AppraisalResult, who: str, word: str) -> None:
    with pytest.raises(MktkitError) as error:
        write_sheet(result, RULES, who, template=None)
    assert word in str(error.value)


def test_the_same_month_is_the_same_file(result: AppraisalResult) -> None:
    assert write_sheet(result, RULES, "S001", template=None) == write_sheet(
        result, RULES, "S001", template=None
    )


def test_every_kpi_says_in_words_how_it_is_scored() -> None:
    rules = {clause: scoring_rule(kpi) for clause, kpi in RULES.appraisal.kpi.items()}
    assert all(rules.values())
    assert rules["5.1.2.d"] == (
        "按完成率（实际÷目标），越低越好：100%→100 分，110%→80 分，120%→60 分，130%→0 分；两点之间按直线，两头持平"
    )
    assert rules["5.1.3.c"].startswith("按实际值：60 分→0 分")
    step = RULES.appraisal.kpi["5.1.1.a"].model_copy(update={"kind": "step"})
    assert scoring_rule(step).endswith("取不超过实际的最后一点")


def test_the_sheet_names_its_month(result: AppraisalResult) -> None:
    document = opened(write_sheet(result, RULES, "S001", template=None))
    assert document.core_properties.title == "2026-10 绩效考核表"


def test_the_chart_shows_who_has_a_total(result: AppraisalResult) -> None:
    chart = contributions(result)
    assert chart.alt == "各人总分。销售部：S001 张三 107.67、S002 欧阳锋 71.20"
    assert chart.png.startswith(b"\x89PNG")


def test_the_sheet_prints_on_two_pages(result: AppraisalResult, to_pdf: Callable[[bytes, str], Any]) -> None:
    pages = to_pdf(write_sheet(result, RULES, "S001", template=None), ".docx").pages
    assert len(pages) == 2
    for word in ("2026-10 绩效考核表", "107.67", "220,000.00 元", "113.33"):
        assert word in pages[0]
    for word in ("改进措施", "营销经理", "有异议"):
        assert word in pages[1]
