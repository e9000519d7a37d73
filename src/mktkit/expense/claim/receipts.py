"""Kinds of receipt: what each is called, whose number has which shape, what tells one from every other."""

from __future__ import annotations

import unicodedata
from typing import Literal

__all__ = ["ReceiptKind", "invoice_key", "plain_number"]

ReceiptKind = Literal[
    "数电票", "专票", "普票", "铁路电子客票", "航空行程单", "其他", "电子通行费发票", "纸质火车票", "纸质航空行程单",
    "出租车", "定额", "机打", "纸质通行费", "境外", "无票说明",
]  # fmt: skip


def plain_number(text: str) -> str:
    """Return the letters and digits of a number alone, narrow and upper case."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return "".join(mark for mark in unicodedata.normalize("NFKC", text) if mark.isalnum()).upper()


def invoice_key(code: str, number: str) -> str:
    """Return what tells one invoice from every other; '' when no number was filled in.

    Full and half width, case, spaces and dashes make no other invoice.  A paper invoice is its code (10 or 12 digits)
    with its number (8); a fully digital one is its number of 20 digits.

    Examples
    --------
    >>> invoice_key("０３３０００－２２００１１", " 00012345 "), invoice_key("", "2633 2000 0000 1234 5678")
    ('03300022001100012345', '26332000000012345678')
    >>> invoice_key("033000220011", "")
    ''
    """
    plain = plain_number(number)
    return plain_number(code) + plain if plain else ""
