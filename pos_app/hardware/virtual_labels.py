"""A label printer that is only a program: reads either language, answers, keeps its labels."""

import threading

from PIL import Image

from pos_app.hardware.label_reading import ReadLabel, draw
from pos_app.hardware.tspl_reading import TsplReader
from pos_app.hardware.zpl_reading import ZplReader

FAULTS = frozenset({"paper_out", "head_open", "ribbon_out", "paused", "offline", "silent", "break"})
_TSPL = {"head_open": 0x01, "paper_out": 0x04, "ribbon_out": 0x08, "paused": 0x10}
_KEPT = 200


class VirtualLabelPrinter:
    """Takes bytes, says what it is asked; while it has trouble labels wait inside."""

    def __init__(self, language: str, dpi: int = 203) -> None:
        self._lock = threading.Lock()
        self._tspl = language == "tspl"
        self._reader: TsplReader | ZplReader = TsplReader(dpi) if self._tspl else ZplReader()
        self.faults: set[str] = set()
        self.printed = 0
        self.roll: int | None = None  # labels that are left on it; None: more than anybody prints
        self.busy = 0  # in so many answers it says that it is still printing
        self._ask = b"\x1b!?" if self._tspl else b"~HS"

    def switch(self, fault: str, *, on: bool = True) -> None:
        """Turn a fault on or off."""
        assert fault in FAULTS, fault
        with self._lock:
            (self.faults.add if on else self.faults.discard)(fault)

    @property
    def labels(self) -> tuple[ReadLabel, ...]:
        """The labels that were told to print; at most the last two hundred."""
        with self._lock:
            del self._reader.labels[:-_KEPT]
            return tuple(self._reader.labels)

    def picture(self, number: int = -1) -> Image.Image:
        """Return one label as it comes out, the last one unless told."""
        return draw(self.labels[number])

    def take(self, data: bytes) -> bytes:
        """Take bytes and return the answers."""
        with self._lock:
            parts = data.split(self._ask)
            before = len(self._reader.labels)
            self._reader.feed(b"".join(parts))
            self.printed += len(self._reader.labels) - before
            self._unroll(sum(each.copies for each in self._reader.labels[before:]))
            if "silent" in self.faults:
                return b""
            return self._status() * (len(parts) - 1)

    def _unroll(self, count: int) -> None:
        """Take labels off the roll; when it is used up the rest waits inside."""
        if self.roll is not None:
            self.roll = max(self.roll - count, 0)
            if not self.roll:
                self.faults.add("paper_out")

    def _status(self) -> bytes:
        busy, self.busy = self.busy > 0, max(self.busy - 1, 0)
        if self._tspl:
            return bytes([sum(bit for name, bit in _TSPL.items() if name in self.faults)
                          + 0x20 * busy])  # fmt: skip
        flags = {name: str(int(name in self.faults)) for name in FAULTS}
        first = f"030,{flags['paper_out']},{flags['paused']},1245,000,0,0,0,000,0,0,0"
        second = f"000,0,{flags['head_open']},{flags['ribbon_out']},0,2,4,0,{busy:08d},1,000"
        return b"".join(b"\x02" + line.encode() + b"\x03\r\n" for line in (first, second, "1234,0"))
