"""How the benchmark of search judges: a wrong judge would praise or blame the wrong engine."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from mktkit.handbook.search.sections import PageText, Section


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    path = Path(__file__).parents[3] / "benchmarks/search.py"
    spec = importlib.util.spec_from_file_location("search_benchmark", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGES = {
    "": PageText("首页", [Section("home", "首页", 1)]),
    "a/": PageText(
        "费用", [Section("c6", "费用", 1), Section("报销", "报销", 2), Section("标准", "标准", 2)]
    ),
    "b/c/": PageText("考勤", [Section("c4", "考勤", 1), Section("leave", "请假 Leave", 2)]),
}


@pytest.mark.parametrize(
    ("targets", "shown", "place"),
    [
        # An anchor, alone and with its page.
        (("#报销",), ["b/c/", "a/#报销"], 1),
        (("a/#报销",), ["a/#标准", "a/#报销"], 1),
        # The top of a page is its first heading.
        (("#c6",), ["a/"], 0),
        (("a/#c6",), ["a/"], 0),
        # A page is reached by any of its sections, and counts once.
        (("b/c/",), ["a/#报销", "a/#标准", "b/c/#leave"], 1),
        (("b/c",), ["b/c/#leave"], 0),
        (("b/c.md",), ["b/c/"], 0),
        (("/b/c/",), ["b/c/"], 0),
        (("index.md",), ["a/", ""], 1),
        # What MkDocs calls the second Chinese heading unless told otherwise.
        (("a/#_2",), ["a/#报销"], 0),
        # Any of several; none.
        (("#nowhere", "b/c/#leave"), ["a/", "b/c/#leave"], 1),
        (("#报销",), ["a/", "a/#标准"], None),
        (("a/#报销",), [], None),
    ],
)
def test_where_the_answer_stands(
    bench: ModuleType, targets: tuple[str, ...], shown: list[str], place: int | None
) -> None:
    assert bench.Judge(PAGES).rank(bench.Query("问", targets), shown) == place


def test_the_file_of_queries(bench: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "queries.tsv"
    file.write_text("# 说明\n怎么报销\ta/#报销, b/c/\n\n#1 问题\t#c6\n", encoding="utf-8")
    assert bench.read_queries(file) == [
        bench.Query("怎么报销", ("a/#报销", "b/c/")),
        bench.Query("#1 问题", ("#c6",)),
    ]
    file.write_text("没有目标\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="第 1 行"):
        bench.read_queries(file)
