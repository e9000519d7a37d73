"""The words of the records: who acts, what a document's version holds, the steps it goes through."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast

from mktkit.errors import MktkitError, show
from mktkit.people import person_key

if TYPE_CHECKING:
    from mktkit.rules import Rules

__all__ = [
    "ACTION_TITLES",
    "CLOSED",
    "FINAL",
    "SELF_DECLARED",
    "STATUS_TITLES",
    "Action",
    "Actor",
    "Attachment",
    "Draft",
    "Status",
    "Step",
    "canonical",
    "plain_text",
]

#: What every output says beside a person: nobody has checked who sat at the keyboard.
SELF_DECLARED = "本机自报"

Action = Literal["save", "submit", "approve", "return", "reject", "withdraw", "lock", "correct", "void"]
Status = Literal[
    "draft", "pending", "returned", "withdrawn", "approved", "locked", "filed", "rejected", "void"
]  # fmt: skip

ACTION_TITLES: dict[Action, str] = {
    "save": "保存",
    "submit": "提交",
    "approve": "通过",
    "return": "退回",
    "reject": "不同意",
    "withdraw": "撤回",
    "lock": "锁定",
    "correct": "更正",
    "void": "作废",
}
STATUS_TITLES: dict[Status, str] = {
    "draft": "草稿",
    "pending": "审批中",
    "returned": "已退回",
    "withdrawn": "已撤回",
    "approved": "已通过",
    "locked": "已锁定",
    "filed": "已归档",
    "rejected": "未同意",
    "void": "已作废",
}

#: A document in one of these changes by a correction alone.
FINAL: frozenset[Status] = frozenset({"approved", "locked", "filed"})

#: A document in one of these has come to its end: it holds nothing and is never changed.
CLOSED: frozenset[Status] = frozenset({"rejected", "void"})

_MAX_BODY = 5 * 1024 * 1024
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_DOCUMENT = re.compile(r"\w[\w.·-]{0,79}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def canonical(value: object) -> str:
    """Return `value` as JSON in the one spelling that is hashed: keys sorted, no spaces, no NaN.

    Examples
    --------
    >>> canonical({"月": "2026-10", "a": 1})
    '{"a":1,"月":"2026-10"}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain_text(value: object, what: str, most: int, *, blank: bool = True) -> str:
    """Return `value` if it can be kept as it is in every database, else say what is wrong with it."""
    if not isinstance(value, str) or _FORBIDDEN.search(value):
        raise MktkitError(f"{what}里有不能保存的字符", "应为普通文字", "重新输入这一项", where=what)
    if len(value) > most:
        raise MktkitError(f"{what}有 {len(value)} 个字", f"最多 {most} 个字", "写短一些", where=what)
    if not blank and not value.strip():
        raise MktkitError(f"{what}是空白", f"{what}必填", "填好后重试", where=what)
    return value


def _shaped(pattern: re.Pattern[str], value: object, what: str, want: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise MktkitError(f"{what}写成了{show(value)}", want, "改好后重试", where=what)


@dataclass(frozen=True)
class Actor:
    """A person who does something, with every post they hold; on one's own machine declared, not checked.

    Examples
    --------
    >>> Actor("M001", "王敏", ("营销经理",)).label
    '王敏（M001）'
    """

    person_id: str
    name: str
    posts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        plain_text(self.person_id, "工号", 40, blank=False)
        plain_text(self.name, "姓名", 60, blank=False)
        for post in self.posts:
            plain_text(post, "岗位", 40, blank=False)

    @property
    def key(self) -> str:
        """What tells them from everybody else: one person however the number is written."""
        return person_key(self.person_id)

    @property
    def label(self) -> str:
        """Name and number, as outputs print them."""
        return f"{self.name}（{self.person_id}）"


@dataclass(frozen=True)
class Step:
    """One step of a document's approval chain: what is done, by whom, and the post that means here."""

    step: str
    by: str
    post: str

    def __post_init__(self) -> None:
        for value in (self.step, self.by, self.post):
            plain_text(value, "审批步骤", 40, blank=False)


@dataclass(frozen=True)
class Attachment:
    """A file kept by its content: the name is data only, nothing is ever opened by it."""

    name: str
    sha256: str
    size: int

    def __post_init__(self) -> None:
        if "/" in plain_text(self.name, "附件名", 200, blank=False) or "\\" in self.name:
            raise MktkitError(f"附件名是{show(self.name)}", "应只有文件名，不带文件夹", "去掉前面的文件夹")
        _shaped(_SHA256, self.sha256, "附件的指纹", "应为 64 位十六进制")
        if not isinstance(self.size, int) or self.size < 0:
            raise MktkitError(f"附件大小是{show(self.size)}", "应为不小于 0 的整数", "重新添加附件")


@dataclass(frozen=True)
class Draft:
    """A document's content as it is to be saved; made by :meth:`of`.

    Attributes
    ----------
    document
        Id of the document; empty for a new one, the store then gives it one.
    kind
        Kind of document in English, e.g. ``expense_claim``.
    title
        What people call it, e.g. 「10 月差旅报销」.
    body
        Content as canonical JSON text.
    clause
        Clause whose approval chain it follows; empty when it follows none.
    chain
        That chain, with 部门负责人 turned into the post.
    subject_person
        Number of the person it is about (被考核人), empty when it is about nobody.
    department
        Whose document it is; decides who is 部门负责人.
    fingerprint, edition
        The rules it was made by.
    """

    document: str
    kind: str
    title: str
    body: str
    clause: str
    chain: tuple[Step, ...]
    subject_person: str
    department: str
    fingerprint: str
    edition: str
    attachments: tuple[Attachment, ...] = ()

    def __post_init__(self) -> None:
        if self.document:
            _shaped(
                _DOCUMENT, self.document, "单据编号", "应为字母、汉字、数字和 - . · _，最多 80 个，不留空格"
            )
        _shaped(_KIND, self.kind, "单据种类", "应为小写英文，如 expense_claim")
        plain_text(self.title, "标题", 200, blank=False)
        for value, what in ((self.clause, "条款"), (self.subject_person, "被考核人"), (self.department, "部门"),
                            (self.fingerprint, "规则指纹"), (self.edition, "规则版本")):  # fmt: skip
            plain_text(value, what, 80)
        if len(self.body.encode("utf-8", "replace")) > _MAX_BODY:
            raise MktkitError("单据内容超过 5 MB", "正文最多 5 MB", "大的资料改放附件", where=self.title)

    @classmethod
    def of(
        cls,
        rules: Rules,
        *,
        kind: str,
        title: str,
        body: object,
        document: str = "",
        clause: str = "",
        department: str = "",
        subject_person: str = "",
        attachments: tuple[Attachment, ...] = (),
    ) -> Draft:
        """Make a draft by `rules`: its chain, fingerprint and edition come from them.

        Parameters
        ----------
        rules
            The rules by which the content was made.
        body
            A pydantic model, or anything JSON can hold (dates and decimals become text).
        kind, title, document, clause, department, subject_person, attachments
            See the class.

        Raises
        ------
        MktkitError
            A value cannot be kept, or the chain needs a department that the rules do not know.

        Examples
        --------
        >>> from datetime import date
        >>> from mktkit.rules import load_rules
        >>> rules = load_rules(on=date(2026, 10, 1), company=None)
        >>> claim = Draft.of(rules, kind="expense_claim", title="差旅报销", body={"金额": 12000},
        ...                  clause="6.2.1", department="销售部")
        >>> [(step.step, step.by, step.post) for step in claim.chain]
        [('审核签字', '部门负责人', '营销经理'), ('审核', '财务部门', '财务部门')]
        """
        from pydantic_core import PydanticSerializationError, to_jsonable_python

        try:
            text = canonical(to_jsonable_python(body, inf_nan_mode="constants"))
            text.encode()
        except (PydanticSerializationError, TypeError, ValueError):
            raise MktkitError(
                "单据内容里有不能保存的值", "应为文字、数、日期、列表或表单", "检查填写的内容", where=title
            ) from None
        return cls(
            document=document,
            kind=kind,
            title=title,
            body=text,
            clause=clause,
            chain=_resolve(rules, clause, department),
            subject_person=subject_person,
            department=department,
            fingerprint=rules.fingerprint,
            edition=rules.edition,
            attachments=attachments,
        )


def _resolve(rules: Rules, clause: str, department: str) -> tuple[Step, ...]:
    if not clause:
        return ()
    rules.clause(clause)
    heads: Mapping[str, str] = cast(Mapping[str, str], rules.expense.department_head)
    steps = []
    for step in rules.approval(clause):
        if step.by == "部门负责人" and department not in heads:
            raise MktkitError(
                f"部门是{show(department)}", "应为：" + "、".join(heads), "填上经办人所在的部门", where="部门"
            )
        steps.append(Step(step.step, step.by, heads[department] if step.by == "部门负责人" else step.by))
    return tuple(steps)
