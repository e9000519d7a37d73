"""Exports of finance systems: every row used or refused with a reason, the 分 adding up, nothing guessed."""

from __future__ import annotations

import csv
import random
from pathlib import Path
from typing import Any

import pytest

from mktkit.errors import FindingsError, MktkitError
from mktkit.expense.ledger.book import import_files, kept_files, read_book
from mktkit.expense.ledger.files import headers_of
from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.register import standard_rows, write_standard
from mktkit.expense.ledger.report import reconciliation, refused_rows, uncategorised_rows
from mktkit.expense.ledger.sources import load_sources, make_source, remember_source, signature
from mktkit.expense.summary.report import summary_csv
from mktkit.registers import REGISTERS, read_one
from mktkit.rules import Rules
from mktkit.samples.files import plain_workbook

HEAD = "凭证号,记账日期,部门,供应商,摘要,金额"


class Reader:
    """Writes a file and reads it."""

    def __init__(self, rules: Rules, folder: Path) -> None:
        self.rules, self.folder = rules, folder

    def csv(self, *lines: str, name: str = "明细.csv", encoding: str = "utf-8-sig") -> Path:
        path = self.folder / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    def book(self, *rows: list[Any], name: str = "明细.xlsx") -> Path:
        path = self.folder / name
        path.write_bytes(plain_workbook([("Sheet1", list(rows))]))
        return path

    def read(self, *paths: Path, **sources: Any) -> Ledger:
        return read_ledger([(path, path.name) for path in paths], self.rules, sources.get("sources"))

    def rows(self, *lines: str, **how: Any) -> Ledger:
        return self.read(self.csv(*lines, **how))


@pytest.fixture
def desk(rules: Rules, tmp_path: Path) -> Reader:
    return Reader(rules, tmp_path)


def reasons(ledger: Ledger) -> list[tuple[int | None, str]]:
    return [(one.finding.row, str(one.finding)) for one in ledger.refused]


def adds_up(ledger: Ledger) -> None:
    for count in ledger.counts:
        assert count.rows == count.used + count.refused
    assert int(ledger.frame["amount"].sum()) == sum(count.amount_used for count in ledger.counts)
    assert len(ledger.refused) == sum(count.refused for count in ledger.counts)


GOOD = "J1,2026-10-08,市场部,远景广告,广告投放,1200.50"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_plain_export_is_read_whatever_its_encoding(desk: Reader, encoding: str) -> None:
    ledger = desk.rows(
        "某公司费用明细", "", HEAD, GOOD, "J2,2026/10/9,销售部,高铁,差旅,-80", encoding=encoding
    )
    assert list(ledger.frame["amount"]) == [1200_50, -80_00]
    assert list(ledger.frame["row"]) == [4, 5]
    assert list(ledger.frame["category"].astype(str)) == ["品牌推广费用", "销售费用"]
    assert list(ledger.frame["item"].astype(str)) == ["广告宣传费", "差旅费"]
    assert reconciliation(ledger.counts) == (
        "数据行 2 ＝ 采用 2 ＋ 退回 0；金额 1,120.50 元 ＝ 采用 1,120.50 元 ＋ 退回 0.00 元"
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("J2,2026-10-08,市场部,甲,乙,", "没有填金额"),
        ("J2,,市场部,甲,乙,5", "没有填日期"),
        ("J2,05/03/2026,市场部,甲,乙,5", "分不清月和日"),
        ("J2,2026-02-31,市场部,甲,乙,5", "真实存在的日期"),
        ('J2,2026-10-08,市场部,甲,乙,"1.234,56"', "千分位反了"),
        ("J2,2026-10-08,市场部,甲,乙,$100", "外币"),
        ("J2,2026-10-08,市场部,甲,乙,100 USD", "外币"),
        ("J2,2026-10-08,市场部,甲,乙,一百", "应为金额"),
        ("J2,2026-10-08,市场部,甲,乙,12.345", "最多两位小数"),
        ("J2,2026-10-08,市场部,甲,乙,1,234.56", "多出格子"),
        ("J2,2026-10-08,市场部,甲,乙,1e5", "应为金额"),
        ("J2,2026-10-08,市场部,甲,乙,2000000000000", "一万亿"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_words_and_the_rest_is_used(
    desk: Reader, cells: str, said: str
) -> None:
    ledger = desk.rows(HEAD, GOOD, cells, GOOD.replace("J1", "J3"))
    assert list(ledger.frame["document_id"]) == ["J1", "J3"]
    ((row, words),) = reasons(ledger)
    assert row == 3
    assert said in words
    adds_up(ledger)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ('"(1,200.00)"', -1200_00),
        ("￥12.5", 12_50),
        ("１２", 12_00),
        ("12.50 CR", -12_50),
        ("12.50DR", 12_50),
        ("7.00贷", -7_00),
        ("1 234.56", 1234_56),
        ("  5 ", 5_00),
        ("-0.01", -1),
        ("999999999999.99", 99_999_999_999_999),
    ],
)
def test_amounts_as_people_write_them(desk: Reader, text: str, fen: int) -> None:
    ledger = desk.rows(HEAD, f"J2,2026-10-08,市场部,甲,乙,{text}")
    assert list(ledger.frame["amount"]) == [fen]


def test_leading_zeros_of_codes_survive(desk: Reader) -> None:
    ledger = desk.rows(
        "凭证号,日期,科目编码,金额,报销单号", "0007,2026-10-08,0660,1,BX1", "7,2026-10-08,660,2,"
    )
    assert list(ledger.frame["document_id"].astype(str)) == ["0007", "7"]
    assert list(ledger.frame["account"].astype(str)) == ["0660", "660"]
    assert ledger.frame["claim_id"].astype(object).where(ledger.frame["claim_id"].notna(), None).tolist() == [
        "BX1",
        None,
    ]


def test_debit_and_credit_are_one_amount(desk: Reader) -> None:
    ledger = desk.rows(
        "日期,摘要,借方金额,贷方金额", "2026-10-08,a,100,", "2026-10-09,b,,30.5", "2026-10-09,c,,"
    )
    assert list(ledger.frame["amount"]) == [100_00, -30_50]
    assert [row for row, _ in reasons(ledger)] == [4]


def test_totals_in_the_middle_and_blank_rows_are_left_out_and_said(desk: Reader) -> None:
    ledger = desk.rows(
        HEAD,
        GOOD,
        "小计,,,,,1200.50",
        ",,,,,",
        "J2,2026-10-09,市场部,甲,乙,5",
        ",,10月合计,,,1205.5",
        "总计：,,,,,1205.5",
    )
    assert int(ledger.frame["amount"].sum()) == 1205_50
    (count,) = ledger.counts
    assert (count.rows, count.blank, count.totals) == (2, 1, 3)
    said = "".join(map(str, ledger.findings))
    assert "第 3、6、7 行" in said
    # A supplier whose name ends like a total is none: its row has a date.
    assert len(desk.rows(HEAD, "J1,2026-10-08,市场部,广告合计,乙,5").frame) == 1


def test_a_header_of_two_rows(desk: Reader) -> None:
    path = desk.book(
        ["费用明细", None, None, None],
        [None, None, None, None],
        ["日期", "摘要", "本期发生", None],
        [None, None, "借方金额", "贷方金额"],
        ["2026-10-08", "广告投放", 100.5, None],
    )
    ledger = desk.read(path)
    assert list(ledger.frame["amount"]) == [100_50]
    assert list(ledger.frame["row"]) == [5]


def test_a_header_in_row_5_of_a_workbook_and_its_merged_cells(desk: Reader) -> None:
    import xlsxwriter

    path = desk.folder / "合并.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(4, 0, ["日期", "部门", "金额"])
        for at in range(3):
            sheet.write_row(5 + at, 0, [f"2026-10-0{at + 1}", "市场部", 10 + at])
        sheet.merge_range(6, 1, 7, 1, "市场部")
    ledger = desk.read(path)
    assert list(ledger.frame["amount"]) == [10_00]
    assert [row for row, _ in reasons(ledger)] == [7, 8]
    assert all("合并单元格" in words for _, words in reasons(ledger))
    adds_up(ledger)


def test_an_error_value_refuses_its_row(desk: Reader) -> None:
    import xlsxwriter

    path = desk.folder / "错误.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["日期", "金额"])
        sheet.write_row(1, 0, ["2026-10-01", 5])
        sheet.write(2, 0, "2026-10-02")
        sheet.write_formula(2, 1, "=NA()", None, "#N/A")
    ledger = desk.read(path)
    assert list(ledger.frame["amount"]) == [5_00]
    ((row, words),) = reasons(ledger)
    assert row == 3
    assert "#N/A" in words


def test_a_category_that_no_longer_exists_is_refused(desk: Reader) -> None:
    ledger = desk.rows("日期,预算科目,金额", "2026-10-08,销售费用,1", "2026-10-08,会务费,2")
    assert list(ledger.frame["category"].astype(str)) == ["销售费用"]
    ((_, words),) = reasons(ledger)
    assert "「会务费」不在规则里" in words


def test_net_and_tax_make_the_amount(desk: Reader) -> None:
    # 130.84 + 9.16 = 140.00, a published invoice at 7 %.
    ledger = desk.rows(
        "日期,不含税金额,税额,价税合计", "2026-10-08,130.84,9.16,140.00", "2026-10-08,130.84,9.15,140.00"
    )
    assert list(ledger.frame["amount"]) == [140_00]
    ((row, words),) = reasons(ledger)
    assert row == 3
    assert "130.84 加税额 9.15 不等于金额 140.00" in words


def test_currencies_are_converted_by_the_rate_of_their_row(desk: Reader) -> None:
    ledger = desk.rows(
        "日期,币种,汇率,金额",
        "2026-10-08,USD,7.1234,100.05",
        "2026-10-08,,,1",
        "2026-10-08,EUR,,1",
        "2026-10-08,CNY,,2",
    )
    # 100.05 × 7.1234 = 712.69617, rounded to 712.70.
    assert list(ledger.frame["amount"]) == [712_70, 1_00, 2_00]
    ((row, words),) = reasons(ledger)
    assert row == 4
    assert "汇率" in words


def test_red_letter_rows_are_tied_to_their_original(desk: Reader) -> None:
    head = "凭证号,日期,金额,发票号码,冲红原单号"
    ledger = desk.rows(
        head, "J1,2026-10-08,100,25317000000012345678,", "J2,2026-10-09,-60,,J1", "J3,2026-10-09,-60,,25317000000012345678",
        "J4,2026-10-09,-1,,J0",
    )  # fmt: skip
    said = [str(one) for one in ledger.findings if one.column == "冲红原单号"]
    # 60 of 100 by the number of the document; another 60 by that of its invoice is more than the 40 left.
    assert len(said) == 2
    assert "第 4 行" in said[0]
    assert "余下的 40.00" in said[0]
    assert "「J0」不在" in said[1]


def test_dates_are_read_as_the_source_says_and_no_other_way(desk: Reader) -> None:
    path = desk.csv("Date paid,Net", "26-May-11,5", "05/03/2026,6", "2026-03-05,7", name="leeds.csv")
    source = make_source("英国", ["Date paid", "Net"], {"Net": "金额"}, dates="日-月-年")
    ledger = desk.read(path, sources={signature(source.headers): source})
    assert [f"{day:%Y-%m-%d}" for day in ledger.frame["spent_on"]] == ["2011-05-26", "2026-03-05"]
    ((row, words),) = reasons(ledger)
    assert row == 4
    assert "只能有一种写法" in words


def test_a_file_whose_columns_nobody_named_is_not_read_and_says_what_is_missing(desk: Reader) -> None:
    ledger = desk.rows("When,What,How much", "2026-10-08,x,5")
    assert [one.missing for one in ledger.unmapped] == [("日期", "金额")]
    assert ledger.unmapped[0].samples[0] == ("2026-10-08", "x", "5")
    assert "列名对照" in str(ledger.faults[0])


def test_a_mapping_is_remembered_by_its_headers(desk: Reader, tmp_path: Path) -> None:
    path = desk.csv("When,What,How much", "2026-10-08,x,5", name="a.csv")
    source = make_source(
        "系统甲", headers_of(path, "a.csv"), {"When": "日期", "How much": "金额", "What": "摘要"}
    )
    remember_source(source, tmp_path)
    other = desk.csv("导出", "How much,When,What", "6,2026-10-09,y", name="b.csv")
    ledger = desk.read(other, sources=load_sources(tmp_path))
    assert list(ledger.frame["amount"]) == [6_00]
    assert ledger.counts[0].source == "系统甲"


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"Whem": "日期"}, "最接近的是「When」"),
        ({"When": "日子"}, "台账没有这一列"),
        ({"When": "日期", "What": "日期"}, "每列只能有一个"),
    ],
)
def test_a_wrong_mapping_is_refused_in_words(columns: dict[str, str], said: str) -> None:
    with pytest.raises(MktkitError, match=said):
        make_source("甲", ["When", "What"], columns)


def test_importing_twice_changes_nothing_and_says_so(desk: Reader, tmp_path: Path) -> None:
    path = desk.csv(HEAD, GOOD, name="10月.csv")
    first = import_files([(path, path.name)], desk.rules, tmp_path)
    assert (first.new, first.again) == (("10月.csv",), ())
    before = read_book(desk.rules, tmp_path).frame
    again = import_files([(path, "改了名.csv")], desk.rules, tmp_path)
    assert (again.new, again.again) == ((), ("改了名.csv",))
    assert read_book(desk.rules, tmp_path).frame.equals(before)
    assert len(kept_files(tmp_path)) == 1


def test_rows_of_an_overlapping_export_count_once_and_blank_numbers_are_not_the_same(
    desk: Reader, tmp_path: Path
) -> None:
    nameless = ",2026-10-08,市场部,甲,乙,5"
    september = desk.csv(HEAD, GOOD, nameless, name="9月.csv")
    both = desk.csv(HEAD, GOOD, nameless, "J9,2026-10-09,市场部,甲,乙,7", name="9-10月.csv")
    import_files([(september, september.name)], desk.rules, tmp_path)
    done = import_files([(both, both.name)], desk.rules, tmp_path)
    assert sorted(done.ledger.frame["amount"]) == [5_00, 5_00, 7_00, 1200_50]
    (count,) = done.counts
    assert (count.rows, count.used, count.refused) == (3, 2, 1)
    assert "已经有了" in str(done.ledger.refused[0].finding)
    adds_up(done.ledger)


def test_a_file_that_cannot_be_read_imports_nothing(desk: Reader, tmp_path: Path) -> None:
    good, bad = desk.csv(HEAD, GOOD, name="好.csv"), desk.csv("a,b", "1,2", name="坏.csv")
    with pytest.raises(FindingsError, match="没有导入"):
        import_files([(good, good.name), (bad, bad.name)], desk.rules, tmp_path)
    assert kept_files(tmp_path) == []


def test_what_no_rule_matches_is_listed_largest_first(desk: Reader) -> None:
    ledger = desk.rows(HEAD, GOOD, "J2,2026-10-08,市场部,甲,办公用品,5", "J3,2026-10-08,市场部,甲,办公用品,6",
                       "J4,2026-10-08,市场部,乙,绿植,-50")  # fmt: skip
    rows = uncategorised_rows(ledger)
    assert [(row["供应商"], row["行数"], row["金额"]) for row in rows] == [
        ("乙", 1, "-50.00"),
        ("甲", 2, "11.00"),
    ]


def test_the_order_of_rows_is_irrelevant(desk: Reader) -> None:
    chance = random.Random(5)
    places, words = ("市场部", "销售部"), ("广告", "差旅", "茶")
    lines = [
        f"J{n},2026-{chance.randint(1, 12):02d}-11,{chance.choice(places)},甲,{chance.choice(words)},{chance.randint(-999, 9999) / 100}"
        for n in range(300)
    ]
    one = desk.rows(HEAD, *lines, name="a.csv")
    chance.shuffle(lines)
    other = desk.rows(HEAD, *lines, name="b.csv")

    def sums(ledger: Ledger) -> dict[Any, int]:
        grouped = ledger.frame.groupby(["department", "category", "month"], observed=True)["amount"].sum()
        return dict(grouped.astype(int).items())

    assert sums(one) == sums(other)


def test_csv_and_workbook_of_the_same_rows_read_alike(desk: Reader) -> None:
    rows = [
        line.split(",") for line in (HEAD, GOOD, "J2,2026-10-09,,,差旅,-3.1", "J3,2026-10-10,销售部,甲,x,七")
    ]
    text = desk.read(desk.csv(*(",".join(row) for row in rows)))
    book = desk.read(desk.book(*rows))
    for name in ("document_id", "amount", "category", "item", "month", "row"):
        assert text.frame[name].astype(str).tolist() == book.frame[name].astype(str).tolist()
    assert [row for row, _ in reasons(text)] == [row for row, _ in reasons(book)]


def test_a_quoted_line_break_keeps_row_numbers(desk: Reader) -> None:
    ledger = desk.rows(
        HEAD,
        'J1,2026-10-08,市场部,"甲\n公司",广告,1',
        "J2,2026-10-09,市场部,甲,广告,x",
        "J3,2026-10-09,市场部,甲,广告,2",
    )
    assert [row for row, _ in reasons(ledger)] == [3]


def test_the_standard_ledger_is_the_register_the_appraisal_reads(desk: Reader) -> None:
    ledger = desk.rows(
        "凭证号,日期,部门,工号,摘要,金额",
        "J1,2026-10-08,销售部,X001,差旅,10",
        "J1,2026-10-08,销售部,X001,差旅,20",
        "J2,2026-10-09,销售部,,茶,5",
    )
    assert [row["行号"] for row in standard_rows(ledger)] == [None, "2", None]
    path = desk.folder / "费用台账.xlsx"
    path.write_bytes(write_standard(ledger, desk.rules))
    table = read_one(path, REGISTERS["expenses"], desk.rules)
    # Only what no rule matched is still to be filled in.
    assert [(one.row is not None, one.column) for one in table.faults] == [(True, "预算科目")]
    assert table.columns["amount"] == [10_00, 20_00, 5_00]


def test_refused_rows_and_csv_keep_text_as_text(desk: Reader) -> None:
    ledger = desk.rows(HEAD, '=cmd,2026-10-08,市场部,甲,"=HYPERLINK(1)",x')
    (row,) = refused_rows(ledger.refused)
    assert row["行"] == 2
    text = summary_csv([{"摘要": "=1+1", "金额": "-5.00", "备注": "@x"}]).decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,-5.00,'@x"


def test_a_plain_sum_of_the_file_agrees(desk: Reader) -> None:
    chance = random.Random(3)
    lines = [
        f"J{n},2026-10-{n % 28 + 1:02d},市场部,甲,乙,{chance.randint(-(10**7), 10**9) / 100:.2f}"
        for n in range(2000)
    ]
    path = desk.csv(HEAD, *lines)
    with path.open(encoding="utf-8-sig", newline="") as file:
        plain = sum(round(float(row["金额"]) * 100) for row in csv.DictReader(file))
    ledger = desk.read(path)
    assert int(ledger.frame["amount"].sum()) == plain
    assert len(ledger.frame) == 2000
