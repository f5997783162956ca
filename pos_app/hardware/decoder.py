"""A strict reader of ESC/POS: what a printer would do with a job, event by event.

Nothing is guessed: a byte that no command explains is an ``Unknown``, a command that ends early a
``Truncated``. Used for the picture of a receipt and as the judge of our own encoder.
Source: Epson ESC/POS command reference; ESC B, ESC i and ESC m as most other makers have them.
"""

from dataclasses import dataclass
from typing import Literal

from pos_app.hardware import escpos_table as table
from pos_app.hardware.code128 import from_printer_data
from pos_app.hardware.profiles import CODE_PAGES, Profile

_PAGES = {number: name for name, number in CODE_PAGES.items()}
# The upper half of page 1, in which other programs draw their rules and frames.
_KATAKANA = (
    "▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯"
    "\u00a0｡｢｣､･ｦｧｨｩｪｫｬｭｮｯｰｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝﾞﾟ"
    "═╞╪╡◢◣◥◤♠♥♦♣●○╱╲╳円年月日時分秒〒市区町村人▒\u00a0"
)
_SYSTEMS = ("UPC-A", "UPC-E", "EAN13", "EAN8", "CODE39", "ITF", "CODABAR", "CODE93", "CODE128")


@dataclass(frozen=True, slots=True)
class TextRun:
    """Letters at a place in dots; ``across`` and ``down`` are times the plain size."""

    text: str
    x: int
    width: int
    bold: bool = False
    across: int = 1
    down: int = 1

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line of letters, from left to right; none when the paper only moved on."""

    runs: tuple[TextRun, ...]

    @property
    def text(self) -> str:
        """All letters, a space between runs."""
        return " ".join(run.text for run in self.runs)

    @property
    def right(self) -> int:
        """Where its last letter ends, in dots."""
        return max((run.right for run in self.runs), default=0)


@dataclass(frozen=True, slots=True)
class PrintedBarcode:
    """Bars of some system; ``data`` is what a scanner will say."""

    system: str
    data: str
    module: int
    height: int
    text_below: bool
    align: int


@dataclass(frozen=True, slots=True)
class PrintedImage:
    """A band of dots; ``rows`` are whole bytes, leftmost dot in the highest bit."""

    x: int
    width: int
    height: int
    rows: bytes


@dataclass(frozen=True, slots=True)
class Pulse:
    """A kick of the drawer on pin 2 or 5; 0 for a pin that does not exist."""

    pin: int
    on_ms: int
    off_ms: int


@dataclass(frozen=True, slots=True)
class Cut:
    """The paper is cut, wholly or but for a point."""

    kind: Literal["part", "full"]


@dataclass(frozen=True, slots=True)
class Feed:
    """The paper moves on by so many dots."""

    dots: int


@dataclass(frozen=True, slots=True)
class Query:
    """A question that the printer answers: status, or the number of a job."""

    kind: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Unknown:
    """Bytes that no command explains."""

    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Truncated:
    """A command that the job ended in."""

    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class FourBytes:
    """A four-byte GB18030 letter: junk on paper."""

    at: int
    data: bytes


@dataclass(frozen=True, slots=True)
class BadPair:
    """A pair of bytes that is no letter in the printer's font."""

    at: int
    data: bytes


Fault = Unknown | Truncated | FourBytes | BadPair
Event = PrintedLine | PrintedBarcode | PrintedImage | Pulse | Cut | Feed | Query | Fault


@dataclass(frozen=True, slots=True)
class Decoded:
    """All that a printer would do with a job."""

    events: tuple[Event, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What a printer would not understand."""
        return tuple(event for event in self.events if isinstance(event, Fault))

    @property
    def lines(self) -> tuple[str, ...]:
        """The letters of each line."""
        return tuple(event.text for event in self.events if isinstance(event, PrintedLine))

    def count(self, kind: type[Event]) -> int:
        """Return how many events of a kind there are."""
        return sum(isinstance(event, kind) for event in self.events)


def decode(data: bytes, profile: Profile) -> Decoded:
    """Read a job as a printer of this model would."""
    decoder = _Decoder(data, profile)
    decoder.run()
    return Decoded(tuple(decoder.events))


class _Decoder:
    """The printer's state while it reads: style, place in the line, letters that are waiting."""

    def __init__(self, data: bytes, profile: Profile) -> None:
        self.events: list[Event] = []
        self._data, self._at, self._profile = data, 0, profile
        self._runs: list[TextRun] = []
        self._reset()

    def run(self) -> None:
        """Read to the end; letters that were never printed by a line feed are a truncation."""
        while self._at < len(self._data):
            self._step()
        if self._runs:
            self.events.append(Truncated(self._at, b""))

    # --- letters ---------------------------------------------------------------------------

    def _step(self) -> None:
        byte = self._data[self._at]
        if byte in table.LEADS:
            self._command()
        elif byte == 0x0A:
            self._at += 1
            self._end_line()
        elif byte == 0x0D:
            self._at += 1
        elif 0x20 <= byte <= 0x7E:
            self._letter(chr(byte), 1)
        elif byte < 0x80 or (byte in (0x80, 0xFF) and self._kanji):
            self._fault(Unknown, 1)
        elif self._kanji:
            self._pair()
        else:
            self._single(byte)

    def _pair(self) -> None:
        pair = self._data[self._at : self._at + 2]
        if len(pair) < 2:
            self._fault(Truncated, 1)
        elif self._profile.encoding != "big5" and 0x30 <= pair[1] <= 0x39:
            self._fault(FourBytes, 4)
        else:
            codec = "cp950" if self._profile.encoding == "big5" else "gbk"
            try:
                self._letter(pair.decode(codec), 2)
            except UnicodeDecodeError:
                self._fault(BadPair, 2)

    def _single(self, byte: int) -> None:
        if self._page == 1:
            self._letter(_KATAKANA[byte - 0x80], 1)
            return
        try:
            self._letter(bytes([byte]).decode(_PAGES.get(self._page, "ascii")), 1)
        except UnicodeDecodeError:
            self._fault(Unknown, 1)

    def _letter(self, text: str, size: int) -> None:
        """Put a letter at the place where the line stands; a full line breaks by itself."""
        self._at += size
        width = size * self._profile.cell * self._across
        last = self._runs[-1] if self._runs else None
        style = (self._bold, self._across, self._down)
        if last and last.right == self._x and (last.bold, last.across, last.down) == style:
            self._runs[-1] = TextRun(last.text + text, last.x, last.width + width, *style)
        else:
            self._runs.append(TextRun(text, self._x, width, *style))
        self._x += width

    def _end_line(self) -> None:
        runs = sorted(self._runs, key=lambda run: run.x)
        free = self._profile.dots - max((run.right for run in runs), default=0)
        shift = (0, max(free, 0) // 2, max(free, 0))[self._align]
        moved = [TextRun(r.text, r.x + shift, r.width, r.bold, r.across, r.down) for r in runs]
        self.events.append(PrintedLine(tuple(moved)))
        self._runs, self._x = [], 0

    def _fault(self, kind: type[Fault], size: int) -> None:
        self.events.append(kind(self._at, self._data[self._at : self._at + size]))
        self._at += size

    # --- commands --------------------------------------------------------------------------

    def _command(self) -> None:
        found = table.read(self._data, self._at)
        if isinstance(found, table.Wrong):
            rest = len(self._data) - self._at
            kind: type[Fault] = Truncated if found.truncated else Unknown
            self._fault(kind, rest if found.truncated else found.size)
            return
        self._at += found.size
        handler = getattr(self, f"_do_{found.name}", None)
        if handler is not None:
            handler(found.data)

    def _reset(self) -> None:
        self._bold, self._across, self._down = False, 1, 1
        self._align: int = 0
        self._x, self._page = 0, 0
        self._kanji = self._profile.kanji_default_on
        self._bar_height, self._bar_module, self._bar_text = 162, 3, 0
        self._stored: PrintedImage | None = None
        self._symbol, self._symbol_module = "", 3
        self._runs = []

    def _do_reset(self, _: bytes) -> None:
        self._reset()

    def _do_bold(self, data: bytes) -> None:
        self._bold = bool(data[0] & 1)

    def _do_modes(self, data: bytes) -> None:
        self._bold = bool(data[0] & 8)
        self._across, self._down = 1 + bool(data[0] & 32), 1 + bool(data[0] & 16)

    def _do_size(self, data: bytes) -> None:
        self._across, self._down = (data[0] >> 4 & 7) + 1, (data[0] & 7) + 1

    def _do_align(self, data: bytes) -> None:
        self._align = data[0] % 48 if data[0] % 48 < 3 else 0

    def _do_page(self, data: bytes) -> None:
        self._page = data[0]

    def _do_kanji_on(self, _: bytes) -> None:
        self._kanji = True

    def _do_kanji_off(self, _: bytes) -> None:
        self._kanji = False

    def _do_place(self, data: bytes) -> None:
        self._x = int.from_bytes(data, "little")

    def _do_move(self, data: bytes) -> None:
        self._x = max(self._x + int.from_bytes(data, "little", signed=True), 0)

    def _do_feed_lines(self, data: bytes) -> None:
        if self._runs:
            self._end_line()
        self.events.append(Feed(data[0] * self._profile.line_dots))

    def _do_feed_dots(self, data: bytes) -> None:
        if self._runs:
            self._end_line()
        self.events.append(Feed(data[0]))

    def _do_cut(self, data: bytes) -> None:
        kind = data[0] % 48 if data[0] < 65 else data[0] - 65
        self.events.append(Cut("part" if kind in (1, 33, 39) else "full"))

    def _do_cut_part(self, _: bytes) -> None:
        self.events.append(Cut("part"))

    def _do_pulse(self, data: bytes) -> None:
        pin = {0: 2, 48: 2, 1: 5, 49: 5}.get(data[0], 0)
        self.events.append(Pulse(pin, data[1] * 2, data[2] * 2))

    def _do_pulse_now(self, data: bytes) -> None:
        self.events.append(Pulse({0: 2, 1: 5}.get(data[0], 0), data[1] * 100, data[1] * 100))

    def _do_query(self, data: bytes) -> None:
        self.events.append(Query("status", data))

    def _do_process_id(self, data: bytes) -> None:
        self.events.append(Query("process_id", data[-4:]))

    def _do_bar_height(self, data: bytes) -> None:
        self._bar_height = data[0]

    def _do_bar_module(self, data: bytes) -> None:
        self._bar_module = data[0]

    def _do_bar_text(self, data: bytes) -> None:
        self._bar_text = data[0] % 48

    def _do_barcode(self, data: bytes) -> None:
        number = data[0] if data[0] < 65 else data[0] - 65
        system = _SYSTEMS[number] if number < len(_SYSTEMS) else str(number)
        said = from_printer_data(data[1:]) if system == "CODE128" else data[1:].decode("latin-1")
        if said is None:
            self.events.append(Unknown(self._at, data))
            return
        below = bool(self._bar_text & 2)
        self.events.append(
            PrintedBarcode(system, said, self._bar_module, self._bar_height, below, self._align)
        )

    def _do_raster(self, data: bytes) -> None:
        stride, height = int.from_bytes(data[0:2], "little"), int.from_bytes(data[2:4], "little")
        width = stride * 8
        free = max(self._profile.dots - width, 0)
        x = (0, free // 2, free)[self._align]
        self.events.append(PrintedImage(x, width, height, data[4:]))

    def _do_graphics(self, data: bytes) -> None:
        """Keep a picture (function 112), or print the one that is kept (2 or 50)."""
        function = data[1] if len(data) > 1 else -1
        if function == 112 and len(data) >= 10:
            width = int.from_bytes(data[6:8], "little")
            height = int.from_bytes(data[8:10], "little")
            self._stored = PrintedImage(0, width, height, data[10:])
        elif function in (2, 50) and self._stored is not None:
            self.events.append(self._stored)

    def _do_symbol(self, data: bytes) -> None:
        """Keep size (function 67) and data (80) of a QR code, or print it (81)."""
        if data[:1] != b"1":
            return
        if data[1:2] == b"C":
            self._symbol_module = data[2]
        elif data[1:2] == b"P":
            self._symbol = data[3:].decode("utf-8", "replace")
        elif data[1:2] == b"Q":
            self.events.append(
                PrintedBarcode(
                    "QR", self._symbol, self._symbol_module, 0, text_below=False, align=self._align
                )
            )
