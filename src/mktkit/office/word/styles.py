"""The styles of our own template, and which ones a company's template must have."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["NEEDED", "styles_xml"]

_SONG = ("Times New Roman", "宋体")
_HEI = ("微软雅黑", "微软雅黑")


@dataclass(frozen=True)
class _Style:
    """A paragraph style: name in the file, name on Word's screen, looks."""

    id: str
    name: str
    shown: str
    fonts: tuple[str, str] = _SONG
    #: In half points.
    size: int = 21
    bold: bool = False
    colour: str = "1F2A37"
    #: What stands in w:pPr, in the schema's order.
    paragraph: str = ""
    based_on: str = "Normal"
    following: str = "BodyText"


_HEADING = "<w:keepNext/><w:keepLines/>{numbering}<w:spacing w:before='{before}' w:after='{after}' w:line='300' w:lineRule='auto'/>"


def _heading(level: int, size: int, before: int, after: int) -> _Style:
    numbering = f"<w:numPr><w:ilvl w:val='{level - 1}'/><w:numId w:val='1'/></w:numPr>"
    layout = _HEADING.format(numbering=numbering, before=before, after=after)
    return _Style(
        f"Heading{level}", f"heading {level}", f"标题 {level}", _HEI, size, True, "1F4E79",
        layout + f"<w:outlineLvl w:val='{level - 1}'/>",
    )  # fmt: skip


def _toc(level: int) -> _Style:
    tabs = "<w:tabs><w:tab w:val='right' w:leader='dot' w:pos='9070'/></w:tabs>"
    return _Style(
        f"TOC{level}", f"toc {level}", f"目录 {level}", size=21 if level > 1 else 22, bold=level == 1,
        paragraph=f"{tabs}<w:spacing w:before='{60 if level == 1 else 0}' w:after='40'/><w:ind w:left='{420 * (level - 1)}'/>",
        following="Normal",
    )  # fmt: skip


_CENTRE = "<w:jc w:val='center'/>"

_STYLES = (
    _Style("Normal", "Normal", "正文", paragraph="<w:spacing w:line='288' w:lineRule='auto'/>", based_on=""),
    _Style(
        "BodyText", "Body Text", "正文文本",
        paragraph="<w:widowControl/><w:spacing w:after='100' w:line='360' w:lineRule='auto'/>"
        "<w:ind w:firstLineChars='200' w:firstLine='420'/><w:jc w:val='both'/>",
    ),
    _heading(1, 32, 360, 160),
    _heading(2, 28, 280, 120),
    _heading(3, 24, 220, 100),
    _Style("Title", "Title", "标题", _HEI, 44, True, "1F4E79", f"<w:spacing w:before='120' w:after='200'/>{_CENTRE}"),
    _Style("Subtitle", "Subtitle", "副标题", _HEI, 30, False, "5B6675", f"<w:spacing w:after='200'/>{_CENTRE}"),
    _Style("CoverText", "封面信息", "封面信息", _HEI, 24, paragraph=f"<w:spacing w:before='120' w:after='120'/>{_CENTRE}"),
    _Style(
        "Caption", "caption", "题注", _HEI, 18, paragraph=f"<w:keepLines/><w:spacing w:before='120' w:after='120'/>{_CENTRE}"
    ),
    _Style("TableText", "表格文字", "表格文字", size=18, paragraph="<w:spacing w:line='264' w:lineRule='auto'/>"),
    _Style(
        "TableHead", "表头", "表头", _HEI, 18, True,
        paragraph="<w:keepNext/><w:spacing w:line='264' w:lineRule='auto'/>" + _CENTRE, following="TableText",
    ),
    _Style("Note", "注", "注", size=18, colour="5B6675", paragraph="<w:spacing w:before='60' w:after='160'/>"),
    _Style(
        "Warning", "提示", "提示", _HEI, 20, True, "9A3412",
        "<w:pBdr><w:left w:val='single' w:sz='24' w:space='8' w:color='E69F00'/></w:pBdr>"
        "<w:shd w:val='clear' w:color='auto' w:fill='FFF4E0'/><w:spacing w:before='120' w:after='160'/>"
        "<w:ind w:left='200'/>",
    ),
    _Style(
        "ListBullet", "List Bullet", "列表项目符号",
        paragraph="<w:numPr><w:numId w:val='2'/></w:numPr><w:spacing w:after='60' w:line='336' w:lineRule='auto'/>",
        following="ListBullet",
    ),
    _Style(
        "ListNumber", "List Number", "列表编号",
        paragraph="<w:numPr><w:numId w:val='3'/></w:numPr><w:spacing w:after='60' w:line='336' w:lineRule='auto'/>",
        following="ListNumber",
    ),
    _Style("TOCHeading", "TOC Heading", "目录标题", _HEI, 32, True, "1F4E79", f"<w:spacing w:before='240' w:after='240'/>{_CENTRE}"),
    _toc(1),
    _toc(2),
    _toc(3),
    _Style(
        "Header", "header", "页眉", size=18, colour="5B6675", following="Header",
        paragraph="<w:pBdr><w:bottom w:val='single' w:sz='4' w:space='4' w:color='C9D1DB'/></w:pBdr>",
    ),
    _Style("Footer", "footer", "页脚", size=18, colour="5B6675", following="Footer", paragraph=_CENTRE),
)  # fmt: skip

_TABLE = "报告表格"

#: Name in the file, lower-cased → name on Word's Chinese screen: what a template must have.
NEEDED = {style.name.lower(): style.shown for style in _STYLES} | {_TABLE: _TABLE}


def _fonts(latin: str, chinese: str) -> str:
    return f"<w:rFonts w:ascii='{latin}' w:hAnsi='{latin}' w:eastAsia='{chinese}' w:cs='{latin}'/>"


def _xml(style: _Style) -> str:
    bold = "<w:b/>" if style.bold else ""
    # Word's own styles have their names from Word; what is ours says so.
    custom = " w:customStyle='1'" if not style.name.isascii() else ""
    default = " w:default='1'" if style.id == "Normal" else ""
    based = f"<w:basedOn w:val='{style.based_on}'/>" if style.based_on else ""
    return (
        f"<w:style w:type='paragraph'{default}{custom} w:styleId='{style.id}'><w:name w:val='{style.name}'/>{based}"
        f"<w:next w:val='{style.following}'/><w:qFormat/><w:pPr>{style.paragraph}</w:pPr>"
        f"<w:rPr>{_fonts(*style.fonts)}{bold}<w:color w:val='{style.colour}'/><w:sz w:val='{style.size}'/></w:rPr></w:style>"
    )


def styles_xml() -> str:
    """Return what stands in ``w:styles`` of our own template."""
    defaults = (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(*_SONG)}<w:sz w:val='21'/><w:szCs w:val='21'/>"
        "<w:lang w:val='en-US' w:eastAsia='zh-CN' w:bidi='ar-SA'/></w:rPr></w:rPrDefault>"
        "<w:pPrDefault/></w:docDefaults>"
    )
    line = "w:val='single' w:space='0'"
    table = (
        "<w:style w:type='table' w:default='1' w:styleId='TableNormal'><w:name w:val='Normal Table'/><w:uiPriority w:val='99'/>"
        f"<w:semiHidden/><w:unhideWhenUsed/><w:rPr>{_fonts(*_SONG)}</w:rPr><w:tblPr><w:tblInd w:w='0' w:type='dxa'/><w:tblCellMar>"
        "<w:top w:w='0' w:type='dxa'/><w:left w:w='108' w:type='dxa'/><w:bottom w:w='0' w:type='dxa'/><w:right w:w='108' w:type='dxa'/>"
        "</w:tblCellMar></w:tblPr></w:style>"
        f"<w:style w:type='table' w:customStyle='1' w:styleId='ReportTable'><w:name w:val='{_TABLE}'/><w:basedOn w:val='TableNormal'/>"
        f"<w:qFormat/><w:rPr>{_fonts(*_SONG)}</w:rPr><w:tblPr><w:tblBorders><w:top {line} w:sz='8' w:color='1F4E79'/>"
        f"<w:bottom {line} w:sz='8' w:color='1F4E79'/><w:insideH {line} w:sz='4' w:color='D5DBE3'/></w:tblBorders>"
        "<w:tblCellMar><w:top w:w='40' w:type='dxa'/><w:left w:w='85' w:type='dxa'/><w:bottom w:w='40' w:type='dxa'/>"
        "<w:right w:w='85' w:type='dxa'/></w:tblCellMar></w:tblPr>"
        f"<w:tblStylePr w:type='firstRow'><w:rPr>{_fonts(*_HEI)}<w:b/></w:rPr><w:tcPr><w:tcBorders>"
        f"<w:bottom {line} w:sz='6' w:color='1F4E79'/></w:tcBorders><w:shd w:val='clear' w:color='auto' w:fill='E8EEF5'/></w:tcPr></w:tblStylePr>"
        f"<w:tblStylePr w:type='lastRow'><w:rPr>{_fonts(*_HEI)}<w:b/></w:rPr><w:tcPr><w:tcBorders>"
        f"<w:top {line} w:sz='6' w:color='1F4E79'/></w:tcBorders></w:tcPr></w:tblStylePr></w:style>"
    )
    return defaults + "".join(map(_xml, _STYLES)) + table
