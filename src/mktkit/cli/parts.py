"""What the commands share: their options, the kinds of their arguments, and how they print."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from mktkit.errors import MktkitError, numbered, show
from mktkit.findings import grouped
from mktkit.money import parse_yuan

if TYPE_CHECKING:
    from mktkit.errors import Finding
    from mktkit.registers.marked import CellOf
    from mktkit.rules import Rules

__all__ = [
    "FILE",
    "FORMAT",
    "MARK",
    "ON",
    "OUT",
    "Day",
    "Month",
    "UsageError",
    "Yuan",
    "answer",
    "finding_lines",
    "gathered",
    "json_text",
    "look_up",
    "require_ending",
    "row_table",
    "rules_on",
    "save_marked",
    "table",
]

P = ParamSpec("P")
T = TypeVar("T")

FORMAT = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="输出给人看的文字，或 JSON。",
)
#: A file that is there, and one to be written.
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


class UsageError(MktkitError):
    """A wrong argument: exit 2."""


class Day(click.ParamType[dt.date]):
    """A date."""

    name = "日期"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        try:
            return value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{show(value)}不是日期，应写成 2026-10-01", param, ctx)


class Month(click.ParamType[str]):
    """A month, as the text it is written in."""

    name = "月份"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if not re.fullmatch(r"(199\d|20\d\d)-(0[1-9]|1[0-2])", str(value)):
            self.fail(f"{show(value)}不是月份，应写成 2026-10", param, ctx)
        return str(value)


class Yuan(click.ParamType[int]):
    """An amount in yuan, as 分."""

    name = "元"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return parse_yuan(str(value), large_units=True)
        except ValueError:
            self.fail(f"{show(value)}不是金额，应写成 10000000 或 1000万", param, ctx)


MARK = click.option(
    "--mark",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="把要改的列成一张表，连同标出错处的各文件，写到这个文件夹。",
)
ON = click.option("--on", type=Day(), help="用哪一天有效的规则；默认今天。")


def rules_on(on: dt.date | None = None) -> Rules:
    """Return the rules of a day, by default today's."""
    from mktkit.rules import load_rules

    return load_rules(on=on or dt.date.today())


def look_up(function: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Call a look-up; what it does not know is wrong usage."""
    try:
        return function(*arguments, **named)
    except MktkitError as problem:
        raise UsageError(problem.what, problem.want, problem.mend, where=problem.where) from None


def require_ending(path: Path | None, suffix: str, option: str) -> None:
    """Refuse a file to be written whose name does not say what it is."""
    if path is not None and path.suffix.lower() != suffix:
        raise UsageError(
            f"结果文件写成了{show(path.name)}",
            f"应以 {suffix} 结尾",
            f"改为 {path.stem}{suffix}",
            where=option,
        )


def gathered(options: Callable[..., T]) -> Callable[[Callable[[T], None]], Callable[..., None]]:
    """Hand a command all it was given as one object, made by `options` of the parameters' names."""

    def decorate(command: Callable[[T], None]) -> Callable[..., None]:
        @wraps(command)
        def run(**given: object) -> None:
            command(options(**given))

        return run

    return decorate


# -- what a command answers --------------------------------------------------------------------------


def answer(style: str, data: object, *parts: str) -> None:
    """Print what a command found: its data as JSON, or its words, each part that says something on lines of its own."""
    if style == "json":
        click.echo(json_text(data))
    else:
        for part in filter(None, parts):
            click.echo(part)


def json_text(data: object) -> str:
    """Return data as JSON that stays readable."""
    return json.dumps(data, ensure_ascii=False, indent=2)


def table(titles: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Return a table whose columns line up although a Chinese character is two columns wide.

    Examples
    --------
    >>> print(table(["工号", "姓名"], [["S1", "甲"], ["S10", None]]))
    工号  姓名
    S1    甲
    S10
    """
    shown = [["" if value is None else str(value) for value in row] for row in [titles, *rows]]
    widths = [max(_width(row[position]) for row in shown) for position in range(len(titles))]
    lines = []
    for row in shown:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def row_table(rows: Sequence[Mapping[str, object]], title: str = "") -> str:
    """Return rows of title → value as a table, below its title; empty where there is none."""
    if not rows:
        return ""
    listed = table(list(rows[0]), [list(row.values()) for row in rows])
    return f"\n{title}：\n{listed}" if title else listed


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(mark) in "WF" else 1 for mark in text)


def finding_lines(findings: Sequence[Finding], *, most: int = 60) -> Iterator[str]:
    """Yield faults, then notices, those that are mended alike together, each group numbered."""
    for level, title in (("fault", "错误"), ("notice", "提示")):
        listed = [finding for finding in findings if finding.level == level]
        groups = grouped(listed)
        if listed:
            kinds = f"，{len(groups)} 类" if len(groups) < len(listed) else ""
            yield f"\n{title} {len(listed)} 处{kinds}："
            yield numbered(groups[:most])
        if len(groups) > most:
            counted = "类" if len(groups) < len(listed) else "处"
            yield f"…… 另有 {len(groups) - most} {counted}，用 --format json 看全部。"


def save_marked(
    folder: Path | None, files: Mapping[str, Path], findings: Sequence[Finding], cell_of: CellOf
) -> list[str]:
    """Write the list of what is to be mended and the marked copies, and say where; nothing without a folder."""
    if folder is None:
        return []
    from mktkit.files import save_document
    from mktkit.registers import findings_workbook, marked_copies

    made = {"要改的.xlsx": findings_workbook(findings, cell_of), **marked_copies(files, findings, cell_of)}
    for name, content in made.items():
        save_document(folder / name, content)
    return [f"\n已写出 {folder / name}" for name in made]
