"""Forms: a pydantic model becomes a Chinese form in JupyterLab and Voilà.

Names load on first use: a document's model takes its markers from here without loading a widget.
"""

from mktkit.lazy import attach

__getattr__, __dir__, __all__ = attach(__name__, __file__)
