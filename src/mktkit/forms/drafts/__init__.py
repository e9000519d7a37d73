"""Drafts: what is typed and not handed in yet, kept on disk."""
