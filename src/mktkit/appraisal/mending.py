"""The mending page: what a company's own headers and values mean, asked once in one form and kept beside the registers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import ipywidgets as w
from pydantic import BaseModel, create_model

from mktkit.fields import entry
from mktkit.files import save_document
from mktkit.forms import action, form
from mktkit.forms.widgets.base import Panel
from mktkit.registers import HEADER_MAPPING, read_files, read_table
from mktkit.registers.mending import Question, agreed_lines, agreed_workbook, questions
from mktkit.rules import Rules

__all__ = ["AGREED_FILE", "answers_of", "mending", "mending_model", "with_agreed"]

#: What the table of all that was agreed is called, beside the registers.
AGREED_FILE = f"{HEADER_MAPPING.title}.xlsx"


def mending_model(asked: Sequence[Question]) -> type[BaseModel]:
    """Return the form's model: a choice for each question, preselected only where the answer is clear.

    Examples
    --------
    >>> model = mending_model([Question("人员", "人员.xlsx", "值", "在职", "状态", 8, (), ("在岗", "试用"))])
    >>> model.model_fields["q0"].title, model().q0
    ('人员：「状态」写的「在职」是哪一种', None)
    """
    fields = {
        f"q{number}": (
            str | None,
            entry(one.title, default=one.suggested or None, help=one.help, choices=list(one.choices)),
        )
        for number, one in enumerate(asked)
    }
    return create_model("公司自己的写法", **fields)  # type: ignore[call-overload, no-any-return]  # fields made at run time


def answers_of(value: BaseModel) -> list[str | None]:
    """Return the choices of a filled-in form in the order of the questions."""
    return [getattr(value, name) for name in type(value).model_fields]


def with_agreed(files: Mapping[str, Path], keep: Path) -> dict[str, Path]:
    """Return files with what was agreed before, where they do not bring it along themselves."""
    brought = any(HEADER_MAPPING.title in name for name in files)
    return dict(files) if brought or not keep.is_file() else {**files, AGREED_FILE: keep}


def mending(files: Mapping[str, Path], keep: Path, rules: Rules, again: Callable[[], object]) -> Panel | None:
    """Return the page that asks what is unknown in files, None where nothing is.

    Parameters
    ----------
    files
        Name → file; without what is kept in `keep`.
    keep
        Where the answers are kept: they are added to what stands there.
    rules
        The rules in force; they hold some of the choices.
    again
        Makes what is shown once the answers are kept; what is still unknown is asked then.
    """
    known = with_agreed(files, keep)
    asked = questions(read_files(known, rules), rules)
    if not asked:
        return None
    sheet = form(
        mending_model(asked), draft=False, title=f"有 {len(asked)} 处公司自己的写法，请说一次，以后不再问"
    )

    def kept(value: BaseModel) -> object:
        lines = agreed_lines(asked, answers_of(value))
        if not lines:
            return "还没有选，没有记住什么。"
        before = next((path for name, path in known.items() if HEADER_MAPPING.title in name), None)
        earlier = read_table(HEADER_MAPPING, [(before, AGREED_FILE)], rules) if before is not None else None
        save_document(keep, agreed_workbook(earlier, lines, rules))
        return {f"记住了 {len(lines)} 条，写在《{HEADER_MAPPING.title}》里": again()}

    panel: list[w.Widget] = [sheet, action(sheet, "记住，并重新打分", kept)]
    return Panel(panel)
