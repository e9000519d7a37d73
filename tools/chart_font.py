"""Make the font of our charts from Noto Sans CJK (Debian: fonts-noto-cjk, SIL Open Font License 1.1).

    python tools/chart_font.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc

It holds what people's names, places and reports need: all of GB2312, common symbols, and what rare_names.txt lists: the
third list of 通用规范汉字表 (2013, characters of names and places), then others met in names that GB2312 lacks.  Outlines become quadratic, because a
TrueType font is what every program reads.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

FONT = Path(__file__).parents[1] / "src" / "mktkit" / "office" / "fonts" / "NotoSansSC-Regular.ttf"
RARE = Path(__file__).with_name("rare_names.txt")
FACE = "Noto Sans CJK SC"
FAMILY = "mktkit Noto Sans SC"
SYMBOLS = "²³¹℃℉㎡㎥㎏‰±×÷−≈≠≤≥∞√∑→←↑↓▲▼◆●○■□☆★✓・…—–‑·•¥￥€£§※〓ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩαβγδεηθλμπρσφχψωΔΣΩ\u00a0\u3000"
#: In units a thousand to the em: far below what is seen in print.
_ERROR = 1.0


def wanted() -> set[int]:
    """Return every character that the font shall have, if its source does."""
    found = set(map(ord, SYMBOLS)) | set(range(0x20, 0x7F)) | set(range(0xA1, 0x100))
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            found |= set(map(ord, bytes((high, low)).decode("gb2312", "ignore")))
    return found | set(map(ord, "".join(RARE.read_text(encoding="utf-8").split())))


def main(source: Path) -> None:
    """Write the font anew; the same source gives the same file."""
    face = next(one for one in TTCollection(source).fonts if one["name"].getDebugName(1) == FACE)
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, drop_tables=["vhea", "vmtx", "VORG", "BASE"]
    )
    options.desubroutinize = True
    chosen = subset.Subsetter(options)
    chosen.populate(unicodes=wanted())
    chosen.subset(face)
    glyphs, drawn = {}, face.getGlyphSet()
    order = face.getGlyphOrder()
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, _ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(face["head"].unitsPerEm, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(face.getBestCmap())
    builder.setupGlyf(glyphs)
    builder.setupHorizontalMetrics(
        {name: (face["hmtx"][name][0], getattr(glyphs[name], "xMin", 0)) for name in order}
    )
    builder.setupHorizontalHeader(ascent=face["hhea"].ascent, descent=face["hhea"].descent)
    builder.setupOS2(
        sTypoAscender=face["OS/2"].sTypoAscender,
        sTypoDescender=face["OS/2"].sTypoDescender,
        usWinAscent=face["OS/2"].usWinAscent,
        usWinDescent=face["OS/2"].usWinDescent,
    )
    builder.setupNameTable(
        {
            "copyright": str(face["name"].getDebugName(0)),
            "familyName": FAMILY,
            "styleName": "Regular",
            "uniqueFontIdentifier": FAMILY,
            "fullName": FAMILY,
            "version": "Version 2.0",
            "psName": "mktkitNotoSansSC-Regular",
            "licenseDescription": "SIL Open Font License, Version 1.1",
            "licenseInfoURL": "https://openfontlicense.org",
        },
        mac=False,
    )
    # Glyph names would be a tenth of the file, and nothing reads them.
    builder.setupPost(keepGlyphNames=False)
    builder.font["head"].created = builder.font["head"].modified = 0
    builder.font.recalcTimestamp = False
    builder.save(FONT)
    made = TTFont(FONT)
    missing = sorted(wanted() - set(made.getBestCmap()))
    print(
        f"{FONT.name}: {len(made.getBestCmap())} characters, {FONT.stat().st_size:,} bytes; not in the source: {''.join(map(chr, missing))}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
