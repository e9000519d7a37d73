"""The ledger of what was spent: exports of finance systems, read, mapped, kept."""
