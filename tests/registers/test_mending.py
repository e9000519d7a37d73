"""What a company is asked about its own files: once, grouped, nothing guessed; what is answered is asked no more."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mktkit.registers import HEADER_MAPPING, Dataset, read_dataset, read_table
from mktkit.registers.mending import Question, agreed_lines, agreed_workbook, questions
from mktkit.rules import Rules

if TYPE_CHECKING:
    from conftest import Desk

STAFF = """工号,姓名,部门,岗位,状态,到岗日期
X001,韩述,销售部,销售代表,在职,2025-03-01
X002,唐立行,销售部,销售代表,在职,2025-03-01
K001,陈栖,客服部,客服专员,在职,2025-03-01
"""
CALLS = """通话ID,坐席,呼入时间,应答时间,状态,主叫号码
C1,陈栖,2026-10-09 09:00:00,2026-10-09 09:00:10,已接,19900003000
C2,陈栖,2026-10-09 10:00:00,--,未接,19900003001
C3,K001,2026-10-09 11:00:00,2026-10-09 11:10:00,已回拨,19900003002
"""
VISITS = """回访号,客户编号,应访日,实访日,工号,是否接通,本次回访评价
V1,K1,2026-10-09,2026-10-09,陈栖,已接通,满意
V2,K2,2026-10-09,2026-10-09,陈栖,已接通,非常满意
V3,K3,2026-10-09,2026-10-09,陈栖,未接通,
"""
ANSWERS = {
    "通话ID": "工单号", "坐席": "接待工号", "呼入时间": "接收时间", "应答时间": "首次回复时间", "状态": "未接/回拨",
    "本次回访评价": "对回访工作满意度", "在职": "在岗", "已接": "空白", "已接通": "是", "未接通": "否", "": "电话",
}  # fmt: skip


@pytest.fixture
def folder(desk: Desk) -> Path:
    for name, text in (("人员.csv", STAFF), ("客户咨询.csv", CALLS), ("客户回访.csv", VISITS)):
        desk.csv(f"月/{name}", text)
    return desk.folder / "月"


def answer(folder: Path, rules: Rules) -> list[Question]:
    """Answer all that is asked, in as many rounds as it takes; return what was asked."""
    asked: list[Question] = []
    for _ in range(4):
        now = questions(read_dataset(folder, rules), rules)
        lines = agreed_lines(now, [one.suggested or ANSWERS.get(one.own, "不用") for one in now])
        if not lines:
            return asked
        path = folder / "列名对照.xlsx"
        earlier = read_table(HEADER_MAPPING, [(path, path.name)], rules) if path.exists() else None
        path.write_bytes(agreed_workbook(earlier, lines, rules))
        asked += now
    raise AssertionError("asked again and again")


def test_each_header_and_value_is_asked_once_with_count_and_samples(folder: Path, rules: Rules) -> None:
    asked = questions(read_dataset(folder, rules), rules)
    by_own = {one.own: one for one in asked}
    assert by_own["在职"].count == 3
    assert by_own["已接通"].count == 2
    assert by_own["坐席"].samples == ("陈栖", "K001")
    assert by_own["坐席"].about == "列名"
    # What a call centre says of itself is not asked, and no telephone is shown.
    assert not any("主叫号码" in one.own or "199000" in one.help for one in asked)


@pytest.mark.parametrize("own", ["已接通", "未接通", "在职"])
def test_no_opposite_and_nothing_unclear_is_preselected(folder: Path, rules: Rules, own: str) -> None:
    (one,) = (one for one in questions(read_dataset(folder, rules), rules) if one.own == own)
    assert one.suggested == ""


def test_what_is_answered_is_read_and_asked_no_more(folder: Path, rules: Rules) -> None:
    asked = answer(folder, rules)
    assert len(asked) < 15
    dataset: Dataset = read_dataset(folder, rules)
    assert dataset.faults == ()
    calls, visits = dataset.tables["inquiries"], dataset.tables["callbacks"]
    assert calls.columns["channel"] == ["电话"] * 3
    assert calls.columns["missed"] == [None, "未接", "已回拨"]
    assert calls.columns["agent_id"] == ["K001"] * 3
    assert calls.columns["first_response_at"][1] is None
    assert visits.columns["callback_satisfaction"] == [4, 5, None]
    assert dataset.tables["staff"].columns["status"] == ["在岗"] * 3
    # The next month has new rows in the same words, and one word of the scale that had not occurred.
    (folder / "客户回访.csv").write_text(
        VISITS + "V4,K4,2026-11-09,2026-11-09,陈栖,已接通,不满意\n", encoding="utf-8"
    )
    again = read_dataset(folder, rules)
    assert (again.faults, questions(again, rules)) == ((), [])
    assert again.tables["callbacks"].columns["callback_satisfaction"] == [4, 5, None, 2]


def test_two_people_of_one_name_are_never_guessed(folder: Path, rules: Rules) -> None:
    (folder / "人员.csv").write_text(STAFF + "K002,陈栖,客服部,客服专员,在职,2025-03-01\n", encoding="utf-8")
    answer(folder, rules)
    assert read_dataset(folder, rules).tables["inquiries"].columns["agent_id"] == ["陈栖", "陈栖", "K001"]


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("人员,值,,状态,在职,在职岗,", "在职岗"),
        ("销售台账,单位,,价税合计,,百万,", "百万"),
        ("销售台账,单位,,订单号,,万元,", "没有单位"),
        ("客户咨询,固定值,,渠道,,,", "标准写法"),
        ("人员,值,,状态,在职,,", "标准写法"),
        ("人员,不用,,,,,", "本公司列名"),
        ("客户咨询,固定值,,渠道,,空白,", "必填"),
    ],
)
def test_what_cannot_be_meant_is_a_fault(desk: Desk, line: str, word: str) -> None:
    desk.csv("月/列名对照.csv", "登记表,对照什么,本公司列名,标准列名,本公司写法,标准写法,文件\n" + line)
    faults = read_dataset(desk.folder / "月", desk.rules).faults
    assert len(faults) == 1
    assert word in str(faults[0])


SALES = "订单号,行号,类型,签约日期,客户编号,业务员工号,分成比例,价税合计"


@pytest.mark.parametrize(
    ("unit", "cell", "fen", "share"),
    [
        ("万元", "12.5", 12_500_000, "100%"),
        ("千元", "1,000", 100_000_000, "100%"),
        ("元", "12.5", 1250, "100%"),
    ],
)
def test_a_unit_that_is_agreed_holds(desk: Desk, unit: str, cell: str, fen: int, share: str) -> None:
    desk.csv("月/列名对照.csv", f"登记表,对照什么,标准列名,标准写法\n销售台账,单位,价税合计,{unit}\n")
    desk.csv("月/销售台账.csv", f'{SALES}\nD1,1,销售,2026-10-08,K1,X001,{share},"{cell}"\n')
    dataset = read_dataset(desk.folder / "月", desk.rules)
    assert (dataset.tables["sales_ledger"].columns["gross_amount"], dataset.faults) == ([fen], ())


@pytest.mark.parametrize(("unit", "shares"), [("小数", ("0.6", "0.4")), ("百分数", ("60", "40"))])
def test_shares_may_be_agreed_to_be_decimals_or_percent(
    desk: Desk, unit: str, shares: tuple[str, str]
) -> None:
    desk.csv("月/列名对照.csv", f"登记表,对照什么,标准列名,标准写法\n销售台账,单位,分成比例,{unit}\n")
    rows = [f"D1,1,销售,2026-10-08,K1,X00{n},{share},5" for n, share in enumerate(shares, 1)]
    desk.csv("月/销售台账.csv", "\n".join([SALES, *rows]))
    dataset = read_dataset(desk.folder / "月", desk.rules)
    assert (dataset.tables["sales_ledger"].columns["share"], dataset.faults) == ([6000, 4000], ())


@pytest.mark.parametrize(("line", "channel"), [("呼叫", "电话"), ("", "电话")])
def test_a_constant_holds_for_the_files_it_names(desk: Desk, line: str, channel: str) -> None:
    desk.csv(
        "月/列名对照.csv", f"登记表,对照什么,标准列名,标准写法,文件\n客户咨询,固定值,渠道,{channel},{line}\n"
    )
    desk.csv("月/客户咨询-呼叫中心.csv", "工单号,接收时间,接待工号\nG1,2026-10-09 09:00:00,K001\n")
    dataset = read_dataset(desk.folder / "月", desk.rules)
    assert (dataset.tables["inquiries"].columns["channel"], dataset.faults) == ([channel], ())


def test_people_who_share_an_order_may_stand_on_lines_of_their_own(desk: Desk) -> None:
    rows = [f"D1,{n},销售,2026-10-08,K1,X00{n},{share},500" for n, share in ((1, "60%"), (2, "40%"))]
    assert desk.read("sales_ledger", desk.csv("销售台账.csv", "\n".join([SALES, *rows]))).faults == ()
    # Two lines of other amounts are two lines.
    rows[1] = rows[1].replace("500", "400")
    assert len(desk.read("sales_ledger", desk.csv("销售台账.csv", "\n".join([SALES, *rows]))).faults) == 2
