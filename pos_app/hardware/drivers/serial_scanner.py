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
from pos_app.hardware.scanning import RULES, Reading
from pos_app.hardware.transports.serial_port import SerialLink

_OPEN_S = 2.0


class SerialScanner:
    """Reads characters of UTF-8 or, where they are none, of the Chinese double-byte set."""

    waits = True

    def __init__(self, config: DeviceConfig, around: Surroundings) -> None:
        parity = config.choice("parity", "N", "E", "O")
        bits = config.number("bits", 8)
        if bits not in (7, 8):
            raise config.wrong("bits", "7, 8")
        baud = config.number("baud", 9600)
        self._link = SerialLink(config.text("port"), baud, bits=bits, parity=parity)
        self._reading = Reading(config, around)
        self._rest = b""

    def open(self) -> None:
        """Open the port."""
        self._link.open(_OPEN_S)
        self._reading.framer.forget()
        self._rest = b""

    def attend(self, wait_s: float) -> Finding:
        """Read what comes, up to whole lines at once."""
        data = self._rest + self._link.receive(4096, wait_s)
        text, self._rest = _decoded(data)
        if text:
            self._reading.text(text)
        self._reading.idle()
        return READY

    def close(self) -> None:
        """Give the port back."""
        self._link.close()


def _decoded(data: bytes) -> tuple[str, bytes]:
    """Return the text and the bytes of a character that has not come whole."""
    try:
        return data.decode("utf-8"), b""
    except UnicodeDecodeError as error:
        if error.end == len(data) and error.reason == "unexpected end of data":
            return data[: error.start].decode("utf-8"), data[error.start :]
        return data.decode("gb18030", "replace"), b""


def _detect(found: Found) -> Iterator[Proposal]:
    """Propose every port; only a scan tells what hangs on one."""
    for each in found.serial:
        why = Text.of("hardware.found.port", name=each.name)
        yield Proposal("scanner", "scanner", "serial_scanner", {"port": each.stable}, why,
                       sure=False)  # fmt: skip


DRIVER = DriverKind(
    "scanner",
    RULES | {"port", "baud", "bits", "parity"},
    SerialScanner,
    id="serial_scanner",
    name="hardware.driver.serial_scanner",
    needs=Needs(("serial",), ("dialout",), ("ttyUSB*", "ttyACM*")),
    detect=_detect,
)
