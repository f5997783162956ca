"""Turn our own drawings into one small font, so that a picture is crisp at every size and tint.

    python tools/make_icons.py            # needs fonttools and skia-pathops

Writes ``pos_app/assets/fonts/SuanpanIcons.ttf`` and ``icons.txt`` (name and code point a line).
A garment is two glyphs, ``name.fill`` and ``name.line``, each tinted on its own.
"""

from pathlib import Path

import pathops
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.svgLib.path import parse_path
from garment_paths import GARMENTS, LAYERS, TAG
from icon_paths import ICONS

FONTS = Path(__file__).parent.parent / "pos_app" / "assets" / "fonts"
EM = 2400
FIRST = 0xE000
ICON_LINE, GARMENT_LINE, LOGO_LINE, TAG_LINE = 2.0, 1.5, 1.8, 0.75
ROUND = 0.5523


def outline(drawing: str, line: float, grid: int, *, filled: bool = False) -> pathops.Path:
    """Return the drawing as one filled shape in font units; ``line`` is its strokes' width."""
    whole = pathops.Path()
    scale = EM / grid
    for part in drawing.split("|"):
        kind, _, rest = part.strip().partition(" ")
        shape = pathops.Path()
        pen = TransformPen(shape.getPen(), (scale, 0, 0, -scale, 0, EM))
        solid = filled or kind in {".", "f"}
        if kind in {"o", "."}:
            _circle(pen, *map(float, rest.split()))
        elif kind == "r":
            _rectangle(pen, *map(float, rest.split()))
        else:
            parse_path(rest if kind == "f" else part.strip(), pen)
        if not solid:
            shape.stroke(line * scale, pathops.LineCap.ROUND_CAP, pathops.LineJoin.ROUND_JOIN, 4)
        shape.convertConicsToQuads()
        shape.simplify(fix_winding=True, clockwise=True)
        whole = pathops.op(whole, shape, pathops.PathOp.UNION)
    return whole


def _circle(pen: TransformPen, x: float, y: float, radius: float) -> None:
    _rectangle(pen, x - radius, y - radius, 2 * radius, 2 * radius, radius)


def _rectangle(
    pen: TransformPen, x: float, y: float, width: float, height: float, corner: float
) -> None:
    right, bottom, pull = x + width, y + height, corner * (1 - ROUND)
    pen.moveTo((x + corner, y))
    pen.lineTo((right - corner, y))
    pen.curveTo((right - pull, y), (right, y + pull), (right, y + corner))
    pen.lineTo((right, bottom - corner))
    pen.curveTo((right, bottom - pull), (right - pull, bottom), (right - corner, bottom))
    pen.lineTo((x + corner, bottom))
    pen.curveTo((x + pull, bottom), (x, bottom - pull), (x, bottom - corner))
    pen.lineTo((x, y + corner))
    pen.curveTo((x, y + pull), (x + pull, y), (x + corner, y))
    pen.closePath()


def drawings() -> dict[str, pathops.Path]:
    """Return every glyph's shape."""
    found = {name: outline(text, ICON_LINE, 24) for name, text in ICONS.items()}
    for name, (fill, line) in GARMENTS.items():
        found[f"{name}.fill"] = outline(fill, 0, 48, filled=True)
        found[f"{name}.line"] = outline(line, GARMENT_LINE, 48)
    found |= {name: outline(text, LOGO_LINE, 24) for name, text in LAYERS.items()}
    return found | {name: outline(text, TAG_LINE, 48) for name, text in TAG.items()}


def main() -> None:
    """Build the font and the list of names."""
    shapes = drawings()
    names = [".notdef", *shapes]
    codes = {FIRST + at: name for at, name in enumerate(shapes)}
    glyphs = {".notdef": TTGlyphPen(None).glyph()}
    for name, shape in shapes.items():
        pen = TTGlyphPen(None)
        shape.draw(Cu2QuPen(pen, max_err=1))
        glyphs[name] = pen.glyph()
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap(codes)
    builder.setupGlyf(glyphs)
    bearings = {name: (EM, getattr(glyphs[name], "xMin", 0)) for name in names}
    builder.setupHorizontalMetrics(bearings)
    builder.setupHorizontalHeader(ascent=EM, descent=0)
    builder.setupNameTable({"familyName": "Suanpan Icons", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=EM, sTypoDescender=0, usWinAscent=EM, usWinDescent=0)
    builder.setupPost(keepGlyphNames=False)
    FONTS.mkdir(parents=True, exist_ok=True)
    builder.save(FONTS / "SuanpanIcons.ttf")
    lines = "".join(f"{name} {code:04X}\n" for code, name in codes.items())
    (FONTS / "icons.txt").write_text(lines)
    print(f"{len(codes)} pictures")


if __name__ == "__main__":
    main()
