"""The questions of a dropped questionnaire as a form: what was guessed stands there as a guess, to be looked at and changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import ipywidgets as w

from mktkit.errors import MktkitError
from mktkit.forms import Form, form
from mktkit.forms.files.upload import Upload
from mktkit.forms.results import plain_text, told_parts, widget_of
from mktkit.forms.widgets.base import Panel
from mktkit.research.survey.codebook import Codebook, codebook_of, keep_codebook, kept_for, told_by
from mktkit.research.survey.model import Survey
from mktkit.research.survey.reading.questionnaire import Told, read_questionnaire
from mktkit.rules import Rules, load_rules

__all__ = ["CodebookDesk", "codebook_desk", "questions_as_kept"]


def questions_as_kept(survey: Survey, folder: Path | None = None) -> Codebook:
    """Return the questions of a survey as an earlier wave had them, the others as guessed."""
    asked = [one.asked or one.title for one in survey.questions.values()]
    return codebook_of(survey, kept_for(asked, folder))


class CodebookDesk(Panel):
    """Where the questions of a questionnaire are looked at; made by :func:`codebook_desk`."""

    def __init__(self, files: Upload, rules: Rules | None, folder: Path | None) -> None:
        self.files, self._fixed, self._folder = files, rules, folder
        self._text = ""
        self.form: Form[Codebook] | None = None
        self._place = w.VBox()
        self._said = w.VBox()
        self.remember = w.Button(description="记住题目，下一期沿用", layout=w.Layout(width="max-content"))
        self.remember.on_click(lambda _: self.keep())
        super().__init__([self._place, self._said])
        self.add_class("mk-result")
        files.on_change(self.look)
        self.look()

    @property
    def told(self) -> Told | None:
        """What is said of the questions; None where nothing was dropped or the form is not right yet."""
        return told_by(self.form.value) if self.form is not None and self.form.valid else None

    def look(self) -> None:
        """Read the questionnaire that was dropped, and show its questions."""
        self.form, self._place.children = None, ()
        if not self.files.valid:
            self._show({"": "拖进问卷以后，这里列出每一题是怎么认的。"})
            return
        rules = self._fixed or load_rules(on=dt.date.today())
        try:
            survey = read_questionnaire([(path, name) for name, path in self.files.value.items()], rules)
            book = questions_as_kept(survey, self._folder)
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
            return
        if survey.faults and not survey.questions:
            self._show({"问卷文件里的错误": [one.as_row() for one in survey.faults]}, wrong=True)
            return
        self.form = form(Codebook, draft=False, rules=rules, title="题目", value=book)
        self._place.children = (self.form, self.remember)
        guessed = sum(one.basis.startswith("猜的") for one in book.lines)
        self._show(
            {
                "": f"认出是{survey.dialect}的导出，{len(survey)} 份答卷、{len(survey.places)} 列；"
                f"{len(book.lines)} 题里有 {guessed} 题是猜的，请看一遍。",
                "每一列去了哪里": [
                    {"列": place.position + 1, "表头": place.header, "去处": place.place}
                    for place in survey.places
                ],
            }
        )

    def keep(self) -> None:
        """Remember the questions as they stand in the form."""
        if self.form is None or not self.form.reveal():
            return
        try:
            keep_codebook(self.form.value, self._folder)
        except MktkitError as problem:
            self._show({"": str(problem)}, wrong=True)
            return
        self._show({"": "记住了。下一期的同一份问卷拖进来，题目照这里读。"})

    def _show(self, told: Mapping[str, object], *, wrong: bool = False) -> None:
        parts = told_parts(told, wrong=wrong)
        self._said.children = [widget_of(part) for part in parts]
        self._text = plain_text(parts)

    def __str__(self) -> str:
        shown = [str(self.form), f"［{self.remember.description}］"] if self.form else []
        return "\n".join([*shown, self._text]).rstrip()


def codebook_desk(files: Upload, rules: Rules | None = None, folder: Path | None = None) -> CodebookDesk:
    """Return the place where the questions of a dropped questionnaire are looked at.

    Parameters
    ----------
    files
        Where the questionnaire is dropped.
    rules
        Default those in force today.
    folder
        Where code books are kept; default the user's data folder.

    Notes
    -----
    制度 3.1.2, 3.1.3.
    """
    return CodebookDesk(files, rules, folder)
