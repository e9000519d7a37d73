"""The market: size, growth, shares, competitors (制度 3.1.3)."""
