"""The research plan (制度 3.1.1)."""
