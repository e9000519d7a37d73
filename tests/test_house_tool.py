"""tools/house.py, on a package small enough to count by hand."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]

ORDER = {"ground": 0, "upper": 1}
SIX_LINES = """
def {name}({value}):
    {value} = {value} + {number}
    if {value} > {number}:
        return [{value}]
    while {value}:
        {value} -= {number}
    return {text}
"""
FILES = {
    "__init__.py": '"""Tiny."""\n',
    "ground/__init__.py": "",
    # Upward when called; but for types it takes nothing from its neighbour.
    "ground/model.py": '''"""Two lines
of docstring."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tiny.ground.store import Store


class Line:
    """A line."""

    def move(self, a, b, c, d, e, *rest, **more) -> Any:  # five with a name
        """Say nothing."""
        from tiny import upper

        return upper


def wide(a, b, c, /, d, *, e, f):
    return a
''',
    "ground/store.py": "from tiny.ground import model\nfrom tiny.ground.model import Line\n\n\nclass Store(Line): ...\n",
    "upper/__init__.py": "import tiny.ground.store\n",
    "upper/one.py": SIX_LINES.format(name="one", value="a", number=1, text='"x"') + "\n\nclass Line: ...\n",
    "upper/two.py": SIX_LINES.format(name="two", value="row", number=22, text='"y z"')
    + "\n\nclass _Store: ...\n",
}


@pytest.fixture(scope="module")
def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", ROOT / "tools" / "house.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "tiny" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "tiny"


def test_every_figure_is_what_a_hand_counts(house: ModuleType, tiny: Path) -> None:
    signs = {sign.name: sign for sign in house.measure(tiny, ORDER)}
    assert {name: sign.figure for name, sign in signs.items()} == {
        "modules": "7",
        # 0, 1, 1, 5, 11, 11, 21: in all 50.
        "lines of a module: median, longest": "5, 21",
        # model 9 (its second comment stands behind code), store 3, the upper face 1, one and two 8 each.
        "lines of code": "29",
        # 2, 5, 7, 7 lines: nine of ten of four are four.
        "90 % of functions have at most": "7 lines",
        # wide, of four; move has five with a name.
        "functions with six parameters or more": "25.0 % (1)",
        # Two lines of 50.
        "Any per 1,000 lines": "40.0",
        # model ⇄ store for types; when upper is called for, upper's face too.
        "import circles": "1 of 3 files (1 but for types)",
        "imports upward between packages": "0 (1 when called)",
        "imports upward within packages": "1",
        "class names used twice": "1",
        # one ~ two: a pair in 50 lines.
        "pairs of alike lines per 1,000 lines": "20.0 (0 pairs to the letter)",
    }
    assert signs["functions with six parameters or more"].places == ["ground/model.py:20 wide 6 parameters"]
    assert signs["import circles"].places == ["ground/model.py ⇄ ground/store.py ⇄ upper/__init__.py"]
    assert signs["imports upward between packages"].places == [
        "ground/model.py:15 imports upper/__init__.py when called"
    ]
    assert signs["imports upward within packages"].places == [
        "ground/model.py:7 imports ground/store.py for types"
    ]
    assert signs["class names used twice"].places == ["Line: ground/model.py:10, upper/one.py:11"]
    assert signs["pairs of alike lines per 1,000 lines"].places == [
        "upper/one.py:2-11 ~ upper/two.py:2-11 (+0 more)"
    ]


def test_what_is_alike_to_the_letter_is_said(house: ModuleType, tiny: Path) -> None:
    (tiny / "upper" / "two.py").write_text(FILES["upper/one.py"], encoding="utf-8")
    sign = house.measure(tiny, ORDER)[-1]
    assert sign.figure == "20.0 (1 pairs to the letter)"
    assert sign.places[0] == "upper/one.py:2-11 ~ upper/two.py:2-11 (+0 more) to the letter"


def test_of_a_circle_the_fewest_imports_are_blamed(house: ModuleType) -> None:
    def made(source: str, target: str, when: str = house.LOADED) -> Any:
        return house.Import(source, target, 1, when)

    hub = [made("p/hub.py", f"p/{name}.py", house.CALLED) for name in "abc"]
    spokes = [made(f"p/{name}.py", "p/hub.py") for name in "abc"]
    # Three either way: those made late.
    assert house.upward_within([*spokes, *hub]) == hub
    # Two against one: the one, though it is made when loaded.
    late = [made("p/a.py", "p/b.py", house.CALLED), made("p/a.py", "p/b.py", house.CALLED)]
    assert house.upward_within([*late, made("p/b.py", "p/a.py")]) == [made("p/b.py", "p/a.py")]
    # No two modules meet, yet the folders do.
    folders = [made("p/x/a.py", "p/y/b.py"), made("p/y/c.py", "p/x/d.py", house.CALLED)]
    assert house.circles((each.source, each.target) for each in folders) == []
    assert house.upward_within(folders) == folders[1:]


def test_the_order_of_packages_is_the_one_that_is_tested(house: ModuleType) -> None:
    floors = house.layers(ROOT)
    assert floors["errors"] < floors["rules"] < floors["appraisal"] < floors["cli"]


def test_today_stands_beside_a_revision_or_alone(
    house: ModuleType, tiny: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tiny.parent
    (root / "src").mkdir()
    (root / "tests").mkdir()
    tiny.rename(root / "src" / "mktkit")
    (root / "tests" / "test_package.py").write_text("LAYERS = ({'ground'}, {'upper'})\n", encoding="utf-8")
    monkeypatch.setattr(
        sys, "argv", ["house.py", "--root", str(root), "--base", "HEAD", "--list", "--under", "upper"]
    )

    house.main()
    alone = capsys.readouterr().out
    assert alone.startswith("This clone does not hold HEAD")
    assert "\n  upper/one.py:2 one 7 lines" not in alone  # not over 25
    assert "\n  upper/one.py 11 lines" in alone
    assert "\n  ground/model.py 21 lines" not in alone

    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"],
    ):
        subprocess.run(["git", "-C", str(root), *words], check=True)
    (root / "src" / "mktkit" / "upper" / "two.py").unlink()
    house.main()
    modules = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("modules"))
    assert modules.split() == ["modules", "7", "→", "6"]
