"""A filled-in claim form read as a claim, or refused with every fault by its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from mktkit.errors import FindingsError, MktkitError, show
from mktkit.expense.claim.filled_form import CellKey, ClaimTexts, read_claim_texts
from mktkit.expense.claim.form_layout import FormLayout, form_layout
from mktkit.expense.claim.model import Claim, ClaimLine
from mktkit.fields.reading import RowReader, read_text, said
from mktkit.rules import Rules

__all__ = ["read_claim"]


def read_claim(path: Path, rules: Rules, name: str = "") -> Claim:
    """Read a filled-in form.

    Parameters
    ----------
    path
        The .xlsx, as :func:`mktkit.expense.claim.blank_form.blank_claim` writes it, or any table with its titles.
    rules
        For the choices.
    name
        What messages call the file.

    Raises
    ------
    FindingsError
        Everything that is wrong, by sheet, row and column.
    """
    if not path.is_file():
        raise MktkitError("找不到这个文件", "应为填好的报销单", "检查路径是否写对", where=str(path))
    texts, layout = read_claim_texts(path, name or path.name, rules), form_layout(rules)
    fields, lines = _fields(texts, layout), _lines(texts, layout)
    if not texts.lines:
        texts.fault("没有费用明细", "至少一行", "在表头下面逐行填写")
    if not texts.findings:
        try:
            return Claim.model_validate(fields | {"lines": lines})
        except ValidationError as error:
            _refuse(texts, layout, error)
    raise FindingsError(texts.findings, "报销单还不能用")


def _wrong(texts: ClaimTexts, key: CellKey, text: str, message: str) -> None:
    row, title = texts.cells.get(key, (None, ""))
    what = f"写的是{show(text)}" if text else "没有填"
    texts.fault(what, message, "核对后改正这一格", row=row, column=title)


def _fields(texts: ClaimTexts, layout: FormLayout) -> dict[str, Any]:
    """Return the claim's own fields, as far as they can be read."""
    values: dict[str, Any] = {}
    for spec in layout.fields:
        text = texts.fields.get(spec.name, "")
        if not text and not spec.required:
            continue
        value, problem = read_text(spec, text)
        if problem:
            message = problem.message if spec.name in texts.cells else f"缺少「{spec.title}」这一项"
            _wrong(texts, spec.name, text, message)
        else:
            values[spec.name] = value
    return values


def _lines(texts: ClaimTexts, layout: FormLayout) -> list[ClaimLine]:
    """Return the lines that can be read."""
    specs, reader = layout.lines.fields, RowReader(layout.lines)
    lines: list[ClaimLine] = []
    for number, line in enumerate(texts.lines):
        # A cell left blank is the field's default, as in a new row of the form.
        cells = tuple(
            line.get(spec.name, "") or ("" if spec.required else spec.write(spec.default)) for spec in specs
        )
        row = reader.read(cells)
        for at, problem in row.problems.items():
            if at < 0:
                place, _ = texts.cells.get((number, specs[0].name), (None, ""))
                texts.fault(problem.message, mend="核对后改正这一行", row=place)
            else:
                _wrong(texts, (number, specs[at].name), cells[at], problem.message)
        if isinstance(row.value, ClaimLine):
            lines.append(row.value)
    return lines


def _refuse(texts: ClaimTexts, layout: FormLayout, error: ValidationError) -> None:
    """Say what the claim as a whole does not allow."""
    for detail in error.errors(include_url=False):
        spec = layout.whole.by_name.get(str(detail["loc"][0])) if detail["loc"] else None
        message = said(spec, detail).message
        if spec is None:
            texts.fault(message)
        else:
            _wrong(texts, spec.name, texts.fields.get(spec.name, ""), message)
