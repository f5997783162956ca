"""Documents to ESC/POS bytes: one reset, lines at places in dots, one cut. Never a pulse.

Our own encoder: two-byte letters after ``FS &``, never four bytes, no byte that was not meant.
Source of the commands: Epson ESC/POS command reference.
"""

from types import ModuleType

from inventory.documents.blocks import Barcode, Document, Picture, Qr
from pos_app.hardware import qr
from pos_app.hardware.bitmap import REAL_TIME, Bitmap
from pos_app.hardware.code128 import (
    bars,
    fits,
    letters_only,
    letters_width,
    printer_data,
)
from pos_app.hardware.layout import Laid, Run, TextLine, lay_out
from pos_app.hardware.printable import encode, fit, harmless, prints
from pos_app.hardware.profiles import CODE_PAGES, Profile
from pos_app.hardware.width import text_cells

ESC, FS, GS = b"\x1b", b"\x1c", b"\x1d"
LF = b"\n"
RESET = ESC + b"@"
BARCODE_DOTS = 64
_MODULE = 2
_PICTURE_HEAD = 8
_CUT = {"none": ESC + b"d\x04", "part": GS + b"VB\x00", "full": GS + b"VA\x00"}


def clearing(profile: Profile, pace: int = 0) -> bytes:
    """Return what ends any half of a job a printer of this model may have, and cuts it off.

    ``pace``: bytes of a piece, where jobs go in pieces: none holds more of a picture than that.
    The rest of a picture it may still wait for is made up with empty dots; elsewhere a printer
    passes over a NUL. Then a line's end, a cut and a reset.
    """
    row = -(-profile.dots // 8)
    rest = row * profile.max_band + _PICTURE_HEAD
    if pace:
        rest = min(rest, max(pace, row + _PICTURE_HEAD))
    return bytes(rest) + b"\n" + _CUT[profile.cutter] + RESET


def render(document: Document, profile: Profile) -> bytes:
    """Return the whole job of one paper for one printer model."""
    writer = _Writer(profile)
    for laid in lay_out(document, profile):
        writer.put(laid)
    return writer.job()


class _Writer:
    """Collects a job and remembers the printer's style, so that only changes are sent."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._bold = False
        self._size = 1
        self._out = [RESET, _letters(profile)]

    def put(self, laid: Laid) -> None:
        """Add what comes next on the paper."""
        match laid:
            case TextLine():
                self._text(laid)
            case Barcode():
                self._barcode(laid)
            case Qr():
                self._qr(laid.data)
            case Picture():
                bitmap = _raster().picture_bitmap(laid.png, self._profile)
                if bitmap is not None:
                    self._bitmap(bitmap)

    def job(self) -> bytes:
        """Return all bytes, the cut last."""
        return b"".join([*self._out, _CUT[self._profile.cutter]])

    def _text(self, line: TextLine) -> None:
        encoding = self._profile.encoding
        if not line.runs:
            self._style(bold=False, size=1)
            self._out.append(LF)
        elif all(prints(run.text, encoding) for run in line.runs):
            self._style(bold=line.bold, size=line.size)
            self._runs(line.runs, encoding)
        else:
            self._bitmap(_raster().line_bitmap(line, self._profile))

    def _runs(self, runs: tuple[Run, ...], encoding: str) -> None:
        cursor = 0
        for run in runs:
            if run.x != cursor:
                self._out.append(ESC + b"$" + run.x.to_bytes(2, "little"))
            self._out.append(encode(run.text, encoding))
            cursor = run.x + run.width
        self._out.append(LF)

    def _style(self, *, bold: bool, size: int) -> None:
        if size != self._size:
            self._out.append(GS + b"!" + bytes([(size - 1) * 0x11]))
        if bold != self._bold:
            self._out.append(ESC + b"E" + bytes([bold]))
        self._bold, self._size = bold, size

    def _bitmap(self, bitmap: Bitmap) -> None:
        for band in bitmap.harmless.bands(self._profile.max_band):
            size = band.stride.to_bytes(2, "little") + band.height.to_bytes(2, "little")
            self._out += [GS, b"v0\x00", size, band.rows]

    def _barcode(self, barcode: Barcode) -> None:
        data = harmless(barcode.data)
        if not fits(data):
            return
        wide = len(bars(data))
        sent = printer_data(data)
        if REAL_TIME.search(sent):
            # Pairs of digits such as 16 20 01 would be a pulse for the drawer: no pairs, then.
            sent, wide = letters_only(data), letters_width(data)
        if self._profile.barcode and wide * _MODULE <= self._profile.dots:
            self._native_barcode(sent)
            return
        wide = len(bars(data))
        module = _MODULE if wide * _MODULE <= self._profile.dots else 1
        if wide <= self._profile.dots:
            self._bitmap(_raster().barcode_bitmap(data, self._profile, module, BARCODE_DOTS))
        self._text(_centred(data, self._profile))

    def _qr(self, data: str) -> None:
        """Draw a QR code: as a command where the model has it, else as dots."""
        data = harmless(data)
        module = qr.module_dots(data, self._profile.dots) if qr.fits(data) else 0
        sent = data.encode("utf-8", "ignore")
        if not module:
            self._text(_centred(data, self._profile))
        elif self._profile.qr and not REAL_TIME.search(_stored(sent)):
            self._native_qr(sent, module)
        else:
            self._bitmap(qr.bitmap(data, self._profile.dots, module))

    def _native_qr(self, data: bytes, module: int) -> None:
        """Send model 2, module size, correction M, the data, print; the paper's own quiet zone."""
        self._out += [
            ESC + b"a\x01",
            GS + b"(k\x04\x001A2\x00",
            GS + b"(k\x03\x001C" + bytes([module]),
            GS + b"(k\x03\x001E1",
            _stored(data),
            GS + b"(k\x03\x001Q0",
            ESC + b"a\x00",
        ]

    def _native_barcode(self, sent: bytes) -> None:
        """Send the bars as a command, centred, the text beneath in the printer's font A."""
        self._style(bold=False, size=1)
        self._out += [
            ESC + b"a\x01",
            GS + b"h" + bytes([BARCODE_DOTS]) + GS + b"w" + bytes([_MODULE]),
            GS + b"H\x02" + GS + b"f\x00",
            GS + b"k\x49" + bytes([len(sent)]) + sent,
            ESC + b"a\x00",
        ]


def _raster() -> ModuleType:
    """Load what draws, with Pillow, when the first line needs it: most receipts have none."""
    from pos_app.hardware import raster

    return raster


def _stored(data: bytes) -> bytes:
    """Return the command that hands a QR code's data over."""
    return GS + b"(k" + (len(data) + 3).to_bytes(2, "little") + b"1P0" + data


def _centred(text: str, profile: Profile) -> TextLine:
    """Return as much of a text as one line holds."""
    shown = fit(text, profile.encoding)[: profile.cols_a]
    while text_cells(shown, multi_byte=profile.multi_byte) > profile.cols_a:
        shown = shown[:-1]
    width = text_cells(shown, multi_byte=profile.multi_byte) * profile.cell
    return TextLine((Run(shown, (profile.dots - width) // 2, width),))


def _letters(profile: Profile) -> bytes:
    """Say which letters are meant: a model's own default depends on where it was sold.

    ``ESC R 0`` keeps ``$`` a dollar where the maker's default would print it as a yen sign.
    """
    usa = ESC + b"R\x00"
    if profile.multi_byte:
        return usa + FS + b"&"
    leave = FS + b"." if profile.kanji_default_on else b""
    return leave + usa + ESC + b"t" + bytes([CODE_PAGES.get(profile.encoding, 0)])
