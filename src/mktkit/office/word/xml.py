"""Small pieces of WordprocessingML as text: runs, fields, bookmarks."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from mktkit.elements import Element
from mktkit.office.text import clean

__all__ = ["Looks", "W", "attribute", "bookmark", "field", "find_all", "local_name", "run", "value"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

#: (Latin, Chinese)
Fonts = tuple[str, str]


def value(text: str) -> str:
    """Return `text` as a quoted attribute."""
    return quoteattr(clean(text))


@dataclass(frozen=True)
class Looks:
    """How text differs from its style.

    Attributes
    ----------
    colour
        Six hexadecimal digits; empty for the style's own.
    size
        In half points; 0 for the style's own.
    """

    bold: bool = False
    italic: bool = False
    colour: str = ""
    size: int = 0


_PLAIN = Looks()


def _properties(fonts: Fonts, looks: Looks = _PLAIN) -> str:
    # The hint makes Word set “”—… in the Chinese font, too, as Chinese type-setting wants.
    return (
        f"<w:rPr><w:rFonts w:hint='eastAsia' w:ascii={value(fonts[0])} w:hAnsi={value(fonts[0])} "
        f"w:eastAsia={value(fonts[1])} w:cs={value(fonts[0])}/>"
        + ("<w:b/>" if looks.bold else "")
        + ("<w:i/>" if looks.italic else "")
        + (f"<w:color w:val={value(looks.colour)}/>" if looks.colour else "")
        + (f"<w:sz w:val='{looks.size}'/><w:szCs w:val='{looks.size}'/>" if looks.size else "")
        + "</w:rPr>"
    )


def run(text: str, fonts: Fonts, looks: Looks = _PLAIN) -> str:
    """Return a run; line breaks and tabs of `text` stay what they are."""
    parts = []
    for at, line in enumerate(clean(text).split("\n")):
        parts.append("<w:br/>" if at else "")
        parts += [
            ("<w:tab/>" if number else "")
            + (f"<w:t xml:space='preserve'>{escape(piece)}</w:t>" if piece else "")
            for number, piece in enumerate(line.split("\t"))
        ]
    return f"<w:r>{_properties(fonts, looks)}{''.join(parts)}</w:r>"


def field(instruction: str, shown: str, fonts: Fonts, looks: Looks = _PLAIN) -> str:
    """Return a field with the result that stands there until it is updated."""
    return field_begin(instruction, fonts) + run(shown, fonts, looks) + field_end(fonts)


def field_begin(instruction: str, fonts: Fonts) -> str:
    """Return the runs that open a field; its result follows."""
    looks = _properties(fonts)
    return (
        f"<w:r>{looks}<w:fldChar w:fldCharType='begin'/></w:r>"
        f"<w:r>{looks}<w:instrText xml:space='preserve'> {escape(instruction)} </w:instrText></w:r>"
        f"<w:r>{looks}<w:fldChar w:fldCharType='separate'/></w:r>"
    )


def field_end(fonts: Fonts) -> str:
    """Return the run that closes a field."""
    return f"<w:r>{_properties(fonts)}<w:fldChar w:fldCharType='end'/></w:r>"


def bookmark(number: int, name: str, content: str) -> str:
    """Return `content` within a bookmark."""
    return f"<w:bookmarkStart w:id='{number}' w:name={value(name)}/>{content}<w:bookmarkEnd w:id='{number}'/>"


def find_all(element: Element, name: str) -> list[Element]:
    """Return every element of this name below `element`."""
    return list(element.iter(f"{{{W}}}{name}"))


def attribute(element: Element, name: str) -> str:
    """Return an attribute, empty where it is missing."""
    return str(element.get(f"{{{W}}}{name}", ""))


def local_name(element: Element) -> str:
    """Return the name of an element without its namespace."""
    return str(element.tag).rsplit("}", 1)[-1]
