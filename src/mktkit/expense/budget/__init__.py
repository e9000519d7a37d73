"""The yearly budget (制度 6.1)."""
