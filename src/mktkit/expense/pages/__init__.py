"""The pages of chapter 6: budget, claim, ledger and summary by form."""
