"""Positioning sheet and channel plan as Word, opened again."""

from __future__ import annotations

import io

import docx

from mktkit.office.document import Document
from mktkit.office.word import write_word
from mktkit.promotion import example
from mktkit.promotion.document import plan_document, positioning_document
from mktkit.rules import Rules


def words(document: Document) -> str:
    word = docx.Document(io.BytesIO(write_word(document, template=None)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in word.paragraphs), *cells])


def test_the_positioning_sheet_holds_what_was_written_and_who_signs(rules: Rules) -> None:
    told = words(positioning_document(example.positioning(), rules))
    assert "让生产线不停。" in told
    assert "公司高层审批" in told


def test_the_plan_and_its_log_open_again(rules: Rules) -> None:
    assert "45,000.00" in words(plan_document(example.plan(), rules, example.log()))
