"""A scanner on a serial line, real or over USB (CDC): the kind that loses nothing."""

from collections.abc import Iterator

from inventory.kernel.text import Text
from pos_app.hardware.categories.found import Found, Proposal
from pos_app.hardware.driver import (
    READY,
    DeviceConfig,
    DriverKind,
    Finding,
    Needs,
    Surroundings,
)
from pos_app.hardware.scanning import LETTERS, RULES, Reading, decoded
from pos_app.hardware.transports.serial_port import FLOWS, SerialLink

_OPEN_S = 2.0
_MARK = b"\xff"
OPTIONS = RULES | {"port", "baud", "bits", "parity", "stop", "flow", "letters"}


class SerialScanner:
    """Reads characters; one that came with wrong parity or framing voids its code."""

    waits = True

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        parity = config.choice("parity", "N", "E", "O", "M", "S")
        self._bits, stop = config.number("bits", 8), config.number("stop", 1)
        if self._bits not in (7, 8):
            raise config.wrong("bits", "7, 8")
        if stop not in (1, 2):
            raise config.wrong("stop", "1, 2")
        self._link = SerialLink(
            config.text("port"), config.number("baud", 9600), bits=self._bits, parity=parity
        )
        self._link.stop, self._link.flow = stop, config.choice("flow", *FLOWS)
        self._link.marks_errors = True
        self._letters = config.choice("letters", *LETTERS)
        self._reading = Reading(config, around)
        self._raw = self._rest = b""

    def open(self) -> None:
        """Open the port."""
        self._link.open(_OPEN_S)
        self._reading.framer.forget()
        self._raw = self._rest = b""

    def attend(self, wait_s: float) -> Finding:
        """Read what comes, up to whole lines at once."""
        if not self._read(0.0) and wait_s:
            self._read(self._reading.patience_s(wait_s))
        return READY

    def _read(self, wait_s: float) -> bool:
        """Read what came; where there was nothing, that is a moment of silence, and False."""
        now_s = self._reading.now_s()
        said = self._link.receive(4096, wait_s)
        if not said:
            self._reading.idle(now_s)
            return False
        self._raw += said
        for good in self._good():
            self._take(good)
        return True

    def close(self) -> None:
        """Give the port back."""
        self._link.close()

    def _good(self) -> list[bytes | None]:
        """Return what came, None for a character that was marked as wrong."""
        if self._link.marked:
            parts, self._raw = unmarked(self._raw)
            return parts
        data, self._raw = self._raw, b""
        return [data]

    def _take(self, data: bytes | None) -> None:
        if data is None:
            self._rest = b""
            self._reading.void()
            return
        if self._bits == 7:
            data = bytes(byte & 0x7F for byte in data)
        text, self._rest = decoded(self._rest + data, self._letters)
        if text:
            self._reading.text(text)


def unmarked(data: bytes) -> tuple[list[bytes | None], bytes]:
    """Split bytes as the kernel marks them (PARMRK): runs of good ones, None for a wrong one.

    ``FF 00 x`` is a wrong character, ``FF FF`` one that is FF. A mark that has not come whole is
    returned as the rest. Source: termios(3).
    """
    parts: list[bytes | None] = []
    good, at = b"", 0
    while at < len(data):
        if data[at : at + 1] != _MARK:
            good, at = good + data[at : at + 1], at + 1
        elif data[at + 1 : at + 2] == _MARK:
            good, at = good + _MARK, at + 2
        elif len(data) - at < 3:
            break
        else:
            parts += [good, None]
            good, at = b"", at + 3
    return [*parts, good], data[at:]


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose every port that did not answer as something else; only a scan tells what it is."""
    known = {each.port.node for each in found.answers}
    for each in found.serial:
        if each.node in known:
            continue
        key = "hardware.found.port_busy" if each.busy else "hardware.found.port"
        why = Text.of(key, name=each.name)
        yield Proposal("scanner", "scanner", "serial_scanner", {"port": each.stable}, why,
                       sure=False)  # fmt: skip


DRIVER = DriverKind(
    "scanner",
    OPTIONS,
    SerialScanner,
    id="serial_scanner",
    name="hardware.driver.serial_scanner",
    needs=Needs(("serial",), ("dialout",), ("ttyUSB*", "ttyACM*")),
    detect=_detect,
)
