"""What becomes of results: shown by the form, kept as text, laid out as the working paper."""

from __future__ import annotations

import io
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mktkit.errors import MktkitError
from mktkit.files import lay_out
from mktkit.research.market.analysis import analyse_market
from mktkit.research.market.example import example_market
from mktkit.research.market.model import MarketData
from mktkit.research.model import Analysis, Plot, figure, grid
from mktkit.research.pages.market import show_market
from mktkit.research.pages.results import analyses_shown
from mktkit.research.pages.survey import (
    SurveyRequest,
    example_request,
    example_survey,
    show_survey,
)
from mktkit.research.serialization import from_json, to_json
from mktkit.research.survey.analysis import analyse_survey
from mktkit.research.survey.analysis_plan import AnalysisPlan, CrossLine, ScaleLine, WeightLine
from mktkit.research.workbook import working_paper
from mktkit.rules import Rules
from mktkit.samples.survey import UNIVERSE, survey_files


@pytest.fixture(scope="module")
def results(rules: Rules) -> tuple[Analysis, ...]:
    market, _ = analyse_market(example_market(), rules)
    survey, _ = analyse_survey(example_survey(rules), example_request())
    return (*market, *survey)


def test_results_come_back_as_they_were(results: tuple[Analysis, ...]) -> None:
    assert from_json(to_json(results)) == results
    odd = Analysis(
        "甲", "乙", 3, (figure("丙", Fraction(1, 3)),), (grid(("一", "二"), [("x", Decimal("1.50")), (None, 2)], "表"),),
        plot=Plot("intervals", {"知晓率": (Decimal("43.0"), 38.2, Fraction(479, 10))}, "图", "%", options={"note": "n"}),
    )  # fmt: skip
    assert from_json(to_json([odd]).encode()) == (odd,)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", b"PK\x03\x04", '{"kind": "research_analyses", "format": 2, "analyses": []}',
     '{"kind": "research_analyses", "format": 1, "analyses": [{}]}',
     '{"kind": "research_analyses", "format": 1, "analyses": [{"title": 1, "figures": [], "tables": [], "plot": null}]}',
     "[" * 100_000],
)  # fmt: skip
def test_another_file_is_refused(text: str | bytes) -> None:
    with pytest.raises(MktkitError, match="不是分析结果文件"):
        from_json(text)


def test_a_figure_is_found_by_name_or_the_nearest_is_told(results: tuple[Analysis, ...]) -> None:
    with pytest.raises(MktkitError, match="最接近的是「市场规模」"):
        _ = results[0]["市场规摸"]


def test_the_working_paper_holds_every_figure_and_table(results: tuple[Analysis, ...]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(working_paper("示例", results, problems=["=1+1"])))
    assert len(book.sheetnames) == len(results) + 2
    summary = book["数字"]
    listed = [[cell.value for cell in row] for row in summary.iter_rows(min_row=5, max_col=7)]
    wanted = [(one.title, figure.name, figure.text) for one in results for figure in one.figures]
    assert [(row[0], row[1], row[4]) for row in listed[: len(wanted)]] == wanted
    assert any("没有计算：=1+1" in str(row[0]) for row in listed)
    for title, name, _, _, text, _, sheet in listed[: len(wanted)]:
        cells = {str(cell.value) for row in book[sheet].iter_rows(max_col=2) for cell in row}
        assert {title, name, text} <= cells
    # Numbers of tables are numbers, text is never a formula.
    rake = book["加权"]
    assert any(cell.value == 45 for row in rake.iter_rows() for cell in row)
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def test_the_example_is_weighted_to_its_universe(results: tuple[Analysis, ...]) -> None:
    by_title = {one.title: one for one in results}
    for question, shares in UNIVERSE.items():
        assert {one.name: one.value for one in by_title[question].figures} == shares
    assert any("不是由低到高" in one for one in by_title["这类产品的价格敏感度"].warnings)


def test_the_survey_form_shows_files_first_and_every_question(rules: Rules) -> None:
    shown = show_survey(example_request(), rules=rules)
    assert next(iter(shown)) == "问卷文件里的问题"
    assert [button.caption[:3] for button in shown["结果文件"]] == ["［下载"] * 2
    kept = from_json(shown["结果文件"][1].content())
    assert len(kept) == 15 + 1 + 2 + 1 + 1
    assert len(shown["题目"]) == 15
    assert shown["推荐意愿：图"].startswith(b"\x89PNG")


def test_what_cannot_be_calculated_is_listed_and_the_rest_is_there(rules: Rules) -> None:
    wrong = AnalysisPlan(
        crosses=[CrossLine(rows="1", columns="99"), CrossLine(rows="3", columns="1")],
        scales=[ScaleLine(name="一题", questions="5.1")],
        prices="8、9",
    )
    done, problems = analyse_survey(example_survey(rules), wrong)
    assert len(done) == 15
    assert len(problems) == 4
    told = "\n".join(problems)
    for words in ("第 「99」 题", "多选题", "只有 1 题", "2 个题号"):
        assert words in told
    shown = analyses_shown("x", done, problems)
    assert shown["没有计算"].splitlines() == problems


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([("1", "50 人以下", 50)], ["相加是 50.0%"]),
        ([("1", "五十人以下", 100)], ["「五十人以下」", "50 人以下"]),
        ([("1", "50 人以下", 50), ("1", "50 人以下", 50)], ["两次"]),
        ([("3", "甲品牌", 100)], ["多选题"]),
    ],
)
def test_wrong_weights_stop_everything(
    rules: Rules, lines: list[tuple[str, str, int]], words: list[str]
) -> None:
    request = AnalysisPlan(
        weights=[
            WeightLine(question=number, option=option, share=Decimal(share))
            for number, option, share in lines
        ]
    )
    with pytest.raises(MktkitError) as caught:
        analyse_survey(example_survey(rules), request)
    assert all(word in str(caught.value) for word in words)


def test_a_faulty_file_is_not_analysed_and_an_unapproved_task_is_told(
    rules: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    request = SurveyRequest(source="拖进来的文件", task_id="R1")
    small = lay_out(tmp_path, {"性别.csv": "1、性别\n男\n女\n".encode()})
    assert "没有这个任务的调研计划" in show_survey(request, lambda: small, rules)["先看这里"]
    codes = {name: content for name, content in survey_files().items() if "编码表" in name}
    broken = lay_out(tmp_path, {**codes, "问卷.csv": "1、企业规模\n9\n".encode()})
    shown: dict[str, Any] = show_survey(request, lambda: broken, rules)
    assert "没有分析" in next(iter(shown))
    assert "结果文件" not in shown


def test_a_market_is_calculated_part_by_part(rules: Rules) -> None:
    data = example_market()
    done, problems = analyse_market(data, rules)
    assert problems == []
    titles = [one.title for one in done]
    assert titles == [
        "市场规模（自上而下）", "市场规模（自下而上）", "两种推算的差距", "市场规模的增长", "市场份额", "市场集中度", "竞争对手对比",
    ]  # fmt: skip
    by_title = dict(zip(titles, done, strict=True))
    # 3740, 2870, 2250 and 1250 of 12480 print as 30.0, 23.0, 18.0 and 10.0: 900 + 529 + 324 + 100.
    assert by_title["市场集中度"]["HHI"].text == "1,853"
    assert analyse_market(MarketData(), rules) == ([], [])
    assert show_market(MarketData(), rules) == {"市场": "还没有填。"}
    wrong = data.model_copy(update={"total": None, "market_total": Decimal(1), "criteria": []})
    done, problems = analyse_market(wrong, rules)
    assert [one.title for one in done] == ["市场规模的增长"]
    assert len(problems) == 3
    twice = data.model_copy(update={"periods": [data.periods[0], data.periods[0]]})
    assert any("两次" in one for one in analyse_market(twice, rules)[1])


def test_results_are_json_and_hold_no_answer_sheet(results: tuple[Analysis, ...]) -> None:
    kept = to_json(results)
    assert json.loads(kept)["kind"] == "research_analyses"
    assert "192.0.2.1" not in kept
