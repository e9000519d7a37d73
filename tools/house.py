"""Measure how the package is built, beside how it was before its rooms were built anew.

    python tools/house.py                              # was → now, and the goal
    python tools/house.py --list --under expense       # with the places behind each figure

The figures are signs, not the aim: none makes this script fail.  What each counts, so that anyone can count it again:

modules: The package's ``*.py`` files and their lines, blank ones too.
functions: Methods and inner ones too, each from ``def`` to its last line, with the docstring, without decorators.
    The figure is the least N that nine of ten do not exceed.
parameters: Those with a name, by place or by keyword; not ``self``, ``cls``, ``*args``, ``**kwargs``.
Any: Lines that bear the word, imports and comments too, per 1,000 lines.
circles: Groups of modules that all lead back to each other, by imports made when loaded, when called or for types.
    A name taken from a package's face is an import of its ``__init__.py``; ``import_module`` is not seen.
upward between packages: Imports made when loaded, or for types, against ``LAYERS`` of tests/test_package.py.
    Beside it those made when called, of which that test names the few that may be.
upward within packages: In each folder, among its modules and sub-folders, the fewest imports without which nothing would
    lead back to itself, and of equal answers the one that blames what is not imported when loaded.  Packages that may import
    each other are held against each other too.
class names: Public names that two classes or more bear.
alike lines: Pairs of files (or a file and itself) with six lines or more in a row of one shape, per 1,000 lines: names,
    strings and numbers are as good as each other; white space does not count; blank lines, comments, imports and lone
    punctuation are passed over.  Six lines with fewer than four shapes or 18 words and signs are too thin to count, and what
    stands in more than eight places is a form.  Beside it the pairs equal to the letter.
lines of code: Lines that bear anything but a comment or a docstring.
"""

from __future__ import annotations

import argparse
import ast
import io
import keyword
import math
import re
import subprocess
import tarfile
import tempfile
import tokenize
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, count
from pathlib import Path
from statistics import median
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PACKAGE = "mktkit"
#: The last commit before the rooms were built anew.
BASE = "a746f73"
LOADED, CALLED, TYPES = "when loaded", "when called", "for types"

_ROW, _SHAPES, _TOKENS, _PLACES = 6, 4, 18, 8
_SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


class Module(NamedTuple):
    """A file below the package's folder."""

    path: str
    lines: list[str]
    tree: ast.Module
    tokens: list[tokenize.TokenInfo]


class Import(NamedTuple):
    """A module takes something from another."""

    source: str
    target: str
    line: int
    when: str

    def __str__(self) -> str:
        return f"{self.source}:{self.line} imports {self.target} {self.when}"


class Sign(NamedTuple):
    """A figure, what is wanted, and the places behind it."""

    name: str
    figure: str
    goal: str = ""
    places: Sequence[str] = ()


def read(folder: Path) -> list[Module]:
    """Return the modules below `folder` in the order of their paths."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
        found.append(Module(path.relative_to(folder).as_posix(), text.splitlines(), ast.parse(text), tokens))
    return found


def layers(root: Path) -> dict[str, int]:
    """Return the layer of each package, from the test that holds their order."""
    for node in ast.parse((root / "tests" / "test_package.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "LAYERS":
            return {name: floor for floor, names in enumerate(ast.literal_eval(node.value)) for name in names}
    return {}


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def size(modules: Iterable[Module]) -> Iterator[Sign]:
    """Yield how many modules there are, how long they are, and their lines of code."""
    sizes = sorted(((len(module.lines), module.path) for module in modules), reverse=True)
    yield Sign("modules", f"{len(sizes)}")
    middle = f"{median(length for length, _ in sizes):g}, {sizes[0][0]}"
    yield Sign(
        "lines of a module: median, longest", middle, "", [f"{path} {length} lines" for length, path in sizes]
    )
    yield Sign("lines of code", f"{sum(map(_lines_of_code, modules)):,}", "a tenth fewer")


def _lines_of_code(module: Module) -> int:
    told: set[int] = set()
    for node in ast.walk(module.tree):
        match node:
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                if ast.get_docstring(node, clean=False) is not None:
                    told.update(_lines(node.body[0]))
    spoken = (range(token.start[0], token.end[0] + 1) for token in module.tokens if token.type not in _SILENT)
    return len(set().union(*spoken) - told)


def functions(modules: Iterable[Module]) -> Iterator[Sign]:
    """Yield how long functions are and how much they ask for."""
    long, wide = [], []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{module.path}:{node.lineno} {node.name}"
                named = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                long.append((len(_lines(node)), place))
                wide.append((sum(each.arg not in ("self", "cls") for each in named), place))
    long.sort()
    wide = sorted(pair for pair in wide if pair[0] >= 6)
    most = f"{long[math.ceil(0.9 * len(long)) - 1][0]} lines"
    over = [f"{place} {length} lines" for length, place in reversed(long) if length > 25]
    yield Sign("90 % of functions have at most", most, "25 lines", over)
    share = f"{100 * len(wide) / len(long):.1f} % ({len(wide)})"
    asking = [f"{place} {count} parameters" for count, place in reversed(wide)]
    yield Sign("functions with six parameters or more", share, "< 1 %", asking)


def untyped(modules: Iterable[Module]) -> Iterator[Sign]:
    """Yield how often no type is given."""
    counts = sorted(
        ((sum(bool(re.search(r"\bAny\b", line)) for line in m.lines), m.path) for m in modules), reverse=True
    )
    share = 1000 * sum(count for count, _ in counts) / sum(len(module.lines) for module in modules)
    yield Sign(
        "Any per 1,000 lines",
        f"{share:.1f}",
        "< 6",
        [f"{path} {count} lines" for count, path in counts if count],
    )


def class_names(modules: Iterable[Module]) -> Iterator[Sign]:
    """Yield which names stand for more than one class."""
    bearers = defaultdict(list)
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                bearers[node.name].append(f"{module.path}:{node.lineno}")
    twice = [f"{name}: {', '.join(places)}" for name, places in sorted(bearers.items()) if len(places) > 1]
    yield Sign("class names used twice", f"{len(twice)}", "0", twice)


def imports(modules: Iterable[Module], package: str) -> list[Import]:
    """Return each import of one module of the package by another."""
    known = {}
    for module in modules:
        name = f"{package}/{module.path}".removesuffix(".py").removesuffix("/__init__")
        known[name.replace("/", ".")] = module.path
    found = {}
    for module in modules:
        here = [package, *module.path.split("/")]
        for node, when in _import_statements(module.tree, LOADED):
            names = [alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom):
                base = ".".join([*here[: -node.level or 0], *filter(None, [node.module])])
                names = [f"{base}.{name}" if f"{base}.{name}" in known else base for name in names]
            for target in {known[name] for name in names if name in known} - {module.path}:
                found[module.path, target, node.lineno] = when
    return [Import(*place, when) for place, when in found.items()]


def _import_statements(node: ast.AST, when: str) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, when
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _import_statements(child, CALLED)
        elif isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            yield from _import_statements(ast.Module(child.body, []), TYPES)
            yield from _import_statements(ast.Module(child.orelse, []), when)
        else:
            yield from _import_statements(child, when)


def order(made: Sequence[Import], floors: Mapping[str, int]) -> Iterator[Sign]:
    """Yield where imports run in a circle, and where against the floors on which the packages stand."""
    rings = circles((each.source, each.target) for each in made)
    run = circles((each.source, each.target) for each in made if each.when != TYPES)
    sizes = f" of {', '.join(str(len(ring)) for ring in rings)} files" if rings else ""
    figure = f"{len(rings)}{sizes} ({len(run)} but for types)"
    yield Sign("import circles", figure, "0", [" ⇄ ".join(sorted(ring)) for ring in rings])

    against = []
    for each in made:
        source, target = (path.split("/")[0].removesuffix(".py") for path in (each.source, each.target))
        if source in floors and target in floors and floors[source] < floors[target]:
            against.append(each)
    late = sum(each.when == CALLED for each in against)
    figure = f"{len(against) - late} ({late} when called)"
    yield Sign("imports upward between packages", figure, "0", [*map(str, against)])
    within = upward_within(each for each in made if each not in against)
    yield Sign("imports upward within packages", f"{len(within)}", "0", [*map(str, within)])


def circles(edges: Iterable[tuple[str, str]]) -> list[frozenset[str]]:
    """Return the largest groups in which each reaches each other."""
    onward = defaultdict(set)
    for source, target in edges:
        onward[source].add(target)
    reached: dict[str, set[str]] = {}
    for start in onward:
        ahead, reached[start] = {start}, set()
        while ahead:
            ahead = set().union(*(onward.get(node, set()) for node in ahead)) - reached[start]
            reached[start] |= ahead
    groups = {frozenset(b for b in reached[a] if a in reached.get(b, ())) for a in reached if a in reached[a]}
    return sorted(groups, key=sorted)


def upward_within(made: Iterable[Import]) -> list[Import]:
    """Return, folder by folder, the fewest imports that keep its rooms from standing one above the other."""
    folders: dict[str, dict[tuple[str, str], list[Import]]] = defaultdict(lambda: defaultdict(list))
    for each in made:
        source, target = each.source.split("/"), each.target.split("/")
        depth = next(depth for depth, (a, b) in enumerate(zip(source, target, strict=False)) if a != b)
        folders["/".join(source[:depth])][source[depth], target[depth]].append(each)
    found = []
    for pairs in folders.values():
        cost = {pair: sum(1000 + (each.when == LOADED) for each in those) for pair, those in pairs.items()}
        for group in circles(pairs):
            floors = {room: floor for floor, room in enumerate(_stacked(group, cost))}
            for (a, b), those in pairs.items():
                if a in floors and b in floors and floors[a] < floors[b]:
                    found += those
    return found


def _stacked(group: Collection[str], cost: Mapping[tuple[str, str], int]) -> list[str]:
    """Return `group` from the ground up so that what runs upward costs least (of more than a dozen: little)."""
    best: dict[frozenset[str], tuple[int, list[str]]] = {frozenset(): (0, [])}
    for _ in group:
        step: dict[frozenset[str], tuple[int, list[str]]] = {}
        for placed, (spent, stack) in best.items():
            for room in set(group) - placed:
                upward = sum(cost.get((room, above), 0) for above in set(group) - placed)
                tried = (spent + upward, [*stack, room])
                step[placed | {room}] = min(step.get(placed | {room}, tried), tried)
        best = dict(sorted(step.items(), key=lambda item: item[1])[:1000])
    return min(best.values())[1]


def alike(modules: Iterable[Module]) -> Iterator[Sign]:
    """Yield which files share rows of lines."""
    like, same = _alike(modules, fold=True), _alike(modules, fold=False)
    share = 1000 * len(like) / sum(len(module.lines) for module in modules)
    figure = f"{share:.1f} ({len(same)} pairs to the letter)"
    places = [*(f"{pair} to the letter" for pair in same), *like]
    yield Sign("pairs of alike lines per 1,000 lines", figure, "< 1.5", places)


def _alike(modules: Iterable[Module], fold: bool) -> list[str]:
    shapes = {module.path: _shapes(module, fold) for module in modules}
    stands = defaultdict(list)
    for path, lines in shapes.items():
        for start in range(len(lines) - _ROW + 1):
            row = tuple(shape for _, shape in lines[start : start + _ROW])
            if len(set(row)) >= _SHAPES and sum(map(len, row)) >= _TOKENS:
                stands[row].append((path, start))
    shared = defaultdict(set)
    for places in stands.values():
        if len(places) <= _PLACES:
            for (a, i), (b, j) in combinations(places, 2):
                if a != b or j - i >= _ROW:
                    shared[a, b].add((i, j))
    found = []
    for (a, b), starts in shared.items():
        first = [(i, j) for i, j in starts if (i - 1, j - 1) not in starts]
        runs = [
            (next(n for n in count(_ROW) if (i + n - _ROW + 1, j + n - _ROW + 1) not in starts), i, j)
            for i, j in first
        ]
        length, i, j = max(runs)
        ends = (
            f"{path}:{shapes[path][k][0]}-{shapes[path][k + length - 1][0]}" for path, k in ((a, i), (b, j))
        )
        found.append((sum(run[0] for run in runs), f"{' ~ '.join(ends)} (+{len(runs) - 1} more)"))
    return [pair for _, pair in sorted(found, key=lambda each: (-each[0], each[1]))]


def _shapes(module: Module, fold: bool) -> list[tuple[int, tuple[str, ...]]]:
    """Return number and words of each line that says something of its own."""
    imported = {line for node, _ in _import_statements(module.tree, LOADED) for line in _lines(node)}
    words = defaultdict(list)
    for kind, text, (line, _), _, _ in module.tokens:
        if kind not in _SILENT and line not in imported:
            free = kind in (tokenize.STRING, tokenize.NUMBER, tokenize.NAME) and not keyword.iskeyword(text)
            words[line].append(tokenize.tok_name[kind] if fold and free else text)
    return [(line, tuple(said)) for line, said in words.items() if re.search(r"\w", "".join(said))]


def measure(folder: Path, floors: Mapping[str, int]) -> list[Sign]:
    """Return every sign of the package in `folder`, whose packages stand on these floors."""
    modules = read(folder)
    made = imports(modules, folder.name)
    signs = (
        size(modules),
        functions(modules),
        untyped(modules),
        order(made, floors),
        class_names(modules),
        alike(modules),
    )
    return [sign for each in signs for sign in each]


def before(root: Path, revision: str) -> list[Sign]:
    """Return the signs at `revision`, none where there is no git or the clone does not hold it."""
    command = ("git", "-C", str(root), "archive", revision, f"src/{PACKAGE}", "tests/test_package.py")
    try:
        taken = subprocess.run(command, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return []
    with tempfile.TemporaryDirectory() as folder, tarfile.open(fileobj=io.BytesIO(taken.stdout)) as archive:
        archive.extractall(folder, filter="data")
        return measure(Path(folder, "src", PACKAGE), layers(Path(folder)))


def main() -> None:
    """Print the table and, where asked, the places."""
    parser = argparse.ArgumentParser(description="Measure how the package is built.")
    parser.add_argument("--root", type=Path, default=ROOT, help="the checkout to measure")
    parser.add_argument("--base", default=BASE, help="the revision to hold it against")
    parser.add_argument("--list", action="store_true", help="print the places behind each figure")
    parser.add_argument("--under", default="", help="only places below this folder of the package")
    parser.add_argument("--most", type=int, default=40, help="at most so many places a figure")
    told = parser.parse_args()
    now = measure(told.root / "src" / PACKAGE, layers(told.root))
    was = {sign.name: sign.figure for sign in before(told.root, told.base)}
    if not was:
        print(f"This clone does not hold {told.base}: only today's figures are known.")
    for sign in now:
        print(
            f"{sign.name:38}{was.get(sign.name, '?'):>31} → {sign.figure:31} {sign.goal and 'goal ' + sign.goal}".rstrip()
        )
    for sign in now if told.list else ():
        places = [place for place in sign.places if re.search(rf"(^| ){re.escape(told.under)}", place)]
        print(f"\n{sign.name}: {len(places)} places", *places[: told.most], sep="\n  ")


if __name__ == "__main__":
    main()
