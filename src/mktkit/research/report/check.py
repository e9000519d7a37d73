"""Whether a report is complete: the regulation's six sections, evidence of each finding, what a reader must be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from mktkit.errors import LEVEL_TITLES, QUOTED, Finding, MktkitError, closest, fault, notice
from mktkit.office.charts import picture
from mktkit.research.report.figures import figures_of
from mktkit.research.report.material import Material
from mktkit.research.report.model import SECTIONS, FiledReport, ReportFinding, ResearchReport, names_in
from mktkit.research.report.text_check import check_figures

__all__ = ["check_report", "finding_rows"]

#: Fewer answers than these carry no percentages.
_FEW = 30

#: Item every report owes its reader → why.
_ALWAYS = {
    "sponsor": "读者要知道谁出的钱、谁要的结果",
    "conducted_by": "读者要知道谁做的",
    "limits": "结果不能说明什么，要由作者说",
}
#: … and what it owes when people were asked.
_SURVEY = {
    "universe": "结果说的是哪些人、哪些单位",
    "sampling": "样本怎么来的，决定能不能推断总体",
    "sample_size": "多少份有效答卷",
    "modes": "怎样访问的",
    "started_on": "什么时候开始访问",
    "ended_on": "什么时候结束访问",
    "response_rate": "多少人没有回答",
    "weighting": "有没有加权、按什么加权",
    "error": "数字可能差多少",
    "questionnaire": "问题原来是怎么问的",
}


def check_report(
    report: ResearchReport, material: Material | None = None, earlier: Sequence[FiledReport] = ()
) -> list[Finding]:
    """Return what a report lacks (faults: it cannot be handed in) and what is worth a look (notices).

    Parameters
    ----------
    report
        The report.
    material
        What it stands on.
    earlier
        Earlier versions, the oldest first.

    Notes
    -----
    制度 3.1.4: 引言、调研目的、方法、主要发现、结论、建议. The items disclosed are those that the ICC/ESOMAR International Code
    (2016, publishing findings) and the AAPOR Code of Professional Ethics and Practices (standards for disclosure) ask of a
    published survey.
    """
    given = material or Material()
    found = [*_sections(report), *_disclosed(report)]
    try:
        figures = figures_of(given.analyses, report)
    except MktkitError as problem:
        return [*found, fault(problem.what, problem.want, problem.mend, file=problem.where)]
    for place, one in _placed(report):
        found += _finding(place, one, given)
    found += _unplaced(report, given)
    for place, one in _placed(report):
        found += _picture(place, one, given.pictures)
    found += check_figures(report, figures, earlier)
    for analysis in given.analyses:
        found += [notice(warning, file=f"分析「{analysis.title}」") for warning in analysis.warnings]
    return sorted(found, key=lambda one: one.level != "fault")


def _placed(report: ResearchReport) -> Iterator[tuple[str, ReportFinding]]:
    """Yield each finding with its place as messages call it."""
    for at, one in enumerate(report.findings, 1):
        yield f"主要发现 第 {at} 条", one


def finding_rows(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Return findings as rows that a form shows."""
    return [
        {
            "级别": LEVEL_TITLES[one.level],
            "哪里": one.where,
            "是什么": one.what,
            "应该怎样": one.want,
            "怎么改": one.mend,
        }
        for one in findings
    ]


def _sections(report: ResearchReport) -> Iterator[Finding]:
    if report.written_on is None:
        yield fault("没有写日期", "报告要有日期", "补上", file="日期")
    for name, title in SECTIONS.items():
        if name == "findings":
            if not report.findings:
                yield fault("主要发现一条也没有", "至少一条（3.1.4）", "在“主要发现”里加一行", file=title)
        elif not getattr(report, name).strip():
            yield fault(f"{title}是空的", "六个部分都要写（3.1.4）", "补上这一部分", file=title)
    answered = {one.answers for one in report.findings}
    for at, question in enumerate(report.questions, 1):
        if at not in answered:
            yield notice(
                f"第 {at} 个问题没有发现来回答：{question[:40]}",
                "调研目的里提的问题都要有回答",
                "在回答它的发现里填上序号",
                file="调研目的",
            )
    for place, one in _placed(report):
        if one.answers is not None and one.answers > len(report.questions):
            yield fault(
                f"写的是回答第 {one.answers} 个问题，问题只有 {len(report.questions)} 个",
                "应为“要回答的问题”里的序号",
                "改正序号",
                file=place,
            )


def _disclosed(report: ResearchReport) -> Iterator[Finding]:
    given = report.disclosure
    owed = _ALWAYS | (_SURVEY if given.survey else {})
    for name, why in owed.items():
        value = getattr(given, name)
        if value is None or value == [] or (isinstance(value, str) and not value.strip()):
            title = type(given).model_fields[name].title
            yield fault(f"没有写{title}", why, "补上；确实没有的写明“无”和原因", file="披露项")
    if given.survey and given.started_on and given.ended_on and given.ended_on < given.started_on:
        yield fault(
            f"实施结束 {given.ended_on} 早于开始 {given.started_on}",
            "结束应不早于开始",
            "核对两个日期",
            file="披露项",
        )
    if given.survey and given.sample_size is not None and given.sample_size < _FEW:
        yield notice(
            f"有效样本只有 {given.sample_size} 份",
            f"少于 {_FEW} 份不宜写百分比",
            "写人数，或说明只是访谈所得",
            file="披露项",
        )


def _finding(place: str, one: ReportFinding, material: Material) -> Iterator[Finding]:
    titles = {analysis.title: analysis for analysis in material.analyses}
    cited, shown = names_in(one.sources), names_in(one.shows)
    if not one.text.strip():
        yield fault("只有标题，没有内容", "写明发现了什么、凭什么", "补上内容", file=place)
    if not cited:
        yield notice(
            "没有写来源",
            "每条发现都要有来源",
            "填《信息来源》里的来源号；报告里会标明“未注明来源”",
            file=place,
        )
    if one.strength is None:
        yield notice("没有写证据强弱", "应为强、中、弱", "按报告附录里的说明选一个", file=place)
    for name in shown:
        if name not in titles:
            yield fault(
                f"没有叫「{name}」的分析",
                "可写：" + ("、".join(titles) or "还没有分析"),
                closest(name, titles, "改掉或删去", written=QUOTED),
                file=place,
            )
    yield from _unknown_sources(place, cited, material)
    counted = [titles[name].n or 0 for name in shown if name in titles]
    if one.strength == "强" and len(cited) < 2 and max(counted, default=0) < _FEW:
        yield notice(
            "写的是强，来源却不到两个，也没有够大的样本",
            "强：两个以上独立来源一致，或随机样本并给出误差",
            "补来源，或改为中、弱",
            file=place,
        )


def _unknown_sources(place: str, cited: Sequence[str], material: Material) -> Iterator[Finding]:
    if material.sources is None:
        return
    for source in cited:
        if source not in material.sources:
            yield fault(
                f"《信息来源》里没有来源号「{source}」",
                "应为登记过的来源（3.1.2）",
                closest(source, material.sources, "先登记这个来源"),
                file=place,
            )


def _unplaced(report: ResearchReport, material: Material) -> Iterator[Finding]:
    """Say which results stand in no finding."""
    shown = {name for one in report.findings for name in names_in(one.shows)}
    for analysis in material.analyses:
        if analysis.title not in shown:
            yield notice(
                f"分析「{analysis.title}」没有放进任何一条发现",
                "图表应放在说到它的地方",
                "在那条发现的“放哪些分析”里写上；不写就放在附录",
                file="主要发现",
            )


def _picture(place: str, one: ReportFinding, pictures: Mapping[str, bytes]) -> Iterator[Finding]:
    name = one.picture.strip()
    if not name:
        return
    if name not in pictures:
        yield fault(
            f"没有拖进来叫「{name}」的图片",
            "可写：" + ("、".join(pictures) or "还没有图片"),
            closest(name, pictures, "把图片拖进来", written=QUOTED),
            file=place,
        )
        return
    try:
        picture(pictures[name], one.title, where=name)
    except MktkitError as problem:
        yield fault(problem.what, problem.want, problem.mend, file=f"{place} · {name}")
