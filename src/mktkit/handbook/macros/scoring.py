"""How a KPI is scored, and what a score pays: cards, weights, curves (制度 5.1, 5.3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from mktkit.errors import MktkitError, closest
from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.curve import picture
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join, table
from mktkit.handbook.macros.registers import register_address, register_title
from mktkit.handbook.macros.values import Found, sample_mark, sample_note
from mktkit.handbook.macros.words import MISSING, READS, read
from mktkit.rules.subjects import DEPARTMENTS, Kpi, without_base

__all__ = ["coefficient", "kpi", "kpi_registers", "kpi_weights"]

#: Whom the regulation measures where it does not say the department as a whole (制度 5.1.2, 5.1.3).
_MEASURED = {"5.1.2.b": "销售代表", "5.1.3.a": "客服人员", "5.1.3.d": "客服人员"}
_BETWEEN = {"linear": "两点之间按直线折算，两头持平", "step": "取不超过横坐标的最后一档"}


def _kpi_of(book: Book, clause_id: str) -> Kpi:
    held = book.rules.appraisal.kpi
    if book.clause(clause_id).id not in held:
        raise MktkitError(
            f"条款 {clause_id} 不是考核指标",
            "指标的条款号形如 5.1.2.a",
            closest(clause_id, held, "改好后重试"),
        )
    return held[clause_id]


def _with_unit(number: Decimal, unit: str) -> str:
    return f"{read(number)}{'' if unit == '%' else ' '}{unit}"


def _target(book: Book, one: Kpi) -> Html:
    fixed = _with_unit(one.target, one.unit) if one.target is not None else ""
    if not one.target_column:
        return join([fixed or "不设"])
    where = element("a", f"《{register_title('targets')}》", href=book.href(register_address("targets")))
    return join([where, f"的「{one.target_column}」列", f"；没有写的按 {fixed}" if fixed else ""])


def kpi_weights(book: Book, group: str) -> Html:
    """Return the KPIs of a department: weight, target, whom it measures, what happens without a base.

    Raises
    ------
    MktkitError
        `group` is not the clause of a department's KPIs.
    """
    if group not in DEPARTMENTS.values():
        raise MktkitError(
            f"条款 {group} 不是部门指标", f"可写：{'、'.join(DEPARTMENTS.values())}", "改好后重试"
        )
    department = next(name for name, clause in DEPARTMENTS.items() if clause == group)
    held = {clause: one for clause, one in book.rules.appraisal.kpi.items() if clause.startswith(f"{group}.")}
    rows = [_weight_row(book, clause, one) for clause, one in held.items()]
    total = read(sum((one.weight for one in held.values()), Decimal(0)))
    rows.append([element("b", "合计"), element("b", f"{total}%"), "", "", ""])
    drawn = table(
        ["指标", "权重", "目标", "制度写明的考核对象", "没有基数时"],
        rows,
        caption=f"{department}考核指标",
        name="weights",
    )
    sample = any(book.rules.is_sample("appraisal", "kpi", clause) for clause in held)
    return join([drawn, sample_note(book, f"appraisal.kpi[{next(iter(held))}]") if sample else ""])


def _weight_row(book: Book, clause: str, one: Kpi) -> list[object]:
    mark = sample_mark(book, Found("appraisal", ("kpi", clause, "weight"), one.weight, clause))
    return [
        link(book, clause),
        join([f"{read(one.weight)}%", mark]),
        _target(book, one),
        _MEASURED.get(clause, "部门"),
        without_base(one.missing, "按"),
    ]


def kpi_registers(book: Book) -> Html:
    """Return which registers each KPI is computed from, by department."""
    rows: list[list[object] | Html] = []
    for department, group in DEPARTMENTS.items():
        rows.append(join([department]))
        for entry in book.rules.clauses.children(group):
            rows.append([link(book, entry.id), join(_sources(book, entry.carried_out_by), "、")])
    return table(["指标", "登记表"], rows, name="steps")


def kpi(book: Book, clause_id: str) -> Html:
    """Return the card of a KPI: weight, target, curve with its picture, missing base, registers, reason."""
    one = _kpi_of(book, clause_id)
    found = book.clause(clause_id)
    across = f"{READS[one.reads]}（{'%' if one.reads == 'attainment' else one.unit}）"
    facts: list[tuple[str, object]] = [
        ("权重", f"{read(one.weight)}%"),
        ("目标", _target(book, one)),
        (
            "评分",
            f"按{READS[one.reads]}在曲线上读出得分，{_BETWEEN[one.kind]}"
            + ("；越低越好" if one.direction == "lower" else ""),
        ),
        ("没有基数时", MISSING[one.missing]),
    ]
    if one.min_answers > 1:
        facts.append(("有效答卷", f"至少 {one.min_answers} 份，不足视为没有基数"))
    facts.append(("数据来自", join(_sources(book, found.carried_out_by), "、")))
    if one.why:
        facts.append(("为什么", one.why))
    drawn = picture(one.curve, title=_spoken(found.title, across, one), across=across, kind=one.kind)
    points = _points(one.curve, across, "得分")
    return _card(facts, [drawn, points], sample_note(book, f"appraisal.kpi[{clause_id}]"))


def _card(facts: Iterable[tuple[str, object]], shown: Iterable[Html], note: Html) -> Html:
    pairs = (join([element("dt", title), element("dd", content)]) for title, content in facts)
    body = element("div", element("dl", *pairs), element("figure", *shown), class_="kpi-body")
    return element("div", body, note, class_="kpi-card")


def _sources(book: Book, carriers: tuple[str, ...]) -> list[Html]:
    names = [one.removeprefix("register:") for one in carriers if one.startswith("register:")]
    return [
        element("a", f"《{register_title(name)}》", href=book.href(register_address(name))) for name in names
    ]


def _spoken(title: str, across: str, one: Kpi) -> str:
    return f"{title}的评分曲线：" + "，".join(f"{across} {read(x)} 得 {read(y)} 分" for x, y in one.curve)


def _points(curve: tuple[tuple[Decimal, Decimal], ...], across: str, up: str) -> Html:
    head = element("tr", element("th", across, scope="row"), *(element("td", read(x)) for x, _ in curve))
    body = element("tr", element("th", up, scope="row"), *(element("td", read(y)) for _, y in curve))
    return element(
        "div",
        element("table", element("tbody", head, body), class_="data"),
        class_="frame points",
        tabindex="0",
    )


def coefficient(book: Book) -> Html:
    """Return the bonus coefficient: breakpoints and picture."""
    held = book.rules.appraisal.coefficient
    spoken = "奖金系数：" + "，".join(f"{read(x)} 分为 {read(y)}" for x, y in held.curve)
    drawn = picture(held.curve, title=spoken, across="总分", up="系数")
    facts = [("怎样读", "按打印出来的总分读出，两点之间按直线折算，系数本身不再四舍五入")]
    if held.company_plateau:
        facts.append(("持平段", "公司口径"))
    points = _points(held.curve, "总分", "系数")
    return _card(facts, [drawn, points], sample_note(book, "appraisal.coefficient"))
