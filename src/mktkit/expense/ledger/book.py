"""The ledger of this machine: the exports as they came, kept by content; never a second copy, never a changed one."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mktkit.errors import QUOTED, Finding, FindingsError, MktkitError, closest, show
from mktkit.expense.ledger.identity import Overlap, OverlapChoice
from mktkit.expense.ledger.joining import AS_BEFORE, Choices
from mktkit.expense.ledger.model import FileCount, Ledger, Refusal
from mktkit.expense.ledger.reading import read_chosen
from mktkit.expense.ledger.sources import load_sources
from mktkit.files import save_document, write_whole
from mktkit.money import yuan
from mktkit.paths import data_folder
from mktkit.rules import Rules

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "Imported",
    "KeptFile",
    "OverlapError",
    "Undone",
    "book_versions",
    "import_files",
    "kept_files",
    "overlap_text",
    "read_book",
    "undo_import",
]


@dataclass(frozen=True)
class KeptFile:
    """A file of the ledger: what it was called, the SHA-256 of its content, what was chosen about its overlap."""

    name: str
    sha256: str
    overlap: OverlapChoice | Literal[""] = AS_BEFORE

    @property
    def stored(self) -> str:
        """Its name in the folder."""
        return self.sha256[:32] + Path(self.name).suffix.lower()


@dataclass(frozen=True)
class Undone:
    """An import taken back: which file, why, by whom and when; the file itself stays where it is."""

    undone: str
    sha256: str
    reason: str
    who: str
    on: str


class OverlapError(MktkitError):
    """Files whose rows meet what is booked: nothing is booked before somebody chose."""

    def __init__(self, overlaps: Sequence[Overlap]) -> None:
        self.overlaps = tuple(overlaps)
        listed = "；".join(map(overlap_text, overlaps))
        super().__init__(
            f"与台账重叠，还没有导入：{listed}",
            "重叠的要先选怎么办",
            "选好“只加新的”“以新的为准”或“都是新的”后再导入",
        )


def overlap_text(one: Overlap) -> str:
    """Say how a file meets what is booked, in rows and 元."""
    told = (
        f"「{one.file}」新的 {one.new} 行（{yuan(one.amount_new)} 元），"
        f"已有 {one.there} 行（{yuan(one.amount_there)} 元）"
    )
    return told + (f"，同号不同额 {len(one.changes)} 行" if one.changes else "")


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    new, again
        Names of files taken in, and of files whose every row was there already: those changed nothing.
    ledger
        The whole ledger as it is now.
    """

    new: tuple[str, ...]
    again: tuple[str, ...]
    ledger: Ledger

    @property
    def counts(self) -> tuple[FileCount, ...]:
        """What became of the new files."""
        return tuple(one for one in self.ledger.counts if one.file in self.new)

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """Rows of the new files that are not used."""
        return tuple(one for one in self.ledger.refused if one.finding.file in self.new)

    @property
    def aside(self) -> pd.DataFrame:
        """Rows of the new files that are no expense, or wait for an answer."""
        return self.ledger.aside[self.ledger.aside["file"].isin(self.new)]

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What is to be known of the new files."""
        return tuple(one for one in self.ledger.findings if one.file in self.new)


def _folder(folder: Path | None) -> Path:
    return (folder or data_folder()) / "expense-ledger"


def book_versions(folder: Path | None = None) -> list[KeptFile | Undone]:
    """Return what was done to the ledger, in order: imports and imports taken back; each is a version of it.

    Raises
    ------
    MktkitError
        The list was damaged.
    """
    path = _folder(folder) / "files.json"
    if not path.is_file():
        return []
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))
        return [Undone(**one) if "undone" in one else KeptFile(**one) for one in listed]
    except (ValueError, TypeError, RecursionError, OSError):
        raise MktkitError(
            "台账的文件清单读不出来", "应为本程序写的文件", "把文件夹移走，重新导入", where=str(path)
        ) from None


def _keep_versions(versions: Sequence[KeptFile | Undone], folder: Path | None) -> None:
    text = json.dumps([asdict(one) for one in versions], ensure_ascii=False, indent=1)
    write_whole(_folder(folder) / "files.json", text.encode())


def kept_files(folder: Path | None = None) -> list[KeptFile]:
    """Return the files of the ledger in the order they came, without those taken back.

    Raises
    ------
    MktkitError
        The list was damaged.
    """
    kept: list[KeptFile] = []
    for one in book_versions(folder):
        if isinstance(one, KeptFile):
            kept.append(one)
        else:
            kept = [file for file in kept if file.sha256 != one.sha256]
    return kept


def undo_import(name: str, reason: str, who: str, on: dt.date, folder: Path | None = None) -> None:
    """Take an import back: a new version of the ledger without the file, and why.

    Parameters
    ----------
    name
        As :func:`kept_files` calls it.
    reason
        Why; it stays in the list of versions.
    who, on
        By whom, and when.
    folder
        Where the ledger stands; default the user's data folder.

    Raises
    ------
    MktkitError
        There is no such file, or no reason is given.
    """
    kept = {one.name: one for one in kept_files(folder)}
    if name not in kept:
        mend = closest(name, kept, "先看看导入过哪些文件", written=QUOTED)
        raise MktkitError(f"台账里没有文件{show(name)}", "应为导入过的文件", mend)
    if not reason.strip():
        raise MktkitError("没有写撤销的理由", "撤销导入要写理由，留在台账的记录里", "写明理由后再撤销")
    undone = Undone(name, kept[name].sha256, reason.strip(), who, on.isoformat())
    _keep_versions([*book_versions(folder), undone], folder)


def _paths(kept: Sequence[KeptFile], folder: Path | None) -> list[tuple[Path, str]]:
    return [(_folder(folder) / one.stored, one.name) for one in kept]


def read_book(rules: Rules, folder: Path | None = None) -> Ledger:
    """Read the whole ledger by the rules and the remembered sources of today."""
    kept = kept_files(folder)
    missing = [name for path, name in _paths(kept, folder) if not path.is_file()]
    if missing:
        raise MktkitError(
            f"台账少了文件：{'、'.join(missing)}",
            "导入过的文件应都在",
            "从备份找回，或重新导入",
            where=str(_folder(folder)),
        )
    return read_chosen(_paths(kept, folder), rules, load_sources(folder), _choices(kept))[0]


def _choices(kept: Sequence[KeptFile]) -> dict[str, OverlapChoice | Literal[""]]:
    return {one.name: one.overlap for one in kept}


def import_files(
    files: Sequence[tuple[Path, str]],
    rules: Rules,
    folder: Path | None = None,
    choice: OverlapChoice | None = None,
) -> Imported:
    """Take exports into the ledger of this machine; what is there already changes nothing.

    Parameters
    ----------
    files
        Files and their names.
    rules
        In force.
    folder
        Where the ledger stands; default the user's data folder.
    choice
        What is to be done where rows meet those that are booked.

    Raises
    ------
    FindingsError
        A file cannot be read, or its columns are not named yet: nothing is taken in.
    OverlapError
        Rows meet booked ones, and nobody chose: nothing is taken in.
    """
    kept = kept_files(folder)
    new, again, paths = _unknown(files, kept)

    def read(choices: Choices) -> tuple[Ledger, tuple[Overlap, ...]]:
        listed = [*_paths(kept, folder), *((paths[one.sha256], one.name) for one in new)]
        return read_chosen(listed, rules, load_sources(folder), choices)

    ledger, overlaps = read(_choices(kept))
    if ledger.faults:
        raise FindingsError(ledger.faults, "有文件读不出来，没有导入")
    waiting = {one.file for one in ledger.counts if one.asked}
    known = {one.file for one in overlaps if one.holds_nothing_new} - waiting
    again += [one.name for one in new if one.name in known]
    open_overlaps = [one for one in overlaps if one.file not in known]
    if open_overlaps and choice is None:
        raise OverlapError(open_overlaps)
    if overlaps:
        new = [replace(one, overlap=choice or AS_BEFORE) for one in new if one.name not in known]
        ledger, _ = read(_choices([*kept, *new]))
    for one in new:
        stored = _folder(folder) / one.stored
        if not stored.exists():
            save_document(stored, paths[one.sha256].read_bytes())
    if new:
        _keep_versions([*book_versions(folder), *new], folder)
    return Imported(tuple(one.name for one in new), tuple(again), ledger)


def _unknown(
    files: Sequence[tuple[Path, str]], kept: Sequence[KeptFile]
) -> tuple[list[KeptFile], list[str], dict[str, Path]]:
    """Return the files whose content is new, the names of the others, and where each content lies."""
    known = {one.sha256 for one in kept}
    new: list[KeptFile] = []
    again: list[str] = []
    paths: dict[str, Path] = {}
    for path, name in files:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        if sha256 in known:
            again.append(name)
            continue
        known.add(sha256)
        new.append(KeptFile(_own_name(name, [one.name for one in (*kept, *new)]), sha256))
        paths[sha256] = path
    return new, again, paths


def _own_name(name: str, used: Sequence[str]) -> str:
    """Return a name that tells two files of one name apart."""
    stem, suffix = Path(name).stem, Path(name).suffix
    made, number = name, 2
    while made in used:
        made, number = f"{stem}-{number}{suffix}", number + 1
    return made
