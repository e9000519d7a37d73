"""Rules by date, a company's values over the samples, and what a wrong file is told."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.rules import SUBJECTS, Rules, load_rules

D = dt.date


@pytest.fixture
def company(tmp_path: Path) -> Path:
    folder = tmp_path / "company"
    folder.mkdir()
    return folder


def write(company: Path, text: str, name: str = "appraisal.yaml") -> None:
    (company / name).write_text(text, encoding="utf-8")


def refused(company: Path, *parts: str, on: dt.date = D(2026, 10, 1)) -> str:
    with pytest.raises(MktkitError) as caught:
        load_rules(on=on, company=company)
    message = str(caught.value)
    for part in parts:
        assert part in message, message
    assert "Traceback" not in message
    return message


RAISE = "- from: 2026-10-01\n  note: 上调\n  values:\n    5.1.2.a:\n      kpi: {weight: 60}\n    5.1.2.b:\n      kpi: {weight: 10}\n"


def test_the_samples_alone(rules: Rules) -> None:
    assert rules.edition == "示例版"
    assert rules.has_samples
    assert all(rules.is_sample(subject, name) for subject, name, _ in rules.named_values())


def test_a_company_overrides_only_what_it_names_from_its_date_on(company: Path) -> None:
    write(company, RAISE)
    before, after = (
        load_rules(on=D(2026, 9, 30), company=company),
        load_rules(on=D(2026, 10, 1), company=company),
    )
    assert before.appraisal.kpi["5.1.2.a"].weight == 50
    assert before.edition == "示例版"
    assert after.appraisal.kpi["5.1.2.a"].weight == 60
    assert after.edition == "2026-10-01 版"
    assert after.appraisal.kpi["5.1.2.a"].curve == before.appraisal.kpi["5.1.2.a"].curve
    assert not after.is_sample("appraisal", "kpi", "5.1.2.a", "weight")
    assert after.is_sample("appraisal", "kpi", "5.1.2.a", "curve")
    assert after.is_sample("appraisal", "kpi", "5.1.2.a")
    assert after.source("appraisal", "kpi", "5.1.2.a", "weight").note == "上调"


def test_lists_are_replaced_whole(company: Path) -> None:
    write(
        company, "- from: 2026-10-01\n  values:\n    6.1.1:\n      categories: [差旅, 其他]\n", "expense.yaml"
    )
    assert load_rules(on=D(2026, 10, 1), company=company).expense.categories == ("差旅", "其他")


def test_what_a_company_set_stays_until_it_changes_it(company: Path) -> None:
    write(company, RAISE + "- from: 2027-01-01\n  values:\n    5.2:\n      cutoff_days: 3\n")
    rules = load_rules(on=D(2026, 12, 31), company=company)
    assert (rules.appraisal.kpi["5.1.2.a"].weight, rules.appraisal.cutoff_days) == (60, 0)
    later = load_rules(on=D(2027, 6, 1), company=company)
    assert (later.appraisal.kpi["5.1.2.a"].weight, later.appraisal.cutoff_days) == (60, 3)


def test_no_edition_is_applied_before_its_date() -> None:
    with pytest.raises(MktkitError, match="2023-12-31 还没有适用的规则版本"):
        load_rules(on=D(2023, 12, 31), company=None)


# -- fingerprint -------------------------------------------------------------------------------------


def test_the_fingerprint_is_of_values_not_of_files(company: Path, rules: Rules) -> None:
    assert len(rules.fingerprint) == 64
    write(company, RAISE)
    one = load_rules(on=D(2026, 10, 1), company=company).fingerprint
    write(
        company,
        "# 注释不算\n- from: 2026-10-01\n  note: 另一句话\n  values:\n    5.1.2.b: {kpi: {weight: 10.0}}\n    5.1.2.a: {kpi: {weight: 60}}\n",
    )
    assert load_rules(on=D(2026, 10, 20), company=company).fingerprint == one != rules.fingerprint


def test_confirming_a_sample_changes_its_mark_and_so_the_fingerprint(company: Path, rules: Rules) -> None:
    write(company, "- from: 2026-10-01\n  values:\n    5.2: {cutoff_days: 0}\n")
    confirmed = load_rules(on=D(2026, 10, 1), company=company)
    assert confirmed.appraisal == rules.appraisal
    assert confirmed.fingerprint != rules.fingerprint


# -- wrong files: each names file, line, key, what was wanted ------------------------------------------


def test_weights_that_do_not_sum_to_a_hundred(company: Path) -> None:
    write(company, "- from: 2026-10-01\n  values:\n    5.1.2.a:\n      kpi: {weight: 49}\n")
    refused(company, "company/appraisal.yaml 第 4 行", "销售部", "正好是 100", "现在是 99")


@pytest.mark.parametrize(
    ("curve", "said"),
    [
        ("[[0, 0], [100, 1.0], [120, 0.9]]", "奖金系数不能往下走"),
        ("[[0, 0], [100, 1.0], [120, 1.0]]", "company_plateau"),
        ("[[100, 1.0], [0, 0]]", "从小到大"),
        ("[[0, 0], [100]]", "第 4 行"),
    ],
)
def test_a_bonus_curve_must_rise(company: Path, curve: str, said: str) -> None:
    write(company, f"- from: 2026-10-01\n  values:\n    5.3.1:\n      coefficient: {{curve: {curve}}}\n")
    refused(company, "company/appraisal.yaml 第 4 行", said)


def test_a_plateau_is_allowed_where_the_company_marks_it(company: Path) -> None:
    write(
        company,
        "- from: 2026-10-01\n  values:\n    5.3.1:\n      coefficient: {curve: [[0, 0], [100, 1.0], [120, 1.0]], company_plateau: true}\n",
    )
    assert load_rules(on=D(2026, 10, 1), company=company).appraisal.coefficient.curve[-1] == (120, 1)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "- from: 2026-10-01\n  values:\n    5.1.2.a:\n      kpi: {wieght: 50}\n",
            ("第 4 行", "wieght", "最接近的是 weight"),
        ),
        (
            "- from: 2026-10-01\n  values:\n    5.1.2.a:\n      kip: {weight: 50}\n",
            ("第 4 行", "kip", "最接近的是 kpi"),
        ),
        (
            "- from: 2026-10-01\n  values:\n    5.1.2.z:\n      kpi: {weight: 50}\n",
            ("第 3 行", "5.1.2.z", "最接近的是 5.1.2."),
        ),
        (
            "- from: 2026-10-01\n  vlaues:\n    5.2: {cutoff_days: 0}\n",
            ("第 2 行", "vlaues", "最接近的是 values"),
        ),
        (
            "- from: 2026-10-02\n  values:\n    5.2: {cutoff_days: 0}\n",
            ("考核版本", "2026-10-02", "从某月 1 日起"),
        ),
        ('- from: "2026-10-01"\n  values:\n    5.2: {cutoff_days: 0}\n', ("from", "起始日期")),
        (
            "- from: 2026-10-01\n  values:\n    5.2: {cutoff_days: 三}\n",
            ("第 3 行", "cutoff_days", "「三」", "应为整数"),
        ),
        (
            "- from: 2026-10-01\n  values:\n    5.2: {cutoff_days: 1, cutoff_days: 2}\n",
            ("第 3 行", "「cutoff_days」写了两次"),
        ),
        (
            "- from: 2026-10-01\n  values:\n    5.1.2.a: {sales_basis: 收款}\n",
            ("第 3 行", "「收款」", "签约、发货、开票、回款"),
        ),
        (
            "- from: 2026-10-01\n  values:\n    5.1.2.a: {sales_basis: 回款, tax_inclusive: false}\n",
            ("第 3 行", "到账金额含税"),
        ),
        ("- from: 2026-10-01\n  values: {5.2: [\n", ("YAML 格式不对",)),
        ("- from: 2026-10-01\n", ("没有 values",)),
        ("hello\n", ("文件应是一列版本",)),
        ("", ("文件应是一列版本",)),
        (
            "- from: 2026-10-01\n  values: {5.2: {cutoff_days: !!python/name:os.system x}}\n",
            ("不认识的标记",),
        ),
        (
            "- from: 2026-10-01\n  values: {5.2: {cutoff_days: 0}}\n- from: 2026-10-01\n  values: {5.2: {cutoff_days: 1}}\n",
            ("有两个版本都从 2026-10-01 起",),
        ),
    ],
)
def test_a_wrong_file_is_told_where_and_what(company: Path, text: str, parts: tuple[str, ...]) -> None:
    write(company, text)
    refused(company, "appraisal.yaml", *parts)


def test_all_mistakes_of_all_files_are_told_at_once(company: Path) -> None:
    write(
        company,
        "- from: 2026-10-01\n  values:\n    5.1.2.a:\n      kpi: {weight: 49}\n    5.2: {cutoff_days: 99}\n",
    )
    write(company, "- from: 2026-10-01\n  values:\n    6.1.1: {categoris: [甲]}\n", "expense.yaml")
    write(company, "x", "apraisal.yaml")
    message = refused(company, "categoris", "apraisal.yaml", "最接近的是 appraisal.yaml")
    assert "expense.yaml" in message


def test_a_mistake_in_an_edition_not_yet_in_force_shows_today(company: Path) -> None:
    write(company, "- from: 2030-01-01\n  values:\n    5.1.2.a:\n      kpi: {weight: 49}\n")
    refused(company, "现在是 99")


def test_a_file_that_is_not_utf8(company: Path) -> None:
    (company / "appraisal.yaml").write_bytes("- from: 2026-10-01\n  note: 试行\n".encode("gb18030"))
    refused(company, "appraisal.yaml", "UTF-8")


def test_the_named_folder_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKTKIT_RULES", str(tmp_path / "nowhere"))
    with pytest.raises(MktkitError, match="MKTKIT_RULES"):
        load_rules(on=D(2026, 10, 1))


# -- holidays ----------------------------------------------------------------------------------------


def test_a_company_adds_a_year_of_holidays(company: Path) -> None:
    with pytest.raises(MktkitError, match=r"2027.*holidays\.yaml"):
        load_rules(on=D(2026, 10, 1), company=company).calendar.is_workday(D(2027, 1, 1))
    write(
        company,
        '"2027":\n  source: 公司通知\n  days:\n    - {name: 元旦, from: 2027-01-01, to: 2027-01-03, workdays: [2027-01-09]}\n',
        "holidays.yaml",
    )
    calendar = load_rules(on=D(2026, 10, 1), company=company).calendar
    assert not calendar.is_workday(D(2027, 1, 1))
    assert calendar.is_workday(D(2027, 1, 9))
    assert calendar.is_workday(D(2026, 10, 9))


def test_a_wrong_year_of_holidays(company: Path) -> None:
    write(
        company,
        '"2027":\n  days:\n    - {name: 元旦, from: 2027-01-03, to: 2027-01-01, workdays: []}\n',
        "holidays.yaml",
    )
    refused(company, "company/holidays.yaml 第 3 行", "2027", "from 不晚于 to")


# -- every value of the sample file ---------------------------------------------------------------------

# From sample-values: what the product starts with, copied by hand.
SAMPLE = {
    ("appraisal", "kpi", "5.1.1.a"): (30, ((60, 0), (80, 60), (100, 100))),
    ("appraisal", "kpi", "5.1.1.b"): (15, ((0, 0), (100, 100), (150, 120))),
    ("appraisal", "kpi", "5.1.1.c"): (35, ((0, 0), (100, 100))),
    ("appraisal", "kpi", "5.1.1.d"): (20, ((90, 0), (95, 60), (98, 100), (100, 110))),
    ("appraisal", "kpi", "5.1.2.a"): (50, ((60, 0), (80, 60), (100, 100), (120, 120))),
    ("appraisal", "kpi", "5.1.2.b"): (20, ((0, 0), (100, 100), (150, 120))),
    ("appraisal", "kpi", "5.1.2.c"): (15, ((60, 0), (80, 70), (90, 100), (100, 110))),
    ("appraisal", "kpi", "5.1.2.d"): (15, ((100, 100), (110, 80), (120, 60), (130, 0))),
    ("appraisal", "kpi", "5.1.3.a"): (35, ((80, 0), (90, 70), (95, 100), (100, 110))),
    ("appraisal", "kpi", "5.1.3.b"): (30, ((80, 0), (90, 70), (95, 100), (100, 110))),
    ("appraisal", "kpi", "5.1.3.c"): (20, ((60, 0), (80, 70), (90, 100), (100, 110))),
    ("appraisal", "kpi", "5.1.3.d"): (15, ((0, 0), (100, 100), (150, 120))),
}


@pytest.mark.parametrize("path", SAMPLE, ids=lambda path: path[-1])
def test_the_shipped_weights_and_curves(rules: Rules, path: tuple[str, str, str]) -> None:
    weight, curve = SAMPLE[path]
    kpi = rules.appraisal.kpi[path[-1]]
    assert kpi.weight == weight
    assert kpi.curve == tuple((Decimal(x), Decimal(y)) for x, y in curve)


def test_every_value_serves_a_clause_that_exists(rules: Rules) -> None:
    assert {clause for _, _, clause in rules.named_values()} <= set(rules.clauses)
    assert {subject for subject, _, _ in rules.named_values()} == set(SUBJECTS)
