"""The registers on a page: every column as the row model declares it, so that page, template and reader agree."""

from __future__ import annotations

from mktkit.handbook.macros.book import Book
from mktkit.handbook.macros.links import link
from mktkit.handbook.macros.markup import Html, element, join, table, text
from mktkit.registers import REGISTERS, Column, Register

__all__ = ["register_address", "register_title", "registers"]


def register_address(name: str) -> str:
    """Return the address of a register's section, relative to the handbook's root."""
    return f"reference/registers/#register-{name}"


def register_title(name: str) -> str:
    """Return the Chinese name of a register."""
    return REGISTERS[name].title


def registers(book: Book) -> str:
    """Return one section a register: what it serves, how to get the blank form, every column."""
    return "\n\n".join(_section(book, one) for one in REGISTERS.values())


def _section(book: Book, one: Register) -> str:
    drawn = table(
        ["列", "填写", "类型", "怎样填", "例"], [_row(book, column) for column in one.columns], name="columns"
    )
    command = element("code", f"python run.py template {one.name} -o 文件夹")
    served = join((link(book, clause) for clause in one.clauses), "、")
    return "\n\n".join(
        [
            f"## {text(one.title)} {{ #register-{one.name} }}",
            element("p", one.row.about) if one.row.about else "",
            element("p", "用于：", served, element("br"), "空白表：", command),
            drawn,
        ]
    )


def _row(book: Book, column: Column) -> list[object]:
    filled = "关键列" if column.key else ("必填" if column.required else "选填")
    choices = column.choices_in(book.rules)
    told: list[object] = [column.help] if column.help else []
    if choices:
        told.append(f"{'；' if told else ''}可写：{'、'.join(choices)}")
    if column.aliases:
        told.append(element("small", "也认：" + "、".join(column.aliases)))
    unit = f"（{column.unit}）" if column.unit else ""
    title: Html = join([element("b", column.title), unit])
    return [title, filled, column.kind.title, join(told), column.example]
