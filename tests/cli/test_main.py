"""The command line as a user meets it: Chinese words, exit codes, no traceback, nothing half done."""

from __future__ import annotations

import gettext
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

Run = Callable[..., Any]

# What is shown in Latin letters on purpose: names of commands, options, files and codes.
_ENGLISH_SENTENCE = re.compile(
    r"\b(Usage|Error|Options|Commands|Traceback|No such|Missing|Invalid|Try|Show this)\b"
)


def test_the_help_is_chinese_everywhere(mktkit: Run) -> None:
    commands = [
        [],
        ["open"],
        ["build"],
        ["template"],
        ["check"],
        ["score"],
        ["rules"],
        ["rules", "show"],
        ["rules", "check"],
        ["cite"],
        ["sample"],
        ["search-index"],
    ]
    for command in commands:
        done = mktkit(*command, "--help")
        assert done.returncode == 0
        assert "用法：" in done.stdout
        assert not _ENGLISH_SENTENCE.search(done.stdout), done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scroe"], "最接近的是 'score'"),
        (["score"], "缺少选项"),
        (["score", "--department", "sale", "--month", "2026-10", "--registers", "."], "没有部门「sale」"),
        (["score", "--department", "sales", "--month", "2026-13", "--registers", "."], "应写成 2026-10"),
        (["score", "--department", "sales", "--month", "2026-10", "--registers", "./nowhere"], "不存在"),
        (
            ["score", "--department", "sales", "--month", "2026-10", "--registers", ".", "-o", "r.csv"],
            "应以 .xlsx 结尾",
        ),
        (["template", "销售帐", "-o", "x"], "最接近的是 销售台账"),
        (["check", "nowhere.xlsx", "--register", "销售台账"], "不存在"),
        (["cite", "5.1.2.z"], "最接近的是"),
        (["rules", "show", "aprraisal"], "没有规则文件"),
        (["build", "--on", "2026-02-30"], "不是日期"),
        (["cite"], "缺少参数"),
        (["cite", "5.2", "6.1"], "多写了：6.1"),
        (["cite", "5.2", "--formt", "json"], "没有选项 '--formt'"),
    ],
)
def test_wrong_usage_is_told_in_chinese_and_exits_with_2(
    mktkit: Run, arguments: list[str], said: str
) -> None:
    done = mktkit(*arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert said in done.stderr + done.stdout
    assert not _ENGLISH_SENTENCE.search(done.stderr), done.stderr


def test_templates_of_every_register(mktkit: Run, tmp_path: Path) -> None:
    done = mktkit("template", "all", "-o", tmp_path / "空白")
    assert done.returncode == 0
    assert len(list((tmp_path / "空白").glob("*.xlsx"))) == 19  # eighteen registers, and 列名对照
    again = mktkit("template", "人员", "-o", tmp_path / "空白")
    assert (again.returncode, "没有覆盖" in again.stderr) == (1, True)


def test_check_of_a_sound_and_of_a_faulty_file(mktkit: Run, sample: Path, tmp_path: Path) -> None:
    sound = mktkit("check", next(sample.glob("人员*")), "--register", "人员")
    assert sound.returncode == 0
    assert "错误 0 处" in sound.stdout
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["订单号", "行号", "类型", "签约日期", "客户编号", "业务员工号", "价税合计"],
        ["D1", "1", "销售", "2026-02-31", "K1", "X1", "一百"],
    ):
        sheet.append(row)
    book.save(tmp_path / "账.xlsx")
    faulty = mktkit("check", tmp_path / "账.xlsx", "--register", "sales_ledger", "--format", "json")
    assert faulty.returncode == 1
    found = json.loads(faulty.stdout)["findings"]
    assert [(one["row"], one["column"], one["level"]) for one in found] == [
        (2, "签约日期", "fault"),
        (2, "价税合计", "fault"),
    ]


def test_faults_score_nothing_and_write_nothing(mktkit: Run, tmp_path: Path) -> None:
    done = mktkit("sample", "-o", tmp_path / "错", "--faults")
    assert done.returncode == 0
    output = tmp_path / "R.xlsx"
    arguments = (
        "score",
        "--department",
        "all",
        "--month",
        "2026-10",
        "--registers",
        tmp_path / "错",
        "-o",
        output,
    )
    text = mktkit(*arguments)
    assert text.returncode == 1
    assert not output.exists()
    assert "Traceback" not in text.stderr + text.stdout
    shown = mktkit(*arguments, "--format", "json")
    assert shown.returncode == 1
    findings = json.loads(shown.stdout)["findings"]
    # One run shows the faults of the files and those between the registers alike.
    assert any("没有 2026-10 的销售目标" in one["what"] for one in findings)
    assert sum(one["level"] == "fault" for one in findings) >= 15
    assert all(one["what"] and (one["want"] or one["mend"]) for one in findings if one["level"] == "fault")


def test_an_output_open_elsewhere_or_impossible_is_told(mktkit: Run, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = mktkit(
        "score",
        "--department",
        "sales",
        "--month",
        "2026-10",
        "--registers",
        sample,
        "-o",
        tmp_path / "file" / "R.xlsx",
    )
    assert done.returncode == 1
    assert "文件写不进去" in done.stderr


def test_scoring_a_month_before_the_rules_begin(mktkit: Run, sample: Path) -> None:
    done = mktkit("score", "--department", "sales", "--month", "2023-10", "--registers", sample)
    assert done.returncode == 1
    assert "还没有适用的规则版本" in done.stderr


def test_an_empty_folder_names_every_missing_register(mktkit: Run, tmp_path: Path) -> None:
    done = mktkit("score", "--department", "sales", "--month", "2026-10", "--registers", tmp_path)
    assert done.returncode == 1
    for title in ("人员", "月度目标", "销售台账", "客户档案", "满意度调查", "费用台账"):
        assert f"没有找到登记表《{title}》" in done.stderr


def test_rules_show_and_cite_as_json(mktkit: Run) -> None:
    shown = json.loads(mktkit("rules", "show", "appraisal", "--on", "2026-10-01", "--format", "json").stdout)
    weight = next(
        one["value"]["weight"]
        for one in shown["values"]
        if one["clause"] == "5.1.2.a" and one["name"] == "kpi"
    )
    assert (weight, shown["edition"], len(shown["fingerprint"])) == ("50", "示例版", 64)
    cited = json.loads(mktkit("cite", "5.1.2.a", "--format", "json").stdout)
    assert cited["url"] == "rules/appraisal/#c5-1-2-a"


def test_a_wrong_rules_file_is_told_by_rules_check(mktkit: Run, tmp_path: Path) -> None:
    (tmp_path / "appraisal.yaml").write_text(
        "- from: 2026-10-01\n  values:\n    5.1.2.a: {kpi: {weight: 49}}\n", encoding="utf-8"
    )
    done = mktkit("rules", "check", MKTKIT_RULES=str(tmp_path))
    assert done.returncode == 1
    assert "现在是 99" in done.stderr


class Panic(BaseException):
    """What a library in Rust raises when it gives up: no ``Exception``."""


@pytest.mark.parametrize("kind", [RuntimeError, Panic])
def test_a_fault_of_the_program_shows_no_traceback_and_no_data(
    mktkit: Run,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    kind: type[BaseException],
) -> None:
    from mktkit import cli
    from mktkit.rules import loader

    def broken(**_: object) -> None:
        raise kind("工资" + "9" * 6)

    monkeypatch.setattr(loader, "read_clauses", broken)
    monkeypatch.setattr("mktkit.rules.load_rules", broken)
    with pytest.raises(SystemExit) as ended:
        cli.main(["cite", "5.2"])
    said = capsys.readouterr()
    assert ended.value.code == 3
    assert "Traceback" not in said.err
    assert "999999" not in said.err
    log = Path(said.err.rsplit("：", 1)[1].strip())
    assert kind.__name__ in log.read_text(encoding="utf-8")
    assert "999999" not in log.read_text(encoding="utf-8")
    log.unlink()


def test_the_compiled_catalogue_is_the_source_one() -> None:
    from babel.messages.pofile import read_po

    folder = Path(__file__).parents[2] / "src/mktkit/locale/zh_CN/LC_MESSAGES"
    with (folder / "messages.mo").open("rb") as compiled, (folder / "messages.po").open("rb") as source:
        theirs = gettext.GNUTranslations(compiled)
        ours = [message for message in read_po(source, locale="zh_CN") if message.id]
    assert len(ours) > 30
    for message in ours:
        if isinstance(message.id, str):
            assert theirs.gettext(message.id) == message.string
        else:
            assert theirs.ngettext(*message.id, 2) == message.string[0]


def test_rules_check_names_the_questions_whose_clause_moved_on(mktkit: Run, tmp_path: Path) -> None:
    (tmp_path / "revisions.yaml").write_text(
        '- {date: 2027-03-01, clauses: ["4.2.2"], change: 着装放宽, basis: 会议纪要}\n', encoding="utf-8"
    )
    company = {"MKTKIT_RULES": str(tmp_path)}
    before = mktkit("rules", "check", "--on", "2027-02-28", "--strict", **company)
    assert before.returncode == 0
    assert "题都与条款相符" in before.stdout
    after = mktkit("rules", "check", "--on", "2027-03-01", **company)
    assert after.returncode == 0
    assert "条款改过、还没有复核的题 2 道" in after.stdout
    assert "4.2.2-1  4.2.2 着装  2027-03-01  2026-11-23" in after.stdout
    strict = mktkit("rules", "check", "--on", "2027-03-01", "--strict", "--format", "json", **company)
    assert strict.returncode == 1
    assert json.loads(strict.stdout)["stale_questions"] == [
        {"question": "4.2.2-1", "changed": "2027-03-01"},
        {"question": "4.2.2-2", "changed": "2027-03-01"},
    ]


def test_rules_check_names_the_clauses_whose_review_is_overdue(mktkit: Run) -> None:
    # Each was last reviewed on 2026-11-23, for twelve months.
    done = mktkit("rules", "check", "--on", "2027-11-23", "--strict")
    assert done.returncode == 0
    assert "80 个条款都在复核期内" in done.stdout
    late = mktkit("rules", "check", "--on", "2027-11-24")
    assert late.returncode == 0
    assert "逾期未复核的条款 80 条" in late.stdout
    assert re.search(r"5\.1\.2\.a 销售业绩完成率 +营销经理 +2026-11-23 +2027-11-23", late.stdout)
    strict = mktkit("rules", "check", "--on", "2027-11-24", "--strict", "--format", "json")
    assert strict.returncode == 1
    assert json.loads(strict.stdout)["overdue"][0] == {
        "clause": "1",
        "owner": "营销经理",
        "due": "2027-11-23",
    }
