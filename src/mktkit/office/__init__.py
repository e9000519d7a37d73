"""Layout of files: workbooks.  No rules here."""
