"""The claim form as a workbook: filled in by a person who installs nothing, read back, printed; and the commands."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from claims import claim, line

from mktkit.errors import FindingsError
from mktkit.expense.claim.blank_form import blank_claim
from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.expense.claim.reading import read_claim
from mktkit.expense.claim.word import write_claim
from mktkit.expense.claim.workbook import write_claim_workbook
from mktkit.expense.pages.claim import claims
from mktkit.records import open_store
from mktkit.rules import Rules

Run = Callable[..., "subprocess.CompletedProcess[str]"]

FIELDS: dict[str, Any] = {
    "报销日期": dt.datetime(2026, 10, 20), "工号": "X001", "姓名": "示例甲", "部门": "销售部", "岗位": "销售代表", "归属月份": "2026-10",
    "预算科目": "销售费用", "事由": "拜访杭州客户", "出差出发日": dt.datetime(2026, 10, 12), "出差返程日": "2026年10月14日", "原借款": 500,
}  # fmt: skip
HOTEL: dict[str, Any] = {
    "类别": "住宿", "日期": dt.datetime(2026, 10, 12), "止": "2026-10-14", "地点": "杭州", "金额": 700, "发票类型": "数电票",
    "发票号码": "2" * 20, "购方抬头": "示例科技有限公司", "购方税号": "91110108MA0000000X", "附件张数": 1,
}  # fmt: skip
MEALS: dict[str, Any] = {
    "类别": "餐补",
    "日期": dt.datetime(2026, 10, 12),
    "地点": "杭州",
    "金额": "￥240.00",
}


def fill(path: Path, rules: Rules, fields: dict[str, Any], *lines: dict[str, Any]) -> Path:
    """Fill the blank form in as a person does, cell by cell."""
    book = openpyxl.load_workbook(io.BytesIO(blank_claim(rules)))
    sheet = book["报销单"]
    head = next(row for row in range(1, 60) if str(sheet.cell(row, 1).value).startswith("类别"))
    for row in range(1, head):
        label = str(sheet.cell(row, 1).value or "").rstrip(" *")
        if label in fields:
            sheet.cell(row, 2).value = fields[label]
    columns = {str(cell.value).rstrip(" *"): cell.column for cell in sheet[head]}
    for number, texts in enumerate(lines, head + 1):
        for title, value in texts.items():
            sheet.cell(number, columns[title]).value = value
    book.save(path)
    return path


def test_filled_in_and_read_back(tmp_path: Path, rules: Rules) -> None:
    total = {"类别": "合计", "金额": 940}
    read = read_claim(fill(tmp_path / "报销单.xlsx", rules, FIELDS, HOTEL, MEALS, total), rules)
    assert read == Claim(
        claimed_on=dt.date(2026, 10, 20), person_id="X001", name="示例甲", department="销售部", post="销售代表",
        month="2026-10", category="销售费用", purpose="拜访杭州客户", departed_on=dt.date(2026, 10, 12),
        returned_on=dt.date(2026, 10, 14), advance=50000,
        lines=[
            ClaimLine(
                kind="住宿", day=dt.date(2026, 10, 12), until=dt.date(2026, 10, 14), place="杭州", amount=70000,
                invoice_kind="数电票", invoice_number="2" * 20, buyer="示例科技有限公司",
                buyer_tax_number="91110108MA0000000X", attachments=1,
            ),
            ClaimLine(kind="餐补", day=dt.date(2026, 10, 12), place="杭州", amount=24000),
        ],
    )  # fmt: skip
    assert check_claim(read, rules).findings == ()


def test_every_fault_is_named_by_its_cell(tmp_path: Path, rules: Rules) -> None:
    wrong = HOTEL | {"金额": "约七百", "发票号码": 26332000000012345678.0, "类别": "宾馆"}
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS | {"部门": "采购部", "工号": None}, MEALS, wrong)
    with pytest.raises(FindingsError) as refused:
        read_claim(path, rules)
    said = {(one.row, one.column) for one in refused.value.findings}
    rows = {row for row, _ in said if row and row > 20}
    (bad,) = rows
    assert said == {(5, "工号"), (7, "部门"), (bad, "类别"), (bad, "金额"), (bad, "发票号码")}
    assert "后几位已经丢失" in str(refused.value)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["甲", "乙"], [1, 2]], "找不到费用明细的表头"),
        ([["类别", "日期", "金额", "心情"], ["餐补", "2026-10-12", 80, "好"]], "不认识的列「心情」"),
        ([["类别", "日期", "金额"]], "没有费用明细"),
    ],
)
def test_a_file_that_is_no_claim(tmp_path: Path, rules: Rules, rows: list[list[Any]], said: str) -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(FindingsError, match=said):
        read_claim(tmp_path / "x.xlsx", rules)


def test_a_colleague_imports_it_into_the_form(tmp_path: Path, rules: Rules) -> None:
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS | {"部门": "采购部"}, HOTEL, MEALS)
    with open_store(folder=tmp_path / "store") as store:
        desk = claims(store, rules)
        desk.incoming.take("报销单-示例甲.xlsx", path.read_bytes())
        assert "已填入「报销单-示例甲.xlsx」里的内容，共 2 行明细" in str(desk)
        assert "没有填入：部门 采购部" in str(desk)
        desk.form.fill(department="销售部")
        assert desk.form.value == read_claim(fill(tmp_path / "2.xlsx", rules, FIELDS, HOTEL, MEALS), rules)
        desk.form.discard()


# -- print -------------------------------------------------------------------------------------------

PRINTED = claim(
    line("住宿", 1200, "1", until="2026-10-14"),
    line("其他", 209.5, "2", purpose="=1+1"),
    advance=100000,
    account="6222…1234",
)
# 700 + 209.50 = 909.50 allowed, 500 own; 1,000 advanced, so 90.50 goes back.
SHOWN = (
    "20261020-abcd",
    "人民币壹仟肆佰零玖元伍角整",
    "人民币玖佰零玖元伍角整",
    "2 张",
    "6222…1234",
    "住宿费超标准",
)
SIGNED = ("报销人", "部门负责人", "会计", "出纳", "领款人")


def test_printed_in_word(rules: Rules) -> None:
    content = write_claim(PRINTED, check_claim(PRINTED, rules), rules, "20261020-abcd", template=None)
    word = docx.Document(io.BytesIO(content))
    text = "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
    text += "\n".join(one.text for one in word.paragraphs)
    for piece in (*SHOWN, *SIGNED, "应退 ￥90.50", "￥1,409.50", "=1+1", "示例值，待公司确认"):
        assert piece in text, piece


def test_printed_in_excel_with_live_totals(rules: Rules) -> None:
    content = write_claim_workbook(PRINTED, check_claim(PRINTED, rules), rules, "20261020-abcd")
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    cells = [cell for sheet in values for row in sheet.iter_rows(values_only=True) for cell in row]
    for piece in SHOWN:
        assert piece in cells, piece
    for name in SIGNED:
        assert f"{name}：" in cells
    assert {1409.5, 909.5, 500, 90.5, 1000, "=1+1"} <= set(cells)
    formulas = openpyxl.load_workbook(io.BytesIO(content))["报销单"]
    summed = [cell.value for row in formulas.iter_rows() for cell in row if cell.data_type == "f"]
    assert len(summed) == 4
    assert all(str(one).startswith("=SUBTOTAL(109,") for one in summed)


# -- commands ----------------------------------------------------------------------------------------


def test_the_commands(tmp_path: Path, rules: Rules, mktkit: Run) -> None:
    own = {"MKTKIT_DATA": str(tmp_path / "data")}
    blank = mktkit("expense", "claim", "--blank", "-o", tmp_path / "空白.xlsx", **own)
    assert blank.returncode == 0, blank.stderr
    assert (tmp_path / "空白.xlsx").read_bytes()[:2] == b"PK"
    path = fill(tmp_path / "报销单.xlsx", rules, FIELDS, HOTEL | {"金额": 1200}, MEALS)
    checked = mktkit("expense", "check", path, "--format", "json", **own)
    assert checked.returncode == 0, checked.stderr
    told = json.loads(checked.stdout)
    assert (told["total"], told["allowed"], told["own"]) == (144000, 94000, 50000)
    assert told["total_words"] == "人民币壹仟肆佰肆拾元整"
    assert [(one["check"], one["clause"], one["severity"]) for one in told["findings"]] == [
        ("lodging", "6.2.2", "warn")
    ]
    handed = mktkit(
        "expense", "claim", path, "--submit", "-o", tmp_path / "打印.docx", "--format", "json", **own
    )
    assert handed.returncode == 0, handed.stderr
    assert json.loads(handed.stdout)["status"] == "审批中：审核签字（部门负责人）"
    again = mktkit("expense", "check", path, **own)
    assert again.returncode == 1
    assert "发票重复报销" in again.stdout
    wrong = mktkit("expense", "claim", **own)
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
