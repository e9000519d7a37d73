"""Templates: our own, made here, and the company's, taken when it is there and has what is needed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from mktkit.archives import DAMAGE, fixed_zip
from mktkit.elements import Element
from mktkit.errors import MktkitError
from mktkit.office.word.styles import NEEDED, styles_xml
from mktkit.office.word.xml import W, attribute, field, find_all, run

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.opc.rel import _Relationship

__all__ = ["company_template", "open_template", "own_template"]

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_NS = f"xmlns:w='{W}' xmlns:r='{_OFFICE}'"

#: part → (content type, relationship) of what hangs on the document.
_PARTS = {
    "styles": "styles",
    "numbering": "numbering",
    "settings": "settings",
    "fontTable": "fontTable",
    "header1": "header",
    "footer1": "footer",
}


#: What hangs on a document and belongs to its looks.
_KEPT = ("styles", "numbering", "settings", "fontTable", "theme", "webSettings")


def company_template() -> Path | None:
    """Return the company's template, ``company/template.docx``, when it is there."""
    from mktkit.paths import company_folder

    path = company_folder() / "template.docx"
    return path if path.is_file() else None


def _level(number: int, style: str, text: str) -> str:
    return (
        f"<w:lvl w:ilvl='{number}'><w:start w:val='1'/><w:numFmt w:val='decimal'/><w:pStyle w:val='{style}'/>"
        f"<w:suff w:val='space'/><w:lvlText w:val='{text}'/><w:lvlJc w:val='left'/>"
        "<w:pPr><w:ind w:left='0' w:firstLine='0'/></w:pPr></w:lvl>"
    )


def _list(kind: str, text: str, style: str) -> str:
    return (
        f"<w:lvl w:ilvl='0'><w:start w:val='1'/><w:numFmt w:val='{kind}'/><w:pStyle w:val='{style}'/>"
        f"<w:lvlText w:val='{text}'/><w:lvlJc w:val='left'/><w:pPr><w:ind w:left='840' w:hanging='420'/></w:pPr>"
        "<w:rPr><w:rFonts w:ascii='Times New Roman' w:hAnsi='Times New Roman' w:eastAsia='宋体' w:cs='Times New Roman'/></w:rPr></w:lvl>"
    )


def _numbering() -> str:
    headings = "".join(
        _level(at, f"Heading{at + 1}", ".".join(f"%{one + 1}" for one in range(at + 1))) for at in range(3)
    )
    abstract = (
        f"<w:abstractNum w:abstractNumId='1'><w:multiLevelType w:val='multilevel'/>{headings}</w:abstractNum>"
        f"<w:abstractNum w:abstractNumId='2'><w:multiLevelType w:val='singleLevel'/>{_list('bullet', '•', 'ListBullet')}</w:abstractNum>"
        f"<w:abstractNum w:abstractNumId='3'><w:multiLevelType w:val='singleLevel'/>{_list('decimal', '%1.', 'ListNumber')}</w:abstractNum>"
    )
    return abstract + "".join(
        f"<w:num w:numId='{at}'><w:abstractNumId w:val='{at}'/></w:num>" for at in (1, 2, 3)
    )


_SETTINGS = (
    "<w:zoom w:percent='100'/><w:defaultTabStop w:val='420'/><w:characterSpacingControl w:val='compressPunctuation'/>"
    "<w:compat><w:compatSetting w:name='compatibilityMode' w:uri='http://schemas.microsoft.com/office/word' w:val='15'/></w:compat>"
    "<w:themeFontLang w:val='en-US' w:eastAsia='zh-CN'/><w:decimalSymbol w:val='.'/><w:listSeparator w:val=','/>"
)


def _fonts() -> str:
    return (
        "".join(
            f"<w:font w:name='{name}'><w:altName w:val='{other}'/><w:charset w:val='86'/><w:family w:val='{family}'/>"
            "<w:pitch w:val='variable'/></w:font>"
            for name, other, family in (("宋体", "SimSun", "auto"), ("微软雅黑", "Microsoft YaHei", "swiss"))
        )
        + "<w:font w:name='Times New Roman'><w:charset w:val='00'/><w:family w:val='roman'/><w:pitch w:val='variable'/></w:font>"
    )


def _header() -> str:
    words = field("TITLE", "标题", ("Times New Roman", "宋体"))
    return f"<w:p><w:pPr><w:pStyle w:val='Header'/><w:jc w:val='right'/></w:pPr>{words}</w:p>"


def page_number(fonts: tuple[str, str] = ("Times New Roman", "宋体")) -> str:
    """Return the runs of 第 X 页 共 Y 页."""
    return (
        run("第 ", fonts)
        + field("PAGE", "1", fonts)
        + run(" 页　共 ", fonts)
        + field("NUMPAGES", "1", fonts)
        + run(" 页", fonts)
    )


def own_template() -> bytes:
    """Return our own template: A4, styles in 宋体 and 微软雅黑, numbered headings, header and page numbers.

    Any Word file of this product can be the start of a company's own: the text goes, styles, header and footer stay.
    """
    section = (
        "<w:sectPr><w:headerReference w:type='default' r:id='rId5'/><w:footerReference w:type='default' r:id='rId6'/>"
        "<w:pgSz w:w='11906' w:h='16838'/><w:pgMar w:top='1440' w:right='1418' w:bottom='1304' w:left='1418' "
        "w:header='794' w:footer='737' w:gutter='0'/></w:sectPr>"
    )
    parts = {
        "styles": f"<w:styles {_NS}>{styles_xml()}</w:styles>",
        "numbering": f"<w:numbering {_NS}>{_numbering()}</w:numbering>",
        "settings": f"<w:settings {_NS}>{_SETTINGS}</w:settings>",
        "fontTable": f"<w:fonts {_NS}>{_fonts()}</w:fonts>",
        "header1": f"<w:hdr {_NS}>{_header()}</w:hdr>",
        "footer1": f"<w:ftr {_NS}><w:p><w:pPr><w:pStyle w:val='Footer'/></w:pPr>{page_number()}</w:p></w:ftr>",
    }
    overrides = "".join(
        f"<Override PartName='/word/{part}.xml' ContentType='{_MAIN}.{kind}+xml'/>"
        for part, kind in _PARTS.items()
    )
    links = "".join(
        f"<Relationship Id='rId{at}' Type='{_OFFICE}/{kind}' Target='{part}.xml'/>"
        for at, (part, kind) in enumerate(_PARTS.items(), 1)
    )
    files = {
        "[Content_Types].xml": f"<Types xmlns='{_PACKAGE}/content-types'><Default Extension='rels' "
        "ContentType='application/vnd.openxmlformats-package.relationships+xml'/><Default Extension='xml' ContentType='application/xml'/>"
        f"<Override PartName='/word/document.xml' ContentType='{_MAIN}.document.main+xml'/>{overrides}"
        "<Override PartName='/docProps/app.xml' ContentType='application/vnd.openxmlformats-officedocument.extended-properties+xml'/></Types>",
        "_rels/.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'><Relationship Id='rId1' Type='{_OFFICE}/officeDocument' "
        f"Target='word/document.xml'/><Relationship Id='rId2' Type='{_OFFICE}/extended-properties' Target='docProps/app.xml'/></Relationships>",
        "docProps/app.xml": APP,
        "word/document.xml": f"<w:document {_NS}><w:body>{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": f"<Relationships xmlns='{_PACKAGE}/relationships'>{links}</Relationships>",
        **{f"word/{part}.xml": text for part, text in parts.items()},
    }
    return fixed_zip({name: (_HEAD + text).encode() for name, text in files.items()})


#: Which program made a file, and nothing about who or where.
APP = (
    "<Properties xmlns='http://schemas.openxmlformats.org/officeDocument/2006/extended-properties'>"
    "<Application>mktkit</Application></Properties>"
)


def open_template(path: Path | None) -> WordDocument:
    """Open a template with its text taken out: ours for None.

    Raises
    ------
    MktkitError
        It cannot be read, or lacks styles: all of them at once.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    where = f"Word 模板 {path.name}" if path else "Word 模板"
    try:
        content = own_template() if path is None else path.read_bytes()
        document = docx.Document(io.BytesIO(content))
    except PermissionError:
        raise MktkitError(
            "模板读不出来，可能正在 Word 或 WPS 里打开着", "应能读取", "关闭它后重试", where=where
        ) from None
    except (OSError, PackageNotFoundError, SyntaxError, *DAMAGE):
        raise MktkitError(
            "模板不是 Word 文档，或者已损坏",
            "应为 .docx 文件（不是 .doc、.dotx、.wps）",
            "在 Word 或 WPS 里另存为 .docx",
            where=where,
        ) from None
    _check(document, where)
    _tidy(document)
    return document


def _check(document: WordDocument, where: str) -> None:
    there = {str(style.name).lower() for style in document.styles}
    # python-docx speaks of "Heading 1" where the file says "heading 1".
    missing = [shown for name, shown in NEEDED.items() if name not in there]
    if missing:
        raise MktkitError(
            f"模板里缺少样式：{'、'.join(missing)}",
            f"应有这 {len(NEEDED)} 个样式：{'、'.join(NEEDED.values())}",
            "用 Word 打开本产品写出的任一 Word 文件，在它上面改样式、页眉和页脚，另存为 company/template.docx；删去这个文件则用自带的模板",
            where=where,
        )
    lists = ("list bullet", "list number")
    plain = [NEEDED[name] for name in lists if not _is_list(document, name)]
    if plain:
        raise MktkitError(
            f"模板里样式「{'」「'.join(plain)}」没有编号",
            "应带项目符号或编号",
            "在 Word 里给这个样式设上项目符号或编号",
            where=where,
        )


def _is_list(document: WordDocument, name: str) -> bool:
    found = numbering_of(document, name)
    if found is None or not any(one.reltype.endswith("/numbering") for one in document.part.rels.values()):
        return False
    numbers = find_all(document.part.numbering_part.element, "num")
    return any(attribute(one, "numId") == str(found[0]) for one in numbers)


def style_of(document: WordDocument, name: str) -> Element:
    """Return the XML of the style of this name in the file; letters' case matters only where two differ in nothing else."""
    named = {
        attribute(one, "val"): style
        for style in find_all(document.styles.element, "style")
        if (one := style.find(f"{{{W}}}name")) is not None
    }
    return (
        named[name] if name in named else {key.lower(): style for key, style in named.items()}[name.lower()]
    )


def numbering_of(document: WordDocument, name: str) -> tuple[int, int] | None:
    """Return (number, level) of the list that a style stands in, by its own or an ancestor's word; None for none."""
    style: Element | None = style_of(document, name)
    by_id = {attribute(one, "styleId"): one for one in find_all(document.styles.element, "style")}
    level = 0
    while style is not None:
        for one in find_all(style, "numPr"):
            levels, numbers = find_all(one, "ilvl"), find_all(one, "numId")
            level = int(attribute(levels[0], "val")) if levels else level
            if numbers:
                number = int(attribute(numbers[0], "val"))
                return (number, level) if number else None
        parents = find_all(style, "basedOn")
        style = by_id.get(attribute(parents[0], "val")) if parents else None
    return None


def _tidy(document: WordDocument) -> None:
    """Take out the template's text, and what it says of people and machines."""
    body = document.element.body
    for child in list(body):
        if child.tag != f"{{{W}}}sectPr":
            body.remove(child)
    if not find_all(body, "sectPr"):
        from docx.oxml.parser import OxmlElement

        body.append(OxmlElement("w:sectPr"))
    _tidy_parts(document)
    settings = document.settings.element
    for name in ("attachedTemplate", "footnotePr", "endnotePr", "rsids", "updateFields"):
        for element in list(settings.findall(f"{{{W}}}{name}")):
            settings.remove(element)
    # The relation holds the path of somebody's template.
    relations = document.part.part_related_by(f"{_OFFICE}/settings").rels
    for key, relation in list(relations.items()):
        if relation.reltype.endswith("/attachedTemplate"):
            del relations[key]


def _tidy_parts(document: WordDocument) -> None:
    """Leave out pictures, comments, footnotes and embedded files of what stood in the template before."""
    kept = {
        str(one.get(f"{{{_OFFICE}}}id"))
        for name in ("headerReference", "footerReference")
        for one in find_all(document.element.body, name)
    }
    for key, relation in list(document.part.rels.items()):
        kind = _kind(relation)
        if kind not in _KEPT and not (kind in ("header", "footer") and key in kept):
            del document.part.rels[key]
    package = document.part.package
    assert package is not None
    for key, relation in list(package.rels.items()):
        if _kind(relation) == "extended-properties":
            relation.target_part._blob = (_HEAD + APP).encode()
        elif _kind(relation) not in ("officeDocument", "core-properties"):
            del package.rels[key]


def _kind(relation: _Relationship) -> str:
    return str(relation.reltype).rsplit("/", 1)[-1]
