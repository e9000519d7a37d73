"""Market research (制度 3.1): plan, sources, analysis, report."""
