"""The shape of the package: what is public, what imports what, and that nothing is restated."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import nbformat
import pytest

import mktkit
import mktkit.forms

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "mktkit"

#: Layers from left to right (design §2): a module imports only from its own layer and those before it.
LAYERS = (
    {
        "archives",
        "elements",
        "errors",
        "files",
        "findings",
        "html",
        "lazy",
        "money",
        "messages",
        "paths",
        "people",
        "workdays",
    },
    {"rules"},
    {"office", "records"},
    {"fields"},
    {"registers"},
    {"forms"},
    {"desk"},
    {"appraisal", "expense", "onboarding", "promotion", "research"},
    {"documents"},
    {"samples"},
    {"handbook"},
    {"server"},
    {"cli", "__main__"},
)
#: What a notebook calls may make the example set for itself; it does so when called, not when imported.
_LATE = {(name, "samples") for name in ("appraisal", "expense", "promotion", "research")}


def _layer(package: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if package in layer)


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "mktkit":
                found |= {alias.name for alias in node.names}
            elif node.module.startswith("mktkit."):
                found.add(node.module.split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("mktkit.")}
    return found


@pytest.mark.parametrize("path", sorted(SOURCE.rglob("*.py")), ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_layer_imports_only_what_stands_to_its_left(path: Path) -> None:
    relative = path.relative_to(SOURCE)
    package = relative.parts[0] if len(relative.parts) > 1 else path.stem
    if package == "__init__":
        return
    for imported in _imports(path):
        if (package, imported) not in _LATE:
            assert _layer(imported) <= _layer(package), f"{relative} imports {imported}"


def test_only_rules_reads_yaml() -> None:
    readers = {
        path.relative_to(SOURCE).parts[0]
        for path in SOURCE.rglob("*.py")
        if "import yaml" in path.read_text(encoding="utf-8")
    }
    assert readers == {"rules"}


#: What the modules are called, in whatever subject, that only calculate.
PURE = {
    *(
        "calc",
        "kpi",
        "measures",
        "inputs",
        "roster",
        "model",
        "worktime",
        "tax",
        "categories",
        "cells",
        "checks",
    ),
    *(
        "sampling",
        "size",
        "growth",
        "concentration",
        "frequency",
        "rating",
        "crosstab",
        "raking",
        "reliability",
    ),
    *("competitor", "price", "proportions", "effects", "analysis"),
    *("workflow", "chain", "record"),
    *("papers", "layout", "handing_in"),
}
#: … and the pure ones whose name is another's too.
_PURE_TOO = ("research/plan/document.py", "research/sources.py", "research/serialization.py")
_SUBJECTS = ("appraisal", "desk", "expense", "onboarding", "promotion", "records", "research")


def _pure() -> list[Path]:
    named = [path for name in _SUBJECTS for path in (SOURCE / name).rglob("*.py") if path.stem in PURE]
    return [*named, *(SOURCE / name for name in _PURE_TOO)]


@pytest.mark.parametrize("path", _pure(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_calc_opens_nothing_and_reads_no_clock(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for word in ("open(", "today()", "now()", "ipywidgets", "Path("):
        assert word not in text, word


@pytest.mark.parametrize("package", [mktkit, mktkit.forms], ids=lambda package: package.__name__)
def test_every_public_name_is_there_and_no_other(package: ModuleType) -> None:
    assert package.__all__ == sorted(package.__all__)
    for name in package.__all__:
        # A marker is an annotated type, and such a type bears no name of its own.
        assert getattr(package, name).__name__ in (name, "Annotated")
    inside = {name for name in vars(package) if not name.startswith("_")}
    modules = {name for name in inside if isinstance(getattr(package, name), ModuleType)}
    assert inside - modules <= {"attach"} | set(package.__all__)
    assert dir(package) == package.__all__
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = package.nothing


def test_what_notebooks_call_is_public() -> None:
    sources = [
        cell.source
        for path in (ROOT / "notebooks").glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    ]
    called = {
        node.attr
        for source in sources
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "mktkit"
    }
    assert called
    assert called <= set(mktkit.__all__)


def test_importing_loads_nothing_heavy() -> None:
    code = "import sys, mktkit; print(*sorted({m.split('.')[0] for m in sys.modules} & {'pandas', 'narwhals', 'pydantic', 'yaml', 'matplotlib'}))"
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == ""
    )


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_thin_and_carries_its_output(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    for number, cell in enumerate(code, 1):
        # nbval passes a cell that has no saved output; a stripped notebook would prove nothing.
        assert cell.execution_count == number
        assert len(cell.source.splitlines()) <= 8
        assert not [
            node
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        assert all(output.output_type != "error" for output in cell.outputs)
    assert sum(bool(cell.outputs) for cell in code) >= len(code) - 1
