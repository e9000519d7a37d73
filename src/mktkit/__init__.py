"""The regulation of a marketing department, as data: handbook, registers, appraisal.

Public names are declared in ``__init__.pyi`` and load on first use, so that ``import mktkit`` costs next to nothing.
"""

from mktkit.lazy import attach

__version__ = "0.1.0"
__getattr__, __dir__, __all__ = attach(__name__, __file__)
