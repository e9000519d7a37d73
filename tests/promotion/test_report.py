"""The evaluation as Word, opened again."""

from __future__ import annotations

import io

import docx

from mktkit.office.word import write_word
from mktkit.promotion import example
from mktkit.promotion.calc import Evaluated
from mktkit.promotion.report import evaluation_document
from mktkit.rules import Rules


def test_the_report_holds_scores_warnings_and_lessons(result: Evaluated, rules: Rules) -> None:
    document = evaluation_document(example.evaluation(), result, rules)
    word = docx.Document(io.BytesIO(write_word(document, template=None)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(one.text for one in word.paragraphs), *cells])
    for told in ("90.00 分", "81.25 分", "没有对照组", "展台没有专人登记", "955.00 元", "超出平常波动"):
        assert told in words, told
