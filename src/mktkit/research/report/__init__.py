"""The research report (制度 3.1.4)."""
