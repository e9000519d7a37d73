"""``python -m mktkit``."""

from mktkit.cli import main

main()
