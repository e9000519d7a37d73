"""The pages of market research: plan, sources, analysis and report by form."""
