"""What a pure function makes of a form's value, again at each valid change; and a button that hands the value on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from functools import partial
from numbers import Real
from typing import Protocol, TypeVar

import ipywidgets as w

from mktkit.errors import STOPS, MktkitError
from mktkit.forms.drafts.later import Later, running_loop
from mktkit.forms.files.download import Download
from mktkit.forms.results import Part, message, parts_of, plain_text, waits, widget_of
from mktkit.forms.widgets.base import Panel
from mktkit.html import element, join

__all__ = ["Action", "Fillable", "Live", "action", "live"]

_LOG = logging.getLogger(__name__)

V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

#: Makes a result, or a generator that yields how far it is and returns the result.
Compute = Callable[[], object]


class Fillable(Protocol[V_co]):
    """What has a value once it is filled in: a form, an upload."""

    @property
    def value(self) -> V_co:
        """The value, or raises."""

    @property
    def valid(self) -> bool:
        """Whether there is a value."""

    @property
    def errors(self) -> Sequence[object]:
        """What is to be mended before there is one."""

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each change."""


def _failed(error: BaseException) -> Part:
    if isinstance(error, MktkitError):
        return message(str(error), wrong=True)
    _LOG.error("a function shown live failed", exc_info=error)
    words = f"没有算出来：程序出错（{type(error).__name__}：{error}）。请把这句话告诉维护的人。"
    return message(words, wrong=True)


def _progress(step: object) -> tuple[float | None, str]:
    """Return how far and in what words, of what a generator yields: 0.3, (3, 10), "读取", (0.3, "读取")."""
    match step:
        case str():
            return None, step
        case (Real() as share, str() as words):
            return float(share), words
        case (Real() as done, Real() as whole):
            return (float(done) / float(whole) if whole else 1.0), f"{done} / {whole}"
        case Real():
            return float(step), ""
    return None, ""


class _View(Panel):
    """Shows results; long work goes one step an event-loop turn, so that the bar moves and cancel is heard."""

    def __init__(self, head: Sequence[w.Widget] = ()) -> None:
        self.progress = w.HTML()
        self._cancel = w.Button(description="取消")
        self._cancel.on_click(lambda _: self.cancel())
        self._busy = w.HBox([self.progress, self._cancel])
        self._busy.add_class("mk-hidden")
        self.body = w.VBox()
        self._work: Generator[object, None, object] | None = None
        self.parts: list[Part] = []
        super().__init__([*head, self._busy, self.body])
        self.add_class("mk-result")

    @property
    def busy(self) -> bool:
        """Whether work is under way."""
        return self._work is not None

    def _show(self, parts: Sequence[Part]) -> None:
        self.parts = list(parts)
        old = list(self.body.children)
        buttons = {one.label: one for one in old if isinstance(one, Download)}
        made = [
            widget_of(part, old[at] if at < len(old) else None, buttons) for at, part in enumerate(self.parts)
        ]
        for one in made:
            if isinstance(one, Download):
                one.settle = partial(self._offers, one)
        if made != old:
            self.body.children = made
        for one in old:
            # A widget is alive until it is closed, and a button keeps the file it gives.
            if one not in made and isinstance(one, Download | w.HTML | w.Image):
                one.close()

    def settle(self) -> None:
        """Show what the form holds now, if that is not shown yet."""

    def _offers(self, button: Download) -> bool:
        """Whether a button is still there once everything typed before the click has been heard."""
        self.settle()
        return button in self.body.children

    def _run(self, compute: Compute) -> None:
        self._stop()
        try:
            result = compute()
        except STOPS:
            raise
        except BaseException as error:  # whatever it is, the user gets a sentence and no traceback
            self._show([_failed(error)])
            return
        if isinstance(result, Generator):
            self._begin(result)
        else:
            self._show(list(parts_of(result)))

    def _begin(self, work: Generator[object, None, object]) -> None:
        loop = running_loop()
        self._work = work
        if loop is None:
            while self._work is work:
                self._step(work)
            return
        self._show([waits("正在计算……")])
        self._tell(None, "正在计算")
        self._busy.remove_class("mk-hidden")

        def turn() -> None:
            if self._work is work:
                self._step(work)
                # Not "soon": messages of the browser, cancel among them, get their turn in between.
                loop.call_later(0.001, turn)

        loop.call_later(0.001, turn)

    def _step(self, work: Generator[object, None, object]) -> None:
        try:
            step = next(work)
        except StopIteration as done:
            self._stop()
            self._show(list(parts_of(done.value)))
        except STOPS:
            raise
        except BaseException as error:  # as in _run
            self._stop()
            self._show([_failed(error)])
        else:
            self._tell(*_progress(step))

    def _tell(self, share: float | None, words: str) -> None:
        value = None if share is None else f"{min(max(share, 0.0), 1.0):.3f}"
        text = join([element("progress", max=1, value=value), " ", words])
        if self.progress.value != text:
            self.progress.value = text

    def _stop(self) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.close()
            self._busy.add_class("mk-hidden")

    def cancel(self) -> None:
        """Stop the work that is under way."""
        if self._work is not None:
            self._stop()
            self._show([waits("已取消")])

    def __str__(self) -> str:
        return plain_text(self.parts)


class Live(_View):
    """A result that follows its form; made by :func:`live`."""

    def __init__(self, source: Fillable[object], compute: Compute) -> None:
        super().__init__()
        self._source, self._compute = source, compute
        self._later = Later(self.refresh, quiet=0.15, latest=1.0)
        source.on_change(self._later.ask)
        self.refresh()

    def refresh(self) -> None:
        """Compute again from what the form holds now."""
        self._later.drop()
        if self._source.valid:
            self._run(self._compute)
            return
        self._stop()
        errors = [str(one) for one in self._source.errors]
        more = f"\n……还有 {len(errors) - 10} 处" if len(errors) > 10 else ""
        self._show([waits("填好后这里显示结果。还要填或要改：\n" + "\n".join(errors[:10]) + more)])

    def settle(self) -> None:
        self._later.now()

    def __str__(self) -> str:
        self.settle()
        return super().__str__()


class Action(_View):
    """A button that hands a form's value on; made by :func:`action`."""

    def __init__(self, source: Fillable[object], label: str, compute: Compute) -> None:
        self._source, self._compute = source, compute
        self.button = w.Button(
            description=label, button_style="primary", layout=w.Layout(width="max-content")
        )
        self.button.on_click(lambda _: self.press())
        super().__init__([self.button])

    def press(self) -> None:
        """Do what a click does."""
        reveal = getattr(self._source, "reveal", None)
        if reveal is not None:
            reveal()
        if self._source.valid:
            self._run(self._compute)
        else:
            self._stop()
            self._show([message(f"还有 {len(self._source.errors)} 处要填或要改，改好后再点一次", wrong=True)])

    def __str__(self) -> str:
        return f"［{self.button.description}］\n{super().__str__()}".rstrip()


def live(source: Fillable[V], function: Callable[[V], object]) -> Live:
    """Show what a pure function makes of a form's value, again at each valid change.

    Parameters
    ----------
    source
        A form, or an upload.
    function
        Takes the value, returns a table (frame of any engine, or list of dicts), a PNG, text, a widget such as a
        download button, or a dict title → any of these. Long work is a generator: it yields how far it is
        (0.3, (3, 10), "正在读取" or (0.3, "正在读取")) and returns the result.

    Returns
    -------
    Live
        An ipywidget that stands as plain text too, ``str(view)``.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.forms import Money, entry, form
    >>> Claim = create_model("Claim", amount=(Money, entry("金额")))
    >>> claim = form(Claim, draft=False)
    >>> view = live(claim, lambda value: [{"金额": value.amount / 100}])
    >>> claim.fill(amount="12.5")
    >>> print(view)
    金额
    12.5
    """
    return Live(source, lambda: function(source.value))


def action(source: Fillable[V], label: str, function: Callable[[V], object]) -> Action:
    """Return a button that hands the form's value to a function and shows what it returns.

    A click on a form that is not complete says what is missing, at each field and in the summary.

    Examples
    --------
    >>> from pydantic import create_model
    >>> from mktkit.forms import entry, form
    >>> Note = create_model("Note", text=(str, entry("内容")))
    >>> note = form(Note, draft=False)
    >>> button = action(note, "提交", lambda value: f"已提交：{value.text}")
    >>> button.press(); print(button)
    ［提交］
    还有 1 处要填或要改，改好后再点一次
    """
    return Action(source, label, lambda: function(source.value))
