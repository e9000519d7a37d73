"""Kinds of export, a module each: which rows are none of the ledger's own, and how the amount comes of its columns."""
