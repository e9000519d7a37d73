"""Where things stand: named by the environment, else found, whatever folder a program runs in."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktkit.paths import company_folder, data_folder, project_root


def test_the_environment_names_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MKTKIT_RULES", str(tmp_path / "规则"))
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path / "数据"))
    assert (company_folder(), data_folder()) == (tmp_path / "规则", tmp_path / "数据")


def test_without_it_they_do_not_depend_on_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MKTKIT_RULES", raising=False)
    before = company_folder()
    monkeypatch.chdir(tmp_path)
    assert company_folder() == before == project_root() / "company"
    assert (project_root() / "mkdocs.yml").is_file()
