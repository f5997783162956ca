"""A second reader of ESC/POS, from the command reference alone: it shares nothing with ours.

Where the till's own decoder keeps a state and a table of lengths, this one matches commands with
regular expressions and yields what each leaves on paper. What it cannot match is ``unknown``.
Source: Epson ESC/POS command reference, receipt printers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

# letter: (text, x, dots wide, bold, times wide, times high)
Letter = tuple[str, int, int, bool, int, int]
PAGES = {0: "cp437", 2: "cp850", 3: "cp860", 4: "cp863", 5: "cp865", 16: "cp1252", 17: "cp866",
         18: "cp852", 19: "cp858"}  # fmt: skip
SILENT = re.compile(
    rb"\x1bR.|\x1ba[\x00-\x020-2]|\x1dh.|\x1dw.|\x1dH.|\x1df.|\x1b@|\x1c[&.]|\x1bt.|\x1bE."
    rb"|\x1d!.|\x1b\$..",
    re.DOTALL,
)


@dataclass
class Printer:
    """A printer of some width and font; ``two`` is the codec of its two-byte letters, or empty."""

    two: str
    kanji_at_start: bool
    dots: int
    cell: int = 12
    kanji: bool = False
    page: int = 0
    bold: bool = False
    wide: int = 1
    high: int = 1
    x: int = 0
    align: int = 0
    line: list[Letter] = field(default_factory=list)
    code: bytes = b""

    def read(self, job: bytes) -> Iterator[tuple]:
        """Yield what a job leaves on paper."""
        self.kanji = self.kanji_at_start
        at = 0
        while at < len(job):
            byte = job[at]
            if byte == 0x0A:
                yield "line", self._line()
                at += 1
            elif 0x20 <= byte <= 0x7E:
                self._put(chr(byte), 1)
                at += 1
            elif byte >= 0x80 and self.kanji:
                self._put(job[at : at + 2].decode(self.two), 2)
                at += 2
            elif byte >= 0x80:
                self._put(job[at : at + 1].decode(PAGES[self.page]), 1)
                at += 1
            else:
                size, left = self._command(job, at)
                at += size
                if left:
                    yield left
        if self.line:
            yield "unknown", b"unprinted"

    def _put(self, text: str, cells: int) -> None:
        dots = cells * self.cell * self.wide
        self.line.append((text, self.x, dots, self.bold, self.wide, self.high))
        self.x += dots

    def _line(self) -> tuple[Letter, ...]:
        end = max((x + dots for _, x, dots, *_ in self.line), default=0)
        move = (self.dots - end) * self.align // 2 if end < self.dots else 0
        done = tuple((text, x + move, *rest) for text, x, *rest in sorted(self.line, key=_place))
        self.line, self.x = [], 0
        return done

    def _command(self, job: bytes, at: int) -> tuple[int, tuple]:
        rest = job[at:]
        if found := SILENT.match(rest):
            self._style(found.group())
            return found.end(), ()
        if found := re.match(rb"\x1dV[AB\x61\x62].|\x1dV[\x00\x010-1]", rest, re.DOTALL):
            return found.end(), ("cut",)
        if found := re.match(rb"\x1bd(.)", rest, re.DOTALL):
            return found.end(), ("feed", found[1][0])
        if rest[:4] == b"\x1dv0\x00":
            return self._raster(rest)
        if rest[:3] == b"\x1dkI":
            size = rest[3]
            return 4 + size, ("code128", _code128(rest[4 : 4 + size]))
        if rest[:3] == b"\x1d(k":
            size = rest[3] + 256 * rest[4]
            return 5 + size, self._symbol(rest[5 : 5 + size])
        return 1, ("unknown", rest[:4])

    def _style(self, whole: bytes) -> None:
        name, value = whole[:2], whole[2:]
        if name == b"\x1b@":
            self.kanji, self.page, self.align = self.kanji_at_start, 0, 0
            self.bold, self.wide, self.high, self.x = False, 1, 1, 0
        elif name == b"\x1bt":
            self.page = value[0]
        elif name == b"\x1c&":
            self.kanji = True
        elif name == b"\x1c.":
            self.kanji = False
        elif name == b"\x1bE":
            self.bold = value[0] % 2 == 1
        elif name == b"\x1d!":
            self.wide, self.high = value[0] // 16 + 1, value[0] % 16 + 1
        elif name == b"\x1b$":
            self.x = value[0] + 256 * value[1]
        elif name == b"\x1ba":
            self.align = value[0] % 16

    def _raster(self, rest: bytes) -> tuple[int, tuple]:
        wide, high = rest[4] + 256 * rest[5], rest[6] + 256 * rest[7]
        rows = rest[8 : 8 + wide * high]
        if len(rows) < wide * high:
            return len(rest), ("unknown", rest[:8])
        return 8 + len(rows), ("picture", wide * 8, high, sha256(rows).hexdigest())

    def _symbol(self, data: bytes) -> tuple:
        if data[:2] == b"1P":
            self.code = data[3:]
        return ("qr", self.code.decode()) if data[:2] == b"1Q" else ()


def _place(letter: Letter) -> int:
    return letter[1]


def _code128(data: bytes) -> str:
    """Say what ``{B`` letters and ``{C`` pairs of digits mean."""
    said = ""
    for kind, text in re.findall(rb"\{([BC])((?:\{\{|[^{])*)", data, re.DOTALL):
        plain = text.replace(b"{{", b"{")
        said += plain.decode() if kind == b"B" else "".join(f"{pair:02d}" for pair in text)
    return said
