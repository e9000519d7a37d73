"""A person's 绩效考核表 as a Word file: the figures with their rules, room for the talk, lines to sign."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Literal

from mktkit.appraisal.model import AppraisalResult, KpiScore, MembershipScore, PersonScore
from mktkit.appraisal.report import number, only_person, quantity
from mktkit.errors import MktkitError
from mktkit.office.document import (
    Block,
    Document,
    Entry,
    Fields,
    Heading,
    Paragraph,
    Run,
    Signatures,
    Table,
    TableColumn,
)
from mktkit.office.word import write_word
from mktkit.rules import SAMPLE_LABEL, Rules
from mktkit.rules.subjects import Kpi, without_base

__all__ = ["person_sheet", "scoring_rule", "write_sheet"]


def scoring_rule(kpi: Kpi) -> str:
    """Return in words how a KPI is scored.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> rules = load_rules(on=dt.date(2026, 10, 1), company=None)
    >>> scoring_rule(rules.appraisal.kpi["5.1.1.a"])
    '按完成率（实际÷目标）：60%→0 分，80%→60 分，100%→100 分；两点之间按直线，两头持平'
    """
    by_attainment = kpi.reads == "attainment"
    unit = "%" if by_attainment or kpi.unit == "%" else f" {kpi.unit}"
    points = "，".join(f"{_plain(x)}{unit}→{_plain(y)} 分" for x, y in kpi.curve)
    between = "取不超过实际的最后一点" if kpi.kind == "step" else "两点之间按直线，两头持平"
    what = "按完成率（实际÷目标）" if by_attainment else "按实际值"
    lower = "，越低越好" if kpi.direction == "lower" else ""
    return f"{what}{lower}：{points}；{between}"


def _plain(value: Decimal | int | float) -> str:
    return f"{Decimal(str(value)).normalize():f}"


def person_sheet(
    result: AppraisalResult, rules: Rules, employee_id: str, *, supervisor: str = ""
) -> Document:
    """Return one person's sheet as a document.

    Parameters
    ----------
    result
        A scored month.
    rules
        The rules it was scored by.
    employee_id
        Whose.
    supervisor
        直接上级; empty leaves it to be written in.

    Returns
    -------
    Document
        Nobody else's figures and no bonus are in it.

    Raises
    ------
    MktkitError
        Nobody of that 工号 in this month, or the person is not appraised in it.

    Notes
    -----
    制度 5.1–5.2.
    """
    person = only_person(result, employee_id).people[0]
    period = result.period
    if person.status == "不考核":
        raise MktkitError(
            f"{person.employee_id} {person.name} {period.month} 不考核（{person.note}）",
            "应为当月参加考核的人",
            "不用写考核表",
        )
    blocks: list[Block] = [_whose(person, result, supervisor), *_scores(person)]
    if person.kpis:
        blocks += [Heading("二、计分口径", 2, numbered=False), _basis(person, rules)]
    blocks += [
        Heading("三、面谈" if person.kpis else "二、面谈", 2, numbered=False),
        _TALK,
        Signatures(("被考核人", "直接上级", "部门负责人", "营销经理")),
        Paragraph(
            f"依据：{rules.cite('5.1')}；规则指纹 {result.fingerprint[:12]}。得分、总分四舍五入到两位小数，印出来的数就是下一步用的数。"
            "自评、加减分、面谈各栏由本人和上级手写或在 Word 里填。",
            "note",
        ),
    ]
    return Document(
        f"{period.month} 绩效考核表",
        tuple(blocks),
        company="",
        date=period.last,
        version=result.edition,
        notice=SAMPLE_LABEL if result.sample else "",
        cover=False,
        contents=False,
    )


#: What is filled in by hand when the month is talked over.
_TALK = Fields(
    (
        *(Entry(label, height=1.5) for label in ("加减分及证据", "亮点", "不足", "改进措施", "下期目标")),
        Entry("面谈时间"),
        Entry("申诉期限"),
        Entry("员工意见", "□ 同意　　□ 有异议，申诉理由：", height=1.5),
    )
)


def _whose(person: PersonScore, result: AppraisalResult, supervisor: str) -> Fields:
    period = result.period
    return Fields(
        (
            Entry("编号", f"KH-{period.month}-{person.employee_id}"),
            Entry("考核期间", f"{period.first} 至 {period.last}"),
            Entry("被考核人", f"{person.name}（{person.employee_id}）"),
            Entry("部门、岗位", f"{person.department}　{person.post}"),
            Entry("直接上级", supervisor),
            Entry("当月在岗", f"{person.days} 天（当月 {period.days} 天）"),
        )
    )


def _scores(person: PersonScore) -> list[Block]:
    head: list[Block] = [Heading("一、得分", 2, numbered=False)]
    total = f"{person.total}" if person.total is not None else person.status
    stays = [one for one in person.memberships if one.kpis]
    for one in stays:
        if len(person.memberships) > 1:
            head.append(Paragraph(f"{one.department} {one.first} 至 {one.last}（在岗 {one.present} 天）"))
        head.append(_kpis(one))
    entries = [Entry("总分", (Run(total, bold=True),)), Entry("等级", (Run(person.grade or "—", bold=True),))]
    if person.note:
        entries.append(Entry("说明", person.note, height=0.6))
    return [*head, Fields(tuple(entries))]


def _kpis(stay: MembershipScore) -> Table:
    titles = ("条款", "指标", "目标", "实际", "完成率", "得分", "权重", "加权得分", "自评")
    sides: dict[str, Literal["left", "right"]] = {"条款": "left", "指标": "left", "自评": "left"}
    rows = [
        (
            kpi.clause,
            kpi.title,
            quantity(kpi.target, kpi.unit),
            quantity(kpi.actual, kpi.unit),
            "—" if kpi.attainment is None else f"{number(kpi.attainment)}%",
            _score(kpi),
            _plain(kpi.weight),
            "—" if kpi.score is None else _plain(kpi.weighted),
            "",
        )
        for kpi in stay.kpis
    ]
    weights = sum((kpi.counted_weight for kpi in stay.kpis), Decimal(0))
    weighted = sum((kpi.weighted for kpi in stay.kpis), Decimal(0))
    notes = "；".join(f"{kpi.clause} {kpi.note}" for kpi in stay.kpis if kpi.note)
    settled = stay.total is not None
    if settled:
        rows.append(("合计", "", "", "", "", "", _plain(weights), _plain(weighted), ""))
    summed = (
        f"总分＝加权得分合计 {_plain(weighted)} ÷ 计入的权重 {_plain(weights)} ＝ {stay.total}。"
        if settled
        else ""
    )
    columns = tuple(
        TableColumn(title, sides.get(title, "right"), 1.3 if title == "自评" else None) for title in titles
    )
    return Table(columns, tuple(rows), note=summed + (f"{notes}。" if notes else ""), total=settled)


def _score(kpi: KpiScore) -> str:
    if kpi.state == "measured":
        return f"{kpi.score}"
    word = without_base(kpi.state, "计")
    return word if kpi.score is None else f"{kpi.score}（{word}）"


def _basis(person: PersonScore, rules: Rules) -> Table:
    """Return how each KPI is scored, and on how many rows it rests."""
    rows = []
    for kpi in person.kpis:
        rule = rules.appraisal.kpi[kpi.clause]
        sources = "、".join(_sources(rules, kpi.clause)) or "登记表"
        rows.append((kpi.clause, kpi.title, sources, kpi.rows, scoring_rule(rule)))
    columns = (
        TableColumn("条款"),
        TableColumn("指标"),
        TableColumn("数据来源"),
        TableColumn("依据行数"),
        TableColumn("评分规则"),
    )
    return Table(columns, tuple(rows))


def _sources(rules: Rules, clause: str) -> list[str]:
    """Return the titles of the registers that carry a clause out."""
    from mktkit.registers import REGISTERS

    names = [
        one.removeprefix("register:")
        for one in rules.clause(clause).carried_out_by
        if one.startswith("register:")
    ]
    return [f"《{REGISTERS[name].title}》" for name in names if name in REGISTERS]


def write_sheet(
    result: AppraisalResult,
    rules: Rules,
    employee_id: str,
    *,
    supervisor: str = "",
    template: Path | Literal["default"] | None = "default",
) -> bytes:
    """Return one person's sheet as a .docx; parameters as of :func:`person_sheet` and :func:`mktkit.office.word.write_word`."""
    return write_word(person_sheet(result, rules, employee_id, supervisor=supervisor), template=template)
