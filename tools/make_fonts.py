"""Cut the till's own fonts out of Noto Sans CJK; run by hand when the set of characters changes.

    python tools/make_fonts.py            # needs fonttools and the Noto Sans CJK collections

Writes ``pos_app/assets/fonts/SuanpanSans{SC,TC}-{Regular,Bold}.otf``, the wide face for rare
characters and ``coverage.bin``, the tables ``pos_app.screens.fonts`` reads. The line box is set
so that its middle is the middle of a character: a label centred by its box is centred by eye.
"""

import argparse
import zlib
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "pos_app" / "assets" / "fonts"
SYSTEM = Path("/usr/share/fonts/opentype/noto")
FACES = {"SC": 2, "TC": 3}
ASCENT, DESCENT = 1060, 300
# Written Cantonese and place names of Hong Kong that neither GB2312 nor Big5 holds.
CANTONESE = (
    "嘅咗啲嚟喺哋嗰睇嘢咁啱攞揸瞓冚唞乸佢係冇乜嘥呔嗱喎囉啫嘞㗎噃咩咪孖餸脷邨埗鰂鯉涌氹嘈嘟唥"
)
BLOCKS = (
    (0x20, 0x7F), (0xA0, 0x180), (0x1CD, 0x1DD), (0x2B0, 0x2E0), (0x2010, 0x2028), (0x2030, 0x2060),
    (0x20A0, 0x20C0), (0x2100, 0x2140), (0x2150, 0x2190), (0x2190, 0x2200), (0x2200, 0x2300),
    (0x2460, 0x2500), (0x2500, 0x2600), (0x2600, 0x2610), (0x2640, 0x2643), (0x2713, 0x2718),
    (0x3000, 0x3040), (0x3041, 0x3100), (0x3105, 0x3130), (0xFF01, 0xFF5F), (0xFFE0, 0xFFE7),
)  # fmt: skip
WIDE = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x2FA20))


def _decodable(codec: str, leads: range, trails: range) -> set[int]:
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.add(ord(bytes((lead, trail)).decode(codec)))
            except (UnicodeDecodeError, TypeError):
                continue
    return found


def everyday() -> set[int]:
    """Return the code points of the everyday faces."""
    wanted = {point for first, end in BLOCKS for point in range(first, end)}
    wanted |= _decodable("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
    wanted |= _decodable("big5", range(0xA1, 0xFA), range(0x40, 0xFF))
    return wanted | {ord(each) for each in CANTONESE}


def cut(weight: str, face: int, points: set[int], family: str, target: Path) -> set[int]:
    """Write one face and return the code points it really holds."""
    font = TTFont(SYSTEM / f"NotoSansCJK-{weight}.ttc", fontNumber=face)
    options = subset.Options()
    options.hinting = False
    options.layout_features = ["kern", "tnum", "ccmp", "liga"]
    options.name_IDs = [1, 2, 3, 4, 5, 6]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "GPOS", "GSUB"]
    tool = subset.Subsetter(options)
    tool.populate(unicodes=points)
    tool.subset(font)
    _box(font)
    for record in font["name"].names:
        record.string = {
            1: family, 2: weight, 3: f"{family} {weight}", 4: f"{family} {weight}",
            6: f"{family.replace(' ', '')}-{weight}",
        }.get(record.nameID, record.string)  # fmt: skip
    top = font["CFF "].cff.topDictIndex[0]
    top.FamilyName, top.FullName = family, f"{family} {weight}"
    font["CFF "].cff.fontNames[0] = f"{family.replace(' ', '')}-{weight}"
    font.save(target)
    return set(font.getBestCmap())


def _box(font: TTFont) -> None:
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ASCENT, -DESCENT, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ASCENT, -DESCENT, 0
    os2.usWinAscent, os2.usWinDescent = ASCENT, DESCENT


def bitmap(points: set[int]) -> bytes:
    """Return one bit per code point below 0x30000, packed."""
    bits = bytearray(0x30000 // 8)
    for point in points:
        if point < 0x30000:
            bits[point >> 3] |= 1 << (point & 7)
    return bytes(bits)


def main() -> None:
    """Cut what was asked for; the table of coverage needs all of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    FONTS.mkdir(parents=True, exist_ok=True)
    plain = everyday()
    held: list[set[int]] = []
    for name, face in FACES.items():
        for weight in ("Regular", "Bold"):
            target = FONTS / f"SuanpanSans{name}-{weight}.otf"
            held.append(cut(weight, face, plain, f"Suanpan Sans {name}", target))
    wide = plain | {point for first, end in WIDE for point in range(first, end)}
    full = cut("Regular", 2, wide, "Suanpan Sans Wide", FONTS / "SuanpanSansWide-Regular.otf")
    common = set.intersection(*held)
    tables = zlib.compress(bitmap(common) + bitmap(full), 9)
    (FONTS / "coverage.bin").write_bytes(tables)
    print(f"{len(common)} everyday, {len(full)} wide, {len(tables)} bytes of coverage")


if __name__ == "__main__":
    main()
