"""Which budget category a ledger row belongs to, by the rules: vendor, keyword, account code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from mktkit.expense.ledger.columns import coded, passing
from mktkit.expense.model import UNCATEGORISED
from mktkit.rules import Rules
from mktkit.rules.subjects.expense import CategoryRule

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["categorise"]

#: Columns in which a keyword is looked for.
_WORDS = ("summary", "item", "account_name")


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
    # What the row says itself goes before what a rule concludes.
    items = list(frame["item"].cat.categories)
    item_codes = frame["item"].cat.codes.to_numpy().astype(np.int32)
    blank_items, free = item_codes < 0, own < 0
    for rule in rules.expense.category_rules:
        if rule.category not in known:
            continue
        fits = free & _matched(frame, rule)
        chosen[fits] = known.index(rule.category)
        free &= ~fits
        if rule.item and fits.any():
            if rule.item not in items:
                items.append(rule.item)
            item_codes[fits & blank_items] = items.index(rule.item)
    return coded(chosen, names).set_axis(frame.index), coded(item_codes, items).set_axis(frame.index)


def _matched(frame: pd.DataFrame, rule: CategoryRule) -> np.ndarray:
    """Return which rows a rule is for: by seller, account and words, as far as it names them."""
    fits = np.ones(len(frame), dtype=bool)
    if rule.vendors:
        fits &= passing(frame["vendor"], _has(rule.vendors))
    if rule.accounts:
        fits &= passing(frame["account"], _starts(rule.accounts))
    if rule.keywords:
        fits &= np.logical_or.reduce([passing(frame[name], _has(rule.keywords)) for name in _WORDS])
    return fits


def _has(words: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: any(word in text for word in words)


def _starts(codes: Sequence[str]) -> Callable[[str], bool]:
    return lambda text: text.startswith(tuple(codes))
