"""The sample set: whole, consistent, the same on every run; its notices and its faults are the ones intended."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
import python_calamine as calamine

from mktkit.appraisal import Period, appraise
from mktkit.errors import Finding, FindingsError, MktkitError
from mktkit.registers import REGISTERS, Dataset, read_dataset
from mktkit.rules import Rules, load_rules
from mktkit.samples import write_sample
from mktkit.samples.faults import faulty_files

MONTHS = [f"2026-{month:02d}" for month in range(1, 11)]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(on=dt.date(2026, 10, 31), company=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> Path:
    made = tmp_path_factory.mktemp("sample")
    write_sample(made, rules)
    return made


@pytest.fixture(scope="module")
def dataset(folder: Path, rules: Rules) -> Dataset:
    return read_dataset(folder, rules)


@pytest.fixture(scope="module")
def frames(dataset: Dataset) -> dict[str, pd.DataFrame]:
    return dataset.frames()


@pytest.fixture(scope="module")
def faulty_folder(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> Path:
    made = tmp_path_factory.mktemp("faulty")
    write_sample(made, rules, faults=True)
    return made


@pytest.fixture(scope="module")
def faulty(faulty_folder: Path, rules: Rules) -> Dataset:
    return read_dataset(faulty_folder, rules)


# -- the set as a whole ------------------------------------------------------------------------------


def test_all_registers_are_read_without_a_fault(dataset: Dataset) -> None:
    assert [str(one) for one in dataset.faults] == []
    assert list(dataset.tables) == list(REGISTERS)
    assert len(REGISTERS) == 18


def test_the_same_bytes_on_every_run_and_all_of_them_returned(
    folder: Path, tmp_path: Path, rules: Rules
) -> None:
    (tmp_path / "结果.xlsx").write_bytes(b"no register")
    again = write_sample(tmp_path, rules)
    assert len(again) == len({*again}) == len(list(tmp_path.iterdir())) - 1
    assert {path.name: path.read_bytes() for path in again} == {
        path.name: path.read_bytes() for path in folder.iterdir()
    }


def test_the_faulty_set_is_the_good_one_and_more(folder: Path, faulty_folder: Path) -> None:
    good = {path.name: path.read_bytes() for path in folder.iterdir()}
    bad = {path.name: path.read_bytes() for path in faulty_folder.iterdir()}
    assert {name for name in good if bad[name] != good[name]} == {"月度目标-2026.xlsx"}
    assert {name: bad[name] for name in bad if name not in good} == dict(faulty_files())


def test_registers_of_somebody_else_are_neither_mixed_in_nor_touched(tmp_path: Path, rules: Rules) -> None:
    (tmp_path / "销售台账-我的.xlsx").write_bytes(b"mine")
    with pytest.raises(MktkitError, match="销售台账-我的"):
        write_sample(tmp_path, rules)
    assert [path.name for path in tmp_path.iterdir()] == ["销售台账-我的.xlsx"]
    assert (tmp_path / "销售台账-我的.xlsx").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("register", "least", "most"),
    [
        ("sales_ledger", 2500, 3500),
        ("inquiries", 5500, 6500),
        ("complaints", 200, 300),
        ("callbacks", 800, 1000),
        ("opinions", 600, 800),
        ("satisfaction", 900, 1100),
        ("campaigns", 55, 75),
        ("research_tasks", 105, 135),
        ("spot_checks", 135, 165),
    ],
)
def test_volumes_are_those_of_a_real_department(
    dataset: Dataset, register: str, least: int, most: int
) -> None:
    assert least <= len(dataset.tables[register]) <= most


def test_every_register_covers_ten_months(frames: dict[str, pd.DataFrame]) -> None:
    columns = {
        "sales_ledger": "signed_on",
        "satisfaction": "surveyed_on",
        "research_tasks": "due_on",
        "campaigns": "ends_on",
        "spot_checks": "checked_on",
        "inquiries": "received_at",
        "complaints": "received_at",
        "callbacks": "visited_on",
        "opinions": "collected_on",
    }
    for name, column in columns.items():
        assert set(MONTHS) <= set(frames[name][column].dt.strftime("%Y-%m")), name
    assert set(frames["targets"]["month"]) == set(frames["expenses"]["period"]) == set(MONTHS)


# -- people ------------------------------------------------------------------------------------------


def test_the_people(frames: dict[str, pd.DataFrame]) -> None:
    staff = frames["staff"]
    assert staff["employee_id"].nunique() == 32
    last = staff.drop_duplicates("employee_id", keep="last")
    assert last["post"].value_counts().to_dict() == {
        "销售代表": 14,
        "客服人员": 9,
        "市场专员": 8,
        "营销经理": 1,
    }
    assert staff["name"].str.startswith("示例").all()
    one = staff.set_index("employee_id")
    assert one.loc["K008", "status"] == "产假"
    assert (one.loc["S008", "joined"], one.loc["S008", "status"]) == (pd.Timestamp(2026, 10, 12), "试用")
    assert one.loc["X012", "left"] == pd.Timestamp(2026, 10, 16)
    assert one.loc["X014", "post"].tolist() == ["客服人员", "销售代表"]
    assert one.loc["X014", "transferred"].tolist()[1] == pd.Timestamp(2026, 7, 1)
    assert (
        one.loc["X002", "bonus_base"].tolist()[1] == 250_000
    )  # 2,500 元 in 分, after a row with the post's own


def test_every_salesperson_in_service_has_targets_for_each_month(frames: dict[str, pd.DataFrame]) -> None:
    targets = frames["targets"].dropna(subset=["sales_target", "new_customer_target", "expense_budget"])
    have = set(zip(targets["employee_id"], targets["month"], strict=True))
    sales = [f"X{number:03d}" for number in range(1, 15)]
    since = {"X013": "2026-08", "X014": "2026-07"}
    assert have == {(who, month) for who in sales for month in MONTHS if month >= since.get(who, "2026-01")}


def test_nobody_works_before_joining_or_after_leaving(frames: dict[str, pd.DataFrame]) -> None:
    ledger, inquiries = frames["sales_ledger"], frames["inquiries"]
    sold = ledger.groupby("salesperson_id")["signed_on"].agg(["min", "max"])
    assert sold.loc["X012", "max"] <= pd.Timestamp(2026, 10, 16)
    assert sold.loc["X013", "min"] >= pd.Timestamp(2026, 8, 17)
    assert sold.loc["X014", "min"] >= pd.Timestamp(2026, 7, 1)
    answered = inquiries.groupby("agent_id")["received_at"].agg(["min", "max"])
    assert answered.loc["K008", "max"] < pd.Timestamp(2026, 9, 1)
    assert answered.loc["X014", "max"] < pd.Timestamp(2026, 7, 1)


# -- the registers agree -----------------------------------------------------------------------------


def test_first_orders_stand_alike_in_ledger_and_customer_file(frames: dict[str, pd.DataFrame]) -> None:
    ledger, customers = frames["sales_ledger"], frames["customers"].set_index("customer_id")
    sold = ledger[ledger["kind"] == "销售"]
    assert set(ledger["customer_id"]) <= set(customers.index)
    first = sold.sort_values(["signed_on", "order_id"]).groupby("customer_id").first()
    both = customers.join(first[["signed_on", "salesperson_id"]])
    new = both[both["first_order_on"] >= pd.Timestamp(2026, 1, 1)]
    assert len(new) > 250
    assert (new["first_order_on"] == new["signed_on"]).all()
    assert (new["owner_id"] == new["salesperson_id"]).all()
    old = both[both["first_order_on"] < pd.Timestamp(2026, 1, 1)]
    assert len(old) > 200
    assert old["signed_on"].notna().any()
    assert both.loc[both["first_order_on"].isna(), "signed_on"].isna().all()
    assert (both["filed_on"] <= both["first_order_on"].fillna(both["filed_on"])).all()


def test_amounts_add_up_and_returns_name_their_order(frames: dict[str, pd.DataFrame]) -> None:
    ledger = frames["sales_ledger"]
    assert (ledger["net_amount"] + ledger["tax"] == ledger["gross_amount"]).all()
    returns = ledger[ledger["kind"] == "退货"]
    assert len(returns) > 20
    assert (returns["gross_amount"] < 0).all()
    assert (ledger.loc[ledger["kind"] == "销售", "gross_amount"] > 0).all()
    orders = (
        ledger[ledger["kind"] == "销售"]
        .groupby("order_id")
        .agg(signed=("signed_on", "first"), gross=("gross_amount", "sum"), customer=("customer_id", "first"))
    )
    known = returns[returns["original_order_id"].isin(orders.index)].join(orders, on="original_order_id")
    assert len(known) == len(returns) - 1  # one takes back what an earlier ledger holds
    assert (known["signed"] < known["signed_on"]).all()
    assert (-known["gross_amount"] <= known["gross"]).all()
    assert (known["customer"] == known["customer_id"]).all()


def test_receipts_belong_to_orders_and_do_not_exceed_them(frames: dict[str, pd.DataFrame]) -> None:
    ledger, receipts = frames["sales_ledger"], frames["receipts"]
    lines = ledger.drop_duplicates(["order_id", "line_no"])  # a shared line stands once a person
    amounts = lines.groupby("order_id")["gross_amount"].sum()
    paid = receipts.groupby("order_id")["amount"].sum()
    assert set(paid.index) <= set(amounts.index)
    assert (paid <= amounts.loc[paid.index]).all()
    assert len(paid) > len(amounts) * 0.75
    assert receipts["received_on"].max() <= pd.Timestamp(2026, 10, 31)


def test_shares_come_to_a_hundred_percent_on_whole_amounts(frames: dict[str, pd.DataFrame]) -> None:
    shared = frames["sales_ledger"].dropna(subset=["share"]).groupby(["order_id", "line_no"])
    assert len(shared) > 5
    assert (shared["share"].sum() == 10_000).all()
    assert (shared["gross_amount"].nunique() == 1).all()


def test_nobody_signs_on_a_holiday(frames: dict[str, pd.DataFrame]) -> None:
    # The Spring Festival and the National Day of 2026, by the notice of the State Council.
    off = pd.date_range("2026-02-15", "2026-02-23").union(pd.date_range("2026-10-01", "2026-10-07"))
    assert not frames["sales_ledger"]["signed_on"].isin(off).any()
    assert not frames["inquiries"]["received_at"].dt.normalize().isin(off).any()


# -- October, made by hand ---------------------------------------------------------------------------


def in_october(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame[frame[column].dt.strftime("%Y-%m") == "2026-10"]


@pytest.mark.parametrize(
    ("who", "sold", "target", "won", "spent", "budget"),
    [
        # 90,400 + 45,200 + 33,900 + 22,600 + 60 % of 56,500 = 226,000, less 6,000 taken back
        ("X001", 220_000, 200_000, 4, 7_200, 8_000),
        ("X002", 300_000, 200_000, 6, 4_000, 8_000),
        ("X003", 180_000, 180_000, 3, 6_000, 6_000),
        ("X004", 144_000, 180_000, 2, 6_600, 6_000),
    ],
)
def test_october_of_sales(
    frames: dict[str, pd.DataFrame], who: str, sold: int, target: int, won: int, spent: int, budget: int
) -> None:
    ledger = in_october(frames["sales_ledger"], "signed_on")
    mine = ledger[ledger["salesperson_id"] == who]
    assert (mine["gross_amount"] * mine["share"].fillna(10_000)).sum() == sold * 100 * 10_000
    customers = in_october(frames["customers"], "first_order_on")
    assert (customers["owner_id"] == who).sum() == won
    expenses = frames["expenses"]
    expenses = expenses[(expenses["period"] == "2026-10") & (expenses["employee_id"] == who)]
    assert expenses["amount"].sum() == spent * 100
    row = frames["targets"].set_index(["employee_id", "month"]).loc[(who, "2026-10")]
    assert (row["sales_target"], row["expense_budget"]) == (target * 100, budget * 100)
    assert row["new_customer_target"] == 3


@pytest.mark.parametrize(
    ("who", "scores", "invalid"),
    [
        ("X001", [4, 4, 5, 5, 5, 5], 1),
        ("X002", [5, 5, 5, 5, 5], 0),
        ("X003", [4, 5, 5], 2),
        ("X004", [3, 4, 4, 5], 0),
    ],
)
def test_october_answers(frames: dict[str, pd.DataFrame], who: str, scores: list[int], invalid: int) -> None:
    answers = in_october(frames["satisfaction"], "surveyed_on")
    mine = answers[answers["employee_id"] == who]
    valid = mine["valid"].fillna(True).astype(bool)
    assert sorted(mine.loc[valid, "score"]) == scores
    assert (~valid).sum() == invalid


def test_october_decisions(frames: dict[str, pd.DataFrame]) -> None:
    decisions = frames["decisions"]
    october = decisions[decisions["month"] == "2026-10"]
    assert set(zip(october["employee_id"], october["kpi"], october["treatment"], strict=True)) == {
        ("X004", "5.1.2.c", "剔除"),
        ("S006", "5.1.1.c", "剔除"),
        ("S008", "5.1.1.c", "剔除"),
    }


def test_october_of_market(frames: dict[str, pd.DataFrame]) -> None:
    tasks = in_october(frames["research_tasks"], "due_on")
    due = tasks[(tasks["owner_id"] == "S001") & tasks["cancelled_by"].isna()]
    assert len(due) == 4
    assert ((due["submitted_on"] <= due["due_on"]) & (due["reviewed_on"] <= due["due_on"])).sum() == 3
    campaigns = in_october(frames["campaigns"], "ends_on")
    mine = campaigns[campaigns["owner_id"] == "S001"].sort_values("ends_on")
    parts = ("participation", "exposure", "conversion")
    ratios = [[row[f"{part}_actual"] / row[f"{part}_target"] for part in parts] for _, row in mine.iterrows()]
    assert ratios == [[1, 1, 0.75], [0.75, 1.2, 0.5]]
    checks = in_october(frames["spot_checks"], "checked_on")
    mine = checks[checks["collector_id"] == "S001"]
    assert (mine["checked"].sum(), mine["correct"].sum()) == (50, 49)
    waves = frames["awareness_waves"].set_index("wave_id")
    after = waves[(waves["prompt"] == "提示后") & (waves["surveyed_on"] == pd.Timestamp(2026, 10, 20))].iloc[
        0
    ]
    before = waves.loc[after["baseline_id"]]
    # 172 ÷ 400 = 43 %, 160 ÷ 400 = 40 %
    assert [(one["aware"], one["sample_size"]) for one in (after, before)] == [(172, 400), (160, 400)]


@pytest.mark.parametrize(
    ("who", "tickets", "invalid", "complaints", "scores", "opinions"),
    [("K001", 22, 1, 11, [4, 4, 4, 4, 5, 5], 11), ("K002", 10, 0, 0, [5, 5, 5, 5, 5], 12)],
)
def test_october_of_service(
    frames: dict[str, pd.DataFrame],
    who: str,
    tickets: int,
    invalid: int,
    complaints: int,
    scores: list[int],
    opinions: int,
) -> None:
    inquiries = in_october(frames["inquiries"], "received_at")
    mine = inquiries[inquiries["agent_id"] == who]
    assert (len(mine), mine["invalid"].fillna(False).sum()) == (tickets, invalid)
    received = in_october(frames["complaints"], "received_at")
    assert (received["agent_id"] == who).sum() == complaints
    visited = in_october(frames["callbacks"], "visited_on")
    mine = visited[visited["employee_id"] == who]
    assert sorted(mine["callback_satisfaction"].dropna()) == scores
    collected = in_october(frames["opinions"], "collected_on")
    assert collected.loc[collected["employee_id"] == who, "valid"].fillna(False).sum() == opinions


def test_october_complaints_of_service(frames: dict[str, pd.DataFrame]) -> None:
    received = in_october(frames["complaints"], "received_at")
    mine = received[received["agent_id"] == "K001"]
    assert (mine["confirmed"] == "不认可").sum() == 1
    running = mine[mine["resolved_at"].isna()]
    # Friday 30 October: three workdays end on 4 November.
    assert running["received_at"].dt.date.tolist() == [dt.date(2026, 10, 30)]


# -- notices -----------------------------------------------------------------------------------------

NOTICES = [
    ("title row, blank row, extra column", "销售台账-2026上半年.xlsx", 3, "", "备注"),
    ("blank rows", "销售台账-2026上半年.xlsx", None, "", "3 行空白"),
    ("total row", "销售台账-2026上半年.xlsx", ..., "", "合计行没有计入"),
    ("date as text", "销售台账-2026上半年.xlsx", ..., "签约日期", "2026年1月"),
    ("amount as text", "销售台账-2026上半年.xlsx", ..., "价税合计", "￥"),
    ("full-width number", "销售台账-2026上半年.xlsx", ..., "业务员工号", "Ｘ０"),
    ("return of an earlier ledger", "销售台账-2026上半年.xlsx", ..., "退货原单号", "不在本表里"),
    ("number stored as number", "满意度调查-问卷导出.xlsx", 2, "问卷编号", "存成了数字"),
    ("date with slashes", "信息抽检.csv", 2, "日期", "2026/1/"),
    ("full-width digits", "信息抽检.csv", 22, "抽检条数", "读作"),
    ("expense taken back", "费用台账-2026下半年.xlsx", ..., "金额", "-300.00"),
    ("callback without a score", "客户回访.xlsx", ..., "对回访工作满意度", "没有评分"),
    ("opinion not yet judged", "客户意见.xlsx", ..., "是否有效（去重）", "还没有判定"),
    ("sheet that is no register", "客户投诉.xlsx", None, "", "「备忘」不是客户投诉"),
    ("file that is no table", "说明.txt", None, "", "没有读取"),
]


@pytest.mark.parametrize(
    ("file", "row", "column", "text"), [one[1:] for one in NOTICES], ids=[one[0] for one in NOTICES]
)
def test_real_life_is_noticed_once(dataset: Dataset, file: str, row: object, column: str, text: str) -> None:
    found = [
        one
        for one in dataset.notices
        if one.file == file and one.column == column and text in one.what and row in (..., one.row)
    ]
    assert len(found) == 1, [str(one) for one in dataset.notices]


def test_an_alias_is_no_notice(folder: Path, dataset: Dataset) -> None:
    with calamine.CalamineWorkbook.from_path(folder / "销售台账-2026下半年.xlsx") as book:
        headers = [book.get_sheet_by_name(name).to_python()[0] for name in book.sheet_names]
    assert all("含税金额" in header and "价税合计" not in header for header in headers)
    assert not [one for one in dataset.notices if one.file == "销售台账-2026下半年.xlsx"]


def test_encodings(folder: Path) -> None:
    with pytest.raises(UnicodeDecodeError):
        (folder / "客户咨询-2026上半年.csv").read_text(encoding="utf-8")
    assert (folder / "客户咨询-2026上半年.csv").read_text(encoding="gb18030").startswith("工单号,")
    assert (folder / "客户咨询-2026下半年.csv").read_bytes().startswith(b"\xef\xbb\xbf")


# -- faults ------------------------------------------------------------------------------------------

FAULTS: list[tuple[str, str, str, int | None, str, str]] = [
    ("missing column", "回款登记-缺一列.xlsx", "回款登记", 1, "到账日期", "缺少必填的列"),
    ("duplicated order", "销售台账-订单重复.xlsx", "销售台账", 3, "订单号", "D20260715-91"),
    ("no date", "销售台账-日期不是日期.xlsx", "销售台账", 2, "签约日期", "下周三"),
    ("31 February", "销售台账-2月31日.xlsx", "销售台账", 2, "签约日期", "2026-02-31"),
    ("text in an amount", "销售台账-金额里有文字.xlsx", "销售台账", 2, "价税合计", "约一万二"),
    ("negative sale", "销售台账-负数没有标退货.xlsx", "销售台账", 2, "价税合计", "-11,300.00"),
    ("unknown grade", "客户档案-没有的等级.xlsx", "客户档案", 2, "等级", "「D」"),
    ("empty file", "客户意见-空文件.xlsx", "", None, "", "0 字节"),
    ("password", "客户回访-有密码.xlsx", "", None, "", "密码"),
    ("truncated", "调研任务-没下载完.xlsx", "", None, "", "不完整"),
    ("UTF-16", "满意度调查-UTF16.csv", "", None, "", "UTF-16"),
    ("NUL byte", "客户咨询-空字符.csv", "", 3, "", "NUL"),
    ("#N/A", "费用台账-错误值.xlsx", "费用台账", 2, "金额", "#N/A"),
    ("formula without value", "推广活动-公式没有结果.xlsx", "推广活动", 2, "花费", "公式还没有算出结果"),
]


@pytest.mark.parametrize(
    ("file", "sheet", "row", "column", "text"), [one[1:] for one in FAULTS], ids=[one[0] for one in FAULTS]
)
def test_each_fault_is_found_once_at_its_place(
    faulty: Dataset, file: str, sheet: str, row: int | None, column: str, text: str
) -> None:
    found = [one for one in faulty.faults if one.file == file]
    assert [(one.sheet, one.row, one.column) for one in found] == [(sheet, row, column)], found
    assert text in found[0].what
    assert CHINESE.search(found[0].what)
    assert CHINESE.search(found[0].want + found[0].mend)
    assert file in str(found[0])


def test_there_is_no_other_fault(faulty: Dataset, dataset: Dataset) -> None:
    assert {one.file for one in faulty.faults} == {one[1] for one in FAULTS}
    assert len(faulty.faults) == len(FAULTS)
    assert {str(one) for one in dataset.notices} <= {str(one) for one in faulty.notices}


def test_a_salesperson_without_a_target_is_found_by_the_appraisal(
    faulty_folder: Path, tmp_path: Path, rules: Rules
) -> None:
    for path in faulty_folder.iterdir():
        if path.name not in {one[1] for one in FAULTS}:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    dataset = read_dataset(tmp_path, rules)
    assert not dataset.faults
    with pytest.raises(FindingsError) as caught:
        appraise(dataset, Period.of("2026-10"), rules)
    found = [one for one in caught.value.findings if one.level == "fault"]
    assert len(found) == 1
    assert "X007" in found[0].what
    assert found[0].file == "月度目标-2026.xlsx"


def test_the_compound_file_is_one_to_another_reader(faulty_folder: Path) -> None:
    with pytest.raises(calamine.PasswordError):
        calamine.CalamineWorkbook.from_path(faulty_folder / "客户回访-有密码.xlsx")


def test_200_mb_are_refused(tmp_path: Path, rules: Rules) -> None:
    with (tmp_path / "销售台账.xlsx").open("wb") as stream:
        stream.truncate(200 * 1024 * 1024)
    dataset = read_dataset(tmp_path, rules)
    found: list[Finding] = list(dataset.faults)
    assert [(one.file, "200 MB" in one.what) for one in found] == [("销售台账.xlsx", True)]
    assert found[0].mend


# -- text stays text ---------------------------------------------------------------------------------

PLANTED = {("费用台账-错误值.xlsx", "F2"), ("推广活动-公式没有结果.xlsx", "K2")}


def cells_of(folder: Path) -> Iterator[tuple[str, str, object, str]]:
    """Yield file, place, value and openpyxl's type of every cell of every workbook that is one."""
    for path in sorted(folder.glob("*.xlsx")):
        if not zipfile.is_zipfile(path):
            continue
        book = openpyxl.load_workbook(path, read_only=True)
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.value is not None:
                        yield path.name, cell.coordinate, cell.value, cell.data_type
        book.close()


def test_no_formula_but_the_planted_ones_and_marks_stay_text(faulty_folder: Path) -> None:
    formulas: set[tuple[str, str]] = set()
    marks: set[str] = set()
    for file, place, value, kind in cells_of(faulty_folder):
        if kind == "f":
            formulas.add((file, place))
        elif isinstance(value, str) and value and value[0] in "=+-@":
            assert kind == "s", (file, place, value)
            marks.add(value[0])
    assert formulas == PLANTED
    assert marks == set("=+-@")


def test_no_csv_cell_is_taken_for_a_formula(folder: Path) -> None:
    for path, encoding in [(one, "gb18030") for one in folder.glob("*.csv")]:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig" if raw.startswith(b"\xef\xbb\xbf") else encoding)
        for row in csv.reader(text.splitlines()):
            for cell in row:
                assert cell[:1] not in ("=", "+", "@")
                assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d\d)?", cell), (path.name, cell)
