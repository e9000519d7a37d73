"""Red-letter rows held against what they take back."""

from __future__ import annotations

from ledgers import Reader


def test_red_letter_rows_are_tied_to_their_original(desk: Reader) -> None:
    head = "凭证号,日期,金额,发票号码,冲红原单号"
    ledger = desk.rows(
        head, "J1,2026-10-08,100,25317000000012345678,", "J2,2026-10-09,-60,,J1", "J3,2026-10-09,-60,,25317000000012345678",
        "J4,2026-10-09,-1,,J0",
    )  # fmt: skip
    said = [str(one) for one in ledger.findings if one.column == "冲红原单号"]
    # 60 of 100 by the number of the document; another 60 by that of its invoice is more than the 40 left.
    assert len(said) == 2
    assert "第 4 行" in said[0]
    assert "余下的 40.00" in said[0]
    assert "「J0」不在" in said[1]
