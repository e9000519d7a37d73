"""A filled set of all registers: a fictional department of 32 people, January to October 2026.

The set serves to try the product out, to teach it and to test it.  Its numbers come from chance with a fixed
seed, so it is the same on every run; the October of six people is made by hand, see :mod:`mktkit.samples.october`.
Names, customers and numbers are nobody's.  It speaks the words of the sample edition (渠道、预算科目 …).
"""

from __future__ import annotations

from pathlib import Path

from mktkit.errors import MktkitError
from mktkit.files import save_document
from mktkit.registers import REGISTERS
from mktkit.rules import Rules
from mktkit.samples import expenses, market, people, sales_rows, service
from mktkit.samples.faults import NO_TARGET, faulty_files
from mktkit.samples.files import lay_out
from mktkit.samples.rows import Cells
from mktkit.samples.sales import sell

__all__ = ["sample_rows", "write_sample"]


def sample_rows(rules: Rules) -> dict[str, list[Cells]]:
    """Return the rows of every register, register name → cells by Chinese column title.

    Examples
    --------
    >>> import datetime as dt
    >>> from mktkit.rules import load_rules
    >>> len(sample_rows(load_rules(on=dt.date(2026, 10, 31), company=None))["staff"])
    34
    """
    calendar = rules.calendar
    targets = people.targets()
    ledger = sell(calendar, targets)
    return {
        "staff": people.staff_rows(),
        "targets": people.target_rows(targets),
        "sales_ledger": sales_rows.ledger_rows(ledger),
        "receipts": sales_rows.receipt_rows(calendar, ledger),
        "customers": sales_rows.customer_rows(ledger),
        "satisfaction": sales_rows.satisfaction_rows(calendar, ledger),
        "expenses": [*sales_rows.expense_rows(calendar, targets), *expenses.expense_rows(calendar)],
        "expense_budget": expenses.budget_rows(),
        "research_tasks": market.task_rows(calendar),
        "sources": market.source_rows(calendar),
        "awareness_waves": market.awareness_rows(),
        "campaigns": market.campaign_rows(calendar),
        "spot_checks": market.spot_check_rows(calendar),
        "inquiries": service.inquiry_rows(rules),
        "complaints": service.complaint_rows(rules),
        "callbacks": service.callback_rows(rules, ledger),
        "opinions": service.opinion_rows(rules, ledger),
        "decisions": people.decision_rows(),
    }


def write_sample(folder: Path, rules: Rules, *, faults: bool = False) -> list[Path]:
    """Write a filled set of all registers into a folder.

    Parameters
    ----------
    folder
        Where; made when it is missing. Files of an earlier run are written anew.
    rules
        The rules in force; templates take their drop-downs from them, the calendar says who works when.
    faults
        Add every fault of :mod:`mktkit.samples.faults` once.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    MktkitError
        The folder holds other registers, which would be read together with the sample, or cannot be written.

    Examples
    --------
    >>> import datetime as dt, tempfile
    >>> from mktkit.rules import load_rules
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = write_sample(Path(folder), load_rules(on=dt.date(2026, 10, 31), company=None))
    >>> written[0].name
    '人员.xlsx'
    """
    rows = sample_rows(rules)
    if faults:
        rows["targets"] = [row for row in rows["targets"] if (row["工号"], row["月份"]) != NO_TARGET]
    files = dict(lay_out(rows, rules))
    if faults:
        files |= dict(faulty_files())
    _refuse_others(folder, files)
    for name, content in files.items():
        save_document(folder / name, content)
    return [folder / name for name in files]


def _refuse_others(folder: Path, files: dict[str, bytes]) -> None:
    """Refuse a folder with registers of somebody else: they would mix with the sample, and are not ours to delete."""
    words = [word for register in REGISTERS.values() for word in (register.title, *register.row.file_names)]
    present = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    others = [
        name
        for name in present
        if name not in files and not name.startswith(("~$", ".")) and any(word in name for word in words)
    ]
    if others:
        raise MktkitError(
            f"文件夹里还有别的登记表：{'、'.join(others[:5])}{'等' if len(others) > 5 else ''}",
            "示例会和它们混在一起读，应写进单独的文件夹",
            "换一个空文件夹，或先把这些文件移走",
            where=folder.name,
        )
