"""The commands of chapter 6: ``mktkit expense import|undo|summary|check|claim``."""

from __future__ import annotations

import click

from mktkit.cli.claim import check, claim
from mktkit.cli.ledger import import_ledger, summary, undo_ledger

__all__ = ["expense"]


@click.group(
    "expense", options_metavar="[选项]", subcommand_metavar="命令 [参数]", help="费用：导入台账、汇总、报销。"
)
def expense() -> None:
    """Group of the commands."""


expense.add_command(import_ledger)
expense.add_command(undo_ledger)
expense.add_command(summary)
expense.add_command(check)
expense.add_command(claim)
