"""A report on its way: kept with its figures, refused while incomplete, shown with what has changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from mktkit.desk.submission import Submission, submission
from mktkit.documents import approvals
from mktkit.errors import MktkitError
from mktkit.files import lay_out
from mktkit.forms import Form, form
from mktkit.records import Store, open_store
from mktkit.research.pages.report import material_of, report_paper, report_preview
from mktkit.research.report.example import example_files, example_report
from mktkit.research.report.model import ResearchReport
from mktkit.rules import Rules

NUMBER = "调研报告-R2026-EX1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(folder=tmp_path, clock=lambda: dt.datetime(2026, 10, 27, tzinfo=dt.UTC)) as opened:
        yield opened


@pytest.fixture(scope="module")
def files(rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return lay_out(tmp_path_factory.mktemp("dropped"), example_files(rules))


@pytest.fixture
def report(rules: Rules) -> Form[ResearchReport]:
    return form(ResearchReport, value=example_report(), draft=False, rules=rules)


@pytest.fixture
def buttons(
    report: Form[ResearchReport], files: dict[str, Path], store: Store, rules: Rules
) -> Submission[ResearchReport]:
    made = submission(report, report_paper(lambda: files, rules), store=store, rules=rules)
    made.who.fill(person_id="S001", name="示例乙", posts=["市场专员"])
    return made


def test_an_incomplete_report_is_kept_and_not_handed_in(
    report: Form[ResearchReport], buttons: Submission[ResearchReport], store: Store
) -> None:
    report.fill(recommendations="")
    assert buttons.hand_in(submit=True) is None
    assert "建议是空的" in str(buttons)
    record = buttons.hand_in(submit=False)
    assert record is not None
    assert record.status == "draft"


def test_the_reviewer_sees_the_figures_and_what_has_changed(
    report: Form[ResearchReport],
    buttons: Submission[ResearchReport],
    files: dict[str, Path],
    store: Store,
    rules: Rules,
) -> None:
    buttons.hand_in(submit=False)
    grown = [example_report().figures[0].model_copy(update={"value": Decimal(13100)})]
    report.value = example_report().model_copy(update={"figures": grown})
    record = buttons.hand_in(submit=True)
    assert record is not None
    assert {one.name for one in record.attachments} == {"华东渠道价格调研报告.docx", *files}
    desk = approvals(store, rules)
    desk.who.fill(person_id="M001", name="示例甲", posts=["营销经理"])
    desk.refresh()
    seen = str(desk)
    assert "华东市场规模为 13,100 万元，比上年增长 10.6%" in seen
    assert "数字 市场规模\t12,500 万元\t13,100 万元" in seen
    desk.act("approve")
    assert store.latest(NUMBER).status == "approved"


def test_the_page_tells_the_old_number_by_what_was_kept(
    buttons: Submission[ResearchReport], files: dict[str, Path], store: Store, rules: Rules
) -> None:
    buttons.hand_in(submit=False)
    grown = [example_report().figures[0].model_copy(update={"value": Decimal(13100)})]
    later = example_report().model_copy(update={"figures": grown, "conclusions": "市场规模 12,500 万元。"})
    shown = report_preview(later, lambda: files, store, rules)
    said = [row["是什么"] for row in shown["检查"] if row["级别"] == "错误"]
    assert said == ["“市场规模 12,500 万元。”还写着旧数 12,500"]
    assert {"哪里": "数字 市场规模", "原来": "12,500 万元", "现在": "13,100 万元"} in shown["与上一版比较"]
    # No plan of this task was approved on this machine: pointed out, no more.
    assert any("没有这个任务的调研计划" in row["是什么"] for row in shown["检查"])
    assert [one.caption for one in shown["文件"]] == [
        "［下载 Word］",
        "［下载 网页（单个文件）］",
        "［下载 Markdown（连图片）］",
    ]


def test_a_report_without_a_date_is_shown_and_told_so(files: dict[str, Path]) -> None:
    shown = report_preview(example_report().model_copy(update={"written_on": None}), lambda: files)
    assert [row["是什么"] for row in shown["检查"] if row["级别"] == "错误"] == ["没有写日期"]


def test_a_foreign_results_file_is_refused(rules: Rules, tmp_path: Path) -> None:
    with pytest.raises(MktkitError, match="这不是分析结果文件"):
        material_of(lay_out(tmp_path, {"别的.json": b"[]"}), rules)
