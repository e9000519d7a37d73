"""What a company once said of its own files: which header, value, unit and constant means what, and what is of no use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mktkit.fields.kind import narrow

__all__ = ["BLANK", "NOTHING", "Agreed", "Constant"]

#: How a blank is written where a value of the company's own means none.
BLANK = "空白"


@dataclass(frozen=True)
class Constant:
    """A value that holds for every row of a file.

    Attributes
    ----------
    title
        The standard column.
    value
        What stands in it.
    file
        Words of the file's name; empty for every file of the register.
    """

    title: str
    value: str
    file: str = ""


@dataclass(frozen=True)
class Agreed:
    """What is agreed for one register.

    Attributes
    ----------
    headers
        Header of the company's own → standard header.
    values
        Standard header → folded value of the company's own → the value that is meant; `BLANK` for none.
    units
        Standard header → unit of its numbers.
    constants
        Values that hold for whole files.
    ignored
        Headers of the company's own that are of no use.
    elsewhere
        Standard columns that no single value holds for, though no header names them yet.
    people
        Name → 工号, of the names that only one person bears.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    constants: tuple[Constant, ...] = ()
    ignored: frozenset[str] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    people: Mapping[str, str] = field(default_factory=dict)

    def meant(self, title: str, cell: object) -> str | None:
        """Return what a cell of the company's own means, None where nothing is agreed.

        Examples
        --------
        >>> Agreed(values={"状态": {"在职": "在岗"}}).meant("状态", " 在职 ")
        '在岗'
        """
        known = self.values.get(title)
        return known.get(narrow(str(cell))) if known else None

    def constant(self, title: str, file: str) -> str | None:
        """Return what holds for a column of a whole file; the one that names the file goes before."""
        fitting = [one for one in self.constants if one.title == title and one.file in file]
        return max(fitting, key=lambda one: len(one.file)).value if fitting else None


#: Nothing is agreed.
NOTHING = Agreed()
