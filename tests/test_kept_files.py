"""What people kept before the modules moved opens after it, every value as it was typed.

The files are those of ``tests/data/before_the_house``; what is expected is written here by hand.
"""

from __future__ import annotations

import ast
import datetime as dt
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ipywidgets as w
import pytest

from mktkit.forms import Form
from mktkit.records import Record, open_store
from mktkit.rules import Rules, load_rules

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).parent / "data" / "before_the_house" / "kept.zip"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Lay the kept files out, and sit where the person sat who kept them."""
    with zipfile.ZipFile(KEPT) as archive:
        archive.extractall(tmp_path)
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("MKTKIT_PERSON", "示例用户")
    return tmp_path


# -- drafts ------------------------------------------------------------------------------------------------

#: Calls of a notebook that compute; what a draft holds is seen without them.
_WORK = {"press", "live", "on_change", "example"}


def _calls(node: ast.AST) -> set[str]:
    functions = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
    return {getattr(one, "attr", getattr(one, "id", "")) for one in functions}


def _opened(notebook: str) -> list[Any]:
    """Return what a notebook makes and shows, its computing left out."""
    book = json.loads((ROOT / "notebooks" / f"{notebook}.ipynb").read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for node in ast.parse("\n".join(sources)).body:
        if _calls(node) & _WORK or (isinstance(node, ast.Expr) and not _calls(node)):
            continue
        if isinstance(node, ast.Expr):
            shown.append(eval(compile(ast.Expression(node.value), notebook, "eval"), names))
        else:
            exec(compile(ast.Module([node], []), notebook, "exec"), names)
    return [*names.values(), *shown]


def _within(root: Any) -> Iterator[w.Widget]:
    if isinstance(root, w.Widget):
        yield root
        for child in getattr(root, "children", ()):
            yield from _within(child)


def _forms(values: list[Any]) -> list[Form[Any]]:
    found = {id(one): one for value in values for one in _within(value) if isinstance(one, Form)}
    return list(found.values())


def _holds(raw: Any, expected: Any) -> bool:
    """Tell whether a form holds what is expected, whatever else stands in it."""
    if isinstance(expected, dict):
        return isinstance(raw, dict) and all(
            name in raw and _holds(raw[name], inner) for name, inner in expected.items()
        )
    if isinstance(expected, list) and isinstance(raw, list):
        return len(raw) == len(expected) and all(map(_holds, raw, expected))
    return bool(raw == expected)


LIN = {"person_id": "S021", "name": "林晓（示例）", "posts": ["市场专员"]}
#: Notebook → what was typed into each of its forms.
TYPED: dict[str, list[dict[str, Any]]] = {
    "appraisal_form": [
        {"month": "2026-09", "department": "销售部", "source": "文件夹", "folder": "九月登记表", "employee_id": "X021"}
    ],
    "approvals": [{"person_id": "M021", "name": "周宁（示例）", "posts": ["营销经理"]}],
    "expense_budget": [
        {
            "year": "2028",
            "note": "初稿，还差客服部",
            "lines": [
                {"department": "市场部", "category": "品牌推广费用", "item": "推广活动", "plan": "秋季展会", "spread": "平均", "annual": "25万"},
                {"department": "客服部", "item": "回访与关怀", "spread": "按月填", "mar": "1,500.5", "dec": "尚未定"},
            ],
        },
        {**LIN, "reason": "展会改期"},
    ],
    "expense_claim": [
        {
            "claimed_on": "2026-11-18",
            "person_id": "X021",
            "name": "宋远（示例）",
            "department": "销售部",
            "post": "销售代表",
            "month": "2026-11",
            "category": "销售费用",
            "purpose": "大理客户走访",
            "departed_on": "11-16",
            "returned_on": "",
            "advance": "1千",
            "lines": [
                {"kind": "住宿", "day": "2026-11-16", "until": "11-18", "place": "大理", "amount": "约三百"},
                {"kind": "餐补", "day": "11-16", "until": "11-18", "place": "大理", "amount": "180"},
            ],
        }
    ],
    "expense_summary": [
        {"through": "2026-06", "period": "本季度", "by": ["部门", "月份"], "revenue": "800万", "department": "市场部"}
    ],
    "onboarding": [{"person_id": "K031", "name": "白露（示例）", "post": "客服人员"}],
    "promotion": [
        LIN,
        {"number": "B2026-07", "brand": "示例云岭", "features": "二十分钟换好一件", "customers": "", "core_value": "不停机"},
        {
            "number": "T2026-09",
            "name": "冬季推广",
            "positioning": "B2026-07",
            "budget_limit": "5万",
            "channels": [
                {
                    "channel": "展会",
                    "goal": "到访",
                    "target": "30",
                    "unit": "位",
                    "content": "演示",
                    "starts_on": "2026-12-03",
                    "ends_on": "2026-12-05",
                    "budget": "2万",
                    "owner_id": "S021",
                }
            ],
        },
        {
            "plan": "T2026-09",
            "entries": [{"day": "2026-12-03", "channel": "展会", "done": "开展", "result": "到访 41 人", "cost": "1.95万"}],
        },
        {"campaign_id": "P2026-071", "worked": "人手够", "failed": "没有登记", "next_steps": "先登记再演示"},
    ],
    "research_analysis": [
        {"month": "2026-11", "checked_on": "2026-11-19", "first_number": "37"},
        {
            "confidence": "99",
            "weights": [{"question": "1", "option": "甲", "share": "60"}, {"question": "1", "option": "乙", "share": "40"}],
            "prices": "8、9、10、11",
            "task_id": "R2026-K1",
        },
        {
            "total": "12345.6",
            "steps": [{"name": "西南占全国", "share": "12.5"}],
            "suppliers": [{"name": "本公司", "sales": "77"}, {"name": "丁公司", "sales": "23"}],
        },
    ],
    "research_plan": [
        {"margin": "4", "confidence": "95", "population": "8800", "share": "30", "design_effect": "1.2", "response_rate": "55"},
        {
            "task_id": "R2026-K1",
            "title": "西南渠道调研",
            "goal": "弄清西南客户为什么不续约",
            "budget": [{"item": "问卷平台", "month": "2026-12", "amount": "6千", "basis": "100 份 × 60 元"}],
        },
        LIN,
    ],
    "research_report": [
        {
            "task_id": "R2026-K1",
            "title": "西南渠道调研报告",
            "company": "云岭示例有限公司",
            "conclusions": "续约率 {续约率}。",
            "figures": [{"name": "续约率", "value": "61.5", "unit": "%", "source": "Y2026-K1"}],
        },
        {"person_id": "S022", "name": "许可（示例）", "posts": ["市场专员"]},
    ],
}  # fmt: skip


@pytest.mark.parametrize("notebook", sorted(TYPED))
@pytest.mark.usefixtures("kept")
def test_a_draft_comes_back_in_the_form_it_was_typed_into(notebook: str) -> None:
    forms = _forms(_opened(notebook))
    for typed in TYPED[notebook]:
        (found,) = [one for one in forms if _holds(one.raw, typed)]
        assert found.bar.state["saved"].startswith("已恢复 11-20 "), typed
        assert not found.bar.state["left"]


def test_every_draft_that_was_kept_is_asked_for(kept: Path) -> None:
    # Beside those above: a returned claim that is mended, and an exam that was begun.
    assert len(list((kept / "data" / "drafts").rglob("*.json"))) == sum(map(len, TYPED.values())) + 2


@pytest.mark.usefixtures("kept")
def test_the_way_back_of_a_draft_is_kept_too() -> None:
    (form,) = _forms(_opened("expense_claim"))
    form.undo()
    assert _holds(form.raw, {"name": "宋远（示例）", "purpose": "", "lines": []})
    form.redo()
    assert form.raw["purpose"] == "大理客户走访"


@pytest.mark.usefixtures("kept")
def test_a_returned_claim_opens_with_the_draft_of_its_mending() -> None:
    desk = _opened("expense_claim")
    chooser = next(one for value in desk for one in _within(value) if isinstance(one, w.Dropdown))
    (form,) = _forms(desk)
    chooser.value = "20261120-a0c0fff0"
    typed = {"purpose": "昆明展会布展（补合同）", "request": "HT-2026-07", "advance": "300.00"}
    lines = [
        {"kind": "住宿", "amount": "700.00", "invoice_number": "2" * 20},
        {"kind": "餐补", "amount": "240.00"},
    ]
    assert _holds(form.raw, {**typed, "lines": lines})


@pytest.mark.usefixtures("kept")
def test_an_exam_that_was_begun_goes_on() -> None:
    from mktkit.onboarding.model import Candidate
    from mktkit.onboarding.pages import sit

    shown = sit(Candidate(person_id="K031", name="白露（示例）", post="客服人员"))
    ((title, (frame, _)),) = shown.items()
    assert title.endswith("接着上次没有交的卷")
    (form,) = _forms([frame])
    assert "卷号 a0c0fff4" in form.bar.state["title"]
    answered = {*map(str, form.raw.values()), *(one["text"] for one in form.bar.state["left"])}
    # A question whose words have changed since has no place for its answer any more; the form says so.
    assert {
        "B. 只是开头的套话，跟日常工作没有关系",
        "A. 第 3 章，看流程里提到了谁",
        "C. 要有明确标准，金额由公司定",
    } <= answered


# -- records -----------------------------------------------------------------------------------------------

#: Number → kind, title, status, version.
DOCUMENTS = {
    "20261120-a0c0ffef": ("expense_claim", "报销单 宋远（示例） 2026-11 昆明客户回访", "已通过", 4),
    "20261120-a0c0fff0": ("expense_claim", "报销单 宋远（示例） 2026-11 昆明展会布展", "已退回", 3),
    "20261120-a0c0fff1": ("expense_claim", "报销单 宋远（示例） 2026-11 昆明经销商培训", "审批中：审核签字（部门负责人）", 2),
    "20261120-a0c0fff2": ("expense_claim", "报销单 宋远（示例） 2026-11 写错了的一张", "已撤回", 3),
    "YS-2027": ("expense_budget", "2027 年费用预算", "审批中：审核（财务部门）", 6),
    "调研计划-R2026-EX1": ("research_plan", "华东渠道价格调研：调研计划", "已通过", 3),
    "调研报告-R2026-EX1": ("research_report", "华东渠道价格调研报告（R2026-EX1）", "审批中：审核（营销经理）", 2),
    "品牌定位书-B2026-01": ("brand_positioning", "示例品牌 品牌定位书", "已通过", 3),
    "推广渠道计划-T2026-03": ("promotion_plan", "秋季新品推广 推广渠道计划", "已归档", 2),
    "推广执行记录-T2026-03": ("promotion_log", "T2026-03 推广执行记录", "已归档", 2),
    "推广效果评估-P2026-060": ("promotion_evaluation", "P2026-060 推广效果评估", "草稿", 1),
    "20261120-a0c0fff3": ("onboarding_exam", "入职考试 销售代表 方新（示例） 90.00 分 及格", "已归档", 2),
    "KH-2026-10": ("appraisal_result", "2026-10 绩效考核结果（示例）", "已锁定", 4),
}  # fmt: skip


def _listed(records: tuple[Record, ...]) -> dict[str, tuple[str, str, str, int]]:
    return {one.document: (one.kind, one.title, one.status_title, one.version) for one in records}


@pytest.mark.usefixtures("kept")
def test_the_store_is_proved_and_lists_every_document() -> None:
    from mktkit.records.verify import verify

    with open_store() as store:
        proved = verify(store)
        assert (proved.ok, proved.records, proved.documents) == (True, 37, 13)
        assert _listed(store.list()) == DOCUMENTS


@pytest.mark.usefixtures("kept")
def test_the_documents_hold_what_was_handed_in() -> None:
    with open_store() as store:
        claim = store.latest("20261120-a0c0ffef")
        assert [line["amount"] for line in claim.data["lines"]] == [64000, 24000]
        # 昆明 is of the second tier: 350 元 a night for an employee, two nights; 80 元 a day, three days.
        assert claim.data["allowed"] == [64000, 24000]
        assert [one.name for one in claim.attachments] == ["住宿发票.pdf", "住宿发票（副本）.pdf", "行程.pdf"]
        assert store.attachment(claim.attachments[1]) == b"%PDF-1.4\n% hotel bill, made up\n"
        assert [one.who.label for one in store.history(claim.document)] == [
            "宋远（示例）（X021）",
            "宋远（示例）（X021）",
            "周宁（示例）（M021）",
            "钱清（示例）（F021）",
        ]
        assert store.latest("20261120-a0c0fff0").reason == "请附展位合同"
        budget, before = store.latest("YS-2027"), store.in_force("YS-2027")
        assert before is not None
        # 480,000 and 360,000 元 over twelve months.
        assert [one.data["lines"][0]["jan"] for one in (budget, before)] == [4_000_000, 3_000_000]
        assert (budget.revision, before.revision) == (2, 1)
        assert store.history("YS-2027")[4].reason == "春季展会加一场"
        assert (
            store.latest("调研报告-R2026-EX1").data["conclusions"].startswith("市场年均增长 {年均复合增长}")
        )
        assert store.latest("KH-2026-10").data == {
            "月份": "2026-10",
            "X021": {"总分": "96.40", "等级": "优秀"},
        }
        assert store.latest("20261120-a0c0fff3").data["seed"] == "0badcafe"


@pytest.mark.usefixtures("kept")
def test_the_desk_shows_every_document() -> None:
    # One value of each that only its content says.
    said = {
        "20261120-a0c0ffef": "640.00",
        "20261120-a0c0fff0": "展位合同",
        "20261120-a0c0fff1": "660.00",
        "20261120-a0c0fff2": "500.00",
        "YS-2027": "春季展会加一场",
        "调研计划-R2026-EX1": "400 份 × 50 元",
        "调研报告-R2026-EX1": "客户先看质量，再看价格",
        "品牌定位书-B2026-01": "让生产线不停。",
        "推广渠道计划-T2026-03": "工程师答疑",
        "推广执行记录-T2026-03": "阅读 3,200 次",
        "推广效果评估-P2026-060": "一家对手停产检修",
        "20261120-a0c0fff3": "0badcafe",
        "KH-2026-10": "96.40",
    }
    (desk,) = [one for one in _opened("approvals") if isinstance(one, w.Widget)]
    chooser = next(one for one in _within(desk) if isinstance(one, w.Dropdown))
    assert {value for _, value in chooser.options} == said.keys() == DOCUMENTS.keys()
    for document, words in said.items():
        chooser.value = document
        assert words in str(desk), document


def test_a_handed_over_claim_is_accepted_and_given_back(kept: Path, tmp_path: Path) -> None:
    from mktkit.records.handover import accept

    with open_store(folder=tmp_path / "next") as store:
        done = accept(store, kept / "移交.mktkit")
        assert (done.added, done.latest.title) == (2, DOCUMENTS["20261120-a0c0fff1"][1])
        assert done.latest.data["lines"][0]["amount"] == 66000
    with open_store() as store:
        done = accept(store, kept / "交回.mktkit")
        assert (done.added, done.latest.version, done.latest.status_title) == (
            1,
            3,
            "审批中：审核（财务部门）",
        )
        assert done.latest.who.label == "周宁（示例）（M021）"


def test_the_backup_is_restored(kept: Path, tmp_path: Path) -> None:
    from mktkit.records.restore import restore

    done = restore(kept / "记录备份.zip", folder=tmp_path / "new", reason="换电脑")
    assert (done.records, done.lost) == (37, ())
    with open_store(folder=tmp_path / "new") as store:
        assert _listed(store.list()) == DOCUMENTS
        trip = store.latest("20261120-a0c0ffef").attachments[2]
        assert store.attachment(trip) == b"%PDF-1.4\n% trip\n"


# -- a company's own values ------------------------------------------------------------------------------------


def _company(kept: Path, on: str) -> Rules:
    return load_rules(on=dt.date.fromisoformat(on), company=kept / "company")


def test_a_company_folder_gives_its_values_by_date(kept: Path) -> None:
    june, september, october = (_company(kept, f"2026-{month}-20") for month in ("06", "09", "10"))
    assert [one.appraisal.sales_basis for one in (june, september, october)] == ["签约", "开票", "开票"]
    assert [one.appraisal.kpi["5.1.2.a"].weight for one in (september, october)] == [50, 45]
    assert [one.appraisal.kpi["5.1.2.b"].target for one in (september, october)] == [3, 4]
    employee = [one.expense.lodging["员工"] for one in (june, october)]
    assert [(one.first, one.second, one.other) for one in employee] == [(450, 350, 280), (500, 380, 290)]
    assert october.expense.company.name == "云岭示例有限公司"
    assert october.sales.dunning.dun_after == (2, 10)
    assert october.promotion.past_periods == 5
    assert october.research.spot_check == 30
    assert (october.onboarding.exam.questions, october.onboarding.exam.pass_mark) == (10, 90)
    assert october.onboarding.posts["区域代表"].department == "销售部"


def test_its_holidays_and_its_revisions_count(kept: Path) -> None:
    rules = _company(kept, "2026-10-20")
    # Friday, and the company's own day off; Monday, and a working day all the same.
    assert not rules.calendar.is_workday(dt.date(2027, 6, 18))
    assert rules.calendar.is_workday(dt.date(2027, 6, 21))
    (own,) = [one for one in rules.revisions if one.clauses == ("6.2.2",)]
    assert (own.date, own.change) == (dt.date(2026, 9, 15), "提高员工住宿标准")


def test_its_word_template_is_taken(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mktkit.office.word.template import company_template, open_template

    monkeypatch.setenv("MKTKIT_RULES", str(kept / "company"))
    document = open_template(company_template())
    assert "云岭示例有限公司" in [one.text for one in document.sections[0].header.paragraphs]


def test_registers_with_headers_of_their_own_are_read(kept: Path, rules: Rules) -> None:
    from mktkit.registers import read_dataset

    dataset = read_dataset(kept / "registers", rules)
    assert not dataset.faults
    frames = dataset.frames()
    assert list(frames["receipts"]["amount"]) == [1_130_000, 55]
    assert list(frames["receipts"]["receipt_id"]) == ["H21", "H22"]
    assert list(frames["staff"]["name"]) == ["宋远（示例）", "周宁（示例）"]


# -- files of the subjects ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("kept")
def test_the_ledger_is_read_as_it_was_named(rules: Rules) -> None:
    from mktkit.expense.ledger.book import read_book
    from mktkit.expense.ledger.sources import load_sources

    (source,) = load_sources().values()
    assert (source.name, source.columns["Net"], source.ignored) == ("示例平台", "金额", ("Rate",))
    book = read_book(rules)
    assert sorted(book.frame["amount"]) == [8_880, 50_025, 123_450, 300_000, 1_200_000]
    assert sorted(book.frame["month"].astype(str)) == ["2026-10", "2026-10", "2026-11", "2026-11", "2026-11"]
    assert len(book.refused) == 1


def test_results_of_the_analysis_page_are_read(kept: Path) -> None:
    from mktkit.research.serialization import from_json

    growth, market, reasons, known, compared = from_json((kept / "分析结果.json").read_bytes())
    # 18² + 27² + 21² + 12², and the four together; (12500 ÷ 9800) to the third root; 172 and 160 of 400.
    assert (market["HHI"].text, market["CR4"].text, growth["年均复合增长"].text) == ("1,638", "78.0%", "8.4%")
    assert (known["知晓率"].text, compared["差"].text) == ("43.0%", "3.0 个百分点")
    assert reasons["质量稳定"].text == "40.0%"


def test_a_claim_form_filled_in_is_read(kept: Path, rules: Rules) -> None:
    from mktkit.expense.claim.reading import read_claim

    claim = read_claim(kept / "报销单.xlsx", rules)
    assert (claim.person_id, claim.name, claim.purpose) == ("X021", "宋远（示例）", "大理客户走访")
    assert (claim.departed_on, claim.returned_on) == (dt.date(2026, 11, 16), dt.date(2026, 11, 18))
    (line,) = claim.lines
    assert (line.kind, line.place, line.amount, line.until) == ("餐补", "大理", 18_000, dt.date(2026, 11, 18))


def test_other_names_for_the_search_are_read(kept: Path) -> None:
    from mktkit.handbook.search.words import read_words

    (word,) = read_words(kept / "words.yaml")
    assert (word.term, word.synonyms, word.anchors) == ("回执", ("回单",), ("c3-3-6",))
    assert word.asked_as == ("钱到了怎么记",)
