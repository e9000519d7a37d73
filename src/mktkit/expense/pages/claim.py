"""Making a claim: begin or mend one, or take a filled-in form over; see what its checks say; attach; hand in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import ipywidgets as w

from mktkit.errors import MktkitError
from mktkit.expense.claim.blank_form import blank_claim
from mktkit.expense.claim.budget_left import budget_left
from mktkit.expense.claim.calc import check_claim
from mktkit.expense.claim.checks import CheckResult
from mktkit.expense.claim.filled_form import read_claim_texts
from mktkit.expense.claim.model import KIND, Claim
from mktkit.expense.claim.paper import hand_in_claim
from mktkit.expense.claim.report import show_claim
from mktkit.expense.claim.review import checked_again
from mktkit.expense.claim.standing import Available
from mktkit.expense.claim.store import standing_of
from mktkit.expense.claim.word import write_claim
from mktkit.expense.claim.workbook import write_claim_workbook
from mktkit.forms import action, download, form, live, upload
from mktkit.forms.example import files_in
from mktkit.forms.results import parts_of, plain_text
from mktkit.forms.widgets.base import Panel
from mktkit.records import Record, Store, open_store
from mktkit.rules import Rules, load_rules

__all__ = ["ClaimDesk", "claims"]

_NEW = "新的报销单"
#: Year → what its budget has left, by (department, category, month) in 分; None does not ask.
Left = Callable[[int], Available | None]

_WIDE = w.Layout(width="auto", max_width="60em")
_MENDABLE = ("draft", "returned", "withdrawn")


class ClaimDesk(Panel):
    """Where a claim is made; by :func:`claims`."""

    def __init__(self, store: Store, rules: Rules | None, available: Left | None) -> None:
        self._store, self._fixed = store, rules
        self._given = available
        #: What the budget of a year has left; read anew after a claim was handed in.
        self._left: dict[int, Available | None] = {}
        self._boxes: dict[str, w.Checkbox] = {}
        self._said = w.HTML()
        self._text = ""
        self.chooser = w.Dropdown(description="单据", layout=w.Layout(width="auto", max_width="60em"))
        blank = download(
            "空白报销单.xlsx", lambda: blank_claim(self._rules_now()), label="下载空白报销单（.xlsx）"
        )
        self.incoming = upload(
            label="导入填好的报销单（.xlsx）", accept=[".xlsx", ".xls", ".ods", ".csv"], multiple=False
        )
        self.form = form(Claim, draft=_NEW, rules=rules)
        self.files = upload(label="附件：发票和凭证（PDF、OFD、图片），只保存，不打开")
        #: The attachments a claim that is mended has already; what is unticked is taken away.
        self.kept = w.VBox()
        self.checks = live(self.form, self._shown)
        self.submit = action(self.form, "提交", self._submit)
        self.refresh()
        self.chooser.observe(lambda _: self._open(), names="value")
        self.incoming.on_change(self._take)
        self.files.on_change(self.checks.refresh)
        super().__init__(
            [
                self.chooser,
                w.HBox([blank]),
                self.incoming,
                self._said,
                self.form,
                self.kept,
                self.files,
                self.checks,
                self.submit,
            ]
        )

    # -- what is worked on ---------------------------------------------------------------------------

    @property
    def document(self) -> str:
        """Number of the claim that is mended, '' for a new one."""
        return self.chooser.value or ""

    def _rules_now(self) -> Rules:
        import datetime as dt

        return self._fixed or load_rules(on=dt.date.today())

    def _rules_of(self, claim: Claim) -> Rules:
        return self._fixed or load_rules(on=claim.claimed_on)

    def _available(self, claim: Claim, rules: Rules) -> Available | None:
        year = int(claim.month[:4])
        if year not in self._left:
            self._left[year] = self._given(year) if self._given else budget_left(self._store, rules, [year])
        return self._left[year]

    def refresh(self) -> None:
        """Offer the claims that can be mended now."""
        mine = [one for one in self._store.list(kind=KIND) if one.status in _MENDABLE]
        options = [(_NEW, "")] + [
            (f"{one.title}（{one.document}，{one.status_title}）", one.document) for one in mine
        ]
        if tuple(options) != tuple(self.chooser.options):
            chosen = self.document
            self.chooser.options = options
            self.chooser.value = chosen if chosen in dict(options).values() else ""

    def _open(self) -> None:
        """Turn to the chosen claim: to its draft where there is one, else as it was handed in."""
        self.form.open_draft(self.document or _NEW)
        self.files.clear()
        self._list_kept()
        if self.document and not self.form.raw["person_id"]:
            last = self._store.latest(self.document)
            self.form.value = Claim.model_validate(last.data)
            self._say(_returned(last))
        self.checks.refresh()

    def _list_kept(self) -> None:
        """List the attachments of the claim that is mended, each with a box to take it away."""
        kept = self._store.latest(self.document).attachments if self.document else ()
        boxes = [
            w.Checkbox(value=True, description=f"保留附件 {one.name}", indent=False, layout=_WIDE)
            for one in kept
        ]
        for box in boxes:
            box.observe(lambda _: self.checks.refresh(), names="value")
        self._boxes = {one.name: box for one, box in zip(kept, boxes, strict=True)}
        self.kept.children = tuple(boxes)

    @property
    def dropped(self) -> tuple[str, ...]:
        """Names of the attachments that are taken away."""
        return tuple(name for name, box in self._boxes.items() if not box.value)

    def _take(self) -> None:
        """Fill the form with what stands in a file somebody filled in."""
        if not self.incoming.valid:
            return
        ((name, path),) = self.incoming.value.items()
        try:
            read = read_claim_texts(path, name, self._rules_now())
        except MktkitError as problem:
            self._say(str(problem))
            return
        left = self.form.put(read.texts)
        told = [f"已填入「{name}」里的内容，共 {len(read.lines)} 行明细，请核对"]
        told += [f"没有填入：{title} {text}" for title, text in left]
        told += [str(finding) for finding in read.findings]
        self._say("\n".join(told))
        self.checks.refresh()

    # -- checks and handing in -----------------------------------------------------------------------

    def _files(self) -> dict[str, bytes]:
        kept = self._store.latest(self.document).attachments if self.document else ()
        files = {one.name: self._store.attachment(one) for one in kept if one.name not in self.dropped}
        return files | self._new_files()

    def _new_files(self) -> dict[str, bytes]:
        return {name: path.read_bytes() for name, path in files_in(self.files)().items()}

    def _checked(self, claim: Claim, rules: Rules) -> CheckResult:
        standing = standing_of(self._store, besides=self.document, available=self._available(claim, rules))
        return check_claim(claim, rules, standing, self._files(), self.document or "本单")

    def _shown(self, claim: Claim) -> dict[str, Any]:
        rules = self._rules_of(claim)
        checked = self._checked(claim, rules)
        told = show_claim(claim, checked, rules)
        told["打印"] = _prints(claim, checked, rules, claim.name, self.document)
        return told

    def _submit(self, claim: Claim) -> Any:
        rules = self._rules_of(claim)
        record = hand_in_claim(
            self._store,
            claim,
            rules,
            self._new_files(),
            document=self.document,
            dropped=self.dropped,
            available=self._available(claim, rules),
        )
        # What is printed says what the desk says.
        checked = checked_again(claim, record, self._store, rules)
        self._left.clear()
        self.form.discard()
        self.files.clear()
        self.refresh()
        self.chooser.value = ""
        return {
            f"已提交：{record.title}": f"编号 {record.document}，{record.status_title}。请在「待办」里移交给审核人。",
            "打印": _prints(claim, checked, rules, record.document, record.document),
        }

    # -- words ---------------------------------------------------------------------------------------

    def _say(self, text: str) -> None:
        parts = list(parts_of(text))
        self._said.value = "".join(part.html for part in parts)
        self._text = plain_text(parts)

    def __str__(self) -> str:
        return "\n".join(
            part for part in (self._text, str(self.form), str(self.checks), str(self.submit)) if part
        )


def _prints(claim: Claim, checked: CheckResult, rules: Rules, name: str, number: str) -> list[w.Widget]:
    """Return the claim to take home, as Word and as a workbook; made when asked for."""
    writers = {"docx": write_claim, "xlsx": write_claim_workbook}
    return [
        download(f"报销单-{name}.{ending}", partial(write, claim, checked, rules, number))
        for ending, write in writers.items()
    ]


def _returned(record: Record) -> str:
    if record.status != "returned":
        return f"这张报销单{record.status_title}，改好后可再提交。"
    return f"{record.who.label}退回，理由：{record.reason}。改好后再提交。"


def claims(
    store: Store | None = None,
    rules: Rules | None = None,
    available: Left | None = None,
) -> ClaimDesk:
    """Return the place where a claim is made.

    Parameters
    ----------
    store
        The records; default this machine's.
    rules
        Default those in force on the day of the claim.
    available
        Year → what its budget has left, by (department, category, month) in 分; default the records and the ledger of
        this machine (:func:`mktkit.expense.claim.budget_left.budget_left`).

    Returns
    -------
    ClaimDesk
        An ipywidget: a claim to begin, to mend or to take over from a file, its checks, attachments, handing in.

    Notes
    -----
    制度 6.2.1, 6.2.2.
    """
    return ClaimDesk(store or open_store(), rules, available)
