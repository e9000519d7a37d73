"""Build the handbook: a strict build beside the destination, one pass over it, then the change-over."""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import json
import logging
import os
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mktkit.errors import FindingsError, MktkitError, show
from mktkit.handbook.checks import SiteCheck, check_site
from mktkit.handbook.finished import Finished
from mktkit.handbook.search import glossary_words, index_site
from mktkit.handbook.search.asked_as import read_asked_as
from mktkit.handbook.typed import typed_values
from mktkit.handbook.versions import write_versions
from mktkit.paths import project_root
from mktkit.rules import Rules, load_rules
from mktkit.rules.glossary import read_glossary
from mktkit.rules.quiz import read_quiz

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

__all__ = ["MARKER", "BuildResult", "build"]

#: Stands in every built handbook: says what it was built from, and that the folder may be replaced.
MARKER = "handbook.json"

#: What MkDocs says in English, and the same in Chinese.
_SAYINGS = (
    (r"Doc file '(.+?)' contains a link '(.+?)', but the target.*", r"docs/\1 里的链接「\2」没有目标"),
    (
        r"Doc file '(.+?)' contains a link '(.+?)', but the doc.*anchor.*",
        r"docs/\1 里的链接「\2」指向的锚点不存在",
    ),
    (
        r"Doc file '(.+?)' contains a link '(.+?)', but there is no such anchor.*",
        r"docs/\1 里的链接「\2」指向的锚点不存在",
    ),
    (
        r"A reference to '(.+?)' is included in the 'nav'.*",
        r"mkdocs.yml 的 nav 写了「\1」，docs 里没有这个文件",
    ),
    (
        r"The following pages exist in the docs directory, but are not.*?:((?:.|\n)*)",
        r"这些页没有写进 mkdocs.yml 的 nav：\1",
    ),
)


@dataclass(frozen=True)
class BuildResult:
    """A finished handbook.

    Attributes
    ----------
    destination
        Its folder, complete in itself.
    on
        The date whose rules it shows.
    edition, fingerprint
        Of these rules.
    pages
        Number of pages.
    clauses
        Number of clauses, each of them one anchor.
    outward
        Links a reader may follow to other hosts, and the pages they stand on.
    seconds
        How long it took.
    """

    destination: Path
    on: dt.date
    edition: str
    fingerprint: str
    pages: int
    clauses: int
    outward: Mapping[str, tuple[str, ...]]
    seconds: float


def build(destination: Path | str, *, on: dt.date, root: Path | None = None) -> BuildResult:
    """Build the handbook and check it; the destination changes only when everything is right.

    Parameters
    ----------
    destination
        Folder to build into: a new one, an empty one, or an earlier handbook, which is replaced.
    on
        The date whose rules are shown.
    root
        Folder that holds ``mkdocs.yml``; by default the project's.

    Returns
    -------
    BuildResult

    Raises
    ------
    FindingsError
        The pages are wrong: a clause without its anchor, a dead link, a request to another host, a page without owner, a
        value typed by hand.
    MktkitError
        A page is wrong, the rules are, or the folder holds something else.
    """
    started = time.perf_counter()
    root = root or project_root()
    target = Path(destination).absolute()
    _replaceable(target)
    rules = load_rules(on=on)
    # A question without its clause is found here, before any page is made.
    read_quiz(rules)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Beside the destination, so that the change-over is a rename on one disk.
    with (
        _rare_collection(),
        tempfile.TemporaryDirectory(prefix=".handbook-", dir=target.parent) as scratch,
    ):
        fresh = Path(scratch) / "site"
        _run_mkdocs(root / "mkdocs.yml", fresh, on)
        checked = _complete(Finished(fresh), rules, root)
        (fresh / MARKER).write_text(
            json.dumps(_about(rules), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
        )
        _change_over(fresh, target, Path(scratch) / "old")
    return BuildResult(
        destination=target,
        on=on,
        edition=rules.edition,
        fingerprint=rules.fingerprint,
        pages=checked.pages,
        clauses=len(rules.clauses),
        outward=checked.outward,
        seconds=time.perf_counter() - started,
    )


def _complete(site: Finished, rules: Rules, root: Path) -> SiteCheck:
    """Add to the finished pages what is made of them, and refuse them where anything is wrong."""
    write_versions(site, rules)
    # Before the check: every page asks for the reader of the index.
    index_site(site, glossary_words(read_glossary(), rules.clauses, read_asked_as()))
    checked = check_site(site, rules.clauses)
    findings = (*typed_values(root / "docs" / "rules"), *checked.findings)
    if findings:
        raise FindingsError(findings, "手册没有通过检查，原来的手册没有改动")
    return checked


@contextlib.contextmanager
def _rare_collection() -> Iterator[None]:
    """Look for garbage seldom: a build makes millions of small objects that live to its end, and each look costs."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _about(rules: Rules) -> dict[str, str]:
    return {
        "title": "营销部门制度手册",
        "on": rules.on.isoformat(),
        "edition": rules.edition,
        "fingerprint": rules.fingerprint,
    }


# -- the destination ---------------------------------------------------------------------------------


def _replaceable(target: Path) -> None:
    if target.is_file():
        raise MktkitError(f"{show(target)}是一个文件", "手册要生成到文件夹里", "换一个文件夹名")
    # MkDocs empties its destination: never let that be somebody's folder.
    if target.is_dir() and any(target.iterdir()) and not (target / MARKER).is_file():
        raise MktkitError(
            f"文件夹{show(target)}里有别的文件",
            "应为新文件夹、空文件夹或以前生成的手册，否则里面的东西会被删掉",
            "换一个文件夹",
        )


def _change_over(fresh: Path, target: Path, old: Path) -> None:
    try:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
    except OSError as problem:
        if old.exists() and not target.exists():
            old.rename(target)
        raise MktkitError(
            f"手册已生成，但换不进{show(target)}",
            "这个文件夹应可写、没有被占用",
            f"关掉正在看它的窗口后重试（{problem.strerror}）",
        ) from None


# -- mkdocs ------------------------------------------------------------------------------------------


def _run_mkdocs(config_file: Path, destination: Path, on: dt.date) -> None:
    # Material reads it when it is imported.
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    from mkdocs.commands.build import build as mkdocs_build
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    config: MkDocsConfig | None = None
    with _warnings() as said:
        try:
            config = load_config(str(config_file), strict=True, site_dir=str(destination))
            config.extra["rules_on"] = on.isoformat()
            _leave_out_stock_index(config)
            config.plugins.on_startup(command="build", dirty=False)
            try:
                mkdocs_build(config)
            finally:
                config.plugins.on_shutdown()
        # The macros plugin leaves with SystemExit, and so does a strict build.
        except (MkDocsException, SystemExit) as problem:
            raise _explained(problem, config, said) from None


def _leave_out_stock_index(config: MkDocsConfig) -> None:
    """Keep the theme's search box, and save the time its index takes: ours is made of the finished pages."""
    stock = config.plugins.get("material/search")
    for event in ("page_context", "post_build"):
        hooks = config.plugins.events[event]
        hooks[:] = [hook for hook in hooks if getattr(hook, "__self__", None) is not stock]


@contextlib.contextmanager
def _warnings() -> Iterator[list[str]]:
    """Collect what MkDocs warns of, and keep it off the screen."""
    said: list[str] = []

    class Collect(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(record.getMessage())

    logger = logging.getLogger("mkdocs")
    handler, propagate = Collect(logging.WARNING), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield said
    finally:
        logger.propagate = propagate
        logger.removeHandler(handler)


def _explained(problem: BaseException, config: MkDocsConfig | None, said: list[str]) -> MktkitError:
    cause = problem.__context__
    if isinstance(cause, Exception) and isinstance(problem, SystemExit) and not _said_by_mkdocs(problem):
        page = getattr(config.plugins["macros"], "page", None) if config is not None else None
        where = f"docs/{page.file.src_uri}" if page is not None else "mkdocs.yml"
        if isinstance(cause, MktkitError):
            return MktkitError(cause.what, cause.want, cause.mend, where=where)
        return MktkitError(
            f"页面里的宏写错了：{cause}",
            "宏的名称和写法见 docs/decisions/0002-macros.md",
            "改好后重试",
            where=where,
        )
    lines = [_in_chinese(line) for line in said] or [str(problem)]
    return MktkitError("手册没有生成\n" + "\n".join(dict.fromkeys(lines)), mend="逐条改好后重试")


def _said_by_mkdocs(problem: BaseException) -> bool:
    """Tell whether MkDocs itself gave up, and has said why in its log."""
    from mkdocs.exceptions import MkDocsException

    return isinstance(problem, MkDocsException)


def _in_chinese(line: str) -> str:
    for pattern, chinese in _SAYINGS:
        match = re.fullmatch(pattern, line.strip(), re.DOTALL)
        if match:
            return match.expand(chinese)
    return line.strip()
