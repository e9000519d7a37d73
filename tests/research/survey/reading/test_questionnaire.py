"""Questionnaire files as platforms export them: what is read, and what is said of a file that cannot be."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from mktkit.errors import MktkitError
from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules
from mktkit.samples.survey import survey_files

Read = Callable[..., Survey]
CODEBOOK = ["题号", "题目", "题型", "代码", "选项"]
LONG = "好" * 10_000
CODES = [["1", "性别", "单选", "1", "男"], ["1", "性别", "单选", "2", "女"]]
SEVERAL = [["1", "品牌", "多选", "1", "甲"], ["1", "品牌", "多选", "2", "乙"]]


def table(rows: Sequence[Sequence[object]], encoding: str = "gb18030") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


@pytest.fixture
def read(tmp_path: Path, rules: Rules) -> Read:
    def reading(
        rows: Sequence[Sequence[object]], codes: Sequence[Sequence[object]] = (), **more: Any
    ) -> Survey:
        (tmp_path / "问卷.csv").write_bytes(table(rows, **more))
        files = [(tmp_path / "问卷.csv", "问卷.csv")]
        if codes:
            (tmp_path / "编码表.csv").write_bytes(table([CODEBOOK, *codes]))
            files.append((tmp_path / "编码表.csv", "编码表.csv"))
        return read_questionnaire(files, rules)

    return reading


def said(survey: Survey) -> str:
    return "\n".join(str(one) for one in survey.findings)


def test_texts_as_exported_in_gbk(read: Read) -> None:
    survey = read(
        [
            [
                "序号",
                "提交答卷时间",
                "来自IP",
                "1、您的性别",
                "2、用过的品牌（多选）",
                "3、满意度",
                "4、建议",
            ],
            ["1", "2026/10/1", "192.0.2.1", "男", "甲┋乙", "5", "很好"],
            ["2", "2026/10/1", "192.0.2.2", "女", "乙┋其他〖丁牌〗", "4", "(空)"],
            ["3", "2026/10/2", "192.0.2.3", "女", "(跳过)", "-3", ""],
        ]
    )
    assert survey.faults == ()
    assert [(one.number, one.kind) for one in survey.questions.values()] == [
        ("1", "单选"), ("2", "多选"), ("3", "量表"), ("4", "填空"),
    ]  # fmt: skip
    assert survey.column("1") == ["男", "女", "女"]
    assert survey.chosen("2") == {
        "甲": [True, False, None],
        "乙": [True, True, None],
        "其他": [False, True, None],
    }
    assert survey.column("Q3") == [5.0, 4.0, None]
    assert survey.column("4") == ["很好", None, None]
    # Who answered is not read at all, and that is said.
    assert "192.0.2.1" not in survey.frame.to_string()
    assert "没有读取的列：序号、提交答卷时间、来自IP" in said(survey)
    assert "有 1 份在选项旁写了补充文字" in said(survey)


def test_codes_with_a_codebook(read: Read) -> None:
    survey = read(
        [
            ["1、性别", "2、用过哪些(A)", "2、(B)", "3、评价(质量)", "3、(价格)"],
            ["1", "1", "0", "5", "很差"],
            ["2", "0", "0", "3", "1"],
            ["-2", "-3", "-3", "-3", "5"],
            ["", "", "", "", ""],
        ],
        [
            ["1", "性别", "单选", "1", "男"],
            ["1", "性别", "单选", "2", "女"],
            ["2", "品牌", "多选", "A", "甲品牌"],
            ["2", "品牌", "多选", "B", "乙品牌"],
            *(["3", "评价", "量表", str(one), word] for one, word in ((1, "很差"), (3, "一般"), (5, "很好"))),
        ],
    )
    assert survey.faults == ()
    assert survey.column("性别") == ["男", "女", None]
    assert survey.chosen("2") == {"甲品牌": [True, False, None], "乙品牌": [False, False, None]}
    assert [one.title for one in survey.questions.values()][2:] == ["评价：质量", "评价：价格"]
    assert (survey.column("3.1"), survey.column("3.2")) == ([5, 3, None], [1, 1, 5])
    assert "1 行空白" in said(survey)


def test_the_example_is_read_alike_as_gbk_utf8_and_workbook(tmp_path: Path, rules: Rules) -> None:
    (name, content), (codes_name, codes) = survey_files().items()
    (tmp_path / codes_name).write_bytes(codes)
    text = content.decode("gb18030")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(io.StringIO(text)):
        sheet.append([int(cell) if cell.lstrip("-").isdigit() else cell for cell in row])
    for row_of_cells in sheet.iter_rows():
        for cell in row_of_cells:
            # A platform writes text as text; the peer would make a formula of it.
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(tmp_path / "问卷.xlsx")
    (tmp_path / "问卷.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / name).write_bytes(content)
    read = [
        read_questionnaire([(tmp_path / one, one), (tmp_path / codes_name, codes_name)], rules)
        for one in (name, "问卷.csv", "问卷.xlsx")
    ]
    assert [len(one) for one in read] == [400] * 3
    assert all(one.faults == () for one in read)
    assert read[0].frame.equals(read[1].frame)
    assert read[0].frame.equals(read[2].frame)
    # Text that begins like a formula is text.
    assert any(str(one).startswith("=") for one in read[0].column("12"))


def test_a_codebook_may_be_a_sheet_of_the_same_workbook(tmp_path: Path, rules: Rules) -> None:
    book = openpyxl.Workbook()
    answers = book.active
    assert answers is not None
    answers.append(["1、性别"])
    answers.append([1])
    answers.append([2])
    codes = book.create_sheet("编码表")
    for row in (CODEBOOK, ["1", "性别", "单选", "1", "男"], ["1", "性别", "单选", "2", "女"]):
        codes.append(row)
    book.save(tmp_path / "问卷.xlsx")
    survey = read_questionnaire([(tmp_path / "问卷.xlsx", "问卷.xlsx")], rules)
    assert survey.faults == ()
    assert survey.column("1") == ["男", "女"]


def test_headers_without_numbers_are_questions_of_their_own(read: Read) -> None:
    survey = read([["序号", "性别", "城市"], ["1", "男", "上海"], ["2", "女", "南京"]])
    assert [(one.number, one.title) for one in survey.questions.values()] == [("1", "性别"), ("2", "城市")]


def test_words_beside_an_option_do_not_make_the_question_an_open_one(read: Read) -> None:
    survey = read([["1、渠道"], *([f"其他〖第 {at} 家店〗"] for at in range(80)), ["网店"]])
    assert survey.questions["1"].kind == "单选"
    assert survey.questions["1"].options == ("其他", "网店")
    assert "有 80 份在选项旁写了补充文字" in said(survey)


def test_ten_thousand_characters_stay_whole_and_are_shown_short(read: Read) -> None:
    survey = read([["1、性别", "2、建议"], ["男", LONG], ["女", f'含"引号",逗号\n和换行{LONG}']])
    assert survey.faults == ()
    assert survey.questions["2"].kind == "填空"
    assert survey.column("2")[0] == LONG
    assert len(survey.column("2")[1]) == 10_000 + len('含"引号",逗号\n和换行')


@pytest.mark.parametrize(
    ("rows", "codes", "words"),
    [
        # Unknown codes: one fault a code, with every row it stands in.
        ([["1、性别"], ["1"], ["9"], ["2"], ["9"]], CODES, ["第 3 行", "「9」", "第 3、5 行", "1（男）、2（女）", "编码表"]),
        ([["1、满意"], ["7"]], [["1", "满意", "量表", "1", "差"], ["1", "满意", "量表", "5", "好"]], ["「7」", "1（差）、5（好）"]),
        # A multiple choice with free text, in one column and in several.
        ([["1、品牌"], ["甲┋随便写的"]], SEVERAL, ["「甲┋随便写的」", "1（甲）、2（乙）", "填空题"]),
        ([["1、品牌(甲)", "1、(乙)"], ["1", "0"], ["都不错", "0"]], [], ["第 3 行", "「都不错」", "1（选了）或 0（没选）"]),
        ([["1、品牌(甲)", "1、(丙)"], ["1", "0"]], SEVERAL, ["「丙」", "不在编码表里", "甲、乙"]),
        ([["1、品牌(甲)", "1、(甲)"], ["1", "0"]], [], ["两列的选项相同"]),
        ([["1、性别"], [LONG]], CODES, ["「好好好", "…」", "1（男）"]),
        ([["1、年龄"], ["三十"]], [["1", "年龄", "数字", "", ""]], ["「三十」", "应为数"]),
        ([["1、性别"]], [], ["n = 0"]),
        ([["1、性别", "2、城市", "1、年龄"], ["男", "上海", "30"]], [], ["题号 1 出现在两处"]),
        ([["序号", "来自IP"], ["1", "192.0.2.1"]], [], ["找不到题目"]),
        ([["2、性别"], ["男"]], CODES, ["第 1 题在问卷文件里没有"]),
        ([["1、性别"], ["1"]], [CODES[0], CODES[0]], ["重复"]),
        ([["1、性别"], ["1"]], [["1", "性别", "是非", "1", "男"]], ["「是非」", "单选"]),
        ([["1、性别"], ["1"]], [["1", "性别", "单选", "", ""]], ["没有写代码或选项"]),
    ],
)  # fmt: skip
def test_a_wrong_file_is_told_cell_by_cell(
    read: Read, rows: list[list[str]], codes: list[list[str]], words: list[str]
) -> None:
    survey = read(rows, codes)
    assert survey.faults
    told = "\n".join(str(one) for one in survey.faults)
    for word in words:
        assert word in told
    assert len(told) < 2000


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ["0 字节"]),
        (b"\xff\xfe1", ["UTF-16"]),
        ("1、性别\n男".encode() + b"\xff\xff", ["编码"]),
        (b"\x00\x01", ["NUL"]),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, rules: Rules, content: bytes, words: list[str]) -> None:
    (tmp_path / "问卷.csv").write_bytes(content)
    survey = read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)
    assert all(word in said(survey) for word in words)
    assert survey.faults


def test_one_questionnaire_at_a_time(tmp_path: Path, rules: Rules) -> None:
    with pytest.raises(MktkitError, match="0 个问卷文件"):
        read_questionnaire([], rules)
    with pytest.raises(MktkitError, match="2 个问卷文件"):
        read_questionnaire([(tmp_path / "a.csv", "a.csv"), (tmp_path / "b.csv", "b.csv")], rules)
