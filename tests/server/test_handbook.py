"""Which page of the handbook explains a notebook."""

from __future__ import annotations

from pathlib import Path

from mktkit.server import handbook


def test_the_page_that_explains_a_notebook(tmp_path: Path) -> None:
    for name in ("sales", "research_plan"):
        (tmp_path / "toolkit" / name).mkdir(parents=True)
        (tmp_path / "toolkit" / name / "index.html").touch()
    assert handbook.page_of(tmp_path, "sales.ipynb") == "toolkit/sales/"
    assert handbook.page_of(tmp_path, "sales_review.ipynb") == "toolkit/sales/"
    assert handbook.page_of(tmp_path, "research_plan.ipynb") == "toolkit/research_plan/"
    assert handbook.page_of(tmp_path, "unknown.ipynb") == "toolkit/"
