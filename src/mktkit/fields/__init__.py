"""Fields: what a kind of value is, how it is read from a cell or a keyboard, and how it is written back."""
