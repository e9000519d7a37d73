"""Which budget category a ledger row belongs to, by the rules: vendor, keyword, account code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mktkit.expense.ledger.columns import coded
from mktkit.expense.model import UNCATEGORISED
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["categorise"]

#: Columns in which a keyword is looked for.
_WORDS = ("summary", "item", "account_name")


def _fits(column: pd.Series[str], test: Callable[[str], bool]) -> np.ndarray:
    """Return for every row whether its text passes; each distinct text is looked at once."""
    texts = column.cat.categories
    passed = np.fromiter((test(str(text)) for text in texts), dtype=bool, count=len(texts))
    # A blank has the code -1, and takes the last place.
    found: np.ndarray = np.append(passed, False)[column.cat.codes]
    return found


def categorise(frame: pd.DataFrame, rules: Rules) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return category and item of every row.

    Parameters
    ----------
    frame
        Columns category, item, vendor, summary, account, account_name, all categorical; a category of its own
        stays what it is.
    rules
        Their ``category_rules`` are tried from the first to the last; the first that fits counts.

    Returns
    -------
    tuple of Series
        Categorical; what nothing matches is :data:`mktkit.expense.model.UNCATEGORISED`.

    Notes
    -----
    制度 6.1.1.
    """
    known = rules.expense.categories
    names = [*known, UNCATEGORISED]
    own = frame["category"].cat.set_categories(names).cat.codes.to_numpy()
    chosen = np.where(own >= 0, own, len(known)).astype(np.int16)
    items: list[str] = []
    item_codes = np.full(len(frame), -1, dtype=np.int16)
    free = own < 0
    for rule in rules.expense.category_rules:
        if rule.category not in known:
            continue
        fits = free.copy()
        if rule.vendors:
            fits &= _fits(frame["vendor"], _has(rule.vendors))
        if rule.accounts:
            fits &= _fits(frame["account"], _starts(rule.accounts))
        if rule.keywords:
            found = np.zeros(len(frame), dtype=bool)
            for name in _WORDS:
                found |= _fits(frame[name], _has(rule.keywords))
            fits &= found
        if rule.item and fits.any():
            if rule.item not in items:
                items.append(rule.item)
            item_codes[fits] = items.index(rule.item)
        chosen[fits] = known.index(rule.category)
        free &= ~fits
    # What the row says itself goes before what a rule concludes.
    written = frame["item"].cat.categories.tolist()
    merged = [*written, *(one for one in items if one not in written)]
    back = np.array([merged.index(one) for one in items] + [-1], dtype=np.int32)
    codes = np.where(frame["item"].cat.codes >= 0, frame["item"].cat.codes, back[item_codes])
    return (
        coded(chosen, names).set_axis(frame.index),
        coded(codes, merged).set_axis(frame.index),
    )


def _has(words: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: any(word in text for word in words)


def _starts(codes: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: text.startswith(tuple(codes))
