"""What would be lost if the handbook moved to Zensical, which follows the theme it stands on: built, compared, printed."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from mktkit.handbook import build, check_site
from mktkit.handbook.search import glossary_words, index_site
from mktkit.handbook.search.asked_as import read_asked_as
from mktkit.handbook.versions import write_versions
from mktkit.paths import project_root
from mktkit.rules import Rules, load_rules
from mktkit.rules.glossary import read_glossary

pytestmark = pytest.mark.heavy

ON = dt.date(2026, 11, 23)
ZENSICAL = "zensical==0.0.73"

#: What a reader would miss, and the sign of it in a page.
FEATURES = {
    "顶部导航": 'class="md-tabs"',
    "面包屑": 'class="md-path',
    "版次提示条": 'class="edition-line"',
    "维护岗位": '<meta name="owner"',
    "深浅色切换": 'data-md-component="palette"',
    "搜索框": 'class="md-search',
    "自己的搜索": "data-search",
    "永久链接": 'class="headerlink"',
    "复制引用": 'class="cite"',
    "上一页和下一页": 'class="md-footer__link',
    "图标卡片": 'class="twemoji"',
    "检查清单": 'class="task-list-item"',
    "提示框": 'class="admonition',
}


def zensical(folder: Path) -> Path:
    """Install it into a folder of its own, so that nothing of ours changes; skip where it cannot be had."""
    uv = shutil.which(
        "uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    )
    tool = (
        [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    )
    done = subprocess.run(
        [*tool, "--quiet", "--target", str(folder), ZENSICAL], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"Zensical 装不上：{done.stderr.strip().splitlines()[-1:]}")
    return folder


def anchors(site: Path) -> set[str]:
    """Return every anchor a link may lead to, as page#anchor."""
    found: set[str] = set()
    for page in site.rglob("index.html"):
        name = page.parent.relative_to(site).as_posix()
        for one in re.findall(r'\sid="?([^"\s>]+)', page.read_text(encoding="utf-8")):
            if not one.startswith("__"):
                found.add(f"{name}#{one}")
    return found


def test_what_a_move_to_zensical_would_lose(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packages = zensical(tmp_path / "packages")
    rules: Rules = load_rules(on=ON)
    ours = build(tmp_path / "ours", on=ON).destination
    project = tmp_path / "project"
    for name in ("docs", "theme"):
        shutil.copytree(project_root() / name, project / name)
    config = (project_root() / "mkdocs.yml").read_text(encoding="utf-8")
    (project / "mkdocs.yml").write_text(config.replace('rules_on: ""', f'rules_on: "{ON}"'), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", "from zensical.main import cli; cli()", "build", "-f", "mkdocs.yml"],
        cwd=project, env={**os.environ, "PYTHONPATH": str(packages)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    theirs = project / "site"
    # The one pass reads finished pages, whoever made them.
    write_versions(theirs, rules, word=False)
    index_site(theirs, glossary_words(read_glossary(), rules.clauses, read_asked_as()))
    checked = check_site(theirs, rules.clauses)

    before, after = anchors(ours), anchors(theirs)
    lost = sorted(before - after)
    text = {
        site: "".join(page.read_text(encoding="utf-8") for page in site.rglob("*.html"))
        for site in (ours, theirs)
    }
    missed = {
        title: (text[ours].count(sign), text[theirs].count(sign))
        for title, sign in FEATURES.items()
        if text[theirs].count(sign) < text[ours].count(sign)
    }
    with capsys.disabled():
        print(f"\n{ZENSICAL}：原有锚点 {len(before)} 个，丢失 {len(lost)} 个")
        print("\n".join(lost[:20]))
        print("少了的功能（现在的处数，换后的处数）：", missed or "没有")
        print(f"统一检查：{len(checked.findings)} 处")
        print("\n".join(dict.fromkeys(str(one) for one in checked.findings[:10])))
    assert before, "the comparison needs something to compare"
    # Citations already given must go on leading to their clauses.
    assert [one for one in lost if re.search(r"#(p-)?c\d", one)] == []
