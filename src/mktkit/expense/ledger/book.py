"""The ledger of this machine: the exports as they came, kept by content; never a second copy, never a changed one."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from mktkit.errors import Finding, FindingsError, MktkitError
from mktkit.expense.ledger.model import FileCount, Ledger, Refusal
from mktkit.expense.ledger.reading import read_ledger
from mktkit.expense.ledger.sources import load_sources
from mktkit.files import save_document, write_whole
from mktkit.paths import data_folder
from mktkit.rules import Rules

__all__ = ["Imported", "KeptFile", "import_files", "kept_files", "read_book"]


@dataclass(frozen=True)
class KeptFile:
    """A file of the ledger: what it was called, and the SHA-256 of its content."""

    name: str
    sha256: str

    @property
    def stored(self) -> str:
        """Its name in the folder."""
        return self.sha256[:32] + Path(self.name).suffix.lower()


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes
    ----------
    new, again
        Names of files taken in, and of files that were there already: those changed nothing.
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
    def notices(self) -> tuple[Finding, ...]:
        """What is to be known of the new files."""
        return tuple(one for one in self.ledger.findings if one.file in self.new)


def _folder(folder: Path | None) -> Path:
    return (folder or data_folder()) / "expense-ledger"


def kept_files(folder: Path | None = None) -> list[KeptFile]:
    """Return the files of the ledger in the order they came.

    Raises
    ------
    MktkitError
        The list was damaged.
    """
    path = _folder(folder) / "files.json"
    if not path.is_file():
        return []
    try:
        return [KeptFile(**one) for one in json.loads(path.read_text(encoding="utf-8"))]
    except (ValueError, TypeError, OSError):
        raise MktkitError(
            "台账的文件清单读不出来", "应为本程序写的文件", "把文件夹移走，重新导入", where=str(path)
        ) from None


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
    return read_ledger(_paths(kept, folder), rules, load_sources(folder))


def import_files(files: Sequence[tuple[Path, str]], rules: Rules, folder: Path | None = None) -> Imported:
    """Take exports into the ledger of this machine; what is there already changes nothing.

    Parameters
    ----------
    files
        Files and their names.
    rules
        In force.
    folder
        Where the ledger stands; default the user's data folder.

    Raises
    ------
    FindingsError
        A file cannot be read, or its columns are not named yet: nothing is taken in.
    """
    kept = kept_files(folder)
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
    listed = [*_paths(kept, folder), *((paths[one.sha256], one.name) for one in new)]
    ledger = read_ledger(listed, rules, load_sources(folder))
    if ledger.faults:
        raise FindingsError(ledger.faults, "有文件读不出来，没有导入")
    for one in new:
        save_document(_folder(folder) / one.stored, paths[one.sha256].read_bytes())
    if new:
        text = json.dumps([asdict(one) for one in (*kept, *new)], ensure_ascii=False, indent=1)
        write_whole(_folder(folder) / "files.json", text.encode())
    return Imported(tuple(one.name for one in new), tuple(again), ledger)


def _own_name(name: str, used: Sequence[str]) -> str:
    """Return a name that tells two files of one name apart."""
    stem, suffix = Path(name).stem, Path(name).suffix
    made, number = name, 2
    while made in used:
        made, number = f"{stem}-{number}{suffix}", number + 1
    return made
