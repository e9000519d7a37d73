"""An imported ledger as the register the appraisal reads."""

from __future__ import annotations

from ledgers import Reader

from mktkit.expense.ledger.register import standard_rows, write_standard
from mktkit.registers import REGISTERS, read_one


def test_the_standard_ledger_is_the_register_the_appraisal_reads(desk: Reader) -> None:
    ledger = desk.rows(
        "凭证号,日期,部门,工号,摘要,金额",
        "J1,2026-10-08,销售部,X001,差旅,10",
        "J1,2026-10-08,销售部,X001,差旅,20",
        "J2,2026-10-09,销售部,,茶,1328.55",
    )
    assert [row["行号"] for row in standard_rows(ledger)] == [None, "2", None]
    path = desk.folder / "费用台账.xlsx"
    path.write_bytes(write_standard(ledger, desk.rules))
    table = read_one(path, REGISTERS["expenses"], desk.rules)
    # Only what no rule matched is still to be filled in.
    assert [(one.row is not None, one.column) for one in table.faults] == [(True, "预算科目")]
    assert table.columns["amount"] == [10_00, 20_00, 1328_55]
