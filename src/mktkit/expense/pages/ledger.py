"""Taking exports in by form: drop them, name the columns once, see what was used and what was refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import ipywidgets as w
from pydantic import BaseModel

from mktkit.errors import FindingsError, MktkitError
from mktkit.expense.ledger.book import import_files
from mktkit.expense.ledger.finance import FINANCE
from mktkit.expense.ledger.model import Unmapped
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.report import count_rows, reconciliation, refused_rows, uncategorised_rows
from mktkit.expense.ledger.sources import (
    DateStyle,
    NumberStyle,
    load_sources,
    make_source,
    remember_source,
)
from mktkit.forms import Form, entry, form, upload
from mktkit.forms.results import Part, message, parts_of, plain_text, widget_of
from mktkit.forms.widgets.base import Panel
from mktkit.rules import Rules, load_rules

__all__ = ["HeaderLine", "LedgerDesk", "SourceForm", "ledger_desk"]

_STANDARD = [one.title for one in FINANCE.columns]


#: Files and what messages call them.
_Named = Sequence[tuple[Path, str]]
_T = TypeVar("_T")


class HeaderLine(BaseModel):
    """One column of the file."""

    own: str = entry("文件里的列名")
    sample: str = entry("头几行的内容", default="")
    standard: str | None = entry("是台账的哪一列", choices=_STANDARD, default=None, help="不用的留空")


class SourceForm(BaseModel):
    """Which column of the file is which of the ledger; remembered for every file with these headers."""

    name: str = entry("来源名称", example="用友", min_length=1, max_length=40)
    dates: DateStyle = entry("日期写法", default="年-月-日", help="05/03/2026 是 5 月还是 3 月，程序不猜")
    numbers: NumberStyle = entry("数字写法", default="1,234.56")
    lines: list[HeaderLine] = entry("列名对照", default=list)


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
        self._place = w.VBox()
        self.remember = w.Button(description="记住这个来源", layout=w.Layout(width="max-content"))
        self.take = w.Button(description="导入", button_style="primary", layout=w.Layout(width="max-content"))
        self._said = w.VBox()
        self.files.on_change(self.look)
        self.remember.on_click(lambda _: self.keep())
        self.take.on_click(lambda _: self.bring())
        super().__init__([self.files, self._place, self.take, self._said])
        self.add_class("mk-result")

    @property
    def _rules(self) -> Rules:
        return self._fixed or load_rules(on=dt.date.today())

    def look(self) -> None:
        """Say whether every file is understood; ask for the columns of the first that is not."""
        self._ask(None)
        if not self.files.valid:
            self._show({})
            return
        strange = self._with_files(
            lambda named: read_ledger(named, self._rules, load_sources(self._folder)).unmapped
        )
        if strange:
            self._ask(strange[0])
            missing = "、".join(strange[0].missing)
            self._show(
                {
                    "": f"「{strange[0].file}」里认不出哪一列是{missing}，请在上面对照一次；同样的文件以后不用再对。"
                }
            )
        elif strange is not None:
            self._show({"": "列名都认得，可以导入。"})

    def keep(self) -> None:
        """Remember the columns as they are named in the form."""
        if self.mapping is None or not self.mapping.reveal():
            return
        value = self.mapping.value
        named = {line.own: line.standard for line in value.lines if line.standard}
        ignored = [line.own for line in value.lines if not line.standard]
        try:
            made = make_source(value.name, self._headers, named, ignored, value.dates, value.numbers)
            remember_source(made, self._folder)
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
            return
        self.look()

    def bring(self) -> None:
        """Take the files into the ledger of this machine."""
        if not self.files.valid:
            self._show({"": "还没有选文件。"}, wrong=True)
            return
        done = self._with_files(lambda named: import_files(named, self._rules, self._folder))
        if done is None:
            return
        shown: dict[str, object] = {}
        if done.again:
            shown["没有变化"] = f"已经导入过：{'、'.join(done.again)}"
        if done.new:
            shown["导入结果"] = count_rows(done.counts)
            shown["核对"] = reconciliation(done.counts)
            shown["退回的行（没有计入）"] = refused_rows(done.refused) or "没有"
            shown["没有归类的"] = uncategorised_rows(done.ledger, 50) or "每一行都归了类"
            if done.notices:
                shown["提示"] = [one.as_row() for one in done.notices]
        self._show(shown)

    def _with_files(self, work: Callable[[_Named], _T]) -> _T | None:
        """Do something with the files as they were dropped; what is wrong is said."""
        try:
            return work([(path, name) for name, path in self.files.value.items()])
        except FindingsError as problem:
            self._show({problem.what: [one.as_row() for one in problem.findings]}, wrong=True)
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
        return None

    def _ask(self, file: Unmapped | None) -> None:
        """Show the form that names the columns of a file, filled with what is known already."""
        if file is None:
            self.mapping, self._place.children = None, ()
            return
        self._headers = file.headers
        self.mapping = form(SourceForm, draft=False, rules=self._rules, title="列名对照", value=_guess(file))
        self._place.children = (self.mapping, self.remember)

    def _show(self, told: Mapping[str, object], *, wrong: bool = False) -> None:
        parts: list[Part] = []
        for title, inner in told.items():
            if title:
                parts += parts_of({title: inner})
            else:
                parts.append(message(str(inner), wrong=wrong))
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


def _guess(file: Unmapped) -> SourceForm:
    """Return the form with the headers of the file; what their usual names say is filled in for a person to look at."""
    from mktkit.registers.headers import fold

    known = {fold(alias): one.title for one in FINANCE.columns for alias in (*one.aliases, one.title)}
    lines = []
    used: set[str] = set()
    for at, own in enumerate(file.headers):
        if not own:
            continue
        standard = known.get(fold(own))
        if standard in used:
            standard = None
        used |= {standard} - {None}  # type: ignore[arg-type]  # the set without None
        samples = "；".join(row[at] for row in file.samples if at < len(row) and row[at])
        lines.append(HeaderLine(own=own, sample=samples[:60], standard=standard))
    return SourceForm.model_construct(name="", dates="年-月-日", numbers="1,234.56", lines=lines)


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
