"""Clauses on a page: heading with its permanent anchor, links, flows, approval chains."""

from __future__ import annotations

from mktkit.errors import MktkitError
from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join, table
from mktkit.handbook.macros.registers import register_address, register_title
from mktkit.registers import REGISTERS
from mktkit.rules import Clause, Rules

__all__ = ["approval", "carriers", "clause", "notebook_button", "steps"]

#: Notebook → what the button that opens it says.
NOTEBOOKS = {
    "appraisal": "考核打分",
    "approvals": "待办",
    "expense_budget": "费用预算",
    "expense_claim": "报销",
    "expense_summary": "费用汇总",
    "onboarding": "入职考试",
    "research_plan": "调研计划",
    "research_analysis": "数据分析",
    "research_report": "调研报告",
    "promotion": "品牌推广",
}
#: Where the form for people is another notebook than the one that shows the steps.
_FORMS = {"appraisal": "appraisal_form"}
#: Title of the questions that teach a clause; paper has none.
_PRACTICE = "自测"
_START_FIRST = "请先在项目文件夹里运行 启动.bat（或 python run.py）"


def clause(book: Book, clause_id: str) -> str:
    """Return the heading of a clause, and beneath it who does it, who approves, what records it.

    Raises
    ------
    MktkitError
        No such clause, or it is registered on another page: an anchor must never move.
    """
    found = book.clause(clause_id)
    if not book.here().startswith(f"rules/{found.page}/"):
        raise MktkitError(
            f"条款 {found.id} 写在了 {book.here()}",
            f"条款登记册把它放在 rules/{found.page}",
            "移到那一页，或改登记册",
        )
    level = found.id.count(".") - _top(book.rules, found.page).id.count(".") + 1
    number = element("span", found.id, class_="clause-id")
    heading = f"{'#' * level} {number} {join([found.title])} {{ #{found.anchor} .clause }}"
    return f"\n\n{heading}\n\n{_meta(book, found)}\n\n"


def _top(rules: Rules, page: str) -> Clause:
    """Return the clause a page begins with; the register is in the regulation's order."""
    return next(entry for entry in rules.clauses.values() if entry.page == page)


def _meta(book: Book, found: Clause) -> Html:
    facts: list[tuple[str, object]] = []
    if found.who:
        facts.append(("责任", found.who + ("（制度未写明，按 2.2 职责推定）" if found.inferred else "")))
    if chain := book.rules.approval(found.id):
        facts.append(("审批", " → ".join(f"{step.by}{step.step}" for step in chain)))
    if found.form:
        facts.append(("记录", found.form))
    facts += carriers(book, found)
    written = [
        element(
            "span",
            element("b", title),
            " ",
            content,
            class_="fact on-screen" if title == _PRACTICE else "fact",
        )
        for title, content in facts
    ]
    # Search would find every clause by its keeper, and show these words instead of the clause's own.
    return element(
        "div",
        *written,
        *_page_buttons(book, found),
        _kept(book, found),
        class_="clause-meta",
        data_search_exclude=True,
    )


def _kept(book: Book, found: Clause) -> Html:
    """Return whom the clause obliges, since when it stands so, who keeps it, and when that was last done."""
    since = book.rules.in_force_since(found.id)
    facts = [
        ("适用", "、".join(found.binds)),
        ("生效", f"{since} 起" if since else "示例版"),
        ("维护", found.owner),
        ("复核", f"{found.last_reviewed}"),
    ]
    written = [element("span", element("b", title), " ", content, class_="fact") for title, content in facts]
    if found.is_overdue(book.rules.on):
        late = f"逾期未复核，应在 {found.review_due} 前由{found.owner}重读"
        written.append(element("span", late, class_="badge overdue"))
    return element("div", *written, _cite_button(book, found), class_="clause-kept")


def _cite_button(book: Book, found: Clause) -> Html:
    citation = found.cite(book.rules.edition)
    return element(
        "button",
        "复制引用",
        type="button",
        class_="cite",
        data_cite=citation,
        data_anchor=found.anchor,
        aria_label=f"复制引用：{citation}",
    )


def carriers(book: Book, found: Clause) -> list[tuple[str, Html]]:
    """Return what carries a clause out: forms and checks, the metric that measures it, the questions that teach it.

    Raises
    ------
    MktkitError
        The register of clauses names something that is not there.
    """
    shown: dict[str, list[Html]] = {}
    for name in found.carried_out_by:
        title, one = _carrier(book, name)
        shown.setdefault(title, []).append(one)
    if asked := book.quiz.questions_for(found.id):
        shown[_PRACTICE] = [element("a", f"{len(asked)} 题", href=book.href(asked[0].url))]
    return [(title, join(ones, "、")) for title, ones in shown.items()]


def _carrier(book: Book, name: str) -> tuple[str, Html]:
    kind, _, which = name.partition(":")
    match kind:
        case "register" if which in REGISTERS:
            return "落实", element(
                "a", f"《{register_title(which)}》", href=book.href(register_address(which))
            )
        case "notebook" if which in NOTEBOOKS:
            return "落实", element("a", NOTEBOOKS[which], href=book.href(f"toolkit/{which}/"))
        case "metric":
            return "考核", link(book, which)
    raise MktkitError(
        f"条款登记册里的「{name}」不知道是什么",
        "应写成 register:登记表、notebook:笔记本 或 metric:条款号",
        "改好 clauses.yaml 后重试",
    )


def notebook_button(book: Book, *names: str) -> Html:
    """Return the buttons that open notebooks; without a server behind the page they say how to start one.

    Raises
    ------
    MktkitError
        No such notebook.
    """
    return element(
        "span", "打开", join(map(_notebook, names), "、"), f"：{_START_FIRST}", class_="open-notebook"
    )


def _notebook(name: str) -> Html:
    if name not in NOTEBOOKS:
        raise MktkitError(f"没有笔记本「{name}」", f"可写：{'、'.join(NOTEBOOKS)}", "改好后重试")
    return element(
        "span",
        NOTEBOOKS[name],
        data_notebook=f"{name}.ipynb",
        data_form=f"{_FORMS.get(name, name)}.ipynb",
        data_label=f"打开{NOTEBOOKS[name]}",
        data_lab="在工作台打开",
    )


def _page_buttons(book: Book, found: Clause) -> list[Html]:
    """Return, on a page's first clause, the buttons of the notebooks that carry out something on the page."""
    if found != _top(book.rules, found.page):
        return []
    carriers = (
        one
        for entry in book.rules.clauses.values()
        if entry.page == found.page
        for one in entry.carried_out_by
    )
    names = dict.fromkeys(one.removeprefix("notebook:") for one in carriers if one.startswith("notebook:"))
    return [notebook_button(book, *names)] if names else []


# -- flows -------------------------------------------------------------------------------------------


def approval(book: Book, clause_id: str) -> Html:
    """Return the approval chain of a clause as ordered steps.

    Raises
    ------
    MktkitError
        The clause asks for no approval.
    """
    found = book.clause(clause_id)
    chain = book.rules.approval(found.id)
    if not chain:
        raise MktkitError(
            f"条款 {found.id} 没有审批顺序",
            "只有规则里写明审批的条款才能列出",
            "去掉这个宏，或在规则里补上审批",
        )
    first = f"{found.who}（提交）" if found.who else "提交"
    entries = [first, *(f"{step.by}（{step.step}）" for step in chain)]
    return element("ol", *(element("li", entry) for entry in entries), class_="chain")


def steps(book: Book, clause_id: str) -> Html:
    """Return a flow at a glance: a strip of its steps, and a table of who does, who approves, what form.

    Raises
    ------
    MktkitError
        The clause has no steps.
    """
    found = book.clause(clause_id)
    entries = book.rules.clauses.children(found.id)
    if not entries:
        raise MktkitError(f"条款 {found.id} 下面没有步骤", "应写流程的条款号，如 3.1", "改好后重试")
    strip = element(
        "ol",
        *(element("li", _stop(book, entry)) for entry in entries),
        class_="flow",
        aria_label=f"{found.title}的步骤",
    )
    rows = [
        [
            link(book, entry.id),
            (entry.who or "—") + ("（推定）" if entry.inferred else ""),
            " → ".join(f"{step.by}{step.step}" for step in book.rules.approval(entry.id)) or "—",
            entry.form or "—",
        ]
        for entry in entries
    ]
    return join([strip, table(["步骤", "谁做", "谁审批", "表单"], rows, name="steps")])


def _stop(book: Book, entry: Clause) -> Html:
    return element("a", element("b", entry.title), element("span", entry.id), href=book.href(entry.url))
