"""Who answered is left out by header and by content, masked inside texts, and said."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.personal import masked, tells_who
from mktkit.research.survey.reading.questionnaire import read_questionnaire
from mktkit.rules import Rules

Read = Callable[[Sequence[Sequence[str]]], Survey]


@pytest.fixture
def read(tmp_path: Path, rules: Rules) -> Read:
    def reading(rows: Sequence[Sequence[str]]) -> Survey:
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        (tmp_path / "问卷.csv").write_bytes(text.getvalue().encode("utf-8-sig"))
        return read_questionnaire([(tmp_path / "问卷.csv", "问卷.csv")], rules)

    return reading


PEOPLE = [(f"王小{at:03d}", f"1380013{at:04d}", f"wxid_{at}") for at in range(6)]


@pytest.mark.parametrize(
    "header",
    [
        ["序号", "来自IP", "1、您的姓名", "2、您的手机号码", "3、微信号", "4、满意度", "5、您的建议"],
        ["编号", "IP", "1.请填写您的姓名：", "2.联系电话", "3.您的微信", "4.满意度", "5.您的建议"],
        ["序号", "IP地址", "称呼", "留个号码", "社交账号", "满意度", "您的建议"],
    ],
)
def test_names_phones_and_wechat_ids_are_left_out(read: Read, header: list[str]) -> None:
    rows = [
        [str(at), "1.2.3.4", name, phone, wechat, str(at % 5 + 1), f"希望便宜，联系我{phone}"]
        for at, (name, phone, wechat) in enumerate(PEOPLE)
    ]
    survey = read([header, *rows])
    assert [one.kind for one in survey.questions.values()] == ["量表", "填空"]
    assert len(survey.places) == 7
    assert sum(one.why == "个人信息" for one in survey.places) == 4
    kept = survey.frame.to_string() + "".join(map(str, survey.findings))
    for person in PEOPLE:
        assert not any(one in kept for one in person)
    told = "".join(map(str, survey.findings))
    assert "有 4 列是个人信息" in told
    assert "有 6 条文字里的电话" in told


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("联系我13912340000", "联系我【已隐去】"),
        ("电话 139 1234 0000，谢谢", "电话 【已隐去】，谢谢"),
        ("打１３９１２３４００００", "打【已隐去】"),
        ("座机 0512-65551234", "座机 【已隐去】"),
        ("发到 a.b@example.com 吧", "发到 【已隐去】 吧"),
        ("身份证 320501199001011234", "身份证 【已隐去】"),
        ("微信号：abc_12345", "微信号:【已隐去】"),
        ("QQ 12345678", "QQ 【已隐去】"),
    ],
)
def test_what_tells_who_one_is_is_masked_inside_a_text(text: str, left: str) -> None:
    assert masked(text) == left


@pytest.mark.parametrize(
    "text", ["买了 1380 件", "2026-10-12 到的货", "花了 12000 元，微信支付", "4.5 分，v2.0.1 版"]
)
def test_other_numbers_stay(text: str) -> None:
    assert masked(text) == text


@pytest.mark.parametrize(
    ("header", "personal"),
    [
        ("您的手机号", True),
        ("请问您的联系电话是？", True),
        ("家庭住址", True),
        ("您的真实姓名（必填）", True),
        ("Email Address", True),
        ("您常用的手机品牌", False),
        ("您用微信买过东西吗", False),
        ("店员知道您的姓名吗", False),
        ("希望的送货地址类型", False),
    ],
)
def test_a_header_that_only_speaks_of_a_phone_is_a_question(header: str, personal: bool) -> None:
    assert tells_who(header) is personal


def test_how_one_wants_to_be_reached_is_a_choice(read: Read) -> None:
    survey = read([["1、联系方式"], *([one] for one in ["电话", "微信", "电话", "微信", "电话", "电话"])])
    assert survey.questions["1"].options == ("电话", "微信")


def test_the_same_person_twice_is_known_without_the_number(read: Read) -> None:
    survey = read(
        [["1、手机号码", "2、性别"], ["13800130000", "男"], ["13800130001", "女"], ["13800130000", "男"]]
    )
    assert survey.persons == (0, 1, 0)
