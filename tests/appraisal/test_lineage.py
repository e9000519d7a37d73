"""Where rows went: counted or left out once each, and found again from a person and from a file."""

from __future__ import annotations

from fractions import Fraction

from mktkit.appraisal.lineage import COUNTED, Entries, Kind, Lineage, Share, entries_of, one_persons

#: Five rows of two files; the third is split between two people, the fourth is taken back, the last is of nobody here.
PLACES = [
    ("甲.xlsx", "一月", 4),
    ("甲.xlsx", "一月", 5),
    ("甲.xlsx", "二月", 4),
    ("乙.csv", "", 2),
    ("乙.csv", "", 3),
]
LISTED = [
    (0, "X1", COUNTED, 100, 1),
    (1, "X2", COUNTED, 250, 1),
    (2, "X1", COUNTED, Fraction(1, 3), 1),
    (2, "K1", "elsewhere", Fraction(2, 3), 1),
    (3, "X1", "cancelled", 70, 1),
    (4, None, "nobody", 9, 1),
]


def lineage(kind: Kind = "amount") -> Lineage:
    return Lineage("5.1.2.a", "销售业绩完成率", "销售台账", kind, 5, entries_of(LISTED), PLACES)


def test_every_row_and_every_fen_is_in_one_share() -> None:
    one = lineage()
    assert one.shares == (
        Share(COUNTED, 3, Fraction(1051, 3)),  # 100 + 250 + 1/3
        Share("elsewhere", 0, Fraction(2, 3)),  # its row counts already
        Share("cancelled", 1, Fraction(70)),
        Share("nobody", 1, Fraction(9)),
    )
    assert sum(share.rows for share in one.shares) == one.total
    assert sum(share.amount or 0 for share in one.shares) == 100 + 250 + 1 + 70 + 9


def test_what_is_no_money_has_no_amount() -> None:
    assert {share.amount for share in lineage("rate").shares} == {None}


def test_nothing_at_all_is_a_share_of_none() -> None:
    none = Lineage("5.1.3.d", "客户意见收集数量", "客户意见", "count", 0, entries_of([]), [])
    assert none.entries == Entries((), (), (), (), ())
    assert none.shares == (Share(COUNTED, 0, None),)


def test_from_people_down_to_their_rows() -> None:
    assert [(row.file, row.sheet, row.row, row.numerator) for row in lineage().counted("X1")] == [
        ("甲.xlsx", "一月", 4, 100),
        ("甲.xlsx", "二月", 4, Fraction(1, 3)),
    ]
    assert [row.row for row in lineage().counted()] == [4, 5, 4]


def test_from_a_row_to_where_it_went() -> None:
    split = list(lineage().at("甲.xlsx", 4, "二月"))
    assert [(row.employee_id, row.fate, row.numerator) for row in split] == [
        ("X1", COUNTED, Fraction(1, 3)),
        ("K1", "elsewhere", Fraction(2, 3)),
    ]
    # Without the sheet, the rows of that number on every sheet of the file.
    assert len(list(lineage().at("甲.xlsx", 4))) == 3
    assert [row.fate for row in lineage().at("乙.csv", 3)] == ["nobody"]
    assert list(lineage().at("乙.csv", 99)) == []


def test_one_persons_copy_holds_nothing_of_others() -> None:
    (own,) = one_persons([lineage()], "X1", ["5.1.2.a"])
    assert {row.employee_id for row in own.traced()} == {"X1"}
    assert own.total == 3
    assert own.shares == (Share(COUNTED, 2, Fraction(301, 3)), Share("cancelled", 1, Fraction(70)))
    assert one_persons([lineage()], "X9", ["5.1.2.a"]) == ()
