"""The example report as pages of another program: nothing off the page, no box for a letter, no heading left alone."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from mktkit.files import lay_out
from mktkit.office.word import write_word
from mktkit.research.pages.report import material_of
from mktkit.research.report.document import report_document
from mktkit.research.report.example import example_files, example_report
from mktkit.rules import Rules


@pytest.fixture(scope="module")
def pdf(to_pdf: Callable[[bytes, str], Any], rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> Any:
    material = material_of(lay_out(tmp_path_factory.mktemp("dropped"), example_files(rules)), rules)
    document = report_document(example_report(), material, version=rules.edition)
    return to_pdf(write_word(document, template=None), ".docx")


def test_every_page_is_there_and_every_letter(pdf: Any) -> None:
    assert 8 <= len(pdf.pages) <= 12
    assert "□" not in pdf.text
    assert "\ufffd" not in pdf.text
    told_together = re.sub(r"\s", "", pdf.text)
    for told in ("华东渠道价格调研报告", "目　录", "附录 A", "图 3", "表 8"):
        assert re.sub(r"\s", "", told) in told_together, told
    fonts = subprocess.run(["pdffonts", pdf.path], capture_output=True, text=True, check=True).stdout
    embedded = [line.split() for line in fonts.splitlines()[2:]]
    assert embedded
    assert all(line[-5] == "yes" for line in embedded)


def test_no_heading_stands_alone_at_the_foot_of_a_page(pdf: Any) -> None:
    for page in pdf.pages[2:]:
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        last = [line for line in lines if not re.match(r"第 \d+ 页", line)][-1]
        assert not re.match(r"\d+(\.\d+)?\s+\S{2,}$|附录 [A-C]", last), last


def test_nothing_runs_off_the_page(pdf: Any) -> None:
    boxes = subprocess.run(
        ["pdftotext", "-bbox", pdf.path, "-"], capture_output=True, text=True, check=True
    ).stdout
    width = float(re.findall(r'<page width="([\d.]+)"', boxes)[0])
    ends = [float(one) for one in re.findall(r'xMax="([\d.]+)"', boxes)]
    # The margin is 25 mm = 70.9 points.
    assert max(ends) <= width - 70.9 + 1
