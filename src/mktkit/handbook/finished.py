"""A finished site on the disk, whose pages are each read once by whoever looks at them."""

from __future__ import annotations

from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]  # brings no types; see elements

from mktkit.elements import Element

__all__ = ["Finished", "read_tree"]


def read_tree(text: bytes | str) -> Element | None:
    """Return the root element of a page as a browser reads it; None where there is not one element."""
    content = text.encode() if isinstance(text, str) else text
    # A page may be a file of nothing but text; the parser wants at least a space.
    root: Element | None = etree.fromstring(
        content or b" ", etree.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    return root


class Finished:
    """The files of a finished site.

    Parameters
    ----------
    folder
        Folder of the built site.  Pages are not to be changed once they have been read; new files may come.
    """

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._trees: dict[str, Element | None] = {}

    @classmethod
    def of(cls, site: Finished | Path | str) -> Finished:
        """Return the site itself, or that of a folder."""
        return site if isinstance(site, Finished) else cls(site)

    @property
    def names(self) -> list[str]:
        """Every file within the site, with ``/``, in order."""
        return sorted(
            path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file()
        )

    def tree(self, name: str) -> Element | None:
        """Return the root element of a page or picture, None where there is not one element; not to be changed."""
        if name not in self._trees:
            self._trees[name] = read_tree((self.folder / name).read_bytes())
        return self._trees[name]
