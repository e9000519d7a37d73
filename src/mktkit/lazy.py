"""Public names of a package that load on first use; they are declared once, in the stub beside its ``__init__.py``."""

from __future__ import annotations

import ast
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

__all__ = ["attach"]


def attach(package: str, file: str) -> tuple[Callable[[str], object], Callable[[], list[str]], list[str]]:
    """Return ``__getattr__``, ``__dir__`` and ``__all__`` of a package.

    Its stub, ``__init__.pyi``, imports each public name from the module that defines it: type checkers read that, and
    so does this.

    Parameters
    ----------
    package
        Its ``__name__``.
    file
        Its ``__file__``.

    Examples
    --------
    >>> import mktkit
    >>> get, _, names = attach("mktkit", mktkit.__file__)
    >>> "load_rules" in names, get("load_rules").__module__
    (True, 'mktkit.rules.loader')
    """
    stub = ast.parse(Path(file).with_suffix(".pyi").read_text(encoding="utf-8"))
    homes = {
        alias.name: str(node.module)
        for node in stub.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name
    }

    def get(name: str) -> object:
        if name in homes:
            return getattr(import_module(homes[name]), name)
        raise AttributeError(f"module {package!r} has no attribute {name!r}")

    return get, lambda: sorted(homes), sorted(homes)
