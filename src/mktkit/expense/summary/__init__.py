"""The summary (制度 6.1.4): budget, commitments and ledger held against each other."""
