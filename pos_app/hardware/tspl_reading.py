"""TSPL read back: the commands that price tags need, strictly; anything else is kept as unknown."""

import re

from pos_app.hardware.label_reading import ReadBars, ReadLabel, ReadPicture

_LINE_END = b"\r\n"
_BITMAP = re.compile(rb"BITMAP (\d+),(\d+),(\d+),(\d+),0,")
_BARCODE = re.compile(
    rb'BARCODE (\d+),(\d+),"(EAN13|128)",(\d+),([0-3]),0,(\d+),(\d+),"((?:[^"\\]|\\\["\])*)"\Z'
)
_SIZE = re.compile(rb"SIZE (\d+) mm,(\d+) mm\Z")
_PRINT = re.compile(rb"PRINT (\d+),(\d+)\Z")
_QUIET = re.compile(rb"(?:GAP \d+ mm,\d+ mm|DIRECTION [01]|REFERENCE 0,0)\Z")
_INVERTED = bytes(value ^ 0xFF for value in range(256))


class TsplReader:
    """Takes bytes as they come; ``labels`` are those that were told to print."""

    def __init__(self, dpi: int = 203) -> None:
        self._dpi = dpi
        self._rest = b""
        self._size = (0, 0)
        self._label = ReadLabel()
        self.labels: list[ReadLabel] = []

    def feed(self, data: bytes) -> None:
        """Take bytes."""
        self._rest += data
        while (taken := self._one()) > 0:
            self._rest = self._rest[taken:]

    def _one(self) -> int:
        """Obey the first command; return its bytes, 0 when it is not whole."""
        picture = _BITMAP.match(self._rest)
        if picture is not None:
            return self._picture(picture)
        if self._rest.startswith(b"BITMAP") and self._rest.count(b",", 0, 60) < 5:
            return 0
        end = self._rest.find(_LINE_END)
        if end < 0:
            return 0
        self._line(self._rest[:end])
        return end + len(_LINE_END)

    def _picture(self, found: re.Match[bytes]) -> int:
        x, y, stride, height = (int(each) for each in found.groups())
        end = found.end() + stride * height
        if len(self._rest) < end + len(_LINE_END):
            return 0
        rows = self._rest[found.end() : end].translate(_INVERTED)
        self._label.pictures.append(ReadPicture(x, y, stride * 8, height, rows))
        if self._rest[end : end + 2] != _LINE_END:
            self._label.unknown.append("BITMAP without its end")
            return end
        return end + len(_LINE_END)

    def _line(self, line: bytes) -> None:
        if (size := _SIZE.match(line)) is not None:
            dots = [int(mm) * 10 * self._dpi // 254 for mm in size.groups()]
            self._size = (dots[0], dots[1])
        elif line == b"CLS":
            self._label = ReadLabel()
        elif (code := _BARCODE.match(line)) is not None:
            self._bars(code)
        elif (wanted := _PRINT.match(line)) is not None:
            self._print(int(wanted.group(1)) * int(wanted.group(2)))
        elif line and _QUIET.match(line) is None:
            self._label.unknown.append(line.decode("latin-1"))

    def _bars(self, found: re.Match[bytes]) -> None:
        x, y, kind, height, text, narrow, wide, data = found.groups()
        if text != b"0" or narrow != wide:
            self._label.unknown.append(found.group().decode("latin-1"))
        shown = data.replace(b'\\["]', b'"').decode("ascii")
        name = "EAN13" if kind == b"EAN13" else "CODE128"
        self._label.bars.append(ReadBars(name, shown, int(x), int(y), int(height), int(narrow)))

    def _print(self, copies: int) -> None:
        label = self._label
        label.width, label.height = self._size
        label.copies = copies
        self.labels.append(label)
        self._label = ReadLabel()
