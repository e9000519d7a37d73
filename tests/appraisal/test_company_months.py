"""Two months of an invented small company against figures reckoned apart: every KPI, and every row that does not count.

``registers.json`` holds what happened, ``actuals.json`` what comes of it, worked out in plain Python and exact fractions
without this package: transfer, rehire, joiner, leave, a raise, shared orders, a return of an order
signed where its seller no longer is.

The folders hold the same months as the company keeps them: a roster with a title above it, a call centre's export, answers in
words, a voucher journal, dates written six ways, totals and signatures below, and the mistakes of :data:`MISTAKES`.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mktkit.appraisal import AppraisalResult, Period, appraise
from mktkit.appraisal.lineage import Fate
from mktkit.appraisal.mending import AGREED_FILE, mending, with_agreed
from mktkit.appraisal.model import KpiScore
from mktkit.appraisal.pages import ScoredMonth, score_month
from mktkit.expense.ledger.files import question_of
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.register import write_standard
from mktkit.expense.ledger.sources import make_source, signature
from mktkit.registers import REGISTERS, Dataset, RegisterTable, read_files
from mktkit.registers.mending import questions
from mktkit.rules import load_rules

DATA = Path(__file__).parents[1] / "data" / "month"
Row = dict[str, Any]


def day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def staff(one: Row) -> Row:
    base = one.get("base")
    return {
        "employee_id": one["id"], "name": one["name"], "department": one["dept"], "post": one["post"],
        "status": one["status"], "status_from": day(one.get("st_from")), "status_until": day(one.get("st_to")),
        "joined": day(one["came"]), "left": day(one.get("left")), "transferred": day(one.get("moved")),
        "bonus_base": None if base is None else base * 100, "bonus_base_from": day(one.get("base_from")),
    }  # fmt: skip


def target(one: Row) -> Row:
    def fen(name: str) -> int | None:
        return one[name] * 100 if name in one else None

    return {
        "employee_id": one["id"], "month": one["month"], "sales_target": fen("sales"), "new_customer_target": one.get("new"),
        "opinion_target": one.get("opinions"), "expense_budget": fen("budget"), "basis": one["scope"],
    }  # fmt: skip


def campaign(one: Row) -> Row:
    sides = {"target": one["t"], "actual": one["r"] or [None] * 3}
    parts = ("participation", "exposure", "conversion")
    numbers = {
        f"{part}_{side}": value
        for side, values in sides.items()
        for part, value in zip(parts, values, strict=True)
    }
    held = {
        "campaign_id": one["no"],
        "owner_id": one["who"],
        "starts_on": day(one["a"]),
        "ends_on": day(one["b"]),
    }
    return held | numbers


def listed(month: str) -> dict[str, list[Row]]:
    """What happened up to a month, as rows of our registers."""
    data = json.loads((DATA / "registers.json").read_text(encoding="utf-8"))
    now = {name: data[name][month] for name in ("satisfaction", "calls", "complaints", "visits", "opinions", "expense", "checks", "targets")}  # fmt: skip
    past = [one for one in data["people"] if one.get("since", month) <= month]
    return {
        "staff": [staff(one) for one in past],
        "targets": [target(one) for one in now["targets"]],
        "sales_ledger": [
            {"order_id": one["no"], "line_no": one["line"], "kind": one["kind"], "signed_on": day(one["date"]), "customer_id": one["cust"],
             "salesperson_id": one["who"], "share": one["share"] * 100, "gross_amount": one["amount"], "original_order_id": one["orig"] or None}
            for one in data["sales"] if one["date"][:7] <= month
        ],
        "receipts": [
            {"receipt_id": one["no"], "order_id": one["order"], "received_on": day(one["got"]), "amount": one["amount"]}
            for one in data["payments"] if one["got"][:7] <= month
        ],
        "customers": [
            {"customer_id": one["id"], "name": one["name"], "filed_on": day(one["made"]), "first_order_on": day(one["first"]), "owner_id": one["owner"]}
            for one in data["customers"] if one.get("since", month) <= month
        ],
        "satisfaction": [
            {"survey_id": str(one["no"]), "surveyed_on": day(one["date"]), "employee_id": one["who"], "score": one["score"], "valid": one["valid"]}
            for one in now["satisfaction"]
        ],
        # The ledger names the account; what is not of 销售部 is no 销售费用 of theirs.
        "expenses": [
            {"document_id": number, "spent_on": dt.date(int(month[:4]), int(month[5:]), on), "period": month, "department": department,
             "employee_id": who, "category": "销售费用", "amount": net}
            for number, on, _, _, department, who, _, net, _ in now["expense"]
        ],
        "research_tasks": [
            {"task_id": one["no"], "owner_id": one["who"], "due_on": day(one["due"]), "submitted_on": day(one.get("handed")),
             "reviewed_on": day(one.get("passed")), "cancelled_by": one.get("cancelled")}
            for one in data["tasks"]
        ],
        "awareness_waves": [
            {"wave_id": one["no"], "surveyed_on": day(one["date"]), "population": one["area"], "prompt": one["prompt"], "sample_size": one["n"],
             "aware": one["k"], "baseline_id": one["ref"] or None}
            for one in data["waves"]
        ],
        "campaigns": [campaign(one) for one in data["campaigns"]],
        "spot_checks": [
            {"check_id": number, "checked_on": dt.date(int(month[:4]), int(month[5:]), on), "collector_id": who, "checker_id": by,
             "checked": checked, "correct": right}
            for number, on, who, by, checked, right in now["checks"]
        ],
        "inquiries": [
            {"ticket_id": one["no"], "channel": "电话", "received_at": moment(one["time"]), "first_response_at": moment(one["answered"]),
             "agent_id": one["who"], "invalid": one["spam"], "missed": None if one["state"] == "接通" else one["state"]}
            for one in now["calls"]
        ],
        "complaints": [
            {"complaint_id": one["no"], "level": one["grade"] or None, "received_at": moment(one["time"]), "agent_id": one["who"],
             "resolved_at": moment(one.get("closed")), "confirmed": None if one.get("ok") is None else "认可" if one["ok"] else "不认可"}
            for one in now["complaints"]
        ],
        "callbacks": [
            {"callback_id": one["no"], "visited_on": day(one["date"]), "employee_id": one["who"], "callback_satisfaction": one["work"]}
            for one in now["visits"]
        ],
        "opinions": [
            {"opinion_id": one["no"], "collected_on": day(one["date"]), "employee_id": one["who"], "text": one["text"], "valid": one["valid"]}
            for one in now["opinions"]
        ],
    }  # fmt: skip


@pytest.fixture(scope="module", params=["2026-09", "2026-10"])
def company_month(
    request: pytest.FixtureRequest,
) -> tuple[AppraisalResult, dict[str, Any], dict[str, RegisterTable]]:
    month: str = request.param
    tables = {}
    for name, rows in listed(month).items():
        register = REGISTERS[name]
        columns = {column.name: [row.get(column.name) for row in rows] for column in register.columns}
        tables[name] = RegisterTable(
            register, columns, [(f"{register.title}.xlsx", "", 2 + n) for n in range(len(rows))]
        )
    rules = load_rules(on=dt.date.fromisoformat(f"{month}-01"), company=None)
    result = appraise(Dataset(tables, ()), Period.of(month, rules.appraisal.cutoff_days), rules)
    actuals = json.loads((DATA / "actuals.json").read_text(encoding="utf-8"))
    return result, actuals[month], tables


def test_every_kpi_is_the_one_reckoned_apart(company_month: Any) -> None:
    result, right, _ = company_month
    holds(result, right)


def holds(result: AppraisalResult, right: dict[str, Any]) -> None:
    """Hold every KPI of a month against the figures reckoned apart."""
    scores: dict[tuple[str, str], KpiScore] = {}
    for one in (*result.people, *result.departments):
        for kpi in one.kpis:
            scores[kpi.clause, getattr(one, "employee_id", one.department)] = kpi
    seen = 0
    for clause, by in right["kpi"].items():
        for who, figures in by.items():
            kpi = scores[clause, who]
            if "actual_fen" in figures:
                assert kpi.actual == Fraction(figures["actual_fen"]), (clause, who)
            elif "actual" in figures:
                assert kpi.actual == figures["actual"], (clause, who)
            elif "num" in figures:
                assert (kpi.numerator, kpi.denominator) == (figures["num"], figures["den"]), (clause, who)
            else:
                assert kpi.actual == Fraction(figures.get("value", figures.get("value_points"))), (
                    clause,
                    who,
                )
            wanted = next(
                (figures[name] for name in ("target_fen", "budget_fen", "target") if name in figures), None
            )
            assert wanted is None or kpi.target == Fraction(wanted), (clause, who)
            seen += 1
    assert seen > 40


#: What the reckoning calls a reason → ours.
REASONS: dict[str, Fate] = {
    "cancelled": "cancelled", "invalid": "invalid", "无效": "invalid", "not through": "invalid", "still running": "running",
    "another department": "elsewhere", "分: 市场部": "elsewhere", "分: 客服部": "elsewhere",
}  # fmt: skip


def test_what_does_not_count_is_what_was_left_out_apart(company_month: Any) -> None:
    result, right, tables = company_month
    register = {one.title: name for name, one in REGISTERS.items()}
    for one in result.lineages:
        ids = next(iter(tables[register[one.register]].columns.values()))
        left = {ids[row.row - 2]: row.fate for row in one.traced() if row.fate not in ("counted", "baseline")}
        wanted = {
            said.removeprefix("answer ").split()[0]: next(
                fate for words, fate in REASONS.items() if words in said
            )
            for said in right["left_out"].get(one.clause, [])
        }
        assert left == wanted, one.clause
        assert one.total == sum(share.rows for share in one.shares)


def test_the_money_that_does_not_count_is_told_to_the_fen(company_month: Any) -> None:
    result, right, _ = company_month
    for one in result.lineages:
        if one.kind == "amount":
            # 「记-0016 S001 350000 分: 市场部」
            wanted = sum(int(said.split(" 分:")[0].split()[-1]) for said in right["left_out"][one.clause])
            assert sum(share.amount or 0 for share in one.shares[1:]) == wanted
            department = right["kpi"][one.clause]["销售部"]
            assert one.shares[0].amount == Fraction(department["actual_fen"])


#: What is wrong in the files themselves: month, file, row, what stands there, what is right; None takes the row out.
MISTAKES = [
    ("2026-09", "销售台账2026.xlsx", 10, "14756.9O", 14756.9),
    ("2026-09", "客户回访9月.xlsx", 14, "2026-09-31", "2026-09-10"),
    ("2026-10", "销售台账2026.xlsx", 45, "唐力行", "唐立行"),
    ("2026-10", "销售台账2026.xlsx", 47, "2026-10-10", "2026-10-13"),
    ("2026-10", "推广活动.xlsx", 5, "约450", 450),
    ("2026-10", "客户投诉10月.xlsx", 4, "2026-10-32 10:12", "2026-10-13 10:12:00"),
    ("2026-10", "回款登记.csv", 24, "D202610990", None),
]  # fmt: skip

#: What the company answers: header or value of its own → what is meant; where two registers use one word, by both.
ANSWERS = {
    "序号": "不用", "满意度调查 序号": "问卷编号", "单据号": "订单号", "销售员": "业务员工号", "归属人": "归属工号",
    "提交答卷时间": "日期", "1、本次为您服务的业务员": "评价对象工号", "2、您对业务员的服务是否满意": "分数",
    "3、您的称呼": "不用", "4、您的手机": "不用", "知晓率": "不用", "实到人数": "参与实际", "通话ID": "工单号",
    "坐席": "接待工号", "呼入时间": "接收时间", "应答/回拨时间": "首次回复时间", "状态": "未接/回拨", "骚扰": "无效标记",
    "本次回访评价": "对回访工作满意度", "在职": "在岗", "病休": "病假", "全月": "整月", "网银": "银行转账", "提示": "提示后",
    "满意": "认可", "不满意": "不认可", "已接通": "是", "未接通": "否", "重复": "否", "销货": "销售", "已接": "空白",
    "渠道": "电话", "预算科目": "在别的列里", "凭证号数": "单号", "职员": "工号", "贷方金额": "不用",
}  # fmt: skip


def mend(folder: Path, month: str) -> None:
    """Put right what is a mistake, and nothing else."""
    for of, name, row, wrong, right in MISTAKES:
        path = folder / name
        if of != month:
            continue
        if path.suffix == ".csv":
            lines = path.read_bytes().splitlines(keepends=True)
            assert wrong.encode() in lines.pop(row - 1)
            path.write_bytes(b"".join(lines))
            continue
        book = openpyxl.load_workbook(path)
        (cell,) = (one for one in book.active[row] if str(one.value).startswith(wrong))
        cell.value = right
        book.save(path)


def take_in_journal(folder: Path) -> None:
    """Put the ledger that the import makes of a voucher journal in its place."""
    (path,) = folder.glob("费用台账*.xls")
    rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    headers = question_of(path, path.name, {}).headers
    source = make_source("用友", headers, {"职员": "工号"}, constants={"预算科目": "销售费用"})
    ledger = read_ledger([(path, path.name)], rules, {signature(source.headers): source})
    (folder / "费用台账.xlsx").write_bytes(write_standard(ledger, rules))
    path.unlink()


def asked_until_known(files: dict[str, Path], keep: Path, month: str) -> list[str]:
    """Answer the mending page as often as it comes; return the titles of what was asked."""
    rules = load_rules(on=dt.date.fromisoformat(f"{month}-01"))
    titles: list[str] = []
    while (page := mending(files, keep, rules, lambda: None)) is not None:
        sheet, button = page.children
        asked = questions(read_files(with_agreed(files, keep), rules), rules)
        assert not {one.title for one in asked} & set(titles), "asked again"
        titles += [one.title for one in asked]
        # The words of a scale are preselected.
        answers = {
            f"q{at}": ANSWERS.get(f"{one.register} {one.own}") or ANSWERS[one.own or one.column]
            for at, one in enumerate(asked)
            if one.about != "量表"
        }
        assert sheet.put(answers) == []
        button.press()
    return titles


@pytest.mark.usefixtures("soffice")  # two amounts are formulas that were never calculated
def test_a_real_month_takes_under_forty_choices_and_the_next_one_none(tmp_path: Path) -> None:
    keep, asked = tmp_path / AGREED_FILE, {}
    actuals = json.loads((DATA / "actuals.json").read_text(encoding="utf-8"))
    for month in ("2026-09", "2026-10"):
        folder = tmp_path / month
        shutil.copytree(DATA / month, folder)
        take_in_journal(folder)
        mend(folder, month)
        files = {path.name: path for path in sorted(folder.iterdir())}
        asked[month] = asked_until_known(files, keep, month)
        scored = score_month(month, registers=with_agreed(files, keep), today=dt.date(2026, 11, 23))
        assert isinstance(scored, ScoredMonth)
        holds(scored.result, actuals[month])
    assert 0 < len(asked["2026-09"]) < 40
    assert asked["2026-10"] == []


def test_a_column_said_to_be_elsewhere_is_not_asked_for_again(tmp_path: Path) -> None:
    keep = tmp_path / AGREED_FILE
    for month, most in (("2026-09", 4), ("2026-10", 0)):
        (path,) = (DATA / month).glob("费用台账*.xls")
        assert len(asked_until_known({path.name: path}, keep, month)) == most
