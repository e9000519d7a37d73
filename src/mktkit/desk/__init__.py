"""The desk: what waits for a person, how a document is handed in, and who sits here."""
