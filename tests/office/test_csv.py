"""CSV: a spreadsheet that opens it sees text where there was text, numbers where there were numbers."""

from __future__ import annotations

import csv
import io

import pytest

from mktkit.office.csv import write_csv


def _cell(value: object) -> str:
    text = write_csv([{"说明": value}]).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))[1][0]


@pytest.mark.parametrize("sign", [*"=+-@", *"＝＋－＠", "\t", "\r", "\n"])
@pytest.mark.parametrize("rest", ["1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x")', "--5"])
def test_text_that_begins_like_a_formula_stays_text(sign: str, rest: str) -> None:
    assert _cell(sign + rest) == "'" + sign + rest


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-5.00", "-5.00"),
        (-5, "-5"),
        (-0.00001, "-1e-05"),
        ("1,234,567.80", "1234567.80"),
        ("-12.5%", "-12.5%"),
        ("--5", "'--5"),
        ("-５", "'-５"),
        ("+5", "'+5"),
        ("1,2,3", "1,2,3"),
        ("甲=乙", "甲=乙"),
        (None, ""),
        (float("nan"), ""),
    ],
)
def test_numbers_stay_numbers_and_other_text_is_as_it_was(value: object, shown: str) -> None:
    assert _cell(value) == shown
