"""《列名对照》 read: what is agreed for each register, and who is meant by a name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mktkit.errors import QUOTED, Finding, closest, fault, notice
from mktkit.fields.kind import narrow
from mktkit.fields.money import MONEY, MONEY_UNITS
from mktkit.fields.percent import BASIS_POINTS, SHARE_UNITS
from mktkit.registers.agreed import BLANK, Agreed, Constant
from mktkit.registers.model import Column, Register
from mktkit.registers.reading import read_table
from mktkit.registers.registry import HEADER_MAPPING, REGISTERS
from mktkit.registers.table import RegisterTable
from mktkit.rules import Rules

__all__ = ["name_supervisors", "people_by_name", "read_agreed"]

_NAMES = (
    "register_title",
    "about_what",
    "own_header",
    "standard_header",
    "own_value",
    "standard_value",
    "file_words",
)


@dataclass
class _Building:
    """What has been agreed for one register so far."""

    headers: dict[str, str] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    constants: list[Constant] = field(default_factory=list)
    ignored: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)

    def done(self) -> Agreed:
        """Return it as it is handed on."""
        return Agreed(
            self.headers,
            self.values,
            self.units,
            tuple(self.constants),
            frozenset(self.ignored),
            frozenset(self.elsewhere),
        )


def read_agreed(files: Sequence[tuple[Path, str]], rules: Rules) -> tuple[dict[str, Agreed], list[Finding]]:
    """Return title of a register → what is agreed for it, and what is wrong in the table.

    Parameters
    ----------
    files
        Files of 《列名对照》 and what messages call them.
    rules
        The rules in force; they hold some of the choices.
    """
    if not files:
        return {}, []
    table = read_table(HEADER_MAPPING, files, rules)
    findings = list(table.findings)
    building: dict[str, _Building] = {}
    titles = {register.title: register for register in REGISTERS.values()}
    for values, (file, sheet, row) in zip(
        zip(*(table.columns[name] for name in _NAMES), strict=True), table.places, strict=True
    ):
        line = dict(zip(_NAMES, values, strict=True))
        problem = _problem(titles, line, rules)
        if problem is not None:
            findings.append(replace(problem, file=file, sheet=sheet, row=row, cause="mapping"))
        elif line["register_title"] is not None:
            _add(building.setdefault(line["register_title"], _Building()), line)
    return {title: one.done() for title, one in building.items()}, findings


def _add(one: _Building, line: Mapping[str, str | None]) -> None:
    about, own, standard = line["about_what"] or "列名", line["own_header"], line["standard_header"]
    written, meant = line["own_value"], line["standard_value"]
    if about == "不用" and own is not None:
        one.ignored.add(own)
    elif about == "别的列" and standard is not None:
        one.elsewhere.add(standard)
    elif about == "列名" and own is not None and standard is not None:
        one.headers[own] = standard
    elif standard is not None and meant is not None:
        if about == "固定值":
            one.constants.append(Constant(standard, meant, line["file_words"] or ""))
        elif about == "单位":
            one.units[standard] = meant
        elif written is not None:
            one.values.setdefault(standard, {})[narrow(written)] = meant


def _problem(titles: Mapping[str, Register], line: Mapping[str, str | None], rules: Rules) -> Finding | None:
    """Return what is wrong with a line, its place but for the column left open."""
    title, standard = line["register_title"], line["standard_header"]
    if title is None:
        return None
    if title not in titles:
        near = closest(title, titles, written=QUOTED)
        return fault(f"没有登记表「{title}」", "应为登记表的名称", near, column="登记表")
    if standard is None:
        return None
    columns = {column.title: column for column in titles[title].columns}
    if standard not in columns:
        near = closest(standard, columns, written=QUOTED)
        what = f"{title}没有标准列「{standard}」"
        return fault(what, "可写：" + "、".join(columns), near, column="标准列名")
    return _wrong_value(columns[standard], line["about_what"] or "列名", line["standard_value"], rules)


def _wrong_value(column: Column, about: str, meant: str | None, rules: Rules) -> Finding | None:
    """Return what is wrong with the meaning that a line gives to a value, a file or a unit."""
    if meant is None or about in ("列名", "不用"):
        return None
    if about == "单位":
        units = MONEY_UNITS if column.kind is MONEY else SHARE_UNITS if column.kind is BASIS_POINTS else {}
        allowed: Sequence[str] = list(units)
        what = f"「{column.title}」没有单位「{meant}」"
    else:
        allowed = column.choices_in(rules)
        what = f"「{column.title}」没有「{meant}」"
        if meant == BLANK and column.required:
            return fault(
                f"「{column.title}」必填，不能是空白", "应为确定的值", "改成对应的值", column="标准写法"
            )
        if meant == BLANK or not allowed:
            return None
    if meant in allowed:
        return None
    want = "只能写：" + "、".join(allowed) if allowed else "这一列没有单位"
    return fault(what, want, closest(meant, allowed, written=QUOTED), column="标准写法")


def people_by_name(staff: RegisterTable) -> dict[str, str]:
    """Return name → 工号 of the names in 人员 that only one person bears and that are nobody's 工号."""
    people = set(zip(staff.columns["name"], staff.columns["employee_id"], strict=True))
    bearers = Counter(name for name, _ in people)
    codes = {code for _, code in people}
    return {
        narrow(name): code
        for name, code in people
        if name is not None and code is not None and bearers[name] == 1 and name not in codes
    }


def name_supervisors(staff: RegisterTable, people: Mapping[str, str]) -> list[Finding]:
    """Put the 工号 in place of the name where 人员 names a person's superior by it."""
    column = staff.columns["supervisor_id"]
    named = [at for at, who in enumerate(column) if who in people]
    for at in named:
        column[at] = people[column[at]]
    if not named:
        return []
    file, sheet, row = staff.places[named[0]]
    title = staff.register.column("supervisor_id").title
    said = f"有 {len(named)} 格写的是姓名，已按《人员》读作工号"
    return [notice(said, "", "不影响计算", file=file, sheet=sheet, row=row, column=title, cause="meant")]
