"""Registers (登记表): the raw material of every figure, kept by staff in Excel."""

from mktkit.registers.agreed import Agreed
from mktkit.registers.folder import Dataset, read_dataset, read_files, read_one
from mktkit.registers.marked import findings_workbook, marked_copies
from mktkit.registers.model import Column, Register, Row, find_register
from mktkit.registers.reading import RegisterTable, read_table
from mktkit.registers.registry import HEADER_MAPPING, REGISTERS
from mktkit.registers.template import write_template

__all__ = [
    "HEADER_MAPPING",
    "REGISTERS",
    "Agreed",
    "Column",
    "Dataset",
    "Register",
    "RegisterTable",
    "Row",
    "find_register",
    "findings_workbook",
    "marked_copies",
    "read_dataset",
    "read_files",
    "read_one",
    "read_table",
    "write_template",
]
