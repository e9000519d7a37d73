"""Taking exports in by form: columns named once, remembered, imported once."""

from __future__ import annotations

from pathlib import Path

from mktkit.expense.ledger.book import kept_files, read_book
from mktkit.expense.ledger.sources import load_sources
from mktkit.expense.pages.ledger import LedgerDesk, ledger_desk
from mktkit.rules import Rules

EXPORT = "付款日,部门,收款方,摘要,发生数\r\n2026-10-08,市场部,远景广告公司,广告投放,60000.00\r\n2026-10-20,市场部,<b>,茶,12.345\r\n"


def test_columns_are_named_once_remembered_and_the_file_is_imported_once(
    rules: Rules, tmp_path: Path
) -> None:
    desk = ledger_desk(rules, tmp_path)
    desk.files.take("导出.csv", EXPORT.encode("gb18030"))
    desk.look()
    assert "认不出哪一列是日期、金额" in str(desk)
    assert desk.mapping is not None
    named = {"付款日": "日期", "收款方": "供应商", "发生数": "金额", "部门": "部门", "摘要": "摘要"}
    rows = [row | {"standard": named[row["own"]]} for row in desk.mapping.raw["lines"]]
    assert [row["standard"] for row in desk.mapping.raw["lines"]] == ["", "部门", "", "摘要", ""]
    assert rows[4]["sample"] == "60000.00；12.345"
    # Without a name for the source nothing is remembered.
    desk.mapping.fill(lines=rows)
    desk.keep()
    assert load_sources(tmp_path) == {}
    desk.mapping.fill(name="示例系统")
    desk.keep()
    assert [one.name for one in load_sources(tmp_path).values()] == ["示例系统"]
    assert desk.mapping is None
    assert "列名都认得" in str(desk)
    desk.bring()
    assert "数据行 2 ＝ 采用 1 ＋ 退回 1" in str(desk)
    assert "金额最多两位小数" in str(desk)
    desk.bring()
    assert "已经导入过：导出.csv" in str(desk)


def test_a_file_that_cannot_be_read_is_said_and_nothing_is_imported(rules: Rules, tmp_path: Path) -> None:
    desk = ledger_desk(rules, tmp_path)
    desk.bring()
    assert "还没有选文件" in str(desk)
    desk.files.take("坏.xlsx", b"not a workbook")
    desk.look()
    desk.bring()
    assert "没有导入" in str(desk)


DATA = Path(__file__).parents[2] / "data" / "ledger"


def _drop(desk: LedgerDesk, name: str) -> None:
    desk.files.take(name, (DATA / name).read_bytes())
    desk.look()


def test_rows_that_may_be_an_expense_are_asked_about_once(rules: Rules, tmp_path: Path) -> None:
    desk = ledger_desk(rules, tmp_path)
    _drop(desk, "wechat.csv")
    assert "微信账单" in str(desk)
    assert {reason.words for reason in desk.answers} == {"转账给个人", "红包"}
    for reason, box in desk.answers.items():
        box.value = "计入" if reason.words == "转账给个人" else "不计"
    desk.answer()
    assert desk.answers == {}
    desk.bring()
    # 1,154.06 and the 180.00 that were given to a person.
    assert int(read_book(rules, tmp_path).frame["amount"].sum()) == 1_334_06


def test_a_ledger_of_accounts_nobody_knows_is_asked_about_in_the_form(rules: Rules, tmp_path: Path) -> None:
    desk = ledger_desk(rules, tmp_path)
    _drop(desk, "fec.csv")
    assert "认不出哪些科目是费用" in str(desk)
    assert desk.mapping is not None
    desk.mapping.fill(name="法国子公司", accounts="623、625", currency="EUR", rate="1")
    desk.keep()
    assert "列名都认得" in str(desk)
    desk.ask_again()
    assert desk.mapping.raw["accounts"] == "623、625"
    desk.bring()
    assert int(read_book(rules, tmp_path).frame["amount"].sum()) == 1_516_40


def test_an_overlap_is_chosen_about_and_an_import_taken_back(rules: Rules, tmp_path: Path) -> None:
    desk = ledger_desk(rules, tmp_path)
    _drop(desk, "wechat_narrow.csv")
    desk.bring()
    _drop(desk, "wechat_wide.csv")
    desk.bring()
    assert "还没有导入" in str(desk)
    assert "同号不同额" in str(desk)
    assert len(kept_files(tmp_path)) == 1
    desk.overlap.value = "以新的为准"
    desk.bring()
    assert int(read_book(rules, tmp_path).frame["amount"].sum()) == 1_144_06
    desk.kept.value = "wechat_wide.csv"
    desk.take_back()
    assert "撤销的理由" in str(desk)
    desk.reason.value = "导早了"
    desk.take_back()
    assert int(read_book(rules, tmp_path).frame["amount"].sum()) == 478_26
