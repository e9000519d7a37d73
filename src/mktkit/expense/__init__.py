"""Chapter 6 made to run: a budget that is approved, a ledger of what was spent, claims, and the summary of all three."""
