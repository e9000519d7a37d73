"""What every register declares: names, titles, examples, clauses, kinds, bounds."""

from __future__ import annotations

import re
import unicodedata
from itertools import combinations
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from mktkit.errors import MktkitError
from mktkit.registers import HEADER_MAPPING, REGISTERS, find_register
from mktkit.rules import Rules

ALL = {**REGISTERS, HEADER_MAPPING.name: HEADER_MAPPING}
COLUMNS = [
    pytest.param(register, column, id=f"{register.name}.{column.name}")
    for register in ALL.values()
    for column in register.columns
]

#: A target or a base of 0 divides nothing; a score lies from 1 to 5.
ABOVE_ZERO = {
    "sales_target", "new_customer_target", "opinion_target", "expense_budget", "share", "sample_size", "checked",
    "participation_target", "exposure_target", "conversion_target",
}  # fmt: skip
SCORES = {"score", "product_satisfaction", "service_rating", "callback_satisfaction"}

#: The seventeen of design §5, the sources of 3.1.2, and columns that feed a figure and must not become optional by accident.
NEEDED = {
    "staff": "工号 姓名 部门 岗位 到岗日期",
    "targets": "工号 月份",
    "sales_ledger": "订单号 行号 类型 签约日期 客户编号 业务员工号 价税合计",
    "receipts": "回款单号 订单号 到账日期 金额",
    "customers": "客户编号 名称 建档日期 归属工号",
    "satisfaction": "问卷编号 日期 评价对象工号 分数",
    "expenses": "单号 日期 归属月份 预算科目 金额",
    "expense_budget": "部门 预算科目 月份 金额",
    "research_tasks": "任务号 负责人工号 应完成日",
    "sources": "来源号 渠道 名称 收集日期 收集人工号",
    "awareness_waves": "批次 日期 样本数 知晓数",
    "campaigns": "活动号 负责人工号 开始日期 结束日期 参与目标 曝光目标 转化目标",
    "spot_checks": "抽检号 日期 收集人工号 抽检人工号 抽检条数 正确条数",
    "inquiries": "工单号 渠道 接收时间 接待工号",
    "complaints": "投诉号 受理时间 受理工号",
    "callbacks": "回访号 客户编号 实访日 工号",
    "opinions": "意见号 日期 收集工号 原文",
    "decisions": "月份 工号 指标 处理 理由 决定人工号 决定日期",
}


def test_there_are_all_seventeen_with_the_columns_the_figures_need() -> None:
    assert REGISTERS.keys() == NEEDED.keys()
    for name, titles in NEEDED.items():
        required = {column.title for column in REGISTERS[name].columns if column.required}
        assert set(titles.split()) <= required


@pytest.mark.parametrize("register", ALL.values(), ids=ALL)
def test_names_and_titles_are_unique_and_speak(register: Any) -> None:
    names = [column.name for column in register.columns]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) and not name.endswith("_") for name in names)
    titles = [column.title for column in register.columns]
    assert len(set(titles)) == len(titles)
    assert all(re.search(r"[\u4e00-\u9fff]", title) for title in titles)
    # A column named as an attribute of the model would hide it.
    assert not set(names) & set(dir(BaseModel))


def test_registers_are_told_apart_by_name_and_title() -> None:
    for one, other in combinations(ALL.values(), 2):
        assert one.title != other.title
        assert not set(one.row.file_names) & set(other.row.file_names)


@pytest.mark.parametrize("register", ALL.values(), ids=ALL)
def test_a_register_has_a_key_and_says_what_it_is_about(register: Any) -> None:
    assert register.key
    assert any(column.required for column in register.key)
    assert register.row.about.endswith("。")
    assert register.title in register.row.file_names


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_every_clause_named_stands_in_the_regulation(register: Any, rules: Rules) -> None:
    assert register.clauses
    for clause in (*register.clauses, *(column.clause for column in register.columns if column.clause)):
        assert rules.clause(clause).id == clause


@pytest.mark.parametrize(("register", "column"), COLUMNS)
def test_a_column_has_what_a_template_needs(register: Any, column: Any, rules: Rules) -> None:
    assert column.example or not column.required
    assert column.title == unicodedata.normalize("NFC", column.title).strip()
    choices = column.choices_in(rules)
    assert len(set(choices)) == len(choices)
    assert (column.kind.title == "选项") == bool(choices)
    if choices and column.example:
        assert column.example in choices
    if column.kind.title == "金额":
        assert column.unit == "元"
    # Excel shows no more of a drop-down's help.
    assert len(column.help) <= 255


@pytest.mark.parametrize(("register", "column"), COLUMNS)
def test_an_example_is_written_as_the_kind_likes_it(register: Any, column: Any) -> None:
    if column.example:
        read = column.kind.convert([column.example])
        assert (read.faults, read.converted) == ({}, {})


@pytest.mark.parametrize("name", ["销售抬账", "sales_leger", "天气"])
def test_an_unknown_register_is_answered_with_all_of_them(name: str) -> None:
    with pytest.raises(MktkitError) as caught:
        find_register(REGISTERS, name)
    said = str(caught.value)
    assert f"「{name}」" in said
    assert all(register.title in said for register in REGISTERS.values())
    near = {"销售抬账": "最接近的是 销售台账", "sales_leger": "最接近的是 sales_ledger"}.get(name)
    assert (near in said) if near else ("最接近" not in said)


@pytest.mark.parametrize(("register", "column"), COLUMNS)
def test_a_number_beyond_its_bounds_is_refused(register: Any, column: Any) -> None:
    validator = register.validators[column.name]
    for bound, beyond in ((column.low, -1), (column.high, 1)):
        if bound is not None:
            if column.name not in ABOVE_ZERO:
                assert validator.validate_python([bound]) == [bound]
            with pytest.raises(ValidationError):
                validator.validate_python([bound + beyond])


def test_a_target_and_a_base_are_above_zero() -> None:
    found = set()
    for register in ALL.values():
        for column in register.columns:
            if column.kind.title in ("整数", "金额", "百分比"):
                try:
                    register.validators[column.name].validate_python([0])
                except ValidationError:
                    found.add(column.name)
    assert found == ABOVE_ZERO | SCORES | {"version"}
