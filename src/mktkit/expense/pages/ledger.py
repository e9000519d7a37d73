"""Taking exports in by form: drop them, say once what is open, see what counts and what does not, take one back."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar, cast

import ipywidgets as w

from mktkit.errors import FindingsError, MktkitError
from mktkit.expense.ledger.book import (
    Imported,
    OverlapError,
    import_files,
    kept_files,
    undo_import,
)
from mktkit.expense.ledger.files import question_of
from mktkit.expense.ledger.identity import OverlapChoice
from mktkit.expense.ledger.model import Ledger, Unmapped
from mktkit.expense.ledger.reading import read_chosen
from mktkit.expense.ledger.reasons import Reason
from mktkit.expense.ledger.report import (
    aside_rows,
    count_rows,
    overlap_rows,
    reconciliation,
    refused_rows,
    uncategorised_rows,
)
from mktkit.expense.ledger.sources import (
    Answer,
    ExportSource,
    load_sources,
    remember_source,
    signature,
    with_answers,
)
from mktkit.expense.pages.mapping import SourceForm, made_source, source_form
from mktkit.forms import Form, form, upload
from mktkit.forms.drafts.file import person_here
from mktkit.forms.results import plain_text, told_parts, widget_of
from mktkit.forms.widgets.base import Panel
from mktkit.rules import Rules, load_rules

__all__ = ["LedgerDesk", "ledger_desk"]

#: Files and what messages call them.
_Named = Sequence[tuple[Path, str]]
_T = TypeVar("_T")
_LATER = "以后再答"
_UNCHOSEN = "请选"


def _button(title: str, **style: str) -> w.Button:
    return w.Button(description=title, layout=w.Layout(width="max-content"), **style)


def _choice(title: str, options: Sequence[str]) -> w.Dropdown:
    layout = w.Layout(width="auto", max_width="60em")
    return w.Dropdown(
        description=title, options=options, layout=layout, style={"description_width": "initial"}
    )


class LedgerDesk(Panel):
    """Where exports are taken in; made by :func:`ledger_desk`."""

    def __init__(self, rules: Rules | None, folder: Path | None) -> None:
        self._fixed, self._folder = rules, folder
        self._text = ""
        self.files = upload(
            label="把财务系统导出的费用明细拖到这里，可以一次拖几个", accept=[".xlsx", ".xls", ".ods", ".csv"]
        )
        self.mapping: Form[SourceForm] | None = None
        self._headers: tuple[str, ...] = ()
        self._kinds: dict[str, str] = {}
        self._place, self._said = w.VBox(), w.VBox()
        self.remember, self.take = _button("记住这个来源"), _button("导入", button_style="primary")
        self.change = _button("改这些文件的读法")
        #: Reason → what is to be done with its rows.
        self.answers: dict[Reason, w.Dropdown] = {}
        self.answered = _button("记住这些回答")
        self.overlap = _choice("重叠的行", [_UNCHOSEN, "只加新的", "以新的为准", "都是新的"])
        self._asking = w.VBox()
        self.kept, self.reason = _choice("导入过的文件", []), w.Text(description="撤销的理由")
        self.reason.style.description_width = "initial"
        self.undo, self._undoing = _button("撤销这次导入"), w.VBox()
        self._listen()
        self._show_kept()
        super().__init__([self.files, self._place, self._asking, self.take, self._said, self._undoing])
        self.add_class("mk-result")

    def _listen(self) -> None:
        self.files.on_change(self.look)
        for button, work in (
            (self.remember, self.keep),
            (self.take, self.bring),
            (self.change, self.ask_again),
            (self.answered, self.answer),
            (self.undo, self.take_back),
        ):
            button.on_click(lambda _, work=work: work())

    @property
    def _rules(self) -> Rules:
        return self._fixed or load_rules(on=dt.date.today())

    def look(self) -> None:
        """Say what every file is taken for; ask about the first that leaves something open."""
        self._ask(None)
        self._asking.children = ()
        if not self.files.valid:
            self._show({})
            return
        read = self._with_files(
            lambda named: read_chosen(named, self._rules, load_sources(self._folder), {})[0]
        )
        if read is None:
            return
        if read.unmapped:
            self._ask(read.unmapped[0])
            self._show({"": _question(read.unmapped[0])})
            return
        self._kinds = {one.file: one.kind for one in read.counts}
        self._ask_about(read)
        shown: dict[str, object] = {"": "列名都认得，可以导入。"}
        if not read.faults:
            shown["看作什么"] = count_rows(read.counts)
        self._show(shown | _aside(read))

    def keep(self) -> None:
        """Remember how the file is read as the form says it."""
        if self.mapping is None or not self.mapping.reveal():
            return
        try:
            remember_source(made_source(self.mapping.value, self._headers), self._folder)
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
            return
        self.look()

    def ask_again(self) -> None:
        """Show how the first file is read, to be changed."""
        sources = load_sources(self._folder)
        asked = self._with_files(lambda named: question_of(*named[0], sources))
        if asked is not None:
            self._ask(asked)

    def answer(self) -> None:
        """Remember what is to be done with the rows that were asked about."""
        chosen: dict[str, Answer] = {
            reason.value: cast(Answer, box.value)
            for reason, box in self.answers.items()
            if box.value != _LATER
        }
        sources = load_sources(self._folder)
        asked = self._with_files(lambda named: [question_of(path, name, sources) for path, name in named])
        for one in asked or ():
            named = tuple(own for own in one.headers if own)
            new = ExportSource(name=self._kinds.get(one.file, one.file)[:40], headers=named)
            remember_source(with_answers(sources.get(signature(named), new), chosen), self._folder)
        self.look()

    def bring(self) -> None:
        """Take the files into the ledger of this machine."""
        if not self.files.valid:
            self._show({"": "还没有选文件。"}, wrong=True)
            return
        choice = None if self.overlap.value == _UNCHOSEN else cast(OverlapChoice, self.overlap.value)
        try:
            done = self._with_files(lambda named: import_files(named, self._rules, self._folder, choice))
        except OverlapError as problem:
            if self.overlap not in self._asking.children:
                self._asking.children = (*self._asking.children, self.overlap)
            told = "有些行和台账里的重叠，还没有导入。请在上面选怎么办，再点「导入」。"
            self._show({"": told, "重叠的行": overlap_rows(problem.overlaps)}, wrong=True)
            return
        if done is not None:
            self.overlap.value = _UNCHOSEN
            self._asking.children = ()
            self._show_kept()
            self._show(_told(done))

    def take_back(self) -> None:
        """Take an import back, with its reason."""
        name, today = str(self.kept.value), dt.date.today()
        try:
            undo_import(name, self.reason.value, person_here(), today, self._folder)
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
            return
        self.reason.value = ""
        self._show_kept()
        self._show({"": f"已撤销「{name}」的导入，台账里不再有它的行。"})

    def _with_files(self, work: Callable[[_Named], _T]) -> _T | None:
        """Do something with the files as they were dropped; what is wrong is said."""
        try:
            return work([(path, name) for name, path in self.files.value.items()])
        except FindingsError as problem:
            self._show({problem.what: [one.as_row() for one in problem.findings]}, wrong=True)
        except OverlapError:
            raise
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
        return None

    def _ask(self, file: Unmapped | None) -> None:
        """Show the form that says how a file is read, filled with what is known already."""
        if file is None:
            self.mapping, self._place.children = None, ()
            return
        self._headers = file.headers
        known = load_sources(self._folder).get(signature(file.headers))
        value = source_form(file, known)
        self.mapping = form(SourceForm, draft=False, rules=self._rules, title="列名对照", value=value)
        self._place.children = (self.mapping, self.remember)

    def _ask_about(self, read: Ledger) -> None:
        """Ask what is to be done with rows that may be an expense."""
        asked = read.aside[read.aside["asked"].astype(bool)]
        counts = Counter(Reason(str(key)) for key in asked["reason"])
        self.answers = {
            reason: _choice(f"{reason.words}（{count} 行）", [_LATER, "计入", "不计"])
            for reason, count in counts.items()
        }
        boxes = [*self.answers.values(), self.answered] if self.answers else []
        self._asking.children = (*boxes, self.change)

    def _show_kept(self) -> None:
        names = [one.name for one in kept_files(self._folder)]
        self.kept.options = names
        self._undoing.children = (self.kept, self.reason, self.undo) if names else ()

    def _show(self, told: Mapping[str, object], *, wrong: bool = False) -> None:
        parts = told_parts(told, wrong=wrong)
        self._said.children = [widget_of(part) for part in parts]
        self._text = plain_text(parts)

    def __str__(self) -> str:
        return "\n".join(
            [
                str(self.files),
                *([str(self.mapping)] if self.mapping else []),
                f"［{self.take.description}］",
                self._text,
            ]
        ).rstrip()


def _question(file: Unmapped) -> str:
    """Say what is open about a file."""
    if file.unsettled:
        listed = "、".join(file.unsettled)
        return (
            f"「{file.file}」里这些列可能改变正负、单位、税或币种：{listed}。"
            "请在上面写明它是台账的哪一列；确实不用的留空，然后记住。"
        )
    if "费用科目" in file.missing:
        seen = "、".join(file.samples[0][:8]) if file.samples else ""
        return f"「{file.file}」里认不出哪些科目是费用，表里有 {seen}。请在上面写明费用科目的编码开头或名称，然后记住。"
    missing = "、".join(file.missing)
    return f"「{file.file}」里认不出哪一列是{missing}，请在上面对照一次；同样的文件以后不用再对。"


def _aside(read: Ledger) -> dict[str, object]:
    return {"没有计入的和待回答的": aside_rows(read.aside)} if len(read.aside) else {}


def _told(done: Imported) -> dict[str, object]:
    """Return what an import did."""
    shown: dict[str, object] = {}
    if done.again:
        shown["没有变化"] = f"已经导入过：{'、'.join(done.again)}"
    if done.new:
        shown["导入结果"] = count_rows(done.counts)
        shown["核对"] = reconciliation(done.counts)
        if len(done.aside):
            shown["没有计入的和待回答的"] = aside_rows(done.aside)
        shown["退回的行（没有计入）"] = refused_rows(done.refused) or "没有"
        shown["没有归类的"] = uncategorised_rows(done.ledger, 50) or "每一行都归了类"
        if done.notices:
            shown["提示"] = [one.as_row() for one in done.notices]
    return shown


def ledger_desk(rules: Rules | None = None, folder: Path | None = None) -> LedgerDesk:
    """Return the place where exports are taken into the ledger.

    Parameters
    ----------
    rules
        For the categories; default those in force today.
    folder
        Where ledger and sources stand; default the user's data folder.

    Notes
    -----
    制度 6.1.1, 6.1.2.
    """
    return LedgerDesk(rules, folder)
