"""A summary from files and records: the one entry for notebook, command line and form."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mktkit.errors import FindingsError, MktkitError
from mktkit.expense.budget.calc import budget_cells
from mktkit.expense.budget.store import budget_in_force
from mktkit.expense.ledger.book import read_book
from mktkit.expense.ledger.model import Ledger
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.sources import load_sources
from mktkit.expense.model import BudgetCell, Commitment, Summary
from mktkit.expense.summary.calc import summarise
from mktkit.records import Store
from mktkit.registers import REGISTERS, read_one
from mktkit.rules import Rules

__all__ = [
    "Summarised",
    "example_summary",
    "ledger_of",
    "read_budget",
    "read_budget_rows",
    "summarise_ledger",
]


@dataclass(frozen=True)
class Summarised:
    """A summary, the ledger behind it and the rules it was made by."""

    summary: Summary
    ledger: Ledger
    rules: Rules


def read_budget_rows(path: Path, rules: Rules) -> list[BudgetCell]:
    """Return the budget of a 费用预算 register.

    Raises
    ------
    FindingsError
        The register has faults, e.g. two budgets for one month.
    """
    table = read_one(path, REGISTERS["expense_budget"], rules)
    if table.faults:
        raise FindingsError(table.findings)
    columns = (table.columns[name] for name in ("department", "category", "month", "amount"))
    return [BudgetCell(*row) for row in zip(*columns, strict=True)]


def read_budget(store: Store, year: int) -> list[BudgetCell]:
    """Return the approved budget of a year.

    Raises
    ------
    MktkitError
        None is approved: without approval nothing may be spent (6.1.2).
    """
    budget = budget_in_force(store, year)
    if budget is None:
        raise MktkitError(
            f"没有 {year} 年已批准的预算",
            "预算批准后才能执行（6.1.2）",
            "在「费用预算」里编制并提交，经财务审核、高层审批；或改用费用预算表",
        )
    return budget_cells(budget)


def summarise_ledger(
    ledger: Ledger,
    budget: Iterable[BudgetCell],
    commitments: Iterable[Commitment],
    rules: Rules,
    through: str,
    revenue: int | None = None,
) -> Summarised:
    """Return the summary of a ledger.

    Raises
    ------
    FindingsError
        A file of the ledger could not be read: a part would be missing.
    """
    if ledger.faults:
        raise FindingsError(ledger.faults, "台账有文件读不出来，没有汇总")
    made = summarise(ledger.frame, budget, commitments, rules, through, revenue=revenue)
    return Summarised(made, ledger, rules)


def ledger_of(files: Sequence[tuple[Path, str]], rules: Rules, folder: Path | None = None) -> Ledger:
    """Read files by the remembered sources; without files the ledger of this machine."""
    return read_ledger(files, rules, load_sources(folder)) if files else read_book(rules, folder)


def example_summary(rules: Rules, through: str = "2026-10", revenue: int | None = None) -> Summarised:
    """Return the summary of the example set."""
    from mktkit.samples import write_sample

    with tempfile.TemporaryDirectory(prefix="mktkit-") as folder:
        paths = write_sample(Path(folder), rules)
        files = [(path, path.name) for path in paths if "费用台账" in path.name]
        budget = next(path for path in paths if "费用预算" in path.name)
        ledger = read_ledger(files, rules)
        return summarise_ledger(ledger, read_budget_rows(budget, rules), (), rules, through, revenue)
