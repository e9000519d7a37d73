"""``mktkit template``, ``check`` and ``sample``: the registers."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from mktkit.cli.parts import FILE, FORMAT, MARK, ON, answer, finding_lines, look_up, rules_on, save_marked
from mktkit.errors import MktkitError

__all__ = ["check", "sample", "template"]


@click.command(
    "template",
    options_metavar="[选项]",
    help="写出登记表的空白模板：给出登记表名称（如 销售台账），或 all。",
)
@click.argument("name", metavar="登记表")
@click.option(
    "-o", "folder", type=click.Path(file_okay=False, path_type=Path), required=True, help="放到哪个文件夹。"
)
@FORMAT
def template(name: str, folder: Path, style: str) -> None:
    """Write blank registers."""
    from mktkit.files import save_document
    from mktkit.registers import HEADER_MAPPING, REGISTERS, find_register, write_template

    known = REGISTERS | {HEADER_MAPPING.name: HEADER_MAPPING}
    chosen = list(known.values()) if name == "all" else [look_up(find_register, known, name)]
    paths = [folder / f"{register.title}.xlsx" for register in chosen]
    for path in filter(Path.exists, paths):
        raise MktkitError(
            "文件已经在了，没有覆盖",
            "应写到没有同名文件的文件夹",
            "换一个文件夹，或先改名、移走原来的文件",
            where=str(path),
        )
    rules = rules_on()
    for register, path in zip(chosen, paths, strict=True):
        save_document(path, write_template(register, rules))
    answer(style, {"files": [str(path) for path in paths]}, *(f"已写出 {path}" for path in paths))


@click.command("check", options_metavar="[选项]", help="检查一个登记表文件。")
@click.argument("file", type=FILE, metavar="文件")
@click.option("--register", "name", metavar="登记表", required=True, help="是哪张登记表，如 销售台账。")
@MARK
@ON
@FORMAT
def check(file: Path, name: str, folder: Path | None, on: dt.date | None, style: str) -> None:
    """Check one register file."""
    from mktkit.registers import REGISTERS, find_register, read_one

    register = look_up(find_register, REGISTERS, name)
    table = read_one(file, register, rules_on(on))
    written = save_marked(folder, {file.name: file}, table.findings, table.cell_of)
    found = [finding.as_dict() for finding in table.findings]
    answer(
        style,
        {"register": register.name, "rows": len(table), "findings": found},
        f"{file.name}（{register.title}）：读到 {len(table)} 行，错误 {len(table.faults)} 处。",
        *finding_lines(table.findings),
        *written,
    )
    if table.faults:
        sys.exit(1)


@click.command("sample", options_metavar="[选项]", help="写出一套填好的示例登记表。")
@click.option(
    "-o",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="放到哪个文件夹（新的或空的）。",
)
@click.option("--faults", is_flag=True, help="写出一套带各种错误的，用来看检查怎么提示。")
@FORMAT
def sample(folder: Path, faults: bool, style: str) -> None:
    """Write the example set."""
    from mktkit.rules import load_rules
    from mktkit.samples import write_sample

    if folder.is_dir() and any(folder.iterdir()):
        raise MktkitError("文件夹里已有别的文件", "应为新的或空的文件夹", "换一个文件夹", where=str(folder))
    paths = write_sample(folder, load_rules(on=dt.date(2026, 10, 1)), faults=faults)
    answer(style, {"files": [str(path) for path in paths]}, f"已写出 {len(paths)} 个文件到 {folder}")
