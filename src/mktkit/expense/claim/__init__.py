"""Claims (制度 6.2): the 报销单, its checks, its files, and what is kept of it."""
