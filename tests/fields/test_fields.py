"""The package of fields: what is public, and that a model may stand on it without loading anything heavy."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import mktkit.fields
from mktkit.fields import shape

HEAVY = {"pandas", "numpy", "narwhals", "polars", "ipywidgets", "anywidget", "xlsxwriter", "openpyxl", "docx"}


def test_every_public_name_is_there() -> None:
    assert all(hasattr(mktkit.fields, name) for name in mktkit.fields.__all__)


def test_importing_every_module_loads_nothing_heavy() -> None:
    names = sorted(path.stem for path in Path(shape.__file__).parent.glob("*.py") if path.stem != "__init__")
    code = f"import sys, importlib\nfor name in {names}: importlib.import_module('mktkit.fields.' + name)\nprint(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not HEAVY & {name.split(".")[0] for name in loaded.split()}


def test_it_knows_no_widget_and_no_spreadsheet() -> None:
    for path in Path(shape.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mktkit."):
                assert (node.module or "").split(".")[1] in {
                    "errors",
                    "fields",
                    "messages",
                    "money",
                    "rules",
                }, path
