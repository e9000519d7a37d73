"""A model becomes a form and the form the model again; nothing invalid leaves it; every message is Chinese."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipywidgets.widgets.widget import _instances
from pydantic import BaseModel, ConfigDict, Field, computed_field, model_validator

from mktkit.errors import MktkitError
from mktkit.fields import BasisPoints as Hundredths
from mktkit.fields.choice import clauses
from mktkit.forms import ClauseRef, Code, Form, LongText, Money, Month, OneOf, Percent, Person, entry, form
from mktkit.registers.registry import REGISTERS

TODAY = dt.date(2026, 3, 5)
PEOPLE = {"X001": "张三", "X002": "李四"}


class Colour(enum.Enum):
    """A choice kept as an enumeration."""

    RED = "红"
    BLUE = "蓝"


class Line(BaseModel):
    """A row with a column of every kind a grid holds."""

    model_config = ConfigDict(extra="forbid")

    what: str = entry("事项", min_length=1)
    day: dt.date | None = entry("日期", default=None)
    month: Month | None = entry("月份", default=None)
    kind: Literal["交通", "住宿"] = entry("类别")
    amount: Money = entry("金额")
    number: int | None = entry("数量", default=None)
    rate: Percent | None = entry("比例", default=None)
    share: Hundredths | None = entry("份额", default=None)
    paid: bool | None = entry("已付", default=None)
    who: Person | None = entry("谁", default=None)
    code: Code | None = entry("编号", default=None)
    tags: list[Literal["甲", "乙"]] = entry("标签", default=list)
    clause: ClauseRef | None = entry("条款", default=None)
    note: LongText | None = entry("备注", default=None)


class Inner(BaseModel):
    """A model within the model."""

    city: str = entry("城市")
    size: Decimal = entry("面积", ge=0)


class Everything(BaseModel):
    """A field of every kind."""

    model_config = ConfigDict(extra="forbid")

    text: str = entry("文字")
    maybe: str | None = entry("可空文字", default=None)
    blank: str = entry("可空白", default="")
    long: LongText = entry("长文字")
    code: Code = entry("编号")
    choice: Literal["一", "二"] = entry("选项")
    coded: Literal["a", "b"] = entry("代码", labels={"a": "甲类", "b": "乙类"})
    colour: Colour | None = entry("颜色", default=None)
    several: list[Literal["甲", "乙", "丙"]] = entry("多选", default=list)
    items: list[str] = entry("逐行", default=list)
    yes: bool = entry("是否")
    maybe_yes: bool | None = entry("可空是否", default=None)
    whole: int = entry("整数")
    number: Decimal = entry("小数")
    real: float = entry("实数")
    percent: Percent = entry("百分比")
    money: Money = entry("金额")
    day: dt.date = entry("日期")
    moment: dt.datetime | None = entry("时刻", default=None)
    month: Month = entry("月份")
    person: Person = entry("人")
    clause: ClauseRef = entry("条款")
    inner: Inner = entry("内")
    other: Inner | None = entry("另", default=None)
    lines: list[Line] = entry("明细", default=list)


def _words(**size: Any) -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, **size).filter(str.strip)


CODES = st.from_regex(r"[A-Z0-9]{1,12}", fullmatch=True)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2099, 12, 31))
MONTHS = st.builds(lambda day: f"{day:%Y-%m}", DAYS)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=6)
#: Registers and forms read whole numbers up to a trillion.
WHOLE = st.integers(-(10**12), 10**12)
CLAUSES = st.sampled_from(list(clauses()))
NONE = st.none()
LINES = st.builds(
    Line,
    what=_words(max_size=8),
    day=NONE | DAYS,
    month=NONE | MONTHS,
    kind=st.sampled_from(["交通", "住宿"]),
    amount=st.integers(-(10**14), 10**14),
    number=NONE | WHOLE,
    rate=NONE | DECIMALS,
    share=NONE | st.integers(1, 10000),
    paid=NONE | st.booleans(),
    who=NONE | st.sampled_from(list(PEOPLE)),
    code=NONE | CODES,
    tags=st.lists(st.sampled_from(["甲", "乙"]), unique=True),
    clause=NONE | CLAUSES,
    note=NONE | _words(max_size=8),
)
INNER = st.builds(Inner, city=_words(max_size=8), size=DECIMALS.map(abs))
EVERYTHING = st.builds(
    Everything,
    text=_words(),
    maybe=NONE | _words(),
    blank=st.just("") | _words(),
    long=_words(),
    code=CODES,
    choice=st.sampled_from(["一", "二"]),
    coded=st.sampled_from(["a", "b"]),
    colour=NONE | st.sampled_from(Colour),
    several=st.lists(st.sampled_from(["甲", "乙", "丙"]), unique=True),
    items=st.lists(_words(max_size=5), max_size=3),
    yes=st.booleans(),
    maybe_yes=NONE | st.booleans(),
    whole=WHOLE,
    number=DECIMALS,
    real=st.floats(allow_nan=False, allow_infinity=False),
    percent=DECIMALS,
    money=st.integers(-(10**16), 10**16),
    day=DAYS,
    moment=NONE
    | st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 1, 1)).map(
        lambda one: one.replace(microsecond=0)
    ),
    month=MONTHS,
    person=st.sampled_from(list(PEOPLE)),
    clause=CLAUSES,
    inner=INNER,
    other=NONE | INNER,
    lines=st.lists(LINES, max_size=4),
)
#: One form for all examples: it must not remember the one before either.
FORM = form(Everything, people=PEOPLE, today=TODAY, draft=False)


@settings(max_examples=150)
@given(EVERYTHING)
def test_model_to_form_to_model_is_the_identity(value: Everything) -> None:
    FORM.value = value
    assert FORM.errors == ()
    assert FORM.value == value
    # And through what a draft keeps.
    raw = FORM.raw
    FORM.reset("")
    assert FORM.put(raw) == []
    assert FORM.value == value


@given(
    EVERYTHING, st.sampled_from(["whole", "money", "day", "month", "choice", "clause", "number"]), st.text()
)
def test_what_leaves_a_form_is_valid_whatever_is_typed(value: Everything, name: str, typed: str) -> None:
    FORM.value = value
    control = FORM.group.controls[name]
    if control.put(typed):
        FORM.check()
    if FORM.errors:
        with pytest.raises(MktkitError, match=r"[一-鿿]"):
            _ = FORM.value
    else:
        left = FORM.value
        assert Everything.model_validate(left.model_dump()) == left


class Claim(BaseModel):
    """What the messages are tried on."""

    title: str = entry("事由", max_length=5)
    amount: Money = entry("金额", gt=0, le=100000)
    share: Percent = entry("比例", default=Decimal(50), le=100)
    people: int = entry("人数", ge=1, multiple_of=2)
    kind: Literal["差旅", "招待"] = entry("类型")
    urgent: bool = entry("加急", default=False)
    why: str | None = entry("原因", default=None, shown_if={"urgent": True})
    lines: list[Line] = entry("明细", default=list, min_length=1)

    @computed_field(title="合计")  # type: ignore[prop-decorator]  # pydantic's own way to write it
    @property
    def total(self) -> Money:
        """Sum in 分."""
        return sum(line.amount for line in self.lines)

    @model_validator(mode="after")
    def _checked(self) -> Claim:
        if self.urgent and not self.why:
            raise ValueError("加急要写明原因")
        return self


def _claim() -> Form[Claim]:
    claim = form(Claim, people=PEOPLE, today=TODAY, draft=False)
    claim.fill(title="拜访", amount="100", people="2", kind="差旅")
    claim.fill(lines=[{"what": "高铁", "kind": "交通", "amount": "73"}])
    return claim


def _notes(claim: Form[Claim], name: str) -> str:
    return str(claim.group.controls[name].note.value)


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("title", "一二三四五六", "最多 5 个字"),
        ("title", "  ", "这一项必填"),
        ("amount", "0", "应大于 0.00 元"),
        ("amount", "1001", "应不大于 1,000.00 元"),
        ("amount", "一百", "应为金额"),
        ("share", "101", "应不大于 100%"),
        ("people", "0", "应不小于 1"),
        ("people", "3", "应为 2 的倍数"),
        ("people", "两个", "应为数"),
        ("kind", "", "这一项必填"),
    ],
)
def test_what_is_wrong_is_said_in_chinese_under_its_field(name: str, typed: str, said: str) -> None:
    claim = _claim()
    assert claim.valid
    claim.fill(**{name: typed})
    assert said in _notes(claim, name)
    assert [one.path for one in claim.errors] == [(name,)]
    with pytest.raises(MktkitError, match="1 处要改"):
        _ = claim.value
    others = [one for one in claim.group.controls if one != name]
    assert not any("mk-said" in _notes(claim, one) for one in others)


def test_nothing_is_held_against_a_field_nobody_touched_until_asked() -> None:
    claim = form(Claim, draft=False, today=TODAY)
    assert not claim.valid
    assert "mk-said" not in _notes(claim, "title")
    assert all(one.missing for one in claim.errors)
    assert claim.reveal() is False
    assert "这一项必填" in _notes(claim, "title")


def test_a_field_that_does_not_apply_is_hidden_and_not_handed_on() -> None:
    claim = _claim()
    why = claim.group.controls["why"]
    assert why.hidden
    claim.fill(urgent="是")
    assert not why.hidden
    assert [str(one) for one in claim.errors] == ["整张表单：加急要写明原因"]
    claim.fill(why="展会提前")
    assert claim.value.why == "展会提前"
    claim.fill(urgent="否")
    assert claim.value.why is None
    # What was typed is still there, and it is said that it goes nowhere.
    assert "展会提前" in claim.note.value
    claim.fill(urgent="是")
    assert claim.value.why == "展会提前"


def test_rows_that_are_wrong_are_named_and_blank_ones_do_not_count() -> None:
    claim = _claim()
    rows = [
        {"what": "甲", "kind": "交通", "amount": "1"},
        {},
        {"what": "乙", "kind": "飞机", "amount": "1"},
        {"what": "丙", "kind": "住宿", "amount": "1.001"},
    ]
    claim.fill(lines=rows)
    assert [(one.path, one.title) for one in claim.errors] == [
        (("lines", 3, "kind"), "明细 第 3 行 类别"),
        (("lines", 4, "amount"), "明细 第 4 行 金额"),
    ]
    claim.fill(lines=rows[:2])
    assert len(claim.value.lines) == 1
    assert "有 1 行空白，不计入" in _notes(claim, "lines")
    assert claim.group.computed["total"].text == "1.00 元"
    claim.fill(lines=[])
    assert [one.message for one in claim.errors] == ["至少 1 项"]


def test_the_value_is_a_copy() -> None:
    claim = _claim()
    claim.value.lines[0].amount = 1
    assert claim.value.lines[0].amount == 7300


def test_a_list_of_models_is_one_widget_and_opens_fast() -> None:
    class Sheet(BaseModel):
        rows: list[Line] = entry("明细")

    line = Line(what="甲", kind="交通", amount=1)
    before = len(_instances)
    many = form(Sheet, value=Sheet(rows=[line] * 1000), draft=False, today=TODAY)
    assert len(_instances) - before < 40
    assert many.value.rows == [line] * 1000


def test_text_of_users_is_never_markup() -> None:
    evil = "<img src=x onerror=alert(1)>"
    claim = form(Claim, people={evil: evil}, today=TODAY, draft=False, title=evil)
    for name in ("title", "amount", "share", "people"):
        claim.fill(**{name: evil})
    claim.fill(lines=[{"what": evil, "who": evil, "kind": evil}])
    claim.reveal()
    html = [one.value for one in _instances.values() if type(one).__name__ == "HTML"]
    assert not any("<img" in text for text in html)


def test_every_register_makes_a_grid_with_its_own_columns() -> None:
    for register in REGISTERS.values():
        fields = {"rows": (list[register.row], Field(title=register.title))}  # type: ignore[name-defined]
        model = type(
            "Doc", (BaseModel,), {"__annotations__": {"rows": fields["rows"][0]}, "rows": fields["rows"][1]}
        )
        made = form(model, draft=False, today=dt.date(2026, 10, 1))
        columns = made.group.controls["rows"].grid.columns  # type: ignore[attr-defined]
        assert [one["title"] for one in columns] == [one.title for one in register.columns]


def test_choices_worth_reading_stand_one_below_the_other() -> None:
    class Asked(BaseModel):
        answer: OneOf = entry("怎么办？", choices=["A", "B"], labels={"A": "A. 先报批", "B": "B. 先做再说"})

    asked = form(Asked, draft=False)
    box = asked.group.controls["answer"].box
    assert [label for label, _ in box.options] == ["A. 先报批", "B. 先做再说"]
    assert box.value is None
    # One class a word: a browser refuses the whole lot otherwise.
    assert set(box._dom_classes) == {"mk-input", "mk-radio", "mk-options"}
    asked.fill(answer="A. 先报批")
    assert asked.value.answer == "A"


def test_a_model_no_form_can_show_is_refused_with_the_field_named() -> None:
    class Odd(BaseModel):
        pairs: dict[str, int]

    with pytest.raises(MktkitError, match=r"Odd\.pairs"):
        form(Odd, draft=False)
    with pytest.raises(MktkitError, match="最接近的是 title"):
        _claim().fill(titel="x")


def test_it_stands_as_plain_text_too() -> None:
    text = _claim()._repr_mimebundle_()["text/plain"]
    assert "事由：拜访" in text
    assert "交通" in text
    assert "合计：73.00 元" in text
