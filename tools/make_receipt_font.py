"""Cut the half-width ASCII of receipts out of Noto Sans Mono CJK; run by hand.

    python tools/make_receipt_font.py     # needs fonttools and the Noto Sans CJK collections

A printer's letter is half as wide as its hanzi; the till's faces are proportional. Writes
``pos_app/assets/fonts/SuanpanMono-{Regular,Bold}.otf``, ASCII only: the rest comes from the others.
"""

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "pos_app" / "assets" / "fonts"
SYSTEM = Path("/usr/share/fonts/opentype/noto")
FAMILY = "Suanpan Mono"
FIRST, END = 0x20, 0x7F


def mono_face(collection: Path) -> int:
    """Return which face of a collection is Noto Sans Mono CJK SC."""
    for number in range(20):
        font = TTFont(collection, fontNumber=number, lazy=True)
        if font["name"].getDebugName(1) == "Noto Sans Mono CJK SC":
            return number
    raise LookupError(f"no mono face in {collection}")


def cut(weight: str) -> int:
    """Write one weight and return how many characters it holds."""
    collection = SYSTEM / f"NotoSansCJK-{weight}.ttc"
    font = TTFont(collection, fontNumber=mono_face(collection))
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.name_IDs = [1, 2, 3, 4, 5, 6]
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG", "GPOS", "GSUB"]
    tool = subset.Subsetter(options)
    tool.populate(unicodes=range(FIRST, END))
    tool.subset(font)
    names = {1: FAMILY, 2: weight, 3: f"{FAMILY} {weight}", 4: f"{FAMILY} {weight}"}
    for record in font["name"].names:
        record.string = names.get(record.nameID, f"{FAMILY.replace(' ', '')}-{weight}")
    top = font["CFF "].cff.topDictIndex[0]
    top.FamilyName, top.FullName = FAMILY, f"{FAMILY} {weight}"
    font["CFF "].cff.fontNames[0] = f"{FAMILY.replace(' ', '')}-{weight}"
    half = {c for c, g in font.getBestCmap().items() if font["hmtx"][g][0] == 500}
    font.save(FONTS / f"SuanpanMono-{weight}.otf")
    return len(half)


def main() -> None:
    """Cut both weights."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for weight in ("Regular", "Bold"):
        print(f"{weight}: {cut(weight)} half-width characters")


if __name__ == "__main__":
    main()
