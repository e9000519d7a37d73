"""All registers by name."""

from __future__ import annotations

from mktkit.registers.expenses import BudgetRow, ExpenseRow
from mktkit.registers.mapping import HeaderMappingRow
from mktkit.registers.market import (
    AwarenessWaveRow,
    CampaignRow,
    ResearchTaskRow,
    SourceRow,
    SpotCheckRow,
)
from mktkit.registers.model import Register, Row
from mktkit.registers.people import DecisionRow, StaffRow, TargetRow
from mktkit.registers.sales import CustomerRow, ReceiptRow, SalesLedgerRow, SatisfactionRow
from mktkit.registers.service import CallbackRow, ComplaintRow, InquiryRow, OpinionRow

__all__ = ["HEADER_MAPPING", "REGISTERS"]

_ROWS: dict[str, type[Row]] = {
    "staff": StaffRow,
    "targets": TargetRow,
    "sales_ledger": SalesLedgerRow,
    "receipts": ReceiptRow,
    "customers": CustomerRow,
    "satisfaction": SatisfactionRow,
    "expenses": ExpenseRow,
    "expense_budget": BudgetRow,
    "research_tasks": ResearchTaskRow,
    "sources": SourceRow,
    "awareness_waves": AwarenessWaveRow,
    "campaigns": CampaignRow,
    "spot_checks": SpotCheckRow,
    "inquiries": InquiryRow,
    "complaints": ComplaintRow,
    "callbacks": CallbackRow,
    "opinions": OpinionRow,
    "decisions": DecisionRow,
}

#: Every register by name, in the order of the documentation.
REGISTERS: dict[str, Register] = {name: Register(name, row) for name, row in _ROWS.items()}

#: The table that maps a company's own headers; read beside the registers, scored by nothing.
HEADER_MAPPING = Register("header_mapping", HeaderMappingRow)
