"""Promotion: numbers worked out by hand, the appraisal's own scores, what cannot be said, files opened again."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import narwhals as nw
import openpyxl
import pytest
from pydantic import ValidationError

from mktkit.appraisal.kpi import Frames
from mktkit.appraisal.model import Period
from mktkit.desk.submission import submission
from mktkit.errors import MktkitError
from mktkit.files import lay_out
from mktkit.forms import form
from mktkit.office.word import write_word
from mktkit.promotion import example
from mktkit.promotion import pages as steps
from mktkit.promotion.calc import Evaluated, evaluate
from mktkit.promotion.effects import change, conversion_funnel, cost_per_result, usual_range
from mktkit.promotion.model import Channel, Evaluation, PromotionPlan, Reputation
from mktkit.promotion.papers import POSITIONING, PROMOTION_PLAN
from mktkit.promotion.report import evaluation_document, plan_document, positioning_document
from mktkit.promotion.workbook import evaluation_workbook, plan_workbook
from mktkit.records import Actor, Store, open_store
from mktkit.registers import read_dataset
from mktkit.rules import Rules, load_rules


@pytest.fixture(scope="module")
def frames(sample: Path, rules: Rules) -> Frames:
    dataset = read_dataset(sample, rules, only=("campaigns", "awareness_waves"))
    return {name: nw.from_native(table.frame(), eager_only=True) for name, table in dataset.tables.items()}


def rules_of(period: Period) -> Rules:
    return load_rules(on=period.first, company=None)


@pytest.fixture(scope="module")
def result(frames: Frames) -> Evaluated:
    return evaluate(example.evaluation(), frames, rules_of)


# -- by hand -----------------------------------------------------------------------------------------


def test_the_score_is_that_of_the_rule_and_of_the_appraisal(
    result: Evaluated, scored: tuple[dict[str, Any], Path]
) -> None:
    # 秋季产品展会: 300/300, 20,000/20,000, 30/40 → 30 + 30 + 40 × 0.75 = 90.
    # 老客户答谢会: 150/200, 12,000/10,000 (capped), 20/40 → 22.5 + 30 + 20 = 72.5; the mean is 81.25.
    assert result.score["活动综合得分"].text == "90.00 分"
    assert result.kpi.actual == Fraction(325, 4)
    person = next(one for one in scored[0]["people"] if one["employee_id"] == "S001")
    kpis = {one["clause"]: one for one in person["kpis"]}
    assert result.kpi.score == Decimal(str(kpis["5.1.1.c"]["score"]))
    assert result.lift is not None
    assert result.lift.score == Decimal(str(kpis["5.1.1.b"]["score"]))


def test_awareness_and_reputation_come_with_their_uncertainty(result: Evaluated) -> None:
    # W2026-1 160 of 400, W2026-2 172 of 400: 43 − 40 = 3 points, as the KPI counts; the interval holds 0.
    assert result.awareness is not None
    assert [result.awareness[name].text for name in ("差", "差的下限", "差的上限")] == [
        "3.0 个百分点",
        "-3.8 个百分点",
        "9.8 个百分点",
    ]
    # 238/400 − 212/400 = 6.5 points; pooled p = 450/800, z = 0.065 ÷ √(0.5625·0.4375·2/400) = 1.853.
    assert result.reputation is not None
    assert result.reputation["差"].text == "6.5 个百分点"
    assert result.reputation["z"].text == "1.85"


def test_the_usual_range_is_mean_and_t_times_s() -> None:
    # 8200, 7900, 8500, 8100: mean 8175, s² = (25² + 275² + 325² + 75²)/3 = 62,500, s = 250.
    # t(3; 0.975) = 3.1824 (tables); 3.1824 × 250 × √1.25 = 889.5.
    low, high = usual_range([Decimal(8200), Decimal(7900), Decimal(8500), Decimal(8100)], Decimal(95))
    assert low == pytest.approx(8175 - 889.5, abs=0.1)
    assert high == pytest.approx(8175 + 889.5, abs=0.1)


def test_growth_within_the_usual_ups_and_downs_is_called_that(result: Evaluated) -> None:
    told = {one.title: one["判断"].text for one in result.changes}
    assert told == {
        "网站访问量": "超出平常波动",
        "公众号新增粉丝": "在平常波动之内",
        "销售额": "在平常波动之内",
    }
    # (201.2 − 186.5) ÷ 186.5 = 7.88 %.
    assert result.changes[2]["增长率"].text == "7.9%"


def test_too_few_periods_and_a_base_of_zero_say_so() -> None:
    few = change("访问量", Decimal(0), Decimal(10), [Decimal(5)])
    assert few["增长率"].text == "无法计算"
    assert few["判断"].text == "不能判断"
    assert any("活动前是 0" in one for one in few.warnings)
    assert any("至少 4 期" in one for one in few.warnings)


def test_costs_are_divided_exactly_and_rounded_once() -> None:
    # 28,650 ÷ 300 = 95.50; ÷ 20 = 1,432.50 a thousand; nothing converted has no cost.
    result = cost_per_result(2865000, None, {"参与": 300, "曝光": 20000, "转化": 0})
    assert [one.text for one in result.figures] == ["28,650.00 元", "95.50 元", "1,432.50 元", "无法计算"]
    assert any("转化是 0" in one for one in result.warnings)
    assert cost_per_result(None, 100, {"参与": 1}).figures[0].text == "无法计算"


def test_a_funnel_that_widens_is_pointed_out() -> None:
    result = conversion_funnel({"到访": 10, "登记": 12})
    assert result["登记占到访"].text == "120.00%"
    assert "不是同一批人" in result.warnings[0]
    with pytest.raises(MktkitError, match="至少要有两个环节"):
        conversion_funnel({"到访": 10})


def test_what_else_happened_stands_beside_the_result(frames: Frames, result: Evaluated) -> None:
    assert "没有对照组" in result.causality
    assert "一家对手停产检修" in result.causality
    silent = evaluate(example.evaluation().model_copy(update={"concurrent": " "}), frames, rules_of)
    assert "没有填写同期还有什么事" in silent.causality


# -- bad input ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"campaign_id": "P2026-06O"}, "没有活动号「P2026-06O」.*最接近的是 P2026-06"),
        ({"wave_id": "W2025-2"}, "没有对照批次"),
        ({"wave_id": "W1"}, "没有批次「W1」"),
    ],
)
def test_what_is_not_in_the_registers_is_said(frames: Frames, asked: dict[str, str], said: str) -> None:
    with pytest.raises(MktkitError, match=said):
        evaluate(example.evaluation().model_copy(update=asked), frames, rules_of)


def test_a_campaign_that_still_runs_has_no_score(frames: Frames) -> None:
    campaigns = frames["campaigns"]
    running = campaigns.filter(nw.col("participation_actual").is_null())["campaign_id"][0]
    with pytest.raises(MktkitError, match="还没有填实际数"):
        evaluate(Evaluation(campaign_id=running), frames, rules_of)


def test_contradicting_forms_are_refused_in_chinese() -> None:
    plan = example.plan().model_dump()
    with pytest.raises(ValidationError, match=r"各渠道预算合计 45,000\.00 元，超过已批准的 10,000\.00 元"):
        PromotionPlan.model_validate(plan | {"budget_limit": 1000000})
    with pytest.raises(ValidationError, match="结束 2026-10-01 早于开始"):
        Channel.model_validate(plan["channels"][0] | {"ends_on": dt.date(2026, 10, 1)})
    with pytest.raises(ValidationError, match="评价好的 5 人多于样本 4 人"):
        Reputation(yes_before=1, n_before=4, yes_after=5, n_after=4)
    with pytest.raises(ValidationError, match="以往各期应为用顿号隔开的数"):
        Evaluation.model_validate(
            {"campaign_id": "P1", "changes": [{"indicator": "甲", "before": 1, "after": 2, "past": "多"}]}
        )


# -- files -------------------------------------------------------------------------------------------


def test_the_workbook_holds_the_score_as_formulas(result: Evaluated, rules: Rules) -> None:
    content = evaluation_workbook(example.evaluation(), result, rules)
    formulas = openpyxl.load_workbook(io.BytesIO(content))["活动得分"]
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)["活动得分"]
    assert formulas["F7"].value == "=E7*MIN(D7,1)"
    assert [values[f"F{row}"].value for row in (5, 6, 7, 8)] == [30, 30, 30, 90]
    told = {
        row[1].value: row[2].value
        for row in openpyxl.load_workbook(io.BytesIO(content))["评估"].iter_rows(min_row=5)
    }
    assert told["每个转化"] == "955.00 元"


def test_the_plan_and_its_log_add_up(rules: Rules) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(plan_workbook(example.plan(), rules, example.log())), data_only=True
    )
    assert [row[5].value for row in book["推广渠道计划"].iter_rows(min_row=5)] == [30000, 12000, 3000, 45000]
    assert [row[1].value for row in book["推广渠道计划"].iter_rows(min_row=5)][:3] == [
        "展会",
        "线上直播",
        "公众号",
    ]
    assert [row[0].value for row in book["推广渠道计划"].iter_rows(min_row=5)][:3] == ["线下", "线上", "线上"]
    assert [row[6].value for row in book["执行记录"].iter_rows(min_row=5)] == [1500, 28650, 9800, 39950]


def test_the_word_files_open_again(result: Evaluated, rules: Rules) -> None:
    documents = {
        "品牌定位书": positioning_document(example.positioning(), rules),
        "渠道计划": plan_document(example.plan(), rules, example.log()),
        "评估": evaluation_document(example.evaluation(), result, rules),
    }
    words = {}
    for name, document in documents.items():
        word = docx.Document(io.BytesIO(write_word(document, template=None)))
        words[name] = "\n".join(
            [
                *(one.text for one in word.paragraphs),
                *(cell.text for table in word.tables for row in table.rows for cell in row.cells),
            ]
        )
    assert "让生产线不停。" in words["品牌定位书"]
    assert "公司高层审批" in words["品牌定位书"]
    assert "45,000.00" in words["渠道计划"]
    for told in ("90.00 分", "81.25 分", "没有对照组", "展台没有专人登记", "955.00 元", "超出平常波动"):
        assert told in words["评估"], told


# -- handed in ---------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 10, 8, tzinfo=dt.UTC)) as opened:
        yield opened


def test_a_plan_waits_until_the_executives_have_approved_the_positioning(store: Store, rules: Rules) -> None:
    sheet = form(type(example.positioning()), value=example.positioning(), draft=False, rules=rules)
    plan = form(PromotionPlan, value=example.plan(), draft=False, rules=rules)
    first, second = (
        submission(sheet, POSITIONING, store=store, rules=rules),
        submission(plan, PROMOTION_PLAN, store=store, rules=rules),
    )
    for one in (first, second):
        one.who.fill(person_id="S001", name="示例乙", posts=["市场专员"])
    assert second.hand_in(submit=True) is None
    assert "不在这台电脑的记录里" in str(second)
    first.hand_in(submit=True)
    assert second.hand_in(submit=True) is None
    assert "还没有审批通过" in str(second)
    store.act("品牌定位书-B2026-01", Actor("G01", "高层", ("公司高层",)), "approve")
    record = second.hand_in(submit=True)
    assert record is not None
    assert record.status == "filed"
    assert [one.name for one in record.attachments] == ["推广渠道计划-T2026-03.docx"]


def test_the_page_evaluates_the_example_without_files_and_names_what_is_missing_with_them(
    tmp_path: Path,
) -> None:
    shown = steps.evaluation_preview(example.evaluation())
    assert shown["登记表"].startswith("没有拖进登记表")
    assert shown["计入考核的得分"][0]["实际"] == "81.25 分"
    dropped = lay_out(tmp_path, {"知名度测评.csv": "批次,日期\n".encode()})
    wrong = steps.evaluation_preview(example.evaluation(), lambda: dropped)
    (title,) = wrong
    assert "请逐条改好" in title
    assert any("没有找到登记表《推广活动》" in row["问题"] for row in wrong[title])
