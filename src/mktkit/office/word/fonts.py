"""Which fonts a style sets, and no theme fonts left: WPS and other programs read themes differently."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mktkit.elements import Element
from mktkit.office.word.template import style_of
from mktkit.office.word.xml import Fonts, W, attribute, find_all, local_name

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.section import Section, _BaseHeaderFooter

__all__ = ["fonts_of", "name_every_font", "places_of"]

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PLAIN = {"ascii": "Times New Roman", "hAnsi": "Times New Roman", "eastAsia": "宋体", "cs": "Times New Roman"}
_THEMED = {"ascii": "asciiTheme", "hAnsi": "hAnsiTheme", "eastAsia": "eastAsiaTheme", "cs": "cstheme"}


def _theme(document: WordDocument) -> dict[str, dict[str, str]]:
    """Return the theme's fonts: major or minor → latin, ea, cs."""
    from docx.oxml.parser import parse_xml

    blobs = [one.target_part.blob for one in document.part.rels.values() if one.reltype.endswith("/theme")]
    found: dict[str, dict[str, str]] = {}
    for kind in ("major", "minor") if blobs else ():
        group = next(iter(parse_xml(blobs[0]).iter(f"{{{_DRAWING}}}{kind}Font")), None)
        if group is None:
            continue
        fonts = {
            name: one.get("typeface", "")
            for name in ("latin", "ea", "cs")
            if (one := group.find(f"{{{_DRAWING}}}{name}")) is not None
        }
        for one in group.iter(f"{{{_DRAWING}}}font"):
            if one.get("script") == "Hans":
                fonts["ea"] = fonts.get("ea") or one.get("typeface", "")
        found[kind] = fonts
    return found


def _name(fonts: Element, theme: dict[str, dict[str, str]]) -> None:
    """Replace a theme's font by its name."""
    for plain, themed in _THEMED.items():
        word = fonts.attrib.pop(f"{{{W}}}{themed}", "")
        if not word:
            continue
        kind = "major" if word.startswith("major") else "minor"
        part = {"EastAsia": "ea", "Bidi": "cs"}.get(word.removeprefix(kind), "latin")
        # The theme's word goes before the name beside it.
        named = theme.get(kind, {}).get(part) or attribute(fonts, plain) or _PLAIN[plain]
        fonts.set(f"{{{W}}}{plain}", named)


def _font_element(parent: Element) -> Element:
    """Return the w:rFonts below `parent`, made where they are missing."""
    from docx.oxml.parser import OxmlElement

    looks = parent.find(f"{{{W}}}rPr")
    if looks is None:
        looks = OxmlElement("w:rPr")
        # w:rPr stands behind w:pPr and before what concerns tables.
        behind = [
            at
            for at, child in enumerate(parent)
            if local_name(child) in ("tblPr", "trPr", "tcPr", "tblStylePr")
        ]
        parent.insert(behind[0], looks) if behind else parent.append(looks)
    fonts = looks.find(f"{{{W}}}rFonts")
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        looks.insert(1 if len(looks) and looks[0].tag == f"{{{W}}}rStyle" else 0, fonts)
    return fonts


def places_of(section: Section) -> tuple[_BaseHeaderFooter, ...]:
    """Return the headers and footers of a section, there or not."""
    return (
        section.header,
        section.footer,
        section.first_page_header,
        section.first_page_footer,
        section.even_page_header,
        section.even_page_footer,
    )


def name_every_font(document: WordDocument) -> None:
    """Give every style its Chinese font by name, and set the language to Chinese."""
    theme, styles = _theme(document), document.styles.element
    parts = [styles, document.part.numbering_part.element]
    for section in document.sections:
        # To ask a missing one for its text would make it.
        parts += [place._element for place in places_of(section) if not place.is_linked_to_previous]
    for part in parts:
        for fonts in find_all(part, "rFonts"):
            _name(fonts, theme)
    _set_defaults(styles)
    for style in find_all(styles, "style"):
        if attribute(style, "type") in ("paragraph", "character"):
            own, resolved = _font_element(style), _resolved(document, style)
            own.set(f"{{{W}}}eastAsia", resolved["eastAsia"])


def _set_defaults(styles: Element) -> None:
    """Name the fonts and the language of text without a style of its own."""
    from docx.oxml.parser import OxmlElement

    default = _below(_below(styles, "docDefaults"), "rPrDefault")
    fonts = _font_element(default)
    for name, font in _PLAIN.items():
        if not attribute(fonts, name):
            fonts.set(f"{{{W}}}{name}", font)
    looks = default.find(f"{{{W}}}rPr")
    assert looks is not None  # the fonts stand in it
    for old in find_all(looks, "lang"):
        looks.remove(old)
    language = OxmlElement("w:lang")
    for name, code in (("val", "en-US"), ("eastAsia", "zh-CN"), ("bidi", "ar-SA")):
        language.set(f"{{{W}}}{name}", code)
    looks.append(language)


def _below(parent: Element, name: str) -> Element:
    """Return the element of this name within another, made as its first where it is missing."""
    from docx.oxml.parser import OxmlElement

    found = find_all(parent, name)
    if not found:
        found = [OxmlElement(f"w:{name}")]
        parent.insert(0, found[0])
    return found[0]


def _resolved(document: WordDocument, style: Element | None) -> dict[str, str]:
    """Return the fonts of a style, by its own word, an ancestor's, or the document's."""
    by_id = {attribute(one, "styleId"): one for one in find_all(document.styles.element, "style")}
    found: dict[str, str] = {}
    while style is not None:
        looks = style.find(f"{{{W}}}rPr")
        for fonts in find_all(looks, "rFonts") if looks is not None else ():
            found = {name: attribute(fonts, name) for name in _PLAIN if attribute(fonts, name)} | found
        parent = style.find(f"{{{W}}}basedOn")
        style = by_id.get(attribute(parent, "val")) if parent is not None else None
    for holder in find_all(document.styles.element, "rPrDefault"):
        for fonts in find_all(holder, "rFonts"):
            found = {name: attribute(fonts, name) for name in _PLAIN if attribute(fonts, name)} | found
    return _PLAIN | found


def fonts_of(document: WordDocument, name: str) -> Fonts:
    """Return (Latin, Chinese) font of the style of this name."""
    resolved = _resolved(document, style_of(document, name))
    return resolved["ascii"], resolved["eastAsia"]
